"""The day turns at the hall's midnight, after idle days and power-off too; who still waits is listed; berkas go on."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from hall.actions import days, upkeep
from hall.actions.office import Office
from hall.clock import FixedClock
from hall.records import tables as t
from tests.office import Desk, open_office
from tests.people.offices import clock_of

THURSDAY = date(2026, 11, 19)


def states(office: Office) -> dict[str, str]:
    with office.database.reading() as connection:
        return {row.number: row.state for row in connection.execute(select(t.tickets).order_by(t.tickets.c.id))}


@pytest.mark.parametrize(("hall", "midnight"), [("jumapolo", 17), ("barito-kuala", 16)])
def test_numbers_begin_again_at_the_halls_own_midnight(office: Office, hall: str, midnight: int) -> None:
    clock = clock_of(office)
    desk = Desk(office, hall)
    clock.go(seconds=(datetime(2026, 11, 19, midnight, tzinfo=UTC) - clock.now()).total_seconds() - 1)
    assert desk.issue()["number"] == "A001"
    assert desk.issue()["number"] == "A002"
    clock.go(seconds=1)
    assert desk.issue()["number"] == "A001"


def test_who_still_waits_ends_as_not_served_and_is_listed(office: Office) -> None:
    desk, clock = Desk(office).open("1", "2"), clock_of(office)
    for _ in range(4):
        desk.issue()
    desk.call("1")
    desk.call("2")
    desk.begin("2")
    clock.go(days=1)
    days.turn(office, "jumapolo")
    assert states(office) == {"A001": "absent", "A002": "done", "A003": "cancelled", "A004": "cancelled"}
    assert days.not_served(office, "jumapolo", THURSDAY) == ["A003", "A004"]
    assert [counter["ticket"] for counter in desk.state()["counters"]] == [None, None, None]
    assert [line["waiting"] for line in desk.state()["lines"]] == [0, 0]
    assert desk.state()["calls"] == []


def test_after_idle_days_and_power_off_the_first_command_enters_the_day(
    office: Office, office_url: str, tmp_path: Path
) -> None:
    desk, clock = Desk(office), clock_of(office)
    desk.issue()
    office.database.close()
    clock.go(days=4)
    again = open_office(office_url, tmp_path, clock=FixedClock(clock.now()))
    woken = Desk(again)
    assert woken.issue()["number"] == "A001"
    assert days.not_served(again, "jumapolo", THURSDAY) == ["A001"]
    assert woken.open().called() == "A001"
    assert woken.state()["lines"][0]["waiting"] == 0
    again.database.close()


def test_yesterdays_number_cannot_be_called(office: Office) -> None:
    desk, clock = Desk(office).open(), clock_of(office)
    desk.issue()
    clock.go(days=1)
    desk.issue("legalisir-surat")
    assert desk.called() == "U001"


def test_the_timer_turns_every_hall_at_its_own_time(office: Office) -> None:
    clock = clock_of(office)
    for hall in ("jumapolo", "barito-kuala"):
        Desk(office, hall).issue()
    clock.go(seconds=(datetime(2026, 11, 19, 16, 30, tzinfo=UTC) - clock.now()).total_seconds())
    upkeep.turn_days(office)
    assert days.not_served(office, "barito-kuala", THURSDAY) == ["A001"]
    assert days.not_served(office, "jumapolo", THURSDAY) == []


def test_berkas_go_on_over_the_days(office: Office) -> None:
    desk, clock = Desk(office).open(), clock_of(office)
    desk.issue()
    desk.call()
    opened = desk.berkas("A001")
    desk.complete()
    clock.go(days=3)
    days.turn(office, "jumapolo")
    told = desk.step(opened["number"])
    assert told["current"] == 2
    assert told["ticket"] == "A001"


def test_counters_of_a_hall_with_hours_close_and_those_of_the_demo_stay(office: Office) -> None:
    real, demo = Desk(office, "kalipare").open(), Desk(office).open()
    clock_of(office).go(days=1)
    upkeep.turn_days(office)
    assert real.state()["counters"][0]["state"] == "closed"
    assert demo.state()["counters"][0]["state"] == "open"


def test_the_day_is_entered_once(office: Office) -> None:
    Desk(office).issue()
    clock_of(office).go(days=1)
    for _ in range(3):
        upkeep.turn_days(office)
    with office.database.reading() as connection:
        entered = connection.execute(
            select(t.events.c.subject).where(
                t.events.c.kind == "day.entered", t.events.c.hall_id == office.hall("jumapolo").id
            )
        )
        assert list(entered.scalars()) == ["2026-11-19", "2026-11-20"]


def test_a_clock_that_was_set_back_by_mistake_and_right_again_ends_nobody_of_today(office: Office) -> None:
    desk, clock = Desk(office).open(), clock_of(office)
    desk.issue()
    clock.go(days=-1)
    days.confirm_clock(office, "jumapolo", "person:1")
    clock.go(days=1)
    days.turn(office, "jumapolo")
    assert states(office) == {"A001": "waiting"}
    assert desk.called() == "A001"
    assert desk.issue()["number"] == "A002"
