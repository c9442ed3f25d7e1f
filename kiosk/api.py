"""What the touchscreen asks: a number, and what became of its slip."""

from __future__ import annotations

from typing import Any, Literal

from flask import Blueprint, g, request
from pydantic import Field

from hall.actions import tickets
from hall.actions.office import Office
from hall.errors import Refused
from hall.records.unit_of_work import Answer
from hall.web.access import access
from hall.web.answers import OwnTicketShape, TicketShape
from hall.web.api import Api, Body, Whole, Word, ask_of


class TicketBody(Body):
    """A number for one person."""

    layanan: Word = Field(min_length=1, max_length=64)
    priority: bool = False
    language: Literal["id", "en"] = "id"
    have: list[Whole] = Field(
        default_factory=list, max_length=60, description="places of the persyaratan ticked as there"
    )


def add(api: Api, room: Blueprint, office: Office) -> None:
    """Binds the kiosk's requests."""

    @api.route(room, "POST", "/halls/{hall}/tickets", doors=("kiosk", "counter"), body=TicketBody, answer=TicketShape)
    def issue(hall: str, body: TicketBody) -> Answer:
        """Take a number."""
        limits, who, counted = access().limits, g.identity, False

        def allowed() -> None:
            nonlocal counted
            limits.kiosk_ticket(who, body.request_id, lambda span: tickets.unserved(office, hall, who.asker, span))
            counted = True

        wish = tickets.Wish(body.layanan, body.priority, body.language, tuple(body.have), printer_id=who.printer)
        try:
            return tickets.issue(office, hall, ask_of(body), wish, allowed)
        except Refused:
            if counted:
                limits.forgive(who, body.request_id)
            raise

    @api.route(room, "GET", "/tickets/{token}", answer=OwnTicketShape)
    def own(token: str) -> dict[str, Any]:
        """One's own ticket."""
        return own_ticket(office, token)


def own_ticket(office: Office, token: str) -> dict[str, Any]:
    """One's own ticket; an unknown token counts against the address."""
    try:
        return tickets.own_now(office, token)
    except Refused:
        access().limits.unknown_ticket(request.remote_addr or "-")
        raise
