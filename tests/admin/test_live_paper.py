"""The demo's paper is seen by whoever sits at the server; a real hall's only by its keeper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hall.actions.office import Office
from hall.app import create_app
from tests.office import Desk, furnished, office, office_url
from tests.people.offices import settings_for

__all__ = ["furnished", "office", "office_url"]


@pytest.fixture
def client(office: Office, office_url: str, tmp_path: Path) -> Iterator[FlaskClient]:
    app: Flask = create_app(settings_for(tmp_path, office_url, demo=True), office.clock)
    yield app.test_client()
    app.extensions["antrean-office"].database.close()


def test_the_demos_slips_are_seen_as_pictures_from_their_bytes(office: Office, client: FlaskClient) -> None:
    Desk(office).issue()
    page = client.get("/jumapolo/admin/paper").get_data(as_text=True)
    assert "A&nbsp;001" in page
    picture = client.get("/jumapolo/admin/slips/1.png")
    assert picture.mimetype == "image/png"
    assert picture.get_data().startswith(b"\x89PNG")


def test_another_machine_is_sent_to_the_sign_in(client: FlaskClient) -> None:
    for address in ("/jumapolo/admin/paper", "/jumapolo/admin/slips/1.png"):
        answer = client.get(address, environ_base={"REMOTE_ADDR": "192.168.1.20"})
        assert answer.status_code == 303
        assert answer.headers["Location"].endswith("/jumapolo/admin/sign-in")


def test_a_real_halls_paper_is_its_keepers_even_here(client: FlaskClient) -> None:
    assert client.get("/kalipare/admin/paper").status_code == 303
