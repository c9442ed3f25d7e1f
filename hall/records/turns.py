"""What the commands of a counter read and change: the counter with its ticket, lines' counts, and commands to take back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, delete, insert, literal_column, select, text, update

from hall.errors import Refused
from hall.records.hot import Hot, day_key
from hall.records.tables import counter_commands, counters, pulses, tickets
from hall.records.tickets import ACTIVE, WHOLE, from_row
from hall.records.times import micros, moment
from hall.records.unit_of_work import NewDay, Stale, Work
from hall.rules.calendar import business_day
from hall.rules.hall import Counter, Hall
from hall.rules.tickets import Ticket, TicketState

# What commands change of a ticket, by column; the rest of a ticket stays as it was issued.
_CHANGE: Final = (
    "state", "moved_line_id", "counter_id", "called_at", "serving_at", "ended_at", "reason", "hold_until",
    "wanted_counter_id", "after_calls", "chances",
)  # fmt: skip
# Wide rows come through SQLAlchemy, which remembers what their columns are; `Hot` would look at each of them anew.
_AT: Final = (
    select(
        pulses.c.setup, pulses.c.day.label("hall_day"), counters.c.state.label("kept"), counters.c.credits,
        counters.c.staff_id, *WHOLE,
    )
    .select_from(
        counters.join(pulses, pulses.c.hall_id == counters.c.hall_id).outerjoin(
            tickets, and_(tickets.c.counter_id == counters.c.id, ACTIVE)
        )
    )
    .where(counters.c.id == bindparam("counter_id"))
)  # fmt: skip
_WIN: Final = (
    update(tickets)
    .where(tickets.c.id == bindparam("ticket_id"), literal_column("state = 'waiting'"))
    .values(
        state=literal_column("'called'"), counter_id=bindparam("counter"), called_at=bindparam("now_at"),
        serving_at=literal_column("NULL"), wanted_counter_id=literal_column("NULL"),
    )
    .returning(*WHOLE)
)  # fmt: skip
_KEEP: Final = Hot(
    update(tickets)
    .where(tickets.c.id == bindparam("ticket_id"), tickets.c.state == bindparam("was"))
    .values({name: bindparam(f"new_{name}", type_=tickets.c[name].type) for name in _CHANGE})
)
_LEAVES: Final = Hot(
    text(
        "UPDATE line_days SET waiting = waiting - 1, last_called = :number WHERE line_id = :line_id AND day = :day "
        "RETURNING (SELECT count(*) FROM tickets WHERE tickets.hall_id = :hall_id AND tickets.day = :day "
        "AND tickets.after_calls IS NOT NULL) AS to_come_back"
    )
)
_COUNT: Final = Hot(
    text(
        "INSERT INTO line_days (line_id, day, last_number, waiting, run, passes) VALUES (:line_id, :day, 0, :by, 0, '') "
        "ON CONFLICT (line_id, day) DO UPDATE SET waiting = line_days.waiting + :by"
    )
)
_ONE_CALL_LESS: Final = Hot(
    text(
        "UPDATE tickets SET after_calls = CASE WHEN after_calls > 1 THEN after_calls - 1 END, "
        "state = CASE WHEN after_calls > 1 THEN state ELSE 'waiting' END, "
        "counter_id = CASE WHEN after_calls > 1 THEN counter_id END, "
        "called_at = CASE WHEN after_calls > 1 THEN called_at END, "
        "ended_at = CASE WHEN after_calls > 1 THEN ended_at END "
        "WHERE hall_id = :hall_id AND day = :day AND after_calls IS NOT NULL "
        "AND COALESCE(moved_line_id, line_id) = :line_id RETURNING state"
    )
)
_ONE_CALL_MORE: Final = Hot(
    text(
        "UPDATE tickets SET after_calls = after_calls + 1 WHERE hall_id = :hall_id AND day = :day "
        "AND after_calls IS NOT NULL AND COALESCE(moved_line_id, line_id) = :line_id AND ended_at < :since"
    )
)
_LOG: Final = Hot(
    insert(counter_commands).inline(),
    ("hall_id", "counter_id", "ticket_id", "command", "before", "after", "at", "asker"),
)
_CREDITS: Final = update(counters).where(counters.c.id == bindparam("counter_id")).values(credits=bindparam("now_are"))
_LATEST: Final = (
    select(counter_commands, tickets.c.number)
    .join(tickets, tickets.c.id == counter_commands.c.ticket_id)
    .where(counter_commands.c.counter_id == bindparam("counter_id"))
    .order_by(counter_commands.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class AtCounter:
    """A counter as a command finds it: the business day, what the clerk set, who sits there, and the ticket in hand."""

    counter: Counter
    day: date
    kept: str
    staff_id: int | None
    credits: Mapping[str, int]
    ticket: Ticket | None


@dataclass(frozen=True, slots=True)
class Command:
    """The last command of a counter. `before` and `after` hold the ticket's columns and whatever else it changed."""

    id: int
    ticket_id: int
    number: str
    name: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    at: datetime
    undone: bool


