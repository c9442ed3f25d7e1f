"""Slips as people look for them: a lost one by time and layanan, a copy by who asked for it, all of today by their state."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, and_, bindparam, func, literal_column, select

from hall.records.tables import devices, print_jobs, staff, tickets
from hall.records.times import micros, moment
from hall.rules.hall import Hall
from hall.rules.paper import FoundTicket, SlipSearch
from hall.rules.print_jobs import JobState

MOST_COUNTED: Final = 2_000  # a day of a busy hall is a third of it

_OF_TICKET = and_(print_jobs.c.ticket_id == tickets.c.id, literal_column("print_jobs.kind = 'ticket'"))
_COPIES = select(func.max(print_jobs.c.copy)).where(_OF_TICKET).correlate(tickets).scalar_subquery()
_FOUND = (
    select(
        tickets.c.id, tickets.c.number, tickets.c.layanan_id, tickets.c.line_id, tickets.c.issued_at, tickets.c.state,
        print_jobs.c.id.label("job"), print_jobs.c.state.label("job_state"), _COPIES.label("copies"),
    )
    .select_from(tickets.outerjoin(print_jobs, and_(_OF_TICKET, print_jobs.c.copy == 0)))
    .where(
        tickets.c.hall_id == bindparam("hall_id"), tickets.c.day == bindparam("day"),
        tickets.c.issued_at >= bindparam("start"), tickets.c.issued_at < bindparam("before_time"),
    )
    .order_by(tickets.c.id.desc())
)  # fmt: skip
_LATEST = (
    select(print_jobs.c.state, print_jobs.c.created_at)
    .where(print_jobs.c.hall_id == bindparam("hall_id"))
    .order_by(print_jobs.c.id.desc())
    .limit(MOST_COUNTED)
    .subquery()
)
_BY_STATE = (
    select(_LATEST.c.state, func.count().label("how_many"))
    .where(_LATEST.c.created_at >= bindparam("since"))
    .group_by(_LATEST.c.state)
)
_OLDEST = select(func.min(print_jobs.c.created_at)).where(
    print_jobs.c.hall_id == bindparam("hall_id"),
    literal_column("print_jobs.state IN ('queued', 'sending')"),
    literal_column("print_jobs.state = 'queued'"),
)


def find(
    connection: Connection, hall: Hall, day: date, wanted: SlipSearch, before: int | None, most: int
) -> list[FoundTicket]:
    """Tickets of the day that fit, newest first; `before`: only those with a smaller id (the next page)."""
    query = _FOUND.limit(most)
    if wanted.layanan is not None:
        query = query.where(tickets.c.layanan_id == hall.offers[wanted.layanan].id)
    if wanted.line is not None:
        query = query.where(tickets.c.line_id == hall.lines[wanted.line].id)
    if before is not None:
        query = query.where(tickets.c.id < before)
    letters = {line.id: letter for letter, line in hall.lines.items()}
    times = {"start": micros(wanted.start), "before_time": micros(wanted.end)}
    return [
        FoundTicket(
            row.id, row.number, hall.codes[row.layanan_id], letters[row.line_id], moment(row.issued_at), row.state,
            row.job, None if row.job_state is None else JobState(row.job_state), row.copies or 0,
        )
        for row in connection.execute(query, {"hall_id": hall.id, "day": day, **times})
    ]  # fmt: skip


def asked(connection: Connection, hall_id: int, jobs: Collection[int]) -> dict[int, tuple[str, datetime]]:
    """Of these jobs: who asked for each (a screen's or person's name, else the asker) and when."""
    rows = connection.execute(
        select(print_jobs.c.id, print_jobs.c.asker, print_jobs.c.created_at).where(
            print_jobs.c.hall_id == hall_id, print_jobs.c.id.in_(jobs)
        )
    ).all()
    names = _names(connection, hall_id)
    return {row.id: (_who(row.asker, names), moment(row.created_at)) for row in rows}


def _who(asker: str | None, names: Mapping[str, str]) -> str:
    """A name for an asker; browsers of the demo have none, and nobody asked for what the server made itself."""
    if asker is None:
        return "server"
    return "kiosk peragaan" if asker.startswith("demo:") else names.get(asker, asker)


def _names(connection: Connection, hall_id: int) -> dict[str, str]:
    screens = select(devices.c.id, devices.c.kind, devices.c.name).where(devices.c.hall_id == hall_id)
    people = select(staff.c.id, staff.c.name).where(staff.c.hall_id == hall_id)
    return {
        f"{'token' if row.kind == 'api' else 'device'}:{row.id}": row.name for row in connection.execute(screens)
    } | {f"person:{row.id}": row.name for row in connection.execute(people)}


def by_state(connection: Connection, hall_id: int, since: datetime) -> dict[str, int]:
    """How many jobs that were made since then stand in which state."""
    rows = connection.execute(_BY_STATE, {"hall_id": hall_id, "since": micros(since)})
    return {row.state: row.how_many for row in rows}


def oldest_queued(connection: Connection, hall_id: int) -> datetime | None:
    """Since when the oldest job waits that still does."""
    return moment(connection.execute(_OLDEST, {"hall_id": hall_id}).scalar_one_or_none())
