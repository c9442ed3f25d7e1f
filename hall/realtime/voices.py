"""One voice a zone: which screen makes the sound of its calls, and what it has to say when it begins.

Every change of a screen's word is looked at at once, and each half second whoever fell silent is found. What is decided
stands in hall.rules.announcements; here are the screens, the clock and the wire.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from hall import runtime
from hall.actions import calls
from hall.actions.office import Office
from hall.errors import Refused
from hall.realtime import messages
from hall.realtime.leases import Alone, Lease
from hall.realtime.messages import DISPLAY, VOICE_LEADER
from hall.rules import announcements, shapes
from hall.rules.announcements import Call, Chair, Mouth, Said
from hall.rules.hall import Hall
from hall.rules.zones import zone_of

LOOK_SECONDS: Final = 0.5
REMIND_SECONDS: Final = 1.0
STALLED_SECONDS: Final = 1.5
"""A look that comes so late says that this server stood still, not that its screens did."""
KEPT_REPORTS: Final = 200

_log = logging.getLogger("antrean.realtime")
Emit = Callable[[str, Any, str, str], None]  # name, body, namespace, room


@dataclass
class _Screen:
    """`wanted` is the zone's code as the screen says it, `zone` the one that the hall knows ("" for the whole hall)."""

    hall: str
    wanted: str
    zone: str
    mouth: Mouth
    told: bool | None = None


@dataclass
class _Zone:
    """`others_had`: when another server last had the zone; `said`: ids that screens of the zone reported, newest last;
    `since`: up to this id calls were old already when the first of the voices that followed each other came; `shown`: the
    call that stands large on the leader's screen."""

    chair: Chair
    others_had: float = float("-inf")
    since: int = 0
    shown: int | None = None
    said: dict[int, None] = field(default_factory=dict)


