"""Special hours are kept as they are typed, loaded with the hall, and no two of a hall share a day, whoever asks."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from hall.actions import counters, special_hours, tickets
from hall.actions.office import Office
from hall.errors import Refused
from hall.rules.calendar import Hours, business_day, hours_of, opening
from hall.rules.special_hours import RAMADAN_WEEK, Wanted
from tests.office import Desk, asks, open_office
from tests.people.offices import clock_of

HALL = "kalipare"
TODAY = date(2026, 11, 19)
SHORT = {3: ((8 * 60, 9 * 60),), 6: ((0, 24 * 60),)}


def put(office: Office, first: int, last: int, name: str = "Ramadan", week: Any = RAMADAN_WEEK, **more: int) -> None:
    """From and until so many days after today."""
    days = TODAY + timedelta(days=first), TODAY + timedelta(days=last)
    special_hours.put(office, HALL, Wanted(name, *days, week), "person:1", **more)


def kept(office: Office) -> list[tuple[str, date, date]]:
    return [(one.name, one.first, one.last) for one in office.hall(HALL).calendar.special]


def test_what_is_typed_is_what_the_hall_has(office: Office) -> None:
    put(office, 0, 2, "Jam pendek", SHORT)
    (one,) = office.hall(HALL).calendar.special
    assert (one.name, one.first, one.last) == ("Jam pendek", TODAY, TODAY + timedelta(days=2))
    assert one.hours == {3: (Hours.of(480, 540),), 6: (Hours.of(0, 1440),)}
    assert office.hall("jumapolo").calendar.special == ()


def test_two_keepers_at_one_moment_do_not_give_a_day_two_hours(office: Office, tmp_path: Path) -> None:
    """The other process still has the hall in memory as it was."""
    other = open_office(str(office.settings.database_url), tmp_path, clock=clock_of(office))
    assert kept(other) == []
    put(office, 5, 9)
    with pytest.raises(Refused, match="bertumpuk dengan Ramadan"):
        put(other, 9, 12, "Jam lain")
    put(other, 10, 12, "Jam lain")
    office.forget(HALL)
    assert [name for name, _, _ in kept(office)] == ["Ramadan", "Jam lain"]
    assert len(kept(other)) == 2
    special_hours.end(office, HALL, office.hall(HALL).calendar.special[0].id, "person:1")
    put(other, 8, 9, "Jam baru")  # the days are free again, for the other process, too
    other.database.close()


def test_what_is_in_force_is_changed_from_today_and_ended_yesterday(office: Office) -> None:
    put(office, 0, 9)
    clock_of(office).go(hours=48)
    before = hours_of(office.hall(HALL).calendar, TODAY)
    put(office, 0, 9, week=SHORT, special=office.hall(HALL).calendar.special[0].id)
    two_days_on = TODAY + timedelta(days=2)
    assert kept(office) == [
        ("Ramadan", TODAY, TODAY + timedelta(days=1)), ("Ramadan", two_days_on, TODAY + timedelta(days=9)),
    ]  # fmt: skip
    special_hours.end(office, HALL, office.hall(HALL).calendar.special[1].id, "person:1")
    assert kept(office) == [("Ramadan", TODAY, TODAY + timedelta(days=1))]
    assert hours_of(office.hall(HALL).calendar, TODAY) == before
    with pytest.raises(Refused, match="sudah lewat"):
        special_hours.end(office, HALL, office.hall(HALL).calendar.special[0].id, "person:1")


def test_what_has_not_begun_goes_whole(office: Office) -> None:
    put(office, 3, 9)
    put(office, 4, 8, "Ramadan 1448", special=office.hall(HALL).calendar.special[0].id)
    assert kept(office) == [("Ramadan 1448", TODAY + timedelta(days=4), TODAY + timedelta(days=8))]
    special_hours.end(office, HALL, office.hall(HALL).calendar.special[0].id, "person:1")
    assert kept(office) == []
    with pytest.raises(Refused, match="tidak ada lagi"):
        special_hours.end(office, HALL, 1, "person:1")


def test_numbers_are_given_by_the_special_hours(office: Office) -> None:
    put(office, 0, 0, "Jam pendek", SHORT)
    desk = Desk(office, HALL, next(iter(office.hall(HALL).offers)))
    assert desk.issue()["number"]
    clock_of(office).go(minutes=30)
    with pytest.raises(Refused) as told:
        desk.issue()
    assert told.value.code == "hall_closed"
    assert told.value.detail == (
        "Layanan hari ini sudah tutup pukul 09.00 (Jam pendek). Buka lagi Jumat, 20 November, pukul 08.00."
    )


def test_special_hours_cost_a_ticket_no_statement(office: Office) -> None:
    """They come with the hall as its hours do: the hot path asks for neither."""
    code = next(iter(office.hall(HALL).offers))

    def statements() -> list[str]:
        heard: list[str] = []

        def hear(_connection: Any, _cursor: Any, words: str, *_: Any) -> None:
            heard.append(words)

        engines = {office.database._writer, office.database._reader}
        for engine in engines:
            event.listen(engine, "before_cursor_execute", hear)
        counters.state(office, HALL)
        tickets.issue(office, HALL, asks("tickets"), tickets.Wish(code))
        for engine in engines:
            event.remove(engine, "before_cursor_execute", hear)
        return heard

    Desk(office, HALL, code).issue()  # the day is entered
    without = statements()
    put(office, 0, 9)
    Desk(office, HALL, code).issue()  # the hall is read anew, once
    assert statements() == without
    assert not any("special" in words for words in without)
    assert opening(office.hall(HALL).calendar, office.clock.now()).until == "15.00"
    assert business_day(office.clock.now(), "Asia/Jakarta") == TODAY
