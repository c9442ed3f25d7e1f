"""A byte each way between the worker and the printing process, so that neither waits for the other's next look.

The pair is made by `antrean serve` before both start. A byte that is lost is no loss: both sides also look by themselves.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from typing import Final

from hall import runtime
from hall.errors import Refused

WORKER_END: Final = "ANTREAN_POKE_WORKER_FD"
LOOK_SECONDS: Final = 1.0
REST_SECONDS: Final = 0.05

_log = logging.getLogger("antrean.printing")


class Poke:
    """The worker's end. `wake()` after a commit that made a job; `reported` is called when the other side reported.

    It looks as long as `going()` says so.
    """

    def __init__(self, reported: Callable[[], object], going: Callable[[], bool] = lambda: True) -> None:
        self._reported = reported
        self._going = going
        number = os.environ.get(WORKER_END)
        self._ears = None if number is None else socket.socket(fileno=os.dup(int(number)))
        # A second handle that never waits: with nobody reading, a cooperative send would wait for room for ever.
        self._mouth = None if number is None else socket.socket(fileno=os.dup(int(number)))
        if self._mouth is not None:
            self._mouth.setblocking(False)

    def wake(self) -> None:
        """Tells the printing process that there is a job."""
        if self._mouth is None:
            return
        try:
            self._mouth.send(b"p")
        except (BlockingIOError, ConnectionError):
            _log.debug("the printing process is away; it looks by itself when it is back")

    def start(self) -> None:
        """Begins to listen, beside the caller."""
        if self._ears is not None:
            runtime.spawn(self._listen, self._ears)
        runtime.spawn(self._look)

    def _listen(self, end: socket.socket) -> None:
        while self._going():
            try:
                end.recv(64)
            except (BlockingIOError, ConnectionError):
                runtime.sleep(LOOK_SECONDS)
                continue
            self._hear()
            runtime.sleep(REST_SECONDS)  # each round of news costs a commit: twenty a second are plenty

    def _look(self) -> None:
        while self._going():
            runtime.sleep(LOOK_SECONDS)
            self._hear()

    def _hear(self) -> None:
        try:
            if self._going():
                self._reported()
        except Refused as refused:
            _log.warning("reports wait", extra={"code": refused.code})
        except Exception:  # noqa: BLE001 - the next look tries again; a report is kept until it is told
            _log.exception("reports of the printing process could not be told")
