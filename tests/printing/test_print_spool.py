"""The outbox: what is sent, what waits with its reason, what is never printed again. On both databases."""

from __future__ import annotations

import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hall.clock import FixedClock
from hall.printing.reader import text_of
from hall.records import print_jobs as shown
from hall.records.database import Database
from hall.records.print_outbox import JobReport, PrintJobs
from hall.rules.print_jobs import INTERRUPTED, LATE, NO_PRINTER, TICKET_ENDED, JobState, why_expired
from printer_drivers import Cause
from tests.patience import PATIENCE
from tests.printer_drivers.simulated import SimulatedPrinter
from tests.printing.outbox import Outbox, work


def numbers(blobs: list[bytes]) -> list[str]:
    """The ticket numbers that came out, in order."""
    return [next(line.replace(" ", "") for line in text_of(blob) if line[:2] == "A ") for blob in blobs]


def test_a_queued_slip_is_printed_and_told(outbox: Outbox) -> None:
    with SimulatedPrinter() as device:
        job = outbox.job(outbox.printer(device.url))
        spool = outbox.spool()
        assert work(spool, lambda: outbox.state(job) == "printed")
        assert numbers(device.tickets) == ["A001"]
        assert outbox.news
        with outbox.database.reading() as connection:
            (news,) = shown.untold(connection)
        assert (news.hall, news.job, news.ticket, news.state) == ("kerjo", job, "A001", "printed")
        with outbox.database.writing() as connection:
            shown.mark_told(connection, [news])
            assert shown.untold(connection) == []
        spool.finish(1)


def test_sending_is_committed_before_the_first_byte_leaves(outbox: Outbox) -> None:
    with SimulatedPrinter(mode="echo_late") as device:  # says that it printed only when it is allowed to
        job = outbox.job(outbox.printer(device.url + "&deadline=60"))
        spool = outbox.spool()
        assert work(spool, lambda: bool(device.first_byte_at))
        row = outbox.row(job)
        assert row.state == "sending"
        assert row.sent_at / 1e6 <= device.first_byte_at[0]
        device.mode = "ok"
        assert work(spool, lambda: outbox.state(job) == "printed")
        spool.finish(1)


def test_slips_come_out_in_the_order_of_their_numbers(outbox: Outbox) -> None:
    with SimulatedPrinter() as device:
        printer = outbox.printer(device.url)
        for _ in range(12):
            outbox.job(printer)
        spool = outbox.spool()
        assert work(spool, lambda: set(outbox.states()) == {"printed"})
        assert numbers(device.tickets) == [f"A{n:03d}" for n in range(1, 13)]
        spool.finish(1)


@pytest.mark.parametrize(("mode", "cause"), [("paper_out", Cause.PAPER_OUT), ("cover", Cause.COVER_OPEN)])
def test_a_printer_in_trouble_leaves_all_queued_with_the_reason_until_it_returns(
    outbox: Outbox, mode: str, cause: Cause
) -> None:
    with SimulatedPrinter(mode=mode) as device:
        printer = outbox.printer(device.url)
        first, second = outbox.job(printer), outbox.job(printer)
        spool = outbox.spool()
        assert work(spool, lambda: outbox.row(first).reason == outbox.row(second).reason == cause.sentence)
        assert outbox.states() == ["queued", "queued"]
        third = outbox.job(printer)
        assert work(spool, lambda: outbox.row(third).reason == cause.sentence), "a later slip gets the reason as well"
        row = outbox.printer_row(printer)
        assert (bool(row.online), row.error) == (False, cause.sentence)
        assert (row.paper, row.cover) == (("out", "closed") if mode == "paper_out" else ("ok", "open"))
        assert device.printable == 0
        device.mode = "ok"
        assert work(spool, lambda: set(outbox.states()) == {"printed"})
        assert numbers(device.tickets) == ["A001", "A002", "A003"]
        assert work(spool, lambda: outbox.printer_row(printer).error is None)
        spool.finish(1)


def test_an_unplugged_printer_gets_its_slips_after_it_is_plugged_in_again(outbox: Outbox) -> None:
    with SimulatedPrinter() as device:
        device.unplug()
        job = outbox.job(outbox.printer(device.url))
        spool = outbox.spool()
        assert work(spool, lambda: outbox.row(job).reason == Cause.REFUSED.sentence)
        device.plug()
        assert work(spool, lambda: outbox.state(job) == "printed")
        spool.finish(1)


