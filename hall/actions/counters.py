"""A counter opens, goes on a break and closes; and how the hall stands."""

from __future__ import annotations

from typing import Any

from hall.actions import seats
from hall.actions.calls import counter_of
from hall.actions.desk import desk
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import counters as kept
from hall.records import days, turns
from hall.records import tickets as ticket_records
from hall.records.locks import lock_calls
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import shapes
from hall.rules.events import CounterChanged
from hall.rules.hall import Hall
from hall.rules.tickets import shown_number

__all__ = ["close", "counters_now", "desk", "open_counter", "pause", "state"]


def open_counter(office: Office, slug: str, ask: Ask, code: str) -> Answer:
    """The counter takes people. Opening an open counter changes nothing."""
    return _set(office, slug, ask, code, "open", None)


def pause(office: Office, slug: str, ask: Ask, code: str, reason: str) -> Answer:
    """A break with its reason, which the hall may read."""
    return _set(office, slug, ask, code, "break", reason)


def close(office: Office, slug: str, ask: Ask, code: str) -> Answer:
    """The counter closes for now. Who was sent on to it waits for any counter of the line again."""
    return _set(office, slug, ask, code, "closed", None)


def _set(office: Office, slug: str, ask: Ask, code: str, state: str, reason: str | None) -> Answer:
    def change(work: Work, hall: Hall) -> dict[str, Any]:
        lock_calls(work.connection, hall)  # a call must not slip in between
        at = turns.at_counter(work, hall, counter_of(hall, code))
        seats.claim(work, hall, at, ask.asker)
        if at.ticket is not None and state != "open":
            raise Refused("counter_busy", f"Selesaikan dulu nomor {shown_number(at.ticket.number)}.")
        kept.set_state(work.connection, at.counter, state, reason, work.now)
        if state == "closed":
            turns.let_go(work.connection, hall, at.counter, at.day)
        ticket_records.beat(work, hall, at.day)
        work.log(hall.id, f"counter.{state}", actor=ask.asker, subject=code)
        work.tell(CounterChanged(hall.slug, code))
        return shapes.counter(kept.now_at(work.connection, hall, at.counter))

    return office.once(slug, ask, change)


def state(office: Office, slug: str) -> dict[str, Any]:
    """The hall as every screen shows it (`hall.state`)."""

    def look(hall: Hall) -> dict[str, Any]:
        now = office.clock.now()
        with office.database.reading() as connection:
            looked = kept.snapshot(connection, hall, days.shown(connection, hall, now))
        return shapes.hall_state(hall, looked, now)

    return office.fresh(slug, look)


def counters_now(office: Office, slug: str) -> list[dict[str, Any]]:
    """Every counter as the API shows it."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        return [shapes.counter(counter) for counter in kept.all_now(connection, hall)]
