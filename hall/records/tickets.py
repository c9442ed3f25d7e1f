"""Tickets as they stand, the locked number row of a line, calls, and the pulse of a hall. This is the hot path.

The line's row and the pulse are the last two in the order of locks (`hall.records.locks`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Table,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
)

from hall.errors import Refused
from hall.records.hot import Hot, day_key
from hall.records.tables import calls, halls, print_jobs, pulses, tickets
from hall.records.times import micros, moment
from hall.records.unit_of_work import NewDay, Stale, Work
from hall.rules.hall import Hall
from hall.rules.queue_policy import DUE_BEFORE
from hall.rules.tickets import PrintNews, Ticket, TicketState

CLOCK_SLACK: Final = timedelta(seconds=5)  # two hosts' clocks may differ by this much

ANY_TIME: Final = 2**62
_TAKES: Final = (
    "INSERT INTO line_days (line_id, day, last_number, waiting, run, passes) VALUES (:line_id, :day, 1, 1, 0, '') "
    "ON CONFLICT (line_id, day) DO UPDATE "
    "SET last_number = line_days.last_number + 1, waiting = line_days.waiting + 1 "
    "RETURNING last_number, waiting, (SELECT count(*) FROM counter_lines AS cl "
    "JOIN counters AS c ON c.id = cl.counter_id "
    "WHERE cl.line_id = line_days.line_id AND c.state = 'open') AS open_counters"
)
_RISES: Final = (
    "UPDATE pulses SET version = version + 1, last_call = last_call + :calls, "
    "newest_at = CASE WHEN newest_at > :now THEN newest_at ELSE :now END"
)
_IF: Final = "WHERE hall_id = :hall_id AND setup = :setup AND pulses.day = :day AND newest_at <= :latest"
_BIG: Final = (bindparam("now", type_=BigInteger), bindparam("latest", type_=BigInteger))
_NUMBER = Hot(text(_TAKES))
_PULSE = Hot(text(f"{_RISES} {_IF} RETURNING version, last_call").bindparams(*_BIG))
# PostgreSQL, where each statement is a turn-around: the line's row first, then the pulse, as ever; and the ids, so that
# nobody has to wait for the rows that get them.
_NUMBER_AND_PULSE = Hot(
    text(
        f"WITH taken AS ({_TAKES}) {_RISES} FROM taken {_IF} RETURNING version, last_number, taken.waiting, open_counters, "
        "nextval('tickets_id_seq') AS ticket_id, nextval('print_jobs_id_seq') AS job_id"
    ).bindparams(*_BIG)
)
_READ_PULSE = select(pulses).where(pulses.c.hall_id == bindparam("hall_id"))
_INSERT_CALL = Hot(
    insert(calls).inline(), ("hall_id", "call_id", "ticket_id", "number", "counter_id", "day", "at", "recall")
)
WAITING: Final[ColumnElement[bool]] = literal_column("tickets.state = 'waiting'")
ACTIVE: Final[ColumnElement[bool]] = literal_column("tickets.state IN ('called', 'serving')")
# As text: in the RETURNING of an UPDATE SQLAlchemy would not tie the ticket of a subquery to the updated one.
_SLIP: Final = (
    "(SELECT p.{} FROM print_jobs AS p WHERE p.ticket_id = tickets.id AND p.kind = 'ticket' "
    "ORDER BY p.copy DESC LIMIT 1)"
)
WHOLE: Final = (
    *tickets.c, literal_column(_SLIP.format("id")).label("slip_id"), literal_column(_SLIP.format("state")).label("slip_state"),
)  # fmt: skip
"""The columns of which `from_row` makes a ticket."""
_WHOLE = select(*WHOLE)
_OF_COUNTER = _WHOLE.where(tickets.c.counter_id == bindparam("counter_id"), ACTIVE)
_BY_ID = _WHOLE.where(tickets.c.id == bindparam("ticket_id"))
_BY_TOKEN = _WHOLE.where(tickets.c.token == bindparam("token"))
_BY_NUMBER = _WHOLE.where(
    tickets.c.hall_id == bindparam("hall_id"),
    tickets.c.day == bindparam("day"),
    tickets.c.line_id == bindparam("line_id"),
    tickets.c["count"] == bindparam("count_"),
)
_SLUG = select(halls.c.slug).where(halls.c.id == bindparam("hall_id"))
# First the hall's newest ten, then those of today: before the day's first call this must not look for ten in the past.
_NEWEST_CALLS = (
    select(calls).where(calls.c.hall_id == bindparam("hall_id")).order_by(calls.c.call_id.desc()).limit(10).subquery()
)
_LAST_CALLS = (
    select(_NEWEST_CALLS).where(_NEWEST_CALLS.c.day == bindparam("day")).order_by(_NEWEST_CALLS.c.call_id.desc())
)
_RECALLS = select(text("count(*)")).select_from(calls).where(
    calls.c.ticket_id == bindparam("ticket_id"), literal_column("recall = 1"), calls.c.at >= bindparam("since")
)  # fmt: skip


def next_number(connection: Connection, line_id: int, day: date) -> tuple[int, int, int]:
    """Takes the next number of a line: (number, people waiting with this one, open counters). Locks the line's row."""
    row = _NUMBER.run(connection, {"line_id": line_id, "day": day_key(connection, day)}).one()
    return row.last_number, row.waiting, row.open_counters