def test_an_uncertain_slip_is_never_printed_again_by_itself(outbox: Outbox) -> None:
    with SimulatedPrinter(mode="reset") as device:
        printer = outbox.printer(device.url)
        lost = outbox.job(printer)
        spool = outbox.spool()
        assert work(spool, lambda: outbox.state(lost) == "uncertain")
        device.mode = "ok"
        for _ in range(2):
            after = outbox.job(printer)
            assert work(spool, lambda job=after: outbox.state(job) == "printed")
        assert numbers(device.tickets) == ["A002", "A003"]
        assert outbox.state(lost) == "uncertain"
        spool.finish(1)


@pytest.mark.parametrize("mode", ["asb", "junk", "near_end"])
def test_a_printer_that_talks_unasked_prints_every_slip_once(outbox: Outbox, mode: str) -> None:
    with SimulatedPrinter(mode=mode) as device:
        printer = outbox.printer(device.url)
        for _ in range(3):
            outbox.job(printer)
        spool = outbox.spool()
        assert work(spool, lambda: set(outbox.states()) == {"printed"})
        assert numbers(device.tickets) == ["A001", "A002", "A003"]
        spool.finish(1)


def test_a_printer_that_vanishes_with_a_slip_in_hand_goes_on_with_the_next_when_it_returns(outbox: Outbox) -> None:
    with SimulatedPrinter(mode="never") as device:
        printer = outbox.printer(device.url + "&deadline=60")
        lost, behind = outbox.job(printer), outbox.job(printer)
        spool = outbox.spool()
        assert work(spool, lambda: bool(device.tickets))
        device.unplug()
        assert work(spool, lambda: outbox.row(behind).reason == Cause.REFUSED.sentence)
        assert outbox.state(lost) == "uncertain"
        device.mode = "ok"
        device.plug()
        assert work(spool, lambda: outbox.state(behind) == "printed")
        assert numbers(device.tickets) == ["A001", "A002"]
        assert outbox.state(lost) == "uncertain"
        spool.finish(1)


def test_who_was_sending_and_died_leaves_an_uncertain_slip_after_the_restart(outbox: Outbox) -> None:
    with SimulatedPrinter() as device:
        job = outbox.job(outbox.printer(device.url))
        outbox.run("UPDATE print_jobs SET state = 'sending', lease_owner = 'test', lease_until = 99999999999999999")
        spool = outbox.spool()
        assert work(spool, lambda: outbox.state(job) == "uncertain")
        assert outbox.row(job).reason == INTERRUPTED
        after = outbox.job(outbox.row(job).printer_id)
        assert work(spool, lambda: outbox.state(after) == "printed")
        assert numbers(device.tickets) == ["A002"]
        spool.finish(1)


def test_a_slip_that_another_machine_is_sending_is_left_alone_until_its_lease_is_over(outbox: Outbox) -> None:
    job = outbox.job(outbox.printer("memory:?speed=0"))
    later = int((time.time() + 60) * 1e6)
    outbox.run(f"UPDATE print_jobs SET state = 'sending', lease_owner = 'other', lease_until = {later}")
    clock = FixedClock(datetime.now(UTC))
    spool = outbox.spool(clock=clock)
    work(spool, lambda: False, 0.3)
    assert outbox.state(job) == "sending"
    clock.go(minutes=2)
    assert work(spool, lambda: outbox.state(job) == "uncertain")
    spool.finish(1)


@pytest.mark.parametrize(("known", "kept"), [(JobState.QUEUED, "uncertain"), (JobState.PRINTED, "printed")])
def test_what_was_uncertain_once_never_waits_for_paper_again(outbox: Outbox, known: JobState, kept: str) -> None:
    """The clock jumped while a printer was slow: its slip was called uncertain before the printer's word came."""
    printer = outbox.printer("memory:?speed=0")
    job, now, lease = outbox.job(printer), datetime.now(UTC), timedelta(minutes=3)
    store = PrintJobs(outbox.database, "test")
    [wanted] = store.printers()
    assert [won.id for won in store.exchange([], [], {wanted: 1}, now, lease)] == [job]
    assert store.recover(now + 2 * lease, {job}, lambda one: True) == 1
    assert outbox.state(job) == "uncertain"
    assert store.exchange([JobReport(job, known, None)], [], {wanted: 1}, now + 2 * lease, lease) == []
    assert outbox.state(job) == kept
    store.close()


