"""The TV's page."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from display import media, slides, speech
from hall.actions.office import Office
from hall.voice.speaker import Speaker
from hall.web import firsts
from hall.web.access import door
from hall.web.api import Api
from hall.web.devices import unpaired


def room(office: Office, api: Api, speaker: Speaker) -> Blueprint:
    """`/<hall>/display`, and the sound of its calls."""
    blueprint = Blueprint("display", __name__, template_folder="templates")

    @blueprint.get("/<hall>/display")
    @door("display", instead=unpaired("display"))
    def display(hall: str) -> ResponseReturnValue:
        at_home = office.hall(hall)
        first = firsts.display(office, hall, request.args.get("zone"))
        offered = [offer.layanan for offer in at_home.offers.values() if offer.active]
        return render_template(
            "display.html", hall=at_home, first=first, slides=slides.chosen(offered),
            pledge=slides.pledge(at_home.settings.maklumat),
        )  # fmt: skip

    speech.add(api, blueprint, office, speaker)
    media.add(blueprint, office)
    return blueprint
