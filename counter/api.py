"""The clerk's commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from flask import Blueprint, g, request
from pydantic import Field

from counter import day_api
from hall.actions import calls, counters, seats, summaries, tickets, turns, undo
from hall.actions.desk import Asked
from hall.actions.office import Office
from hall.errors import Refused
from hall.records.unit_of_work import Answer, Ask
from hall.rules.tickets import MOST_PEOPLE
from hall.web.answers import CallShape, CounterShape, DeskShape, JobShape, TicketShape
from hall.web.api import Api, Body, Said, Word, ask_of

AT = "/halls/{hall}/counters/{counter}"
DOOR = ("counter",)
Number = Field(min_length=2, max_length=12, description="a number of today")
Reason = Field(min_length=1, max_length=200)


class CallBody(Body):
    """Without `ticket` the policy picks; with it, a number of today, of any line."""

    ticket: Word | None = Field(default=None, min_length=2, max_length=12)


class BreakBody(Body):
    """A break with its reason."""

    reason: Said = Reason


class HoldBody(Body):
    """Until a time of today, or until somebody takes it up again."""

    until: Word | None = Field(default=None, max_length=40, description="RFC 3339 or HH:MM")


class ResumptionBody(Body):
    """Which one."""

    ticket: Word = Number


class TransferBody(Body):
    """To a line or to a counter: one of the two."""

    line: Word | None = Field(default=None, min_length=1, max_length=1)
    counter: Word | None = Field(default=None, min_length=1, max_length=16)
    reason: Word | None = Field(default=None, max_length=200)


class ReturnBody(Body):
    """What is missing."""

    missing: list[Word] = Field(default_factory=list, max_length=60)


class CancellationBody(Body):
    """Without `ticket` the one in hand; with it, a number of today that waits, is held or was absent."""

    reason: Said = Reason
    ticket: Word | None = Field(default=None, min_length=2, max_length=12)


class CounterTicketBody(Body):
    """A number that the clerk takes for somebody."""

    layanan: Word = Field(min_length=1, max_length=64)
    priority: bool = False
    people: int = Field(default=1, ge=1, le=MOST_PEOPLE, description="of one family card, or berkas in a bundle")
    language: Literal["id", "en"] = "id"


def add(api: Api, room: Blueprint, office: Office) -> None:
    """Binds the counter's requests."""
    _add_calls(api, room, office)
    _add_turns(api, room, office)
    _add_sending(api, room, office)
    _add_counter(api, room, office)
    day_api.add(api, room, office)


def _add_calls(api: Api, room: Blueprint, office: Office) -> None:
    @api.route(room, "POST", f"{AT}/calls", doors=DOOR, body=CallBody, answer=CallShape)
    def call(hall: str, counter: str, body: CallBody) -> Answer:
        """Call the next ticket, or the chosen one."""
        mine(counter)
        return calls.call(office, hall, ask_of(body), counter, body.ticket)

    _plain(api, room, office, "recalls", "Call the ticket in hand once more.", calls.recall, TicketShape)

    @api.route(room, "POST", f"{AT}/tickets", doors=DOOR, body=CounterTicketBody, answer=TicketShape)
    def issue(hall: str, counter: str, body: CounterTicketBody) -> Answer:
        """Take a number for somebody at the counter."""
        mine(counter)
        calls.counter_of(office.hall(hall), counter)
        wish = tickets.Wish(body.layanan, body.priority, body.language, people=body.people, origin="counter")
        return tickets.issue(office, hall, ask_of(body), wish)


