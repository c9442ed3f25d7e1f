"""What the machine gives just now: how quick its processor counts and its disk keeps. Not ours, so it stands beside ours."""

from __future__ import annotations

import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TURNS: Final = 200_000
WRITES: Final = 30
BLOCK: Final = bytes(4096)


@dataclass(frozen=True, slots=True)
class Probe:
    """`spin`: milliseconds of a fixed loop in Python; `sync`: median milliseconds of 4 kB written and synced."""

    spin: float
    sync: float


def probe(folder: Path) -> Probe:
    """Looks once, for about a tenth of a second; `folder` lies on the disk that the store uses."""
    return Probe(_spin(), _sync(folder / "probe"))


def _spin() -> float:
    begun = time.perf_counter()
    total = 0
    for turn in range(TURNS):
        total += turn
    return (time.perf_counter() - begun) * 1000


def _sync(path: Path) -> float:
    took = []
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        for _ in range(WRITES):
            begun = time.perf_counter()
            os.write(file, BLOCK)
            os.fdatasync(file)
            took.append((time.perf_counter() - begun) * 1000)
    finally:
        os.close(file)
        path.unlink()
    return statistics.median(took)
