"""Values as the contract shows them: JSON-able dicts, times in RFC 3339 with the hall's offset. Nothing decides here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from hall.rules import paper, voice
from hall.rules.announcements import is_quiet
from hall.rules.calendar import opening
from hall.rules.estimates import counter_minutes, waiting_range
from hall.rules.hall import Counter, CounterState, Hall
from hall.rules.layanan import public
from hall.rules.paper import UNKNOWN_ROLL, Roll
from hall.rules.tickets import Ticket
from hall.rules.tv import MOST_READY, Medium, Notice, RecordingNow


@dataclass(frozen=True, slots=True)
class CounterNow:
    """A counter at this moment: its kept state (closed, open, break) and its active ticket."""

    counter: Counter
    kept: str
    reason: str | None = None
    number: str | None = None
    ticket_state: str | None = None

    @property
    def state(self) -> CounterState:
        """What screens show: calling and serving follow from the ticket in hand."""
        if self.ticket_state == "called":
            return CounterState.CALLING
        if self.ticket_state == "serving":
            return CounterState.SERVING
        return CounterState(self.kept)


@dataclass(frozen=True, slots=True)
class LineNow:
    """A line today."""

    letter: str
    waiting: int = 0
    last_called: str | None = None


@dataclass(frozen=True, slots=True)
class PrinterNow:
    """A printer as it last reported; `fallback`: the name of the one that takes over."""

    name: str
    paper: str = "unknown"
    cover: str = "unknown"
    online: bool | None = None
    error: str | None = None
    fallback: str | None = None
    roll: Roll = UNKNOWN_ROLL


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that `hall.state` shows, read in one consistent look.

    `ready`: numbers of berkas that lie ready, longest first. `notices`: today's, also those that are over or to come.
    """

    version: int
    counters: Sequence[CounterNow]
    lines: Sequence[LineNow]
    calls: Sequence[Mapping[str, Any]]
    printers: Sequence[PrinterNow]
    ready: Sequence[str] = ()
    recording: RecordingNow | None = None
    notices: Sequence[Notice] = ()
    media: Sequence[Medium] = ()


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local(moment: datetime | None, timezone: str) -> str | None:
    """RFC 3339 with the hall's offset, milliseconds."""
    return None if moment is None else moment.astimezone(_zone(timezone)).isoformat(timespec="milliseconds")


def ticket(value: Ticket, hall: Hall) -> dict[str, Any]:
    """The whole ticket of the contract."""
    return {
        "number": value.number,
        "token": value.token,
        "line": value.line,
        "layanan": value.layanan,
        "state": value.state.value,
        "priority": value.priority,
        "due_at": local(value.due_at, hall.timezone),
        "issued_at": local(value.issued_at, hall.timezone),
        "waiting_before": value.waiting_before,
        "estimate": _range(value.estimate),
        "counter": value.counter,
        "called_at": local(value.called_at, hall.timezone),
        "serving_at": local(value.serving_at, hall.timezone),
        "hold_until": local(value.hold_until, hall.timezone),
        "reason": value.reason,
        "wanted": value.wanted,
        "chances": value.chances,
        "comes_back_after": value.after_calls,
        "people": value.people,
        "written": value.written,
        "print": None if value.slip is None else {"job": value.slip.job, "state": value.slip.state},
    }


def public_title(hall: Hall, code: str) -> str:
    """What a slip or phone may call a layanan: its title, or its line's name where it is delicate (promise 7)."""
    layanan = hall.offers[code].layanan
    return hall.lines[layanan.line].name if layanan.delicate else layanan.title


def own_ticket(value: Ticket, hall: Hall, people_before: int | None) -> dict[str, Any]:
    """One's own ticket on the phone: the whole ticket; a delicate layanan only by its line's name.

    `people_before`: how many wait before it now, None when it waits no more.
    """
    shown = ticket(value, hall)
    offer = hall.offers[value.layanan].layanan
    if offer.delicate:
        shown["layanan"] = None
    counter = hall.counters.get(value.counter or "")
    line = hall.lines[value.line]
    return shown | {
        "title": public_title(hall, value.layanan),
        "line_name": line.name,
        "counter_name": None if counter is None else counter.name,
        "persyaratan": [] if offer.delicate else [item.short for item in offer.persyaratan],
        "people_before": people_before,
    }


def layanan(hall: Hall, code: str, *, steps: bool = True) -> dict[str, Any]:
    """A layanan as this hall offers it now."""
    offer = hall.offers[code]
    shown = public(offer.layanan, steps=steps)
    line = hall.lines[offer.layanan.line]
    return shown | {
        "active": offer.active,
        "persyaratan_office": list(offer.office),
        "line_name": line.name,
        "line_name_en": line.name_en,
    }


