"""Black and white images as printers take them: packed bits, and no real-time command hidden in them.

A printer obeys DLE EOT, DLE ENQ and DLE DC4 even in the middle of an image: dots that happen to spell one would make it
answer, recover or open the drawer in the middle of a slip.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

REAL_TIME: Final = re.compile(rb"\x10[\x04\x05\x14]")
"""DLE EOT, DLE ENQ, DLE DC4."""
TALLEST: Final = 255
"""Rows of one image: the high byte of its height stays zero, so that the head of a command spells nothing either."""


@dataclass(frozen=True, slots=True)
class Bits:
    """An image: `width` in dots; each row a number of so many bits, the leftmost dot its highest bit, 1 is black."""

    width: int
    rows: tuple[int, ...]

    @classmethod
    def of(cls, cells: Sequence[Sequence[bool]], scale: int = 1) -> Bits:
        """Cells as squares of `scale` dots."""
        rows: list[int] = []
        for row in cells:
            rows += [int("".join(("1" if cell else "0") * scale for cell in row), 2)] * scale
        return cls(len(cells[0]) * scale, tuple(rows))

    def __post_init__(self) -> None:
        if self.width < 1 or not 1 <= len(self.rows) <= TALLEST:
            raise ValueError(f"an image of {self.width} x {len(self.rows)} dots")

    def packed(self, most: int = 1 << 16) -> tuple[int, bytes]:
        """(bytes a row, the rows): moved right by up to 7 dots until no real-time command stands in them.

        Where every place within `most` dots spells one, one dot more breaks it.
        """
        for shift in range(8):
            wide, data = self._at(shift)
            if shift and wide * 8 > most:
                break
            if not REAL_TIME.search(data):
                return wide, data
        wide, data = self._at(0)
        return wide, REAL_TIME.sub(lambda hit: bytes((hit[0][0], hit[0][1] | 2)), data)

    def _at(self, shift: int) -> tuple[int, bytes]:
        wide = -(-(self.width + shift) // 8)
        move = wide * 8 - self.width - shift
        return wide, b"".join((row << move).to_bytes(wide, "big") for row in self.rows)


def gs_v0(image: Bits, dots: int, *, double: bool = False) -> bytes:
    """`GS v 0`, which nearly every printer knows, for a head of `dots`.

    `double`: the printer doubles each dot, a quarter of the bytes.
    """
    wide, data = image.packed(dots // 2 if double else dots)
    return b"\x1dv0" + bytes((3 * double,)) + wide.to_bytes(2, "little") + len(image.rows).to_bytes(2, "little") + data
