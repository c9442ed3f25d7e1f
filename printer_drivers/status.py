"""The state of a printer, read from its DLE EOT answers.

Shapes (Epson, TM-T88III manual, appendix G): an answer to DLE EOT is 0xx1xx10; automatic status (ASB) begins with
0xx1xx00; an answer to GS r is 0xx0xxxx. Only the first shape is ever taken for an answer, so that a late or unasked
byte is not read as "no paper".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from printer_drivers.outcomes import Cause

Paper = Literal["ok", "near_end", "out", "unknown"]

QUERY: Final = {n: bytes((0x10, 0x04, n)) for n in (1, 2, 3, 4)}


def is_answer(byte: int) -> bool:
    """True where the byte has the shape of a DLE EOT answer."""
    return byte & 0x93 == 0x12


def answers_in(data: bytes) -> list[int]:
    """The DLE EOT answers among what came."""
    return [byte for byte in plain_bytes(data) if is_answer(byte)]


def is_processed(data: bytes) -> bool:
    """True where an answer to GS r is among what came."""
    return any(byte & 0x90 == 0 for byte in plain_bytes(data))


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """What is known about a printer. None and "unknown": it cannot tell. `raw`: the answers as hexadecimal text;
    `detail`: a sentence that says more than the cause's own."""

    online: bool | None
    paper: Paper = "unknown"
    cover_open: bool | None = None
    cutter_jam: bool | None = None
    cause: Cause | None = None
    raw: str = ""
    detail: str = ""

    @property
    def ready(self) -> bool:
        """Nothing speaks against sending a job now."""
        return self.cause is None

    @property
    def sentence(self) -> str:
        """The state in Indonesian, for the keeper's page."""
        if self.cause is not None:
            return self.detail or self.cause.sentence
        return "Kertas hampir habis. Siapkan gulungan baru." if self.paper == "near_end" else "Siap."


def unreachable(cause: Cause, detail: str = "") -> PrinterStatus:
    """The status of a printer to which no connection could be made."""
    return PrinterStatus(online=False, cause=cause, detail=detail)


def read_status(answers: dict[int, int]) -> PrinterStatus:
    """The status that the answers mean; `answers`: number of the query (1 to 4) -> its byte."""
    first, offline, error, sensor = (answers.get(n, 0) for n in (1, 2, 3, 4))
    out = bool(sensor & 0x60 or offline & 0x20)
    near = bool(sensor & 0x0C)
    cover = bool(offline & 0x04) if 2 in answers else None
    cutter = bool(error & 0x08) if 3 in answers else None
    online = not first & 0x08
    cause: Cause | None = None
    if cover:
        cause = Cause.COVER_OPEN
    elif out:
        cause = Cause.PAPER_OUT
    elif cutter:
        cause = Cause.CUTTER
    elif error & 0x64 or offline & 0x40:
        cause = Cause.ERROR
    elif not online:
        cause = Cause.OFFLINE
    paper: Paper = "unknown" if 4 not in answers and not out else "out" if out else "near_end" if near else "ok"
    raw = " ".join(f"{n}:{byte:02x}" for n, byte in sorted(answers.items()))
    return PrinterStatus(online, paper, cover, cutter, cause, raw)


def plain_bytes(data: bytes) -> bytes:
    """The bytes outside packets: automatic status (four bytes, the last three look like answers to GS r) and echoes of
    process ids (`37h 22h`, four signs, `00h`: a late "6" of one looks like "no paper"). A packet that is not whole yet
    hides what follows it."""
    kept = bytearray()
    at = 0
    while at < len(data):
        if data[at] & 0x93 == 0x10:
            at += 4
        elif data[at] == 0x37 and data[at + 1 : at + 2] in (b"", b"\x22"):
            at += 7
        else:
            kept.append(data[at])
            at += 1
    return bytes(kept)


def read_port_status(byte: int) -> PrinterStatus | None:
    """The byte of a printer port: 0x20 paper empty, 0x10 selected, 0x08 no error (USB printer class 1.1, 4.2.2).

    Believed only when it says "paper empty" and no reserved bit is set: many boards answer a constant, and "all is
    well" from a board without a sensor is worth nothing.
    """
    if byte & 0xC7:
        return None
    if byte & 0x20:
        return PrinterStatus(online=False, paper="out", cause=Cause.PAPER_OUT, raw=f"port:{byte:02x}")
    return PrinterStatus(online=True, raw=f"port:{byte:02x}")
