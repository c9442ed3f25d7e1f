"""A session as it is planned: its hours by the hall's calendar, its windows, and how many letters it holds, with the reason.

Half an hour to an hour is a window; Friday's prayer is nobody's window; a holiday is refused with its name. Hours that are
typed (a village on a Saturday) stand before the calendar's, and the calendar's special hours (Ramadan) before its week's.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from hall.errors import Refused
from hall.rules import capacity
from hall.rules.calendar import DAYS, Calendar, clock_text, date_text, hours_of, opening
from hall.rules.recording import KINDS, Chain, Session, Slot
from hall.rules.slots import LEAST_WINDOW, MOST_WINDOW, windows

Stretches = tuple[tuple[int, int], ...]
DEMO_HOURS: Final[Stretches] = ((8 * 60, 16 * 60),)
"""Of a hall that is open around the clock."""
WHOLE_DAY: Final[Stretches] = ((0, 24 * 60),)
LAST_ARRIVAL: Final = 14 * 60
"""Nobody is called to a later window unless it is typed; the rest of the day is for those who are inside."""
AT_LEAST_LEFT: Final = 60
"""Minutes between the last window and closing time."""
FRIDAY, PRAYER = 4, (11 * 60 + 30, 13 * 60)
RESERVE: Final = 15
MOST_SETS, MOST_AT_KASI, MOST_RESERVE, MOST_VILLAGES = 8, 4, 60, 40


@dataclass(frozen=True, slots=True)
class Wish:
    """What is typed. `hours`, `until`: minutes after midnight; None for the calendar's and the usual. `reserve`: per cent.
    `letters`: fewer or more than the chain holds, never more than a division gives. `villages`: who is called; all if empty.
    """

    day: date
    kind: str
    place: str
    sets: int = 1
    at_kasi: int = 1
    hours: Stretches | None = None
    until: int | None = None
    window: int = LEAST_WINDOW
    reserve: int = RESERVE
    letters: int | None = None
    villages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What comes of a wish. `letters` are spread over `slots`; `reserve`: people without a letter; `most`: the division."""

    wish: Wish
    hours: Stretches
    slots: tuple[Slot, ...]
    letters: int
    reserve: int
    holds: int
    most: int
    explained: str

    def kept(self, chain: Chain) -> dict[str, Any]:
        """What the session keeps of it, as JSON."""
        return {
            "sets": self.wish.sets, "at_kasi": self.wish.at_kasi, "hours": [list(one) for one in self.hours],
            "window": self.wish.window, "reserve": self.wish.reserve, "villages": list(self.wish.villages),
            "holds": self.holds, "most": self.most, "explained": self.explained, "source": chain.source,
            "minutes": {stop.station: stop.minutes for stop in chain.stops}, "typed": self.wish.hours is not None,
        }  # fmt: skip


def plan(wish: Wish, calendar: Calendar, zone: str, chain: Chain) -> Plan:
    """The session that this wish makes. Refuses `hall_closed` on a day without service, `bad_request` for what is typed."""
    _check(wish)
    hours = _hours(wish, calendar)
    until = min(hours[-1][1] - AT_LEAST_LEFT, _last_arrival(wish, hours))
    arrivals = [_moments(wish.day, one, calendar.timezone) for one in _before(hours, until)]
    empty = windows(arrivals, wish.window, 0)
    if not empty:
        raise Refused("bad_request", "Jam sesi terlalu pendek: belum ada jam datang yang muat.", field="hours")
    question = capacity.Question(
        capacity.line_of(chain, wish.sets, wish.at_kasi), _played_day(wish, hours, empty, calendar)
    )
    holds, most = capacity.letters(question, wish.reserve), capacity.division(question)
    letters = holds if wish.letters is None else wish.letters
    if not 1 <= letters <= max(1, capacity.letters_of(most, wish.reserve)):
        raise Refused(
            "bad_request",
            f"Jumlah surat: 1 sampai {capacity.letters_of(most, wish.reserve)}. Lebih dari itu tidak muat menurut SOP.",
            field="letters",
        )
    reserve = capacity.without_letter(letters, wish.reserve)
    said = explained(chain, wish, question, holds, clock_text(_clock(hours[-1][1])) + f" {zone}".rstrip())
    return Plan(wish, hours, windows(arrivals, wish.window, letters), letters, reserve, holds, most, said)


def outside(session: Session, windows: Sequence[Slot], calendar: Calendar) -> tuple[Slot, ...]:
    """Windows with letters out that the calendar does not hold any more: it was changed after the session was planned.

    Hours that were typed for a session hold against the week's and special ones, never against a holiday; a closure of the
    office touches only who comes to the office.
    """
    own = calendar.around_the_clock or session.plan.get("typed", False)
    hours = WHOLE_DAY if own and session.day not in calendar.holidays else _hours_of(calendar, session.day)
    spans = [_moments(session.day, one, calendar.timezone) for one in hours]
    shut = calendar.closures if session.kind == "office" else ()

    def holds(slot: Slot) -> bool:
        covered = any(start <= slot.start and slot.end <= end for start, end in spans)
        return covered and not any(one.start < slot.end and slot.start < one.end for one in shut)

    return tuple(slot for slot in windows if slot.taken and not holds(slot))


def session_ends(day: date, plan: Mapping[str, Any], timezone: str) -> datetime | None:
    """When the last of the hours ends that a session was planned with (aware UTC): later than its last window of arrival."""
    return _moments(day, plan["hours"][-1], timezone)[1] if plan.get("hours") else None


