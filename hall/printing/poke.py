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

WORKER_END: Final = "ANTREAN_POKE_WORKER_FD"
LOOK_SECONDS: Final = 1.0

_log = logging.getLogger("antrean.printing")


class Poke:
    """The worker's end. `wake()` after a commit that made a job; `reported` is called when the other side reported."""

    def __init__(self, reported: Callable[[], object]) -> None:
        self._reported = reported
        number = os.environ.get(WORKER_END)
        self._socket = None if number is None else socket.socket(fileno=os.dup(int(number)))

    def wake(self) -> None:
        """Tells the printing process that there is a job."""
        if self._socket is None:
            return
        try:
            self._socket.send(b"p", socket.MSG_DONTWAIT)
        except (BlockingIOError, ConnectionError):
            _log.debug("the printing process is away; it looks by itself when it is back")

    def start(self) -> None:
        """Begins to listen, beside the caller."""
        if self._socket is not None:
            runtime.spawn(self._listen, self._socket)
        runtime.spawn(self._look)

    def _listen(self, end: socket.socket) -> None:
        end.settimeout(None)
        while True:
            try:
                end.recv(64)
            except ConnectionError:
                runtime.sleep(LOOK_SECONDS)
                continue
            self._hear()

    def _look(self) -> None:
        while True:
            runtime.sleep(LOOK_SECONDS)
            self._hear()

    def _hear(self) -> None:
        try:
            self._reported()
        except Exception:  # noqa: BLE001 - the next look tries again; a report is kept until it is told
            _log.exception("reports of the printing process could not be told")
