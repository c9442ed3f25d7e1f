"""One more copy: whoever may, while it is fresh, and only when paper can come."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from hall.actions import paper
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import premises
from hall.records import tables as t
from hall.rules.access import Identity
from tests.office import Desk, answer, asks
from tests.people.offices import clock_of

KIOSK = Identity("device:1", "screen", "jumapolo", frozenset({"kiosk"}))
CLERK = Identity("person:1", "person", "jumapolo", frozenset({"counter"}))


@pytest.fixture
def desk(office: Office) -> Desk:
    """An office with a printer that works."""
    with office.database.writing() as connection:
        premises.keep_printer(connection, office.hall("jumapolo").id, "Kiosk 1", "memory:")
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
