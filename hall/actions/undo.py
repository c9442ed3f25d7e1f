"""The last command of a counter is taken back within ten seconds: ticket, counts, memory and shares as they were."""

from __future__ import annotations

from typing import Any

from hall.actions import recording_day, seats
from hall.actions.calls import counter_of, free
from hall.actions.office import Office
from hall.actions.turns import recount
from hall.errors import Refused
from hall.records import queues, turns
from hall.records import tickets as kept
from hall.records.locks import lock_calls
from hall.records.turns import AtCounter, Command
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import shapes
from hall.rules.events import TicketChanged
from hall.rules.hall import Hall
from hall.rules.queue_policy import LineMemory
from hall.rules.tickets import UNDO_WITHIN, Ticket, shown_number


def undo(office: Office, slug: str, ask: Ask, code: str) -> Answer:
    """The ticket as it was before the counter's last command.

    Refuses `wrong_state` when there is none or somebody built on it since, `too_late` after ten seconds.
    """

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        lock_calls(work.connection, hall)
        at = turns.at_counter(work, hall, counter_of(hall, code))
        seats.claim(work, hall, at, ask.asker)
        command = _last(work, at)
        now_is = kept.by_id(work.connection, hall, command.ticket_id)
        _nothing_built_on(hall, at, command, now_is)
        turns.keep(work.connection, now_is.id, now_is.state.value, command.before["ticket"])
        turns.undone(work.connection, command, work.now)
        before = kept.by_id(work.connection, hall, command.ticket_id)
        recording_day.follows(work, hall, now_is, before)
        recount(work, hall, now_is, before)
        if command.name == "call":
            _as_if_not_called(work, hall, at, command, before)
        kept.beat(work, hall, at.day)
        work.log(hall.id, "ticket.undone", actor=ask.asker, subject=before.number)
        work.tell(TicketChanged(hall.slug, before))
        return shapes.ticket(before, hall)

    return office.once(slug, ask, do)


def _last(work: Work, at: AtCounter) -> Command:
    command = turns.latest(work.connection, at.counter)
    if command is None or command.undone:
        raise Refused("wrong_state", "Tidak ada perintah yang dapat diurungkan.")
    if work.now - command.at > UNDO_WITHIN:
        raise Refused("too_late", "Perintah terakhir hanya dapat diurungkan dalam sepuluh detik.")
    return command


def _nothing_built_on(hall: Hall, at: AtCounter, command: Command, now_is: Ticket) -> None:
    same = {**turns.columns(hall, now_is), "after_calls": None} == {**command.after["ticket"], "after_calls": None}
    if now_is.day != at.day or not same:
        raise Refused(
            "wrong_state", f"Nomor {shown_number(now_is.number)} sudah berubah sejak itu, jadi tidak dapat diurungkan."
        )
    if command.before["ticket"]["state"] in ("called", "serving") and (at.ticket is None or at.ticket.id != now_is.id):
        free(at)


def _as_if_not_called(work: Work, hall: Hall, at: AtCounter, command: Command, ticket: Ticket) -> None:
    """What the line and the counter remembered before the call.

    Where another call changed a line's memory since, it stays: then the line believes that somebody was passed once more
    than they were, which never makes anybody wait longer than the guard allows.
    """
    memories = queues.memories(work.connection, hall, tuple(command.before["memories"]), at.day)
    for letter, (run, passes) in command.before["memories"].items():
        now_is = memories[letter].memory
        if [now_is.run, queues.passes_text(now_is)] == command.after["memories"][letter]:
            queues.remember(work.connection, hall, LineMemory(letter, run, queues.passes_of(passes)), at.day)
    turns.last_called(
        work.connection, hall, ticket.line, ticket.day, was=ticket.number, now_is=command.before["last_called"]
    )
    if dict(at.credits) == command.after["credits"] != command.before["credits"]:
        turns.keep_credits(work.connection, at.counter, command.before["credits"])
    turns.one_call_more(work.connection, hall, ticket, command.at)
