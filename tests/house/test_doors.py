"""Every address and every socket namespace is behind a door or on this short list, and halls never reach each other."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_socketio import SocketIO
from werkzeug.routing import Rule

from hall.actions.office import Office
from hall.app import create_app
from hall.realtime.messages import DOORS as NAMESPACES
from hall.rules.access import DOORS
from tests.office import furnish, open_office, tokens_of
from tests.people.offices import settings_for

# What everybody may ask. Whoever adds a line says why it can be public.
PUBLIC = {
    "GET /": "choose a hall",
    "GET /healthz": "alive",
    "GET /readyz": "ready",
    "GET /t/<token>": "a citizen's own ticket: the token is the key",
    "GET /t/<token>/qr.svg": "the picture of that very address",
    "GET /<hall>/panggilan": "asks for the code of a letter",
    "POST /<hall>/panggilan": "the code of the letter is the key, five wrong ones close it for a minute",
    "POST /<hall>/panggilan/<any(datang,ganti):what>": "the same",
    "GET /static/<version>/<path:path>": "our own files",
    "GET /<hall>/counter/sign-in": "the way in",
    "POST /<hall>/counter/sign-in": "the way in",
    "GET /<hall>/admin/sign-in": "the way in",
    "POST /<hall>/admin/sign-in": "the way in",
    "POST /api/v1/halls/<hall>/pairings": "a new screen asks for a code; the code gives nothing",
    "GET /api/v1/halls/<hall>/pairings/<role>": "how the code of this very browser stands",
    "GET /api/v1/halls": "contract",
    "GET /api/v1/halls/<hall>/layanan": "contract",
    "GET /api/v1/halls/<hall>/layanan/<code>": "contract",
    "GET /api/v1/tickets/<token>": "contract",
    "GET /api/v1/openapi.json": "contract",
}
BEHIND_ITS_OWN_WALL = {"GET /metrics": "loopback or admin, which the view itself asks"}
OURS, THEIRS = "kalipare", "jumapolo"


@pytest.fixture
def office(ready_template: Callable[[str], str], tmp_path: Path) -> Iterator[Office]:
    """On SQLite alone: who may pass does not depend on where it is kept (tests/people holds that on both)."""
    url = f"sqlite:///{shutil.copy(ready_template('sqlite'), tmp_path / 'antrean.db')}"
    furnish(url, tmp_path)
    found = open_office(url, tmp_path)
    yield found
    found.database.close()


@pytest.fixture
def app(office: Office, tmp_path: Path) -> Iterator[Flask]:
    found = create_app(settings_for(tmp_path, str(office.settings.database_url), demo=False), office.clock)
    yield found
    found.close()  # type: ignore[attr-defined]


def asked(app: Flask) -> list[tuple[str, Rule]]:
    """Every method and rule of the URL map."""
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})  # type: ignore[operator]
    ]


def doors_of(app: Flask, rule: Rule) -> frozenset[str] | None:
    found: frozenset[str] | None = getattr(app.view_functions[rule.endpoint], "doors", None)
    return found


def address(rule: Rule, hall: str) -> str:
    """An address of the rule, in this hall, with something of each kind in its other places."""
    path = rule.rule.replace("<hall>", hall).replace("<any(counter,admin):place>", "counter")
    path = path.replace("<job>", "999999")  # nobody's: a kiosk is refused the slips of others
    path = re.sub(r"<any\((\w+),[^>]*>", r"\1", path)
    return re.sub(r"<[^>]+>", "1", re.sub(r"<int:[^>]+>", "1", path))


def test_every_address_is_behind_a_door_or_on_the_short_list(app: Flask) -> None:
    strange = {
        f"{method} {rule.rule}": doors_of(app, rule)
        for method, rule in asked(app)
        if not doors_of(app, rule) and f"{method} {rule.rule}" not in PUBLIC | BEHIND_ITS_OWN_WALL
    }
    assert strange == {}


def test_the_short_list_names_only_what_is_there_and_public(app: Flask) -> None:
    public = {f"{method} {rule.rule}" for method, rule in asked(app) if doors_of(app, rule) == frozenset()}
    assert set(PUBLIC | BEHIND_ITS_OWN_WALL) == public


def test_figures_of_the_machine_are_for_this_machine_and_the_keeper(app: Flask, office: Office) -> None:
    client = app.test_client()
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.5"}).status_code == 401
    client.environ_base["REMOTE_ADDR"] = "10.0.0.5"
    assert client.get("/metrics").status_code == 401
    for role, token in tokens_of(office, OURS).items():
        assert knock(client, "GET", "/metrics", token) == (200 if role == "admin" else 403)


def test_doors_are_the_contracts(app: Flask) -> None:
    assert {door for _, rule in asked(app) for door in doors_of(app, rule) or ()} <= set(DOORS)


def test_every_address_of_a_hall_carries_the_hall_in_its_place(app: Flask) -> None:
    """The door reads the view's argument `hall`: by any other name it would stand open to other halls."""
    guarded = [rule for _, rule in asked(app) if doors_of(app, rule) and rule.rule != "/metrics"]
    assert [rule.rule for rule in guarded if "hall" not in rule.arguments] == []