@dataclass(frozen=True, slots=True)
class Taken:
    """A number with what was true at its moment. `ids`: of its ticket and its slip's job, where the store gives them ahead."""

    number: int
    waiting: int
    open_counters: int
    version: int
    ids: tuple[int, int] | None = None


def take_number(work: Work, hall: Hall, line_id: int, day: date) -> Taken:
    """`next_number` and the `beat` of an issued number. Raises as `beat`."""
    if work.connection.dialect.name == "sqlite":
        return Taken(*next_number(work.connection, line_id, day), beat(work, hall, day, issued=True)[0])
    asked = _pulse_of(work, hall, day, calls=0, issued=True)
    row = _NUMBER_AND_PULSE.run(work.connection, {**asked, "line_id": line_id}).one_or_none()
    if row is None:
        raise why_not(work, hall, day)
    return Taken(row.last_number, row.waiting, row.open_counters, row.version, (row.ticket_id, row.job_id))


def beat(work: Work, hall: Hall, day: date, *, called: bool = False, issued: bool = False) -> tuple[int, int]:
    """The hall's pulse rises: (version, last call id). Comes last in a transaction, so its lock is short.

    Raises `Stale` when the set-up changed, `clock_behind` when a number is `issued` while the clock stands before the
    newest record, and asks for the new day (`NewDay`) when the hall has not entered `day` yet.
    """
    row = _PULSE.run(work.connection, _pulse_of(work, hall, day, calls=int(called), issued=issued)).one_or_none()
    if row is None:
        raise why_not(work, hall, day)
    return row.version, row.last_call


def _pulse_of(work: Work, hall: Hall, day: date, *, calls: int, issued: bool) -> dict[str, Any]:
    now = micros(work.now)
    return {
        "calls": calls, "now": now, "hall_id": hall.id, "setup": hall.version, "day": day_key(work.connection, day),
        "latest": now + micros_of(CLOCK_SLACK) if issued else ANY_TIME,
    }  # fmt: skip


def why_not(work: Work, hall: Hall, day: date) -> Exception:
    """Why the pulse did not rise."""
    row = work.connection.execute(_READ_PULSE, {"hall_id": hall.id}).one()
    if row.setup != hall.version:
        return Stale()
    if row.newest_at > micros(work.now) + micros_of(CLOCK_SLACK) or (row.day is not None and row.day > day):
        return Refused("clock_behind")
    return NewDay()


def micros_of(span: timedelta) -> int:
    """A span of time in microseconds."""
    return span // timedelta(microseconds=1)


@lru_cache(maxsize=8)
def _keeping(table: Table, columns: tuple[str, ...]) -> Hot:
    return Hot(insert(table).inline().returning(table.c.id), columns)


def add_ticket(connection: Connection, values: dict[str, Any]) -> int:
    """Keeps a new ticket; gives its id."""
    row = values | {"day": day_key(connection, values["day"])}
    return int(_keeping(tickets, tuple(values)).run(connection, row).one().id)


