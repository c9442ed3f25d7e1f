"""The worker: gunicorn's asynchronous base made cooperative by eventlet, so that one process serves every screen.

gunicorn 26 removed its eventlet worker; this is ours. It leans on internals of `AsyncWorker` (`handle`,
`handle_request`, `is_already_handled`, `timeout_ctx`), so gunicorn is pinned exactly and tests/serving holds it.
With hall.runtime this is the only file that knows eventlet.
"""

from __future__ import annotations

import errno
import faulthandler
import gc
import os
import signal
import sys
import time
from contextlib import suppress
from types import FrameType
from typing import Any, Final

from gunicorn.workers.base_async import AsyncWorker

from hall import runtime
from hall.errors import ConfigError, Refused
from hall.serving.logs import ErrorStream
from hall.serving.settings import GRACE_SECONDS, raise_open_files

SIGN_OF_LIFE_SECONDS: Final = 0.5
"""Also how often it looks whether the master still lives, should the kernel have refused to tell."""

FINISHING_SECONDS: Final = GRACE_SECONDS - 0.5
ACCEPTS_A_TURN: Final = 64
SHORTAGE_PAUSE_SECONDS: Final = 0.1
SHORTAGE_NOTE_SECONDS: Final = 60.0
_SHORTAGE: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_CLOSED: Final = frozenset({errno.EBADF, errno.EINVAL, errno.ENOTSOCK})


class HallWorker(AsyncWorker):  # type: ignore[misc]  # gunicorn has no types
    """One process, one hub, thousands of quiet connections."""

    sockets: list[Any]
    wsgi: Any

    def init_process(self) -> None:
        """After the fork, before the application is imported: die with the master, become cooperative."""
        runtime.kernel_pdeathsig(self.ppid)
        gc.disable()  # until all is loaded: hardly anything of it is garbage, and looking costs a tenth of the start
        raise_open_files()
        runtime.patch()
        from eventlet.greenio import GreenSocket

        self.sockets = [GreenSocket(listener.sock) for listener in self.sockets]
        self._errors = ErrorStream()
        self._in_hand = 0
        self._hurry = False
        self._noted_shortage = float("-inf")
        super().init_process()

    def load_wsgi(self) -> None:
        """Loads the application; a wrong setting or a store that cannot be used is told to the master, who stops."""
        try:
            super().load_wsgi()
        except (ConfigError, Refused) as fault:
            self.app.reports.refused(fault.detail if isinstance(fault, Refused) else str(fault))
            sys.exit(0)
        self._application = self.wsgi
        self.wsgi = self._answer
        gc.freeze()
        gc.enable()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Any:
        environ["wsgi.errors"] = self._errors
        return self._application(environ, start_response)

    def init_signals(self) -> None:
        """The terminal's hang-up is the master's business."""
        super().init_signals()
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def run(self) -> None:
        """Accepts until told to stop, then finishes what is in hand."""
        import eventlet

        pool = eventlet.GreenPool(self.worker_connections)
        acceptors = [eventlet.spawn(self._accept, listener, pool) for listener in self.sockets]
        self.app.reports.ready(self._application)
        while self.alive:
            self.notify()
            self._wait_for_signal(SIGN_OF_LIFE_SECONDS)
        for acceptor in acceptors:
            acceptor.kill()
        for listener in self.sockets:
            listener.close()
        self._finish()

    def notify(self) -> None:
        """The sign of life; ends the process when its master is gone."""
        super().notify()
        if os.getppid() != self.ppid:
            os._exit(0)

    def _wait_for_signal(self, seconds: float) -> None:
        """Sleeps; a signal ends the sleep at once (Python writes a byte into PIPE for each)."""
        from eventlet.hubs import trampoline
        from eventlet.timeout import Timeout

        with Timeout(seconds, False):
            trampoline(self.PIPE[0], read=True)
            os.read(self.PIPE[0], 4096)

    def _accept(self, listener: Any, pool: Any) -> None:
        accepted = 0
        while self.alive:
            try:
                client, address = listener.accept()
            except OSError as fault:
                if fault.errno in _CLOSED:
                    return
                self._bear(fault)
                continue
            pool.spawn_n(self.handle, listener, client, address)
            client = None  # the greenlet alone holds it, so that it is closed when that ends
            accepted += 1
            if accepted % ACCEPTS_A_TURN == 0:
                runtime.yield_once()

    def _bear(self, fault: OSError) -> None:
        """A client that left before it was accepted is nothing; without descriptors those in use must end first."""
        if fault.errno not in _SHORTAGE:
            runtime.yield_once()
            return
        now = time.monotonic()
        if now - self._noted_shortage >= SHORTAGE_NOTE_SECONDS:
            self._noted_shortage = now
            self.log.error("no descriptor left for a new connection: %s", fault.strerror)
        runtime.sleep(SHORTAGE_PAUSE_SECONDS)

    def timeout_ctx(self) -> Any:
        """How long the next request's head may take to arrive."""
        from eventlet.timeout import Timeout

        return Timeout(self.cfg.keepalive or None, False)

    def is_already_handled(self, respiter: Any) -> bool:
        """A websocket took the connection: nothing is left to answer, so it is closed."""
        from eventlet import wsgi

        if getattr(wsgi.WSGI_LOCAL, "already_handled", False):
            wsgi.WSGI_LOCAL.already_handled = False
            raise StopIteration
        return bool(super().is_already_handled(respiter))

    def handle_request(self, listener_name: Any, req: Any, sock: Any, addr: Any) -> bool:
        """One request, then everybody else's turn.

        Without the turn a client whose next request already waits is served again and again, and all others stand still.
        """
        counted = not _asks_for_websocket(req)
        self._in_hand += counted
        try:
            answered = super().handle_request(listener_name, req, sock, addr)
        finally:
            self._in_hand -= counted
        runtime.yield_once()
        return bool(answered)

    def _finish(self) -> None:
        """Lets requests in hand be answered; screens and idle connections are cut, they come again by themselves."""
        deadline = time.monotonic() + FINISHING_SECONDS
        while self._in_hand and not self._hurry and time.monotonic() < deadline:
            self.notify()
            runtime.sleep(0.02)
        close = getattr(self._application, "close", None)
        if close is not None:
            close()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGTERM, and SIGINT from the terminal: stop gracefully."""
        self.alive = False

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        """SIGINT is as SIGTERM; SIGQUIT waits for nobody. Nothing here may block: it runs inside the hub."""
        self.alive = False
        self._hurry = self._hurry or sig == signal.SIGQUIT

    def handle_usr1(self, sig: int, frame: FrameType | None) -> None:
        """The log's file is watched, there is nothing to open anew."""

    def handle_abort(self, sig: int, frame: FrameType | None) -> None:
        """The master found it stuck: say where, and go."""
        with suppress(OSError, ValueError):
            faulthandler.dump_traceback()
        os._exit(1)


def _asks_for_websocket(req: Any) -> bool:
    return any(name == "UPGRADE" and value.lower() == "websocket" for name, value in req.headers)
