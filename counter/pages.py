"""Signing in, choosing a counter, and the desk."""

from __future__ import annotations

import secrets
from typing import Any, Final

from flask import Blueprint, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from counter import api as counter_api
from counter import (
    away_pages,
    berkas_api,
    board_page,
    books,
    cards_page,
    code_pages,
    complaint_pages,
    complaints_api,
    recording_api,
    recording_pages,
    recording_report_page,
    residents_pages,
    stations_api,
)
from hall.actions import counters, people, seats
from hall.actions.demo import ACCOUNTS
from hall.actions.letters import LAYANAN
from hall.actions.office import Office
from hall.errors import Refused
from hall.records.unit_of_work import Ask
from hall.rules.access import sees_today
from hall.web import firsts
from hall.web.access import access, door, public
from hall.web.api import Api
from hall.web.login import sign_in, to_sign_in, with_session

FILES: Final = "berkas"
AT_A_COUNTER: Final = frozenset({"clerk", "operator", "keeper"})


def room(office: Office, api: Api) -> Blueprint:
    """`/<hall>/counter` and what it asks."""
    blueprint = Blueprint("counter", __name__, template_folder="templates")
    counter_api.add(api, blueprint, office)
    berkas_api.add(api, blueprint, office)
    stations_api.add(api, blueprint, office)
    board_page.add(blueprint, office)
    cards_page.add(api, blueprint, office)
    complaints_api.add(api, blueprint, office)
    complaint_pages.add(blueprint, office)
    residents_pages.add(api, blueprint, office)
    recording_api.add(api, blueprint, office)
    recording_pages.add(blueprint, office)
    code_pages.add(blueprint, office)
    away_pages.add(blueprint, office)
    recording_report_page.add(api, blueprint, office)

    _add_sign_in(blueprint, office)
    _add_desk(blueprint, office)
    books.add(api, blueprint, office)
    return blueprint


def _add_sign_in(blueprint: Blueprint, office: Office) -> None:
    @blueprint.get("/<hall>/counter/sign-in")
    @public
    def sign_in_page(hall: str) -> ResponseReturnValue:
        return _sign_in_page(office, hall, None, "")

    @blueprint.post("/<hall>/counter/sign-in")
    @public
    def sign_in_now(hall: str) -> ResponseReturnValue:
        username, password = request.form.get("username", ""), request.form.get("password", "")
        code = request.form.get("counter") or None
        code = None if code == FILES else code
        signed = sign_in(office.hall(hall).slug, username, password, code)
        if isinstance(signed, Refused):
            response = make_response(_sign_in_page(office, hall, signed.detail, username[:60]), signed.status)
            if signed.retry_after:
                response.headers["Retry-After"] = str(signed.retry_after)
            return response
        return with_session(redirect(_first_page(office, hall, code, signed), 303), hall, signed)  # type: ignore[arg-type]


def _first_page(office: Office, hall: str, code: str | None, signed: people.SignedIn) -> str:
    """The desk of the chosen counter; a Kasi, the Sekcam and the Camat sit at none and begin with their files."""
    if AT_A_COUNTER.isdisjoint(signed.roles) or request.form.get("counter") == FILES:
        people.sit_at(office, hall, signed.secret, signed.asker, None)
        return f"/{hall}/counter/{FILES}"
    return f"/{hall}/counter/{code}" if code in office.hall(hall).counters else f"/{hall}/counter"


def _add_desk(blueprint: Blueprint, office: Office) -> None:
    @blueprint.get("/<hall>/counter")
    @door("counter", instead=to_sign_in("counter"))
    def choose(hall: str) -> ResponseReturnValue:
        if g.identity.kind != "person" and g.identity.counter:
            return redirect(f"/{hall}/counter/{g.identity.counter}", 303)
        return _choose_page(office, hall, None)

    @blueprint.post("/<hall>/counter/<counter>/takeover")
    @door("counter", instead=to_sign_in("counter"))
    def takeover(hall: str, counter: str) -> ResponseReturnValue:
        ask = Ask.of(g.identity.asker, request.path, secrets.token_hex(16), {})
        try:
            seats.takeover(office, hall, ask, counter)
        except Refused as refused:
            return _choose_page(office, hall, refused.detail), refused.status
        return redirect(f"/{hall}/counter/{counter}", 303)

    _add_rooms(blueprint, office)

    @blueprint.get("/<hall>/counter/<counter>")
    @door("counter", instead=to_sign_in("counter"))
    def desk(hall: str, counter: str) -> ResponseReturnValue:
        counter_api.mine(counter)
        seats.arrive(office, hall, g.identity.asker, counter)
        first = firsts.counter(office, hall, counter, g.csrf, _person(), counter_api.asked())
        if g.identity.kind == "person":
            people.sit_at(office, hall, g.known.secret, g.identity.asker, counter)
        return render_template("counter.html", hall=office.hall(hall), first=first)


def _add_rooms(blueprint: Blueprint, office: Office) -> None:
    """The pages beside the desk: files, and numbers written by hand. They go back to the counter where one sits."""

    @blueprint.get("/<hall>/counter/berkas")
    @blueprint.get("/<hall>/counter/berkas/<number>")
    @door("counter", instead=to_sign_in("counter"))
    def files(hall: str, number: str | None = None) -> ResponseReturnValue:
        letters = [code for code in LAYANAN if code in office.hall(hall).offers]
        may = {"letters": letters, "today": sees_today(g.identity)}
        first = _first(office, hall) | may | {"number": number, "state": counters.state(office, hall)}
        return render_template("files.html", hall=office.hall(hall), first=first)

    @blueprint.get("/<hall>/counter/listrik")
    @door("counter", instead=to_sign_in("counter"))
    def outage(hall: str) -> ResponseReturnValue:
        lines = [{"letter": line.letter, "name": line.name} for line in office.hall(hall).lines.values()]
        first = _first(office, hall) | {"lines": lines, "now": counters.state(office, hall)["now"]}
        return render_template("outage.html", hall=office.hall(hall), first=first)


def _first(office: Office, hall: str) -> dict[str, Any]:
    named = firsts.hall_of(office.hall(hall))
    return {"hall": named, "csrf": g.csrf, "person": _person(), "counter": g.identity.counter}


def _sign_in_page(office: Office, hall: str, refusal: str | None, username: str) -> str:
    at_home = office.hall(hall)
    shown = at_home.demo and access().is_demo_browser(request.environ)
    return render_template(
        "signin.html", hall=at_home, csrf="", refusal=refusal, username=username,
        demo_accounts=ACCOUNTS if shown else (), counters=counters.counters_now(office, hall),
    )  # fmt: skip


def _choose_page(office: Office, hall: str, refusal: str | None) -> str:
    """Every counter with who sits there; another's is taken over in one press, by people only."""
    sitting = seats.who_sits(office, hall)
    mine = seats.person_of(g.identity.asker)
    taken = {code: name for code, (staff, name) in sitting.items() if mine is not None and staff != mine}
    return render_template(
        "choose.html", hall=office.hall(hall), csrf=g.csrf, person=_person(), refusal=refusal, taken=taken,
        counters=counters.counters_now(office, hall),
    )  # fmt: skip


def _person() -> dict[str, Any] | None:
    if g.identity.kind != "person":
        return None
    return {"name": g.identity.name, "roles": sorted(g.identity.staff_roles)}