def knock(client: FlaskClient, method: str, path: str, token: str | None) -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = {"json": {"request_id": "x" * 16}} if method == "POST" else {}
    return client.open(path, method=method, headers=headers, **body).status_code  # type: ignore[arg-type]


def test_nobody_gets_in_anywhere(app: Flask) -> None:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = "10.0.0.5"
    let_in = {}
    for method, rule in asked(app):
        if doors_of(app, rule):
            answer = client.open(address(rule, OURS), method=method)
            shows_a_code = 'data-screen="pair"' in answer.text
            if not shows_a_code and answer.status_code not in (401, 303):
                let_in[f"{method} {rule.rule}"] = answer.status_code
            if answer.status_code == 303 and not answer.headers["Location"].endswith("/sign-in"):
                let_in[f"{method} {rule.rule}"] = answer.status_code
    assert let_in == {}


def test_the_tokens_of_one_hall_get_nothing_of_another(app: Flask, office: Office) -> None:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = "10.0.0.5"
    tokens = tokens_of(office, OURS)
    let_in = []
    for method, rule in asked(app):
        if not doors_of(app, rule) or "hall" not in rule.arguments:
            continue
        for role, token in tokens.items():
            path = address(rule, THEIRS)
            answer = client.open(path, method=method, headers={"Authorization": f"Bearer {token}"})
            page = answer.status_code == 303 or 'data-screen="pair"' in answer.text
            if not (answer.status_code == 403 or (page and not path.startswith("/api/"))):
                let_in.append((role, method, rule.rule, answer.status_code))
    assert let_in == []


def test_a_token_passes_its_own_doors_and_no_others(app: Flask, office: Office) -> None:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = "10.0.0.5"
    tokens = tokens_of(office, OURS)
    wrong = []
    for method, rule in asked(app):
        doors = doors_of(app, rule)
        if not doors or not rule.rule.startswith("/api/"):
            continue
        for role, token in tokens.items():
            status = knock(client, method, address(rule, OURS), token)
            if (status in (401, 403)) == (role in doors):
                wrong.append((role, method, rule.rule, status))
    assert wrong == []


def test_every_namespace_of_a_screen_refuses_strangers_and_other_halls(app: Flask, office: Office) -> None:
    socketio: SocketIO = app.extensions["socketio"]
    theirs, ours = tokens_of(office, THEIRS), tokens_of(office, OURS)
    for namespace, doors in NAMESPACES.items():
        role = next(iter(doors))
        for auth in (
            None,
            {},
            {"hall": OURS},
            {"hall": OURS, "token": "x" * 40},
            {"hall": OURS, "token": theirs[role]},
        ):
            assert not connects(app, socketio, namespace, auth), (namespace, auth)
        for other, token in ours.items():
            assert connects(app, socketio, namespace, {"hall": OURS, "token": token}) == (other in doors)


def test_no_namespace_stands_beside_the_doors(app: Flask) -> None:
    socketio: SocketIO = app.extensions["socketio"]
    assert set(socketio.server.namespace_handlers) == set(NAMESPACES) | {"/ticket"}


def connects(app: Flask, socketio: SocketIO, namespace: str, auth: object) -> bool:
    client = socketio.test_client(app, namespace=namespace, auth=auth)
    found: bool = client.is_connected(namespace)
    if found:
        client.disconnect(namespace)
    return found
