"""The outbox of paper. A job is kept in its ticket's transaction; the printing process claims and reports here.

`PrintJobs` is what the printing process holds: few, short write transactions (claims and reports together), guarded so
that a job is won by one process and an uncertain one is never sent again. What screens and the API read is in
`hall.records.print_jobs`; the statements are in `hall.records.print_statements`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from hall.errors import Refused
from hall.records import logos
from hall.records import print_statements as said
from hall.records.database import Database
from hall.records.times import micros, moment
from hall.rules.print_jobs import INTERRUPTED, JobState, Place, Standing, placed, why_expired

SWEEP: Final = 200  # queued jobs of a hall that one sweep looks at
LONGEST: Final = {"reason": 300, "error": 200}  # characters of the columns: PostgreSQL refuses more
SPACE: Final = 0x414E5452  # of PostgreSQL's advisory locks: ours with two keys, the halls' have one

_log = logging.getLogger("antrean.printing")


class StoreAway(Exception):
    """The store can't be had at the moment: try again soon. The text is for the log."""


@dataclass(frozen=True, slots=True)
class SpoolPrinter:
    """A printer that the spool has to drive. `fallback`: the id of the one that takes over; `logo`: digest of its hall's."""

    id: int
    hall_id: int
    hall: str
    name: str
    url: str
    fallback: int | None = None
    logo: str | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job won for printing: its state is committed as sending. `moved`: it was meant for another printer."""

    id: int
    printer_id: int
    slip: str
    moved: bool = False


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
        self._guard: Connection | None = None
        self._ours: set[int] = set()
        self._others: set[int] = set()

    def printers(self) -> list[SpoolPrinter]:
        """Every active printer of every hall that this process may drive.

        Servers that share a PostgreSQL share its printers: one drives a printer, the others stand by until it is gone.
        """
        with _store(), self._database.reading() as connection:
            found = [SpoolPrinter(*row) for row in connection.execute(said.PRINTERS)]
        return found if self._database.sqlite else self._held(found)

    def logo(self, hall_id: int) -> bytes | None:
        """The PNG of a hall's logo, None where it has none."""
        with _store(), self._database.reading() as connection:
            return logos.png(connection, hall_id)

    def recover(self, now: datetime, in_hand: Container[int], begun: Callable[[int], bool]) -> int:
        """Decides what nobody is sending any more; gives how many jobs changed.

        `in_hand`: what this process sends just now. A job of ours that no device was touched for (`begun`) waits again;
        one that was begun, or whose sender on another machine fell silent, is uncertain until a person decides.
        """
        at = micros(now)
        with _store(), self._database.reading() as connection:
            looked = connection.execute(said.IN_HAND).all()
        lost, unbegun = [], []
        for row in looked:
            ours = row.lease_owner == self._owner and row.id not in in_hand
            mark = {"job": row.id, "owner": row.lease_owner, "until": row.lease_until, "at": at}
            if ours and not begun(row.id):
                unbegun.append(mark)
            elif ours or (row.lease_until or 0) < at:
                lost.append(mark | {"why": INTERRUPTED})
        return self._change(((said.INTERRUPT, lost), (said.GIVE_BACK, unbegun)))

    def waiting(self, wanted: Sequence[SpoolPrinter]) -> set[int]:
        """Which of these printers have a job to take."""
        with _store(), self._database.reading() as connection:
            return {p.id for p in wanted if connection.execute(said.DUE, _due(p, 1)).first() is not None}

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
                connection.execute(said.REPORT, [self._report(report, at) for report in reports])
            if statuses:
                told = [_status(status, at) for status in statuses]
                shown = ("printer", "paper_now", "cover_now", "online_now", "error_now", "more_mm")
                connection.execute(said.CHANGED, [{name: row[name] for name in shown} for row in told])
                connection.execute(said.STATUS, told)
            return [job for printer, most in rooms.items() for job in self._claim(connection, printer, most, at, until)]

    def _claim(self, connection: Connection, printer: SpoolPrinter, most: int, at: int, until: int) -> list[Claimed]:
        looked = connection.execute(said.DUE_LOCKED, _due(printer, most)).all()
        over = {row.id: why for row in looked if (why := _over(row, at))}
        if over:
            connection.execute(said.EXPIRE, [{"job": job, "why": why, "at": at} for job, why in over.items()])
        won = [
            Claimed(row.id, printer.id, row.slip, row.moved_from is not None) for row in looked if row.id not in over
        ]
        if won:
            rows = [{"job": job.id, "owner": self._owner, "until": until, "at": at} for job in won]
            connection.execute(said.CLAIM, rows)
        return won

    def sweep(
        self, hall_id: int, printers: Mapping[int, Standing], now: datetime, after: int = 0
    ) -> tuple[int, int | None]:
        """Looks at a hall's queued jobs from `after` (an id) on: expires the late, gives each its place, notes the reasons.

        `printers`: the hall's in use, in order. Gives how many jobs changed, and from where to go on (None: no more).
        """
        at = micros(now)
        with _store(), self._database.reading() as connection:
            looked = connection.execute(said.OLDEST, {"hall": hall_id, "most": SWEEP, "after": after}).all()
        expired = [{"job": row.id, "why": why, "at": at} for row in looked if (why := _over(row, at))]
        gone = {row["job"] for row in expired}
        noted = [note for row in looked if row.id not in gone and (note := _note(row, printers, at))]
        changed = self._change(((said.EXPIRE, expired), (said.NOTE, noted)))
        return changed, looked[-1].id if len(looked) == SWEEP else None

    def close(self) -> None:
        """Lets the printers go, so that a server beside us may drive them at once."""
        guard, self._guard = self._guard, None
        self._ours = set()
        if guard is not None:
            with suppress(DBAPIError):
                guard.close()

    def _change(self, changes: Sequence[tuple[Any, list[dict[str, Any]]]]) -> int:
        """One transaction with what there is to change, none where there is nothing."""
        if not any(rows for _, rows in changes):
            return 0
        with _store(), self._database.writing() as connection:
            for statement, rows in changes:
                if rows:
                    connection.execute(statement, rows)
        return sum(len(rows) for _, rows in changes)

    def _held(self, found: Sequence[SpoolPrinter]) -> list[SpoolPrinter]:
        """Those whose lock is ours. The locks live as long as one connection, which ends with this process."""
        try:
            with _store():
                self._take({printer.id for printer in found})
        except StoreAway:
            self.close()
            raise
        others = {printer.id for printer in found} - self._ours
        if others - self._others:
            names = [printer.name for printer in found if printer.id in others]
            _log.info("printers are driven by another server; we stand by", extra={"printer": names})
        self._others = others
        return [printer for printer in found if printer.id in self._ours]

    def _take(self, wanted: set[int]) -> None:
        if self._guard is None:
            self._guard = self._database.lasting()
        for key in self._ours - wanted:
            self._guard.execute(said.LET_GO, {"space": SPACE, "printer": key})
        self._ours &= wanted
        for key in wanted - self._ours:
            if self._guard.execute(said.HOLD, {"space": SPACE, "printer": key}).scalar_one():
                self._ours.add(key)
        self._guard.execute(said.ALIVE)

    def _report(self, report: JobReport, at: int) -> dict[str, Any]:
        return {
            "job": report.job, "owner": self._owner, "now_is": report.state.value, "why": _short("reason", report.reason),
            "at": at, "told_now": int(report.told),
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
        "online_now": None if status.online is None else int(status.online), "error_now": _short("error", status.error), "at": at,
        "more_mm": status.printed_mm,
    }  # fmt: skip


def _over(row: Any, at: int) -> str | None:
    return why_expired(row.kind, row.copy, moment(row.expires_at), row.ticket_state, moment(at))


def _note(row: Any, printers: Mapping[int, Standing], at: int) -> dict[str, Any] | None:
    """What to keep of a queued job's place, None when nothing changed."""
    before = Place(row.printer_id, row.reason, row.moved_from)
    after = placed(before, row.fallback_id, printers)
    if after == before:
        return None
    return {
        "job": row.id, "was": before.printer, "printer": after.printer, "why": _short("reason", after.reason),
        "home": after.moved_from, "at": at,
    }  # fmt: skip


def _short(column: str, words: str | None) -> str | None:
    return None if words is None else words[: LONGEST[column]]
