"""One more copy: whoever may, while it is fresh, and only when paper can come."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from hall.actions import paper
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import lost_slips, premises
from hall.records import tables as t
from hall.rules.access import Identity
from hall.rules.events import SlipQueued
from hall.rules.slips import MissingSlip
from tests.office import Desk, answer, asks
from tests.people.offices import clock_of, ears_of

KIOSK = Identity("device:1", "screen", "jumapolo", frozenset({"kiosk"}))
CLERK = Identity("person:1", "person", "jumapolo", frozenset({"counter"}))


@pytest.fixture
def desk(office: Office) -> Desk:
    """An office with a printer that works."""
    with office.database.writing() as connection:
        premises.keep_printer(connection, office.hall("jumapolo").id, "Kiosk 1", "memory:")
    office.forget("jumapolo")
    return Desk(office)


def printed(desk: Desk) -> int:
    """The job of a ticket that this kiosk took and whose slip came out."""
    job = int(desk.issue(asker=KIOSK.asker)["print"]["job"])
    now_is(desk, t.print_jobs, state="printed")
    return job


def now_is(desk: Desk, table: Any, **values: Any) -> None:
    with desk.office.database.writing() as connection:
        connection.execute(update(table).values(**values))


def copied(desk: Desk, job: int, who: Identity = KIOSK) -> dict[str, Any]:
    ask = asks(f"print-jobs/{job}/copies", asker=who.asker)
    return answer(paper.copy(desk.office, "jumapolo", ask, str(job), who))


def refused(desk: Desk, job: int, who: Identity = KIOSK) -> Refused:
    with pytest.raises(Refused) as caught:
        copied(desk, job, who)
    return caught.value


def test_a_kiosk_copies_its_own_ticket_within_a_minute_of_taking_it(desk: Desk) -> None:
    job = printed(desk)
    clock_of(desk.office).go(seconds=60)
    told = copied(desk, job)
    assert (told["copy"], told["state"], told["ticket"]) == (1, "queued", "A001")
    assert refused(desk, job, replace(KIOSK, asker="device:2")).code == "forbidden"


def test_a_late_report_of_the_printer_does_not_lengthen_the_minute(desk: Desk) -> None:
    job = printed(desk)
    clock_of(desk.office).go(seconds=61)
    now_is(desk, t.print_jobs, changed_at=2**50)
    assert refused(desk, job).code == "too_late"
    assert copied(desk, job, CLERK)["copy"] == 1


def test_a_copy_is_no_ticket_of_the_kiosk(desk: Desk) -> None:
    copy = copied(desk, printed(desk))["id"]
    now_is(desk, t.print_jobs, state="printed")
    assert refused(desk, copy).code == "forbidden"
    assert copied(desk, copy, CLERK)["copy"] == 2


@pytest.mark.parametrize("trouble", [{"online": 0}, {"paper": "out"}])
def test_a_printer_that_cannot_says_so_at_once(desk: Desk, trouble: dict[str, Any]) -> None:
    job = printed(desk)
    now_is(desk, t.printers, error="Kertas habis. Isi kertas.", **trouble)
    told = refused(desk, job, CLERK)
    assert (told.code, told.status, told.detail) == ("printer_unavailable", 503, "Kertas habis. Isi kertas.")
    assert desk.issue()["number"] == "A002", "issuing never fails because of a printer"
    now_is(desk, t.printers, online=1, paper="near_end", error=None)
    now_is(desk, t.print_jobs, state="printed")
    assert copied(desk, job, CLERK)["state"] == "queued"


def test_without_a_printer_there_is_no_copy(desk: Desk) -> None:
    job = printed(desk)
    now_is(desk, t.printers, active=0)
    assert (refused(desk, job, CLERK).code, refused(desk, job, CLERK).detail) == (
        "printer_unavailable", "Belum ada printer.",
    )  # fmt: skip
    assert desk.issue()["number"] == "A002"


def test_a_kiosk_copies_once_unless_the_copy_failed_too(desk: Desk) -> None:
    job = printed(desk)
    copied(desk, job)
    now_is(desk, t.print_jobs, state="printed")
    assert refused(desk, job).code == "wrong_state"
    now_is(desk, t.print_jobs, state="uncertain")
    assert copied(desk, job)["copy"] == 2
    now_is(desk, t.print_jobs, state="printed")
    assert refused(desk, job).code == "wrong_state"
    assert copied(desk, job, CLERK)["copy"] == 3, "a clerk sees who asks"


def add_printer(desk: Desk, name: str) -> int:
    with desk.office.database.writing() as connection:
        return premises.keep_printer(connection, desk.office.hall("jumapolo").id, name, "memory:")


def test_a_clerk_may_choose_the_printer_of_a_copy(desk: Desk) -> None:
    add_printer(desk, "Loket 2")
    job = printed(desk)
    ask = asks(f"print-jobs/{job}/copies", asker=CLERK.asker)
    told = answer(paper.copy(desk.office, "jumapolo", ask, str(job), CLERK, "Loket 2"))
    assert told["printer"] == "Loket 2"
    with pytest.raises(Refused) as caught:
        paper.copy(desk.office, "jumapolo", asks("x"), str(job), CLERK, "Printer tetangga")
    assert (caught.value.code, caught.value.field) == ("bad_request", "printer")


def test_a_kiosks_copy_comes_where_its_ticket_came_whatever_it_asks(desk: Desk) -> None:
    add_printer(desk, "Loket 2")
    job = printed(desk)
    told = answer(paper.copy(desk.office, "jumapolo", asks("x", asker=KIOSK.asker), str(job), KIOSK, "Loket 2"))
    assert told["printer"] == "Kiosk 1"


def test_a_copy_goes_to_the_printer_that_takes_over(desk: Desk) -> None:
    other = add_printer(desk, "Loket 2")
    job = printed(desk)
    with desk.office.database.writing() as connection:
        connection.execute(update(t.printers).where(t.printers.c.name == "Kiosk 1").values(online=0, fallback_id=other))
    assert copied(desk, job, CLERK)["printer"] == "Loket 2"


def test_a_kiosk_reads_only_what_it_printed_itself(desk: Desk) -> None:
    job = printed(desk)
    assert paper.one_job(desk.office, "jumapolo", str(job), KIOSK)["state"] == "printed"
    assert paper.one_job(desk.office, "jumapolo", str(job), CLERK)["ticket"] == "A001"
    for who, number in ((replace(KIOSK, asker="device:2"), job), (CLERK, 999)):
        with pytest.raises(Refused) as caught:
            paper.one_job(desk.office, "jumapolo", str(number), who)
        assert caught.value.code == "not_found"


def test_a_copy_keeps_who_asked_for_it_and_when(desk: Desk) -> None:
    job = printed(desk)
    clock_of(desk.office).go(minutes=3)
    copy = copied(desk, job, CLERK)["id"]
    hall = desk.office.hall("jumapolo")
    with desk.office.database.reading() as connection:
        assert lost_slips.asked(connection, hall.id, [copy]) == {copy: ("person:1", desk.office.clock.now())}
        logged = connection.execute(select(t.events.c.kind, t.events.c.actor, t.events.c.subject)).all()
    assert ("slip.copied", "person:1", "A001") in [tuple(row) for row in logged]


def test_any_slip_is_queued_in_the_callers_transaction(desk: Desk) -> None:
    slip = MissingSlip(
        hall_name="Kecamatan Jumapolo", regency="", berkas="J-26-0001", layanan_title="Kartu keluarga",
        items=(("Fotokopi KTP", True),), returned_local="Kamis, 19-11-2026 08.30 WIB",
    )  # fmt: skip
    job = desk.office.transact("jumapolo", lambda work, hall: paper.queue(work, hall, slip, "person:1"))
    told = paper.one_job(desk.office, "jumapolo", str(job), CLERK)
    assert (told["kind"], told["ticket"], told["printer"], told["state"]) == ("kekurangan", None, "Kiosk 1", "queued")
    assert [event for event in ears_of(desk.office).heard if isinstance(event, SlipQueued)][-1].job == job
    now_is(desk, t.print_jobs, state="printed")
    assert copied(desk, job, CLERK)["copy"] == 1
