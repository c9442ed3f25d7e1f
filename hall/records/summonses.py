"""Summonses and every try to deliver them. Nobody has two in force: the database says so (`uq_summonses_in_force`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, func, insert, or_, select, update

from hall.records.database import inserted_id
from hall.records.tables import events, residents, session_slots, summons_attempts, summonses
from hall.records.times import micros, moment
from hall.rules.calendar import clock_text
from hall.rules.hall import Hall
from hall.rules.recording import Session, Slot
from hall.rules.residents import Candidate
from hall.rules.summonses import ABSENT, BEFORE_THE_DAY, IN_FORCE, Attempt, Summons

LOCKED = "summons.locked"
NEWEST = 2000  # events of two crowded minutes; there may be millions, and they have no index by kind
CALLABLE = ("unrecorded",)
CHUNK = 500  # SQLite and PostgreSQL take more in one IN; the plans stay small


def by_code(
    connection: Connection, hall: Hall, code: str, *, hold: bool = False
) -> tuple[Summons, Session, Slot] | None:
    """The summons of a code with its session and window. `hold`: for this transaction (PostgreSQL; a reader must not)."""
    from hall.records import sessions as kept

    asked = _select().where(summonses.c.hall_id == hall.id, summonses.c.code == code)
    asked = asked.with_for_update(of=summonses, key_share=True) if hold else asked
    row = connection.execute(asked).mappings().one_or_none()
    if row is None:
        return None
    (session,) = kept.read(connection, hall, [row["session_id"]])
    slot = next(slot for slot in kept.slots(connection, [session.id])[session.id] if slot.id == row["slot_id"])
    return _summons(row), session, slot


def add(connection: Connection, hall: Hall, values: dict[str, Any], now: datetime) -> int:
    """A new summons; IntegrityError where the person has one in force or the code was given before."""
    return inserted_id(
        connection.execute(
            insert(summonses).values(**values, hall_id=hall.id, created_at=micros(now), changed_at=micros(now))
        )
    )


def add_all(connection: Connection, hall: Hall, rows: Sequence[dict[str, Any]], now: datetime) -> None:
    """Many at once; as `add`."""
    if rows:
        at = micros(now)
        connection.execute(
            insert(summonses), [{**row, "hall_id": hall.id, "created_at": at, "changed_at": at} for row in rows]
        )


def set_state(connection: Connection, summons: int, state: str, now: datetime, was: str | Collection[str]) -> bool:
    """Another state; False where it was not in the state (in one of the states) `was` any more."""
    states = (was,) if isinstance(was, str) else was
    asked = update(summonses).where(summonses.c.id == summons, summonses.c.state.in_(states))
    return bool(connection.execute(asked.values(state=state, changed_at=micros(now))).rowcount)


def void(connection: Connection, resident: int, state: str, now: datetime) -> None:
    """Whoever is not expected any more has no letter before its day: it gets this state, and its window is free again."""
    from hall.records import sessions as kept

    expected = and_(summonses.c.resident_id == resident, summonses.c.state.in_(BEFORE_THE_DAY))
    asked = update(summonses).where(expected).values(state=state, changed_at=micros(now))
    for slot in connection.execute(asked.returning(summonses.c.slot_id)).scalars().all():
        kept.give_back(connection, slot)


def hold(connection: Connection, ids: Sequence[int]) -> bool:
    """Keeps these letters before their day, in one order, until the transaction ends (PostgreSQL); False where one of them was
    used, moved or cancelled meanwhile."""
    return _held(connection, summonses.c.id.in_(list(ids))) == len(ids)


def hold_expected(connection: Connection, residents_: Sequence[int]) -> None:
    """Keeps the letters before their day of these people, in one order, until the transaction ends (PostgreSQL): whoever shows
    one at a kiosk waits, and then finds what was written of them."""
    _held(connection, summonses.c.resident_id.in_(list(residents_)))


def _held(connection: Connection, whose: ColumnElement[bool]) -> int:
    asked = select(summonses.c.id).where(whose, summonses.c.state.in_(BEFORE_THE_DAY))
    return len(connection.execute(asked.order_by(summonses.c.id).with_for_update(key_share=True)).all())


def set_ticket(connection: Connection, summons: int, ticket: int, state: str, now: datetime) -> None:
    """The person is here: the summons has its ticket."""
    connection.execute(
        update(summonses).where(summonses.c.id == summons).values(ticket_id=ticket, state=state, changed_at=micros(now))
    )


def of_session(connection: Connection, hall: Hall, session: int, states: Iterable[str] | None = None) -> list[Summons]:
    """The summonses of a session, by window and code."""
    asked = _select().where(summonses.c.hall_id == hall.id, summonses.c.session_id == session)
    if states is not None:
        asked = asked.where(summonses.c.state.in_(list(states)))
    rows = connection.execute(asked.order_by(session_slots.c.start_at, summonses.c.id)).mappings()
    return [_summons(row) for row in rows]


def of_codes(connection: Connection, hall: Hall, codes: Sequence[str]) -> list[Summons]:
    """The summonses of these codes."""
    asked = _select().where(summonses.c.hall_id == hall.id, summonses.c.code.in_(list(codes)))
    return [_summons(row) for row in connection.execute(asked.order_by(summonses.c.id)).mappings()]


def of_resident(connection: Connection, hall: Hall, resident: int) -> list[Summons]:
    """Every summons of a person, oldest first."""
    asked = _select().where(summonses.c.hall_id == hall.id, summonses.c.resident_id == resident)
    return [_summons(row) for row in connection.execute(asked.order_by(summonses.c.id)).mappings()]


def of_tickets(connection: Connection, tickets: Iterable[int]) -> list[Summons]:
    """The summonses that these tickets stand for (a family has several)."""
    asked = _select().where(summonses.c.ticket_id.in_(list(tickets)))
    return [_summons(row) for row in connection.execute(asked.order_by(summonses.c.id)).mappings()]


def page(
    connection: Connection, hall: Hall, states: Sequence[str], session: int | None, before: int | None, how_many: int
) -> list[Summons]:
    """Summonses of these states (of all where there is none), newest first."""
    asked = _select().where(summonses.c.hall_id == hall.id)
    if states:
        asked = asked.where(summonses.c.state.in_(list(states)))
    if session is not None:
        asked = asked.where(summonses.c.session_id == session)
    if before is not None:
        asked = asked.where(summonses.c.id < before)
    return [
        _summons(row) for row in connection.execute(asked.order_by(summonses.c.id.desc()).limit(how_many)).mappings()
    ]


def called(connection: Connection, hall: Hall, residents: Sequence[int]) -> set[int]:
    """Which of these people have a summons in force."""
    found: set[int] = set()
    for place in range(0, len(residents), CHUNK):
        asked = select(summonses.c.resident_id).where(
            summonses.c.resident_id.in_(residents[place : place + CHUNK]), summonses.c.state.in_(IN_FORCE)
        )
        found.update(connection.execute(asked).scalars())
    return found


def expected_at(connection: Connection, session: int, resident: int) -> int | None:
    """The letter with which this person is expected at the session, None for who is not, or came already."""
    asked = select(summonses.c.id).where(
        summonses.c.session_id == session, summonses.c.resident_id == resident, summonses.c.state.in_(BEFORE_THE_DAY)
    )
    return connection.execute(asked).scalar_one_or_none()


def absences(connection: Connection, residents: Sequence[int]) -> dict[int, int]:
    """How often each of these people did not come when they were called; who always came or was never called is not in it."""
    found: dict[int, int] = {}
    for place in range(0, len(residents), CHUNK):
        asked = (
            select(summonses.c.resident_id, func.count())
            .where(summonses.c.resident_id.in_(residents[place : place + CHUNK]), summonses.c.state == ABSENT)
            .group_by(summonses.c.resident_id)
        )
        found.update({resident: count for resident, count in connection.execute(asked)})
    return found


def add_attempt(connection: Connection, summons: int, attempt: Attempt) -> None:
    """One try to reach somebody."""
    connection.execute(
        insert(summons_attempts).values(
            summons_id=summons, channel=attempt.channel, outcome=attempt.outcome, at=micros(attempt.at), by=attempt.by,
            note=attempt.note,
        )
    )  # fmt: skip


def attempts(connection: Connection, ids: Sequence[int]) -> dict[int, list[Attempt]]:
    """The tries of these summonses, oldest first."""
    found: dict[int, list[Attempt]] = {}
    asked = select(summons_attempts).where(summons_attempts.c.summons_id.in_(list(ids))).order_by(summons_attempts.c.id)
    for row in connection.execute(asked):
        found.setdefault(row.summons_id, []).append(Attempt(row.channel, row.outcome, moment(row.at), row.by, row.note))
    return found


def _select() -> Select[Any]:
    return select(summonses, session_slots.c.start_at, session_slots.c.end_at).join(
        session_slots, session_slots.c.id == summonses.c.slot_id
    )


def _summons(row: RowMapping) -> Summons:
    return Summons(
        id=row["id"], code=row["code"], resident_id=row["resident_id"], session_id=row["session_id"],
        slot_id=row["slot_id"], call=row["call"], state=row["state"], ticket_id=row["ticket_id"],
        window=(moment(row["start_at"]), moment(row["end_at"])), from_id=row["from_id"],
    )  # fmt: skip


def candidates(connection: Connection, hall: Hall, numbers: Sequence[int], born_until: date) -> list[Candidate]:
    """The people with these numbers of the register who may be called: not recorded yet, without a summons in force, and
    born by that day or married."""
    found: list[Candidate] = []
    for place in range(0, len(numbers), CHUNK):
        rows = connection.execute(
            select(residents.c.id, residents.c.village, residents.c.family_mark, residents.c.born_on).where(
                residents.c.hall_id == hall.id, residents.c.number.in_(numbers[place : place + CHUNK]),
                residents.c.state.in_(CALLABLE), residents.c.sealed != "",
                or_(residents.c.born_on <= born_until, residents.c.married == 1),
            )
        ).all()  # fmt: skip
        ids = [row.id for row in rows]
        busy, before = called(connection, hall, ids), absences(connection, ids)
        found += [
            Candidate(row.id, row.village, row.family_mark, row.born_on, before.get(row.id, 0))
            for row in rows
            if row.id not in busy
        ]
    return found


def numbers_of(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Row of a person -> number of the register."""
    found: dict[int, int] = {}
    for place in range(0, len(ids), CHUNK):
        asked = select(residents.c.id, residents.c.number).where(residents.c.id.in_(ids[place : place + CHUNK]))
        found.update({row.id: row.number for row in connection.execute(asked)})
    return found


