"""`/<hall>/panggilan`: who holds a letter types its code, says that they come, or takes another window. No name, no script.

The code is secret and never stands in an address: it is typed, or follows the `#` of the letter's QR, which no server sees.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from hall.actions import own_calls
from hall.actions.office import Office
from hall.errors import Refused
from hall.web.access import access, public

AT = "/<hall>/panggilan"
T = TypeVar("T")


def add(room: Blueprint, office: Office) -> None:
    """The page and its two answers."""

    @room.get(AT)
    @public
    def ask_for_code(hall: str) -> ResponseReturnValue:
        return _page(office, hall)

    @room.post(AT)
    @public
    def show_summons(hall: str) -> ResponseReturnValue:
        code = request.form.get("kode", "")
        return _answered(office, hall, lambda: own_calls.shown(office, hall, code))

    @room.post(AT + "/<any(datang,ganti):what>")
    @public
    def answer_summons(hall: str, what: str) -> ResponseReturnValue:
        def do() -> dict[str, Any]:
            typed = request.form.get("kode", "")
            if what == "datang":
                code = own_calls.confirm(office, hall, typed)
            else:
                slot = request.form.get("waktu", "")
                code = own_calls.move(office, hall, typed, int(slot) if slot.isascii() and slot.isdigit() else 0)
            return own_calls.shown(office, hall, code) | {"said": what}

        return _answered(office, hall, do)


def _answered(office: Office, hall: str, do: Callable[[], dict[str, Any]]) -> Response:
    """The page with what came of it; a refusal is said on the page of its code."""
    try:
        return _page(office, hall, _counted(office, hall, do))
    except Refused as refused:
        if refused.code in ("quota_reached", "wrong_state", "too_late"):
            found = own_calls.shown(office, hall, request.form.get("kode", ""))
            return _page(office, hall, found, refused)
        return _page(office, hall, None, refused)  # what was typed stays, to be mended


def _counted(office: Office, hall: str, do: Callable[[], T]) -> T:
    """Five wrong codes close the page for this address for a minute, and the clerks are told."""
    limits, entry = access().limits, f"page {hall} {request.remote_addr}"
    limits.code_may_be_tried(entry)
    try:
        found = do()
    except Refused as refused:
        if refused.code == "not_found" and limits.code_was_wrong(entry):
            own_calls.locked(office, hall, "page")
        raise
    limits.code_was_right(entry)
    return found


def _page(office: Office, hall: str, one: dict[str, Any] | None = None, refused: Refused | None = None) -> Response:
    typed = request.form.get("kode", "")[:40] if refused else ""
    text = render_template("summons.html", hall=office.hall(hall), one=one, refused=refused, typed=typed)
    response = make_response(text, 200 if refused is None else refused.status)
    if refused is not None and refused.retry_after:
        response.headers["Retry-After"] = str(refused.retry_after)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
