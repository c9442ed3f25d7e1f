"""A call's sound: joined from clips, as long and as heavy as the waiting room bears."""

from __future__ import annotations

import itertools
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
READINGS: Final[tuple[voice.Reading, ...]] = ("digits", "cardinal")


def rows(bench: Bench) -> Iterator[Row]:
    """Every number from 1 to 1099 in both readings, in Indonesian and with English after it, nothing kept."""
    indonesian, english = bundled("id-espeak"), bundled("en-espeak")
    took, alone, both = [], [], []
    calls = itertools.product((False, True), READINGS, range(1, 1100))
    for with_english, reading, value in calls:
        begun = time.thread_time()
        sound = joined(voice.said(f"A{value:03}", "Loket 12", reading, english=with_english), indonesian, english)
        took.append((time.thread_time() - begun) * 1000)
        (both if with_english else alone).append(len(sound))
    seen = probe(bench.folder)
    yield Row(
        "a call's sound joined from its clips",
        f"worst {MOST_MS:.0f} ms",
        f"median {p(took, 50):.3f}, worst {p(took, 100):.3f} ms",
        p(took, 100) <= MOST_MS,
        seen,
        f"{len(took)} calls, both readings, half with English; processor time, none kept",
    )
    for what, sizes in (("a call's sound as served", alone), ("... with English after it", both)):
        shortest, longest = min(sizes) / BYTES_A_SECOND, max(sizes) / BYTES_A_SECOND
        yield Row(
            what,
            f"{MOST_BYTES // 1000} kB, {SHORTEST:.0f} to {LONGEST:.0f} s",
            f"{max(sizes) / 1000:.1f} kB, {shortest:.1f} to {longest:.1f} s",
            max(sizes) <= MOST_BYTES and shortest >= SHORTEST and longest <= LONGEST,
            seen,
            "the largest of them, to Loket 12; chime and words once",
        )