def sealed_people(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Row of a person -> what names them, still sealed, and the village."""
    found: dict[int, tuple[str, str]] = {}
    for place in range(0, len(ids), CHUNK):
        asked = select(residents.c.id, residents.c.sealed, residents.c.village).where(
            residents.c.id.in_(ids[place : place + CHUNK])
        )
        found.update({row.id: (row.sealed, row.village) for row in connection.execute(asked)})
    return found


def villages_of(connection: Connection, session: int) -> list[tuple[str, int]]:
    """The villages of a session's summonses in force, with how many, by name."""
    asked = (
        select(residents.c.village, func.count())
        .join(summonses, summonses.c.resident_id == residents.c.id)
        .where(summonses.c.session_id == session, summonses.c.state.in_(IN_FORCE))
        .group_by(residents.c.village)
        .order_by(residents.c.village)
    )
    return [(village, count) for village, count in connection.execute(asked)]


def last_lock(connection: Connection, hall: Hall, since: datetime) -> tuple[datetime, str | None] | None:
    """When and where an entry was last closed since then (a little while ago: among the newest events alone)."""
    newest = select(func.max(events.c.id) - NEWEST).scalar_subquery()
    asked = select(events.c.at, events.c.subject).where(
        events.c.id > newest, events.c.hall_id == hall.id, events.c.kind == LOCKED, events.c.at >= micros(since)
    )
    row = connection.execute(asked.order_by(events.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else (moment(row.at), row.subject)


def locks(connection: Connection, hall: Hall, since: datetime) -> list[str]:
    """The clock times since then at which an entry was closed after wrong codes, newest first."""
    asked = select(events.c.at).where(
        events.c.hall_id == hall.id, events.c.kind == LOCKED, events.c.at >= micros(since)
    )
    zone = ZoneInfo(hall.timezone)
    rows = connection.execute(asked.order_by(events.c.at.desc()).limit(5)).scalars()
    return [clock_text(moment(at).astimezone(zone)) for at in rows]