@dataclass
class Voices:
    """One a process. `speech` gives the address of a call's sound by hall, number and counter; `move` takes a screen (its sid)
    from one room of calls into another."""

    office: Office
    emit: Emit
    speech: Callable[[Hall, str, str], str | None]
    move: Callable[[str, str, str], None]
    lease: Lease = field(default_factory=Alone)
    clock: Callable[[], float] = time.monotonic
    later: Callable[..., object] = runtime.later
    _screens: dict[str, _Screen] = field(default_factory=dict)
    _zones: dict[tuple[str, str], _Zone] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lock = runtime.Lock()
        self._began = self._looked = self.clock()

    # -- what screens do

    def enter(self, sid: str, slug: str, told: Mapping[str, Any]) -> str:
        """A display connected; `told` is what it said with that: zone, sound, leads, heard. Gives its zone's code."""
        now, wanted, heard = self.clock(), told.get("zone"), told.get("heard")
        sound = told.get("sound")
        mouth = Mouth(
            sid, now, now, sound if isinstance(sound, str) else None, told.get("leads") is True,
            heard if type(heard) is int else 0,
        )  # fmt: skip
        code = self._code(slug, wanted)
        self._screens[sid] = _Screen(slug, wanted if isinstance(wanted, str) else "", code, mouth)
        runtime.spawn(self.look, slug)
        return code

    def report(self, sid: str, sound: str | None) -> None:
        """A display's word; a change is looked at at once."""
        screen = self._screens.get(sid)
        if screen is None:
            return
        before, screen.mouth = screen.mouth, replace(screen.mouth, spoke=self.clock(), sound=sound)
        if before.sound != sound:
            runtime.spawn(self.look, screen.hall)

    def leave(self, sid: str) -> None:
        """Its wire broke."""
        screen = self._screens.pop(sid, None)
        if screen is not None:
            runtime.spawn(self.look, screen.hall)

    def played(self, sid: str, call_id: int) -> None:
        """A display reports that it said a call."""
        screen = self._screens.get(sid)
        if screen is None:
            return
        said = self._zone(screen.hall, screen.zone).said
        said[call_id] = None
        while len(said) > KEPT_REPORTS:
            del said[next(iter(said))]

    def shown(self, sid: str, call_id: int | None) -> None:
        """The leader reports which call stands large on its screen, None between calls; the zone's others show the same."""
        screen = self._screens.get(sid)
        zone = None if screen is None else self._zones.get((screen.hall, screen.zone))
        if screen is not None and zone is not None and zone.chair.leader == sid:
            self._show(screen.hall, screen.zone, zone, call_id)

    def _show(self, slug: str, code: str, zone: _Zone, call_id: int | None) -> None:
        if zone.shown != call_id:
            zone.shown = call_id
            self.emit(messages.CALL_SHOWN, {"call_id": call_id}, DISPLAY, messages.calls_room(slug, code))

    def zone(self, sid: str) -> str | None:
        """The zone of a display as the hall knows it now: the keeper may have made or taken it away since it connected."""
        screen = self._screens.get(sid)
        if screen is None:
            return None
        code = self._code(screen.hall, screen.wanted)
        if code != screen.zone:  # it moves before it is told: whoever leads a zone hears no call of another
            self.move(sid, messages.calls_room(screen.hall, screen.zone), messages.calls_room(screen.hall, code))
            screen.zone, screen.told = code, None
        return code

    def _code(self, slug: str, wanted: object) -> str:
        found = zone_of(self.office.hall(slug).settings, wanted) if isinstance(wanted, str) else None
        return "" if found is None else found.code

    # -- who speaks

    def run(self, rest: Callable[[float], None] = runtime.sleep) -> None:
        """Looks for those who fell silent, as long as the store is open."""
        while self.office.database.open:
            rest(LOOK_SECONDS)
            try:
                self.look_round()
            except Refused as refused:
                _log.warning("the look at the voices waits", extra={"code": refused.code})
            except Exception:  # noqa: BLE001 - a timer has nobody to raise to; the next look tries again
                _log.exception("the look at the voices failed")

    def look_round(self) -> None:
        """At every zone that has or had a screen here."""
        now = self.clock()
        if now - self._looked > STALLED_SECONDS:
            for screen in self._screens.values():
                screen.mouth = replace(screen.mouth, spoke=now)
        self._looked = now
        for slug in {screen.hall for screen in self._screens.values()} | {slug for slug, _ in self._zones}:
            self.look(slug)

    def look(self, slug: str) -> None:
        """Chooses the leader of each zone of the hall, and tells every screen for which something changed."""
        with self._lock:
            for sid, screen in list(self._screens.items()):
                if screen.hall == slug:
                    self.zone(sid)
                    self._zone(slug, screen.zone)
            for code in [code for known, code in self._zones if known == slug]:
                self._choose(slug, code)

    def remind(self, slug: str) -> None:
        """Tells the leaders once more what they have to say: a broker may have lost a call on its way."""
        for sid, screen in list(self._screens.items()) if self.office.database.open else ():
            if screen.hall == slug and screen.told:
                self._tell(sid, screen, True, screen.mouth.heard)

    def _zone(self, slug: str, code: str) -> _Zone:
        if (slug, code) not in self._zones:
            # After a start of ours a leader of before may still be on its way back.
            self._zones[slug, code] = _Zone(Chair(None, self._began))
        return self._zones[slug, code]

    def _choose(self, slug: str, code: str) -> None:
        zone, now = self._zones[slug, code], self.clock()
        here = {sid: each for sid, each in self._screens.items() if (each.hall, each.zone) == (slug, code)}
        before = zone.chair
        zone.chair = self._chair(slug, code, [each.mouth for each in here.values()], now)
        leader = zone.chair.leader
        if zone.others_had == now:
            zone.shown = None  # its voice is another server's screen now: that says what stands there
        elif leader is None and not zone.chair.is_kept(now):
            self._show(slug, code, zone, None)
        for sid, screen in here.items():
            leads = sid == leader
            if screen.told == leads:
                continue
            after = self._after(screen, zone, before, now)
            if leads:
                zone.since = after
            self._tell(sid, screen, leads, after)
            screen.told = leads  # only now: a store that is busy must not lose the word
            if leads:
                # A call that was kept between this look and this word reached the screen before it knew its part.
                self.later(REMIND_SECONDS, self.remind, slug)
        if not here and not zone.chair.is_kept(now):
            self.lease.free(f"{slug}:{code}")
            del self._zones[slug, code]

    def _chair(self, slug: str, code: str, mouths: Sequence[Mouth], now: float) -> Chair:
        zone, hall, place = self._zones[slug, code], self.office.hall(slug), f"{slug}:{code}"
        if not announcements.speaks(hall.settings, self.office.clock.now(), hall.timezone):
            self.lease.free(place)
            return Chair()
        wanted = announcements.elect(mouths, zone.chair, now)
        if wanted.leader is None and not wanted.is_kept(now):
            self.lease.free(place)
            return wanted
        keen = all(announcements.is_keen(mouth) for mouth in mouths if mouth.sid == wanted.leader)
        if not self.lease.hold(place, keen=keen):
            zone.others_had = now
            return Chair()
        return wanted

    def _after(self, screen: _Screen, zone: _Zone, before: Chair, now: float) -> int:
        """Behind which id its calls begin: whoever was there while another led says everything that this one left, and
        nothing that was old for that one."""
        left = now if before.leader is not None else before.empty if before.empty is not None else zone.others_had
        return zone.since if screen.mouth.joined <= max(left, zone.others_had) else screen.mouth.heard

    def _tell(self, sid: str, screen: _Screen, leads: bool, after: int) -> None:
        unsaid = self._unsaid(screen, after) if leads else []
        shown = self._zone(screen.hall, screen.zone).shown
        body = {"zone": screen.zone or None, "leader": leads, "unsaid": unsaid, "shown": shown}
        self.emit(VOICE_LEADER, body, DISPLAY, sid)

    def _unsaid(self, screen: _Screen, after: int) -> list[dict[str, Any]]:
        hall, now = self.office.hall(screen.hall), self.office.clock.now()
        here = self._zone(screen.hall, screen.zone).said
        others = {
            call_id for (slug, code), zone in self._zones.items()
            if slug == screen.hall and code != screen.zone for call_id in zone.said
        }  # fmt: skip
        young = [
            call for call in calls.newest(self.office, hall)
            if announcements.speaks(hall.settings, call.at, hall.timezone)
        ]  # fmt: skip
        zone = zone_of(hall.settings, screen.zone)
        found = announcements.unsaid(young, zone, Said(here, others - here.keys()), now, after)
        return [self._shape(hall, call) for call in found]

    def _shape(self, hall: Hall, call: Call) -> dict[str, Any]:
        url = self.speech(hall, call.number, call.counter)
        told = shapes.called(hall, call.number, call.call_id, call.counter, url, recall=call.recall)
        return told | {"at": shapes.local(call.at, hall.timezone)}
