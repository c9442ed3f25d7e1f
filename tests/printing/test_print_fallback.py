"""A printer in lasting trouble hands its waiting slips to its fallback: once, and only those of which no byte left us."""

from __future__ import annotations

from hall.rules.print_jobs import NO_PRINTER, Place, Standing, placed
from printer_drivers import Cause
from tests.printer_drivers.simulated import SimulatedPrinter
from tests.printing.outbox import Outbox, work
from tests.printing.running import numbers

ONE, TWO, THREE = 1, 2, 3
OUT = Cause.PAPER_OUT.sentence
FETCH = "Ambil di Kios 2."


def hall(first: Standing, second: Standing) -> dict[int, Standing]:
    return {ONE: first, TWO: second}


WELL_ONE, WELL_TWO = Standing("Kios 1", fallback=TWO), Standing("Kios 2", fallback=ONE)
LONG_ONE = Standing("Kios 1", OUT, lasting=True, fallback=TWO)
LONG_TWO = Standing("Kios 2", OUT, lasting=True, fallback=ONE)


def test_a_slip_stays_where_it_is_while_its_printer_is_well() -> None:
    assert placed(Place(ONE), TWO, hall(WELL_ONE, WELL_TWO)) == Place(ONE)


def test_short_trouble_moves_nothing() -> None:
    short = Standing("Kios 1", OUT, lasting=False, fallback=TWO)
    assert placed(Place(ONE), TWO, hall(short, WELL_TWO)) == Place(ONE, OUT)


def test_lasting_trouble_moves_a_slip_to_the_fallback_and_its_owner_is_told_where() -> None:
    assert placed(Place(ONE, OUT), TWO, hall(LONG_ONE, WELL_TWO)) == Place(TWO, FETCH, moved_from=ONE)


def test_without_a_fallback_or_with_one_in_trouble_it_waits_with_the_reason() -> None:
    alone = Standing("Kios 1", OUT, lasting=True)
    assert placed(Place(ONE), None, {ONE: alone, TWO: WELL_TWO}) == Place(ONE, OUT)
    assert placed(Place(ONE), TWO, hall(LONG_ONE, LONG_TWO)) == Place(ONE, OUT)
    assert placed(Place(ONE), THREE, {ONE: Standing("Kios 1", OUT, True, THREE)}) == Place(ONE, OUT), "taken away"


def test_a_moved_slip_waits_at_the_fallback_even_when_its_own_printer_is_back() -> None:
    moved = Place(TWO, FETCH, moved_from=ONE)
    assert placed(moved, ONE, hall(WELL_ONE, WELL_TWO)) == moved
    short = Standing("Kios 2", OUT, fallback=ONE)
    assert placed(moved, ONE, hall(WELL_ONE, short)) == Place(TWO, OUT, moved_from=ONE)


def test_it_goes_home_when_the_fallback_has_lasting_trouble_and_its_own_printer_is_well() -> None:
    assert placed(Place(TWO, OUT, moved_from=ONE), ONE, hall(WELL_ONE, LONG_TWO)) == Place(ONE)


def test_a_printer_taken_out_of_use_leaves_its_slips_to_its_fallback_or_to_the_first() -> None:
    assert placed(Place(THREE), TWO, hall(WELL_ONE, WELL_TWO)) == Place(TWO, FETCH, moved_from=THREE)
    assert placed(Place(THREE), None, hall(WELL_ONE, WELL_TWO)) == Place(ONE, "Ambil di Kios 1.", moved_from=THREE)
    assert placed(Place(None, NO_PRINTER), None, hall(WELL_ONE, WELL_TWO)) == Place(ONE)
    assert placed(Place(THREE), None, {}) == Place(None, NO_PRINTER)


def test_slips_come_out_at_the_fallback_and_never_at_both(outbox: Outbox) -> None:
    with SimulatedPrinter(mode="paper_out") as one, SimulatedPrinter() as two:
        second = outbox.printer(two.url, "Kios 2")
        first = outbox.printer(one.url, "Kios 1", fallback=second)
        jobs = [outbox.job(first) for _ in range(3)]
        spool = outbox.spool(lasting=0.2)
        assert work(spool, lambda: set(outbox.states()) == {"printed"})
        one.mode = "ok"
        assert work(spool, lambda: outbox.printer_row(first).error is None)
        later = outbox.job(first)
        assert work(spool, lambda: outbox.state(later) == "printed" and outbox.row(later).printer_id == first)
        assert numbers(one.tickets) == ["A004"]
        assert numbers(two.tickets) == ["A001", "A002", "A003"]
        for job in jobs:
            row = outbox.row(job)
            assert (row.printer_id, row.moved_from, row.reason) == (second, first, FETCH)
        assert (outbox.row(later).moved_from, outbox.row(later).reason) == (None, None)
        spool.finish(1)


def test_a_slip_that_comes_when_the_printer_has_long_been_in_trouble_moves_too(outbox: Outbox) -> None:
    with SimulatedPrinter() as two:
        second = outbox.printer(two.url, "Kios 2")
        first = outbox.printer("parallel:///dev/lp0", "Kios 1", fallback=second)
        spool = outbox.spool(lasting=0.2)
        assert work(spool, lambda: outbox.printer_row(first).error is not None)
        job = outbox.job(first)
        spool.poked()
        assert work(spool, lambda: outbox.state(job) == "printed")
        assert outbox.row(job).reason == FETCH
        spool.finish(1)


def test_trouble_that_does_not_last_prints_at_its_own_printer(outbox: Outbox) -> None:
    with SimulatedPrinter(mode="cover") as one, SimulatedPrinter() as two:
        second = outbox.printer(two.url, "Kios 2")
        job = outbox.job(outbox.printer(one.url, "Kios 1", fallback=second))
        spool = outbox.spool(lasting=3600)
        assert work(spool, lambda: outbox.row(job).reason == Cause.COVER_OPEN.sentence)
        one.mode = "ok"
        assert work(spool, lambda: outbox.state(job) == "printed")
        assert (numbers(one.tickets), two.tickets) == (["A001"], [])
        spool.finish(1)


def test_an_uncertain_slip_never_moves(outbox: Outbox) -> None:
    """The printer loses it in the middle and stays away: only the slip behind it goes elsewhere."""
    with SimulatedPrinter(mode="reset") as one, SimulatedPrinter() as two:
        second = outbox.printer(two.url, "Kios 2")
        first = outbox.printer(one.url, "Kios 1", fallback=second)
        lost = outbox.job(first)
        spool = outbox.spool(lasting=0.2)
        assert work(spool, lambda: outbox.state(lost) == "uncertain")
        one.unplug()
        behind = outbox.job(first)
        assert work(spool, lambda: outbox.state(behind) == "printed")
        assert numbers(two.tickets) == ["A002"]
        row = outbox.row(lost)
        assert (row.state, row.printer_id, row.moved_from) == ("uncertain", first, None)
        spool.finish(1)


def test_an_uncertain_slip_at_the_fallback_says_where_to_look(outbox: Outbox) -> None:
    with SimulatedPrinter(mode="offline") as one, SimulatedPrinter(mode="reset") as two:
        second = outbox.printer(two.url, "Kios 2")
        job = outbox.job(outbox.printer(one.url, "Kios 1", fallback=second))
        spool = outbox.spool(lasting=0.2)
        assert work(spool, lambda: outbox.state(job) == "uncertain")
        assert outbox.row(job).reason.endswith(FETCH)
        spool.finish(1)
