"""Visits of a day of recording and their tries at each station; who walked in; minutes as they were measured."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Date, and_, bindparam, delete, func, insert, not_, or_, select, text, update

from hall.records.hot import Hot, day_key
from hall.records.tables import (
    counters,
    recording_troubles,
    session_slots,
    sessions,
    station_runs,
    summonses,
    tickets,
    visits,
)
from hall.records.times import micros, moment
from hall.rules.calendar import day_starts
from hall.rules.hall import Hall
from hall.rules.recording import LAYANAN
from hall.rules.session_plans import session_ends
from hall.rules.summonses import CHECKED_IN
from hall.rules.tickets import ENDED
from hall.rules.tv import RecordingNow
from hall.rules.visits import AT_STATION, AWAY, CAME, NUMBER_OVER, OPEN, PROMISED, STOPPED, WAITING, Run, Visit

_RUNS: Final = (
    select(station_runs, counters.c.code)
    .select_from(station_runs.outerjoin(counters, counters.c.id == station_runs.c.counter_id))
    .order_by(station_runs.c.id)
)
_TROUBLE: Final = (
    select(recording_troubles)
    .where(recording_troubles.c.hall_id == bindparam("hall_id"), recording_troubles.c.ended_at.is_(None))
    .limit(1)
)
_NOW: Final = text(
    "SELECT place, plan, (SELECT max(end_at) FROM session_slots WHERE session_id = sessions.id) AS last_window "
    "FROM sessions WHERE hall_id = :hall_id AND day = :day AND kind = 'office' AND state IN ('planned', 'open') "
    "ORDER BY id LIMIT 1"
).bindparams(bindparam("day", type_=Date()))
_ADD: Final = Hot(
    insert(visits).inline().returning(visits.c.id),
    ("hall_id", "session_id", "resident_id", "summons_id", "ticket_id", "state", "created_at", "changed_at"),
)
_COME: Final = Hot(
    update(summonses)
    .where(summonses.c.id == bindparam("summons"), text("state IN ('made', 'sent', 'delivered', 'confirmed')"))
    .values(state=text("'checked_in'"), ticket_id=bindparam("ticket"), changed_at=bindparam("now_at"))
)
# The people first, then their letters: the plus keeps SQLite from reading every letter of the session instead.
_FAMILY: Final = Hot(
    text(
        "SELECT s.id, s.resident_id FROM (SELECT resident_id AS id FROM summonses WHERE id = :summons UNION "
        "SELECT theirs.id FROM summonses AS this JOIN residents AS mine ON mine.id = this.resident_id "
        "JOIN residents AS theirs ON theirs.hall_id = mine.hall_id AND theirs.family_mark = mine.family_mark "
        "WHERE this.id = :summons) AS people CROSS JOIN summonses AS s WHERE s.resident_id = people.id "
        "AND s.state IN ('made', 'sent', 'delivered', 'confirmed') AND +s.hall_id = :hall_id "
        "AND +s.session_id = (SELECT session_id FROM summonses WHERE id = :summons) AND NOT EXISTS (SELECT 1 FROM visits AS v "
        "JOIN sessions AS of_v ON of_v.id = v.session_id WHERE v.resident_id = s.resident_id "
        "AND v.state IN ('waiting', 'at_station') AND of_v.day = (SELECT day FROM sessions WHERE id = s.session_id)) "
        "ORDER BY s.slot_id, s.id"
    )
)
_OPEN_OF: Final = Hot(
    text(
        "SELECT tickets.number FROM visits JOIN sessions ON sessions.id = visits.session_id "
        "JOIN tickets ON tickets.id = visits.ticket_id WHERE visits.resident_id = :resident "
        "AND visits.state IN ('waiting', 'at_station') AND sessions.day = :day ORDER BY visits.id LIMIT 1"
    )
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Recording is not possible since `since`: `kind` is the line to SIAK, blanko, ribbon, power or another."""

    id: int
    kind: str
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class OnBoard:
    """A visit as the board shows it: its number, the ticket's state and counter, when it came and its time, if it had one."""

    visit: Visit
    number: str | None
    ticket_state: str | None
    counter: str | None
    came_at: datetime
    window_at: datetime | None


def add(
    connection: Connection, hall: Hall, session: int, resident: int | None, summons: int | None, ticket: int, at: datetime,
    state: str = WAITING,
) -> int:  # fmt: skip
    """Somebody checked in, or walked in (then without a summons), or is promised a place."""
    values = {
        "hall_id": hall.id, "session_id": session, "resident_id": resident, "summons_id": summons, "ticket_id": ticket,
        "state": state, "created_at": micros(at), "changed_at": micros(at),
    }  # fmt: skip
    return int(_ADD.run(connection, values).one().id)


