"""Sessions of recording with their windows of arrival. Who goes over a window's capacity is stopped by the update itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, bindparam, exists, func, insert, select, update

from hall.records.database import inserted_id
from hall.records.hot import Hot
from hall.records.tables import session_slots, sessions, station_runs, summonses, visits
from hall.records.times import micros, moment
from hall.rules.hall import Hall
from hall.rules.recording import EXPECTING, Session, Slot
from hall.rules.summonses import IN_FORCE

_TAKE = Hot(
    update(session_slots)
    .where(session_slots.c.id == bindparam("slot"), session_slots.c.taken + bindparam("n") <= session_slots.c.capacity)
    .values(taken=session_slots.c.taken + bindparam("n"))
)
_GIVE = Hot(
    update(session_slots)
    .where(session_slots.c.id == bindparam("slot"), session_slots.c.taken >= bindparam("n"))
    .values(taken=session_slots.c.taken - bindparam("n"))
)


def add(connection: Connection, hall: Hall, values: Mapping[str, Any], windows: Sequence[Slot], now: datetime) -> int:
    """A new session (`values`: its columns) with its windows; gives its id. IntegrityError for a code given before."""
    plan = json.dumps(values["plan"], ensure_ascii=False, separators=(",", ":"))
    session = inserted_id(
        connection.execute(
            insert(sessions).values(
                **{**values, "plan": plan}, hall_id=hall.id, created_at=micros(now), changed_at=micros(now)
            )
        )
    )
    add_slots(connection, session, windows)
    return session


def add_slots(connection: Connection, session: int, windows: Sequence[Slot]) -> None:
    """Windows of a session (their ids are given by the store)."""
    if windows:
        connection.execute(
            insert(session_slots),
            [
                {"session_id": session, "start_at": micros(slot.start), "end_at": micros(slot.end),
                 "capacity": slot.capacity, "taken": slot.taken}
                for slot in windows
            ],
        )  # fmt: skip


def read(connection: Connection, hall: Hall, ids: Iterable[int]) -> list[Session]:
    """These sessions of the hall, by day and code."""
    return _sessions(connection, hall, sessions.c.id.in_(list(ids)))


def one(connection: Connection, hall: Hall, code: str, *, hold: bool = False) -> Session | None:
    """The hall's session with this code. `hold`: for this transaction (PostgreSQL; a reader must not)."""
    asked = select(sessions).where(sessions.c.hall_id == hall.id, sessions.c.code == code)
    asked = asked.with_for_update(key_share=True) if hold else asked
    row = connection.execute(asked).mappings().one_or_none()
    return None if row is None else _session(row)


def hold(connection: Connection, hall: Hall, ids: Iterable[int]) -> None:
    """Keeps these sessions, in one order, from everybody else until the transaction ends (PostgreSQL; SQLite has one writer).

    They come before letters (`hall.records.locks`). Who only points at a session (a visit) does not wait (`key_share`): who
    checks in holds the letter by then, and a session that is cancelled waits for it.
    """
    asked = select(sessions.c.id).where(sessions.c.hall_id == hall.id, sessions.c.id.in_(list(ids)))
    connection.execute(asked.order_by(sessions.c.id).with_for_update(key_share=True)).all()


def of_day(connection: Connection, hall: Hall, day: date) -> list[Session]:
    """Every session of a day, cancelled ones too."""
    return _sessions(connection, hall, sessions.c.day == day)


def between(connection: Connection, hall: Hall, first: date, last: date) -> list[Session]:
    """Every session of these days, cancelled ones too."""
    return _sessions(connection, hall, sessions.c.day.between(first, last))


def expecting(connection: Connection, hall: Hall, first: date, how_many: int = 200) -> list[Session]:
    """Sessions from this day on to which people may be called, the next ones first."""
    asked = (
        select(sessions)
        .where(sessions.c.hall_id == hall.id, sessions.c.day >= first, sessions.c.state.in_(EXPECTING))
        .order_by(sessions.c.day, sessions.c.id)
        .limit(how_many)
    )
    return [_session(row) for row in connection.execute(asked).mappings()]


def called_to(
    connection: Connection, hall: Hall, first: date, code: str | None = None
) -> list[tuple[Session, list[Slot]]]:
    """Every session from this day on (`code`: that one alone) that has letters out, the next one first, with the windows of these
    letters. Nobody is called further ahead than a session is planned: a year (`hall.actions.sessions.AHEAD_DAYS`)."""
    ahead = and_(sessions.c.hall_id == hall.id, sessions.c.day >= first, sessions.c.state.in_(EXPECTING))
    ahead = ahead if code is None else and_(ahead, sessions.c.code == code)
    windows: dict[int, list[Slot]] = {}
    asked = select(session_slots).join(sessions, sessions.c.id == session_slots.c.session_id)
    taken = asked.where(ahead, session_slots.c.taken > 0).order_by(session_slots.c.session_id, session_slots.c.start_at)
    for row in connection.execute(taken).mappings():
        windows.setdefault(row["session_id"], []).append(_slot(row))
    out = exists().where(session_slots.c.session_id == sessions.c.id, session_slots.c.taken > 0)
    return [(one, windows[one.id]) for one in _sessions(connection, hall, and_(ahead, out)) if one.id in windows]


