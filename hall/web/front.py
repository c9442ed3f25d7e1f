"""The front page: choose a hall and a screen. The demo's sign-in stands here for browsers on this machine."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from hall.actions import counters
from hall.actions.office import Office
from hall.records import halls
from hall.rules.calendar import opening
from hall.web.access import access, public


def room(office: Office, demo_accounts: tuple[dict[str, str], ...]) -> Blueprint:
    """`/`."""
    blueprint = Blueprint("front", __name__)

    @blueprint.get("/")
    @public
    def front() -> ResponseReturnValue:
        with office.database.reading() as connection:
            slugs = halls.slugs(connection)
        shown = access().is_demo_browser(request.environ)
        return render_template(
            "front.html",
            halls=[_card(office, slug) for slug in slugs],
            demo_accounts=demo_accounts if shown else (),
        )

    return blueprint


def _card(office: Office, slug: str) -> dict[str, Any]:
    hall = office.hall(slug)
    service = opening(hall.calendar, office.clock.now())
    return {
        "slug": hall.slug, "name": hall.name, "regency": hall.regency, "open": service.open, "why": service.why,
        "demo": hall.demo, "counters": counters.counters_now(office, slug),
        "layanan": sum(offer.active and offer.layanan.audience == "citizen" for offer in hall.offers.values()),
    }  # fmt: skip
