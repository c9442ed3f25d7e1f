"""What a counter did in a day, for the clerk's own book; every question goes by an index of the day or back from the newest."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, select

from hall.records.tables import counter_commands, events, tickets
from hall.records.times import micros, moment
from hall.rules.hall import Counter, Hall

BLOCK: Final = 500  # rows at a time, back from the newest
COUNTED: Final = ("absent", "return", "transfer")


@dataclass(frozen=True, slots=True)
class Done:
    """A ticket that the counter served: for which layanan, and for how many minutes (None: it was never begun)."""

    layanan: str
    minutes: float | None


def served(connection: Connection, hall: Hall, counter: Counter, day: date) -> list[Done]:
    """The tickets that ended at this counter, served."""
    rows = connection.execute(
        select(tickets.c.layanan_id, tickets.c.serving_at, tickets.c.ended_at).where(
            tickets.c.counter_id == counter.id, tickets.c.day == day, tickets.c.state == "done"
        )
    )
    return [
        Done(
            hall.codes[row.layanan_id],
            None if row.serving_at is None else (row.ended_at - row.serving_at) / 60e6,
        )
        for row in rows
    ]  # fmt: skip


def commands(connection: Connection, counter: Counter, since: datetime) -> dict[str, int]:
    """How often each of COUNTED was given since then and not taken back."""
    found: Tally[str] = Tally()
    before = 2**62
    while True:
        rows = connection.execute(
            select(
                counter_commands.c.id, counter_commands.c.command, counter_commands.c.at, counter_commands.c.undone_at
            )
            .where(counter_commands.c.counter_id == counter.id, counter_commands.c.id < before)
            .order_by(counter_commands.c.id.desc())
            .limit(BLOCK)
        ).all()
        of_today = [row for row in rows if row.at >= micros(since)]
        found.update(row.command for row in of_today if row.undone_at is None)
        if len(of_today) < BLOCK:
            return {name: found[name] for name in COUNTED}
        before = rows[-1].id


def hours(
    connection: Connection, hall: Hall, counter: Counter, since: datetime
) -> tuple[datetime | None, datetime | None]:
    """When the counter opened first since then, and when it closed last; None: it did not, or it is open still."""
    opened: datetime | None = None
    closed: datetime | None = None
    is_newest, before = True, 2**62
    while True:
        rows = connection.execute(
            select(events.c.id, events.c.at, events.c.kind, events.c.subject, events.c.hall_id)
            .where(events.c.id < before)
            .order_by(events.c.id.desc())
            .limit(BLOCK)
        ).all()
        of_today = [row for row in rows if row.at >= micros(since)]
        ours = [row for row in of_today if row.hall_id == hall.id and row.subject == counter.code]
        for row in [row for row in ours if row.kind in ("counter.open", "counter.closed", "counter.break")]:
            closed = moment(row.at) if is_newest and row.kind == "counter.closed" else closed
            opened = moment(row.at) if row.kind == "counter.open" else opened
            is_newest = False
        if len(of_today) < BLOCK:
            return opened, closed
        before = rows[-1].id
