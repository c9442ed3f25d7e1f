"""gunicorn's master as we need it: one worker, the printing process beside it, one sentence when it cannot start."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final, NoReturn

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.errors import HaltServer

from hall.config import Settings
from hall.serving.reports import REFUSED, Reports
from hall.serving.settings import GRACE_SECONDS, gunicorn_settings
from hall.serving.watched import Watched

UNKNOWN_FAULT: Final = "Server tidak dapat mulai. Sebabnya tertulis di catatan (log)."
OPTIONAL: Final = ("redis", "valkey")
"""Socket.IO imports them wherever they are installed: 6 MB and 50 ms for nothing where one process serves alone."""

_NOT_OURS: Final = (signal.SIGUSR2, signal.SIGTTIN, signal.SIGTTOU, signal.SIGWINCH)


class Application(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """What the worker loads, by dotted names called with the settings: `prepare` (the database), then `factory`."""

    def __init__(self, settings: Settings, factory: str, prepare: str | None, after_fork: Callable[[], None]) -> None:
        self.settings = settings
        self.factory = factory
        self.prepare = prepare
        self.after_fork = after_fork
        self.reports = Reports()
        super().__init__()

    def load_config(self) -> None:
        """Asked by gunicorn."""
        for name, value in gunicorn_settings(self.settings).items():
            self.cfg.set(name, value)
        self.cfg.set("post_fork", lambda arbiter, worker: self.after_fork())

    def load(self) -> Any:
        """In the worker, which has become cooperative: the database made ready, then the application assembled."""
        if self.prepare is not None:
            named(self.prepare)(self.settings)
        with without(() if self.settings.redis_url else OPTIONAL):
            factory = named(self.factory)
        return factory(self.settings)


@contextmanager
def without(modules: Sequence[str]) -> Iterator[None]:
    """Imports inside find these libraries absent, as on a machine that lacks them; afterwards they are there as ever."""
    hidden = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None is how Python spells "absent"
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def named(dotted: str) -> Any:
    """What `module:name` names."""
    module, _, name = dotted.partition(":")
    return getattr(import_module(module), name)


class Master(Arbiter):  # type: ignore[misc]  # gunicorn has no types
    """Keeps one worker and the watched process running; SIGTERM, SIGINT and SIGHUP end everything gracefully."""

    def __init__(
        self, application: Application, listener: Any, watched: Watched, announce: Callable[[list[str]], None]
    ) -> None:
        super().__init__(application)
        self.LISTENERS = [listener]
        self._watched = watched
        self._announce = announce
        self._ready = False
        self._announced = False

    def init_signals(self) -> None:
        """Signals that would multiply or exchange the master are not heard; a hang-up ignored by `nohup` stays so."""
        nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        super().init_signals()
        for number in _NOT_OURS:
            signal.signal(number, signal.SIG_IGN)
        signal.signal(signal.SIGUSR2, self.signal)
        if nohup:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def handle_hup(self) -> NoReturn:
        """The terminal is gone."""
        raise StopIteration

    def handle_int(self) -> NoReturn:
        """Ctrl-C."""
        raise StopIteration

    def handle_usr1(self) -> None:
        """The log's file is watched, there is nothing to open anew."""

    def handle_usr2(self) -> None:
        """The worker reported about its start. Only now is the database surely there for the printing process."""
        for kind, text in self.app.reports.read():
            if kind == REFUSED:
                raise HaltServer(text, 1)
            self._ready = True
            self._watched.tend()
            if not self._announced:
                self._announced = True
                self._announce([slug for slug in text.split(",") if slug])

    def manage_workers(self) -> None:
        """Each turn of the master's loop."""
        super().manage_workers()
        if self._ready:
            self._watched.tend()

    def reap_workers(self) -> None:
        """gunicorn collects every child that ended; the watched process is asked first how it ended."""
        self._watched.notice()
        super().reap_workers()

    def murder_workers(self) -> None:
        """A worker that still prepares the database gives no sign of life and is left in peace."""
        if self._ready:
            super().murder_workers()

    def spawn_worker(self) -> int:
        """The worker never comes back into the master's code: what stands there to clean up is not its own."""
        self._ready = self._ready and bool(self.WORKERS)
        status = 1
        try:
            pid: int = super().spawn_worker()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 0
            raise
        finally:
            if os.getpid() != self.pid:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
        return pid

    def stop(self, graceful: bool = True) -> None:
        """Worker and printing process end side by side."""
        deadline = time.monotonic() + GRACE_SECONDS
        self._watched.ask_to_end()
        super().stop(graceful)
        self._watched.end(deadline - time.monotonic())

    def halt(self, reason: str | None = None, exit_status: int = 0) -> NoReturn:
        """Stops everything; a reason is told in one sentence to the person who started it."""
        try:
            self.stop()
        except HaltServer as again:
            reason, exit_status = reason or again.reason, exit_status or again.exit_status
            self._watched.end(0)
        if exit_status in (self.WORKER_BOOT_ERROR, self.APP_LOAD_ERROR):
            reason = UNKNOWN_FAULT
        if reason is not None:
            sys.stderr.write(f"{reason}\n")
        sys.exit(1 if exit_status else 0)
