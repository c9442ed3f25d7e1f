"""Counters as they stand, lines as they stand, and the one look at everything that screens show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, bindparam, func, literal_column, select, update

from hall.records import berkas, visits
from hall.records.printers import roll_of
from hall.records.tables import (
    counter_lines,
    counters,
    line_days,
    lines,
    printers,
    pulses,
    staff,
    staff_sessions,
    tickets,
)
from hall.records.tickets import last_calls
from hall.records.times import micros, moment
from hall.records.turns import credits_of
from hall.records.unit_of_work import Stale
from hall.rules import notices
from hall.rules.hall import Counter, Hall
from hall.rules.paper import foretold
from hall.rules.shapes import CounterNow, LineNow, PrinterNow, Snapshot

_ACTIVE: ColumnElement[bool] = literal_column("tickets.state IN ('called', 'serving')")
_COUNTERS: Final = (
    select(
        counters.c.code, counters.c.state, counters.c.reason, tickets.c.number, tickets.c.state.label("ticket_state")
    )
    .select_from(counters.outerjoin(tickets, and_(tickets.c.counter_id == counters.c.id, _ACTIVE)))
    .where(counters.c.hall_id == bindparam("hall_id"))
)
_ONE = _COUNTERS.where(counters.c.id == bindparam("counter_id"))
_LINES: Final = (
    select(lines.c.letter, line_days.c.waiting, line_days.c.last_called)
    .select_from(
        lines.outerjoin(line_days, and_(line_days.c.line_id == lines.c.id, line_days.c.day == bindparam("day")))
    )
    .where(lines.c.hall_id == bindparam("hall_id"))
    .order_by(lines.c.position, lines.c.id)
)
_PRINTERS: Final = (
    select(printers)
    .where(printers.c.hall_id == bindparam("hall_id"), literal_column("printers.active = 1"))
    .order_by(printers.c.position, printers.c.id)
)
_PULSE = select(pulses.c.version, pulses.c.setup).where(pulses.c.hall_id == bindparam("hall_id"))
_STATE = (
    update(counters)
    .where(counters.c.id == bindparam("counter_id"))
    .values(state=bindparam("now_is"), reason=bindparam("why"), changed_at=bindparam("at"))
)
_SITTING = (
    select(staff.c.id, staff.c.name, counters.c.credits)
    .select_from(counters.outerjoin(staff, staff.c.id == counters.c.staff_id))
    .where(counters.c.id == bindparam("counter_id"))
)
_RECENT = (
    select(tickets.c.number, tickets.c.layanan_id, tickets.c.ended_at)
    .where(
        tickets.c.counter_id == bindparam("counter_id"), tickets.c.day == bindparam("day"), tickets.c.state == "done"
    )
    .order_by(tickets.c.ended_at.desc())
    .limit(3)
)
_DONE_TODAY = (
    select(tickets.c.state, func.count().label("how_many"))
    .where(tickets.c.counter_id == bindparam("counter_id"), tickets.c.day == bindparam("day"))
    .group_by(tickets.c.state)
)


def now_at(connection: Connection, hall: Hall, counter: Counter) -> CounterNow:
    """One counter as it stands."""
    row = connection.execute(_ONE, {"hall_id": hall.id, "counter_id": counter.id}).mappings().one()
    return _counter(hall, row)


def all_now(connection: Connection, hall: Hall) -> list[CounterNow]:
    """Every counter as it stands, in the hall's order."""
    found = {row["code"]: row for row in connection.execute(_COUNTERS, {"hall_id": hall.id}).mappings()}
    return [_counter(hall, found[code]) for code in hall.counters if code in found]


def set_state(connection: Connection, counter: Counter, state: str, reason: str | None, at: datetime) -> None:
    """Keeps that a counter opened, went on a break or closed; at a closed one nobody sits."""
    connection.execute(_STATE, {"counter_id": counter.id, "now_is": state, "why": reason, "at": micros(at)})
    if state == "closed":
        connection.execute(update(counters).where(counters.c.id == counter.id).values(staff_id=None))


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits at a counter (None: nobody), and what its lines saved up (rules.queue_policy)."""

    staff_id: int | None
    name: str | None
    credits: Mapping[str, int]


def seat(connection: Connection, counter_id: int) -> Seat:
    """A counter's seat."""
    row = connection.execute(_SITTING, {"counter_id": counter_id}).one()
    return Seat(row.id, row.name, credits_of(row.credits))


def name_of(connection: Connection, staff_id: int) -> str:
    """The name of a member of staff."""
    return str(connection.execute(select(staff.c.name).where(staff.c.id == staff_id)).scalar_one())


