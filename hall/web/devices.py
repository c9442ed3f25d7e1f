"""Screens that are not paired yet: the page with the code, and the questions that this page asks by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from hall.actions import pairing
from hall.actions.office import Office
from hall.actions.pairing import Shown
from hall.actions.people import digest
from hall.errors import Refused
from hall.rules.access import SCREEN_DOORS, Pairing, check_role
from hall.web.access import access, door, public
from hall.web.browsers import DEVICE_COOKIE_SECONDS, device_cookie, read_cookies, same_origin, set_cookie
from hall.web.limits import PAIRING_POLLS, PAIRING_POLLS_BY_ADDRESS, PAIRING_STARTS

POLL_SECONDS: Final = 2


def unpaired(role: str) -> Callable[..., ResponseReturnValue]:
    """For `door(instead=…)` of a screen's page: it shows its six digits, in the same place, until it is confirmed."""

    def show(hall: str, **_: object) -> ResponseReturnValue:
        return code_page(hall, role)

    return show


def code_page(hall: str, role: str) -> Response:
    """The page with the code of this browser: the one it already has while that is good, else a fresh one."""
    shown = _shown(hall, role)
    at_home = access().office.hall(hall)
    first = {"hall": hall, "role": role, "poll_seconds": POLL_SECONDS, **_as_json(shown.pairing)}
    page = render_template("pair.html", hall=at_home, role=role, word=pairing.WORDS[role], first=first)
    return _with_secret(make_response(page), hall, shown)


def room(office: Office) -> Blueprint:
    """The pairing page of a counter's screen and the two public questions of every pairing page."""
    pages = Blueprint("devices", __name__)

    @pages.get("/<hall>/counter/pair")
    @door("counter", instead=unpaired("counter"))
    def counter(hall: str) -> ResponseReturnValue:
        return redirect(f"/{hall}/counter", 303)

    @pages.post("/api/v1/halls/<hall>/pairings")
    @public
    def start(hall: str) -> ResponseReturnValue:
        """201 `{code, state, seconds_left}` for `{role}`, and the browser's secret in a cookie; the same while it is good."""
        if not same_origin(request.environ):
            raise Refused("forbidden", "Permintaan ini datang dari halaman lain.")
        body = request.get_json(silent=True)
        role = body.get("role") if isinstance(body, dict) else None
        shown = _shown(office.hall(hall).slug, check_role(role if isinstance(role, str) else "", SCREEN_DOORS))
        return _with_secret(make_response(jsonify(_as_json(shown.pairing)), 201), hall, shown)

    @pages.get("/api/v1/halls/<hall>/pairings/<role>")
    @public
    def status(hall: str, role: str) -> ResponseReturnValue:
        """`{code, state, seconds_left}` of the browser's own pairing; 404 when it has none."""
        secret = read_cookies(request.environ).get(
            device_cookie(check_role(role, SCREEN_DOORS), office.hall(hall).slug), ""
        )
        access().limits.take("pairing poll address", request.remote_addr or "", PAIRING_POLLS_BY_ADDRESS)
        found = pairing.poll(office, hall, secret) if secret else None
        if found is None or found.role != role:
            raise Refused("not_found", "Layar ini belum meminta kode.")
        access().limits.take("pairing poll", digest(secret), PAIRING_POLLS)  # only of secrets that we gave
        return _fresh(make_response(jsonify(_as_json(found))))

    return pages


def _shown(hall: str, role: str) -> Shown:
    """The browser's own code while it is good, else a fresh one; starting is counted by address.

    Refuses `wrong_state` to a screen that is paired: whatever made it ask, its good secret is not replaced.
    """
    guard = access()
    secret = read_cookies(request.environ).get(device_cookie(role, hall), "")
    found = pairing.poll(guard.office, hall, secret) if secret else None
    if found is not None and found.state == "waiting" and found.role == role:
        return Shown(secret, found)
    if guard.is_paired(secret):
        raise Refused("wrong_state", "Layar ini sudah dipasangkan. Muat ulang halaman.")
    guard.limits.take("pairing start", request.remote_addr or "", PAIRING_STARTS)
    return pairing.start(guard.office, hall, role)


def _as_json(shown: Pairing) -> dict[str, Any]:
    left = (shown.expires_at - access().office.clock.now()).total_seconds()
    return {"code": shown.code, "state": shown.state, "seconds_left": max(0, int(left))}


def _with_secret(response: Response, hall: str, shown: Shown) -> Response:
    set_cookie(response, device_cookie(shown.pairing.role, hall), shown.secret, DEVICE_COOKIE_SECONDS)
    return _fresh(response)


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