def _add_turns(api: Api, room: Blueprint, office: Office) -> None:
    _plain(api, room, office, "services", "The person is here: begin.", turns.begin, TicketShape)
    _plain(api, room, office, "absences", "The called person did not come.", turns.absent, TicketShape)
    _plain(api, room, office, "completions", "The person is served.", turns.complete, TicketShape)
    _plain(api, room, office, "undos", "Take the last command back, within ten seconds.", undo.undo, TicketShape)

    @api.route(room, "POST", f"{AT}/holds", doors=DOOR, body=HoldBody, answer=TicketShape)
    def hold(hall: str, counter: str, body: HoldBody) -> Answer:
        """Put the ticket in hand aside."""
        mine(counter)
        return turns.hold(office, hall, ask_of(body), counter, body.until)

    @api.route(room, "POST", f"{AT}/resumptions", doors=DOOR, body=ResumptionBody, answer=TicketShape)
    def resume(hall: str, counter: str, body: ResumptionBody) -> Answer:
        """Take up a ticket that was held, returned or absent."""
        mine(counter)
        return turns.resume(office, hall, ask_of(body), counter, body.ticket)


def _add_sending(api: Api, room: Blueprint, office: Office) -> None:
    @api.route(room, "POST", f"{AT}/transfers", doors=DOOR, body=TransferBody, answer=TicketShape)
    def transfer(hall: str, counter: str, body: TransferBody) -> Answer:
        """Send the ticket in hand on to a line or a counter."""
        mine(counter)
        target = turns.Target(body.line, body.counter, body.reason)
        return turns.transfer(office, hall, ask_of(body), counter, target)

    @api.route(room, "POST", f"{AT}/returns", doors=DOOR, body=ReturnBody, answer=TicketShape)
    def give_back(hall: str, counter: str, body: ReturnBody) -> Answer:
        """Something is missing: the number keeps its place for the day."""
        mine(counter)
        return turns.give_back(office, hall, ask_of(body), counter, tuple(body.missing))

    @api.route(room, "POST", f"{AT}/cancellations", doors=DOOR, body=CancellationBody, answer=TicketShape)
    def cancel(hall: str, counter: str, body: CancellationBody) -> Answer:
        """End a ticket with a reason."""
        mine(counter)
        return turns.cancel(office, hall, ask_of(body), counter, body.reason, body.ticket)


def _add_counter(api: Api, room: Blueprint, office: Office) -> None:
    _plain(api, room, office, "openings", "Open the counter.", counters.open_counter, CounterShape)
    _plain(api, room, office, "closings", "Close the counter.", counters.close, CounterShape)
    _plain(api, room, office, "summaries", "Print the counter's day in figures.", summaries.printed, JobShape)
    _plain(api, room, office, "takeovers", "Take the counter over from a colleague.", seats.takeover, CounterShape)

    @api.route(room, "POST", f"{AT}/breaks", doors=DOOR, body=BreakBody, answer=CounterShape)
    def pause(hall: str, counter: str, body: BreakBody) -> Answer:
        """Go on a break."""
        mine(counter)
        return counters.pause(office, hall, ask_of(body), counter, body.reason)

    chosen = {"berkas": "which of the ticket's files is in hand"}

    @api.route(room, "GET", f"{AT}/desk", doors=DOOR, answer=DeskShape, query=chosen)
    def desk(hall: str, counter: str) -> dict[str, Any]:
        """What the clerk of this counter has before them."""
        mine(counter)
        return counters.desk(office, hall, counter, asked())


def _plain(
    api: Api, room: Blueprint, office: Office, noun: str, summary: str,
    do: Callable[[Office, str, Ask, str], Answer], answer: Any,
) -> None:  # fmt: skip
    def command(hall: str, counter: str, body: Body) -> Answer:
        mine(counter)
        return do(office, hall, ask_of(body), counter)

    command.__name__ = noun
    command.__doc__ = summary
    api.route(room, "POST", f"{AT}/{noun}", doors=DOOR, body=Body, answer=answer)(command)


def asked() -> Asked:
    """Who looks at the desk, and at which file."""
    return Asked(seats.person_of(g.identity.asker), g.identity.staff_roles, request.args.get("berkas"))


def mine(counter: str) -> None:
    """A device or token that was set up for one counter speaks for no other; a person may take over any."""
    bound = g.identity.counter if g.identity.kind != "person" else None
    if bound is not None and bound != counter:
        raise Refused("forbidden", f"Perangkat ini dipasang untuk loket {bound}.")