def at_counter(work: Work, hall: Hall, counter: Counter) -> AtCounter:
    """One look at everything that a command needs. Raises `Stale` and `NewDay` like `days.in_force`."""
    row = work.connection.execute(_AT, {"counter_id": counter.id}).one()
    if row.setup != hall.version:
        raise Stale
    day: date | None = row.hall_day
    if day is None or day < business_day(work.now, hall.timezone):
        raise NewDay
    ticket = None if row.id is None else from_row(hall, row)
    return AtCounter(counter, day, row.kept, row.staff_id, credits_of(row.credits), ticket)


def credits_of(text: str) -> dict[str, int]:
    """What each line saved up, out of its kept text ("A:3,U:-2")."""
    return {letter: int(saved) for letter, _, saved in (part.partition(":") for part in text.split(",") if part)}


def keep_credits(connection: Connection, counter: Counter, credits: Mapping[str, int]) -> None:
    """Keeps what each line saved up."""
    words = ",".join(f"{letter}:{saved}" for letter, saved in sorted(credits.items()))
    connection.execute(_CREDITS, {"counter_id": counter.id, "now_are": words})


def win(work: Work, hall: Hall, ticket_id: int, counter_id: int) -> Ticket | None:
    """The conditional update of promise 3: the called ticket for the one counter that got it, None for the others."""
    asked = {"ticket_id": ticket_id, "counter": counter_id, "now_at": micros(work.now)}
    row = work.connection.execute(_WIN, asked).one_or_none()
    return None if row is None else from_row(hall, row)


def columns(hall: Hall, ticket: Ticket) -> dict[str, Any]:
    """What commands change of a ticket, as it is kept."""
    own = ticket.number[0] == ticket.line
    return {
        "state": ticket.state.value,
        "moved_line_id": None if own else hall.lines[ticket.line].id,
        "counter_id": None if ticket.counter is None else hall.counters[ticket.counter].id,
        "called_at": micros(ticket.called_at),
        "serving_at": micros(ticket.serving_at),
        "ended_at": micros(ticket.ended_at),
        "reason": ticket.reason,
        "hold_until": micros(ticket.hold_until),
        "wanted_counter_id": None if ticket.wanted is None else hall.counters[ticket.wanted].id,
        "after_calls": ticket.after_calls,
        "chances": ticket.chances,
    }


def keep(connection: Connection, ticket_id: int, was: str, new: Mapping[str, Any]) -> None:
    """Keeps a ticket's new columns; `wrong_state` when somebody else changed it meanwhile."""
    asked = {"ticket_id": ticket_id, "was": was, **{f"new_{name}": new[name] for name in _CHANGE}}
    if _KEEP.run(connection, asked).rowcount != 1:
        raise Refused("wrong_state", "Nomor ini baru saja diubah di tempat lain. Lihat layar sekali lagi.")


