"""How states are joined and paced, without a wire: a call's at once, others within 100 ms, twenty a second at most.

The clock and its timers are moved by hand: what is proved here holds on the slowest machine.
"""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from hall.realtime.broadcast import JOIN_SECONDS, MOST_A_SECOND, PHONES_EVERY, Broadcast
from hall.realtime.connections import Connected
from hall.rules.events import CounterChanged, HallChanged
from tests.rules.test_shapes import hall

SLUG = "jumapolo"
TARDY = 0.001  # real timers ring a little late, never early


@dataclass
class Hands:
    """A clock that a test moves; timers ring as it passes them."""

    now: float = 1000.0
    _timers: list[tuple[float, int, Callable[..., object], tuple[Any, ...]]] = field(default_factory=list)
    _serial: Any = field(default_factory=itertools.count)

    def __call__(self) -> float:
        return self.now

    def later(self, seconds: float, work: Callable[..., object], *args: Any) -> None:
        heapq.heappush(self._timers, (self.now + seconds + TARDY, next(self._serial), work, args))

    def go(self, seconds: float) -> None:
        end = self.now + seconds
        while self._timers and self._timers[0][0] <= end:
            self.now, _, work, args = heapq.heappop(self._timers)
            work(*args)
        self.now = end


class Wire:
    """Keeps when which version went out to the display, and lets a test say which version is read."""

    def __init__(self) -> None:
        self.sent: list[tuple[float, int]] = []
        self.phones_told: list[float] = []
        self.version = 0
        self.reads: list[int] | None = None
        self.clock = Hands()
        self.broadcast = Broadcast(
            emit=self.emit, hall=lambda slug: hall(), state=self.state, own=lambda hall, ticket: {},
            phones=lambda slug: self.phones_told.append(self.clock()), leave=lambda asker: None,
            speech=lambda hall, number, counter: None,
            clock=self.clock, later=self.clock.later,
        )  # fmt: skip

    def state(self, slug: str) -> dict[str, Any]:
        return {"version": self.version if self.reads is None else self.reads.pop(0)}

    def emit(self, name: str, body: Any, namespace: str, room: str) -> None:
        if (name, namespace) == ("hall.state", "/display"):
            self.sent.append((self.clock(), body["version"]))

    def changes(self, *, at_once: bool = False) -> None:
        self.version += 1
        if at_once:
            self.broadcast.at_once(SLUG)
        else:
            self.broadcast.hear(CounterChanged(SLUG, "1"))

    @property
    def versions(self) -> list[int]:
        return [version for _, version in self.sent]

    def most_in_a_second(self) -> int:
        moments = [moment for moment, _ in self.sent]
        return max(sum(0 <= other - one < 1.0 for other in moments) for one in moments)


@pytest.fixture
def wire() -> Wire:
    return Wire()


def test_changes_are_joined_for_up_to_100_ms(wire: Wire) -> None:
    began = wire.clock()
    for _ in range(5):
        wire.changes()
        wire.clock.go(0.01)
    assert wire.sent == []
    wire.clock.go(1)
    assert wire.sent == [(began + JOIN_SECONDS + TARDY, 5)]


def test_a_call_waits_for_nobody(wire: Wire) -> None:
    wire.changes()
    wire.changes(at_once=True)
    assert wire.sent == [(wire.clock(), 2)]
    wire.clock.go(1)
    assert wire.versions == [2], "what was due is in it"


def test_a_forgotten_timer_never_sends_the_twenty_first(wire: Wire) -> None:
    wire.changes()  # its timer rings in 100 ms
    for _ in range(MOST_A_SECOND):
        wire.changes(at_once=True)
    wire.changes(at_once=True)  # one too many: due when the second allows
    wire.clock.go(0.999)
    assert len(wire.sent) == MOST_A_SECOND
    wire.clock.go(0.1)
    assert wire.versions[-1] == wire.version, "the newest is always sent"
    assert len(wire.sent) == MOST_A_SECOND + 1


