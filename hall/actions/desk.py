"""What the clerk of a counter has before them: the ticket and its files, the lines, who was put aside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hall.actions import own_calls, station_desk
from hall.actions.berkas_lists import applicant, counts
from hall.actions.calls import counter_of
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import announcements, days, desks, queues, substitutes, turns
from hall.records import berkas as berkas_records
from hall.records import counters as kept
from hall.records import tickets as ticket_records
from hall.records.queues import Class, Waiting
from hall.rules import file_shapes, shapes
from hall.rules.hall import Hall
from hall.rules.queue_policy import LineMemory, Shares, upcoming
from hall.rules.roles import CLERK
from hall.rules.tickets import UNDO_WITHIN, Ticket, shown_number
from hall.rules.workflow import Berkas, BerkasState

PREVIEW = 6  # tickets that the clerk sees coming
SHOWN = 4  # tickets that each line shows
UNDO_WORDS = {
    "call": "Panggilan {number}", "begin": "Mulai melayani {number}", "absent": "{number} tidak hadir",
    "complete": "{number} selesai", "hold": "{number} ditahan", "return": "{number} dikembalikan",
    "resume": "{number} dilanjutkan", "transfer": "{number} dipindahkan", "cancel": "{number} dibatalkan",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """Who looks, and at which of the ticket's files: `staff` is a person's id, `roles` theirs."""

    staff: int | None = None
    roles: Collection[str] = field(default_factory=frozenset)
    berkas: str | None = None


def desk(office: Office, slug: str, code: str, asked: Asked | None = None) -> dict[str, Any]:
    """The whole page of a counter, read in one consistent look."""
    return office.fresh(slug, lambda hall: _desk(office, hall, code, asked or Asked()))


def _desk(office: Office, hall: Hall, code: str, asked: Asked) -> dict[str, Any]:
    now = office.clock.now()
    with office.database.reading() as connection:
        day = days.shown(connection, hall, now)
        snapshot = kept.snapshot(connection, hall, day)
        counter = counter_of(hall, code)
        at = kept.now_at(connection, hall, counter)
        seat = kept.seat(connection, counter.id)
        ticket = ticket_records.of_counter(connection, hall, counter.id)
        files = [] if ticket is None else berkas_records.files(connection, hall, ticket.id)
        in_hand = _in_hand(files, asked.berkas)
        document = None if in_hand is None else berkas_records.document(connection, in_hand.version_id)
        roles = _roles(connection, asked, now)
        mine, late = counts(connection, hall, roles, now)
        waiting = {line.letter: line.waiting for line in snapshot.lines}
        queue = queues.waiting(connection, hall, counter, day, now, PREVIEW)
        memories = [known.memory for known in queues.memories(connection, hall, counter.lines, day).values()]
        shares = Shares(counter.weights, seat.credits)
        told = {
            "recent": [
                {"number": number, "title": _title(hall, layanan), "ended_at": shapes.local(ended, hall.timezone)}
                for number, layanan, ended in kept.recent(connection, hall, counter, day)
            ],
            **kept.figures(connection, counter, day),
            "held": [_held(hall, each, now) for each in desks.held(connection, hall, day)],
            "absent_list": [_missed(hall, each) for each in desks.absent(connection, hall, day)],
            "undo": _undo(hall, turns.latest(connection, counter), now),
            "roles": None if asked.staff is None else sorted(roles),
            "heard_at": ticket and shapes.local(announcements.heard_at(connection, ticket), hall.timezone),
            "recording": station_desk.of_ticket(office, connection, hall, counter, ticket),
            "wrong_codes": own_calls.last_lock(connection, hall, counter, now),
            "waiting_for_me": mine,
            "overdue": late,
        }
    person = {
        "person": seat.name,
        "mine": seat.staff_id is None or asked.staff is None or seat.staff_id == asked.staff,
    }
    return {
        "version": snapshot.version,
        "counter": shapes.counter(at) | person,
        "ticket": None if ticket is None else shapes.ticket(ticket, hall),
        "layanan": _layanan(hall, ticket, in_hand),
        "berkas": None
        if in_hand is None or document is None
        else file_shapes.berkas(in_hand, hall, document, now, applicant(office, in_hand)),
        "files": [_file(hall, each) for each in files],
        "lines": [_line(hall, letter, queue, waiting.get(letter, 0), now) for letter in counter.lines],
        "order": _order(hall, queue, memories, shares),
        **told,
    }


def _roles(connection: berkas_records.Reading, asked: Asked, now: datetime) -> Collection[str]:
    """A person's own roles and those they stand in for; a counter's screen or a program works as its clerk."""
    if asked.staff is None:
        return {CLERK}
    return frozenset(asked.roles) | substitutes.acting(connection, asked.staff, now)


def _in_hand(files: Sequence[Berkas], wanted: str | None) -> Berkas | None:
    """The file that the clerk chose, else the latest that still goes on, else the latest."""
    if wanted is not None:
        found = next((each for each in files if each.number == wanted), None)
        if found is None:
            raise Refused("not_found", "Berkas ini bukan milik nomor yang sedang dilayani.")
        return found
    alive = [each for each in files if each.state not in (BerkasState.DONE, BerkasState.VOID)]
    return next(iter(reversed(alive or files)), None)


def _layanan(hall: Hall, ticket: Ticket | None, in_hand: Berkas | None) -> dict[str, Any] | None:
    code = in_hand.layanan if in_hand is not None else ticket.layanan if ticket is not None else None
    return None if code is None else shapes.layanan(hall, code)


def _file(hall: Hall, value: Berkas) -> dict[str, Any]:
    steps = hall.offers[value.layanan].layanan.steps
    current = next((step for step in steps if step.order == value.current), None)
    return {
        "number": value.number,
        "layanan": value.layanan,
        "title": _title(hall, value.layanan),
        "state": value.state.value,
        "label": getattr(value, "label", None),
        "current": None if current is None else {"order": current.order, "no": current.no, "text": current.text},
    }


def _held(hall: Hall, each: desks.Held, now: datetime) -> dict[str, Any]:
    return {
        "number": each.number,
        "title": _title(hall, each.layanan),
        "reason": each.reason or "hold",
        "until": shapes.local(each.until, hall.timezone),
        "due": each.until is not None and each.until <= now,
        "counter": each.counter,
    }


def _missed(hall: Hall, each: desks.Missed) -> dict[str, Any]:
    return {
        "number": each.number,
        "title": _title(hall, each.layanan),
        "at": shapes.local(each.at, hall.timezone),
        "comes_back": each.after_calls is not None,
        "after_calls": each.after_calls,
    }


def _undo(hall: Hall, command: turns.Command | None, now: datetime) -> dict[str, Any] | None:
    if command is None or command.undone or now - command.at > UNDO_WITHIN:
        return None
    return {
        "command": command.name,
        "number": command.number,
        "text": UNDO_WORDS[command.name].format(number=shown_number(command.number)),
        "until": shapes.local(command.at + UNDO_WITHIN, hall.timezone),
    }


def _line(hall: Hall, letter: str, queue: dict[Class, list[Waiting]], waiting: int, now: datetime) -> dict[str, Any]:
    ranks = [queue.get((letter, rank), []) for rank in ("wanted", "due", "priority", "ordinary")]
    first = [ticket for tickets in ranks for ticket in tickets]
    if all(len(tickets) < PREVIEW for tickets in ranks):
        waiting = len(first)  # seen whole: the line's own count holds those too who were sent on to another counter
    oldest = min((ticket.issued_at for ticket in first), default=None)
    return {
        "letter": letter,
        "name": hall.lines[letter].name,
        "waiting": waiting,
        "oldest_minutes": None if oldest is None else int((now - oldest).total_seconds() // 60),
        "next": [_waits(hall, ticket) for ticket in first[:SHOWN]],
    }


def _order(
    hall: Hall, queue: dict[Class, list[Waiting]], memories: list[LineMemory], shares: Shares
) -> list[dict[str, Any]]:
    """Whom the policy calls next, so that the clerk sees it before pressing."""
    by_id = {ticket.head.ticket_id: ticket for tickets in queue.values() for ticket in tickets}
    heads = [[ticket.head for ticket in tickets] for tickets in queue.values()]
    coming = upcoming(heads, memories, hall.settings.rule, PREVIEW, shares)
    return [_waits(hall, by_id[head.ticket_id]) for head in coming]


def _waits(hall: Hall, ticket: Waiting) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "title": _title(hall, ticket.layanan),
        "priority": ticket.head.priority,
        "due": ticket.head.due,
        "wanted": ticket.head.wanted,
        "issued_at": shapes.local(ticket.issued_at, hall.timezone),
    }


def _title(hall: Hall, layanan: str) -> str:
    return hall.offers[layanan].layanan.title
