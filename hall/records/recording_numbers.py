"""Numbers of recording, whether a session counts them or not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, exists, or_, select

from hall.records.tables import berkas, layanan, tickets, visits
from hall.rules.hall import Hall
from hall.rules.recording import LAYANAN
from hall.rules.tickets import ENDED


@dataclass(frozen=True, slots=True)
class Number:
    """A number that waits. `counted`: it belongs to a session; `begun`: a berkas was opened for it."""

    ticket: int
    people: int
    counted: bool
    begun: bool


def waiting(connection: Connection, hall: Hall, day: date, states: Collection[str]) -> dict[int, Number]:
    """Every number of that day in one of these states that is not over for good, by its ticket, in the order of coming."""
    asked = (
        select(
            tickets.c.id, tickets.c.people, exists().where(visits.c.ticket_id == tickets.c.id).label("counted"),
            exists().where(berkas.c.ticket_id == tickets.c.id, berkas.c.state != "void").label("begun"),
        )
        .join(layanan, layanan.c.id == tickets.c.layanan_id)
        .where(
            tickets.c.hall_id == hall.id, tickets.c.day == day, layanan.c.code == LAYANAN,
            and_(tickets.c.state.in_(states), or_(tickets.c.state.not_in(ENDED), tickets.c.after_calls.is_not(None))),
        )
        .order_by(tickets.c.id)
    )  # fmt: skip
    return {row.id: Number(row.id, row.people, bool(row.counted), bool(row.begun)) for row in connection.execute(asked)}
