"""The small piece that each connection brings to the shared send protocol: bytes in, bytes out, each with a limit."""

from __future__ import annotations

from typing import Protocol

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
