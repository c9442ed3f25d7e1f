"""Who speaks in a zone, and what is left to be said there: one voice at a time, every call by its rule, none twice.

A zone's leader is the one screen that makes the sound of its calls; all others only show them. It is chosen anew whenever
what is known of the zone's screens changes, and every half second besides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from hall.rules.hall import HallSettings
from hall.rules.voice import quiet
from hall.rules.zones import Zone, belongs

UNSAID_FOR: Final = timedelta(seconds=60)
"""A call that nobody said for so long is shown, not said."""
SILENT_SECONDS: Final = 4.0
"""A screen reports every two seconds: one that missed two reports is no voice to rely on."""
RETURN_SECONDS: Final = 1.5
"""A screen tries twice a second to come back: so long nobody else speaks for a leader whose wire broke in the middle."""
_RANKS: Final = {"on": 0, "failed": 1}
"""Whose last sound failed tries on where nobody better is there; who is refused or switched off does not."""


@dataclass(frozen=True, slots=True)
class Mouth:
    """A screen of a zone. Times are seconds of one clock: `joined` when its wire came up, `spoke` when it last reported.

    `sound`: what it says of its own ("on", "failed", "refused", "off", None). `leads`: it led when it last heard of a
    server. `heard`: the newest call that stood on its page when that was opened.
    """

    sid: str
    joined: float
    spoke: float
    sound: str | None
    leads: bool = False
    heard: int = 0


@dataclass(frozen=True, slots=True)
class Chair:
    """Who leads a zone, or since when (`empty`) its leader is missed whose wire broke."""

    leader: str | None = None
    empty: float | None = None

    def is_kept(self, now: float) -> bool:
        """Whether it waits for the leader that was, so that two never speak at once."""
        return self.leader is None and self.empty is not None and now - self.empty < RETURN_SECONDS


def elect(mouths: Collection[Mouth], chair: Chair, now: float) -> Chair:
    """The zone's leader: the one that has it while no other is better off, else the best that can be heard."""
    if chair.leader is not None and all(mouth.sid != chair.leader for mouth in mouths):
        chair = Chair(None, now)
    fit = [mouth for mouth in mouths if mouth.sound in _RANKS and now - mouth.spoke < SILENT_SECONDS]
    best = min(fit, key=lambda mouth: _order(mouth, chair), default=None)
    if best is None or (chair.is_kept(now) and not best.leads):
        return Chair(None, chair.empty)
    return Chair(best.sid)


def _order(mouth: Mouth, chair: Chair) -> tuple[int, bool, bool, float, str]:
    return (_RANKS[mouth.sound or ""], mouth.sid != chair.leader, not mouth.leads, mouth.joined, mouth.sid)


def is_keen(mouth: Mouth) -> bool:
    """Whether its sound works for all that is known; another server's screen may take the zone from one that is not."""
    return mouth.sound == "on"


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it is kept; `counter` is a code, `played`: a screen reported that it was said."""

    call_id: int
    number: str
    counter: str
    at: datetime
    recall: bool
    played: bool


def is_of(zone: Zone | None, number: str, counter: str) -> bool:
    """Whether the zone's screens show and say a call of this number to this counter (a code)."""
    return belongs(zone, counter, number[:1])


def speaks(settings: HallSettings, moment: datetime, timezone: str) -> bool:
    """Whether calls of this moment are said at all: the hall's voice is on, and no quiet hours."""
    return settings.voice and not is_quiet(settings, moment, timezone)


def is_quiet(settings: HallSettings, moment: datetime, timezone: str) -> bool:
    """Whether the moment lies in the hall's quiet hours."""
    local = moment.astimezone(ZoneInfo(timezone))
    return quiet(settings, 60 * local.hour + local.minute)


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of reports: `here` the ids that screens of the zone said, `elsewhere` those of other zones alone."""

    here: Collection[int] = ()
    elsewhere: Collection[int] = ()

    def has(self, call: Call) -> bool:
        """Whether the zone heard the call; a report of unknown origin (before a start, of another server) counts."""
        return call.call_id in self.here or (call.played and call.call_id not in self.elsewhere)


def unsaid(calls: Iterable[Call], zone: Zone | None, said: Said, now: datetime, after: int = 0) -> Sequence[Call]:
    """The zone's calls that are younger than a minute and were not said there, in order; those `after` an id alone."""
    return sorted(
        (
            call for call in calls
            if call.call_id > after and now - call.at < UNSAID_FOR
            and is_of(zone, call.number, call.counter) and not said.has(call)
        ),
        key=lambda call: call.call_id,
    )  # fmt: skip