def explained(chain: Chain, wish: Wish, question: capacity.Question, holds: int, closing: str) -> str:
    """How the capacity came about: what a division promises, what the chain holds, and why it is less."""
    own = sum(stop.minutes for stop in chain.stops if stop.post in chain.per_set)
    each = int(capacity.service_minutes(question.day) // own)
    whole = wish.sets * each
    promised = capacity.letters_of(whole, wish.reserve)
    divided = f"{wish.sets} set x {each} = {whole}, cadangan {wish.reserve} %: {promised} surat."
    source = f"Dihitung dari {chain.source}."
    if holds >= promised:
        return f"{divided} {source}"
    return (
        f"{divided} Sebaiknya {holds} surat, supaya 9 dari 10 hari selesai sebelum pukul {closing}. "
        f"{_why(chain, wish)} {source}"
    )


def _why(chain: Chain, wish: Wish) -> str:
    """Who holds the chain up."""

    def load(post: str) -> float:
        hands = wish.sets if post in chain.per_set else wish.at_kasi if post == chain.officer else 1
        return sum(stop.minutes for stop in chain.stops if stop.post == post) / hands

    slowest = max(chain.posts, key=load)
    if slowest not in chain.per_set and load(slowest) > max(load(post) for post in chain.per_set):
        return f"Semua orang melewati {slowest}: tambah orang di sana dulu, baru tambah set."
    return "Lama tiap orang berbeda, dan meja yang satu menunggu meja yang lain."


def _check(wish: Wish) -> None:
    for fits, field, sentence in (
        (wish.kind in KINDS, "kind", f"Jenis sesi: {', '.join(KINDS)}."),
        (1 <= wish.sets <= MOST_SETS, "sets", f"Set perekaman: 1 sampai {MOST_SETS}."),
        (1 <= wish.at_kasi <= MOST_AT_KASI, "at_kasi", f"Orang di meja Kasi: 1 sampai {MOST_AT_KASI}."),
        (LEAST_WINDOW <= wish.window <= MOST_WINDOW, "window", f"Jendela: {LEAST_WINDOW} sampai {MOST_WINDOW} menit."),
        (0 <= wish.reserve <= MOST_RESERVE, "reserve", f"Cadangan: 0 sampai {MOST_RESERVE} persen."),
        (len(wish.villages) <= MOST_VILLAGES, "villages", f"Paling banyak {MOST_VILLAGES} desa."),
    ):
        if not fits:
            raise Refused("bad_request", sentence, field=field)


def _hours(wish: Wish, calendar: Calendar) -> Stretches:
    """The session's stretches without Friday's prayer; refuses a holiday, a closure, and a day without hours."""
    holiday = calendar.holidays.get(wish.day)
    if holiday is not None:
        raise Refused("hall_closed", f"{date_text(wish.day)} libur: {holiday}. Pilih hari lain.", field="day")
    hours = wish.hours or _calendar_hours(calendar, wish.day)
    if not hours:
        raise Refused(
            "hall_closed",
            f"Hari {DAYS[wish.day.weekday()]} tidak ada jam layanan. Pilih hari lain, atau ketik jam sesi ini.",
            field="day",
        )
    if wish.kind == "office":
        _open_then(wish.day, hours, calendar)
    return _without_prayer(hours) if wish.day.weekday() == FRIDAY else hours


def _calendar_hours(calendar: Calendar, day: date) -> Stretches:
    if calendar.around_the_clock:
        return DEMO_HOURS
    return _hours_of(calendar, day)


def _hours_of(calendar: Calendar, day: date) -> Stretches:
    return tuple(one.minutes for one in hours_of(calendar, day))


def _open_then(day: date, hours: Stretches, calendar: Calendar) -> None:
    """Refuses a session in the office while a closure of the hall is written for its hours."""
    start, end = _moments(day, (hours[0][0], hours[-1][1]), calendar.timezone)
    for closure in calendar.closures:
        if closure.start < end and start < closure.end:
            why = opening(calendar, max(start, closure.start)).why or closure.reason
            raise Refused("hall_closed", f"Kantor tutup pada hari itu: {why}", field="day")


def _without_prayer(hours: Stretches) -> Stretches:
    begins, ends = PRAYER
    parts = [part for start, end in hours for part in ((start, min(end, begins)), (max(start, ends), end))]
    return tuple(part for part in parts if part[0] < part[1])


def _last_arrival(wish: Wish, hours: Stretches) -> int:
    """As typed; else the usual one, which means nothing to a session that begins in the afternoon."""
    if wish.until is not None:
        return wish.until
    return LAST_ARRIVAL if hours[0][0] + wish.window <= LAST_ARRIVAL else hours[-1][1]


def _before(hours: Stretches, until: int) -> Stretches:
    return tuple((start, min(end, until)) for start, end in hours if start < until)


def _played_day(wish: Wish, hours: Stretches, slots: Sequence[Slot], calendar: Calendar) -> capacity.Day:
    """The day for the play: minutes from its first opening."""
    first, _ = _moments(wish.day, hours[0], calendar.timezone)

    def after(at: datetime) -> float:
        return (at - first).total_seconds() / 60

    gaps = tuple(
        (float(end - hours[0][0]), float(start - hours[0][0])) for (_, end), (start, _) in itertools.pairwise(hours)
    )
    return capacity.Day(
        tuple((after(slot.start), after(slot.end)) for slot in slots), float(hours[-1][1] - hours[0][0]), gaps
    )


def _moments(day: date, stretch: tuple[int, int], timezone: str) -> tuple[datetime, datetime]:
    midnight = datetime.combine(day, time(), ZoneInfo(timezone))
    start, end = ((midnight + timedelta(minutes=minutes)).astimezone(UTC) for minutes in stretch)
    return start, end


def _clock(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
