"""The code of a letter, or of a paper that keeps a place, at the desk: whose it is, and another day. It stands in no address."""

from __future__ import annotations

from flask import Blueprint, Response, g, redirect, request
from flask.typing import ResponseReturnValue

from counter.recording_api import PlaceBody
from counter.recording_pages import AT, SIGNED_IN, field, list_page, show, typed_body
from hall.actions import letters_of_call, promises
from hall.actions.office import Office
from hall.errors import Refused
from hall.rules.summonses import shown_code
from hall.web.api import ask_of


def add(room: Blueprint, office: Office) -> None:
    """`/<hall>/counter/perekaman/surat` and what it leads to."""

    @room.post(AT + "/surat")
    @SIGNED_IN
    def letter_holder(hall: str) -> ResponseReturnValue:
        """The person of a letter that was shown at a counter: the code stands in no address."""
        code = request.form.get("code", "")[:200]
        if promises.opened(office, hall, code) is not None:
            return _place_page(office, hall, code)
        try:
            number = letters_of_call.holder(office, hall, code, g.identity)
        except Refused as refused:
            return list_page(office, hall, refused)
        return redirect(f"/{hall}/counter/perekaman/orang/{number}", 303)

    @room.post(AT + "/surat/pindah")
    @SIGNED_IN
    def move_place(hall: str) -> ResponseReturnValue:
        """A kept place goes to another day; its page is the answer, because the code stands in no address."""
        code = request.form.get("code", "")[:200]
        try:
            body = typed_body(PlaceBody, {"code": code, "session": field("session"), "print": bool(field("print"))})
            promises.move(office, hall, ask_of(body), body.code, body.session, printed=body.print)
        except Refused as refused:
            return _place_page(office, hall, code, refused)
        return _place_page(office, hall, code, moved=True)


def _place_page(
    office: Office, hall: str, code: str, refused: Refused | None = None, *, moved: bool = False
) -> Response:
    """The kept place of a code that is one; the list of sessions for any other."""
    found = promises.opened(office, hall, code)
    if found is None:
        return list_page(office, hall, refused)
    return show(office, hall, "recording-place.html", refused, one=found, moved=moved, shown=shown_code(found["code"]))
