"""What a new business day ends, and the day that a hall has entered."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select, text, update

from hall.records import turns
from hall.records.locks import lock_calls
from hall.records.tables import counters, line_days, lines, pulses, tickets
from hall.records.times import micros
from hall.records.unit_of_work import NewDay, Stale, Work
from hall.rules.calendar import business_day
from hall.rules.events import HallChanged
from hall.rules.hall import Hall

NOT_SERVED = "not_served"
LIVED_DAYS: Final = 5
LIVED_WITHIN: Final = 60  # days; longer than any holiday of an office


def in_force(work: Work, hall: Hall) -> date:
    """The business day on which the hall works now: today, or the day entered where the clock stands behind it.

    A clock that stands behind stops issuing only; who waits is still called. Raises `Stale` when the hall was set up anew
    since it was read, `NewDay` when it has not entered today.
    """
    row = work.connection.execute(_PULSE, {"hall_id": hall.id}).one()
    if row.setup != hall.version:
        raise Stale
    if row.day is None or row.day < business_day(work.now, hall.timezone):
        raise NewDay
    day: date = row.day
    return day


def shown(connection: Connection, hall: Hall, now: datetime) -> date:
    """The business day that screens show: never earlier than the one entered."""
    before = entered(connection, hall)
    today = business_day(now, hall.timezone)
    return today if before is None or before < today else before


def lived_to(connection: Connection, hall: Hall, today: date) -> bool:
    """Whether the hall worked its way to `today`: it gave numbers on five days of the sixty before.

    What is erased because years have gone by asks this first: a computer whose battery died can wake up years ahead, and
    what it erased then would be gone for good.
    """
    worked = (
        select(func.count(line_days.c.day.distinct()))
        .select_from(line_days.join(lines, lines.c.id == line_days.c.line_id))
        .where(
            lines.c.hall_id == hall.id, line_days.c.last_number > 0,
            line_days.c.day < today, line_days.c.day >= today - timedelta(days=LIVED_WITHIN),
        )
    )  # fmt: skip
    days: int = connection.execute(worked).scalar_one()
    return days >= LIVED_DAYS


def turn(work: Work, hall: Hall) -> None:
    """Ends what the days before left open and enters the business day of `work.now`, unless it was entered already."""
    day = business_day(work.now, hall.timezone)
    lock_calls(work.connection, hall)  # two hosts at midnight: the second finds the day entered
    before = entered(work.connection, hall)
    if before is not None and before >= day:
        return
    end_before(work.connection, hall, day, work.now)
    if before is not None:
        empty_lines(work.connection, hall, before, day - timedelta(days=1))
    turns.forget(work.connection, hall, work.now)
    enter(work.connection, hall, day)
    work.log(hall.id, "day.entered", subject=day.isoformat())
    work.tell(HallChanged(hall.slug))


_PULSE = select(pulses.c.day, pulses.c.setup).where(pulses.c.hall_id == bindparam("hall_id"))
_END = (
    (("called",), "absent", "day_ended"),
    (("serving",), "done", "day_ended"),
    (("waiting", "held"), "cancelled", NOT_SERVED),
)


def entered(connection: Connection, hall: Hall) -> date | None:
    """The business day that the hall entered last."""
    day: date | None = connection.execute(_PULSE, {"hall_id": hall.id}).one().day
    return day


def enter(connection: Connection, hall: Hall, day: date) -> None:
    """The hall enters a day; screens see a new version."""
    connection.execute(update(pulses).where(pulses.c.hall_id == hall.id).values(day=day, version=pulses.c.version + 1))


def end_before(connection: Connection, hall: Hall, day: date, at: datetime) -> int:
    """Ends every ticket of earlier days; gives how many waited and were not served."""
    not_served = 0
    for states, becomes, reason in _END:
        ended = connection.execute(
            update(tickets)
            .where(tickets.c.hall_id == hall.id, tickets.c.day < day, tickets.c.state.in_(states))
            .where(text("state IN ('waiting', 'called', 'serving', 'held')"))
            .values(state=becomes, reason=reason, ended_at=micros(at))
        ).rowcount
        not_served += ended if reason == NOT_SERVED else 0
    connection.execute(
        update(tickets)
        .where(tickets.c.hall_id == hall.id, tickets.c.day < day, text("after_calls IS NOT NULL"))
        .values(after_calls=None)
    )
    if not hall.calendar.around_the_clock:
        connection.execute(
            update(counters)
            .where(counters.c.hall_id == hall.id)
            .values(state="closed", reason=None, staff_id=None, credits="")
        )
    return not_served


def empty_lines(connection: Connection, hall: Hall, first: date, last: date) -> None:
    """Nobody waits any more on the days from `first` to `last`."""
    connection.execute(
        update(line_days)
        .where(line_days.c.line_id.in_(list(hall.letters)), line_days.c.day.between(first, last))
        .values(waiting=0)
    )


def not_served(connection: Connection, hall: Hall, day: date) -> list[str]:
    """The numbers of a day that were never called."""
    rows = connection.execute(
        select(tickets.c.number)
        .where(tickets.c.hall_id == hall.id, tickets.c.day == day, tickets.c.reason == NOT_SERVED)
        .order_by(tickets.c.line_id, tickets.c["count"])
    )
    return list(rows.scalars())


def reset_clock(connection: Connection, hall: Hall, day: date, at: datetime) -> None:
    """The newest record may be newer than the confirmed clock: counting starts again from here."""
    values: dict[str, Any] = {"newest_at": micros(at), "day": day, "version": pulses.c.version + 1}
    connection.execute(update(pulses).where(pulses.c.hall_id == hall.id).values(**values))
