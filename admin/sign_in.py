"""The keeper signs in."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from admin.frame import field
from admin.overview import PAGE
from hall.actions.office import Office
from hall.errors import Refused
from hall.rules.access import OVERSEERS, doors_of
from hall.web.access import access, public
from hall.web.login import sign_in, with_session


def add(pages: Blueprint, office: Office) -> None:
    """`/<hall>/admin/sign-in`."""

    @pages.get("/<hall>/admin/sign-in")
    @public
    def sign_in_page(hall: str) -> ResponseReturnValue:
        return _page(office, hall, None)

    @pages.post("/<hall>/admin/sign-in")
    @public
    def sign_in_now(hall: str) -> ResponseReturnValue:
        slug = office.hall(hall).slug
        signed = sign_in(slug, field("username"), field("password"))
        if isinstance(signed, Refused):
            return _page(office, slug, signed)
        keeps = "admin" in doors_of(signed.roles)
        where = "" if keeps or signed.roles.isdisjoint(OVERSEERS) else f"/{PAGE}"
        return with_session(make_response(redirect(f"/{slug}/admin{where}", 303)), slug, signed)


def _page(office: Office, hall: str, refused: Refused | None) -> Response:
    at_home = office.hall(hall)
    guard = access()
    known = guard.identify(request.environ, hall, ("admin",))
    stranger = known is not None and known.identity.kind == "person" and "admin" not in known.identity.roles
    text = render_template(
        "admin/sign-in.html", hall=at_home, refusal=None if refused is None else refused.detail,
        username=field("username")[:60], demo=at_home.demo and guard.is_demo_browser(request.environ),
        stranger=known.identity.name if stranger and known is not None else None,
    )  # fmt: skip
    response = make_response(text, 200 if refused is None else refused.status)
    if refused is not None and refused.retry_after is not None:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response
