"""Jam dan libur: hours of the week, holidays, closures, and the clock itself."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from admin.frame import Fault, Form, bind, by, field, show
from hall.actions import days, keeping, today
from hall.actions.office import Office
from hall.rules.calendar import DAYS, business_day
from hall.rules.typed_times import DAY_END, hours_text, read_clock, read_day, read_hours


def add(pages: Blueprint, office: Office) -> None:
    """`/<hall>/admin/hours`."""
    bind(pages, office, "hours", _page, FORMS)


def _page(office: Office, hall: str, fault: Fault | None = None, **_: object) -> Response:
    at_home = office.hall(hall)
    calendar = at_home.calendar
    first = business_day(office.clock.now(), at_home.timezone)
    return show(
        office, hall, "hours", fault, days=DAYS, around_the_clock=calendar.around_the_clock,
        week={day: hours_text(calendar.hours.get(day, ())) for day in range(7)},
        holidays=sorted((day, name) for day, name in calendar.holidays.items() if day >= first),
        closures=today.closures(office, hall), behind=today.clock_is_behind(office, hall),
    )  # fmt: skip


def _hours(office: Office, hall: str) -> None:
    week = {day: read_hours(field(f"day{day}"), f"day{day}", DAYS[day]) for day in range(7)}
    keeping.set_hours(office, hall, week, by())


def _holiday(office: Office, hall: str) -> None:
    keeping.add_holiday(office, hall, read_day(field("day"), "day"), field("name"), by())


def _no_holiday(office: Office, hall: str, day: str) -> None:
    keeping.remove_holiday(office, hall, read_day(day, "day"), by())


def _closure(office: Office, hall: str) -> None:
    opens, closes = read_clock(field("opens"), "opens", 0), read_clock(field("closes"), "closes", DAY_END)
    keeping.add_closure(office, hall, read_day(field("day"), "day"), opens, closes, field("reason"), by())


def _no_closure(office: Office, hall: str, closure: int) -> None:
    keeping.remove_closure(office, hall, closure, by())


def _clock(office: Office, hall: str) -> None:
    days.confirm_clock(office, hall, by())


FORMS: Final = (
    Form("hours", "hours", _hours, "hours", "hours"),
    Form("holidays", "holiday", _holiday, "holiday", "hours"),
    Form("holidays/<day>/remove", "holidays", _no_holiday, "removed", "hours"),
    Form("closures", "closure", _closure, "closure", "hours"),
    Form("closures/<int:closure>/remove", "closures", _no_closure, "removed", "hours"),
    Form("clock", "clock", _clock, "clock", "hours"),
)
