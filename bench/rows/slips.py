"""How large a slip is, how soon it is built and drawn: every kind, for every printer of the table and two cheap boards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import thread_time
from typing import Final

from bench.table import Row, p
from bench.windows import Bench, ms
from hall.printing.logo import Logo
from hall.printing.preview import png
from hall.printing.raster import Bits
from hall.printing.slips import render
from hall.rules.slips import TicketSlip
from tests.printing.slip_samples import KINDS_OF_SLIPS, PRINTERS, SAMPLES

NATIVE: Final = 700
RASTER: Final = 3500
BUILD: Final = 3.0
DRAW: Final = 40.0
CREST: Final = Logo(Bits(376, tuple(0x5A5A5A << (3 * row) for row in range(96))))


def rows(bench: Bench) -> Iterator[Row]:
    """Bytes by the way of the QR, then the two times."""
    for way, most in (("native", NATIVE), ("raster", RASTER)):
        found = _sizes(way)
        _, seen = bench.best(lambda: 0.0, lambda nothing: nothing)
        yield Row(
            f"bytes of a ticket with {way} QR", f"{most}", f"{found[0]} to {found[-1]}", found[-1] <= most, seen,
            f"{len(found)} tickets, copies and extremes among them, without a logo",
        )  # fmt: skip
    for what, asked, job in (("built", BUILD, _build), ("drawn as a PNG", DRAW, _draw)):
        took, seen = bench.best(lambda job=job: _took(job, 2 if bench.quick else 10), lambda found: p(found, 99))  # type: ignore[misc]
        yield Row(
            f"a slip {what}", f"p99 {asked:g} ms", f"p50 {ms(p(took, 50)):.2f}, p99 {ms(p(took, 99)):.2f} ms",
            ms(p(took, 99)) <= asked, seen, f"processor time; {len(took)} slips, six kinds, {len(PRINTERS)} printers, a logo",
        )  # fmt: skip


def _sizes(way: str) -> list[int]:
    """Of every sample ticket that has an address, for every printer with that way, smallest first."""
    tickets = [slip for slip in SAMPLES.values() if isinstance(slip, TicketSlip) and slip.url]
    return sorted(len(render(slip, profile)) for slip in tickets for profile in PRINTERS.values() if profile.qr == way)


def _took(job: Callable[[], Iterator[float]], times: int) -> list[float]:
    list(job())
    return [seconds for _ in range(times) for seconds in job()]


def _build() -> Iterator[float]:
    for profile in PRINTERS.values():
        for slip in KINDS_OF_SLIPS.values():
            begun = thread_time()
            render(slip, profile, CREST)
            yield thread_time() - begun


def _draw() -> Iterator[float]:
    for profile in PRINTERS.values():
        for slip in KINDS_OF_SLIPS.values():
            data = render(slip, profile, CREST)
            begun = thread_time()
            png(data, profile, CREST)
            yield thread_time() - begun
