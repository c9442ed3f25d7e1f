"""A letter is shown or its code typed at the kiosk: what it stands for, and the number of the appointment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal, TypeVar

from flask import Blueprint, g, request
from pydantic import Field

from hall.actions import check_ins, own_calls
from hall.actions.office import Office
from hall.errors import Refused
from hall.records.unit_of_work import Answer
from hall.web.access import access
from hall.web.answers import TicketShape
from hall.web.api import Api, Body, Word, ask_of
from hall.web.recording_answers import AppointmentShape

T = TypeVar("T")
DOORS: Final = ("kiosk", "counter")
_Code = Field(min_length=1, max_length=200, description="as typed, or as a scanner reads the letter's QR")


class CodeBody(Body):
    """A letter's code."""

    code: Word = _Code


class CheckInBody(CodeBody):
    """Somebody with a letter is here; `family`: everybody of the KK who is expected at the same session came along."""

    family: bool = False
    priority: bool = False
    language: Literal["id", "en"] = "id"


def add(api: Api, room: Blueprint, office: Office) -> None:
    """Binds them."""

    @api.route(room, "POST", "/halls/{hall}/check-ins", doors=DOORS, body=CheckInBody, answer=TicketShape)
    def check_in(hall: str, body: CheckInBody) -> Answer:
        """The ticket of an appointment."""
        coming = check_ins.Coming(body.code, body.family, body.language, g.identity.printer, body.priority)
        return _counted(office, hall, lambda: check_ins.check_in(office, hall, ask_of(body), coming))

    @api.route(
        room, "POST", "/halls/{hall}/check-ins/looks", doors=DOORS, body=CodeBody, answer=AppointmentShape, status=200
    )
    def look(hall: str, body: CodeBody) -> dict[str, Any]:
        """What a code stands for, before its number is given; nobody's name."""
        return _counted(office, hall, lambda: check_ins.look(office, hall, body.code))


def _counted(office: Office, hall: str, do: Callable[[], T]) -> T:
    """An unknown code counts against this screen: five of them close its entry for a minute, and the clerks are told.

    Programs are not counted.
    """
    limits, who = access().limits, g.identity
    if who.kind not in ("screen", "demo"):
        return do()
    entry = f"{who.asker} {request.remote_addr}"
    limits.code_may_be_tried(entry)
    try:
        found = do()
    except Refused as refused:
        if refused.code == "not_found" and limits.code_was_wrong(entry):
            own_calls.locked(office, hall, "kiosk")
        raise
    limits.code_was_right(entry)
    return found
