"""A TV that is left on for a day: what its page holds in its first hour against its last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bench.probes import probe
from bench.table import Row
from bench.windows import Bench
from tests.browser import launched
from tests.display.soak import HOUR, soaking

MOST: Final = 5.0
HOURS: Final = 24


def rows(bench: Bench) -> Iterator[Row]:
    """The real page on a clock of its own, a call every twenty seconds; the compiler's code is left out of the heap."""
    hours = 2 if bench.quick else HOURS
    seen = probe(bench.folder)
    with launched() as browser, soaking(browser) as tv:
        tv.run(HOUR)
        first = tv.weigh()
        tv.run((hours - 1) * HOUR)
        last, calls = tv.weigh(), tv.seen()["shown"]
    nodes, heap = grown(first.nodes, last.nodes), grown(first.heap, last.heap)
    yield Row(
        f"a TV left on for {hours} simulated hours: DOM nodes and heap, last hour against the first",
        f"{MOST:.0f} per cent each",
        f"nodes {nodes:+.1f}, heap {heap:+.1f} per cent",
        max(nodes, heap) <= MOST and last.listeners <= first.listeners,
        seen,
        f"{calls} calls; {last.nodes} nodes, {last.listeners} listeners, {last.heap / 1e6:.2f} MB of heap",
    )


def grown(first: int, last: int) -> float:
    """Per cent."""
    return (last / first - 1) * 100
