"""The clerk's commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g
from pydantic import Field

from hall.actions import calls, counters
from hall.actions.office import Office
from hall.errors import Refused
from hall.records.unit_of_work import Answer, Ask
from hall.web.answers import CallShape, CounterShape, DeskShape, TicketShape
from hall.web.api import Api, Body, Word, ask_of

AT = "/halls/{hall}/counters/{counter}"
DOOR = ("counter",)


class CallBody(Body):
    """Without `ticket` the policy picks; with it, a number of today, of any line."""

    ticket: Word | None = Field(default=None, min_length=2, max_length=12)


class BreakBody(Body):
    """A break with its reason."""

    reason: Word = Field(min_length=1, max_length=200)


def add(api: Api, room: Blueprint, office: Office) -> None:
    """Binds the counter's requests."""

    @api.route(room, "POST", f"{AT}/calls", doors=DOOR, body=CallBody, answer=CallShape)
    def call(hall: str, counter: str, body: CallBody) -> Answer:
        """Call the next ticket, or the chosen one."""
        mine(counter)
        return calls.call(office, hall, ask_of(body), counter, body.ticket)

    _plain(api, room, office, "recalls", "Call the ticket in hand once more.", calls.recall, TicketShape)
    _plain(api, room, office, "services", "The person is here: begin.", calls.begin, TicketShape)
    _plain(api, room, office, "absences", "The called person did not come.", calls.absent, TicketShape)
    _plain(api, room, office, "completions", "The person is served.", calls.complete, TicketShape)
    _plain(api, room, office, "openings", "Open the counter.", counters.open_counter, CounterShape)
    _plain(api, room, office, "closings", "Close the counter.", counters.close, CounterShape)

    @api.route(room, "POST", f"{AT}/breaks", doors=DOOR, body=BreakBody, answer=CounterShape)
    def pause(hall: str, counter: str, body: BreakBody) -> Answer:
        """Go on a break."""
        mine(counter)
        return counters.pause(office, hall, ask_of(body), counter, body.reason)

    @api.route(room, "GET", f"{AT}/desk", doors=DOOR, answer=DeskShape)
    def desk(hall: str, counter: str) -> dict[str, Any]:
        """What the clerk of this counter has before them."""
        mine(counter)
        return counters.desk(office, hall, counter)


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


def mine(counter: str) -> None:
    """A device or token that was set up for one counter speaks for no other; a person may take over any."""
    bound = g.identity.counter if g.identity.kind != "person" else None
    if bound is not None and bound != counter:
        raise Refused("forbidden", f"Perangkat ini dipasang untuk loket {bound}.")
