"""The touchscreen's page and the phone's."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, Response, g, render_template
from flask.typing import ResponseReturnValue

from hall.actions import check_ins, complaint_lists, paper, tickets
from hall.actions.office import Office
from hall.errors import Refused
from hall.rules import shapes
from hall.rules.estimates import counter_minutes
from hall.web import firsts
from hall.web.access import door, public
from hall.web.api import Api
from hall.web.devices import unpaired
from kiosk import api as kiosk_api
from kiosk import check_ins_api, summons_page
from kiosk.shown import case_page, for_kiosk


def room(office: Office, api: Api) -> Blueprint:
    """`/<hall>/kiosk`, `/t/<token>` and what they ask."""
    blueprint = Blueprint("kiosk", __name__, template_folder="templates")
    kiosk_api.add(api, blueprint, office)
    check_ins_api.add(api, blueprint, office)
    summons_page.add(blueprint, office)

    @blueprint.get("/<hall>/kiosk")
    @door("kiosk", instead=unpaired("kiosk"))
    def kiosk(hall: str) -> ResponseReturnValue:
        first, offers = firsts.kiosk(office, hall, g.csrf), office.hall(hall).offers
        first["printer"] = paper.name_of_printer(office, hall, g.identity.printer)
        first["recording"] = check_ins.at_kiosk(office, hall)
        first["layanan"] = [
            for_kiosk(layanan) | {"counter_minutes": counter_minutes(offers[layanan["code"]].layanan)}
            for layanan in first["layanan"]
        ]
        return render_template("kiosk.html", hall=first["hall"], first=first)

    @blueprint.get("/t/<token>")
    @public
    def phone(token: str) -> ResponseReturnValue:
        case = complaint_lists.followed(office, token)
        if case is not None:
            return render_template("case.html", **case_page(*case))
        ticket = kiosk_api.own_ticket(office, token)
        hall, _ = tickets.own(office, token)
        first: dict[str, Any] = {
            "hall": firsts.hall_of(hall), "ticket": ticket, "state_lines": [],
            "now": shapes.local(office.clock.now(), hall.timezone),
        }  # fmt: skip
        return render_template("phone.html", hall=hall, first=first)

    @blueprint.get("/t/<token>/qr.svg")
    @public
    def code(token: str) -> ResponseReturnValue:
        kiosk_api.own_ticket(office, token)
        hall, ticket = tickets.own(office, token)
        address = tickets.ticket_url(office, hall, ticket.token)
        if address is None:
            raise Refused("not_found", "Server ini belum punya alamat untuk ponsel.")
        response = Response(_qr(address), mimetype="image/svg+xml")
        response.headers["Cache-Control"] = "no-store"
        return response

    return blueprint


def _qr(address: str) -> bytes:
    """The address as an SVG; four modules of white around, as the standard asks."""
    import qrcode
    from qrcode.image.svg import SvgPathImage

    made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    made.add_data(address)
    out = io.BytesIO()
    made.make_image(image_factory=SvgPathImage).save(out)
    return out.getvalue()
