"""The hall's logo on its slips: taken from the store, changed and taken away while the printing process runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from hall.printing.logo import Logo
from hall.printing.raster import Bits
from hall.printing.reader import Raster, read
from hall.records import logos
from tests.printer_drivers.simulated import SimulatedPrinter
from tests.printing.outbox import Outbox, work

ROUND = Logo(Bits(16, tuple(0x0FF0 << at % 4 for at in range(12))))
SQUARE = Logo(Bits(24, (0xFFFFFF,) * 9))
NOW = datetime(2026, 11, 20, 1, 15, tzinfo=UTC)


def first_image(blob: bytes) -> tuple[bytes, ...] | None:
    first = read(blob)[0]
    return first.rows if isinstance(first, Raster) else None


def rows_of(logo: Logo) -> tuple[bytes, ...]:
    wide, data = logo.image.packed()
    return tuple(data[at : at + wide] for at in range(0, len(data), wide))


def soon(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + 30
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def keep(outbox: Outbox, png: bytes, digest: str) -> None:
    with outbox.database.writing() as connection:
        logos.keep(connection, outbox.hall, png, digest, NOW)


def test_a_slip_has_the_logo_of_its_hall_and_the_next_one_the_new_one(outbox: Outbox) -> None:
    with SimulatedPrinter() as device:
        printer = outbox.printer(device.url)
        spool = outbox.spool()

        def comes_out_with(logo: Logo | None) -> bool:
            """Slips are printed until one has it: a look at the store a second is what the process promises."""
            job = outbox.job(printer)
            assert work(spool, lambda: outbox.state(job) == "printed")
            return first_image(device.tickets[-1]) == (rows_of(logo) if logo else None)

        assert comes_out_with(None)
        keep(outbox, ROUND.png(), ROUND.digest)
        assert soon(lambda: comes_out_with(ROUND))
        keep(outbox, SQUARE.png(), SQUARE.digest)
        assert soon(lambda: comes_out_with(SQUARE))
        with outbox.database.writing() as connection:
            logos.drop(connection, outbox.hall)
        assert soon(lambda: comes_out_with(None))


def test_a_logo_that_was_damaged_in_the_store_keeps_no_slip_back(outbox: Outbox) -> None:
    keep(outbox, b"not a picture", "0" * 64)
    with SimulatedPrinter() as device:
        job = outbox.job(outbox.printer(device.url))
        assert work(outbox.spool(), lambda: outbox.state(job) == "printed")
        assert first_image(device.tickets[0]) is None
