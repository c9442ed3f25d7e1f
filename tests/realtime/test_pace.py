"""How states are joined and paced, without a wire: a call's at once, others within 100 ms, twenty a second at most."""

import threading
import time
from typing import Any

import pytest

from hall.realtime.broadcast import MOST_A_SECOND, Broadcast
from hall.rules.events import CounterChanged, HallChanged
from tests.rules.test_shapes import hall

SLUG = "jumapolo"


class Wire:
    """Keeps what went out to the display, and lets a test say which version is read."""

    def __init__(self) -> None:
        self.sent: list[tuple[float, int]] = []
        self.version = 0
        self.reads: list[int] | None = None
        self.lock = threading.Lock()
        self.broadcast = Broadcast(
            emit=self.emit, hall=lambda slug: hall(), state=self.state, own=lambda hall, ticket: {},
            phones=lambda slug: None, leave=lambda asker: None,
        )  # fmt: skip

    def state(self, slug: str) -> dict[str, Any]:
        return {"version": self.version if self.reads is None else self.reads.pop(0)}

    def emit(self, name: str, body: Any, namespace: str, room: str) -> None:
        if (name, namespace) == ("hall.state", "/display"):
            with self.lock:
                self.sent.append((time.monotonic(), body["version"]))

    def changes(self, *, at_once: bool = False) -> None:
        self.version += 1
        if at_once:
            self.broadcast.at_once(SLUG)
        else:
            self.broadcast.hear(CounterChanged(SLUG, "1"))


@pytest.fixture
def wire() -> Wire:
    return Wire()


def test_changes_are_joined_for_up_to_100_ms(wire: Wire) -> None:
    began = time.monotonic()
    for _ in range(5):
        wire.changes()
    time.sleep(0.3)
    assert [version for _, version in wire.sent] == [5]
    assert wire.sent[0][0] - began < 0.2


def test_a_call_waits_for_nobody(wire: Wire) -> None:
    wire.changes(at_once=True)
    assert [version for _, version in wire.sent] == [1]


def test_a_forgotten_timer_never_sends_the_twenty_first(wire: Wire) -> None:
    wire.changes()  # its timer rings in 100 ms
    for _ in range(MOST_A_SECOND):
        wire.changes(at_once=True)
    wire.changes(at_once=True)  # one too many: due when the second allows
    time.sleep(0.4)
    assert len(wire.sent) == MOST_A_SECOND
    time.sleep(0.9)
    assert wire.sent[-1][1] == wire.version, "the newest is always sent"
    assert len(wire.sent) == MOST_A_SECOND + 1


def test_a_state_that_was_read_late_is_not_sent_after_a_newer_one(wire: Wire) -> None:
    wire.reads = [7, 6, 8]
    for _ in range(3):
        wire.broadcast.at_once(SLUG)
    assert [version for _, version in wire.sent] == [7, 8]


def test_a_fault_of_the_wire_undoes_nothing_and_the_next_change_tries_again(wire: Wire) -> None:
    def broken(*_: Any) -> None:
        raise OSError("the wire is cut")

    whole, wire.broadcast.emit = wire.broadcast.emit, broken
    wire.changes(at_once=True)
    wire.broadcast.hear(HallChanged(SLUG))
    wire.broadcast.emit = whole
    time.sleep(0.2)
    wire.changes(at_once=True)
    assert wire.sent[-1][1] == wire.version
