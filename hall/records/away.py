"""Packs of sessions that travel: what was handed out, with which numbers, and what of it waits for a decision."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, func, insert, select, update

from hall.records.database import inserted_id
from hall.records.hot import Hot, day_key
from hall.records.tables import (
    away_packs,
    counters,
    halls,
    line_days,
    residents,
    session_slots,
    sessions,
    station_runs,
    summons_attempts,
    summonses,
    tickets,
    visits,
)
from hall.records.times import micros, moment
from hall.rules.away import Range
from hall.rules.hall import Hall

TICKET = (
    "count", "state", "priority", "language", "issued_at", "due_at", "waiting_before", "called_at", "serving_at", "ended_at",
    "reason", "people", "origin",
)  # fmt: skip
ATTEMPT = ("channel", "outcome", "at", "by", "note")
VISIT = ("station", "state", "reason", "created_at", "changed_at", "ended_at")
RUN = ("station", "started_at", "ended_at", "outcome", "reason", "by", "minutes")
_RANGES: Final = Hot(
    select(away_packs.c.first_number, away_packs.c.last_number, away_packs.c.body, sessions.c.code, sessions.c.place)
    .join(sessions, sessions.c.id == away_packs.c.session_id)
    .where(
        away_packs.c.hall_id == bindparam("hall_id"),
        away_packs.c.line == bindparam("line"),
        sessions.c.day == bindparam("day"),
    )
)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as the store has it; `body` is JSON of the action that made it."""

    id: int
    session_id: int
    pack: str
    line: str
    first: int
    last: int
    people: int
    body: dict[str, Any]
    made_at: datetime
    merged_at: datetime | None


def add(connection: Connection, hall: Hall, values: Mapping[str, Any], body: Mapping[str, Any], now: datetime) -> int:
    """Keeps a pack that was handed out (`values`: its columns)."""
    row = {**values, "hall_id": hall.id, "body": json.dumps(body), "made_at": micros(now)}
    return inserted_id(connection.execute(insert(away_packs).values(**row)))


def of_session(connection: Connection, hall: Hall, session: int, *, hold: bool = False) -> Pack | None:
    """The newest pack of a session. `hold`: for this transaction (PostgreSQL; a reader must not)."""
    asked = (
        select(away_packs)
        .where(away_packs.c.hall_id == hall.id, away_packs.c.session_id == session)
        .order_by(away_packs.c.id.desc())
        .limit(1)
    )
    row = connection.execute(asked.with_for_update() if hold else asked).mappings().one_or_none()
    return None if row is None else _pack(row)


def by_mark(connection: Connection, hall: Hall, pack: str) -> Pack | None:
    """The hall's pack of this mark, held for this transaction."""
    asked = select(away_packs).where(away_packs.c.hall_id == hall.id, away_packs.c.pack == pack)
    row = connection.execute(asked.with_for_update()).mappings().one_or_none()
    return None if row is None else _pack(row)


def keep(connection: Connection, pack: int, body: Mapping[str, Any], **values: Any) -> None:
    """Another body of a pack, and other columns."""
    connection.execute(update(away_packs).where(away_packs.c.id == pack).values(body=json.dumps(body), **values))


def ranges(connection: Connection, hall: Hall, line: str, day: date) -> list[Range]:
    """The numbers of a line that packs of this day have: asked for every number of a line from the first of a pack's on."""
    asked = {"hall_id": hall.id, "line": line, "day": day_key(connection, day)}
    return [
        Range(row.first_number, row.last_number, bool(json.loads(row.body).get("here")), f"{row.code} ({row.place})")
        for row in _RANGES.run(connection, asked)
    ]


def travels(connection: Connection, hall: Hall) -> bool:
    """Whether this is the laptop of a pack, and not an office."""
    asked = select(away_packs.c.body).where(away_packs.c.hall_id == hall.id)
    return any(json.loads(body).get("here") for body in connection.execute(asked).scalars())


