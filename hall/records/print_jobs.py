"""Print jobs as screens, the API and the keeper see them; what the printing process does is `hall.records.print_outbox`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, insert, literal_column, select, update

from hall.records.database import inserted_id
from hall.records.tables import halls, print_jobs, printers, tickets
from hall.records.times import micros, moment
from hall.rules.events import SlipReported
from hall.rules.hall import Hall
from hall.rules.print_jobs import SLIP_LIFE, JobState, PrintJob
from hall.rules.slips import Slip, kind_of, to_json

_UNTOLD: ColumnElement[bool] = literal_column("print_jobs.told = 0")
_WITH_TICKET = print_jobs.outerjoin(tickets, tickets.c.id == print_jobs.c.ticket_id)
_NEWS = (
    select(
        print_jobs.c.id, halls.c.slug, tickets.c.number, print_jobs.c.state, print_jobs.c.reason, print_jobs.c.asker,
        printers.c.name,
    )
    .select_from(
        _WITH_TICKET.join(halls, halls.c.id == print_jobs.c.hall_id)
        .outerjoin(printers, printers.c.id == print_jobs.c.printer_id)
    )
    .where(_UNTOLD)
    .order_by(print_jobs.c.id)
    .limit(bindparam("most"))
)  # fmt: skip
_MARK = (
    update(print_jobs)
    .where(
        print_jobs.c.id == bindparam("job"), _UNTOLD, print_jobs.c.state == bindparam("was"),
        print_jobs.c.reason.is_not_distinct_from(bindparam("why")),
    )
    .values(told=literal_column("1"))
)  # fmt: skip
_SHOWN = (
    select(
        print_jobs.c.id, tickets.c.number, print_jobs.c.kind, print_jobs.c.copy, print_jobs.c.state,
        printers.c.name, print_jobs.c.reason, print_jobs.c.changed_at, print_jobs.c.asker,
    )
    .select_from(_WITH_TICKET.outerjoin(printers, printers.c.id == print_jobs.c.printer_id))
    .where(print_jobs.c.hall_id == bindparam("hall"))
)  # fmt: skip

_ROOT = select(
    print_jobs.c.hall_id, print_jobs.c.ticket_id, print_jobs.c.berkas_id, print_jobs.c.kind,
    func.coalesce(print_jobs.c.original_id, print_jobs.c.id).label("root"),
)  # fmt: skip


def untold(connection: Connection, most: int = 200) -> list[SlipReported]:
    """What the printing process reported and nobody told the screens yet, oldest first."""
    rows = connection.execute(_NEWS, {"most": most})
    return [SlipReported(row.slug, row.id, row.number, row.state, row.reason, row.asker, row.name) for row in rows]


def mark_told(connection: Connection, news: Sequence[SlipReported]) -> list[SlipReported]:
    """Marks these as told and gives those that nobody else marked first.

    One that changed meanwhile (another state or reason) stays to be told.
    """
    ours = []
    for item in news:
        if connection.execute(_MARK, {"job": item.job, "was": item.state, "why": item.reason}).rowcount == 1:
            ours.append(item)
    return ours


def jobs(connection: Connection, hall_id: int, before: int | None = None, most: int = 50) -> list[PrintJob]:
    """The newest jobs of a hall first; `before`: only jobs with a smaller id (the next page)."""
    wanted = _SHOWN if before is None else _SHOWN.where(print_jobs.c.id < before)
    return _shown(connection, wanted.order_by(print_jobs.c.id.desc()).limit(most), hall_id)


def job(connection: Connection, hall_id: int, job_id: int) -> PrintJob | None:
    """One job of this hall, None when the hall has none with that id."""
    found = _shown(connection, _SHOWN.where(print_jobs.c.id == job_id), hall_id)
    return found[0] if found else None


def _shown(connection: Connection, query: Select[Any], hall_id: int) -> list[PrintJob]:
    return [
        PrintJob(
            row.id, row.number, row.kind, row.copy, JobState(row.state), row.name, row.reason, moment(row.changed_at),
            row.asker,
        )
        for row in connection.execute(query, {"hall": hall_id})
    ]  # fmt: skip


def slip_of_job(connection: Connection, hall_id: int, job_id: int) -> tuple[str, str | None] | None:
    """(the slip as JSON, the address of its printer) of one job, for its picture."""
    query = (
        select(print_jobs.c.slip, printers.c.url)
        .select_from(print_jobs.outerjoin(printers, printers.c.id == print_jobs.c.printer_id))
        .where(print_jobs.c.hall_id == hall_id, print_jobs.c.id == job_id)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else (row.slip, row.url)


def issued_at(connection: Connection, job_id: int) -> datetime | None:
    """When the ticket of a job was issued, None for slips without a ticket."""
    query = select(tickets.c.issued_at).select_from(_WITH_TICKET).where(print_jobs.c.id == job_id)
    return moment(connection.execute(query).scalar_one_or_none())


def next_copy(connection: Connection, job_id: int) -> int:
    """The number of the next salinan of a job's slip; two askers at one moment are parted by a unique index."""
    row = connection.execute(_ROOT.where(print_jobs.c.id == job_id)).one()
    a_ticket = row.kind == "ticket" and row.ticket_id is not None
    ours = (
        and_(print_jobs.c.ticket_id == row.ticket_id, literal_column("print_jobs.kind = 'ticket'"))
        if a_ticket
        else and_(print_jobs.c.original_id == row.root, literal_column("print_jobs.original_id IS NOT NULL"))
    )
    return int(connection.execute(select(func.max(print_jobs.c.copy)).where(ours)).scalar() or 0) + 1


