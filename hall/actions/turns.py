"""What a clerk does with the ticket in hand: begin, absent, complete, hold, return, transfer, cancel; and resume one.

Each is one transaction, and each can be taken back for ten seconds (`hall.actions.undo`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from hall.actions import paper, recording_day, seats
from hall.actions.calls import counter_of, free, in_hand
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import counters as counter_records
from hall.records import desks, turns
from hall.records import tickets as kept
from hall.records.locks import lock_calls
from hall.records.turns import AtCounter
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import shapes
from hall.rules.calendar import business_day, slip_time_text
from hall.rules.events import TicketChanged
from hall.rules.hall import Hall
from hall.rules.slips import MissingSlip
from hall.rules.tickets import Ticket, TicketState, after, missed, shown_number
from hall.rules.typed_times import clock_or_moment

Step = Callable[[Work, Hall, AtCounter], tuple[Ticket, Ticket]]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a ticket is sent on to: a line (its letter) or a counter (its code); one of the two."""

    line: str | None = None
    counter: str | None = None
    reason: str | None = None


def begin(office: Office, slug: str, ask: Ask, code: str) -> Answer:
    """The person stands at the counter: service begins."""

    def step(work: Work, hall: Hall, at: AtCounter) -> tuple[Ticket, Ticket]:
        before = in_hand(at)
        now_is = after(before, "begin", work.now)
        recording_day.starts(work, hall, at, before)
        return before, now_is

    return _command(office, slug, ask, code, "begin", step)


def complete(office: Office, slug: str, ask: Ask, code: str) -> Answer:
    """The person is served; never depends on the berkas."""
    return _with_hand(
        office, slug, ask, code, "complete", lambda work, hall, ticket: after(ticket, "complete", work.now)
    )


def absent(office: Office, slug: str, ask: Ask, code: str) -> Answer:
    """The called person did not come; the rule of `missed` says whether the number comes back by itself."""

    def change(work: Work, hall: Hall, ticket: Ticket) -> Ticket:
        return missed(ticket, work.now, hall.settings.second_chances, hall.settings.second_chance_after)

    return _with_hand(office, slug, ask, code, "absent", change)


def hold(office: Office, slug: str, ask: Ask, code: str, until: str | None = None) -> Answer:
    """The ticket is put aside, until a time of today ("14:30" or RFC 3339) or until somebody takes it up again."""

    def change(work: Work, hall: Hall, ticket: Ticket) -> Ticket:
        return after(ticket, "hold", work.now, hold_until=_until(work, hall, until), reason=None)

    return _with_hand(office, slug, ask, code, "hold", change)


def _until(work: Work, hall: Hall, typed: str | None) -> datetime | None:
    if typed is None:
        return None
    moment = clock_or_moment(typed, work.now.astimezone(ZoneInfo(hall.timezone)))
    if moment is None:
        raise Refused("bad_request", "Tulis waktu seperti 14:30.", field="until")
    if moment <= work.now or business_day(moment, hall.timezone) != business_day(work.now, hall.timezone):
        raise Refused("bad_request", "Waktu tahan harus nanti pada hari ini.", field="until")
    return moment


def give_back(office: Office, slug: str, ask: Ask, code: str, missing: tuple[str, ...] = ()) -> Answer:
    """Something is missing: the person fetches it, and the number keeps its place for the day.

    Where the ticket has a file, its own slip of what is missing is asked for there; without one it is printed here.
    """

    def change(work: Work, hall: Hall, ticket: Ticket) -> Ticket:
        now_is = after(ticket, "return", work.now)
        if missing and not desks.files(work.connection, ticket.id):
            paper.queue(work, hall, _missing(hall, ticket, missing, work.now), ask.asker, ticket_id=ticket.id)
        return now_is

    return _with_hand(office, slug, ask, code, "return", change)


def _missing(hall: Hall, ticket: Ticket, missing: tuple[str, ...], now: datetime) -> MissingSlip:
    return MissingSlip(
        hall_name=hall.name,
        regency="" if hall.regency == hall.name else hall.regency,
        berkas="",
        layanan_title=shapes.public_title(hall, ticket.layanan),
        items=tuple((text, True) for text in missing),
        returned_local=slip_time_text(now, hall.timezone, hall.zone),
        number=ticket.number,
        rule="Nomor Anda tetap berlaku hari ini.",
    )


def transfer(office: Office, slug: str, ask: Ask, code: str, target: Target) -> Answer:
    """Sends the ticket on: to a line, where it stands by the time at which it came; or to a counter, which calls it first."""
    if (target.line is None) == (target.counter is None):
        raise Refused("bad_request", "Pilih satu tujuan: antrean atau loket.", field="line")

    def change(work: Work, hall: Hall, ticket: Ticket) -> Ticket:
        if target.line is not None:
            return after(ticket, "transfer", work.now, line=_line(hall, ticket, target.line), reason=target.reason)
        wanted = _wanted(work, hall, code, target.counter or "")
        return after(ticket, "transfer", work.now, wanted=wanted, reason=target.reason)

    return _with_hand(office, slug, ask, code, "transfer", change)


