"""Notices by calendar: what the TV reminds of on a day (prayer, closing, break, whatever the office adds), and when.

The keeper keeps reminders; `today` makes the notices of one day of them. A reminder holds to a clock time, to a prayer,
or to the calendar itself: the close of issuing, or a break between two stretches of service. Perpres 21/2023 gives an
hour of break, on Fridays ninety minutes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hall.rules import prayer
from hall.rules.calendar import Calendar, Hours, clock_text, hours_of
from hall.rules.hall import Hall
from hall.rules.prayer import Place
from hall.rules.reminders import BREAK, CLOSING, Reminder
from hall.rules.tv import Notice

Span = tuple[datetime, datetime]


def today(reminders: Iterable[Reminder], place: Place | None, calendar: Calendar, day: date) -> tuple[Notice, ...]:
    """The notices of a day, earliest first; also those that are over.

    Without a place no prayer times are known. What holds to prayers, breaks and the close shows on days of service only,
    and prayers only between opening and close; a hall that is open around the clock has neither breaks nor a close.
    """
    service = of_day(calendar, day)
    found = [
        _notice(reminder, begins, ends)
        for reminder in reminders
        if reminder.on(day)
        for begins, ends in _moments(reminder, place, calendar, service, day)
    ]
    return tuple(sorted(found, key=lambda notice: (notice.begins, notice.until)))


def for_hall(hall: Hall, day: date) -> tuple[Notice, ...]:
    """`today` for a hall as it is set up; reckoned once a day and set-up, because every state carries it."""
    kept = _reckoned.get(hall.slug)
    if kept is None or kept[0] is not hall or kept[1] != day:
        kept = (hall, day, today(hall.settings.notices, hall.settings.place, hall.calendar, day))
        _reckoned[hall.slug] = kept
    return kept[2]


_reckoned: dict[str, tuple[Hall, date, tuple[Notice, ...]]] = {}


@dataclass(frozen=True, slots=True)
class Service:
    """A day of service: `open` from first to last, `breaks` between, `closes` when issuing ends."""

    open: Span | None = None
    breaks: Sequence[Span] = field(default_factory=tuple)
    closes: datetime | None = None


def of_day(calendar: Calendar, day: date) -> Service:
    """The service of a day as the calendar has it, closures cut out; nothing on holidays and days without hours."""
    zone = ZoneInfo(calendar.timezone)
    midnight = datetime.combine(day, time(), zone)
    if calendar.around_the_clock:
        return Service((midnight, _at(day, 24 * 60, zone)))
    hours = [_span(stretch, day, zone) for stretch in hours_of(calendar, day)]
    left = _without_closures(hours, calendar)
    if not left:
        return Service()
    opens, closes = left[0][0], left[-1][1]
    gaps = [(before[1], after[0]) for before, after in itertools.pairwise(hours)]
    return Service((opens, closes), [gap for gap in gaps if opens < gap[0] and gap[1] < closes], closes)


def _without_closures(hours: Sequence[Span], calendar: Calendar) -> list[Span]:
    left, zone = list(hours), ZoneInfo(calendar.timezone)
    for closure in calendar.closures:
        start, end = closure.start.astimezone(zone), closure.end.astimezone(zone)
        left = [
            part
            for begins, ends in left
            for part in ((begins, min(ends, start)), (max(begins, end), ends))
            if part[0] < part[1]
        ]
    return left


def _moments(
    reminder: Reminder, place: Place | None, calendar: Calendar, service: Service, day: date
) -> Iterable[Span]:
    """What a reminder reminds of on a day, from when until when (an instant ends as it begins)."""
    zone = ZoneInfo(calendar.timezone)
    if reminder.anchor == CLOSING:
        return [(service.closes, service.closes)] if service.closes is not None else []
    if reminder.anchor == BREAK:
        return service.breaks
    if reminder.anchor in prayer.NAMES:
        if place is None or service.open is None:
            return []
        at = prayer.times(place, day, calendar.timezone)[reminder.anchor]
        return [(at, at)] if service.open[0] <= at < service.open[1] else []
    at = _at(day, reminder.minute, zone)
    return [(at, at if reminder.ends is None else _at(day, reminder.ends, zone))]


def _notice(reminder: Reminder, begins: datetime, ends: datetime) -> Notice:
    said = {"{jam}": clock_text(begins), "{selesai}": clock_text(ends)}
    return Notice(
        kind=reminder.kind,
        title=_filled(reminder.title, said),
        text=_filled(reminder.text, said),
        begins=begins - timedelta(minutes=reminder.before),
        until=ends + timedelta(minutes=reminder.after),
    )


def _filled(text: str, said: Mapping[str, str]) -> str:
    for mark, clock in said.items():
        text = text.replace(mark, clock)
    return text


def _span(stretch: Hours, day: date, zone: ZoneInfo) -> Span:
    opens, closes = stretch.minutes
    return _at(day, opens, zone), _at(day, closes, zone)


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Minutes after midnight on the wall clock; 1440 is the midnight that ends the day."""
    return datetime.combine(day + timedelta(days=minute // 1440), time(minute % 1440 // 60, minute % 60), zone)