def add_slip(
    connection: Connection,
    hall: Hall,
    slip: Slip,
    printer_id: int | None,
    asker: str | None,
    now: datetime,
    *,
    ticket_id: int | None = None,
    berkas_id: int | None = None,
    life: timedelta = SLIP_LIFE,
) -> int:
    """Queues any slip in the caller's transaction; gives the job's id.

    `printer_id`: None lets the spool choose the hall's first printer. `ticket_id`, `berkas_id`: rows of what it is about.
    The original of a kind "ticket" is kept once a ticket (IntegrityError); of the other kinds there may be any number.
    """
    values = {
        "hall_id": hall.id, "ticket_id": ticket_id, "berkas_id": berkas_id, "kind": kind_of(slip), "copy": slip.copy,
        "printer_id": printer_id, "slip": to_json(slip), **_queued(asker, now, life),
    }  # fmt: skip
    return inserted_id(connection.execute(insert(print_jobs).values(**values)))


def add_copy(
    connection: Connection,
    job_id: int,
    slip: Slip,
    copy: int,
    asker: str | None,
    now: datetime,
    life: timedelta,
    printer_id: int,
) -> int:
    """Queues a salinan of a job; gives the new job's id."""
    row = connection.execute(_ROOT.where(print_jobs.c.id == job_id)).one()
    values = {
        "hall_id": row.hall_id, "ticket_id": row.ticket_id, "berkas_id": row.berkas_id, "kind": row.kind,
        "printer_id": printer_id, "original_id": row.root, "copy": copy, "slip": to_json(slip),
        **_queued(asker, now, life),
    }  # fmt: skip
    return inserted_id(connection.execute(insert(print_jobs).values(**values)))


def has_copy(connection: Connection, job_id: int) -> bool:
    """Whether a salinan of this original is under way or may have come out."""
    query = select(print_jobs.c.id).where(
        print_jobs.c.original_id == job_id, print_jobs.c.state.in_(("queued", "sending", "printed", "accepted"))
    )
    return connection.execute(query.limit(1)).first() is not None


def _queued(asker: str | None, now: datetime, life: timedelta) -> dict[str, Any]:
    return {
        "state": "queued", "asker": asker, "created_at": micros(now), "expires_at": micros(now + life),
        "changed_at": micros(now), "told": 1,
    }  # fmt: skip
