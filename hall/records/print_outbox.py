"""The outbox of paper. A job is kept in its ticket's transaction; the printing process claims and reports here.

`PrintJobs` is what the printing process holds: few, short write transactions (claims and reports together), guarded so
that a job is won by one process and an uncertain one is never sent again. What screens and the API read is in
`hall.records.print_jobs`.
States stand as literals because a partial index serves them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    SmallInteger,
    String,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError

from hall.errors import Refused
from hall.records.database import Database
from hall.records.tables import halls, print_jobs, printers, pulses, tickets
from hall.records.times import micros, moment
from hall.rules.print_jobs import INTERRUPTED, NO_PRINTER, JobState, why_expired

SWEEP: Final = 200  # queued jobs of a hall that one sweep looks at, oldest first

_OPEN: ColumnElement[bool] = literal_column("print_jobs.state IN ('queued', 'sending')")
_QUEUED: ColumnElement[bool] = and_(_OPEN, literal_column("print_jobs.state = 'queued'"))
_SENDING: ColumnElement[bool] = and_(_OPEN, literal_column("print_jobs.state = 'sending'"))
_WITH_TICKET: Final = print_jobs.outerjoin(tickets, tickets.c.id == print_jobs.c.ticket_id)

_PRINTERS = (
    select(printers.c.id, printers.c.hall_id, halls.c.slug, printers.c.name, printers.c.url)
    .join(halls, halls.c.id == printers.c.hall_id)
    .where(literal_column("printers.active = 1"))
    .order_by(printers.c.hall_id, printers.c.position, printers.c.id)
)
_DUE = (
    select(print_jobs.c.id)
    .where(print_jobs.c.hall_id == bindparam("hall"), _QUEUED, print_jobs.c.printer_id == bindparam("printer"))
    .order_by(print_jobs.c.id)
    .limit(bindparam("most"))
)
_DUE_LOCKED = _DUE.with_for_update(skip_locked=True)
_LOOK = (
    select(
        print_jobs.c.id, print_jobs.c.slip, print_jobs.c.copy, print_jobs.c.expires_at, print_jobs.c.printer_id,
        print_jobs.c.reason, tickets.c.state.label("ticket_state"),
    )
    .select_from(_WITH_TICKET)
)  # fmt: skip
_THESE = _LOOK.where(print_jobs.c.id.in_(bindparam("jobs", expanding=True))).order_by(print_jobs.c.id)
_OLDEST = (
    _LOOK.where(print_jobs.c.hall_id == bindparam("hall"), _QUEUED).order_by(print_jobs.c.id).limit(bindparam("most"))
)
_CLAIM = (
    update(print_jobs)
    .where(print_jobs.c.id == bindparam("job"), _QUEUED)
    .values(
        state="sending", lease_owner=bindparam("owner"), lease_until=bindparam("until"), sent_at=bindparam("at"),
        changed_at=bindparam("at"), attempt=print_jobs.c.attempt + 1,
    )
)  # fmt: skip
_REPORT = (
    update(print_jobs)
    .where(
        print_jobs.c.id == bindparam("job"),
        print_jobs.c.lease_owner == bindparam("owner"),
        literal_column("print_jobs.state IN ('sending', 'uncertain')"),
    )
    .values(state=bindparam("now_is"), reason=bindparam("why"), changed_at=bindparam("at"), told=bindparam("told_now"))
)
_EXPIRE = (
    update(print_jobs)
    .where(print_jobs.c.id == bindparam("job"), _QUEUED)
    .values(state="expired", reason=bindparam("why"), changed_at=bindparam("at"), told=0)
)
_NOTE = (
    update(print_jobs)
    .where(print_jobs.c.id == bindparam("job"), _QUEUED)
    .values(printer_id=bindparam("printer"), reason=bindparam("why"), changed_at=bindparam("at"), told=0)
)
_INTERRUPT = {"state": "uncertain", "reason": INTERRUPTED, "told": 0}
_STANDS_OTHERWISE = or_(
    printers.c.paper != bindparam("paper_now"),
    printers.c.cover != bindparam("cover_now"),
    printers.c.online.is_distinct_from(bindparam("online_now", type_=SmallInteger)),
    printers.c.error.is_distinct_from(bindparam("error_now", type_=String)),
)
_CHANGED = (
    update(pulses)
    .where(
        pulses.c.hall_id.in_(
            select(printers.c.hall_id).where(
                printers.c.id == bindparam("printer"),
                _STANDS_OTHERWISE,
            )
        )
    )
    .values(version=pulses.c.version + 1)
)
"""What screens show of a printer changed: the hall's version rises, so that they are told within a second."""
_STATUS = (
    update(printers)
    .where(printers.c.id == bindparam("printer"))
    .values(
        paper=bindparam("paper_now"), cover=bindparam("cover_now"), online=bindparam("online_now"),
        error=bindparam("error_now"), reported_at=bindparam("at"),
        stands_since=case((_STANDS_OTHERWISE, bindparam("at")), else_=func.coalesce(printers.c.stands_since, bindparam("at"))),
        printed_mm=printers.c.printed_mm + bindparam("more_mm"),
    )
)  # fmt: skip


