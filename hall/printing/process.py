"""The printing process, forked and watched by `antrean serve`; by itself: `python -m hall.printing.process`.

It is never patched: a device may block a thread here without any screen noticing. A byte on the inherited datagram socket
(`ANTREAN_POKE_PRINT_FD`) wakes it within milliseconds; a look once a second is the safety net. It answers with `r` when
it kept something that screens show. One process a data folder, held by a kernel lock.
"""

from __future__ import annotations

import ctypes
import fcntl
import gc
import hashlib
import json
import logging
import os
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hall import config
from hall.clock import Clock, SystemClock
from hall.errors import ConfigError
from hall.printing.begun import Begun
from hall.printing.paper import warm
from hall.printing.spool import Spool
from hall.records.database import Database
from hall.records.print_outbox import PrintJobs, StoreAway

POKE: Final = "ANTREAN_POKE_PRINT_FD"
FINISH_SECONDS: Final = 0.7
HARD_SECONDS: Final = 0.95
LOCK_PATIENCE_SECONDS: Final = 5.0
PR_SET_PDEATHSIG: Final = 1
READY: Final = b"r"

_log = logging.getLogger("antrean.printing")


@dataclass(frozen=True, slots=True)
class Wakes:
    """What can wake the loop: a pipe for our own threads and signals, the worker's socket, its own descriptors."""

    read: int
    write: int
    poke: socket.socket | None

    @classmethod
    def make(cls, poke: str | None) -> Wakes:
        """`poke`: the inherited descriptor's number, None when nobody pokes."""
        read, write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        end = None if not poke else socket.socket(fileno=int(poke))
        if end is not None:
            end.setblocking(False)
        return cls(read, write, end)

    def wake(self) -> None:
        """From any thread or signal; a full pipe has woken already."""
        with suppress(BlockingIOError):
            os.write(self.write, b"w")

    def tell(self) -> None:
        """Tells the worker that there is news; a full socket or a worker that restarts loses nothing: it looks itself."""
        if self.poke is not None:
            with suppress(OSError):
                self.poke.send(READY)

    def wait(self, seconds: float) -> bool:
        """Waits at most so long; True when the worker poked."""
        sources: list[int | socket.socket] = [self.read, *([self.poke] if self.poke else [])]
        ready, _, _ = select.select(sources, [], [], seconds)
        if self.read in ready:
            with suppress(BlockingIOError):
                os.read(self.read, 4096)
        poked = self.poke is not None and self.poke in ready
        if poked:
            self._drain()
        return poked

    def _drain(self) -> None:
        with suppress(OSError):  # nothing left, or a worker that went away with our news unread
            while self.poke is not None and self.poke.recv(64):
                pass


class LogLine(logging.Formatter):
    """One JSON object a line, as the server's log has it. Nothing here ever holds personal data."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON, with what was given as `extra` under its names."""
        own = {k: v for k, v in vars(record).items() if k in {"job", "cause", "device", "printer", "count"}}
        line = {
            "at": record.created,
            "level": record.levelname.lower(),
            "from": record.name,
            "text": record.getMessage(),
        }
        if record.exc_info:
            own["fault"] = self.formatException(record.exc_info)
        return json.dumps({**line, **own}, ensure_ascii=False, default=str)


def main(clock: Clock | None = None) -> int:
    """Runs until SIGTERM, or until its parent is gone. Gives the exit status. `clock`: the machine's own where none is given."""
    handler = logging.StreamHandler()
    handler.setFormatter(LogLine())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    stop: list[int] = []
    wakes = Wakes.make(os.environ.get(POKE))
    parent = os.getppid()

    def on_signal(number: int, _frame: object) -> None:
        stop.append(number)
        signal.setitimer(signal.ITIMER_REAL, HARD_SECONDS)  # SIGALRM kills: whatever hangs, we end within a second
        wakes.wake()

    signal.signal(signal.SIGTERM, on_signal)
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # the terminal's Ctrl-C is not the business of a fork
        signal.signal(signal.SIGINT, on_signal)
    _die_with(parent)
    try:
        settings = config.load()
    except ConfigError as fault:
        _log.error("wrong setting: %s", fault)
        return 2
    lock = hold(settings.var)
    if lock is None:
        _log.error("another printing process holds this data folder")
        return 3
    database = Database(settings.database_url)
    store = PrintJobs(database, owner_of(settings.var))
    spool = Spool(store, Begun(settings.var), clock or SystemClock(), wakes.wake, wakes.tell)
    warm(settings.var)
    gc.collect()
    gc.freeze()
    _loop(spool, wakes, stop, parent)
    with suppress(StoreAway):
        spool.finish(FINISH_SECONDS)
    database.close()
    return 0


def _loop(spool: Spool, wakes: Wakes, stop: list[int], parent: int) -> None:
    while not stop and os.getppid() == parent:
        if wakes.wait(spool.step()):
            spool.poked()


def _die_with(parent: int) -> None:
    """SIGTERM when the parent dies: time for the slip in hand."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def hold(var: Path, patience: float = LOCK_PATIENCE_SECONDS) -> int | None:
    """The descriptor that holds this data folder for one printing process, None when another keeps it."""
    var.mkdir(parents=True, exist_ok=True)
    lock = os.open(var / "printing.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                os.close(lock)
                return None
            time.sleep(0.05)
        else:
            return lock


def owner_of(var: Path) -> str:
    """The same name after every restart on this machine and data folder, at most 40 characters."""
    folder = hashlib.sha256(str(var.resolve()).encode()).hexdigest()[:12]
    return f"{socket.gethostname()[:27]}:{folder}"


if __name__ == "__main__":
    sys.exit(main())
