"""Reads a QR code from a picture, as a scanner does: finds its three corners, samples its modules, reads what they say.

For straight, undamaged pictures and codes of version 1 to 5 with byte content, as letters carry them. ISO/IEC 18004.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Final

from PIL.Image import Image, Transpose

FORMAT_MASK: Final = 0x5412
L, M = 1, 0
BLOCKS: Final = {
    (1, L): (1, 19), (1, M): (1, 16), (2, L): (1, 34), (2, M): (1, 28), (3, L): (1, 55), (3, M): (1, 44),
    (4, L): (1, 80), (4, M): (2, 32), (5, L): (1, 108), (5, M): (2, 43),
}  # fmt: skip
"""(version, level) -> (blocks, bytes of data in each)."""
MASKS: Final = (
    lambda r, c: (r + c) % 2, lambda r, c: r % 2, lambda r, c: c % 3, lambda r, c: (r + c) % 3,
    lambda r, c: (r // 2 + c // 3) % 2, lambda r, c: r * c % 2 + r * c % 3, lambda r, c: (r * c % 2 + r * c % 3) % 2,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2,
)  # fmt: skip
"""A module is turned over where this is 0."""
BLACK, WHITE = b"\0", b"\1"
EVEN: Final = BLACK * 128 + WHITE * 128
RUNS: Final = re.compile(rb"\x00+|\x01+")
Grid = list[list[bool]]


def read(picture: Image) -> str:
    """What the one code on the picture says."""
    return _text(_modules(picture.convert("L")))


def _modules(picture: Image) -> Grid:
    (x, y), across, side = _corners(picture)
    step = across / (side - 7)
    dots = picture.load()
    assert dots is not None
    middle = [(place - 3) * step for place in range(side)]
    return [[dots[round(x + right), round(y + down)] < 128 for right in middle] for down in middle]  # type: ignore[operator]


def _corners(picture: Image) -> tuple[tuple[float, float], float, int]:
    """The middle of the upper left corner, how far the upper right one is, and modules a side."""
    wide, high = picture.size
    across, down = picture.tobytes(), picture.transpose(Transpose.TRANSPOSE).tobytes()
    corners: list[tuple[float, float, float]] = []
    for row in range(high):
        for x, module in _finders(across[row * wide : (row + 1) * wide]):
            for y, tall in _finders(down[int(x) * high : (int(x) + 1) * high]):
                new = all(abs(x - at[0]) > module or abs(y - at[1]) > module for at in corners)
                if new and abs(y - row) < module and abs(tall - module) < module / 4:
                    corners.append((x, y, module))
    found = [
        (right[0] - left[0], left)
        for left, right, low in itertools.permutations(corners, 3)
        if right[0] > left[0]
        and abs(right[0] - left[0] - (low[1] - left[1])) < left[2]  # as wide as high
        and abs(right[1] - left[1]) < left[2]
        and abs(low[0] - left[0]) < left[2]
    ]
    assert found, "no code on this picture"
    apart, left = max(found)
    return left[:2], apart, round(apart / left[2]) + 7


def _finders(row: bytes) -> Iterator[tuple[float, float]]:
    """(middle, width of a module) wherever black, white, black, white, black stand as 1:1:3:1:1."""
    runs = [(run[0][:1] == BLACK, run.start(), len(run[0])) for run in RUNS.finditer(row.translate(EVEN))]
    for five in zip(*(runs[start:] for start in range(5)), strict=False):
        module = sum(run[2] for run in five) / 7
        fits = all(abs(run[2] - want * module) < module * 0.5 for run, want in zip(five, (1, 1, 3, 1, 1), strict=True))
        if five[0][0] and module >= 3 and fits:
            yield five[2][1] + five[2][2] / 2, module


def _text(grid: Grid) -> str:
    side = len(grid)
    spots = [(8, at) for at in (0, 1, 2, 3, 4, 5, 7, 8)] + [(at, 8) for at in (7, 5, 4, 3, 2, 1, 0)]
    level, mask = divmod((_number([grid[r][c] for r, c in spots]) ^ FORMAT_MASK) >> 10, 8)
    blocks, size = BLOCKS[(side - 17) // 4, level]
    bits = [grid[r][c] != (MASKS[mask](r, c) == 0) for r, c in _way(side)]
    words = [_number(bits[at : at + 8]) for at in range(0, 8 * blocks * size, 8)]
    data = [word for block in range(blocks) for word in words[block::blocks]]
    told = [bool(word >> at & 1) for word in data for at in range(7, -1, -1)]
    assert _number(told[:4]) == 4, "its content is bytes"
    length = _number(told[4:12])
    return bytes(_number(told[12 + 8 * at : 20 + 8 * at]) for at in range(length)).decode()


def _way(side: int) -> Iterator[tuple[int, int]]:
    """The modules that carry data, in their order: by pairs of columns from the right, upwards and downwards in turn."""
    for turn, right in enumerate(range(side - 1, 0, -2)):
        column = right - (right <= 6)
        rows: Sequence[int] = range(side) if turn % 2 else range(side - 1, -1, -1)
        for row in rows:
            for at in (column, column - 1):
                if not _fixed(row, at, side):
                    yield row, at


def _fixed(row: int, column: int, side: int) -> bool:
    corner = (row < 9 and column < 9) or (row < 9 and column >= side - 8) or (row >= side - 8 and column < 9)
    aligned = side > 21 and abs(row - (side - 7)) < 3 and abs(column - (side - 7)) < 3
    return corner or aligned or row == 6 or column == 6


def _number(bits: Sequence[bool]) -> int:
    return int("".join("01"[bit] for bit in bits), 2)
