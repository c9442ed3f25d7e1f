"""Jam dan libur: hours of the week, special hours (Ramadan), holidays, closures, and the clock itself."""

from __future__ import annotations

from datetime import date
from typing import Final

from flask import Blueprint, Response, g, request

from admin.frame import Fault, Form, bind, by, field, show
from hall.actions import days, keeping, sessions, special_hours, today
from hall.actions.office import Office
from hall.rules.calendar import DAYS, Calendar, Week, business_day
from hall.rules.documents import long_day
from hall.rules.special_hours import LONGEST_NAME, RAMADAN, RAMADAN_WEEK, Wanted, week_of
from hall.rules.typed_times import DAY_END, hours_text, read_clock, read_day, read_hours, week_lines


def add(pages: Blueprint, office: Office) -> None:
    """`/<hall>/admin/hours`."""
    bind(pages, office, "hours", _page, FORMS)


def _page(office: Office, hall: str, fault: Fault | None = None, **_: object) -> Response:
    at_home = office.hall(hall)
    calendar = at_home.calendar
    first = business_day(office.clock.now(), at_home.timezone)
    return show(
        office, hall, "hours", fault, days=DAYS, around_the_clock=calendar.around_the_clock,
        week=_typed(calendar.hours), special=[one for one in calendar.special if one.last >= first], first=first,
        typed_week=_typed, week_lines=week_lines, long_day=long_day, longest_name=LONGEST_NAME, ramadan=RAMADAN,
        proposal=_proposal(calendar, fault), outside=sessions.outside(office, hall),
        at_counter="counter" in g.identity.roles,
        holidays=sorted((day, name) for day, name in calendar.holidays.items() if day >= first),
        closures=today.closures(office, hall), behind=today.clock_is_behind(office, hall),
    )  # fmt: skip


def _typed(week: Week) -> dict[int, str]:
    """A week as its fields show it."""
    return {day: hours_text(week.get(day, ())) for day in range(7)}


def _proposal(calendar: Calendar, fault: Fault | None) -> tuple[str, dict[int, str]] | None:
    """What a fresh form of special hours starts with (its name and its week); None: no such form stands open."""
    asked = request.args.get("usul")
    if asked == RAMADAN.lower():
        return RAMADAN, _typed(week_of(RAMADAN_WEEK))
    return ("", _typed(calendar.hours)) if asked or (fault and fault.form == "special") else None


def _week() -> dict[int, tuple[tuple[int, int], ...]]:
    return {day: read_hours(field(f"day{day}"), f"day{day}", DAYS[day]) for day in range(7)}


def _hours(office: Office, hall: str) -> None:
    keeping.set_hours(office, hall, _week(), by())


def _special(office: Office, hall: str, special: int | None = None) -> None:
    days: tuple[date, date] = read_day(field("first"), "first"), read_day(field("last"), "last")
    special_hours.put(office, hall, Wanted(field("name"), *days, _week()), by(), special)


def _no_special(office: Office, hall: str, special: int) -> None:
    special_hours.end(office, hall, special, by())


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
    Form("special", "special", _special, "special", "hours"),
    Form("special/<int:special>", "special-{special}", _special, "special", "hours"),
    Form("special/<int:special>/remove", "specials", _no_special, "special-end", "hours"),
    Form("holidays", "holiday", _holiday, "holiday", "hours"),
    Form("holidays/<day>/remove", "holidays", _no_holiday, "removed", "hours"),
    Form("closures", "closure", _closure, "closure", "hours"),
    Form("closures/<int:closure>/remove", "closures", _no_closure, "removed", "hours"),
    Form("clock", "clock", _clock, "clock", "hours"),
)