def _line(hall: Hall, ticket: Ticket, letter: str) -> str:
    if letter not in hall.lines:
        raise Refused("not_found", f"Antrean {letter} tidak ada di kantor ini.")
    if letter == ticket.line:
        raise Refused(
            "wrong_state",
            f"Nomor {shown_number(ticket.number)} sudah di antrean {letter}. Pilih antrean lain atau loket.",
        )
    return letter


def _wanted(work: Work, hall: Hall, own: str, code: str) -> str:
    counter = counter_of(hall, code)
    if code == own:
        raise Refused("wrong_state", "Nomor ini sudah di loket ini. Pilih loket lain.")
    if counter_records.now_at(work.connection, hall, counter).kept == "closed":
        raise Refused("counter_closed", f"{counter.name} sedang tutup. Pilih loket lain atau antrean.")
    return code


def cancel(office: Office, slug: str, ask: Ask, code: str, reason: str, number: str | None = None) -> Answer:
    """Ends the ticket in hand, or a `number` of today that waits, is held or was absent, for this reason."""

    def step(work: Work, hall: Hall, at: AtCounter) -> tuple[Ticket, Ticket]:
        before = in_hand(at) if number is None else _of_today(work, hall, number, at)
        if before.state in (TicketState.CALLED, TicketState.SERVING) and before.counter != code:
            raise Refused("wrong_state", f"Nomor {shown_number(before.number)} sedang dipegang loket {before.counter}.")
        return before, after(before, "cancel", work.now, reason=reason)

    return _command(office, slug, ask, code, "cancel", step)


def resume(office: Office, slug: str, ask: Ask, code: str, number: str) -> Answer:
    """Takes a held ticket up again (serving), or one that was absent (called: the person stands here, nothing is said)."""

    def step(work: Work, hall: Hall, at: AtCounter) -> tuple[Ticket, Ticket]:
        before = _of_today(work, hall, number, at)
        now_is = after(before, "resume", work.now, counter=code)
        free(at)
        return before, now_is

    return _command(office, slug, ask, code, "resume", step)


def _of_today(work: Work, hall: Hall, number: str, at: AtCounter) -> Ticket:
    ticket = kept.by_number(work.connection, hall, number, at.day)
    if ticket is None:
        raise Refused("not_found", f"Nomor {shown_number(number)} tidak ada hari ini.")
    return ticket


def _with_hand(
    office: Office, slug: str, ask: Ask, code: str, name: str, change: Callable[[Work, Hall, Ticket], Ticket]
) -> Answer:
    def step(work: Work, hall: Hall, at: AtCounter) -> tuple[Ticket, Ticket]:
        before = in_hand(at)
        return before, change(work, hall, before)

    return _command(office, slug, ask, code, name, step)


def _command(office: Office, slug: str, ask: Ask, code: str, name: str, step: Step) -> Answer:
    def do(work: Work, hall: Hall) -> dict[str, Any]:
        lock_calls(work.connection, hall)
        at = turns.at_counter(work, hall, counter_of(hall, code))
        seats.claim(work, hall, at, ask.asker)
        before, now_is = step(work, hall, at)
        apply(work, hall, at, name, before, now_is, ask.asker)
        return shapes.ticket(now_is, hall)

    return office.once(slug, ask, do)


def apply(work: Work, hall: Hall, at: AtCounter, name: str, before: Ticket, now_is: Ticket, asker: str) -> None:
    """Keeps what a command of this name made of a ticket, so that it can be taken back, and tells it. Under the lock of calls."""
    was, new = turns.columns(hall, before), turns.columns(hall, now_is)
    turns.keep(work.connection, before.id, was["state"], new)
    recording_day.follows(work, hall, before, now_is)
    recount(work, hall, before, now_is)
    kept.beat(work, hall, at.day)
    turns.log(work, hall, at.counter, before.id, name, {"ticket": was}, {"ticket": new}, asker)
    work.log(hall.id, f"ticket.{name}", actor=asker, subject=now_is.number)
    work.tell(TicketChanged(hall.slug, now_is))


def recount(work: Work, hall: Hall, before: Ticket, now_is: Ticket) -> None:
    """The lines' counts of people waiting follow the ticket."""
    if before.state is TicketState.WAITING:
        turns.count(work.connection, hall, before.line, before.day, -1)
    if now_is.state is TicketState.WAITING:
        turns.count(work.connection, hall, now_is.line, now_is.day, 1)