def sit(connection: Connection, counter_id: int, staff_id: int) -> None:
    """This person sits at the counter."""
    connection.execute(update(counters).where(counters.c.id == counter_id).values(staff_id=staff_id))


def leave_all(connection: Connection, hall: Hall, staff_id: int) -> list[str]:
    """The person leaves every counter; gives the codes of those that they left."""
    mine = and_(counters.c.hall_id == hall.id, counters.c.staff_id == staff_id)
    left = list(connection.execute(select(counters.c.code).where(mine)).scalars())
    if left:
        connection.execute(update(counters).where(mine).values(staff_id=None))
    return left


def stand_up(connection: Connection, counter_id: int, staff_id: int) -> None:
    """The sessions of this person are at this counter no more."""
    connection.execute(
        update(staff_sessions)
        .where(staff_sessions.c.staff_id == staff_id, staff_sessions.c.counter_id == counter_id)
        .values(counter_id=None)
    )


def busy_elsewhere(connection: Connection, hall: Hall, staff_id: int, counter_id: int) -> tuple[str, str] | None:
    """The other counter where this person has a number in hand: (name of the counter, number)."""
    row = connection.execute(
        select(counters.c.name, tickets.c.number)
        .select_from(counters.join(tickets, and_(tickets.c.counter_id == counters.c.id, _ACTIVE)))
        .where(counters.c.hall_id == hall.id, counters.c.staff_id == staff_id, counters.c.id != counter_id)
        .order_by(counters.c.id)
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.name, row.number)


def snapshot(connection: Connection, hall: Hall, day: date) -> Snapshot:
    """What `hall.state` shows, in one consistent look.

    Raises Stale where the hall was set up anew since `hall` was read: the version would tell screens that they know the new
    set-up already, and numbers may stand at counters that `hall` lacks.
    """
    pulse = connection.execute(_PULSE, {"hall_id": hall.id}).one()
    if pulse.setup != hall.version:
        raise Stale
    rows = connection.execute(_LINES, {"hall_id": hall.id, "day": day})
    return Snapshot(
        version=pulse.version,
        counters=all_now(connection, hall),
        lines=[LineNow(row.letter, row.waiting or 0, row.last_called) for row in rows if row.letter in hall.lines],
        calls=last_calls(connection, hall, day),
        printers=all_printers(connection, hall),
        ready=[number for number, _ in berkas.ready(connection, hall)],
        recording=visits.now(connection, hall, day),
        notices=notices.for_hall(hall, day),
        media=[own.medium(hall.slug) for own in hall.media if own.on(day)],
    )


def all_printers(connection: Connection, hall: Hall) -> list[PrinterNow]:
    """The hall's printers as they last reported."""
    rows = connection.execute(_PRINTERS, {"hall_id": hall.id}).all()
    names = {row.id: row.name for row in rows}
    return [
        PrinterNow(
            row.name, foretold(row.paper, roll_of(row)), row.cover, None if row.online is None else bool(row.online),
            row.error, names.get(row.fallback_id), roll_of(row),
        )
        for row in rows
    ]  # fmt: skip


def _counter(hall: Hall, row: RowMapping) -> CounterNow:
    return CounterNow(hall.counters[row["code"]], row["state"], row["reason"], row["number"], row["ticket_state"])


def recent(connection: Connection, hall: Hall, counter: Counter, day: date) -> list[tuple[str, str, datetime]]:
    """The last tickets that this counter served: number, layanan, when it ended."""
    rows = connection.execute(_RECENT, {"counter_id": counter.id, "day": day})
    return [(row.number, hall.codes[row.layanan_id], moment(row.ended_at)) for row in rows]


def figures(connection: Connection, counter: Counter, day: date) -> dict[str, int]:
    """How many this counter served and missed today."""
    rows = connection.execute(_DONE_TODAY, {"counter_id": counter.id, "day": day})
    by_state = {row.state: row.how_many for row in rows}
    return {"absent": by_state.get("absent", 0), "done_today": by_state.get("done", 0)}


def open_for(connection: Connection, line_id: int, wanted: Counter | None = None) -> int:
    """How many open counters serve a line; of who waits for one counter alone, whether that one is open."""
    if wanted is not None:
        alone = select(func.count()).where(counters.c.id == wanted.id, counters.c.state == "open")
        return int(connection.execute(alone).scalar_one())
    query = (
        select(func.count())
        .select_from(counter_lines.join(counters, counters.c.id == counter_lines.c.counter_id))
        .where(counter_lines.c.line_id == line_id, counters.c.state == "open")
    )
    return int(connection.execute(query).scalar_one())
