"""A process that the server keeps running beside itself: the one that prints."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 30.0
STEADY_SECONDS: Final = 60.0
"""Who ran for so long is taken for well: its next fall is a first one again."""
LOOK_SECONDS: Final = 0.02

_log = logging.getLogger("antrean.serving")


@dataclass
class Watched:
    """Has a process started, started again when it ends (at once the first time, then after 1, 2, 4 to 30 s), and ended.

    `start` makes it, a child of this process, and gives its id; OSError where no memory or no process is left.
    """

    start: Callable[[], int]
    clock: Callable[[], float] = time.monotonic
    pid: int | None = field(default=None, init=False)
    """Its process id, None while there is none."""
    _how: str | None = field(default=None, init=False)
    _started: float = field(default=0.0, init=False)
    _pause: float = field(default=0.0, init=False)
    _not_before: float | None = field(default=None, init=False)

    def tend(self) -> None:
        """Called again and again: notices its end and starts it when it is time."""
        now = self.clock()
        self.notice()
        if self._how is not None:
            self._ended(now, self._how)
        if self.pid is None and (self._not_before is None or now >= self._not_before):
            self._started = now
            try:
                self.pid = self.start()
            except OSError as fault:
                self._ended(now, str(fault))

    def notice(self) -> None:
        """Asks how it is, so that its exit status is known before somebody else collects it."""
        if self.pid is None or self._how is not None:
            return
        try:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:  # it ended between our question and gunicorn's, which collects every child
            self._how = "status unknown"
        else:
            self._how = f"status {os.waitstatus_to_exitcode(status)}" if ended else None

    def _ended(self, now: float, how: str) -> None:
        if now - self._started >= STEADY_SECONDS:
            self._pause = 0.0
        self._not_before = now + self._pause
        _log.error("watched process ended", extra={"how": how, "again_in": self._pause})
        self._pause = min(max(self._pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
        self.pid = self._how = None

    def ask_to_end(self) -> None:
        """Sends SIGTERM."""
        self._send(signal.SIGTERM)

    def _send(self, number: signal.Signals) -> None:
        self.notice()
        if self.pid is not None and self._how is None:
            os.kill(self.pid, number)

    def end(self, seconds: float) -> None:
        """Waits until it has ended, at most `seconds`, then kills it."""
        deadline = time.monotonic() + seconds
        while self._runs():
            if time.monotonic() >= deadline:
                self._send(signal.SIGKILL)
            time.sleep(LOOK_SECONDS)
        self.pid = self._how = None

    def _runs(self) -> bool:
        self.notice()
        return self.pid is not None and self._how is None
