"""A small app of the doors alone: one page and one command behind each, signed-in and pairing pages as they are."""

from pathlib import Path
from typing import Any

from flask import Flask, g, jsonify
from flask.testing import FlaskClient

import hall.web
from hall.actions.office import Office
from hall.rules.access import DOORS
from hall.web import access, devices, login, pictograms, refusals
from hall.web.access import Access, door
from hall.web.limits import Limits
from tests.people.offices import ears_of

ROOT = Path(hall.web.__file__).parents[2]


def app_for(office: Office, limits: Limits | None = None) -> tuple[Flask, Access]:
    """Its limits count on a clock that stands still: a slow machine forgives nobody."""
    app = Flask(
        "doors",
        template_folder=str(ROOT / "hall/web/templates"),
        static_folder=str(ROOT / "static"),
        static_url_path="/static",
    )
    found = access.install(app, office, limits or Limits(elapsed=lambda: 0.0))
    ears_of(office).listeners.append(found.hear)
    refusals.install(app)
    app.jinja_env.globals.update(
        asset=lambda path: f"/static/{path}", **pictograms.globals_for(ROOT / "static/pictograms")
    )
    app.register_blueprint(devices.room(office))
    app.register_blueprint(login.room(office))
    for role in DOORS:
        _behind(app, role)
    _both(app)
    return app, found


def _behind(app: Flask, role: str) -> None:
    instead = login.to_sign_in(role) if role in ("counter", "admin") else devices.unpaired(role)

    @app.get(f"/<hall>/{role}", endpoint=f"page {role}")
    @door(role, instead=instead)
    def page(hall: str) -> Any:
        return jsonify(asker=g.identity.asker, csrf=g.csrf)

    @app.route(f"/api/v1/halls/<hall>/{role}", methods=["GET", "POST"], endpoint=f"api {role}")
    @door(role)
    def api(hall: str) -> Any:
        return jsonify(asker=g.identity.asker)


def _both(app: Flask) -> None:
    @app.post("/api/v1/halls/<hall>/tickets")
    @door("kiosk", "counter")
    def tickets(hall: str) -> Any:
        return jsonify(asker=g.identity.asker)


def browser(app: Flask, address: str = "10.0.0.5") -> FlaskClient:
    """A browser at this address that calls the server `localhost`, unless a test names another Host."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
