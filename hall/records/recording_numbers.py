"""Numbers of recording, whether a session counts them or not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, and_, exists, or_, select

from hall.records.tables import layanan, tickets, visits
from hall.rules.hall import Hall
from hall.rules.recording import LAYANAN
from hall.rules.tickets import ENDED


def waiting(connection: Connection, hall: Hall, day: date, states: Collection[str]) -> dict[int, bool]:
    """Every number of that day in one of these states that is not over for good, and whether it belongs to a session."""
    asked = (
        select(tickets.c.id, exists().where(visits.c.ticket_id == tickets.c.id))
        .join(layanan, layanan.c.id == tickets.c.layanan_id)
        .where(
            tickets.c.hall_id == hall.id, tickets.c.day == day, layanan.c.code == LAYANAN,
            and_(tickets.c.state.in_(states), or_(tickets.c.state.not_in(ENDED), tickets.c.after_calls.is_not(None))),
        )
    )  # fmt: skip
    return {ticket: bool(counted) for ticket, counted in connection.execute(asked)}
