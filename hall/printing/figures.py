"""Large letters and figures, drawn by us for boards that can't enlarge their own: a few strokes each, no font file.

Some cheap boards know letters of twice the size and no more (`max_scale` 2): a number would be 6 mm high and not be read
across a hall. A stroke is a line through points; `@x,y,rx,ry,from,to` is an arc of an ellipse in degrees, clockwise from
the right. The grid is 8 wide and 12 high, y down.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from hall.printing.raster import Bits

Point = tuple[float, float]
WIDE: Final = 8.0
HIGH: Final = 12.0
THICK: Final = (0.08, 0.11)
"""Half the stroke's thickness at most, as a part of the height and of the place."""
SPACE: Final = 0.14
"""The part of a letter's place that stays white."""
ARC_STEP: Final = 15.0

STROKES: Final = {
    "0": "0,8 0,4 @4,4,4,4,180,360 8,8 @4,8,4,4,0,180",
    "1": "1.2,2.8 4.6,0 4.6,12|1.4,12 7.6,12",
    "2": "@4,4,4,4,195,385 0,12 8,12",
    "3": "@4,3.1,3.7,3.1,200,450|2.4,6.2 4,6.2|@4,9.1,4,2.9,270,520",
    "4": "6.2,12 6.2,0 0,8.8 8,8.8",
    "5": "7.4,0 1,0 0.7,5.7 @3.9,8,4.1,4,217,508",
    "6": "@4,8.2,4,3.8,0,360|@7,8.2,7,8.2,180,270",
    "7": "0,0 8,0 3,12",
    "8": "@4,3.1,3.5,3.1,0,360|@4,9.1,4,2.9,0,360",
    "9": "@4,3.8,4,3.8,0,360|@1,3.8,7,8.2,0,90",
    "A": "0,12 4,0 8,12|1.2,8.4 6.8,8.4",
    "B": "0,0 4.4,0 @4.4,3,3,3,270,450 0,6|4.6,6 @4.6,9,3.4,3,270,450 0,12 0,0",
    "C": "@4,4,4,4,-25,-180 @4,8,4,4,180,25",
    "D": "0,0 3,0 @3,6,5,6,270,450 0,12 0,0",
    "E": "8,0 0,0 0,12 8,12|0,6 6.4,6",
    "F": "8,0 0,0 0,12|0,6 6.4,6",
    "G": "@4,4,4,4,-25,-180 @4,8,4,4,180,0 8,6.6 4.8,6.6",
    "H": "0,0 0,12|8,0 8,12|0,6 8,6",
    "I": "4,0 4,12|1.5,0 6.5,0|1.5,12 6.5,12",
    "J": "7,0 7,8.5 @3.5,8.5,3.5,3.5,0,170",
    "K": "0,0 0,12|7.6,0 0,7.2|2.8,4.8 8,12",
    "L": "0,0 0,12 8,12",
    "M": "0,12 0,0 4,6.6 8,0 8,12",
    "N": "0,12 0,0 8,12 8,0",
    "O": "@4,6,4,6,0,360",
    "P": "0,12 0,0 4.6,0 @4.6,3.3,3.4,3.3,270,450 0,6.6",
    "Q": "@4,6,4,6,0,360|5,8.8 8.2,12.2",
    "R": "0,12 0,0 4.6,0 @4.6,3.3,3.4,3.3,270,450 0,6.6|4,6.6 8,12",
    "S": "@4,3.1,3.8,3.1,-25,-270 @4,9.1,4,2.9,270,515",
    "T": "0,0 8,0|4,0 4,12",
    "U": "0,0 0,8 @4,8,4,4,180,0 8,0",
    "V": "0,0 4,12 8,0",
    "W": "0,0 2,12 4,4 6,12 8,0",
    "X": "0,0 8,12|8,0 0,12",
    "Y": "0,0 4,6 8,0|4,6 4,12",
    "Z": "0,0 8,0 0,12 8,12",
    "-": "1,6.4 7,6.4",
    "/": "7.4,0 0.6,12",
    ".": "4,12 4,12",
    "?": "@4,3.6,3.6,3.6,180,450 4,8.2|4,12 4,12",
}


def figures(parts: Sequence[str], place: int, gap: int, height: int) -> Bits:
    """Letters of `height` dots, each in a place `place` dots wide, `gap` dots between the parts; unknown ones as "?"."""
    rows, width = [0] * height, 0
    for at, part in enumerate(parts):
        if at:
            rows, width = [row << gap for row in rows], width + gap
        for letter in part.upper():
            drawn = _letter(letter if letter in STROKES else "?", place, height)
            rows, width = [row << place | more for row, more in zip(rows, drawn, strict=True)], width + place
    return Bits(width, tuple(rows))


@lru_cache(maxsize=256)
def _letter(letter: str, place: int, height: int) -> tuple[int, ...]:
    """Its rows, `place` bits each."""
    radius = max(0.6, min(height * THICK[0], place * THICK[1]))
    side = place * SPACE / 2 + radius
    across, down = (place - 2 * side) / WIDE, (height - 2 * radius) / HIGH
    rows = [0] * height
    for stroke in STROKES[letter].split("|"):
        points = [(side + x * across, radius + y * down) for x, y in _points(stroke)]
        for start, end in pairwise(points):
            _draw(rows, place, start, end, radius)
    return tuple(rows)


def _points(stroke: str) -> Iterator[Point]:
    for word in stroke.split():
        if word[0] != "@":
            x, y = map(float, word.split(","))
            yield x, y
            continue
        x, y, across, down, start, end = map(float, word[1:].split(","))
        steps = math.ceil(abs(end - start) / ARC_STEP)
        for step in range(steps + 1):
            turn = math.radians(start + (end - start) * step / steps)
            yield x + across * round(math.cos(turn), 6), y + down * round(math.sin(turn), 6)


def _draw(rows: list[int], place: int, start: Point, end: Point, radius: float) -> None:
    """One stroke with round ends: every row of it is one run of dots, because such a shape has no hollow."""
    (x0, y0), (x1, y1) = start, end
    length = math.hypot(x1 - x0, y1 - y0)
    for y in range(max(0, int(min(y0, y1) - radius)), min(len(rows), int(max(y0, y1) + radius) + 1)):
        middle = y + 0.5
        edges = [*_round_end(x0, y0, middle, radius), *_round_end(x1, y1, middle, radius)]
        if y0 != y1:
            edges += _sides(start, end, middle, radius, length)
        if edges:
            left = max(0, math.ceil(min(edges) - 0.5))
            right = min(place, math.ceil(max(edges) - 0.5))
            rows[y] |= ((1 << max(0, right - left)) - 1) << (place - max(left, right))


def _round_end(x: float, y: float, at: float, radius: float) -> tuple[float, ...]:
    inside = radius * radius - (at - y) ** 2
    return () if inside <= 0 else (x - math.sqrt(inside), x + math.sqrt(inside))


def _sides(start: Point, end: Point, at: float, radius: float, length: float) -> list[float]:
    """Where the two long sides of the stroke cross this row."""
    (x0, y0), (x1, y1) = start, end
    found = []
    for side in (radius, -radius):
        off_x, off_y = (y1 - y0) / length * side, -(x1 - x0) / length * side
        part = (at - y0 - off_y) / (y1 - y0)
        if 0 <= part <= 1:
            found.append(x0 + off_x + part * (x1 - x0))
    return found
