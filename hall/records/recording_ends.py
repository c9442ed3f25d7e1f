"""Sessions whose day is over, and what is left of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, and_, func, select, update

from hall.records.tables import residents, sessions, station_runs, summonses, visits
from hall.records.times import micros
from hall.rules.hall import Hall
from hall.rules.recording import EXPECTING
from hall.rules.summonses import ABSENT, CANCELLED, IN_FORCE
from hall.rules.visits import OPEN, STOPPED

NOT_DONE = "Tidak selesai pada harinya"


def past(connection: Connection, hall: Hall, today: date) -> list[int]:
    """Sessions of earlier days that nobody ended."""
    asked = select(sessions.c.id).where(
        sessions.c.hall_id == hall.id, sessions.c.day < today, sessions.c.state.in_(EXPECTING)
    )
    return list(connection.execute(asked).scalars())


def left_by(connection: Connection, session: int) -> tuple[int, int]:
    """Of a cancelled session: how many letters became void, and how many of their people nobody called again."""
    void = and_(summonses.c.session_id == session, summonses.c.state == CANCELLED)
    other = summonses.alias()
    called = other.select().where(other.c.resident_id == residents.c.id, other.c.state.in_(IN_FORCE)).exists()
    to_call = select(func.count(residents.c.id.distinct())).join(summonses, summonses.c.resident_id == residents.c.id)
    letters = connection.execute(select(func.count()).select_from(summonses).where(void)).scalar_one()
    left = connection.execute(to_call.where(void, residents.c.state == "unrecorded", ~called)).scalar_one()
    return int(letters), int(left)


def end(connection: Connection, hall: Hall, over: Sequence[int], at: datetime) -> int:
    """Ends them: letters still in force came to nothing (their number is given), visits that go on stop."""
    theirs = and_(visits.c.session_id.in_(over), visits.c.hall_id == hall.id, visits.c.state.in_(OPEN))
    running = and_(station_runs.c.visit_id.in_(select(visits.c.id).where(theirs)), station_runs.c.ended_at.is_(None))
    now = micros(at)
    connection.execute(update(station_runs).where(running).values(ended_at=now, reason=NOT_DONE))
    connection.execute(
        update(visits).where(theirs).values(state=STOPPED, reason=NOT_DONE, changed_at=now, ended_at=now)
    )
    missed = connection.execute(
        update(summonses)
        .where(summonses.c.session_id.in_(over), summonses.c.hall_id == hall.id, summonses.c.state.in_(IN_FORCE))
        .values(state=ABSENT, changed_at=now)
    ).rowcount
    ended = and_(sessions.c.id.in_(over), sessions.c.hall_id == hall.id)
    connection.execute(
        update(sessions).where(ended).values(state="ended", revision=sessions.c.revision + 1, changed_at=now)
    )
    return int(missed)