def highest(connection: Connection, hall: Hall, line_id: int, day: date) -> int:
    """The last number of a line that was given on that day; 0 where none was."""
    asked = select(line_days.c.last_number).where(line_days.c.line_id == line_id, line_days.c.day == day)
    return int(connection.execute(asked).scalar_one_or_none() or 0)


def begin_numbers(connection: Connection, line_id: int, day: date, last: int) -> None:
    """The first number of the line on that day comes after `last`."""
    row = {"line_id": line_id, "day": day, "last_number": last, "waiting": 0, "run": 0, "passes": ""}
    connection.execute(insert(line_days).values(**row))


def settings(connection: Connection, hall: Hall) -> dict[str, Any]:
    """What the hall's keeper set, as it is kept."""
    found: dict[str, Any] = json.loads(
        connection.execute(select(halls.c.settings).where(halls.c.id == hall.id)).scalar_one()
    )
    return found


# -- on the laptop: what is handed in, what comes out


def as_handed(connection: Connection, hall: Hall, person: Mapping[str, Any]) -> int:
    """The person last added has this number, state and revision of the office; gives the row."""
    last = select(func.max(residents.c.id)).where(residents.c.hall_id == hall.id).scalar_subquery()
    row = connection.execute(select(residents.c.id).where(residents.c.id == last)).scalar_one()
    names = ("number", "state", "reason", "revision")
    days = {name: _day(person[name]) for name in ("recorded_on", "collected_on")}
    connection.execute(
        update(residents).where(residents.c.id == row).values(**{name: person[name] for name in names}, **days)
    )
    return int(row)


def everybody(connection: Connection, hall: Hall) -> list[int]:
    """The rows of all people of the hall that are not erased."""
    asked = select(residents.c.id).where(residents.c.hall_id == hall.id, residents.c.sealed != "")
    return list(connection.execute(asked.order_by(residents.c.number)).scalars())


def results(connection: Connection, hall: Hall, session: int) -> dict[str, Any]:
    """The visits of a session with their tries, and their tickets: rows by column, people by number, letters by code."""
    asked = (
        select(visits, residents.c.number.label("person"), summonses.c.code.label("letter"), tickets.c["count"])
        .select_from(
            visits.outerjoin(residents, residents.c.id == visits.c.resident_id)
            .outerjoin(summonses, summonses.c.id == visits.c.summons_id)
            .outerjoin(tickets, tickets.c.id == visits.c.ticket_id)
        )
        .where(visits.c.session_id == session, visits.c.hall_id == hall.id)
        .order_by(visits.c.id)
    )
    rows = connection.execute(asked).mappings().all()
    return {
        "visits": [
            {name: row[name] for name in ("id", *VISIT)}
            | {"person": row["person"], "letter": row["letter"], "ticket": row["count"], "runs": _runs(connection, row["id"])}
            for row in rows
        ],
        "tickets": _tickets(connection, sorted({row["ticket_id"] for row in rows if row["ticket_id"]})),
    }  # fmt: skip


def letters(connection: Connection, hall: Hall, session: int) -> list[dict[str, Any]]:
    """The letters of a session with every try to reach their people; people by number, the letter they followed by code."""
    older = summonses.alias("older")
    asked = (
        select(summonses, residents.c.number.label("person"), session_slots.c.start_at, older.c.code.label("follows"))
        .select_from(
            summonses.join(residents, residents.c.id == summonses.c.resident_id)
            .join(session_slots, session_slots.c.id == summonses.c.slot_id)
            .outerjoin(older, older.c.id == summonses.c.from_id)
        )
        .where(summonses.c.session_id == session, summonses.c.hall_id == hall.id)
        .order_by(summonses.c.id)
    )
    rows = connection.execute(asked).mappings().all()
    tried = _attempts(connection, [row["id"] for row in rows])
    names = ("code", "state", "call", "person", "follows")
    return [
        {name: row[name] for name in names} | {"start": row["start_at"], "attempts": tried.get(row["id"], [])}
        for row in rows
    ]