def of_ticket(connection: Connection, hall: Hall, ticket: int) -> list[Visit]:
    """Everybody of a ticket, in the order in which they were written down."""
    asked = select(visits).where(visits.c.ticket_id == ticket, visits.c.hall_id == hall.id).order_by(visits.c.id)
    return _whole(connection, connection.execute(asked).all())


def one(connection: Connection, hall: Hall, visit: int) -> Visit | None:
    """A visit of the hall."""
    asked = select(visits).where(visits.c.id == visit, visits.c.hall_id == hall.id)
    return next(iter(_whole(connection, connection.execute(asked).all())), None)


def cut_short(connection: Connection, hall: Hall, day: date) -> list[Visit]:
    """Who is not done, though their number of that day is over and does not come back by itself."""
    over = select(tickets.c.id).where(
        tickets.c.hall_id == hall.id, tickets.c.day == day, tickets.c.state.in_(ENDED), tickets.c.after_calls.is_(None)
    )
    asked = select(visits).where(visits.c.hall_id == hall.id, visits.c.state.in_(OPEN), visits.c.ticket_id.in_(over))
    return _whole(connection, connection.execute(asked.order_by(visits.c.id)).all())


def still_here(connection: Connection, hall: Hall, session: int) -> list[Visit]:
    """Everybody of a session whose visit goes on."""
    asked = select(visits).where(
        visits.c.session_id == session, visits.c.hall_id == hall.id, visits.c.state.in_(OPEN)
    ).order_by(visits.c.id)  # fmt: skip
    return _whole(connection, connection.execute(asked).all())


def board(connection: Connection, hall: Hall, session: int) -> list[OnBoard]:
    """Everybody of a session, in the order in which they came."""
    rows = connection.execute(
        select(
            visits, tickets.c.number, tickets.c.state.label("ticket_state"), counters.c.code.label("counter"),
            session_slots.c.start_at,
        )
        .select_from(
            visits.outerjoin(tickets, tickets.c.id == visits.c.ticket_id)
            .outerjoin(counters, counters.c.id == tickets.c.counter_id)
            .outerjoin(summonses, summonses.c.id == visits.c.summons_id)
            .outerjoin(session_slots, session_slots.c.id == summonses.c.slot_id)
        )
        .where(visits.c.session_id == session, visits.c.hall_id == hall.id, visits.c.state.not_in((PROMISED, CAME)))
        .order_by(visits.c.id)
    ).all()  # fmt: skip
    return [
        OnBoard(visit, row.number, row.ticket_state, row.counter, moment(row.created_at), moment(row.start_at))
        for visit, row in zip(_whole(connection, rows), rows, strict=True)
    ]


def family(connection: Connection, hall: Hall, summons: int) -> list[tuple[int, int]]:
    """(summons, resident) of everybody of the same KK who is expected at the same session and has not come, this one too;
    without those who are here with another number of that day."""
    rows = _FAMILY.run(connection, {"summons": summons, "hall_id": hall.id})
    return [(row.id, row.resident_id) for row in rows]


def come(connection: Connection, summons: int, ticket: int, at: datetime) -> bool:
    """The letter was used for this ticket; False when it was used, moved or cancelled in the same moment."""
    asked = {"summons": summons, "ticket": ticket, "now_at": micros(at)}
    return bool(_COME.run(connection, asked).rowcount)


def summons_is(
    connection: Connection, summons: int, state: str, at: datetime, was: Collection[str] = (CHECKED_IN,)
) -> int | None:
    """What became of a letter whose person came: gives its window, None where it was in none of the states `was`."""
    asked = update(summonses).where(summonses.c.id == summons, summonses.c.state.in_(was))
    changed = asked.values(state=state, changed_at=micros(at)).returning(summonses.c.slot_id)
    return connection.execute(changed).scalar_one_or_none()


def walk_ins(connection: Connection, session: int) -> int:
    """How many hold a place of the session's reserve: not whose number ended, and not who was given another day."""
    over = and_(visits.c.state == STOPPED, visits.c.reason == NUMBER_OVER)
    asked = select(func.count()).where(
        visits.c.session_id == session, visits.c.summons_id.is_(None), visits.c.state.not_in((AWAY, CAME)), not_(over)
    )
    return int(connection.execute(asked).scalar_one())


