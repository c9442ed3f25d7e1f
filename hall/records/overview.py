"""Today's numbers as the camat looks at them; every question goes by an index of the day, however old the store is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, bindparam, literal_column, select

from hall.records.tables import berkas, counter_commands, counters, pulses, staff, step_runs, tickets
from hall.records.times import micros, moment
from hall.rules.hall import Hall
from hall.rules.overview import TicketToday

BLOCK: Final = 400  # commands of a counter at a time, back from its newest
_TODAY: Final = (tickets.c.hall_id == bindparam("hall_id"), tickets.c.day == bindparam("day"))
_TICKETS: Final = select(
    tickets.c.id, tickets.c.state, tickets.c.layanan_id, tickets.c.issued_at, tickets.c.called_at, tickets.c.serving_at,
    tickets.c.ended_at, tickets.c.counter_id,
).where(*_TODAY)  # fmt: skip
_INCOMPLETE: Final = (
    select(tickets.c.id)
    .distinct()
    .select_from(
        tickets.join(berkas, berkas.c.ticket_id == tickets.c.id).join(step_runs, step_runs.c.berkas_id == berkas.c.id)
    )
    .where(*_TODAY, step_runs.c.outcome == literal_column("'incomplete'"))
)
_COMMANDS: Final = (
    select(counter_commands.c.id, counter_commands.c.ticket_id, counter_commands.c.command, counter_commands.c.at,
           counter_commands.c.undone_at)
    .where(counter_commands.c.counter_id == bindparam("counter_id"), counter_commands.c.id < bindparam("before"))
    .order_by(counter_commands.c.id.desc())
    .limit(BLOCK)
)  # fmt: skip
_SITTING: Final = (
    select(counters.c.code, staff.c.name)
    .select_from(counters.join(staff, staff.c.id == counters.c.staff_id))
    .where(counters.c.hall_id == bindparam("hall_id"))
)


def version(connection: Connection, hall: Hall) -> int:
    """The version of the hall's state; it rises with every change."""
    return int(connection.execute(select(pulses.c.version).where(pulses.c.hall_id == hall.id)).scalar_one())


def of_day(connection: Connection, hall: Hall, day: date) -> list[TicketToday]:
    """Every number of the day."""
    return [
        TicketToday(
            row.id, row.state, hall.codes[row.layanan_id], moment(row.issued_at), moment(row.called_at),
            moment(row.serving_at), moment(row.ended_at),
            None if row.counter_id is None else hall.desks[row.counter_id],
        )
        for row in connection.execute(_TICKETS, {"hall_id": hall.id, "day": day})
    ]  # fmt: skip


def returned(connection: Connection, hall: Hall, day: date, since: datetime) -> set[int]:
    """Tickets (ids) of the day whose holder was sent back for something that is missing: by the counter, or by a step of
    their berkas. `since`: when the day began."""
    found = set(connection.execute(_INCOMPLETE, {"hall_id": hall.id, "day": day}).scalars())
    for counter in hall.counters.values():
        found |= _given_back(connection, counter.id, micros(since))
    return found


def _given_back(connection: Connection, counter_id: int, since: int) -> set[int]:
    """By the counter's own commands, read back from the newest to the day's first."""
    found: set[int] = set()
    before = 2**62
    while True:
        rows = connection.execute(_COMMANDS, {"counter_id": counter_id, "before": before}).all()
        of_today = [row for row in rows if row.at >= since]
        found |= {row.ticket_id for row in of_today if row.command == "return" and row.undone_at is None}
        if len(of_today) < BLOCK:
            return found
        before = rows[-1].id


def sitting(connection: Connection, hall: Hall) -> dict[str, str]:
    """Counter's code -> name of who sits there."""
    return {row.code: row.name for row in connection.execute(_SITTING, {"hall_id": hall.id})}
