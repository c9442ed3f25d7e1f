"""Rows of the table, and how they are printed. A figure that misses what is asked is marked plainly."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bench.probes import Probe

HEAD: Final = (
    "| what | asked | measured | | spin ms | sync ms | how |\n|--|--|--|--|--|--|--|"
)  # fmt: skip
MET, MISSED, SEEN = "met", "**MISSED**", ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `met`: None where nothing is asked and the figure only tells more."""

    what: str
    asked: str
    measured: str
    met: bool | None
    probe: Probe
    how: str = ""

    def line(self) -> str:
        """As Markdown."""
        mark = SEEN if self.met is None else MET if self.met else MISSED
        cells = (
            self.what, self.asked, self.measured, mark, f"{self.probe.spin:.1f}", f"{self.probe.sync:.2f}", self.how,
        )  # fmt: skip
        return "| " + " | ".join(cells) + " |"


def p(values: Sequence[float], percent: float) -> float:
    """The percentile: the smallest value that so many per cent of all do not exceed. NaN of nothing."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, math.ceil(len(ordered) * percent / 100) - 1))]


def whole(rows: Iterable[Row]) -> str:
    """The table as Markdown."""
    return "\n".join([HEAD, *(row.line() for row in rows)])
