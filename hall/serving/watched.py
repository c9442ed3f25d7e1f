"""A program that the server keeps running beside itself: the printing process, in its own, unpatched interpreter."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from hall import runtime

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 30.0
STEADY_SECONDS: Final = 60.0
"""Who ran for so long is taken for well: its next fall is a first one again."""

_log = logging.getLogger("antrean.serving")


@dataclass
class Watched:
    """Starts `command`, starts it again when it ends (at once the first time, then after 1, 2, 4 to 30 s), ends it.

    It stays in the process group of the server, dies with it (the kernel sees to that), inherits only `keep` of its
    descriptors, and does not hear the terminal's Ctrl-C: the server tells it to end, after the slip in hand.
    """

    command: Sequence[str]
    environ: Mapping[str, str]
    keep: Sequence[int] = ()
    clock: Callable[[], float] = time.monotonic
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _started: float = field(default=0.0, init=False)
    _pause: float = field(default=0.0, init=False)
    _not_before: float | None = field(default=None, init=False)

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process is not None else None

    def tend(self) -> None:
        """Called again and again: notices its end and starts it when it is time."""
        now = self.clock()
        if self._process is not None and self._process.poll() is not None:
            self._ended(now, f"status {self._process.returncode}")
        if self._process is None and (self._not_before is None or now >= self._not_before):
            self._started = now
            try:
                self._process = self._start()
            except (OSError, subprocess.SubprocessError) as fault:  # no memory, no process left, no such program
                self._ended(now, str(fault))

    def notice(self) -> None:
        """Asks how it is, so that its exit status is known before somebody else collects it."""
        if self._process is not None:
            self._process.poll()

    def _ended(self, now: float, how: str) -> None:
        if now - self._started >= STEADY_SECONDS:
            self._pause = 0.0
        self._not_before = now + self._pause
        _log.error("watched process ended", extra={"command": self.command[-1], "how": how, "again_in": self._pause})
        self._pause = min(max(self._pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
        self._process = None

    def _start(self) -> subprocess.Popen[bytes]:
        parent = os.getpid()
        ctypes.CDLL(None)  # loaded before the fork: between fork and exec nothing should be looked up on disk

        def before_exec() -> None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            runtime.kernel_pdeathsig(parent)

        return subprocess.Popen(  # noqa: S603 the command is ours
            self.command,
            env=dict(self.environ),
            pass_fds=self.keep,
            stdin=subprocess.DEVNULL,
            preexec_fn=before_exec,
        )

    def ask_to_end(self) -> None:
        """Sends SIGTERM."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def end(self, seconds: float) -> None:
        """Waits until it has ended, at most `seconds`, then kills it."""
        if self._process is None:
            return
        try:
            self._process.wait(max(seconds, 0.05))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
