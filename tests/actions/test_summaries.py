"""A counter's day in figures on paper: for the clerk's own book, without a name and without a delicate layanan."""

from typing import Any

import pytest
from sqlalchemy import select

from hall.actions import counters, summaries
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import tables as t
from hall.rules.slips import SummarySlip, from_json
from tests.office import Desk, answer, asks
from tests.people.offices import clock_of


def _printed(office: Office, hall: str = "jumapolo", counter: str = "1") -> SummarySlip:
    job = answer(summaries.printed(office, hall, asks("summaries"), counter))
    assert (job["kind"], job["ticket"]) == ("ringkasan", None)
    with office.database.reading() as connection:
        kept: Any = connection.execute(select(t.print_jobs.c.slip).where(t.print_jobs.c.id == job["id"])).scalar_one()
    slip = from_json(kept)
    assert isinstance(slip, SummarySlip)
    return slip


def _serve(desk: Desk, minutes: float, counter: str = "1") -> None:
    desk.call(counter)
    desk.begin(counter)
    clock_of(desk.office).go(minutes=minutes)
    desk.complete(counter)


def test_a_day_of_a_counter_stands_on_its_slip(office: Office) -> None:
    desk = Desk(office).open("1", "2")
    for _ in range(8):
        desk.issue()
    for minutes in (2, 4, 9):
        _serve(desk, minutes)
    _serve(desk, 30, "2")  # another counter's
    desk.call()
    desk.absent()
    desk.call()
    desk.begin()
    desk.give_back("1", "KK")
    desk.call()
    desk.send(to="2")
    desk.call("1")
    desk.absent("1")
    desk.undo("1")
    desk.complete("1")
    counters.close(office, "jumapolo", asks("closings"), "1")
    clock_of(office).go(minutes=5)
    slip = _printed(office)
    assert (slip.counter, slip.day) == ("Loket 1", "Kamis, 19 November 2026")
    assert (slip.opened, slip.closed) == ("08.30", "09.15")
    assert (slip.served, slip.absent, slip.returned, slip.transferred) == (4, 1, 1, 1), "an undone absence never was"
    assert slip.minutes == (2.0, 4.0, 9.0)
    assert slip.rows == (("Kartu Keluarga", 4),)


def test_yesterday_is_not_on_today_s_slip(office: Office) -> None:
    desk = Desk(office).open("1")
    desk.issue()
    _serve(desk, 3)
    clock_of(office).go(days=1)
    desk.issue()
    slip = _printed(office)
    assert (slip.served, slip.minutes, slip.opened, slip.waiting) == (0, None, "-", 1)


def test_a_long_day_is_read_to_its_beginning(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hall.records.summaries.BLOCK", 2)
    desk = Desk(office).open("1")
    for _ in range(5):
        desk.issue()
        desk.call()
        desk.absent()
    slip = _printed(office)
    assert (slip.absent, slip.opened) == (5, "08.30")


def test_a_delicate_layanan_stands_under_its_line(office: Office) -> None:
    hall = office.hall("jumapolo")
    delicate = next((code for code, offer in hall.offers.items() if offer.layanan.delicate), None)
    assert delicate is not None, "Jumapolo has one"
    desk = Desk(office, layanan=delicate).open("1")
    desk.issue()
    _serve(desk, 1)
    offer = hall.offers[delicate].layanan
    assert _printed(office).rows == ((hall.lines[offer.line].name, 1),)


def test_an_unknown_counter_has_no_day(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        summaries.printed(office, "jumapolo", asks("summaries"), "9")
    assert refused.value.code == "not_found"
