"""What stands in the hall: its hours, its printers and how its counters share their turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from hall.records.database import inserted_id
from hall.records.halls import touch_setup
from hall.records.tables import counter_lines, counters, hours, printers


@dataclass(frozen=True, slots=True)
class KnownPrinter:
    """A printer of a hall and where it is reached."""

    id: int
    name: str
    url: str
    active: bool


def set_hours(connection: Connection, hall_id: int, week: Mapping[int, Sequence[tuple[int, int]]]) -> None:
    """Replaces a hall's hours: weekday 0..6 -> stretches in minutes after midnight."""
    connection.execute(delete(hours).where(hours.c.hall_id == hall_id))
    for weekday, stretches in week.items():
        for opens, closes in stretches:
            connection.execute(insert(hours).values(hall_id=hall_id, weekday=weekday, opens=opens, closes=closes))
    touch_setup(connection, hall_id)


def set_weights(connection: Connection, hall_id: int, counter_id: int, weights: Mapping[int, int]) -> None:
    """How a counter weighs the lines that it serves (line's id -> 0 to 9); what they saved up so far is forgotten."""
    for line_id, weight in weights.items():
        connection.execute(
            update(counter_lines)
            .where(counter_lines.c.counter_id == counter_id, counter_lines.c.line_id == line_id)
            .values(weight=weight)
        )
    connection.execute(update(counters).where(counters.c.id == counter_id).values(credits=""))
    touch_setup(connection, hall_id)


def keep_printer(connection: Connection, hall_id: int, name: str, url: str) -> int:
    """Adds a printer or gives a known one its new address (its reports start anew)."""
    found = connection.execute(
        select(printers.c.id).where(printers.c.hall_id == hall_id, printers.c.name == name)
    ).scalar_one_or_none()
    touch_setup(connection, hall_id)
    if found is None:
        return inserted_id(connection.execute(insert(printers).values(hall_id=hall_id, name=name, url=url)))
    fresh = {"paper": "unknown", "cover": "unknown", "online": None, "error": None, "active": 1}
    connection.execute(update(printers).where(printers.c.id == found).values(url=url, **fresh))
    return int(found)


def all_printers(connection: Connection, hall_id: int) -> list[KnownPrinter]:
    """The printers of a hall in order."""
    rows = connection.execute(
        select(printers).where(printers.c.hall_id == hall_id).order_by(printers.c.position, printers.c.id)
    )
    return [KnownPrinter(row.id, row.name, row.url, bool(row.active)) for row in rows]
