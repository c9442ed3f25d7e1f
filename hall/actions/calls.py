"""The clerk's commands on tickets: call, recall, begin, absent, complete. Each is one transaction."""

from __future__ import annotations

from datetime import date
from typing import Any

from hall.actions.office import Office
from hall.errors import Refused
from hall.records import counters as counter_records
from hall.records import days, queues
from hall.records import tickets as kept
from hall.records.locks import lock_calls
from hall.records.times import micros
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import shapes
from hall.rules.events import TicketCalled, TicketChanged
from hall.rules.hall import Counter, CounterState, Hall
from hall.rules.queue_policy import Head, pick, remember
from hall.rules.tickets import Ticket, after


def counter_of(hall: Hall, code: str) -> Counter:
    """The counter, or `not_found`."""
    found = hall.counters.get(code)
    if found is None:
        raise Refused("not_found", "Loket ini tidak ada di kantor ini.")
    return found


def call(office: Office, slug: str, ask: Ask, counter_code: str, number: str | None = None) -> Answer:
    """Calls the next ticket by the hall's policy, or the chosen `number` of today, of any line.

    Refuses `counter_closed`, `counter_busy`, `nobody_waiting`, `not_found`, `wrong_state`.
    """

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        return _call(work, hall, counter_of(hall, counter_code), number, ask.asker)

    return office.once(slug, ask, do)


def _call(work: Work, hall: Hall, counter: Counter, number: str | None, actor: str) -> dict[str, Any]:
    lock_calls(work.connection, hall)
    day = days.in_force(work, hall)
    _free(counter_records.now_at(work.connection, hall, counter))
    letters = counter.lines
    if number is not None:
        chosen = _chosen(work, hall, number, day)
        letters = tuple(dict.fromkeys((*letters, chosen.line)))
    heads = queues.heads(work.connection, hall, letters, day)
    memories = queues.memories(work.connection, hall, letters, day)
    head = pick(heads, memories, hall.settings.rule) if number is None else _head(chosen)
    if head is None:
        raise Refused("nobody_waiting")
    if not kept.win(work.connection, hall, head.ticket_id, counter.id, work.now):
        raise Refused("wrong_state", "Nomor ini baru saja dipanggil loket lain.")
    ticket = kept.by_id(work.connection, hall, head.ticket_id)
    ordinary = [waiting for waiting in heads if not waiting.priority]
    changed = {memory.line: memory for memory in remember(head, ordinary, memories, hall.settings.rule)}
    for letter in sorted({ticket.line, *changed}, key=lambda letter: hall.lines[letter].id):
        if letter in changed:
            queues.remember(work.connection, hall, changed[letter], day)
        if letter == ticket.line:
            kept.leaves_line(work.connection, hall, ticket)
    return {
        "call_id": _announce(work, hall, ticket, counter, actor, day, recall=False),
        "ticket": shapes.ticket(ticket, hall),
    }


def _free(counter: shapes.CounterNow) -> None:
    if counter.ticket_state is not None:
        raise Refused("counter_busy")
    if counter.state is not CounterState.OPEN:
        raise Refused("counter_closed")


def _chosen(work: Work, hall: Hall, number: str, day: date) -> Ticket:
    ticket = kept.by_number(work.connection, hall, number, day)
    if ticket is None:
        raise Refused("not_found", f"Nomor {number} tidak ada hari ini.")
    after(ticket, "call", work.now)  # says why it may not be called
    return ticket


def _head(ticket: Ticket) -> Head:
    return Head(ticket.id, ticket.line, ticket.priority, ticket.place)


def _announce(work: Work, hall: Hall, ticket: Ticket, counter: Counter, actor: str, day: date, *, recall: bool) -> int:
    _, call_id = kept.beat(work, hall, day, called=True)
    kept.add_call(
        work.connection,
        {"hall_id": hall.id, "call_id": call_id, "ticket_id": ticket.id, "number": ticket.number,
         "counter_id": counter.id, "day": day, "at": micros(work.now), "recall": int(recall)},
    )  # fmt: skip
    work.log(hall.id, "ticket.recalled" if recall else "ticket.called", actor=actor, subject=ticket.number)
    work.tell(TicketCalled(hall.slug, ticket, call_id, counter.code, counter.name, recall))
    return call_id


def recall(office: Office, slug: str, ask: Ask, counter_code: str) -> Answer:
    """Calls the counter's called ticket once more; a recall is a call of its own."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        return _recall(work, hall, counter_of(hall, counter_code), ask.asker)

    return office.once(slug, ask, do)


def _recall(work: Work, hall: Hall, counter: Counter, actor: str) -> dict[str, Any]:
    lock_calls(work.connection, hall)
    day = days.in_force(work, hall)
    ticket = _in_hand(work, hall, counter)
    if ticket.state.value != "called":
        raise Refused("wrong_state", "Nomor ini sudah dilayani, tidak perlu dipanggil ulang.")
    if kept.recalls(work.connection, ticket.id) >= hall.settings.recall_limit:
        raise Refused(
            "wrong_state", f"Nomor ini sudah dipanggil ulang {hall.settings.recall_limit} kali. Tandai tidak hadir."
        )
    _announce(work, hall, ticket, counter, actor, day, recall=True)
    return shapes.ticket(ticket, hall)


def begin(office: Office, slug: str, ask: Ask, counter_code: str) -> Answer:
    """The person stands at the counter: service begins."""
    return _command(office, slug, ask, counter_code, "begin")


def absent(office: Office, slug: str, ask: Ask, counter_code: str) -> Answer:
    """The called person did not come."""
    return _command(office, slug, ask, counter_code, "absent")


def complete(office: Office, slug: str, ask: Ask, counter_code: str) -> Answer:
    """The person is served; never depends on the berkas."""
    return _command(office, slug, ask, counter_code, "complete")


def _command(office: Office, slug: str, ask: Ask, counter_code: str, command: str) -> Answer:
    def do(work: Work, hall: Hall) -> dict[str, Any]:
        lock_calls(work.connection, hall)
        day = days.in_force(work, hall)
        before = _in_hand(work, hall, counter_of(hall, counter_code))
        now_is = after(before, command, work.now)
        kept.keep_state(work.connection, before, now_is)
        kept.beat(work, hall, day)
        work.log(hall.id, f"ticket.{command}", actor=ask.asker, subject=now_is.number)
        work.tell(TicketChanged(hall.slug, now_is))
        return shapes.ticket(now_is, hall)

    return office.once(slug, ask, do)


def _in_hand(work: Work, hall: Hall, counter: Counter) -> Ticket:
    ticket = kept.of_counter(work.connection, hall, counter.id)
    if ticket is None:
        raise Refused("wrong_state", "Loket ini tidak sedang memegang nomor.")
    return ticket


def played(office: Office, slug: str, call_id: int) -> None:
    """A TV has announced this call: the first report is kept, so that the office knows that it was heard."""
    office.transact(slug, lambda work, hall: kept.played(work.connection, hall, call_id, work.now))
