"""What the keeper sets in a hall, and what the keeper sees of today."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, literal_column, select, update

from hall.records.halls import touch_setup
from hall.records.printers import roll_of
from hall.records.tables import closures, holidays, layanan, lines, print_jobs, printers, pulses, tickets
from hall.records.tickets import CLOCK_SLACK
from hall.records.times import micros, moment
from hall.records.unit_of_work import Stale
from hall.rules.calendar import Closure
from hall.rules.hall import Hall
from hall.rules.keeping import KeptPrinter, Waiting
from hall.rules.paper import foretold
from hall.rules.print_jobs import TICKET_ENDED

_TAKEN = (
    select(tickets.c.state, tickets.c.issued_at, tickets.c.called_at)
    .where(tickets.c.hall_id == bindparam("hall_id"), tickets.c.day == bindparam("day"))
)  # fmt: skip
_WAITING = (
    select(
        lines.c.letter, lines.c.name, func.count(tickets.c.id).label("how_many"),
        func.min(tickets.c.issued_at).label("oldest"),
    )
    .select_from(
        lines.outerjoin(
            tickets,
            and_(
                tickets.c.line_id == lines.c.id, tickets.c.day == bindparam("day"),
                literal_column("tickets.state = 'waiting'"),
            ),
        )
    )
    .where(lines.c.hall_id == bindparam("hall_id"))
    .group_by(lines.c.id, lines.c.letter, lines.c.name, lines.c.position)
    .order_by(lines.c.position, lines.c.id)
)  # fmt: skip
# Slips by way of today's tickets: their index is by day, while print_jobs grow for years.
_SLIPS = (
    select(print_jobs.c.printer_id, print_jobs.c.state, func.count().label("how_many"))
    .select_from(tickets.join(print_jobs, print_jobs.c.ticket_id == tickets.c.id))
    .where(
        tickets.c.hall_id == bindparam("hall_id"),
        tickets.c.day == bindparam("day"),
        literal_column("print_jobs.kind = 'ticket'"),
        print_jobs.c.reason.is_distinct_from(TICKET_ENDED),  # its owner was served: nobody misses that slip
    )
    .group_by(print_jobs.c.printer_id, print_jobs.c.state)
)
_PULSE: Final = select(pulses.c.setup, pulses.c.newest_at, pulses.c.day).where(pulses.c.hall_id == bindparam("hall_id"))


def same_setup(connection: Connection, hall: Hall) -> None:
    """Raises Stale when the hall was set up anew since `hall` was read; holds the pulse, so that two keepers take turns."""
    if connection.execute(_PULSE.with_for_update(), {"hall_id": hall.id}).one().setup != hall.version:
        raise Stale


def ahead_of(connection: Connection, hall: Hall, now: datetime, today: date) -> datetime | date | None:
    """What the clock stands behind: the newest record or the day entered; None when it stands right."""
    row = connection.execute(_PULSE, {"hall_id": hall.id}).one()
    if row.newest_at > micros(now + CLOCK_SLACK):
        newest: datetime = moment(row.newest_at)
        return newest
    day: date | None = row.day
    return day if day is not None and day > today else None


def taken_today(connection: Connection, hall: Hall, day: date) -> list[tuple[str, datetime, datetime | None]]:
    """Every number of the day: (state, issued at, called at)."""
    rows = connection.execute(_TAKEN, {"hall_id": hall.id, "day": day})
    return [(row.state, moment(row.issued_at), moment(row.called_at)) for row in rows]


def waiting_now(connection: Connection, hall: Hall, day: date) -> list[Waiting]:
    """Every line of the hall, in its order."""
    rows = connection.execute(_WAITING, {"hall_id": hall.id, "day": day})
    return [Waiting(row.letter, row.name, row.how_many, moment(row.oldest)) for row in rows]


def slips_today(connection: Connection, hall: Hall, day: date) -> dict[tuple[int | None, str], int]:
    """How many slips of the day's numbers stand with which printer (its id) in which state."""
    rows = connection.execute(_SLIPS, {"hall_id": hall.id, "day": day})
    return {(row.printer_id, row.state): row.how_many for row in rows}


def printers_of(connection: Connection, hall: Hall, day: date) -> list[KeptPrinter]:
    """The hall's printers, active ones first."""
    slips = slips_today(connection, hall, day)
    rows = connection.execute(
        select(printers)
        .where(printers.c.hall_id == hall.id)
        .order_by(printers.c.active.desc(), printers.c.position, printers.c.id)
    )
    return [
        KeptPrinter(
            row.id, row.name, row.url, bool(row.active), foretold(row.paper, roll_of(row)), row.cover,
            None if row.online is None else bool(row.online), row.error, moment(row.reported_at),
            sum(slips.get((row.id, state), 0) for state in ("printed", "accepted")), moment(row.stands_since),
            row.fallback_id, roll_of(row),
        )
        for row in rows
    ]  # fmt: skip


def set_printer_active(connection: Connection, hall_id: int, printer_id: int, active: bool) -> bool:
    """Takes a printer out of use or back; False when the hall has no such printer."""
    mine = and_(printers.c.hall_id == hall_id, printers.c.id == printer_id)
    found = connection.execute(update(printers).where(mine).values(active=int(active))).rowcount
    touch_setup(connection, hall_id)
    return bool(found)


def set_layanan(connection: Connection, hall_id: int, layanan_id: int, values: dict[str, Any]) -> None:
    """Columns of the hall's own part of a layanan: `active`, `office` (a list of texts)."""
    kept = {
        name: json.dumps(value, ensure_ascii=False) if name == "office" else int(value)
        for name, value in values.items()
    }
    connection.execute(update(layanan).where(layanan.c.id == layanan_id, layanan.c.hall_id == hall_id).values(kept))
    touch_setup(connection, hall_id)


def keep_holiday(connection: Connection, hall_id: int, day: date, name: str) -> None:
    """A holiday; one that is there already gets the new name."""
    remove_holiday(connection, hall_id, day)
    connection.execute(insert(holidays).values(hall_id=hall_id, day=day, name=name))


def remove_holiday(connection: Connection, hall_id: int, day: date) -> None:
    """The office works on that day after all."""
    connection.execute(delete(holidays).where(holidays.c.hall_id == hall_id, holidays.c.day == day))
    touch_setup(connection, hall_id)


def closures_of(connection: Connection, hall_id: int, since: datetime) -> Sequence[tuple[int, Closure]]:
    """Closures that have not ended before `since`, with their ids, earliest first."""
    rows = connection.execute(
        select(closures)
        .where(closures.c.hall_id == hall_id, closures.c.end_at > micros(since))
        .order_by(closures.c.start_at, closures.c.id)
    )
    return [(row.id, Closure(moment(row.start_at), moment(row.end_at), row.reason)) for row in rows]


def remove_closure(connection: Connection, hall_id: int, closure_id: int) -> None:
    """The office opens after all."""
    connection.execute(delete(closures).where(closures.c.hall_id == hall_id, closures.c.id == closure_id))
    touch_setup(connection, hall_id)