def promises(connection: Connection, session: int) -> int:
    """For how many people without a letter, who have not come yet, a place is kept in a session."""
    asked = select(func.count()).where(visits.c.session_id == session, visits.c.state == PROMISED)
    return int(connection.execute(asked).scalar_one())


def promised(connection: Connection, hall: Hall, since: date) -> list[Visit]:
    """Every place that was kept for somebody without a letter, in sessions from that day on; those that were used, too."""
    asked = (
        select(visits)
        .join(sessions, sessions.c.id == visits.c.session_id)
        .where(sessions.c.hall_id == hall.id, sessions.c.day >= since, visits.c.state.in_((PROMISED, CAME)))
        .order_by(visits.c.id)
    )
    return _whole(connection, connection.execute(asked).all())


def hold_promised(connection: Connection, people: Sequence[Visit]) -> bool:
    """Holds these kept places until the transaction ends (PostgreSQL); False where one was used or moved meanwhile."""
    asked = select(visits.c.id).where(or_(*(_still_promised(one) for one in people))).order_by(visits.c.id)
    return len(connection.execute(asked.with_for_update(key_share=True)).all()) == len(people)


def promise_kept(connection: Connection, visit: Visit, number: str, at: datetime) -> bool:
    """The person came and has this number; False where the place was used or moved meanwhile."""
    asked = update(visits).where(_still_promised(visit))
    return bool(connection.execute(asked.values(state=CAME, reason=number, changed_at=micros(at))).rowcount)


def promise_moved(connection: Connection, visit: Visit, session: int, at: datetime) -> bool:
    """The place is kept in another session; False where it was used or moved meanwhile."""
    asked = update(visits).where(_still_promised(visit))
    return bool(connection.execute(asked.values(session_id=session, changed_at=micros(at))).rowcount)


def _still_promised(visit: Visit) -> Any:
    return and_(visits.c.id == visit.id, visits.c.state == PROMISED, visits.c.session_id == visit.session)


def keep(connection: Connection, visit: Visit, ended: Run, counter: int | None, by: str, at: datetime) -> None:
    """The visit as it now is, and the try that just ended (begun before, or noted whole)."""
    over = None if visit.open else micros(at)
    connection.execute(
        update(visits)
        .where(visits.c.id == visit.id)
        .values(state=visit.state, reason=visit.reason, changed_at=micros(at), ended_at=over, station=ended.station)
    )
    values = {
        "ended_at": micros(at), "outcome": ended.outcome, "reason": ended.reason, "by": by,
        "minutes": round(ended.minutes(at), 2) if ended.started_at < at else None,  # None: its clock was never started
    }  # fmt: skip
    running = and_(station_runs.c.visit_id == visit.id, station_runs.c.ended_at.is_(None))
    done = connection.execute(update(station_runs).where(running).values(**values)).rowcount
    if not done:
        connection.execute(
            insert(station_runs).values(
                visit_id=visit.id,
                station=ended.station,
                counter_id=counter,
                started_at=micros(ended.started_at),
                **values,
            )
        )


def begin(connection: Connection, visit: int, station: str, counter: int | None, at: datetime) -> None:
    """The person sits down at a station: its clock runs."""
    connection.execute(
        insert(station_runs).values(visit_id=visit, station=station, counter_id=counter, started_at=micros(at))
    )
    connection.execute(
        update(visits).where(visits.c.id == visit).values(state="at_station", station=station, changed_at=micros(at))
    )


def pause(connection: Connection, ticket: int, at: datetime) -> None:
    """Nobody of this number sits at a station any more: a clock that runs there is taken back, nothing came of it."""
    theirs = select(visits.c.id).where(visits.c.ticket_id == ticket)
    connection.execute(
        delete(station_runs).where(station_runs.c.visit_id.in_(theirs), station_runs.c.ended_at.is_(None))
    )
    connection.execute(
        update(visits)
        .where(visits.c.ticket_id == ticket, visits.c.state == AT_STATION)
        .values(state=WAITING, changed_at=micros(at))
    )


def again(connection: Connection, visit: Visit, at: datetime) -> None:
    """The last ended try does not count; the person waits for that station once more."""
    last = (
        select(func.max(station_runs.c.id))
        .where(station_runs.c.visit_id == visit.id, station_runs.c.ended_at.is_not(None))
        .scalar_subquery()
    )
    running = and_(station_runs.c.visit_id == visit.id, station_runs.c.ended_at.is_(None))
    connection.execute(delete(station_runs).where(running))
    connection.execute(update(station_runs).where(station_runs.c.id == last).values(outcome="repeat"))
    connection.execute(
        update(visits)
        .where(visits.c.id == visit.id)
        .values(state="waiting", reason=None, changed_at=micros(at), ended_at=None)
    )


