"""Who still waits at closing time, and everything at once for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, or_, select, text, update

from hall.records.days import empty_lines
from hall.records.hot import Hot, day_key
from hall.records.tables import tickets
from hall.records.times import micros, moment
from hall.rules.hall import Hall

_ALIVE: Final = text("tickets.state IN ('waiting', 'called', 'serving', 'held')")
_ADD_NUMBERS: Final = Hot(
    text(
        "INSERT INTO line_days (line_id, day, last_number, waiting, run, passes) "
        "VALUES (:line_id, :day, :rows, :waiting, 0, '') ON CONFLICT (line_id, day) DO UPDATE SET "
        "last_number = line_days.last_number + :rows, waiting = line_days.waiting + :waiting RETURNING last_number"
    )
)


@dataclass(frozen=True, slots=True)
class Left:
    """A ticket whose turn has not come."""

    number: str
    line: str
    layanan: str
    state: str
    issued_at: datetime
    token: str


def still_here(connection: Connection, hall: Hall, day: date) -> list[Left]:
    """Who waits, is held, or would be called again after a missed call; in the order of coming."""
    rows = connection.execute(
        select(tickets)
        .where(tickets.c.hall_id == hall.id, tickets.c.day == day, tickets.c.state.in_(("waiting", "held")), _ALIVE)
        .union_all(
            select(tickets).where(tickets.c.hall_id == hall.id, tickets.c.day == day, text("after_calls IS NOT NULL"))
        )
    )
    left = [
        (row.place, Left(row.number, hall.letters[row.moved_line_id or row.line_id], hall.codes[row.layanan_id],
                         row.state, moment(row.issued_at), row.token))
        for row in rows
    ]  # fmt: skip
    return [each for _, each in sorted(left, key=lambda found: found[0])]


def end(connection: Connection, hall: Hall, day: date, at: datetime, reason: str) -> None:
    """Ends them all for this reason."""
    today = (tickets.c.hall_id == hall.id, tickets.c.day == day)
    ended: dict[str, Any] = {"state": "cancelled", "reason": reason, "ended_at": micros(at), "wanted_counter_id": None}
    connection.execute(
        update(tickets)
        .where(*today, or_(tickets.c.state == "waiting", tickets.c.state == "held"), _ALIVE)
        .values(**ended)
    )
    connection.execute(update(tickets).where(*today, text("after_calls IS NOT NULL")).values(after_calls=None))
    empty_lines(connection, hall, day, day)


# -- after an outage


def take_numbers(connection: Connection, line_id: int, day: date, rows: int, waiting: int) -> int:
    """So many numbers of a line at once; gives the last one before them. Locks the line's row."""
    asked = {"line_id": line_id, "day": day_key(connection, day), "rows": rows, "waiting": waiting}
    return int(_ADD_NUMBERS.run(connection, asked).one().last_number) - rows


def of_day(connection: Connection, hall: Hall, day: date) -> list[tuple[datetime, int]]:
    """When each ticket of the day came, and its place."""
    rows = connection.execute(
        select(tickets.c.issued_at, tickets.c.place).where(tickets.c.hall_id == hall.id, tickets.c.day == day)
    )
    return [(moment(row.issued_at), row.place) for row in rows]


def entered(connection: Connection, hall: Hall, day: date) -> set[tuple[str, datetime]]:
    """The handwritten numbers that were entered today, with their times."""
    rows = connection.execute(
        select(tickets.c.number, tickets.c.written, tickets.c.issued_at).where(
            tickets.c.hall_id == hall.id, tickets.c.day == day, tickets.c.origin == "outage"
        )
    )
    return {(row.written or row.number, moment(row.issued_at)) for row in rows}
