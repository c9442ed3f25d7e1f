"""Finding out what a printer can do, without a printed dot: `DLE EOT 1..4`, `GS r 1`, `GS I 65..67`, `GS ( H`.

Asked in that order, because a board that does not know a command prints its letters: real-time queries never print, and
only a printer that names its model (`GS I`, Epson ESC/POS Command Reference) is tried with `GS ( H`. What an unknowing
board may have put into its line buffer is thrown away with `ESC @`. Nothing is asked of a printer in trouble: it would
keep the commands for later.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from printer_drivers.driver import Driver
from printer_drivers.protocol import GSR, PROCESS_ID, Mute, WirePrinter, drain, put, query
from printer_drivers.status import PrinterStatus, is_processed, read_status, unreachable
from printer_drivers.wire import Gone, Unopened, Wire

NAME: Final = re.compile(rb"_([ -~]{1,80})\x00")
FIRMWARE, MAKER, MODEL = 65, 66, 67
ECHO: Final = b"PROB"
FORGET: Final = b"\x1b@"

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found. `status`: how the printer is now; `can_answer`: whether the connection leads back at all;
    `queries`: which DLE EOT were answered; `processed` and `echoes`: answers to GS r and GS ( H, None: not tried;
    `port`: the USB port told about paper."""

    status: PrinterStatus
    can_answer: bool = False
    queries: tuple[int, ...] = ()
    model: str = ""
    maker: str = ""
    firmware: str = ""
    processed: bool | None = None
    echoes: bool | None = None
    port: bool = False

    @property
    def two_way(self) -> bool:
        """It answered what is asked before every job."""
        return {1, 4} <= set(self.queries)


def discover(driver: Driver) -> Findings | None:
    """What the device can do; None where the driver has no wire of its own (files, CUPS). Never raises for a fault."""
    if not isinstance(driver, WirePrinter):
        return None
    try:
        wire = driver.open_wire()
    except Unopened as fault:
        return Findings(unreachable(fault.cause, fault.detail))
    try:
        return _ask_all(wire, driver.address.connect)
    finally:
        wire.close()


def _ask_all(wire: Wire, seconds: float) -> Findings:
    port = wire.port_status()
    answers: dict[int, int] = {}
    if wire.two_way:
        _answered(lambda: drain(wire))
        for number in (1, 4, 2, 3):
            byte = _answered(lambda n=number: query(wire, n, seconds))  # type: ignore[misc]
            if byte is None:
                break
            answers[number] = byte
    if not answers:
        return Findings(port or PrinterStatus(online=None), wire.two_way, port=port is not None)
    status = read_status(answers)
    names, processed, echoes = ("", "", ""), None, None
    if status.ready:
        processed = _answered(lambda: _reply(wire, GSR, is_processed, seconds)) is not None
        names = _names(wire, seconds)
        if names[0]:
            echo = b"\x37\x22" + ECHO + b"\x00"
            echoes = _answered(lambda: _reply(wire, PROCESS_ID + ECHO, lambda got: echo in got, seconds)) is not None
        _answered(lambda: put(wire, FORGET, seconds))
        wire.settle(time.monotonic() + seconds)
    return Findings(status, True, tuple(sorted(answers)), *names, processed, echoes, port is not None)


def _names(wire: Wire, seconds: float) -> tuple[str, str, str]:
    """(model, maker, firmware); the last two are asked only of a printer that names its model."""
    found = [_name(wire, MODEL, seconds)]
    found += [_name(wire, number, seconds) if found[0] else "" for number in (MAKER, FIRMWARE)]
    return found[0], found[1], found[2]


def _name(wire: Wire, number: int, seconds: float) -> str:
    got = _answered(lambda: _reply(wire, b"\x1dI" + bytes((number,)), lambda data: bool(NAME.search(data)), seconds))
    name = NAME.search(got or b"")
    return name[1].decode("ascii") if name else ""


def _reply(wire: Wire, command: bytes, enough: Callable[[bytes], bool], seconds: float) -> bytes:
    """What came after the command, once it is enough. Mute, Gone."""
    drain(wire)
    put(wire, command, seconds)
    end, got = time.monotonic() + seconds, b""
    while (left := end - time.monotonic()) > 0:
        got += wire.read(left)
        if enough(got):
            return got
    raise Mute


def _answered(ask: Callable[[], Found]) -> Found | None:
    """None where no answer came: that is what is to be found out."""
    try:
        return ask()
    except (Mute, Gone):
        return None
