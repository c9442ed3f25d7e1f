"""A counter opens, goes on a break and closes; and what its clerk sees."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hall.actions.calls import counter_of
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import berkas as berkas_records
from hall.records import counters as kept
from hall.records import days, queues
from hall.records import tickets as ticket_records
from hall.records.locks import lock_calls
from hall.records.queues import Waiting
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import shapes
from hall.rules.events import CounterChanged
from hall.rules.hall import Hall
from hall.rules.queue_policy import LineMemory, upcoming

PREVIEW = 6  # tickets that the clerk sees coming
SHOWN = 4  # tickets that each line shows


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
        lock_calls(work.connection, hall)  # a call must not slip in between
        day = days.in_force(work, hall)
        counter = counter_of(hall, code)
        now = kept.now_at(work.connection, hall, counter)
        if now.ticket_state is not None and state != "open":
            raise Refused("counter_busy", f"Selesaikan dulu nomor {now.number}.")
        kept.set_state(work.connection, counter, state, reason, work.now)
        ticket_records.beat(work, hall, day)
        work.log(hall.id, f"counter.{state}", actor=ask.asker, subject=code)
        work.tell(CounterChanged(hall.slug, code))
        return shapes.counter(kept.now_at(work.connection, hall, counter))

    return office.once(slug, ask, change)


def state(office: Office, slug: str) -> dict[str, Any]:
    """The hall as every screen shows it (`hall.state`)."""
    hall = office.hall(slug)
    now = office.clock.now()
    with office.database.reading() as connection:
        looked = kept.snapshot(connection, hall, days.shown(connection, hall, now))
    return shapes.hall_state(hall, looked, now)


def desk(office: Office, slug: str, code: str) -> dict[str, Any]:
    """What the clerk of a counter has before them: the ticket, its berkas, the lines."""
    hall = office.hall(slug)
    now = office.clock.now()
    counter = counter_of(hall, code)
    with office.database.reading() as connection:
        day = days.shown(connection, hall, now)
        at = kept.now_at(connection, hall, counter)
        ticket = ticket_records.of_counter(connection, hall, counter.id)
        held = None if ticket is None else berkas_records.of_ticket(connection, hall, ticket)
        steps = () if held is None else berkas_records.steps(connection, held.version_id)
        snapshot = kept.snapshot(connection, hall, day)
        waiting = {line.letter: line.waiting for line in snapshot.lines}
        queue = queues.waiting(connection, hall, counter.lines, day, PREVIEW)
        memories = queues.memories(connection, hall, counter.lines, day)
        recent = kept.recent(connection, hall, counter, day)
        figures = kept.figures(connection, counter, day)
    return {
        "version": snapshot.version,
        "counter": shapes.counter(at),
        "ticket": None if ticket is None else shapes.ticket(ticket, hall),
        "layanan": None if ticket is None else shapes.layanan(hall, ticket.layanan),
        "berkas": None if held is None else shapes.berkas(held, hall, steps),
        "lines": [_line(hall, letter, queue, waiting.get(letter, 0), now) for letter in counter.lines],
        "order": _order(hall, queue, memories),
        "recent": [
            {"number": number, "title": _title(hall, layanan), "ended_at": shapes.local(ended, hall.timezone)}
            for number, layanan, ended in recent
        ],
        **figures,
    }


def _line(
    hall: Hall, letter: str, queue: dict[tuple[str, bool], list[Waiting]], waiting: int, now: datetime
) -> dict[str, Any]:
    first = [*queue[letter, True], *queue[letter, False]]
    oldest = min((ticket.issued_at for ticket in first), default=None)
    return {
        "letter": letter,
        "name": hall.lines[letter].name,
        "waiting": waiting,
        "oldest_minutes": None if oldest is None else int((now - oldest).total_seconds() // 60),
        "next": [_waits(hall, ticket) for ticket in first[:SHOWN]],
    }


def _order(
    hall: Hall, queue: dict[tuple[str, bool], list[Waiting]], memories: list[LineMemory]
) -> list[dict[str, Any]]:
    """Whom the policy calls next, so that the clerk sees it before pressing."""
    by_id = {ticket.head.ticket_id: ticket for tickets in queue.values() for ticket in tickets}
    heads = [[ticket.head for ticket in tickets] for tickets in queue.values()]
    return [_waits(hall, by_id[head.ticket_id]) for head in upcoming(heads, memories, hall.settings.rule, PREVIEW)]


def _waits(hall: Hall, ticket: Waiting) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "title": _title(hall, ticket.layanan),
        "priority": ticket.head.priority,
        "issued_at": shapes.local(ticket.issued_at, hall.timezone),
    }


def _title(hall: Hall, layanan: str) -> str:
    return hall.offers[layanan].layanan.title


def counters_now(office: Office, slug: str) -> list[dict[str, Any]]:
    """Every counter as the API shows it."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        return [shapes.counter(counter) for counter in kept.all_now(connection, hall)]
