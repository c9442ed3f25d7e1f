"""The small piece that each connection brings to the shared send protocol: bytes in, bytes out, each with a limit."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from printer_drivers.outcomes import Cause
from printer_drivers.status import PrinterStatus


class Gone(Exception):
    """The connection broke. `sent`: bytes of the write in hand that may have left us all the same."""

    def __init__(self, cause: Cause, sent: int = 0) -> None:
        super().__init__(cause.value)
        self.cause = cause
        self.sent = sent


class Unopened(Exception):
    """No connection could be made, so nothing was sent. `detail`: what to do about it, Indonesian."""

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__(detail or cause.value)
        self.cause = cause
        self.detail = detail


class Wire(Protocol):
    """One open connection to one printer, for one job or one question."""

    two_way: bool
    """Whether the printer can answer on it at all."""

    def read(self, seconds: float) -> bytes:
        """What came, as soon as something came; empty when nothing did in that time. Gone."""

    def write(self, data: memoryview, seconds: float) -> int:
        """How many bytes were taken; 0 when none was in that time. Gone."""

    def settle(self, end: float) -> Cause | None:
        """Waits until all that was written has left this machine, as far as can be known; `end`: on the monotonic
        clock. None when it has."""

    def port_status(self) -> PrinterStatus | None:
        """What the port itself tells about the printer, beside the printer's own answers; None where it tells nothing."""

    def close(self) -> None:
        """Lets go of the connection; never raises for a fault of the device."""


BUSY_PAUSE_SECONDS: Final = 0.02
Opened = TypeVar("Opened")


def when_free(connect: Callable[[], Opened], seconds: float) -> Opened:
    """What `connect` opens; a device in use is waited for: another program may hold it for one job only. Unopened."""
    end = time.monotonic() + seconds
    while True:
        try:
            return connect()
        except Unopened as fault:
            if fault.cause is not Cause.IN_USE or time.monotonic() > end:
                raise
            time.sleep(BUSY_PAUSE_SECONDS)