def counter(value: CounterNow) -> dict[str, Any]:
    """A counter as the API shows it."""
    return {
        "code": value.counter.code,
        "name": value.counter.name,
        "lines": list(value.counter.lines),
        "state": value.state.value,
        "ticket": value.number,
        "reason": value.reason,
    }


def printer(value: PrinterNow) -> dict[str, Any]:
    """A printer as screens show it; `text` is what is wrong with it in the office's words, None when nothing is."""
    return {
        "name": value.name, "paper": value.paper, "cover": value.cover, "online": value.online,
        "text": value.error or (paper.NEAR_END if value.paper == "near_end" else None),
        "fallback": value.fallback, "roll": _roll(value.roll),
    }  # fmt: skip


def _roll(value: Roll) -> dict[str, Any] | None:
    """None where nobody noted when it was put in."""
    if value.left_mm is None:
        return None
    return {
        "printed_mm": value.printed_mm, "length_mm": value.full_mm,
        "left_percent": round(100 * value.left_mm / value.full_mm), "foretold": value.low,
    }  # fmt: skip


def hall_state(hall: Hall, snapshot: Snapshot, now: datetime) -> dict[str, Any]:
    """The message `hall.state`: whole, so that it can replace and be repeated."""
    open_by_line = {
        letter: sum(letter in c.counter.lines and c.kept == "open" for c in snapshot.counters) for letter in hall.lines
    }
    service, worst = opening(hall.calendar, now), paper.trouble(snapshot.printers)
    at = partial(local, timezone=hall.timezone)
    waiting = {line.letter: line.waiting for line in snapshot.lines}
    return {
        "version": snapshot.version,
        "setup": hall.version,
        "hall": hall.slug,
        "now": local(now, hall.timezone),
        "counters": [counter(value) for value in snapshot.counters],
        "lines": [
            {
                "letter": line.letter,
                "name": hall.lines[line.letter].name,
                "waiting": line.waiting,
                "last_called": line.last_called,
                "estimate": _range(
                    waiting_range(line.waiting, open_by_line[line.letter], line_minutes(hall, line.letter))
                ),
            }
            for line in snapshot.lines
        ],
        "calls": [_call(call, hall) for call in snapshot.calls],
        "notice": service.why,
        "service": {"open": service.open, "why": service.why, "until": service.until},
        "printers": [printer(value) for value in snapshot.printers],
        "paper": None if worst is None else {"level": worst[0], "text": worst[1]},
        "voice": _voice(hall, now),
        "ready": list(snapshot.ready[:MOST_READY]),
        "recording": None if snapshot.recording is None else snapshot.recording.shown(at, waiting),
        "notices": [notice.shown(at) for notice in snapshot.notices],
        "media": [medium.shown() for medium in snapshot.media],
    }


def _voice(hall: Hall, now: datetime) -> dict[str, Any]:
    """How calls are said at this moment."""
    settings = hall.settings
    return {
        "on": settings.voice, "times": settings.voice_times, "volume": settings.voice_volume,
        "quiet": is_quiet(settings, now, hall.timezone),
    }  # fmt: skip


def called(
    hall: Hall, number: str, call_id: int, counter_code: str, url: str | None, *, recall: bool
) -> dict[str, Any]:
    """The message `ticket.called`; `url` is where its sound is (None: the voice is off)."""
    name, settings = hall.counters[counter_code].name, hall.settings
    words = voice.said(number, name, settings.voice_reading, english=settings.voice_english)
    return {
        "call_id": call_id,
        "number": number,
        "counter": counter_code,
        "counter_name": name,
        "speech": {"text": voice.shown(number, name), "words": words, "url": url},
        "recall": recall,
    }


@lru_cache(maxsize=32)
def _minutes_by_line(hall: _ByVersion) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for offer in hall.hall.offers.values():
        if offer.active and offer.layanan.audience == "citizen":
            found.setdefault(offer.layanan.line, []).append(counter_minutes(offer.layanan))
    return {letter: median(minutes) for letter, minutes in found.items()}


def line_minutes(hall: Hall, letter: str) -> float:
    """Minutes at the counter of a line's typical layanan: the median of those that it serves."""
    return _minutes_by_line(_ByVersion(hall)).get(letter, 0.0)


class _ByVersion:
    """A hall as a key: the same slug and set-up give the same figures."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall

    def __hash__(self) -> int:
        return hash((self.hall.slug, self.hall.version))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByVersion) and (self.hall is other.hall)


def _call(call: Mapping[str, Any], hall: Hall) -> dict[str, Any]:
    desk = hall.counters[call["counter"]]
    return {
        "call_id": call["call_id"],
        "number": call["number"],
        "counter": desk.code,
        "counter_name": desk.name,
        "at": local(call["at"], hall.timezone),
        "recall": call["recall"],
    }


def _range(minutes: tuple[int, int] | None) -> dict[str, int] | None:
    return None if minutes is None else {"from": minutes[0], "to": minutes[1]}
