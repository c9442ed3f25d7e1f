"""Calls as the waiting room hears them: the newest ones, and whether a screen reported that it said them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, select, update

from hall.records.tables import calls
from hall.records.times import micros, moment
from hall.rules.announcements import Call
from hall.rules.hall import Hall
from hall.rules.tickets import Ticket

MOST: Final = 64  # more calls than a hall makes in the minute in which they may still be said

# By the unique index (hall_id, call_id), from its end: what a minute holds does not depend on the years before it.
_NEWEST: Final = (
    select(calls.c.call_id, calls.c.number, calls.c.counter_id, calls.c.at, calls.c.recall, calls.c.played_at)
    .where(calls.c.hall_id == bindparam("hall_id"))
    .order_by(calls.c.call_id.desc())
    .limit(MOST)
)
_PLAYED: Final = (
    update(calls)
    .where(
        calls.c.hall_id == bindparam("of_hall"), calls.c.call_id == bindparam("of_call"), calls.c.played_at.is_(None)
    )
    .values(played_at=bindparam("now_is"))
)
_LAST_OF_TICKET: Final = (
    select(calls.c.at, calls.c.played_at)
    .where(calls.c.ticket_id == bindparam("ticket_id"))
    .order_by(calls.c.call_id.desc())
    .limit(1)
)


def newest(connection: Connection, hall: Hall) -> list[Call]:
    """The hall's newest calls, newest first; those to counters that are no more are left out."""
    rows = connection.execute(_NEWEST, {"hall_id": hall.id})
    return [
        Call(row.call_id, row.number, hall.desks[row.counter_id], moment(row.at), bool(row.recall),
             row.played_at is not None)
        for row in rows if row.counter_id in hall.desks
    ]  # fmt: skip


def played(connection: Connection, hall: Hall, call_id: int, at: datetime) -> bool:
    """The call was heard; whether this is the first report, which alone counts."""
    return connection.execute(_PLAYED, {"of_hall": hall.id, "of_call": call_id, "now_is": micros(at)}).rowcount > 0


def heard_at(connection: Connection, ticket: Ticket) -> datetime | None:
    """When the ticket's last call was heard; None where nobody reported it yet."""
    row = connection.execute(_LAST_OF_TICKET, {"ticket_id": ticket.id}).one_or_none()
    return None if row is None else moment(row.played_at)
