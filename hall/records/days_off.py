"""Holidays and closures of a hall, as the keeper brings them once a year."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from hall.records.halls import touch_setup
from hall.records.tables import closures, holidays
from hall.records.times import micros
from hall.rules.calendar import Closure


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
