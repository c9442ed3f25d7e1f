"""What a clerk's page shows besides the queue: files of the ticket, who was put aside, how much waits for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, bindparam, func, literal_column, or_, select, text

from hall.records.tables import berkas, tickets
from hall.records.times import moment
from hall.rules.hall import Hall

MOST_ASIDE: Final = 60
_ALIVE: Final = text("tickets.state IN ('waiting', 'called', 'serving', 'held')")

_HELD: Final = (
    select(tickets.c.number, tickets.c.layanan_id, tickets.c.reason, tickets.c.hold_until, tickets.c.counter_id)
    .where(
        tickets.c.hall_id == bindparam("hall_id"), tickets.c.day == bindparam("day"), tickets.c.state == "held", _ALIVE
    )
    .order_by(func.coalesce(tickets.c.hold_until, literal_column(str(2**62))), tickets.c.place)
    .limit(MOST_ASIDE)
)
_ABSENT: Final = (
    select(tickets.c.number, tickets.c.layanan_id, tickets.c.ended_at, tickets.c.after_calls)
    .where(
        tickets.c.counter_id.in_(bindparam("counters", expanding=True)), tickets.c.day == bindparam("day"),
        tickets.c.state == "absent",
    )
    .order_by(tickets.c.ended_at.desc())
    .limit(MOST_ASIDE)
)  # fmt: skip
_FILES: Final = (
    select(berkas.c.number)
    .where(or_(berkas.c.ticket_id == bindparam("ticket_id"), berkas.c.picked_up_ticket_id == bindparam("ticket_id")))
    .order_by(berkas.c.id)
)


@dataclass(frozen=True, slots=True)
class Held:
    """A ticket that was put aside."""

    number: str
    layanan: str
    reason: str | None
    until: datetime | None
    counter: str | None


@dataclass(frozen=True, slots=True)
class Missed:
    """A ticket whose holder did not come; `after_calls`: after so many further calls of its line it waits again."""

    number: str
    layanan: str
    at: datetime
    after_calls: int | None


def held(connection: Connection, hall: Hall, day: date) -> list[Held]:
    """Who is held in the hall today: whose time came first, those without a time last."""
    return [
        Held(
            row.number, hall.codes[row.layanan_id], row.reason, moment(row.hold_until),
            None if row.counter_id is None else hall.desks[row.counter_id],
        )
        for row in connection.execute(_HELD, {"hall_id": hall.id, "day": day})
    ]  # fmt: skip


def absent(connection: Connection, hall: Hall, day: date) -> list[Missed]:
    """Who was called in the hall today and did not come, the latest first."""
    asked = {"counters": list(hall.desks), "day": day}
    return [
        Missed(row.number, hall.codes[row.layanan_id], moment(row.ended_at), row.after_calls)
        for row in connection.execute(_ABSENT, asked)
    ]


def files(connection: Connection, ticket_id: int) -> list[str]:
    """The numbers of all berkas of a ticket, oldest first; those that it picks up too."""
    return list(connection.execute(_FILES, {"ticket_id": ticket_id}).scalars())
