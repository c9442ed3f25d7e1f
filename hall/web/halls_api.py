"""What every screen and the public may read: halls, layanan, state, counters; and the API's own description."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from flask import Blueprint, Response, request

from hall.actions import counters
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import halls
from hall.records.unit_of_work import Answer
from hall.rules import shapes
from hall.rules.access import fits
from hall.rules.calendar import opening
from hall.web import paper_api, today_api
from hall.web.access import access
from hall.web.answers import CounterShape, HallShape, LayananShape, StateShape
from hall.web.api import Api, as_response
from hall.web.openapi import document

SCREENS = ("display", "counter", "kiosk")


def room(office: Office, api: Api) -> Blueprint:
    """The shared part of the API; registered last, so that its description knows every room's routes."""
    blueprint = Blueprint("halls_api", __name__)
    add(api, blueprint, office)
    return blueprint


def add(api: Api, room: Blueprint, office: Office) -> None:
    """Binds the shared requests."""

    @api.route(room, "GET", "/halls", answer=[HallShape])
    def all_halls() -> list[dict[str, Any]]:
        """Every hall of this server, open or why not."""
        with office.database.reading() as connection:
            slugs = halls.slugs(connection)
        return [_hall(office, slug) for slug in slugs]

    @api.route(
        room,
        "GET",
        "/halls/{hall}/layanan",
        answer=[LayananShape],
        query={"all": "1: back office and inactive ones, too (admin)"},
    )
    def layanan(hall: str) -> list[dict[str, Any]]:
        """Active layanan for citizens; `?all=1` (admin) adds back office and inactive ones."""
        found = office.hall(hall)
        everything = request.args.get("all") == "1" and _is_admin(hall)
        return [
            shapes.layanan(found, code, steps=False)
            for code, offer in found.offers.items()
            if everything or (offer.active and offer.layanan.audience == "citizen")
        ]

    @api.route(room, "GET", "/halls/{hall}/layanan/{code}", answer=LayananShape)
    def one_layanan(hall: str, code: str) -> dict[str, Any]:
        """One layanan, whole."""
        found = office.hall(hall)
        if code not in found.offers:
            raise Refused("not_found", "Layanan ini tidak ada di kantor ini.")
        return shapes.layanan(found, code)

    @api.route(room, "GET", "/halls/{hall}/state", doors=SCREENS, answer=StateShape)
    def state(hall: str) -> dict[str, Any]:
        """The hall's state, equal to the socket's hall.state."""
        return counters.state(office, hall)

    @api.route(room, "GET", "/halls/{hall}/counters", doors=SCREENS, answer=[CounterShape])
    def all_counters(hall: str) -> list[dict[str, Any]]:
        """Every counter with its lines and state."""
        return counters.counters_now(office, hall)

    # Once a process, when first asked for: the routes of all rooms are known then, and never change.
    written = cache(lambda: json.dumps(document(api), ensure_ascii=False, separators=(",", ":")))

    @api.route(room, "GET", "/openapi.json")
    def openapi() -> Response:
        """This description."""
        return as_response(Answer(written(), 200), 200)

    paper_api.add(api, room, office)
    today_api.add(api, room, office)


def _hall(office: Office, slug: str) -> dict[str, Any]:
    hall = office.hall(slug)
    service = opening(hall.calendar, office.clock.now())
    return {
        "slug": hall.slug, "name": hall.name, "regency": hall.regency, "timezone": hall.timezone,
        "open": service.open, "why": service.why,
    }  # fmt: skip


def _is_admin(hall: str) -> bool:
    """`?all=1` is the keeper's: others are refused rather than given less than they asked for."""
    known = access().identify(request.environ, hall, ("admin",))
    identity = None if known is None else known.identity
    if identity is None:
        raise Refused("unauthorized")
    if not fits(identity, hall, ("admin",)):
        raise Refused("forbidden")
    return True
