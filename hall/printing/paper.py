"""A small language of paper over python-escpos, which is used as a byte builder only (never as a transport).

Nothing relies on the state that a printer happens to be in: alignment, size and weight are set before the first block,
after everything that a printer draws itself, and wherever a block differs from the one before. The builder is imported
on first use: only the printing process and a keeper's commands ever need it.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from hall.printing.codes import level_for, qr_modules, qr_side
from hall.printing.figures import figures
from hall.printing.plain import clip, plain, wrap
from hall.printing.raster import REAL_TIME, Bits, gs_v0
from printer_drivers import Profile

if TYPE_CHECKING:
    from hall.printing.logo import Logo

Align = Literal["left", "center", "right"]

_ALIGN: Final = {"left": b"\x1ba\x00", "center": b"\x1ba\x01", "right": b"\x1ba\x02"}
PICKLE_DIR: Final = "ESCPOS_CAPABILITIES_PICKLE_DIR"
PRESENT_STEPS: Final = 12  # 84 mm out of the mouth, held until it is taken
LARGEST: Final = 8
"""Letters of `GS !` are at most eight times as large."""
HALF_CELL: Final = 6
"""Half the dots of a column."""
MOST_DRAWN: Final = 384
"""Dots across of a number that we draw: two images on a slip together stay below 3.5 kB."""
TALLEST_FIGURE: Final = 72
"""Half of the 144 dots of a capital of eight-fold size."""
MOST_QR: Final = 120
"""Characters of an address in a QR: 45 modules a side."""
DRAWN_MODULE: Final = 6
"""Dots of a QR module on a slip whose number is drawn, for the same reason."""


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
    qr_modules("warm", "M")


class Paper:
    """One slip under construction for one profile; `done()` gives its bytes."""

    def __init__(self, profile: Profile) -> None:
        dummy, shape = _escpos()
        self.profile = profile
        self._out = dummy(profile=shape)
        self._bold = False
        self._drawn = False
        self._forget()
        self._due = False
        self._raw(b"\x1b@\x1c.\x1bt" + bytes((profile.codepage,)))

    def columns(self, width: int = 1) -> int:
        """Characters on a line at that width."""
        return self.profile.columns // min(width, self.profile.max_scale)

    def lines(
        self, lines: Sequence[str], *, align: Align = "center", width: int = 1, height: int = 1, bold: bool = False
    ) -> None:
        """Lines as they are; each must be plain and fit: the caller wraps."""
        if lines:
            self._style(align, width, height, bold)
            self._text("".join(line.rstrip() + "\n" for line in lines))

    def text(
        self, text: str, *, align: Align = "center", width: int = 1, height: int = 1, bold: bool = False, most: int = 99
    ) -> None:
        """One paragraph, wrapped at the paper's columns, at most `most` lines of it."""
        lines = clip(wrap(text, self.columns(width)), most, self.columns(width))
        self.lines(lines, align=align, width=width, height=height, bold=bold)

    def strong(self, *texts: str, most: int = 3) -> None:
        """What is read from a distance: double height, and double width too where each of them fits on a line so."""
        width = 2 if all(len(plain(text)) <= self.columns(2) for text in texts) else 1
        for text in texts:
            self.text(text, width=width, height=2, most=most)

    def item(self, mark: str, text: str, *, height: int = 1, most: int = 99) -> None:
        """A line of a list: its mark, and the text beside it in every line."""
        head = f"{mark} "
        room = self.columns() - len(head)
        lines = clip(wrap(text, room), most, room)
        self.lines(
            [(" " * len(head) if at else head) + line for at, line in enumerate(lines)], align="left", height=height
        )

    def pair(self, left: str, right: str, *, height: int = 1) -> None:
        """A word and its figure at the two edges, dots between; a long word is cut before the figure is."""
        right = plain(right)[: self.columns() - 4]
        room = self.columns() - len(right) - 3
        left = (clip(wrap(left, room), 1, room) or [""])[0]
        self.lines(
            [f"{left} {'.' * (self.columns() - len(left) - len(right) - 2)} {right}"], align="left", height=height
        )

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
        self.lines(["-" * self.columns(scale)], width=scale)

    def writing_lines(self, count: int) -> None:
        """Lines to write on by hand, 6 mm apart."""
        scale = min(2, self.profile.max_scale)
        self.lines(["_" * self.columns(scale)] * count, align="left", width=scale, height=2)

    def number(self, number: str) -> None:
        """The number as large as the paper allows: 8x8 where it fits, a gap after its letter where there is room."""
        number = plain(number)
        if not 0 < len(number) <= self.columns():
            return self.strong(number)
        scale = max(s for s in self._fitting(len(number)) if s not in {5, 7})
        roomy = scale >= 6 and len(number) * scale + 3 <= self.columns()
        gap = 3 if roomy and number[0].isalpha() else 0
        return self._large((number[:1], number[1:]) if gap else (number,), scale, gap)

    def code(self, code: str) -> None:
        """A code that is typed somewhere, in groups of four."""
        code = plain(code)
        parts = tuple(code[at : at + 4] for at in range(0, len(code), 4))
        fitting = self._fitting(len(code), 2 * (len(parts) - 1))
        if not code or not fitting:
            return self.strong(code)
        return self._large(parts, max(fitting), 2)

    def qr(self, data: str) -> bool:
        """A QR code: drawn by the printer where it can, else as a small raster that the printer doubles.

        False, and nothing printed, where there is nothing to say or too much for a code that phones read from paper.
        """
        data = plain(data)
        if not 0 < len(data) <= MOST_QR:
            return False
        level = level_for(data)
        most = self._whole_dots() // qr_side(data, level)
        module = min(self.profile.qr_module, most, DRAWN_MODULE if self._drawn else most)
        self.feed()
        self._style("center", 1, 1, bold=False)
        if self.profile.qr == "native":
            with contextlib.redirect_stdout(io.StringIO()):
                self._out.qr(data, ec="LM".index(level), size=module, model=2, native=True)
        else:
            self._raw(gs_v0(Bits.of(qr_modules(data, level), max(1, module // 2)), self.profile.dots, double=True))
        self._forget()
        return True

    def image(self, image: Bits, *, double: bool = False) -> None:
        """An image in the middle; the caller sees to it that it fits."""
        self._style("center", 1, 1, bold=False)
        self._raw(gs_v0(image, self.profile.dots, double=double))
        self._forget()

    def logo(self, logo: Logo | None) -> None:
        """The office's logo, from the printer's memory or as an image, where there is one and the profile wants it."""
        if logo is None or self.profile.logo == "none":
            return
        self._style("center", 1, 1, bold=False)
        self._raw(logo.bytes_for(self.profile))
        self._forget()

    def keep(self, logo: Logo) -> None:
        """Has the printer keep the logo where the profile says. Never on a slip: that memory wears out."""
        from hall.printing.logo import nv_define

        self._raw(nv_define(logo, self.profile.logo[3:]))

    def feed(self) -> None:
        """An empty line before the next block, if one comes; never two of them, and none at an end."""
        self._due = True

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

    def _whole_dots(self) -> int:
        """The head's width in whole bytes of a doubled image."""
        return self.profile.dots // 16 * 16

    def _fitting(self, letters: int, more: int = 0) -> list[int]:
        return [scale for scale in range(1, LARGEST + 1) if letters * scale + more <= self.columns()]

    def _large(self, parts: Sequence[str], scale: int, gap: int) -> None:
        """Parts of a number with `gap` columns between: as the printer's letters, or drawn where it has none so large."""
        if scale > self.profile.max_scale:
            self._draw(parts, min(scale, LARGEST), gap)
            return
        self._style("center", scale, scale, bold=False)
        for at, part in enumerate(parts):
            if at:
                self._raw(b"\x1d!" + bytes(((gap - 1) << 4 | (scale - 1),)))
                self._text(" ")
                self._raw(b"\x1d!" + bytes(((scale - 1) * 17,)))
            self._text(part)
        self._text("\n")

    def _draw(self, parts: Sequence[str], scale: int, gap: int) -> None:
        """The same as an image of half the size, which the printer doubles."""
        letters = sum(len(part) for part in parts)
        gap = HALF_CELL * gap
        place = min(HALF_CELL * scale, (min(MOST_DRAWN, self._whole_dots()) // 2 - gap * (len(parts) - 1)) // letters)
        self.feed()
        self.image(figures(parts, place, gap, min(place * 7 // 4, TALLEST_FIGURE)), double=True)
        self.feed()
        self._drawn = True

    def _text(self, text: str) -> None:
        if not (text.isascii() and text.replace("\n", "").isprintable()):
            raise AssertionError("text for paper that is not plain")
        self._raw(text.encode("ascii"))

    def _raw(self, data: bytes) -> None:
        self._out._raw(data)

    def _forget(self) -> None:
        """Where and how large the printer writes now is not known: the next block says it."""
        self._align: Align | None = None
        self._size: tuple[int, int] | None = None

    def _style(self, align: Align, width: int, height: int, bold: bool) -> None:
        most = self.profile.max_scale
        if self._due:
            self._due = False
            self._style(self._align or align, 1, 1, bold=False)
            self._text("\n")
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