class StoreAway(Exception):
    """The store can't be had at the moment: try again soon. The text is for the log."""


@dataclass(frozen=True, slots=True)
class SpoolPrinter:
    """A printer that the spool has to drive."""

    id: int
    hall_id: int
    hall: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job won for printing: its state is committed as sending."""

    id: int
    printer_id: int
    slip: str


@dataclass(frozen=True, slots=True)
class JobReport:
    """What became of a claimed job. `told`: False makes the worker tell it to the screens."""

    job: int
    state: JobState
    reason: str | None = None
    told: bool = False


@dataclass(frozen=True, slots=True)
class StatusReport:
    """How a printer is. `paper`: ok, near_end, out or unknown; `cover`: open, closed or unknown; `printed_mm`: since the last."""

    printer_id: int
    paper: str
    cover: str
    online: bool | None
    error: str | None
    printed_mm: int = 0


class PrintJobs:
    """The outbox as the printing process sees it. Every method raises StoreAway when the store can't be had."""

    def __init__(self, database: Database, owner: str) -> None:
        """`owner`: this process on this data folder, the same after a restart, at most 40 characters."""
        self._database = database
        self._owner = owner

    def printers(self) -> list[SpoolPrinter]:
        """Every active printer of every hall."""
        with _store(), self._database.reading() as connection:
            return [SpoolPrinter(*row) for row in connection.execute(_PRINTERS)]

    def recover(self, now: datetime, *, starting: bool) -> int:
        """Jobs that were being sent by who is gone become uncertain, and stay so until a person decides.

        `starting`: our own too, because who held our data folder before us is dead.
        """
        gone = print_jobs.c.lease_until < micros(now)
        lost = and_(_SENDING, or_(print_jobs.c.lease_owner == self._owner, gone) if starting else gone)
        with _store(), self._database.reading() as connection:
            if connection.execute(select(print_jobs.c.id).where(lost).limit(1)).first() is None:
                return 0
        with _store(), self._database.writing() as connection:
            change = update(print_jobs).where(lost).values(changed_at=micros(now), **_INTERRUPT)
            return connection.execute(change).rowcount

    def waiting(self, wanted: Sequence[SpoolPrinter]) -> set[int]:
        """Which of these printers have a job to take."""
        with _store(), self._database.reading() as connection:
            return {p.id for p in wanted if connection.execute(_DUE, _due(p, 1)).first() is not None}

    def exchange(
        self,
        reports: Sequence[JobReport],
        statuses: Sequence[StatusReport],
        rooms: Mapping[SpoolPrinter, int],
        now: datetime,
        lease: timedelta,
    ) -> list[Claimed]:
        """One transaction: keeps the reports, and claims the oldest jobs for printers that have room, at most so many each.

        What is returned is committed as sending. A job whose time or ticket is over expires here instead.
        """
        at, until = micros(now), micros(now + lease)
        with _store(), self._database.writing() as connection:
            if reports:
                connection.execute(_REPORT, [self._report(report, at) for report in reports])
            if statuses:
                told = [_status(status, at) for status in statuses]
                shown = ("printer", "paper_now", "cover_now", "online_now", "error_now")
                connection.execute(_CHANGED, [{name: row[name] for name in shown} for row in told])
                connection.execute(_STATUS, told)
            return [job for printer, most in rooms.items() for job in self._claim(connection, printer, most, at, until)]

    def _claim(self, connection: Connection, printer: SpoolPrinter, most: int, at: int, until: int) -> list[Claimed]:
        jobs = list(connection.execute(_DUE_LOCKED, _due(printer, most)).scalars())
        if not jobs:
            return []
        looked = connection.execute(_THESE, {"jobs": jobs}).all()
        over = {row.id: why for row in looked if (why := _over(row, at))}
        if over:
            connection.execute(_EXPIRE, [{"job": job, "why": why, "at": at} for job, why in over.items()])
        won = [Claimed(row.id, printer.id, row.slip) for row in looked if row.id not in over]
        if won:
            rows = [{"job": job.id, "owner": self._owner, "until": until, "at": at} for job in won]
            connection.execute(_CLAIM, rows)
        return won

    def sweep(self, hall_id: int, usable: Mapping[int, str | None], now: datetime) -> int:
        """Looks at a hall's oldest queued jobs: expires the late, gives the ownerless a printer, notes the reasons.

        `usable`: the hall's printers in order, each with the sentence why it can't take a job now, or None. Gives how
        many jobs changed.
        """
        at = micros(now)
        with _store(), self._database.reading() as connection:
            looked = connection.execute(_OLDEST, {"hall": hall_id, "most": SWEEP}).all()
        expired = [{"job": row.id, "why": why, "at": at} for row in looked if (why := _over(row, at))]
        gone = {row["job"] for row in expired}
        noted = [
            {"job": row.id, "printer": printer, "why": why, "at": at}
            for row in looked
            if row.id not in gone
            for printer, why in [_place(row.printer_id, row.reason, usable)]
            if (printer, why) != (row.printer_id, row.reason)
        ]
        if not expired and not noted:
            return 0
        with _store(), self._database.writing() as connection:
            for statement, rows in ((_EXPIRE, expired), (_NOTE, noted)):
                if rows:
                    connection.execute(statement, rows)
        return len(expired) + len(noted)

    def _report(self, report: JobReport, at: int) -> dict[str, Any]:
        return {
            "job": report.job, "owner": self._owner, "now_is": report.state.value, "why": report.reason, "at": at,
            "told_now": int(report.told),
        }  # fmt: skip


@contextmanager
def _store() -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        raise StoreAway(refusal.detail) from refusal
    except DBAPIError as fault:
        raise StoreAway(str(fault.orig).splitlines()[0]) from fault


def _due(printer: SpoolPrinter, most: int) -> dict[str, int]:
    return {"hall": printer.hall_id, "printer": printer.id, "most": most}


def _status(status: StatusReport, at: int) -> dict[str, Any]:
    return {
        "printer": status.printer_id, "paper_now": status.paper, "cover_now": status.cover,
        "online_now": None if status.online is None else int(status.online), "error_now": status.error, "at": at,
        "more_mm": status.printed_mm,
    }  # fmt: skip


def _over(row: Any, at: int) -> str | None:
    return why_expired(row.copy, moment(row.expires_at), row.ticket_state, moment(at))


def _place(printer: int | None, reason: str | None, usable: Mapping[int, str | None]) -> tuple[int | None, str | None]:
    """The printer of a queued job and why it waits; a reason is kept until something else is known."""
    if printer is None or printer not in usable:
        printer = next(iter(usable), None)
        return printer, NO_PRINTER if printer is None else usable[printer]
    return printer, usable[printer] or (None if reason == NO_PRINTER else reason)