def add_job(connection: Connection, values: dict[str, Any]) -> int:
    """Keeps a print job in the ticket's own transaction; gives its id."""
    return int(_keeping(print_jobs, tuple(values)).run(connection, values).one().id)


@lru_cache(maxsize=8)
def _keeping_as(table: Table, columns: tuple[str, ...]) -> Hot:
    return Hot(insert(table).inline(), columns)


def add_with_job(
    connection: Connection, ticket: dict[str, Any], job: dict[str, Any], ids: tuple[int, int] | None
) -> tuple[int, int]:
    """Keeps a new ticket with the job of its slip: (ticket, job), which are `ids` where the number brought them."""
    if ids is None:
        ticket_id = add_ticket(connection, ticket)
        return ticket_id, add_job(connection, job | {"ticket_id": ticket_id})
    ticket_id, job_id = ids
    for table, row in (
        (tickets, ticket | {"id": ticket_id, "day": day_key(connection, ticket["day"])}),
        (print_jobs, job | {"id": job_id, "ticket_id": ticket_id}),
    ):
        _keeping_as(table, tuple(row)).post(connection, row)
    return ids


def add_call(connection: Connection, ticket: Ticket, call_id: int, counter_id: int, at: datetime, recall: bool) -> None:
    """Keeps a call."""
    values = {"hall_id": ticket.hall_id, "call_id": call_id, "ticket_id": ticket.id, "number": ticket.number,
              "counter_id": counter_id, "day": day_key(connection, ticket.day), "at": micros(at),
              "recall": int(recall)}  # fmt: skip
    _INSERT_CALL.post(connection, values)


def of_counter(connection: Connection, hall: Hall, counter_id: int) -> Ticket | None:
    """The counter's active ticket."""
    row = connection.execute(_OF_COUNTER, {"counter_id": counter_id}).one_or_none()
    return None if row is None else from_row(hall, row)


def by_number(connection: Connection, hall: Hall, number: str, day: date) -> Ticket | None:
    """A ticket of the business day by its number, wherever it waits."""
    line, figures = hall.lines.get(number[:1].upper()), number[1:]
    if line is None or not (figures.isascii() and figures.isdigit() and len(figures) <= 9):
        return None
    asked = {"hall_id": hall.id, "day": day, "line_id": line.id, "count_": int(figures)}
    row = connection.execute(_BY_NUMBER, asked).one_or_none()
    return None if row is None else from_row(hall, row)


def by_id(connection: Connection, hall: Hall, ticket_id: int) -> Ticket:
    """A ticket by its row."""
    return from_row(hall, connection.execute(_BY_ID, {"ticket_id": ticket_id}).one())


def by_token(connection: Connection, token: str) -> Row[Any] | None:
    """The raw row of a token (its hall is not known yet), or None."""
    return connection.execute(_BY_TOKEN, {"token": token}).one_or_none()


def hall_slug(connection: Connection, hall_id: int) -> str:
    """The slug of a ticket's hall."""
    return str(connection.execute(_SLUG, {"hall_id": hall_id}).scalar_one())


def from_row(hall: Hall, row: Row[Any]) -> Ticket:
    """The ticket of a row of WHOLE."""
    low = row.estimate_from
    return Ticket(
        id=row.id,
        hall_id=row.hall_id,
        day=row.day,
        line=hall.letters[row.moved_line_id or row.line_id],
        number=row.number,
        token=row.token,
        layanan=hall.codes[row.layanan_id],
        state=TicketState(row.state),
        priority=bool(row.priority),
        place=row.place,
        issued_at=moment(row.issued_at),
        waiting_before=row.waiting_before,
        language=row.language,
        due_at=moment(row.due_at),
        estimate=None if low is None else (low, row.estimate_to),
        counter=None if row.counter_id is None else hall.desks[row.counter_id],
        called_at=moment(row.called_at),
        serving_at=moment(row.serving_at),
        ended_at=moment(row.ended_at),
        reason=row.reason,
        slip=None if row.slip_id is None else PrintNews(row.slip_id, row.slip_state),
        hold_until=moment(row.hold_until),
        wanted=None if row.wanted_counter_id is None else hall.desks[row.wanted_counter_id],
        after_calls=row.after_calls,
        chances=row.chances,
        people=row.people,
        origin=row.origin,
        written=row.written,
    )


