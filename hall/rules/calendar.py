"""Days and hours of a hall: the business day, when it is open, and how working days are counted.

The business day follows the hall's named zone (contract, promise 1). Working hours after Perpres 21/2023 are data of the
hall; holidays are data too, changed yearly by a joint decree of three ministers. Whoever wants the hours of a day asks
`hours_of`: a holiday has none, special hours ("Ramadan") stand before those of the week.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

LOOK_AHEAD_DAYS = 31


@dataclass(frozen=True, slots=True)
class Hours:
    """One stretch of service on a weekday, local wall time; `opens < closes`."""

    opens: time
    closes: time

    @classmethod
    def of(cls, opens: int, closes: int) -> Hours:
        """Out of minutes after midnight; 1440 is the end of the day."""
        return cls(_wall(opens), _wall(closes))

    @property
    def minutes(self) -> tuple[int, int]:
        """In minutes after midnight; the end of the day is 1440."""
        return _minutes(self.opens), _minutes(self.closes)


def _wall(minutes: int) -> time:
    return time(23, 59, 59, 999999) if minutes >= 24 * 60 else time(minutes // 60, minutes % 60)


def _minutes(at: time) -> int:
    return 24 * 60 if at.second else at.hour * 60 + at.minute


Week = Mapping[int, tuple[Hours, ...]]
"""Weekday 0 (Monday) .. 6 to its stretches; a gap between two is a break, a day that is left out has no service."""


@dataclass(frozen=True, slots=True)
class Closure:
    """The hall is closed from `start` until `end` (aware UTC) for a reason shown to the public."""

    start: datetime
    end: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Special:
    """Jam khusus: a week of its own from `first` to `last`, both included. No two of a hall share a day."""

    id: int
    name: str
    first: date
    last: date
    hours: Week

    def on(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a hall works: the `hours` of its week, and what stands before them (see `hours_of`).

    `around_the_clock` (the demo) is open at every moment and knows neither holidays nor breaks.
    """

    timezone: str
    hours: Week = field(default_factory=dict)
    holidays: Mapping[date, str] = field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
    around_the_clock: bool = False
    special: tuple[Special, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """Open or not: the reason (Indonesian, and the same in English) when not, the closing time ("15.00") when it is and will
    close today.

    A hall that is open around the clock tells the reason of a closure too, and stays open.
    """

    open: bool
    why: str | None = None
    until: str | None = None
    why_en: str | None = None


def business_day(now: datetime, timezone: str) -> date:
    """The date on the hall's own wall calendar at `now`."""
    return now.astimezone(ZoneInfo(timezone)).date()


def day_starts(day: date, timezone: str) -> datetime:
    """The hall's midnight that begins `day`, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)


def special_on(calendar: Calendar, day: date) -> Special | None:
    """The special hours that are in force on a day, holiday or not."""
    return next((one for one in calendar.special if one.on(day)), None)


def hours_of(calendar: Calendar, day: date) -> tuple[Hours, ...]:
    """The stretches of service of a day, from one source: none on a holiday, else the special hours', else the week's.

    Closures are moments, not hours: they are not cut out here. A hall around the clock keeps hours, too, for who asks.
    """
    if day in calendar.holidays:
        return ()
    special = special_on(calendar, day)
    return (calendar.hours if special is None else special.hours).get(day.weekday(), ())


def opening(calendar: Calendar, now: datetime) -> Opening:
    """Whether numbers are given at `now`, and if not, why."""
    closed = next((closure.reason for closure in calendar.closures if closure.start <= now < closure.end), None)
    if calendar.around_the_clock:
        return Opening(True, closed)
    if closed is not None:
        return Opening(False, closed, why_en=f"Closed for now: {closed}")
    local = now.astimezone(ZoneInfo(calendar.timezone))
    stretches = hours_of(calendar, local.date())
    found = _within(stretches, local.time())
    if found is not None:
        return found
    why, why_en = _over(calendar, local.date(), stretches)
    return Opening(False, why, why_en=why_en)


def _over(calendar: Calendar, day: date, stretches: tuple[Hours, ...]) -> tuple[str, str]:
    """Why nothing more is served on this day, and when the next one begins, in Indonesian and English; special hours are
    named."""
    holiday, special = calendar.holidays.get(day), special_on(calendar, day)
    named = "" if special is None else f" ({special.name})"
    again, again_en = _again(calendar, day)
    if holiday is not None:
        return f"Libur: {holiday}.{again}", f"Public holiday: {holiday}.{again_en}"
    if stretches:
        closed = f"{clock_text(stretches[-1].closes)}{named}"
        return f"Layanan hari ini sudah tutup pukul {closed}.{again}", f"Service ended today at {closed}.{again_en}"
    weekday = day.weekday()
    return (
        f"Hari {DAYS[weekday]} tidak ada layanan{named}.{again}",
        f"There is no service on {DAYS_EN[weekday]}s{named}.{again_en}",
    )


def _again(calendar: Calendar, day: date) -> tuple[str, str]:
    """When the hall opens after `day`, for people who stand before a closed screen; nothing where none is known."""
    for offset in range(1, LOOK_AHEAD_DAYS):
        then = day + timedelta(days=offset)
        stretches = hours_of(calendar, then)
        if stretches:
            opens = clock_text(stretches[0].opens)
            weekday, month = then.weekday(), then.month - 1
            return (
                f" Buka lagi {DAYS[weekday]}, {then.day} {MONTHS[month]}, pukul {opens}.",
                f" Open again on {DAYS_EN[weekday]}, {then.day} {MONTHS_EN[month]}, at {opens}.",
            )
    return "", ""


def _within(stretches: tuple[Hours, ...], at: time) -> Opening | None:
    """Open, on a break or not open yet; None when the last stretch of the day is over."""
    for stretch in stretches:
        if stretch.opens <= at < stretch.closes:
            return Opening(True, until=clock_text(stretches[-1].closes))
    later = next((stretch for stretch in stretches if at < stretch.opens), None)
    if later is None:
        return None
    opens = clock_text(later.opens)
    if at >= stretches[0].closes:
        return Opening(False, f"Istirahat. Buka lagi pukul {opens}.", why_en=f"Break. Open again at {opens}.")
    return Opening(False, f"Belum buka. Buka pukul {opens}.", why_en=f"Not open yet. Opens at {opens}.")


def is_working_day(calendar: Calendar, day: date) -> bool:
    """A weekday with hours that is no holiday; where no hours are kept, Monday to Friday."""
    if calendar.hours or special_on(calendar, day) is not None:
        return bool(hours_of(calendar, day))
    return day.weekday() < 5 and day not in calendar.holidays


def working_days_between(calendar: Calendar, start: date, end: date) -> int:
    """Working days after `start` up to and with `end`; 0 when `end` is not after `start`."""
    return sum(
        is_working_day(calendar, start + timedelta(days=offset)) for offset in range(1, max(0, (end - start).days) + 1)
    )


def add_working_days(calendar: Calendar, start: date, days: int) -> date:
    """The date on which the `days`-th working day after `start` falls."""
    day, left = start, days
    for _ in range(days * 7 + 366):  # a calendar without any working day must not hang the office
        if left <= 0:
            break
        day += timedelta(days=1)
        left -= is_working_day(calendar, day)
    return day


def clock_text(at: time | datetime) -> str:
    """Indonesian wall time: 09.42."""
    return f"{at.hour:02d}.{at.minute:02d}"


def date_text(day: date) -> str:
    """Indonesian long date: Kamis, 19 November 2026."""
    return f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"


def date_text_en(day: date) -> str:
    """English long date: Thursday, 19 November 2026."""
    return f"{DAYS_EN[day.weekday()]}, {day.day} {MONTHS_EN[day.month - 1]} {day.year}"


def slip_time_text(now: datetime, timezone: str, zone: str) -> str:
    """The moment as a slip prints it: Jumat, 20-11-2026 08.15 WIB."""
    local = now.astimezone(ZoneInfo(timezone))
    return f"{DAYS[local.weekday()]}, {local:%d-%m-%Y} {clock_text(local)} {zone}".strip()