def _attempts(connection: Connection, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    asked = select(summons_attempts).where(summons_attempts.c.summons_id.in_(list(ids)))
    for row in connection.execute(asked.order_by(summons_attempts.c.id)).mappings():
        found.setdefault(row["summons_id"], []).append({name: row[name] for name in ATTEMPT})
    return found


def _runs(connection: Connection, visit: int) -> list[dict[str, Any]]:
    asked = (
        select(station_runs, counters.c.code)
        .select_from(station_runs.outerjoin(counters, counters.c.id == station_runs.c.counter_id))
        .where(station_runs.c.visit_id == visit)
        .order_by(station_runs.c.id)
    )
    return [
        {name: row[name] for name in RUN} | {"counter": row["code"]} for row in connection.execute(asked).mappings()
    ]


def _tickets(connection: Connection, ids: Sequence[int]) -> list[dict[str, Any]]:
    rows = (
        connection.execute(select(tickets).where(tickets.c.id == each)).mappings().one()
        for each in ids
    )  # fmt: skip
    return [{name: row[name] for name in TICKET} for row in rows]


# -- back at the office


def add_ticket(connection: Connection, values: Mapping[str, Any]) -> int:
    """A ticket that was given, used and ended elsewhere."""
    return inserted_id(connection.execute(insert(tickets).values(**values)))


def add_visit(connection: Connection, hall: Hall, values: Mapping[str, Any], runs: Iterable[Mapping[str, Any]]) -> None:
    """A visit of the village with its tries at the stations."""
    visit = inserted_id(connection.execute(insert(visits).values(**values, hall_id=hall.id)))
    for run in runs:
        connection.execute(insert(station_runs).values(**run, visit_id=visit))


def add_attempts(connection: Connection, letter: int, tried: Iterable[Mapping[str, Any]]) -> None:
    """The tries of the village at somebody's letter; one that is here already is not doubled."""
    here = {(one["channel"], one["outcome"], one["at"]) for one in _attempts(connection, [letter]).get(letter, ())}
    for one in tried:
        if (one["channel"], one["outcome"], one["at"]) not in here:
            connection.execute(insert(summons_attempts).values(**one, summons_id=letter))


def add_letter(connection: Connection, hall: Hall, values: Mapping[str, Any], now: datetime) -> int:
    """A letter that was written in the village."""
    row = {**values, "hall_id": hall.id, "created_at": micros(now), "changed_at": micros(now)}
    return inserted_id(connection.execute(insert(summonses).values(**row)))


def given(connection: Connection, hall: Hall, line_id: int, day: date, counts: Collection[int]) -> set[int]:
    """Which of these numbers of a line somebody has on that day."""
    asked = select(tickets.c["count"]).where(
        tickets.c.hall_id == hall.id, tickets.c.line_id == line_id, tickets.c.day == day,
        tickets.c["count"].in_(list(counts)),
    )  # fmt: skip
    return set(connection.execute(asked).scalars())


def set_person(connection: Connection, hall: Hall, row: int, values: Mapping[str, Any], now: datetime) -> None:
    """Somebody's state with its reason and days (`values`: columns), as the village has it."""
    changed = {**values, "revision": residents.c.revision + 1, "changed_at": micros(now)}
    connection.execute(update(residents).where(residents.c.hall_id == hall.id, residents.c.id == row).values(**changed))


def newest_place(connection: Connection, hall: Hall, day: date) -> int:
    """The last place among the tickets of a day."""
    asked = select(func.max(tickets.c.place)).where(tickets.c.hall_id == hall.id, tickets.c.day == day)
    return int(connection.execute(asked).scalar_one() or 0)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _pack(row: RowMapping) -> Pack:
    return Pack(
        row["id"], row["session_id"], row["pack"], row["line"], row["first_number"], row["last_number"], row["people"],
        json.loads(row["body"]), moment(row["made_at"]), moment(row["merged_at"]),
    )  # fmt: skip