def test_in_a_storm_of_calls_twenty_a_second_leave_and_no_more(wire: Wire) -> None:
    for _ in range(500):
        wire.changes(at_once=True)
        wire.clock.go(0.01)
    assert wire.most_in_a_second() == MOST_A_SECOND
    assert len(wire.sent) >= 5 * MOST_A_SECOND - 1, "the five seconds are used"
    wire.clock.go(1.1)
    assert wire.versions[-1] == wire.version


BURST = some.tuples(some.integers(1, 40), some.sampled_from((0, 1, 5, 10, 30)), some.integers(0, 900), some.booleans())


@settings(max_examples=100, deadline=None)
@given(some.lists(BURST, min_size=1, max_size=12))
def test_whatever_happens_when_versions_rise_twenty_leave_a_second_and_the_newest_arrives(
    storm: list[tuple[int, int, int, bool]],
) -> None:
    wire = Wire()
    for changes, pause, peace, calls in storm:
        for _ in range(changes):
            wire.changes(at_once=calls)
            wire.clock.go(pause / 1000)
        wire.clock.go(peace / 1000)
    wire.clock.go(1.2)
    assert wire.most_in_a_second() <= MOST_A_SECOND
    assert wire.versions == sorted(set(wire.versions)), "no version twice, none after a newer one"
    assert wire.versions[-1] == wire.version


def test_phones_follow_at_a_walk_and_hear_the_last_change(wire: Wire) -> None:
    for _ in range(100):
        wire.changes()
        wire.clock.go(0.1)
    wire.clock.go(PHONES_EVERY + 1)
    gaps = [later - earlier for earlier, later in itertools.pairwise(wire.phones_told)]
    assert len(gaps) >= 3
    assert min(gaps) >= PHONES_EVERY
    assert wire.phones_told[-1] >= wire.sent[-1][0]


def test_the_nets_repeat_is_the_only_one(wire: Wire) -> None:
    wire.changes(at_once=True)
    wire.broadcast.at_once(SLUG)
    assert wire.versions == [1]
    wire.broadcast.again(SLUG)
    wire.clock.go(1)
    assert wire.versions == [1, 1]
    wire.broadcast.at_once(SLUG)
    assert wire.versions == [1, 1]


def test_a_state_that_was_read_late_is_not_sent_after_a_newer_one(wire: Wire) -> None:
    wire.reads = [7, 6, 8]
    for _ in range(3):
        wire.broadcast.at_once(SLUG)
    assert wire.versions == [7, 8]


def test_a_fault_of_the_wire_undoes_nothing_and_the_next_change_tries_again(wire: Wire) -> None:
    def broken(*_: Any) -> None:
        raise OSError("the wire is cut")

    whole, wire.broadcast.emit = wire.broadcast.emit, broken
    wire.changes(at_once=True)
    wire.broadcast.hear(HallChanged(SLUG))
    wire.broadcast.emit = whole
    wire.clock.go(0.2)
    wire.changes(at_once=True)
    assert wire.versions[-1] == wire.version


def test_the_heart_beats_every_two_seconds_and_every_fifth_beat_tells_the_state_again() -> None:
    rests: list[float] = []
    told: list[str] = []
    database = SimpleNamespace(open=True)
    office = SimpleNamespace(
        database=database, clock=SimpleNamespace(now=lambda: SimpleNamespace(isoformat=lambda timespec: timespec))
    )

    def rest(seconds: float) -> None:
        rests.append(seconds)
        database.open = len(rests) < 10

    class OneHall(Connected):
        def halls(self) -> set[str]:
            return {SLUG}

    OneHall(SimpleNamespace(emit=lambda *_, **__: None), office, None).beat(told.append, rest)  # type: ignore[arg-type]
    assert rests == [2.0] * 10
    assert told == [SLUG, SLUG]
