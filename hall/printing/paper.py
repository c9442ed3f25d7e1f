"""A small language of paper over python-escpos, which is used as a byte builder only (never as a transport).

Every block sets its own alignment, size and weight: nothing relies on the state that a printer happens to be in. The
builder is imported on first use: only the printing process and a keeper's commands ever need it.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from hall.printing.plain import plain, wrap
from printer_drivers import Profile

Align = Literal["left", "center", "right"]

_ALIGN: Final = {"left": b"\x1ba\x00", "center": b"\x1ba\x01", "right": b"\x1ba\x02"}
REAL_TIME: Final = re.compile(rb"\x10[\x04\x05\x14]")
"""DLE EOT, DLE ENQ, DLE DC4: executed by printers even inside image data."""
PICKLE_DIR: Final = "ESCPOS_CAPABILITIES_PICKLE_DIR"
PRESENT_STEPS: Final = 12  # 84 mm out of the mouth, held until it is taken


@cache
def _escpos() -> tuple[Any, Any]:
    """(Dummy, Profile of python-escpos). Its import prints, sets up logging and writes a pickle: all held back here."""
    if PICKLE_DIR not in os.environ:
        _keep_pickle_in(Path(os.environ.get("ANTREAN_VAR") or "var"))
    root = logging.getLogger()
    before = list(root.handlers)
    with contextlib.redirect_stdout(io.StringIO()):
        from escpos.capabilities import Profile as EscposProfile
        from escpos.printer import Dummy
    for handler in root.handlers[:]:
        if handler not in before:
            root.removeHandler(handler)
    shape = EscposProfile(columns={}, features={"qrCode": True})
    return Dummy, shape


def _keep_pickle_in(var: Path) -> None:
    folder = var / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ[PICKLE_DIR] = str(folder)


def warm(var: Path) -> None:
    """Loads the builders before the first ticket waits for them; `var`: the data folder, for their cache."""
    _keep_pickle_in(var)
    _escpos()
    _qr("warm", "M").make()


class Paper:
    """One slip under construction for one profile; `done()` gives its bytes."""

    def __init__(self, profile: Profile) -> None:
        dummy, shape = _escpos()
        self.profile = profile
        self._out = dummy(profile=shape)
        self._align: Align | None = None
        self._size: tuple[int, int] = (1, 1)
        self._bold = False
        self._raw(b"\x1b@\x1c.\x1bt" + bytes((profile.codepage,)))

    def columns(self, width: int = 1) -> int:
        """Characters on a line at that width."""
        return self.profile.columns // width

    def lines(
        self, lines: Sequence[str], *, align: Align = "center", width: int = 1, height: int = 1, bold: bool = False
    ) -> None:
        """Lines as they are; each must be plain and fit: the caller wraps."""
        self._style(align, width, height, bold)
        self._text("".join(line.rstrip() + "\n" for line in lines))

    def text(
        self, text: str, *, align: Align = "center", width: int = 1, height: int = 1, bold: bool = False, most: int = 99
    ) -> None:
        """One paragraph, wrapped at the paper's columns, at most `most` lines of it."""
        lines = wrap(text, self.columns(width))[:most]
        if lines:
            self.lines(lines, align=align, width=width, height=height, bold=bold)

    def bar(self, text: str, *, width: int = 1, height: int = 2) -> None:
        """White words on a black bar over the whole width."""
        columns = self.columns(width)
        self._style("left", width, height, bold=False)
        self._raw(b"\x1dB\x01")
        self._text("".join(line.center(columns) + "\n" for line in wrap(text, columns)))
        self._raw(b"\x1dB\x00")

    def rule(self) -> None:
        """A dashed line from edge to edge: dashes of eight-fold width need an eighth of the bytes."""
        scale = self.profile.max_scale
        self._style("center", scale, 1, bold=False)
        self._text("-" * self.columns(scale) + "\n")

    def number(self, number: str) -> None:
        """The number as large as the paper allows: 8x8 where it fits, a gap after its letter where there is room."""
        number = plain(number)
        scale, gap = _number_size(len(number), self.profile)
        self._style("center", scale, scale, bold=False)
        self._text(number[:1])
        if gap:
            self._raw(b"\x1d!" + bytes(((gap - 1) << 4 | (scale - 1),)))
            self._text(" ")
            self._raw(b"\x1d!" + bytes(((scale - 1) * 17,)))
        self._text(number[1:] + "\n")

    def qr(self, data: str) -> None:
        """A QR code: drawn by the printer where it can, else as a small raster that the printer doubles."""
        data = plain(data)
        self._style("center", 1, 1, bold=False)
        if self.profile.qr == "native":
            level = "LM".index(_level(data))
            with contextlib.redirect_stdout(io.StringIO()):
                self._out.qr(data, ec=level, size=self.profile.qr_module, model=2, native=True)
            return
        self._raw(raster(qr_modules(data, _level(data)), max(1, self.profile.qr_module // 2)))

    def feed(self, lines: int = 1) -> None:
        """Empty lines of normal height."""
        self._style(self._align or "left", 1, 1, bold=False)
        self._text("\n" * lines)

    def done(self) -> bytes:
        """Cuts (or feeds past the tear bar) and gives the bytes. AssertionError if a real-time command crept in."""
        cutter = self.profile.cutter
        if cutter == "none":
            self._raw(b"\x1bd\x04")
        else:
            self._raw(b"\x1dVB\x00" if cutter == "partial" else b"\x1dVA\x00")
        if self.profile.presenter:
            self._raw(b"\x1de\x03" + bytes((PRESENT_STEPS,)))
        blob: bytes = self._out.output
        if REAL_TIME.search(blob):
            raise AssertionError("a slip holds a real-time command")
        return blob

    def _text(self, text: str) -> None:
        if not (text.isascii() and text.replace("\n", "").isprintable()):
            raise AssertionError("text for paper that is not plain")
        self._raw(text.encode("ascii"))

    def _raw(self, data: bytes) -> None:
        self._out._raw(data)

    def _style(self, align: Align, width: int, height: int, bold: bool) -> None:
        most = self.profile.max_scale
        size = (min(width, most), min(height, most))
        if align != self._align:
            self._raw(_ALIGN[align])
            self._align = align
        if size != self._size:
            self._raw(b"\x1d!" + bytes(((size[0] - 1) << 4 | (size[1] - 1),)))
            self._size = size
        if bold != self._bold:
            self._raw(b"\x1bE" + bytes((bold,)))
            self._bold = bold


def _number_size(length: int, profile: Profile) -> tuple[int, int]:
    """(scale, gap in columns of size 1): the largest scale that fits, then the gap if it fits as well."""
    fitting = [scale for scale in range(1, profile.max_scale + 1) if length * scale <= profile.columns]
    scale = max((s for s in fitting if s not in {5, 7}), default=1)
    room = profile.columns - length * scale
    return scale, 3 if room >= 3 and scale >= 6 else 0


def _qr(data: str, level: str) -> Any:
    import qrcode

    correction = {"L": 1, "M": 0, "Q": 3, "H": 2}[level]
    code = qrcode.QRCode(error_correction=correction, border=0, mask_pattern=0)  # any is read; choosing takes 4 ms
    code.add_data(data, optimize=0)
    return code


def qr_modules(data: str, level: str) -> list[list[bool]]:
    """The QR code's modules without a quiet zone (white paper is around it); `level`: L, M, Q or H."""
    code = _qr(data, level)
    code.make()
    return [[bool(cell) for cell in row] for row in code.get_matrix()]


def qr_side(data: str, level: str) -> int:
    """Modules a side of that code."""
    return 17 + 4 * int(_qr(data, level).best_fit(start=1))


def _level(data: str) -> str:
    """M, but L where that keeps 29 modules a side."""
    return "L" if 42 < len(data) <= 53 else "M"


def raster(modules: Sequence[Sequence[bool]], scale: int) -> bytes:
    """`GS v 0` in double size (m = 3) of modules `scale` x `scale` dots: a quarter of the bytes of single size.

    Shifted to the right until no real-time command stands in the data.
    """
    rows = [[cell for cell in row for _ in range(scale)] for row in modules for _ in range(scale)]
    for shift in range(64):
        width = -(-(len(rows[0]) + shift) // 8)
        head = b"\x1dv0\x03" + width.to_bytes(2, "little") + len(rows).to_bytes(2, "little")
        data = head + b"".join(_pack(row, shift, width) for row in rows)
        if not REAL_TIME.search(data):
            return data
    raise ValueError("no place for this image without a real-time command in it")


def _pack(row: Sequence[bool], shift: int, width: int) -> bytes:
    bits = int("".join("1" if cell else "0" for cell in row), 2)
    return (bits << (width * 8 - len(row) - shift)).to_bytes(width, "big")
