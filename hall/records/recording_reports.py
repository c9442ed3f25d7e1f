"""The figures of a report on recording, counted by the database. Nobody's name is read."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, and_, case, func, or_, select

from hall.records.tables import residents, sessions, station_runs, summonses, visits
from hall.rules.hall import Hall
from hall.rules.recording_reports import Counted, Village
from hall.rules.residents import AGE, born_until
from hall.rules.summonses import ABSENT, CANCELLED, MOVED_DAY
from hall.rules.visits import CAME, PASSED, PROMISED, STOPPED

GONE: Final = ("moved", "died")
RECORDED: Final = ("recorded", "printing", "ready", "collected")


def days(connection: Connection, hall: Hall, first: date, last: date) -> dict[date, Counted]:
    """What became of the letters and visits of each day that had any."""
    came: dict[date, Counted] = {}
    called = connection.execute(
        select(sessions.c.day, *_letters())
        .join(summonses, summonses.c.session_id == sessions.c.id)
        .where(sessions.c.hall_id == hall.id, sessions.c.day.between(first, last))
        .group_by(sessions.c.day)
    )
    for row in called:
        came[row.day] = Counted(letters=int(row.letters), absent=int(row.absent))
    for row in _visits(connection, hall, first, last):
        counted = Counted(came=row.came, walk_ins=row.walk_ins, recorded=row.recorded, unable=row.unable)
        came[row.day] = came.get(row.day, Counted()) + counted
    return {day: came[day] for day in sorted(came) if came[day] != Counted()}


def villages(connection: Connection, hall: Hall) -> list[str]:
    """The villages of the register, by name."""
    asked = select(residents.c.village).where(residents.c.hall_id == hall.id).distinct().order_by(residents.c.village)
    return list(connection.execute(asked).scalars())


def village(connection: Connection, hall: Hall, name: str, last: date) -> Village:
    """A village's wajib KTP on the last day, and their cards; nothing of letters. One village at a time: a hundred thousand
    people at once would hold up every call meanwhile.

    Rows that were emptied (hall.records.residents_erased) count on: the card that was taken a year ago is still one.
    """
    recorded = or_(residents.c.recorded_on.is_(None), residents.c.recorded_on <= last)
    collected = or_(residents.c.collected_on.is_(None), residents.c.collected_on <= last)
    asked = select(
        func.count().label("eligible"), _many(and_(residents.c.state.in_(RECORDED), recorded), "recorded"),
        _many(residents.c.state == "unable", "unable"), _many(residents.c.state == "ready", "ready"),
        _many(and_(residents.c.state == "collected", collected), "collected"),
    ).where(
        residents.c.hall_id == hall.id, residents.c.village == name, residents.c.state.not_in(GONE),
        or_(residents.c.born_on <= born_until(AGE, last), residents.c.married == 1),
    )  # fmt: skip
    row = connection.execute(asked).one()
    return Village(row.eligible, row.recorded or 0, 0, row.unable or 0, row.ready or 0, row.collected or 0)


def absent(connection: Connection, hall: Hall, first: date, last: date) -> dict[str, int]:
    """Letters of these days whose person never came, by village."""
    asked = (
        select(residents.c.village, func.count())
        .select_from(
            sessions.join(summonses, summonses.c.session_id == sessions.c.id).join(
                residents, residents.c.id == summonses.c.resident_id
            )
        )
        .where(
            sessions.c.hall_id == hall.id, sessions.c.day.between(first, last), summonses.c.state == ABSENT,
            summonses.c.ticket_id.is_(None),
        )
        .group_by(residents.c.village)
    )  # fmt: skip
    return {village: count for village, count in connection.execute(asked)}


def minutes(connection: Connection, hall: Hall, first: date, last: date) -> dict[str, list[tuple[float, int]]]:
    """Station -> (minutes, how many passed it in exactly these), of the sessions of these days."""
    rows = connection.execute(
        select(station_runs.c.station, station_runs.c.minutes, func.count().label("often"))
        .select_from(
            sessions.join(visits, visits.c.session_id == sessions.c.id).join(
                station_runs, station_runs.c.visit_id == visits.c.id
            )
        )
        .where(
            sessions.c.hall_id == hall.id, sessions.c.day.between(first, last), station_runs.c.outcome == "pass",
            station_runs.c.minutes.is_not(None),
        )
        .group_by(station_runs.c.station, station_runs.c.minutes)
    )  # fmt: skip
    found: dict[str, list[tuple[float, int]]] = {}
    for row in rows:
        found.setdefault(row.station, []).append((row.minutes, row.often))
    return found


def _letters() -> tuple[Any, Any]:
    """Letters that stood for their day, and those whose person never came. Who came has a ticket, whatever followed."""
    came = summonses.c.ticket_id.is_not(None)
    stood = or_(summonses.c.state.not_in((MOVED_DAY, CANCELLED)), came)
    return _many(stood, "letters"), _many(and_(summonses.c.state == ABSENT, ~came), "absent")


def _visits(connection: Connection, hall: Hall, first: date, last: date) -> list[Any]:
    failed = (
        select(station_runs.c.id)
        .where(station_runs.c.visit_id == visits.c.id, station_runs.c.outcome == "unable")
        .correlate(visits)
        .exists()
    )
    asked = (
        select(
            sessions.c.day, _many(visits.c.summons_id.is_not(None), "came"), _many(visits.c.summons_id.is_(None), "walk_ins"),
            _many(visits.c.state == PASSED, "recorded"), _many(and_(visits.c.state == STOPPED, failed), "unable"),
        )
        .join(visits, visits.c.session_id == sessions.c.id)
        .where(
            sessions.c.hall_id == hall.id, sessions.c.day.between(first, last), visits.c.state.not_in((PROMISED, CAME))
        )
        .group_by(sessions.c.day)
    )  # fmt: skip
    return list(connection.execute(asked))


def _many(condition: Any, name: str) -> Any:
    return func.sum(case((condition, 1), else_=0)).label(name)