@pytest.mark.parametrize("ended", ["done", "cancelled", "absent"])
def test_the_slip_of_an_ended_ticket_expires(outbox: Outbox, ended: str) -> None:
    job = outbox.job(outbox.printer("memory:?speed=0"), ticket_state=ended)
    spool = outbox.spool()
    assert work(spool, lambda: outbox.state(job) == "expired")
    assert outbox.row(job).reason == TICKET_ENDED
    assert "waktu" not in JobState.EXPIRED.words  # it was not late: the words beside the reason must not say so
    spool.finish(1)


@pytest.mark.parametrize("state", ["waiting", "called", "serving", "held"])
def test_being_called_does_not_expire_a_slip(outbox: Outbox, state: str) -> None:
    job = outbox.job(outbox.printer("memory:?speed=0"), ticket_state=state)
    spool = outbox.spool()
    assert work(spool, lambda: outbox.state(job) == "printed")
    spool.finish(1)


def test_a_late_original_expires_while_its_printer_is_away(outbox: Outbox) -> None:
    with SimulatedPrinter(mode="cover") as device:
        clock = FixedClock(datetime.now(UTC))
        printer = outbox.printer(device.url)
        job = outbox.job(printer, created=clock.now())
        spool = outbox.spool(clock=clock)
        assert work(spool, lambda: outbox.row(job).reason == Cause.COVER_OPEN.sentence)
        older = outbox.job(printer, created=clock.now() - timedelta(seconds=1))
        clock.go(minutes=14, seconds=59)
        assert work(spool, lambda: outbox.state(older) == "expired")
        assert outbox.state(job) == "queued"
        clock.go(seconds=1)
        assert work(spool, lambda: outbox.state(job) == "expired")
        assert outbox.row(job).reason == LATE
        device.mode = "ok"
        fresh = outbox.job(printer, created=clock.now())
        assert work(spool, lambda: outbox.state(fresh) == "printed")
        assert numbers(device.tickets) == ["A003"]
        spool.finish(1)


def test_a_copy_is_printed_even_when_its_ticket_is_done() -> None:
    now = datetime.now(UTC)
    assert why_expired("ticket", 1, now + timedelta(minutes=1), "done", now) is None
    assert why_expired("ticket", 0, now + timedelta(minutes=1), "done", now) == TICKET_ENDED
    assert why_expired("ticket", 1, now, "waiting", now) == LATE


def test_a_slip_that_cannot_be_rendered_is_not_sent_and_holds_nobody_up(outbox: Outbox) -> None:
    printer = outbox.printer("memory:?speed=0")
    broken, good = outbox.job(printer, slip='{"kind":"letter"}'), outbox.job(printer)
    spool = outbox.spool()
    assert work(spool, lambda: outbox.state(good) == "printed")
    assert outbox.state(broken) == "not_sent"
    spool.finish(1)


def test_without_a_printer_a_slip_waits_with_the_reason_and_the_first_printer_takes_it(outbox: Outbox) -> None:
    url = "memory:?speed=0"
    other = outbox.printer(url)
    outbox.run(f"UPDATE printers SET active = 0 WHERE id = {other}")
    job = outbox.job(None)
    gone = outbox.job(other)
    spool = outbox.spool()
    work(spool, lambda: False, 0.3)
    assert outbox.states() == ["queued", "queued"]
    added = outbox.printer(url, "Kios 2")
    assert work(spool, lambda: set(outbox.states()) == {"printed"}), "a printer added while it runs is picked up"
    assert outbox.row(job).printer_id == outbox.row(gone).printer_id == added
    assert outbox.row(job).reason is None
    assert NO_PRINTER
    spool.finish(1)


def test_a_wrong_address_is_told_as_the_reason(outbox: Outbox) -> None:
    printer = outbox.printer("parallel:///dev/lp0")
    job = outbox.job(printer)
    spool = outbox.spool()
    assert work(spool, lambda: "tidak dikenal" in (outbox.row(job).reason or ""))
    assert work(spool, lambda: "tidak dikenal" in (outbox.printer_row(printer).error or ""))
    outbox.run(f"UPDATE printers SET url = 'memory:?speed=0' WHERE id = {printer}")
    assert work(spool, lambda: outbox.state(job) == "printed")
    spool.finish(1)


