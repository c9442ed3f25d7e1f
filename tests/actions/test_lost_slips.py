"""A lost slip is found by when its owner came and for what."""

from typing import Any

import pytest
from sqlalchemy import update

from hall.actions import lost_slips, paper
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import premises
from hall.records.tables import print_jobs
from hall.rules.access import Identity
from tests.office import Desk, asks
from tests.people.offices import clock_of

CLERK = Identity("person:1", "person", "jumapolo", frozenset({"counter"}))


@pytest.fixture
def desk(office: Office) -> Desk:
    """A morning: A001 at 08.30, a legalisir at 08.31, A002 at 08.40, A003 at 09.10."""
    with office.database.writing() as connection:
        premises.keep_printer(connection, office.hall("jumapolo").id, "Kiosk 1", "memory:")
    found = Desk(office)
    found.issue()
    clock_of(office).go(minutes=1)
    found.issue("legalisir-surat")
    for minutes in (9, 30):
        clock_of(office).go(minutes=minutes)
        found.issue()
    return found


def found(desk: Desk, start: str = "", end: str = "", **wanted: Any) -> dict[str, Any]:
    wish = {"layanan": None, "line": None, "cursor": None} | wanted
    return lost_slips.find(desk.office, "jumapolo", start, end, **wish)


def numbers(told: dict[str, Any]) -> list[str]:
    return [one["number"] for one in told["items"]]


def test_all_of_today_newest_first(desk: Desk) -> None:
    assert numbers(found(desk)) == list(reversed(desk.issued))


def test_by_the_time_to_the_whole_minute(desk: Desk) -> None:
    assert numbers(found(desk, "08:31", "08:40")) == [desk.issued[2], desk.issued[1]]
    assert numbers(found(desk, "08.41")) == [desk.issued[3]]
    assert numbers(found(desk, "", "08:30")) == [desk.issued[0]]


def test_by_layanan_and_by_line(desk: Desk) -> None:
    assert numbers(found(desk, layanan="legalisir-surat")) == [desk.issued[1]]
    line = desk.office.hall("jumapolo").offers["kartu-keluarga"].layanan.line
    assert numbers(found(desk, "08:35", line=line)) == [desk.issued[3], desk.issued[2]]


def test_each_tells_what_became_of_its_slip_and_how_many_copies_were_made(desk: Desk) -> None:
    told = found(desk, "08:30", "08:30")["items"][0]
    job = told["print"]["job"]
    assert told["print"] == {"job": job, "state": "queued", "copies": 0}
    assert (told["title"], told["line"], told["state"]) == ("Kartu Keluarga", "A", "waiting")
    assert told["issued_at"].startswith("2026-11-19T08:30")
    with desk.office.database.writing() as connection:
        connection.execute(update(print_jobs).values(state="printed"))
    paper.copy(desk.office, "jumapolo", asks("copies"), str(job), CLERK)
    assert found(desk, "08:30", "08:30")["items"][0]["print"] == {"job": job, "state": "printed", "copies": 1}


def test_yesterday_is_not_searched(desk: Desk) -> None:
    clock_of(desk.office).go(hours=24)
    desk.office.enter_day("jumapolo")
    assert found(desk)["items"] == []


def test_a_long_morning_is_read_by_pages(desk: Desk) -> None:
    for _ in range(lost_slips.MOST):
        desk.issue()
    first = found(desk)
    rest = found(desk, cursor=str(first["next"]))
    assert numbers(first) + numbers(rest) == list(reversed(desk.issued))
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"start": "25:00"}, "bad_request"),
        ({"start": "pagi"}, "bad_request"),
        ({"start": "09:00", "end": "08:00"}, "bad_request"),
        ({"cursor": "-1"}, "bad_request"),
        ({"layanan": "nowhere"}, "not_found"),
        ({"line": "Z"}, "not_found"),
    ],
)
def test_what_cannot_be_searched_is_said(desk: Desk, wish: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as caught:
        found(desk, **wish)
    assert caught.value.code == code