def leaves_line(connection: Connection, hall: Hall, ticket: Ticket) -> int:
    """One less waits in the ticket's line, and it is the line's last called. Who was absent comes one call nearer.

    Gives how many wait again by this.
    """
    line_id, day = hall.lines[ticket.line].id, day_key(connection, ticket.day)
    asked = {"number": ticket.number, "line_id": line_id, "day": day, "hall_id": hall.id}
    if not _LEAVES.run(connection, asked).one().to_come_back:
        return 0
    rows = _ONE_CALL_LESS.run(connection, asked).all()
    back = sum(1 for row in rows if row.state == TicketState.WAITING)
    if back:
        count(connection, hall, ticket.line, ticket.day, back)
    return back


def one_call_more(connection: Connection, hall: Hall, ticket: Ticket, since: datetime) -> None:
    """A call was taken back: who was absent before it waits for one more."""
    asked = {"hall_id": hall.id, "day": day_key(connection, ticket.day), "line_id": hall.lines[ticket.line].id,
             "since": micros(since)}  # fmt: skip
    _ONE_CALL_MORE.post(connection, asked)


def count(connection: Connection, hall: Hall, letter: str, day: date, by: int) -> None:
    """So many more (or less) wait in a line."""
    _COUNT.post(connection, {"line_id": hall.lines[letter].id, "day": day_key(connection, day), "by": by})


def last_called(connection: Connection, hall: Hall, letter: str, day: date, was: str, now_is: str | None) -> None:
    """The line's last called number, unless another was called since."""
    connection.execute(
        text(
            "UPDATE line_days SET last_called = :now_is WHERE line_id = :line_id AND day = :day AND last_called = :was"
        ),
        {"line_id": hall.lines[letter].id, "day": day_key(connection, day), "was": was, "now_is": now_is},
    )


def let_go(connection: Connection, hall: Hall, counter: Counter, day: date) -> None:
    """Whoever waits for this very counter waits for any counter of the line again."""
    connection.execute(
        update(tickets)
        .where(tickets.c.hall_id == hall.id, tickets.c.day == day, literal_column("state = 'waiting'"))
        .where(text("(due_at IS NOT NULL OR wanted_counter_id IS NOT NULL OR moved_line_id IS NOT NULL)"))
        .where(tickets.c.wanted_counter_id == counter.id)
        .values(wanted_counter_id=None)
    )


# -- commands that can be taken back


def log(
    work: Work, hall: Hall, counter: Counter, ticket_id: int, name: str, before: Any, after: Any, asker: str
) -> None:
    """Keeps a command with what it changed."""
    values = {
        "hall_id": hall.id, "counter_id": counter.id, "ticket_id": ticket_id, "command": name,
        "before": json.dumps(before, separators=(",", ":")), "after": json.dumps(after, separators=(",", ":")),
        "at": micros(work.now), "asker": asker,
    }  # fmt: skip
    _LOG.post(work.connection, values)


def latest(connection: Connection, counter: Counter) -> Command | None:
    """The counter's last command."""
    row = connection.execute(_LATEST, {"counter_id": counter.id}).one_or_none()
    if row is None:
        return None
    return Command(
        row.id, row.ticket_id, row.number, row.command, json.loads(row.before), json.loads(row.after), moment(row.at),
        row.undone_at is not None,
    )  # fmt: skip


def undone(connection: Connection, command: Command, at: datetime) -> None:
    """The command was taken back."""
    connection.execute(update(counter_commands).where(counter_commands.c.id == command.id).values(undone_at=micros(at)))


def forget(connection: Connection, hall: Hall, before: datetime) -> None:
    """Commands of earlier days can no longer be taken back."""
    connection.execute(
        delete(counter_commands).where(counter_commands.c.hall_id == hall.id, counter_commands.c.at < micros(before))
    )