def _sessions(connection: Connection, hall: Hall, where: Any) -> list[Session]:
    asked = select(sessions).where(sessions.c.hall_id == hall.id, where).order_by(sessions.c.day, sessions.c.id)
    return [_session(row) for row in connection.execute(asked).mappings()]


def slots(connection: Connection, ids: Iterable[int]) -> dict[int, list[Slot]]:
    """The windows of these sessions in their order, by session."""
    found: dict[int, list[Slot]] = {}
    asked = select(session_slots).where(session_slots.c.session_id.in_(list(ids)))
    for row in connection.execute(asked.order_by(session_slots.c.session_id, session_slots.c.start_at)).mappings():
        found.setdefault(row["session_id"], []).append(_slot(row))
    return found


def take(connection: Connection, slot: int, n: int = 1) -> bool:
    """Takes `n` places of a window; False, and nothing taken, where they do not fit any more."""
    return bool(_TAKE.run(connection, {"slot": slot, "n": n}).rowcount)


def give_back(connection: Connection, slot: int, n: int = 1) -> None:
    """Places of a window are free again."""
    _GIVE.run(connection, {"slot": slot, "n": n})


def change(connection: Connection, session: int, now: datetime, **values: Any) -> None:
    """Other values of a session's columns; its revision rises."""
    if "plan" in values:
        values["plan"] = json.dumps(values["plan"], ensure_ascii=False, separators=(",", ":"))
    connection.execute(
        update(sessions)
        .where(sessions.c.id == session)
        .values(**values, revision=sessions.c.revision + 1, changed_at=micros(now))
    )


def set_capacity(connection: Connection, slot: int, capacity: int) -> bool:
    """A window's capacity; False where more letters than that are out already."""
    changed = connection.execute(
        update(session_slots)
        .where(session_slots.c.id == slot, session_slots.c.taken <= capacity)
        .values(capacity=capacity)
    )
    return bool(changed.rowcount)


def expected(connection: Connection, ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """How many summonses of each state the sessions have."""
    found: dict[int, dict[str, int]] = {}
    asked = (
        select(summonses.c.session_id, summonses.c.state, func.count())
        .where(summonses.c.session_id.in_(list(ids)))
        .group_by(summonses.c.session_id, summonses.c.state)
    )
    for session, state, count in connection.execute(asked):
        found.setdefault(session, {})[state] = count
    return found


def in_force(connection: Connection, session: int) -> int:
    """How many people are still expected at, or have come to, a session."""
    return sum(
        count
        for state, count in expected(connection, [session]).get(session, {}).items()
        if state in IN_FORCE
    )  # fmt: skip


def next_code_count(connection: Connection, hall: Hall, day: date) -> int:
    """The how-manieth session of that day the next one is."""
    asked = select(func.count()).where(sessions.c.hall_id == hall.id, sessions.c.day == day)
    return int(connection.execute(asked).scalar_one()) + 1


def measured(connection: Connection, hall: Hall, since: datetime, least: int) -> dict[str, float]:
    """Median minutes of each station that was passed at least `least` times since then."""
    asked = (
        select(station_runs.c.station, station_runs.c.minutes)
        .join(visits, visits.c.id == station_runs.c.visit_id)
        .where(
            visits.c.hall_id == hall.id, station_runs.c.started_at >= micros(since), station_runs.c.outcome == "pass",
            station_runs.c.minutes.is_not(None),
        )
        .order_by(station_runs.c.station, station_runs.c.minutes)
    )  # fmt: skip
    found: dict[str, list[float]] = {}
    for station, minutes in connection.execute(asked):
        found.setdefault(station, []).append(minutes)
    return {
        station: (runs[(len(runs) - 1) // 2] + runs[len(runs) // 2]) / 2
        for station, runs in found.items()
        if len(runs) >= least
    }


def _session(row: RowMapping) -> Session:
    return Session(
        id=row["id"], code=row["code"], day=row["day"], kind=row["kind"], place=row["place"], capacity=row["capacity"],
        reserve=row["reserve"], state=row["state"], plan=json.loads(row["plan"]), reason=row["reason"],
        revision=row["revision"],
    )  # fmt: skip


def _slot(row: RowMapping) -> Slot:
    return Slot(
        row["id"], row["session_id"], moment(row["start_at"]), moment(row["end_at"]), row["capacity"], row["taken"]
    )
