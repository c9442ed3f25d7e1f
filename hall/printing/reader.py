"""Reads ESC/POS back: the bytes of a slip into what stands on the paper. Pure; knows only what our builder may send.

It is the eye of the preview and of the tests. A command outside this list is a fault of the builder, so it raises: a
printer that does not know a command prints its parameters as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

Align = Literal["left", "center", "right"]
_LETTERS: Final = re.compile(rb"[ -~]+")
_ALIGN: Final[tuple[Align, ...]] = ("left", "center", "right")


class UnknownCommand(ValueError):
    """Bytes that our builder never sends."""


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one size; `width` and `height` are multiples of 12 x 24 dots."""

    text: str
    width: int = 1
    height: int = 1
    bold: bool = False
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, perhaps empty."""

    align: Align
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """Its letters."""
        return "".join(run.text for run in self.runs)

    @property
    def columns(self) -> int:
        """Its width in columns of 12 dots."""
        return sum(len(run.text) * run.width for run in self.runs)


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code that the printer draws; `module` in dots, `level` one of LMQH."""

    align: Align
    data: str
    module: int
    level: str


@dataclass(frozen=True, slots=True)
class Raster:
    """An image; `scale` (across, down), `rows` of packed bits."""

    align: Align
    rows: tuple[bytes, ...]
    scale: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Kept:
    """The image that the printer keeps under a key of two characters."""

    align: Align
    key: str


@dataclass(frozen=True, slots=True)
class Keep:
    """An image that the printer shall keep: nothing on paper."""

    key: str
    rows: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Feed:
    """Blank lines."""

    lines: int


@dataclass(frozen=True, slots=True)
class Cut:
    """The end of the slip: partial, full; `present`: handed out by the presenter."""

    kind: Literal["partial", "full"]


@dataclass(frozen=True, slots=True)
class Present:
    """The presenter hands the slip out by `steps` of 7 mm."""

    steps: int


Element = Line | Qr | Raster | Kept | Keep | Feed | Cut | Present


@dataclass(slots=True)
class _State:
    data: bytes
    at: int = 0
    align: Align = "left"
    width: int = 1
    height: int = 1
    bold: bool = False
    inverse: bool = False
    runs: list[Run] = field(default_factory=list)
    found: list[Element] = field(default_factory=list)
    qr_module: int = 3
    qr_level: str = "L"
    qr_data: str = ""

    def take(self, count: int) -> bytes:
        part = self.data[self.at : self.at + count]
        if len(part) < count:
            raise UnknownCommand(f"the bytes end inside a command at {self.at}")
        self.at += count
        return part

    def letters(self, text: str) -> None:
        self.runs.append(Run(text, self.width, self.height, self.bold, self.inverse))

    def line(self) -> None:
        self.found.append(Line(self.align, tuple(self.runs)))
        self.runs = []


def _reset(s: _State) -> None:
    s.align, s.width, s.height, s.bold, s.inverse = "left", 1, 1, False, False


def _set_align(s: _State) -> None:
    s.align = _ALIGN[s.take(1)[0]]


def _set_bold(s: _State) -> None:
    s.bold = bool(s.take(1)[0] & 1)


def _set_inverse(s: _State) -> None:
    s.inverse = bool(s.take(1)[0] & 1)


def _set_size(s: _State) -> None:
    value = s.take(1)[0]
    s.width, s.height = (value >> 4) + 1, (value & 15) + 1


def _feed(s: _State) -> None:
    s.found.append(Feed(s.take(1)[0]))


def _cut(s: _State) -> None:
    kind, _feed_more = s.take(2)
    if kind not in (0x41, 0x42):
        raise UnknownCommand(f"GS V {kind:#x}")
    s.found.append(Cut("full" if kind == 0x41 else "partial"))


def _present(s: _State) -> None:
    function, steps = s.take(2)
    if function != 3:
        raise UnknownCommand(f"GS e {function}")
    s.found.append(Present(steps))


def _raster(s: _State) -> None:
    mode, low, high, rows_low, rows_high = s.take(5)
    width, height = low + 256 * high, rows_low + 256 * rows_high
    rows = tuple(s.take(width) for _ in range(height))
    s.found.append(Raster(s.align, rows, (1 + (mode & 1), 1 + (mode >> 1 & 1))))


def _symbol(s: _State) -> None:
    length = int.from_bytes(s.take(2), "little")
    body = s.take(length)
    function = body[1:2]
    if function == b"C":
        s.qr_module = body[2]
    elif function == b"E":
        s.qr_level = "LMQH"[body[2] - 48]
    elif function == b"P":
        s.qr_data = body[3:].decode("ascii")
    elif function == b"Q":
        s.found.append(Qr(s.align, s.qr_data, s.qr_module, s.qr_level))
    elif function != b"A":
        raise UnknownCommand(f"GS ( k {body[:2]!r}")


def _graphics(s: _State) -> None:
    body = s.take(int.from_bytes(s.take(2), "little"))
    function, key = body[1:2], body[2:4]
    if body[:1] == b"0" and function == b"E" and body[4:] == b"\x01\x01":
        s.found.append(Kept(s.align, key.decode("ascii")))
    elif body[:3] == b"0C0" and body[5:6] == b"\x01" and body[10:11] == b"1":
        wide, high = int.from_bytes(body[6:8], "little") // 8, int.from_bytes(body[8:10], "little")
        dots = body[11:]
        if len(dots) != wide * high:
            raise UnknownCommand(f"GS ( L keeps {len(dots)} bytes for {wide} x {high}")
        s.found.append(Keep(body[3:5].decode("ascii"), tuple(dots[at : at + wide] for at in range(0, len(dots), wide))))
    else:
        raise UnknownCommand(f"GS ( L {body[:6]!r}")


def _skip_one(s: _State) -> None:
    s.take(1)


def _nothing(s: _State) -> None:
    """A command without a visible effect."""


COMMANDS: Final[dict[bytes, Callable[[_State], None]]] = {
    b"\x1b@": _reset,
    b"\x1c.": _nothing,
    b"\x1bt": _skip_one,
    b"\x1ba": _set_align,
    b"\x1bE": _set_bold,
    b"\x1bd": _feed,
    b"\x1dB": _set_inverse,
    b"\x1d!": _set_size,
    b"\x1dV": _cut,
    b"\x1de": _present,
    b"\x1dv0": _raster,
    b"\x1d(k": _symbol,
    b"\x1d(L": _graphics,
}


def read(data: bytes) -> list[Element]:
    """What stands on the paper, from top to bottom. UnknownCommand where the bytes are not ours."""
    s = _State(data)
    while s.at < len(data):
        byte = data[s.at]
        if byte in (0x1B, 0x1C, 0x1D):
            _command(s)
        elif byte == 0x0A:
            s.at += 1
            s.line()
        elif letters := _LETTERS.match(data, s.at):
            s.at = letters.end()
            s.letters(letters[0].decode("ascii"))
        else:
            raise UnknownCommand(f"byte {byte:#04x} at {s.at}")
    if s.runs:
        raise UnknownCommand("the last line has no line feed")
    return s.found


def _command(s: _State) -> None:
    for length in (2, 3):
        handler = COMMANDS.get(s.data[s.at : s.at + length])
        if handler:
            s.at += length
            handler(s)
            return
    raise UnknownCommand(f"command {s.data[s.at : s.at + 3]!r} at {s.at}")


def text_of(data: bytes) -> list[str]:
    """The printed lines as text, without the empty ones."""
    return [element.text for element in read(data) if isinstance(element, Line) and element.text.strip()]
