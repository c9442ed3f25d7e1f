"""More than one server, and slips that belong to no ticket."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from hall.clock import FixedClock
from hall.printing.begun import Begun
from hall.printing.device_lock import device_lock
from hall.printing.spool import Spool
from hall.printing.station import Station
from hall.records import halls, print_jobs
from hall.records.database import Database
from hall.records.print_outbox import SWEEP, JobReport, PrintJobs, SpoolPrinter, StatusReport
from hall.records.tables import printers, pulses
from hall.records.times import micros
from hall.rules.hall import Hall
from hall.rules.paper import LOW_MM
from hall.rules.print_jobs import LATE_SHEET, WORDS, JobState, Standing
from hall.rules.slips import SummarySlip
from printer_drivers import Cause, read_url
from tests.patience import eventually
from tests.printer_drivers.simulated import SimulatedPrinter
from tests.printing.outbox import Outbox, work
from tests.printing.running import numbers

SHEET = SummarySlip(
    hall_name="Kecamatan Kerjo", regency="Karanganyar", counter="Loket 1", day="Jumat, 20-11-2026", opened="07.58",
    closed="15.02", served=41,
)  # fmt: skip


def both(*spools: Spool) -> None:
    for spool in spools:
        spool.step()


def test_two_servers_with_one_device_take_turns_and_print_every_slip_once(tmp_path: Path) -> None:
    offices = [Outbox(f"sqlite:///{tmp_path / f'{n}.db'}", tmp_path / f"var{n}") for n in (1, 2)]
    with SimulatedPrinter(print_seconds=0.02) as device:
        for office in offices:
            printer = office.printer(device.url)
            for _ in range(4):
                office.job(printer)
        spools = [office.spool() for office in offices]

        def done() -> bool:
            both(*spools)
            return all(set(office.states()) == {"printed"} for office in offices)

        eventually(done)
        assert sorted(numbers(device.tickets)) == sorted([f"A{n:03d}" for n in range(1, 5)] * 2)
        for spool in spools:
            spool.finish(1)
    for office in offices:
        office.close()


def test_a_server_that_finds_its_device_taken_says_so_and_waits(file_outbox: Outbox) -> None:
    with SimulatedPrinter() as device:
        printer = file_outbox.printer(device.url + "&connect=1")
        spool = file_outbox.spool()
        with device_lock(read_url(device.url)):
            job = file_outbox.job(printer)
            assert work(spool, lambda: file_outbox.row(job).reason == Cause.IN_USE.sentence)
            assert device.printable == 0
        assert work(spool, lambda: file_outbox.state(job) == "printed")
        spool.finish(1)


def test_of_two_servers_on_one_store_one_drives_a_printer_until_it_is_gone(shared_outbox: Outbox) -> None:
    neighbour = Database(shared_outbox.url)
    with SimulatedPrinter() as device:
        printer = shared_outbox.printer(device.url)
        first, second = shared_outbox.spool(owner="one"), shared_outbox.spool(owner="two", database=neighbour)
        first.step()
        second.step()
        assert [len(first.store.printers()), len(second.store.printers())] == [1, 0]
        for _ in range(6):
            shared_outbox.job(printer)
        assert work(first, lambda: set(shared_outbox.states()) == {"printed"})
        waiting = shared_outbox.job(printer)
        second.step()
        assert shared_outbox.state(waiting) == "queued", "it stands by"
        first.finish(1)
        assert work(second, lambda: shared_outbox.state(waiting) == "printed")
        assert numbers(device.tickets) == [f"A{n:03d}" for n in range(1, 8)]
        second.finish(1)
    neighbour.close()


def hall_of(outbox: Outbox) -> Hall:
    with outbox.database.writing() as connection:
        connection.execute(pulses.insert().values(hall_id=outbox.hall))
    with outbox.database.reading() as connection:
        hall = halls.load(connection, "kerjo")
    assert hall is not None
    return hall


def test_a_sheet_without_a_ticket_is_printed_and_only_age_ends_it(outbox: Outbox) -> None:
    hall = hall_of(outbox)
    clock = FixedClock(datetime.now(UTC))
    with SimulatedPrinter(mode="paper_out") as device:
        printer = outbox.printer(device.url)
        with outbox.database.writing() as connection:
            soon = print_jobs.add_slip(
                connection, hall, SHEET, printer, None, clock.now(), life=timedelta(minutes=1)
            )  # fmt: skip
            day = timedelta(days=1)
            later = print_jobs.add_slip(connection, hall, SHEET, None, None, clock.now(), life=day)
        spool = outbox.spool(clock=clock)
        assert work(spool, lambda: outbox.row(soon).reason == outbox.row(later).reason == Cause.PAPER_OUT.sentence)
        clock.go(minutes=2)
        assert work(spool, lambda: outbox.state(soon) == "expired")
        assert outbox.row(soon).reason == LATE_SHEET
        device.mode = "ok"
        assert work(spool, lambda: outbox.state(later) == "printed")
        assert len(device.tickets) == 1
        spool.finish(1)


def test_copies_of_a_sheet_are_counted_by_their_original(outbox: Outbox) -> None:
    hall, now = hall_of(outbox), datetime.now(UTC)
    printer = outbox.printer("memory:?speed=0")
    with outbox.database.writing() as connection:
        one, two = (print_jobs.add_slip(connection, hall, SHEET, printer, None, now) for _ in range(2))
        assert print_jobs.next_copy(connection, one) == 1
        marked = replace(SHEET, copy=1, copied_at="sekarang")
        copy = print_jobs.add_copy(connection, one, marked, 1, "clerk", now, timedelta(minutes=5), printer)
        assert print_jobs.next_copy(connection, one) == print_jobs.next_copy(connection, copy) == 2
        assert print_jobs.next_copy(connection, two) == 1
    spool = outbox.spool()
    assert work(spool, lambda: set(outbox.states()) == {"printed"})
    spool.finish(1)


def test_paper_is_counted_and_the_hall_hears_when_a_roll_runs_low(outbox: Outbox) -> None:
    hall_of(outbox)
    printer = outbox.printer("memory:?speed=0")
    spool = outbox.spool()
    first = outbox.job(printer)
    assert work(spool, lambda: outbox.state(first) == "printed" and outbox.printer_row(printer).printed_mm > 0)
    length = outbox.printer_row(printer).printed_mm
    with outbox.database.writing() as connection:
        roll = {"roll_from_mm": length, "roll_mm": LOW_MM + length, "roll_changed_at": micros(datetime.now(UTC))}
        connection.execute(update(printers).where(printers.c.id == printer).values(**roll))
    before = version(outbox)
    second = outbox.job(printer)
    assert work(spool, lambda: outbox.printer_row(printer).printed_mm == 2 * length)
    assert version(outbox) == before, "just enough is left"
    assert outbox.state(second) == "printed"
    outbox.job(printer)
    assert work(spool, lambda: outbox.printer_row(printer).printed_mm == 3 * length)
    assert version(outbox) == before + 1
    spool.finish(1)


def test_a_device_that_holds_its_worker_counts_as_trouble(tmp_path: Path) -> None:
    printer = SpoolPrinter(1, 1, "kerjo", "Kios 1", "memory:", fallback=2)
    station = Station(printer, Begun(tmp_path), lambda done: None, lasting=0.0)
    assert station.worker is not None
    assert station.standing().trouble is None
    station.worker.since = time.monotonic() - 3600
    assert station.standing() == Standing("Kios 1", Cause.MUTE.sentence, lasting=True, fallback=2)
    station.stop()


def test_more_slips_than_one_look_takes_in_all_get_their_reason(file_outbox: Outbox) -> None:
    printer = file_outbox.printer("parallel:///dev/lp0")
    jobs = [file_outbox.job(printer) for _ in range(SWEEP + 5)]
    spool = file_outbox.spool()
    assert work(spool, lambda: file_outbox.row(jobs[-1]).reason is not None)
    late = file_outbox.job(printer)
    assert work(spool, lambda: file_outbox.row(late).reason == file_outbox.row(jobs[0]).reason)
    spool.finish(1)


def test_what_is_longer_than_its_column_is_cut_and_kept(outbox: Outbox) -> None:
    """PostgreSQL refuses a longer text, and a report that is refused would be tried for ever."""
    printer = outbox.printer("memory:")
    job = outbox.job(printer)
    store = PrintJobs(outbox.database, "test")
    (wanted,) = store.printers()
    now, lease = datetime.now(UTC), timedelta(minutes=1)
    assert [won.id for won in store.exchange([], [], {wanted: 1}, now, lease)] == [job]
    status = StatusReport(printer, "ok", "closed", True, "x" * 999)
    store.exchange([JobReport(job, JobState.UNCERTAIN, "y" * 999)], [status], {}, now, lease)
    assert (outbox.state(job), len(outbox.row(job).reason), len(outbox.printer_row(printer).error)) == (
        "uncertain", 300, 200,
    )  # fmt: skip
    store.close()


def version(outbox: Outbox) -> int:
    with outbox.database.reading() as connection:
        return int(connection.execute(select(pulses.c.version)).scalar_one())


def test_every_state_has_its_words_and_none_says_more_than_is_known() -> None:
    assert set(WORDS) == set(JobState)
    for state in JobState:
        said = state.words
        assert (said == "Tercetak") == (state is JobState.PRINTED)
    assert "belum tentu" in JobState.ACCEPTED.words
    assert "Tidak pasti" in JobState.UNCERTAIN.words
