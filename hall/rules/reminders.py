"""A reminder as the keeper keeps it: what the TV says, on which days, and which moment of the day it holds to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from hall.rules import prayer
from hall.rules.prayer import Place

CLOSING, BREAK, CLOCK = "closing", "break", "clock"
ANCHORS: Final = (CLOCK, CLOSING, BREAK, *prayer.NAMES)
KINDS: Final = ("prayer", "closing", "other")
MOST: Final = 24
MOST_MINUTES: Final = 180
FRIDAY: Final = 4
_OTHER_DAYS: Final = (0, 1, 2, 3, 5, 6)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder; `{jam}` and `{selesai}` in its words become clock times (of a break: both ends).

    `anchor`: a clock time (`minute` after midnight, until `ends` where it lasts), the close of issuing, each break, or a
    prayer. `weekdays`: 0 (Monday) to 6, none: every day. Shown from `before` minutes before it until `after` minutes after
    its end, between two days where they are set.
    """

    code: str
    title: str
    text: str = ""
    anchor: str = CLOCK
    own_kind: str = "other"
    minute: int = 0
    ends: int | None = None
    weekdays: tuple[int, ...] = ()
    before: int = 10
    after: int = 10
    from_day: date | None = None
    until_day: date | None = None
    active: bool = True

    @property
    def kind(self) -> str:
        """How the TV draws it; a clock time has the kind that the keeper chose."""
        if self.anchor in prayer.NAMES:
            return "prayer"
        return self.own_kind if self.anchor == CLOCK else "closing"

    def on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return (
            self.active
            and (not self.weekdays or day.weekday() in self.weekdays)
            and (self.from_day is None or self.from_day <= day)
            and (self.until_day is None or day <= self.until_day)
        )


DEFAULTS: Final = (
    Reminder("tutup", "Pengambilan nomor tutup pukul {jam}", "Nomor yang sudah diambil tetap dilayani.", CLOSING,
             before=30, after=0),
    Reminder("istirahat", "Istirahat {jam}–{selesai}", "Nomor Anda tetap berlaku.", BREAK, weekdays=_OTHER_DAYS,
             before=15, after=0),
    Reminder("istirahat-jumat", "Istirahat dan salat Jumat {jam}–{selesai}", "Nomor Anda tetap berlaku.", BREAK,
             weekdays=(FRIDAY,), before=15, after=0),
    Reminder("zuhur", "Zuhur {jam}", "Telah masuk waktu salat zuhur.", "zuhur", weekdays=_OTHER_DAYS, before=0, after=10),
    Reminder("jumat", "Salat Jumat {jam}", "Masuk waktu zuhur pukul {jam}.", "zuhur", weekdays=(FRIDAY,), before=15,
             after=10),
    Reminder("asar", "Asar {jam}", "Telah masuk waktu salat asar.", "asar", before=0, after=10),
)  # fmt: skip
"""Of every hall until its keeper changes them; those of prayers begin once the office has told where it stands."""


def to_json(reminders: Iterable[Reminder]) -> list[dict[str, Any]]:
    """As the hall's settings keep them."""
    return [
        {
            "code": one.code, "title": one.title, "text": one.text, "anchor": one.anchor, "kind": one.own_kind,
            "minute": one.minute, "ends": one.ends, "weekdays": list(one.weekdays), "before": one.before,
            "after": one.after, "from": _text(one.from_day), "until": _text(one.until_day), "active": one.active,
        }
        for one in reminders
    ]  # fmt: skip


def from_json(kept: Iterable[Mapping[str, Any]]) -> tuple[Reminder, ...]:
    """Out of the hall's settings; what is missing has its default, an anchor that is not known is left out."""
    return tuple(
        Reminder(
            code=str(one["code"]), title=str(one["title"]), text=str(one.get("text", "")), anchor=one["anchor"],
            own_kind=str(one.get("kind", "other")), minute=int(one.get("minute", 0)), ends=one.get("ends"),
            weekdays=tuple(one.get("weekdays", ())), before=int(one.get("before", 10)), after=int(one.get("after", 10)),
            from_day=_day(one.get("from")), until_day=_day(one.get("until")), active=bool(one.get("active", True)),
        )
        for one in kept
        if one.get("anchor") in ANCHORS
    )  # fmt: skip


def place_to_json(place: Place | None) -> dict[str, Any] | None:
    """Where the office stands, as its settings keep it."""
    if place is None:
        return None
    return {"latitude": place.latitude, "longitude": place.longitude, "minutes": dict(place.minutes)}


def place_from_json(kept: Mapping[str, Any] | None) -> Place | None:
    """Where the office stands, out of its settings."""
    if kept is None:
        return None
    minutes = tuple((name, int(value)) for name, value in kept.get("minutes", {}).items() if name in prayer.NAMES)
    return Place(float(kept["latitude"]), float(kept["longitude"]), minutes)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
