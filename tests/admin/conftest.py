"""Kalipare with a keeper and a clerk, and the room assembled as in the whole machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import admin
from hall.actions.office import Office
from hall.realtime.screens import Screens
from hall.web import access, devices, headers, login, pictograms, refusals, static
from hall.web.limits import Limits
from tests.admin.keeper import Keeper
from tests.office import furnished, office_url, open_office
from tests.people.offices import add_person, ears_of

__all__ = ["furnished", "office_url"]


@pytest.fixture
def office(office_url: str, tmp_path: Path) -> Iterator[Office]:
    found = open_office(office_url, tmp_path)
    add_person(found, "kalipare", "penjaga", "Bu Penjaga", "keeper", "rahasia-penjaga")
    add_person(found, "kalipare", "rani", "Rani", "clerk", "rahasia-rani")
    yield found
    found.database.close()


@pytest.fixture
def screens(office: Office) -> Screens:
    """The register of what screens say of themselves."""
    return Screens(office, "0123456789ab")


@pytest.fixture
def app(office: Office, screens: Screens) -> Flask:
    """The keeper's room with the doors that it needs, assembled like the whole machine."""
    app = Flask("hall.web", static_folder=None)
    app.jinja_env.globals.update(pictograms.globals_for(static.static_root() / "pictograms"))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in (headers, refusals, static):
        part.install(app)
    ears_of(office).listeners.append(access.install(app, office, Limits(elapsed=lambda: 0.0)).hear)
    for room in (admin.room(office, screens), login.room(office), devices.room(office)):
        app.register_blueprint(room)
    return app


@pytest.fixture
def keeper(app: Flask) -> Keeper:
    """Signed in at Kalipare, a real hall."""
    found = Keeper(app, "kalipare")
    found.sign_in("penjaga", "rahasia-penjaga")
    return found
