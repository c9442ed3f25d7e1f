"""Signing people in and out: the part that the counter's and the keeper's room share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, g, redirect, request
from flask.typing import ResponseReturnValue

from hall.actions import people
from hall.actions.office import Office
from hall.actions.people import SignedIn
from hall.errors import Refused
from hall.web.access import access, door
from hall.web.browsers import read_cookies, same_origin, set_cookie, staff_cookie
from hall.web.limits import SIGN_IN_BY_ADDRESS, SIGN_IN_BY_NAME

TOO_OFTEN: Final = "Terlalu sering salah. Tunggu sebentar, lalu ketik pelan-pelan."


def sign_in(hall: str, username: str, password: str, counter: str | None = None) -> SignedIn | Refused:
    """A session, or the refusal whose sentence the page shows (its `status` and `retry_after` go with the answer).

    Only failures count: five a minute for one name from one address, thirty in five minutes for an address.
    """
    try:
        return _counted(hall, username, password, counter)
    except Refused as refused:
        return refused


def _counted(hall: str, username: str, password: str, counter: str | None) -> SignedIn:
    guard = access()
    if not same_origin(request.environ):
        raise Refused("forbidden", "Formulir ini datang dari halaman lain. Muat ulang halaman.")
    address = request.remote_addr or ""
    name = f"{hall} {username.strip().lower()[:60]} {address}"
    # The address first: once it may not try any more, no name that it makes up is kept.
    guard.limits.take("sign-in address", address, SIGN_IN_BY_ADDRESS, TOO_OFTEN)
    guard.limits.take("sign-in name", name, SIGN_IN_BY_NAME, TOO_OFTEN)
    signed = people.sign_in(guard.office, hall, username, password, counter)
    guard.limits.give_back("sign-in name", name, SIGN_IN_BY_NAME)
    guard.limits.give_back("sign-in address", address, SIGN_IN_BY_ADDRESS)
    return signed


def with_session(response: Response, hall: str, signed: SignedIn) -> Response:
    """The answer that gives the browser its session; whatever session it had in this hall ends."""
    guard = access()
    earlier = read_cookies(request.environ).get(staff_cookie(hall))
    if earlier:
        people.sign_out(guard.office, hall, earlier)
    left = signed.expires_at - guard.office.clock.now()
    set_cookie(response, staff_cookie(hall), signed.secret, int(left.total_seconds()))
    return response


def to_sign_in(room: str) -> Callable[..., ResponseReturnValue]:
    """For `door(instead=…)`: whoever is not signed in goes to the room's sign-in page."""

    def go(hall: str, **_: object) -> ResponseReturnValue:
        return redirect(f"/{hall}/{room}/sign-in", 303)

    return go


def room(office: Office) -> Blueprint:
    """`POST /<hall>/<counter|admin>/sign-out` (with the form field `csrf`), which ends at the sign-in page."""
    pages = Blueprint("login", __name__)
    pages.after_app_request(_name_the_page)

    @pages.post("/<hall>/<any(counter,admin):place>/sign-out")
    @door("counter", "admin", instead=lambda hall, place: redirect(f"/{hall}/{place}/sign-in", 303))
    def sign_out(hall: str, place: str) -> ResponseReturnValue:
        if g.identity.kind == "person":
            people.sign_out(office, hall, g.known.secret)
        response = redirect(f"/{hall}/{place}/sign-in", 303)
        response.delete_cookie(staff_cookie(hall), path="/", httponly=True, samesite="Strict")
        return _as_response(response)

    return pages


def _name_the_page(response: Response) -> Response:
    """Sign-in forms must say which page they stand on: `no-referrer`, the rule elsewhere, would hide it from us too."""
    if request.path == "/" or request.path.endswith("/sign-in"):
        response.headers["Referrer-Policy"] = "same-origin"
    return response


def _as_response(response: object) -> Response:
    assert isinstance(response, Response)
    return response
