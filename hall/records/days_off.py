"""Holidays, closures and special hours of a hall, as the keeper brings them once a year."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import Connection, delete, insert, select, update

from hall.records.database import inserted_id
from hall.records.halls import touch_setup
from hall.records.tables import closures, holidays, special_hours, special_stretches
from hall.records.times import micros
from hall.rules.calendar import Closure
from hall.rules.special_hours import Wanted


def replace_holidays(connection: Connection, hall_id: int, years: Collection[int], days: Mapping[date, str]) -> None:
    """The holidays of these years are exactly `days`: a decree that was amended leaves nothing of the old one behind."""
    for year in years:
        within = holidays.c.day.between(date(year, 1, 1), date(year, 12, 31))
        connection.execute(delete(holidays).where(holidays.c.hall_id == hall_id, within))
    if days:
        rows = [{"hall_id": hall_id, "day": day, "name": name} for day, name in days.items()]
        connection.execute(insert(holidays), rows)
    touch_setup(connection, hall_id)


def add_closures(connection: Connection, hall_id: int, news: Collection[Closure]) -> None:
    """Keeps these closures beside the known ones; one that is known already is not kept twice."""
    known = {
        (row.start_at, row.end_at) for row in connection.execute(select(closures).where(closures.c.hall_id == hall_id))
    }
    rows = [
        {"hall_id": hall_id, "start_at": start, "end_at": end, "reason": closure.reason}
        for closure in news
        if (start := micros(closure.start), end := micros(closure.end)) not in known
    ]
    if rows:
        connection.execute(insert(closures), rows)
    touch_setup(connection, hall_id)


def add_special(connection: Connection, hall_id: int, wanted: Wanted) -> int:
    """Special hours as they were judged (`rules.special_hours`); gives their id."""
    values = {"hall_id": hall_id, "name": wanted.name, "first_day": wanted.first, "last_day": wanted.last}
    special = inserted_id(connection.execute(insert(special_hours).values(**values)))
    rows = [
        {"special_id": special, "weekday": weekday, "opens": opens, "closes": closes}
        for weekday, stretches in wanted.week.items()
        for opens, closes in stretches
    ]
    connection.execute(insert(special_stretches), rows)
    touch_setup(connection, hall_id)
    return special


def end_special(connection: Connection, hall_id: int, special: int, last: date | None) -> None:
    """They hold until `last`; None: not a day, and they are gone."""
    mine = special_hours.c.hall_id == hall_id, special_hours.c.id == special
    if last is None:
        connection.execute(delete(special_stretches).where(special_stretches.c.special_id == special))
        connection.execute(delete(special_hours).where(*mine))
    else:
        connection.execute(update(special_hours).where(*mine).values(last_day=last))
    touch_setup(connection, hall_id)
