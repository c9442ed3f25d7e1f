"""How a row is measured: three windows, the best of them, with the machine's probes of that very moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bench.probes import Probe, probe
from bench.stage import Stage

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bench:
    """What every row is given. `kinds`: the databases asked for; `seconds`: length of a window."""

    stage: Stage
    kinds: tuple[str, ...]
    quick: bool

    @property
    def windows(self) -> int:
        """How many windows a figure is the best of."""
        return 1 if self.quick else 3

    @property
    def seconds(self) -> float:
        """How long one window lasts."""
        return 2.0 if self.quick else 5.0

    def best(self, measure: Callable[[], T], key: Callable[[T], float]) -> tuple[T, Probe]:
        """The window with the smallest `key`, and the probe taken just before it."""
        found = []
        for _ in range(self.windows):
            seen = probe(self.folder)
            found.append((measure(), seen))
        return min(found, key=lambda window: key(window[0]))

    @property
    def folder(self) -> Path:
        """On the disk of the stores."""
        return self.stage.folder


def ms(seconds: float) -> float:
    """Milliseconds."""
    return seconds * 1000
