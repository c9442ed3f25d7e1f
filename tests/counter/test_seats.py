"""Signing in to the room: who sits where, who begins with their files, and the counter that is taken over without a script."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hall.app import create_app
from hall.clock import FixedClock
from tests.office import furnish, open_office
from tests.people.offices import MORNING, add_person, settings_for
from tests.people.web import browser

HALL = "jumapolo"
PASSWORD = "rahasia-panjang"
PEOPLE = {"rani": ("Rani", "clerk"), "budi": ("Budi", "clerk"), "kasi": ("Kepala Seksi", "kasi")}


@pytest.fixture(scope="module")
def prepared(ready_template: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("seats")
    url = f"sqlite:///{shutil.copy(ready_template('sqlite'), home / 'antrean.db')}"
    furnish(url, home)
    office = open_office(url, home)
    for username, (name, role) in PEOPLE.items():
        add_person(office, HALL, username, name, role, PASSWORD)
    office.database.close()
    return home / "antrean.db"


@pytest.fixture
def app(prepared: Path, tmp_path: Path) -> Iterator[Flask]:
    url = f"sqlite:///{shutil.copy(prepared, tmp_path / 'antrean.db')}"
    found = create_app(settings_for(tmp_path, url, demo=False), FixedClock(MORNING))
    yield found
    found.close()  # type: ignore[attr-defined]


def _enter(app: Flask, username: str, counter: str) -> tuple[FlaskClient, str]:
    """A browser in which this person signed in, and where it was led."""
    client = browser(app)
    form = {"username": username, "password": PASSWORD, "counter": counter}
    answer = client.post(f"/{HALL}/counter/sign-in", data=form, headers={"Origin": "http://localhost"})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return client, answer.headers["Location"]


def _seal(client: FlaskClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(f"/{HALL}/counter").get_data(as_text=True))
    assert found is not None
    return found.group(1)


def _take(client: FlaskClient, counter: str) -> tuple[int, str]:
    answer = client.post(
        f"/{HALL}/counter/{counter}/takeover", data={"csrf": _seal(client)}, headers={"Origin": "http://localhost"}
    )
    return answer.status_code, answer.headers.get("Location", "") or answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("username", "counter", "where"),
    [
        ("rani", "1", "/jumapolo/counter/1"),
        ("rani", "berkas", "/jumapolo/counter/berkas"),
        ("kasi", "1", "/jumapolo/counter/berkas"),
    ],
)
def test_everybody_begins_where_their_work_is(app: Flask, username: str, counter: str, where: str) -> None:
    client, led = _enter(app, username, counter)
    assert led == where
    assert client.get(led).status_code == 200


def test_an_officer_who_looked_at_files_has_taken_no_counter(app: Flask) -> None:
    _enter(app, "kasi", "1")[0].get(f"/{HALL}/counter/berkas")
    clerk, _ = _enter(app, "rani", "2")
    assert "Ambil alih" not in clerk.get(f"/{HALL}/counter").get_data(as_text=True)


def test_the_choice_names_who_sits_where_and_hands_the_counter_over(app: Flask) -> None:
    rani, led = _enter(app, "rani", "1")
    assert '"mine": true' in rani.get(led).get_data(as_text=True)
    budi, _ = _enter(app, "budi", "berkas")
    shown = budi.get(f"/{HALL}/counter").get_data(as_text=True)
    assert re.search(r"Ambil alih</small>Loket 1<small>dari Rani", shown)
    assert shown.count("Ambil alih") == 1
    assert _take(budi, "1") == (303, f"/{HALL}/counter/1")
    desk = rani.get(f"/api/v1/halls/{HALL}/counters/1/desk").get_json()
    assert (desk["counter"]["person"], desk["counter"]["mine"]) == ("Budi", False)


def test_a_counter_that_is_not_there_cannot_be_taken(app: Flask) -> None:
    budi, _ = _enter(app, "budi", "berkas")
    status, page = _take(budi, "9")
    assert status == 404
    assert "tidak ada" in page


def test_nobody_takes_a_counter_over_by_a_link_from_elsewhere(app: Flask) -> None:
    budi, _ = _enter(app, "budi", "berkas")
    answer = budi.post(f"/{HALL}/counter/1/takeover", data={"csrf": "x"}, headers={"Origin": "http://localhost"})
    assert answer.status_code == 403
