"""From news to messages. States are joined: a call's goes at once, others within 100 ms, at most 20 a second a hall.

Whoever missed a message gets the whole state with the next one, so nothing here is repeated or kept.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, assert_never

from hall import runtime
from hall.realtime import messages
from hall.realtime.messages import COUNTER, DISPLAY, HALL_STATE, KIOSK, SCREENS, SLIP, TICKET, TICKET_CALLED
from hall.rules import shapes
from hall.rules.events import (
    AccessRevoked,
    BerkasChanged,
    CallPlayed,
    CounterChanged,
    Event,
    HallChanged,
    SlipQueued,
    SlipReported,
    TicketCalled,
    TicketChanged,
    TicketIssued,
)
from hall.rules.hall import Hall
from hall.rules.tickets import Ticket

JOIN_SECONDS: Final = 0.1
MOST_A_SECOND: Final = 20
KEPT_FOR_CALLS: Final = 5  # of the twenty: joined states wait before a call has to, and a call's state tells their news
PHONES_EVERY: Final = 3.0

_log = logging.getLogger("antrean.realtime")
Emit = Callable[[str, Any, str, str], None]  # name, body, namespace, room


@dataclass
class _Pace:
    """When the last states of a hall went out, and whether one is due."""

    sent: deque[float] = field(default_factory=deque)
    due: bool = False
    phones_at: float = 0.0
    phones_due: bool = False
    version: int = -1
    called: bool = False  # a call waits for its state
    repeat: bool = False


@dataclass
class Broadcast:
    """Hears every event of this process. `state` and `own` read what is committed; `emit` puts it on the wire.

    `speech` gives the address of a call's sound by hall, number and counter.
    """

    emit: Emit
    hall: Callable[[str], Hall]
    state: Callable[[str], dict[str, Any]]
    own: Callable[[Hall, Ticket], dict[str, Any]]
    phones: Callable[[str], None]
    leave: Callable[[str], None]
    speech: Callable[[Hall, str, str], str | None]
    clock: Callable[[], float] = time.monotonic
    later: Callable[..., object] = runtime.later
    _paces: dict[str, _Pace] = field(default_factory=dict)

    def hear(self, event: Event) -> None:
        """A listener's fault is logged here and nowhere else: a deaf TV must not undo a call."""
        try:
            self._tell(event)
        except Exception:  # noqa: BLE001 - the commit stands, whatever a screen's wire does
            _log.exception("a screen could not be told", extra={"event": type(event).__name__})

    def _tell(self, event: Event) -> None:
        match event:
            case TicketCalled():
                self._called(event)
            case TicketIssued():
                self.soon(event.hall)
            case TicketChanged():
                runtime.spawn(self._ticket, event.hall, event.ticket)
                self.soon(event.hall)
            case CallPlayed() | CounterChanged() | BerkasChanged() | HallChanged():
                self.soon(event.hall)
            case SlipQueued():
                pass  # the printing process is woken; screens hear what became of it
            case SlipReported():
                runtime.spawn(self._slip, event)
            case AccessRevoked():
                self.leave(event.asker)
            case _:
                assert_never(event)

    def again(self, slug: str) -> None:
        """The safety net: the state once more for whoever missed it (a broker was away); nothing when one is due anyway."""
        pace = self._paces.setdefault(slug, _Pace())
        pace.repeat = True
        self._later(slug, pace, JOIN_SECONDS)

    def _called(self, event: TicketCalled) -> None:
        hall = self.hall(event.hall)
        number, url = event.ticket.number, self.speech(hall, event.ticket.number, event.counter)
        body = shapes.called(hall, number, event.call_id, event.counter, url, recall=event.recall)
        runtime.spawn(self._say, event, body, messages.calls_rooms(hall, number, event.counter))

    def _say(self, event: TicketCalled, body: dict[str, Any], rooms: Sequence[str]) -> None:
        """In its own turn, so that the clerk's answer leaves first. Nothing is read before: calls keep their order."""
        for room in rooms:
            self.emit(TICKET_CALLED, body, DISPLAY, room)
        self.emit(TICKET_CALLED, body, COUNTER, messages.hall_room(event.hall))
        self.at_once(event.hall)
        self._ticket(event.hall, event.ticket)

    def _ticket(self, slug: str, ticket: Ticket) -> None:
        body = self.own(self.hall(slug), ticket)
        self.emit(messages.TICKET_STATE, body, TICKET, messages.ticket_room(slug, ticket.token))

    def _slip(self, event: SlipReported) -> None:
        name = SLIP.get(event.state)
        if name is None:
            return
        body = {
            "job": event.job, "ticket": event.ticket, "state": event.state, "reason": event.reason,
            "printer": event.printer,
        }  # fmt: skip
        self.emit(name, body, COUNTER, messages.hall_room(event.hall))
        if event.asker is not None:
            self.emit(name, body, KIOSK, messages.asker_room(event.asker))

    # -- the hall's state

    def at_once(self, slug: str) -> None:
        """Now, unless twenty went in the last second: then as soon as the second allows."""
        pace = self._paces.setdefault(slug, _Pace())
        wait = self._wait(pace)
        if wait > 0:
            pace.called = True
            self._later(slug, pace, wait)
        else:
            self._send(slug, pace)

    def soon(self, slug: str) -> None:
        """Within 100 ms, together with whatever else happens until then."""
        pace = self._paces.setdefault(slug, _Pace())
        self._later(slug, pace, max(JOIN_SECONDS, self._wait(pace, MOST_A_SECOND - KEPT_FOR_CALLS)))

    def _later(self, slug: str, pace: _Pace, wait: float) -> None:
        if not pace.due:
            pace.due = True
            self.later(wait, self._due, slug)

    def _due(self, slug: str) -> None:
        """A timer's turn. Others may have sent meanwhile: then the second is full and it waits once more."""
        pace = self._paces[slug]
        if not pace.due:
            return
        pace.due = False
        wait = self._wait(pace, MOST_A_SECOND if pace.called else MOST_A_SECOND - KEPT_FOR_CALLS)
        if wait > 0:
            self._later(slug, pace, wait)
        else:
            self._send(slug, pace)

    def _wait(self, pace: _Pace, most: int = MOST_A_SECOND) -> float:
        """Seconds until fewer than `most` went in the last second."""
        now = self.clock()
        while pace.sent and now - pace.sent[0] >= 1.0:
            pace.sent.popleft()
        return 0.0 if len(pace.sent) < most else 1.0 - (now - pace.sent[len(pace.sent) - most])

    def _send(self, slug: str, pace: _Pace) -> None:
        """The newest committed state; what was due is in it."""
        pace.due = False
        now = self.clock()
        try:
            body = self.state(slug)
            if body["version"] < pace.version or (body["version"] == pace.version and not pace.repeat):
                return  # somebody's news was already in the last one, or a newer state was read while this one was
            pace.version, pace.repeat, pace.called = body["version"], False, False
            pace.sent.append(now)
            for namespace in SCREENS:
                self.emit(HALL_STATE, body, namespace, messages.hall_room(slug))
        except Exception:  # noqa: BLE001 - a timer has nobody to raise to; the next change tries again
            _log.exception("a state could not be sent")
        self._phones_soon(slug, pace, now)

    def _phones_soon(self, slug: str, pace: _Pace, now: float) -> None:
        """Phones follow at a walk: at most every 3 s, and the last change always."""
        if pace.phones_due:
            return
        pace.phones_due = True
        self.later(max(0.0, pace.phones_at + PHONES_EVERY - now), self._to_phones, slug, pace)

    def _to_phones(self, slug: str, pace: _Pace) -> None:
        pace.phones_due = False
        pace.phones_at = self.clock()
        self.phones(slug)
