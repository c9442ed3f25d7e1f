"""One voice a zone: a leader keeps it, a dead one is followed, and whatever was not said to its end is said again."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hall.rules.announcements import (
    RETURN_SECONDS,
    SILENT_SECONDS,
    UNSAID_FOR,
    Call,
    Chair,
    Mouth,
    Said,
    elect,
    is_keen,
    speaks,
    unsaid,
)
from hall.rules.hall import HallSettings
from hall.rules.zones import Zone

NOW = datetime(2026, 11, 19, 3, 0, tzinfo=UTC)  # 10.00 in Jakarta
ONE = Mouth("one", 0, 100, "on")
TWO = Mouth("two", 1, 100, "on")


def call(call_id: int, *, counter: str = "1", age: float = 5, played: bool = False, letter: str = "A") -> Call:
    at = NOW - timedelta(seconds=age)
    return Call(call_id, f"{letter}{call_id:03d}", counter, at, recall=False, played=played)


def ids(calls: object) -> list[int]:
    return [one.call_id for one in calls]  # type: ignore[attr-defined]


def test_the_first_screen_whose_sound_works_leads_and_keeps_it() -> None:
    assert elect([], Chair(), 100) == Chair()
    assert elect([ONE, TWO], Chair(), 100).leader == "one"
    assert elect([ONE, TWO], Chair("two"), 100).leader == "two", "no flapping"


@pytest.mark.parametrize("sound", ["refused", "off", None])
def test_who_cannot_be_heard_is_never_leader(sound: str | None) -> None:
    assert elect([replace(ONE, sound=sound)], Chair("one"), 100) == Chair()
    assert elect([replace(ONE, sound=sound), TWO], Chair("one"), 100).leader == "two"


def test_who_failed_gives_way_and_tries_on_where_nobody_better_is_there() -> None:
    failed = replace(ONE, sound="failed")
    assert elect([failed, TWO], Chair("one"), 100).leader == "two"
    assert elect([failed], Chair("one"), 100).leader == "one"
    assert elect([failed, replace(TWO, sound="failed")], Chair("two"), 100).leader == "two"
    assert (is_keen(ONE), is_keen(failed)) == (True, False)


def test_a_silent_leader_is_followed_at_once() -> None:
    frozen = replace(ONE, spoke=100 - SILENT_SECONDS)
    assert elect([frozen, TWO], Chair("one"), 100).leader == "two"
    assert elect([frozen], Chair("one"), 100) == Chair()


def test_a_leader_whose_wire_broke_may_come_back_before_another_speaks() -> None:
    missed = elect([TWO], Chair("one"), 100)
    assert missed == Chair(None, 100)
    assert elect([TWO], missed, 101).leader is None
    back = Mouth("three", 101, 101, "on", leads=True)
    assert elect([TWO, back], missed, 101).leader == "three"
    assert elect([TWO], missed, 100 + RETURN_SECONDS).leader == "two"


def test_a_claim_from_before_counts_for_nothing_against_who_leads_now() -> None:
    assert elect([ONE, replace(TWO, leads=True)], Chair("one"), 100).leader == "one"


def test_unsaid_is_what_is_young_of_the_zone_and_not_reported_in_order() -> None:
    old = UNSAID_FOR.total_seconds()
    calls = [call(5), call(4, played=True), call(3, age=old), call(2, age=old - 1), call(1, counter="2")]
    assert ids(unsaid(calls, None, Said(), NOW)) == [1, 2, 5]
    assert ids(unsaid(calls, None, Said(here={5}), NOW)) == [1, 2]
    assert ids(unsaid(calls, None, Said(), NOW, after=2)) == [5]
    assert ids(unsaid(calls, Zone("atas", "Atas", counters=("2",)), Said(), NOW)) == [1]
    assert ids(unsaid([call(1, letter="M"), call(2)], Zone("m", "M", lines=("M",)), Said(), NOW)) == [1]


def test_overlapping_zones_say_a_call_each_for_itself() -> None:
    """What another zone reported was not heard here; a report that nobody remembers counts as heard."""
    calls = [call(1, played=True), call(2, played=True)]
    assert ids(unsaid(calls, None, Said(elsewhere={1}), NOW)) == [1]


def test_quiet_hours_and_a_voice_that_is_off_say_nothing() -> None:
    on = HallSettings(voice=True, voice_quiet=((11 * 60 + 45, 13 * 60),))
    assert speaks(on, NOW, "Asia/Jakarta")
    assert not speaks(on, NOW + timedelta(hours=2), "Asia/Jakarta")
    assert not speaks(on, NOW + timedelta(hours=1), "Asia/Makassar"), "by the hall's own clock"
    assert not speaks(HallSettings(voice=False), NOW, "Asia/Jakarta")


# -- any day in a hall: calls, screens that come, die, freeze, go silent; played through by the rules alone

LASTS = 3.0  # seconds that a call is said
TICK = 0.5


@dataclass
class Tv:
    """A screen as the scripts behave: it says what it was told to, in order, and reports at the end."""

    mouth: Mouth
    alive: bool = True
    leads: bool = False
    waiting: list[int] = field(default_factory=list)
    saying: int | None = None
    since: float = 0.0
    said: set[int] = field(default_factory=set)

    def told(self, calls: list[int]) -> None:
        self.waiting = sorted({*self.waiting, *calls} - self.said - {self.saying or 0})


@dataclass
class Day:
    """A zone's day. `begun` are (call, screen) as sounds began; `broken` the calls in whose middle a leader died."""

    now: float = 1000.0
    chair: Chair = field(default_factory=lambda: Chair(None, 0.0))
    tvs: dict[str, Tv] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    played: set[int] = field(default_factory=set)
    begun: list[tuple[int, str]] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)

    def clock(self) -> datetime:
        return NOW + timedelta(seconds=self.now)

    def join(self) -> None:
        sid = f"tv{len(self.tvs):02d}"
        self.tvs[sid] = Tv(Mouth(sid, self.now, self.now, "on", heard=len(self.calls)))

    def call(self) -> None:
        found = Call(len(self.calls) + 1, f"A{len(self.calls):03d}", "1", self.clock(), recall=False, played=False)
        self.calls.append(found)
        for tv in self.tvs.values():
            if tv.alive and tv.leads:
                tv.told([found.call_id])

    def die(self, which: int, *, sound: str | None) -> None:
        """A screen goes: its wire breaks (`sound` None), or its sound does."""
        living = [tv for tv in self.tvs.values() if tv.alive]
        if not living:
            return
        tv = living[which % len(living)]
        if tv.saying is not None:
            self.broken.add(tv.saying)
        tv.saying, tv.waiting, tv.leads = None, [], False
        if sound is None:
            tv.alive = False
        else:
            tv.mouth = replace(tv.mouth, sound=sound)

    def pass_on(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            self.now += TICK
            self._speak()
            self._elect()
            assert sum(tv.saying is not None for tv in self.tvs.values()) <= 1, "two voices at once"

    def _speak(self) -> None:
        for sid, tv in self.tvs.items():
            tv.mouth = replace(tv.mouth, spoke=self.now)
            if tv.saying is not None and self.now - tv.since >= LASTS:
                self.played.add(tv.saying)
                tv.said.add(tv.saying)
                tv.saying = None
            if tv.saying is None and tv.leads and tv.waiting:
                tv.saying, tv.since = tv.waiting.pop(0), self.now
                self.begun.append((tv.saying, sid))

    def _elect(self) -> None:
        before, left = self.chair.leader, self.chair.empty
        self.chair = elect([tv.mouth for tv in self.tvs.values() if tv.alive], self.chair, self.now)
        for sid, tv in self.tvs.items():
            leads = tv.alive and sid == self.chair.leader
            if leads and not tv.leads:
                there = before is not None or (left is not None and tv.mouth.joined <= left)
                after = 0 if there else tv.mouth.heard
                left_over = unsaid(self.calls, None, Said(here=self.played), self.clock(), after)
                tv.told(ids(left_over))
            tv.leads = leads


_ACTS = some.one_of(
    some.just(("call", 0.0)), some.just(("join", 0.0)), some.tuples(some.just("pass"), some.floats(0, 12)),
    some.tuples(some.just("dies"), some.integers(0, 5)), some.tuples(some.just("fails"), some.integers(0, 5)),
)  # fmt: skip


@given(some.lists(_ACTS, max_size=40))
def test_whatever_happens_calls_are_said_in_order_and_twice_only_when_their_leader_broke_off(
    acts: list[tuple[str, float]],
) -> None:
    day = Day()
    day.join()
    day.pass_on(1)
    for what, value in acts:
        match what:
            case "call":
                day.call()
            case "join":
                day.join()
            case "pass":
                day.pass_on(value)
            case "dies":
                day.die(int(value), sound=None)
            case _:
                day.die(int(value), sound="refused")
    day.pass_on(2)
    said = [call_id for call_id, _ in day.begun]
    assert said == sorted(said), "in order"
    assert {call_id for call_id in said if said.count(call_id) > 1} <= day.broken
    for call_id in set(said) - day.broken:
        assert said.count(call_id) == 1


@given(some.integers(1, 6), some.integers(1, 4), some.floats(0, 20))
def test_while_one_screen_lives_every_call_is_said(calls: int, deaths: int, pause: float) -> None:
    day = Day()
    for _ in range(deaths + 1):
        day.join()
    day.pass_on(2)
    for _ in range(calls):
        day.call()
    day.pass_on(min(pause, LASTS * calls))
    for _ in range(deaths):
        leader = [tv for tv in day.tvs.values() if tv.alive].index(
            next(tv for tv in day.tvs.values() if tv.alive and tv.leads)
        )
        day.die(leader, sound=None)
        day.pass_on(RETURN_SECONDS + 2 * TICK)
        assert sum(tv.leads for tv in day.tvs.values()) == 1, "taken over"
    day.pass_on(LASTS * calls + 5)
    assert day.played == set(range(1, calls + 1))
