"""A call's sound: joined from clips, as long and as heavy as the waiting room bears."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from bench.probes import probe
from bench.table import Row, p
from bench.windows import Bench
from hall.rules import voice
from hall.voice.join import joined
from hall.voice.pack import bundled

MOST_MS, MOST_BYTES, SHORTEST, LONGEST = 5.0, 120_000, 3.0, 12.0
BYTES_A_SECOND: Final = 6000


def rows(bench: Bench) -> Iterator[Row]:
    """Every number from 1 to 1099, digit by digit, nothing kept."""
    indonesian, english = bundled("id-espeak"), bundled("en-espeak")
    took, sizes = [], []
    for value in range(1, 1100):
        begun = time.perf_counter()
        sound = joined(voice.said(f"A{value:03}", "Loket 2"), indonesian, english)
        took.append((time.perf_counter() - begun) * 1000)
        sizes.append(len(sound))
    seen = probe(bench.folder)
    yield Row(
        "a call's sound joined from its clips",
        f"worst {MOST_MS:.0f} ms",
        f"median {p(took, 50):.3f}, worst {p(took, 100):.3f} ms",
        p(took, 100) <= MOST_MS,
        seen,
        f"{len(took)} calls, none kept",
    )
    shortest, longest = min(sizes) / BYTES_A_SECOND, max(sizes) / BYTES_A_SECOND
    yield Row(
        "a call's sound as served",
        f"{MOST_BYTES // 1000} kB, {SHORTEST:.0f} to {LONGEST:.0f} s",
        f"{max(sizes) / 1000:.1f} kB, {shortest:.1f} to {longest:.1f} s",
        max(sizes) <= MOST_BYTES and shortest >= SHORTEST and longest <= LONGEST,
        seen,
        "the largest of them; chime and words once",
    )
