"""A counter calls: the next ticket, a chosen one, the one in hand once more. Each is one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from hall.actions import seats
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import announcements, halls, queues, turns
from hall.records import tickets as kept
from hall.records.locks import lock_calls
from hall.records.queues import Remembered
from hall.records.turns import AtCounter
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import shapes
from hall.rules.announcements import Call
from hall.rules.events import CallPlayed, TicketCalled
from hall.rules.hall import Counter, Hall
from hall.rules.queue_policy import Choice, Head, Shares, pick, remember
from hall.rules.tickets import WAITING, Ticket, after, shown_number


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


def _call(work: Work, hall: Hall, counter: Counter, number: str | None, asker: str) -> dict[str, Any]:
    lock_calls(work.connection, hall)
    at = turns.at_counter(work, hall, counter)
    seats.claim(work, hall, at, asker)
    free(at)
    chosen = None if number is None else _chosen(work, hall, number, at)
    letters = counter.lines if chosen is None else tuple(dict.fromkeys((*counter.lines, chosen.line)))
    heads = queues.heads(work.connection, hall, counter, letters, at.day, work.now)
    known = queues.memories(work.connection, hall, letters, at.day)
    shares = Shares(counter.weights, at.credits)
    memories = [each.memory for each in known.values()]
    choice = pick(heads, memories, hall.settings.rule, shares) if chosen is None else Choice(_head(chosen), shares)
    if choice is None:
        raise Refused("nobody_waiting")
    ticket = turns.win(work, hall, choice.head.ticket_id, counter.id)
    if ticket is None:
        raise Refused("wrong_state", "Nomor ini baru saja dipanggil loket lain.")
    if ticket.line not in known:  # sent on to this counter from a line that it does not serve
        known |= queues.memories(work.connection, hall, (ticket.line,), at.day)
    wanted = counter.code if choice.head.wanted else None
    _keep(work, hall, at, ticket, chosen.wanted if chosen else wanted, choice, heads, known, asker)
    call_id = announce(work, hall, ticket, counter, asker, at.day, recall=False)
    return {"call_id": call_id, "ticket": shapes.ticket(ticket, hall)}


def free(at: AtCounter) -> None:
    """Refuses where the counter has a number in hand or is not open."""
    if at.ticket is not None:
        raise Refused("counter_busy")
    if at.kept != "open":
        raise Refused("counter_closed")


def _chosen(work: Work, hall: Hall, number: str, at: AtCounter) -> Ticket:
    ticket = kept.by_number(work.connection, hall, number, at.day)
    if ticket is None:
        raise Refused("not_found", f"Nomor {shown_number(number)} tidak ada hari ini.")
    after(ticket, "call", work.now)  # says why it may not be called
    return ticket


def _head(ticket: Ticket) -> Head:
    return Head(ticket.id, ticket.line, ticket.priority, ticket.place, wanted=ticket.wanted is not None)


def _keep(
    work: Work, hall: Hall, at: AtCounter, ticket: Ticket, wanted: str | None, choice: Choice, heads: list[Head],
    known: dict[str, Remembered], asker: str,
) -> None:  # fmt: skip
    """What the call changes besides the ticket: memories, counts, shares; and the command, so that it can be taken back."""
    rule, shares = hall.settings.rule, choice.shares
    memories = [each.memory for each in known.values()]
    changed = {each.line: each for each in remember(choice.head, heads, memories, rule, shares)}
    for letter in sorted({ticket.line, *changed}, key=lambda letter: hall.lines[letter].id):
        if letter in changed:
            queues.remember(work.connection, hall, changed[letter], at.day)
        if letter == ticket.line:
            turns.leaves_line(work.connection, hall, ticket)
    if shares.credits != at.credits:
        turns.keep_credits(work.connection, at.counter, shares.credits)
    columns = turns.columns(hall, ticket)
    before = {
        "ticket": turns.columns(hall, replace(ticket, state=WAITING, counter=None, called_at=None, wanted=wanted)),
        "memories": {letter: _text(known[letter].memory) for letter in changed},
        "last_called": known[ticket.line].last_called if ticket.line in known else None,
        "credits": dict(at.credits),
    }
    now_is = {"ticket": columns, "memories": {letter: _text(new) for letter, new in changed.items()},
              "credits": dict(shares.credits)}  # fmt: skip
    turns.log(work, hall, at.counter, ticket.id, "call", before, now_is, asker)


def _text(memory: Any) -> list[Any]:
    return [memory.run, queues.passes_text(memory)]


def announce(work: Work, hall: Hall, ticket: Ticket, counter: Counter, asker: str, day: date, *, recall: bool) -> int:
    """Keeps a call and tells it; gives its id."""
    _, call_id = kept.beat(work, hall, day, called=True)
    kept.add_call(work.connection, ticket, call_id, counter.id, work.now, recall)
    work.log(hall.id, "ticket.recalled" if recall else "ticket.called", actor=asker, subject=ticket.number)
    work.tell(TicketCalled(hall.slug, ticket, call_id, counter.code, counter.name, recall))
    return call_id


def recall(office: Office, slug: str, ask: Ask, counter_code: str) -> Answer:
    """Calls the counter's called ticket once more; a recall is a call of its own."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        return _recall(work, hall, counter_of(hall, counter_code), ask.asker)

    return office.once(slug, ask, do)


def _recall(work: Work, hall: Hall, counter: Counter, asker: str) -> dict[str, Any]:
    lock_calls(work.connection, hall)
    at = turns.at_counter(work, hall, counter)
    seats.claim(work, hall, at, asker)
    ticket = in_hand(at)
    if ticket.state.value != "called":
        raise Refused("wrong_state", "Nomor ini sudah dilayani, tidak perlu dipanggil ulang.")
    if kept.recalls(work.connection, ticket) >= hall.settings.recall_limit:
        raise Refused(
            "wrong_state", f"Nomor ini sudah dipanggil ulang {hall.settings.recall_limit} kali. Tandai tidak hadir."
        )
    announce(work, hall, ticket, counter, asker, at.day, recall=True)
    return shapes.ticket(ticket, hall)


def in_hand(at: AtCounter) -> Ticket:
    """The ticket in hand, or `wrong_state`."""
    if at.ticket is None:
        raise Refused("wrong_state", "Loket ini tidak sedang memegang nomor.")
    return at.ticket


def played(office: Office, slug: str, call_id: int) -> None:
    """A TV has announced this call: the first report is kept and told, so that the office knows that it was heard."""

    def keep(work: Work, hall: Hall) -> None:
        if announcements.played(work.connection, hall, call_id, work.now):
            halls.raise_version(work.connection, hall.id)
            work.tell(CallPlayed(hall.slug, call_id))

    office.transact(slug, keep)


def newest(office: Office, hall: Hall) -> list[Call]:
    """The hall's newest calls, newest first."""
    with office.database.reading() as connection:
        return announcements.newest(connection, hall)