def waits_before(connection: Connection, ticket: Ticket, line_id: int, now: datetime) -> int:
    """How many wait in the same line before this ticket: earlier ones of its class, and all who go ahead before others.

    Who waits for a counter of their own waits behind those alone who were sent there earlier.
    """
    due_until = micros(now + DUE_BEFORE)
    apart = connection.execute(_APART_OF_DAY, {"hall_id": ticket.hall_id, "day": ticket.day}).all()
    if ticket.wanted is not None:
        mine = next((row.wanted_counter_id for row in apart if row.id == ticket.id), None)
        return sum(row.wanted_counter_id == mine and row.place < ticket.place for row in apart)
    ahead = ticket.priority or (ticket.due_at is not None and micros(ticket.due_at) <= due_until)
    plain = _PLAIN_AHEAD if ahead else _PLAIN_BEFORE
    asked = {"line_id": line_id, "day": ticket.day, "place": ticket.place}
    before = int(connection.execute(plain, asked).scalar_one())
    for row in apart:
        if row.wanted_counter_id is not None or (row.moved_line_id or row.line_id) != line_id:
            continue
        goes_ahead = row.priority == 1 or (row.due_at is not None and row.due_at <= due_until)
        before += (row.place < ticket.place and goes_ahead >= ahead) or goes_ahead > ahead
    return before


_IS_APART: Final[ColumnElement[bool]] = literal_column(
    "(due_at IS NOT NULL OR wanted_counter_id IS NOT NULL OR moved_line_id IS NOT NULL)"
)
_APART_OF_DAY: Final = select(
    tickets.c.id, tickets.c.line_id, tickets.c.moved_line_id, tickets.c.wanted_counter_id, tickets.c.priority,
    tickets.c.place, tickets.c.due_at,
).where(
    tickets.c.hall_id == bindparam("hall_id"), tickets.c.day == bindparam("day"), literal_column("state = 'waiting'"),
    _IS_APART,
)  # fmt: skip
_PLAIN: Final = select(func.count()).where(
    tickets.c.line_id == bindparam("line_id"), tickets.c.day == bindparam("day"), literal_column("state = 'waiting'"),
    tickets.c.due_at.is_(None), tickets.c.wanted_counter_id.is_(None), tickets.c.moved_line_id.is_(None),
)  # fmt: skip
_EARLIER: Final = tickets.c.place < bindparam("place")
_PLAIN_AHEAD: Final = _PLAIN.where(tickets.c.priority == 1, _EARLIER)
_PLAIN_BEFORE: Final = _PLAIN.where(or_(tickets.c.priority == 1, _EARLIER))


def unserved(connection: Connection, hall: Hall, day: date, asker: str, since: datetime) -> int:
    """How many numbers this asker took since then that still wait."""
    query = select(func.count()).where(
        tickets.c.hall_id == hall.id, tickets.c.day == day, WAITING,
        tickets.c.asker == asker, tickets.c.issued_at >= micros(since),
    )  # fmt: skip
    return int(connection.execute(query).scalar_one())


def recalls(connection: Connection, ticket: Ticket) -> int:
    """How often a ticket was called again since it was called."""
    since = micros(ticket.called_at or ticket.issued_at)
    return int(connection.execute(_RECALLS, {"ticket_id": ticket.id, "since": since}).scalar_one())


def last_calls(connection: Connection, hall: Hall, day: date) -> list[dict[str, Any]]:
    """The last ten calls of the day, newest first, whatever became of their tickets."""
    rows = connection.execute(_LAST_CALLS, {"hall_id": hall.id, "day": day})
    return [
        {"call_id": row.call_id, "number": row.number, "counter": hall.desks[row.counter_id],
         "at": moment(row.at), "recall": bool(row.recall)}
        for row in rows
    ]  # fmt: skip