def test_two_spools_on_one_store_print_every_slip_once(outbox: Outbox, tmp_path: Path) -> None:
    target = tmp_path / "slips.bin"
    printer = outbox.printer(f"file://{target}")
    for _ in range(60):
        outbox.job(printer)
    neighbour = Database(outbox.url)
    spools = [outbox.spool(owner="one"), outbox.spool(owner="two", database=neighbour)]
    end = time.monotonic() + PATIENCE
    while set(outbox.states()) != {"accepted"} and time.monotonic() < end:
        for spool in spools:
            spool.step()
    assert set(outbox.states()) == {"accepted"}
    blobs = [b"\x1b@" + part for part in target.read_bytes().split(b"\x1b@")[1:]]
    assert sorted(numbers(blobs)) == [f"A{n:03d}" for n in range(1, 61)]
    for spool in spools:
        spool.finish(1)
    neighbour.close()


def test_two_halls_on_one_device_take_turns(outbox: Outbox) -> None:
    with SimulatedPrinter(print_seconds=0.1) as device:
        one, two = outbox.printer(device.url), outbox.printer(device.url + "&qr=raster", "Kios 2")
        for _ in range(3):
            outbox.job(one)
            outbox.job(two)
        spool = outbox.spool()
        assert work(spool, lambda: set(outbox.states()) == {"printed"})
        assert len(device.tickets) == 6
        spool.finish(1)


def test_a_store_that_is_held_by_another_delays_a_slip_and_loses_nothing(tmp_path: Path) -> None:
    """SQLite only: there one writer can hold the whole store."""
    outbox = Outbox(f"sqlite:///{tmp_path / 'antrean.db'}", tmp_path / "var")
    outbox.job(outbox.printer("memory:?speed=0"))
    lock = sqlite3.connect(tmp_path / "antrean.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    spool = outbox.spool()
    spool.step()
    spool.step()
    assert outbox.states() == ["queued"]
    lock.execute("ROLLBACK")
    lock.close()
    assert work(spool, lambda: outbox.states() == ["printed"])
    spool.finish(1)
    outbox.close()


def test_ending_finishes_the_slip_in_hand_and_begins_no_other(outbox: Outbox) -> None:
    with SimulatedPrinter(mode="echo_late") as device:
        printer = outbox.printer(device.url + "&deadline=60")
        for _ in range(3):
            outbox.job(printer)
        spool = outbox.spool()
        assert work(spool, lambda: bool(device.first_byte_at))
        device.mode = "ok"
        spool.finish(PATIENCE)
        assert outbox.states() == ["printed", "queued", "queued"]


def test_ending_while_a_printer_is_silent_leaves_the_slip_uncertain(outbox: Outbox) -> None:
    with SimulatedPrinter(mode="never") as device:
        job = outbox.job(outbox.printer(device.url + "&deadline=60"))
        spool = outbox.spool()
        assert work(spool, lambda: bool(device.tickets))
        spool.finish(0.3)
        assert (outbox.state(job), outbox.row(job).reason) == ("uncertain", Cause.STOPPED.sentence)


def test_a_fault_in_a_batch_hands_the_rest_back_untouched(outbox: Outbox, tmp_path: Path) -> None:
    """A file printer is quick enough for batches; its folder is taken away in the middle."""
    folder = tmp_path / "out"
    folder.mkdir()
    printer = outbox.printer(f"file://{folder}/slips.bin")
    for _ in range(60):
        outbox.job(printer)
    spool = outbox.spool()
    assert work(spool, lambda: outbox.states().count("accepted") >= 3)
    folder.rename(tmp_path / "away")
    assert work(spool, lambda: Cause.STORAGE.sentence in {outbox.row(60).reason, outbox.row(59).reason})
    folder.mkdir()
    assert work(spool, lambda: set(outbox.states()) == {"accepted"})
    blobs = [b for place in ("away", "out") for b in (tmp_path / place / "slips.bin").read_bytes().split(b"\x1b@")[1:]]
    assert sorted(numbers([b"\x1b@" + blob for blob in blobs])) == [f"A{n:03d}" for n in range(1, 61)]
    spool.finish(1)


def test_jobs_are_shown_newest_first_with_their_names(outbox: Outbox) -> None:
    printer = outbox.printer("memory:?speed=0")
    first, second = outbox.job(printer), outbox.job(printer)
    with outbox.database.reading() as connection:
        listed = shown.jobs(connection, outbox.hall)
        assert [job.id for job in listed] == [second, first]
        assert (listed[0].ticket, listed[0].printer, listed[0].state) == ("A002", "Kios 1", JobState.QUEUED)
        assert [job.id for job in shown.jobs(connection, outbox.hall, before=second)] == [first]
        assert shown.job(connection, outbox.hall + 1, first) is None
        assert shown.slip_of_job(connection, outbox.hall + 1, first) is None
