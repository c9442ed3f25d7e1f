"""A counter opens, goes on a break and closes; and what its clerk sees."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hall.actions.calls import counter_of
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import berkas as berkas_records
from hall.records import counters as kept
from hall.records import tickets as ticket_records
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import shapes
from hall.rules.calendar import business_day
from hall.rules.events import CounterChanged
from hall.rules.hall import Hall


def open_counter(office: Office, slug: str, ask: Ask, code: str) -> Answer:
    """The counter takes people. Opening an open counter changes nothing."""
    return _set(office, slug, ask, code, "open", None)


def pause(office: Office, slug: str, ask: Ask, code: str, reason: str) -> Answer:
    """A break with its reason, which the hall may read."""
    return _set(office, slug, ask, code, "break", reason)


def close(office: Office, slug: str, ask: Ask, code: str) -> Answer:
    """The counter closes for now."""
    return _set(office, slug, ask, code, "closed", None)


def _set(office: Office, slug: str, ask: Ask, code: str, state: str, reason: str | None) -> Answer:
    def change(work: Work, hall: Hall) -> dict[str, Any]:
        counter = counter_of(hall, code)
        now = kept.now_at(work.connection, hall, counter)
        if now.ticket_state is not None and state != "open":
            raise Refused("counter_busy", f"Selesaikan dulu nomor {now.number}.")
        kept.set_state(work.connection, counter, state, reason, work.now)
        ticket_records.beat(work, hall, business_day(work.now, hall.timezone))
        work.log(hall.id, f"counter.{state}", actor=ask.asker, subject=code)
        work.tell(CounterChanged(hall.slug, code))
        return shapes.counter(kept.now_at(work.connection, hall, counter))

    return office.once(slug, ask, change)


def state(office: Office, slug: str) -> dict[str, Any]:
    """The hall as every screen shows it (`hall.state`)."""
    hall = office.hall(slug)
    now = office.clock.now()
    with office.database.reading() as connection:
        looked = kept.snapshot(connection, hall, business_day(now, hall.timezone))
    return shapes.hall_state(hall, looked, now)


def desk(office: Office, slug: str, code: str) -> dict[str, Any]:
    """What the clerk of a counter has before them: the ticket, its berkas, the lines."""
    hall = office.hall(slug)
    now = office.clock.now()
    counter = counter_of(hall, code)
    day = business_day(now, hall.timezone)
    with office.database.reading() as connection:
        at = kept.now_at(connection, hall, counter)
        ticket = ticket_records.of_counter(connection, hall, counter.id)
        held = None if ticket is None else berkas_records.of_ticket(connection, hall, ticket)
        steps = () if held is None else berkas_records.steps(connection, held.version_id)
        snapshot = kept.snapshot(connection, hall, day)
        waiting = {line.letter: line.waiting for line in snapshot.lines}
        lines = [_line(connection, hall, letter, day, waiting.get(letter, 0), now) for letter in counter.lines]
        figures = kept.figures(connection, counter, day)
    return {
        "version": snapshot.version,
        "counter": shapes.counter(at),
        "ticket": None if ticket is None else shapes.ticket(ticket, hall),
        "layanan": None if ticket is None else shapes.layanan(hall, ticket.layanan),
        "berkas": None if held is None else shapes.berkas(held, hall, steps),
        "lines": lines,
        **figures,
    }


def _line(connection: Any, hall: Hall, letter: str, day: date, waiting: int, now: datetime) -> dict[str, Any]:
    queue = kept.queue(connection, hall, letter, day)
    oldest = queue["oldest"]
    return {
        "letter": letter,
        "name": hall.lines[letter].name,
        "waiting": waiting,
        "oldest_minutes": None if oldest is None else int((now - oldest).total_seconds() // 60),
        "next": [
            {"number": number, "title": hall.offers[layanan].layanan.title, "priority": priority,
             "issued_at": shapes.local(issued, hall.timezone)}
            for number, layanan, priority, issued in queue["first"]
        ],
    }  # fmt: skip


def counters_now(office: Office, slug: str) -> list[dict[str, Any]]:
    """Every counter as the API shows it."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        return [shapes.counter(counter) for counter in kept.all_now(connection, hall)]