def stop(connection: Connection, visit: int, state: str, reason: str, at: datetime) -> None:
    """The visit ends without its stations: the person left, or was given another day."""
    running = and_(station_runs.c.visit_id == visit, station_runs.c.ended_at.is_(None))
    connection.execute(update(station_runs).where(running).values(ended_at=micros(at), reason=reason))
    connection.execute(
        update(visits)
        .where(visits.c.id == visit)
        .values(state=state, reason=reason, changed_at=micros(at), ended_at=micros(at))
    )


def go_on(connection: Connection, visit: int, at: datetime) -> None:
    """A visit that had stopped waits for its next station again."""
    connection.execute(
        update(visits)
        .where(visits.c.id == visit)
        .values(state=WAITING, reason=None, changed_at=micros(at), ended_at=None)
    )


def name(connection: Connection, visit: int, resident: int, letter: int | None, at: datetime) -> None:
    """Who walked in is somebody of the register; `letter`: the one that they had and did not show."""
    named = {"resident_id": resident, "summons_id": letter, "changed_at": micros(at)}
    connection.execute(update(visits).where(visits.c.id == visit).values(**named))


def open_of(connection: Connection, resident: int, day: date) -> str | None:
    """The number with which this person is here on that day, None for who is not."""
    row = _OPEN_OF.run(connection, {"resident": resident, "day": day_key(connection, day)}).one_or_none()
    return None if row is None else str(row.number)


def trouble(connection: Connection, hall: Hall) -> Trouble | None:
    """The trouble that goes on, or None when recording works."""
    row = connection.execute(_TROUBLE, {"hall_id": hall.id}).one_or_none()
    return None if row is None else Trouble(row.id, row.kind, row.reason, moment(row.began_at))


def now(connection: Connection, hall: Hall, day: date) -> RecordingNow | None:
    """What the hall's screens tell of today's session at the office; None on a day without one, unless recording is in trouble.

    Halls that do not offer recording ask nothing.
    """
    offer = hall.offers.get(LAYANAN)
    if offer is None or not offer.active:
        return None
    held_up = trouble(connection, hall)
    row = connection.execute(_NOW, {"hall_id": hall.id, "day": day}).one_or_none()
    reason = None if held_up is None else held_up.reason
    known = partial(RecordingNow, offer.layanan.title, offer.layanan.line, trouble=reason)
    if row is not None:
        ends = session_ends(day, json.loads(row.plan), hall.timezone)
        return known(row.place, moment(row.last_window) if ends is None else ends)
    if held_up is not None:
        return known(hall.name, day_starts(day + timedelta(days=1), hall.timezone))
    return None


def trouble_begins(connection: Connection, hall: Hall, kind: str, reason: str, by: str, at: datetime) -> None:
    """Recording stops; the database keeps one trouble at a time."""
    connection.execute(
        insert(recording_troubles).values(hall_id=hall.id, kind=kind, reason=reason, began_at=micros(at), began_by=by)
    )


def trouble_ends(connection: Connection, known: Trouble, by: str, at: datetime) -> None:
    """Recording works again."""
    connection.execute(
        update(recording_troubles)
        .where(recording_troubles.c.id == known.id, recording_troubles.c.ended_at.is_(None))
        .values(ended_at=micros(at), ended_by=by)
    )


def _whole(connection: Connection, rows: Iterable[Any]) -> list[Visit]:
    kept = list(rows)
    runs = _runs(connection, [row.id for row in kept])
    return [
        Visit(
            row.id, row.session_id, row.resident_id, row.summons_id, row.ticket_id, row.state, tuple(runs.get(row.id, ())),
            row.reason,
        )
        for row in kept
    ]  # fmt: skip


def _runs(connection: Connection, ids: Collection[int]) -> dict[int, list[Run]]:
    found: dict[int, list[Run]] = {}
    asked = _RUNS.where(station_runs.c.visit_id.in_(ids))
    for row in connection.execute(asked) if ids else ():
        run = Run(row.station, row.code, moment(row.started_at), moment(row.ended_at), row.outcome, row.reason)
        found.setdefault(row.visit_id, []).append(run)
    return found
