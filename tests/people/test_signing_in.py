"""The sign-in form: its words, its limits, its session cookie, and the way out."""

from typing import Any

import pytest
from flask import Flask, jsonify, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hall.actions.office import Office
from hall.errors import Refused
from hall.web import login
from hall.web.access import public
from hall.web.limits import Limits
from tests.people.offices import add_person, clock_of
from tests.people.web import app_for, browser


@pytest.fixture
def app(office: Office) -> Flask:
    add_person(office, "sari", "rani", "Rani", "clerk", "rahasia-panjang")
    return with_form(app_for(office)[0])


def with_form(app: Flask) -> Flask:
    """The sign-in form of a counter."""

    @app.post("/<hall>/counter/sign-in")
    @public
    def enter(hall: str) -> Any:
        signed = login.sign_in(hall, request.form["username"], request.form["password"])
        if isinstance(signed, Refused):
            return jsonify(code=signed.code, detail=signed.detail), signed.status
        return login.with_session(jsonify(name=signed.name), hall, signed)

    return app


def enter(
    client: FlaskClient, password: str = "rahasia-panjang", username: str = "rani", **headers: str
) -> TestResponse:
    form = {"username": username, "password": password}
    return client.post("/sari/counter/sign-in", data=form, headers=headers)


def test_the_session_lies_in_a_cookie_that_only_the_server_reads(app: Flask) -> None:
    clerk = browser(app)
    assert clerk.get("/sari/counter").headers["Location"] == "/sari/counter/sign-in"
    header = enter(clerk).headers["Set-Cookie"]
    assert header.startswith("antrean-staff-sari=")
    assert "HttpOnly" in header
    assert "SameSite=Strict" in header
    assert "Max-Age=43200" in header
    assert clerk.get("/sari/counter").get_json()["asker"].startswith("person:")


def test_a_wrong_password_says_so_and_five_make_a_pause(app: Flask) -> None:
    clerk = browser(app)
    answers = [enter(clerk, "salah") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert "tidak cocok" in answers[0].get_json()["detail"]
    assert enter(clerk).status_code == 429
    assert enter(browser(app, "10.0.0.6")).status_code == 200


def test_an_address_that_may_not_try_any_more_leaves_no_names_behind(office: Office) -> None:
    limits = Limits(elapsed=lambda: 0.0)
    app = with_form(app_for(office, limits)[0])
    answers = [enter(browser(app), "salah", f"nama{count}").status_code for count in range(200)]
    assert answers == [401] * 30 + [429] * 170
    assert len(limits._buckets) == 31


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "//", "\xff"])
def test_an_origin_that_is_no_address_is_another_page(app: Flask, origin: str) -> None:
    assert enter(browser(app), Origin=origin).status_code == 403


def test_the_right_password_never_runs_into_the_pause(app: Flask) -> None:
    assert {enter(browser(app)).status_code for _ in range(8)} == {200}


def test_a_form_of_another_site_is_refused(app: Flask) -> None:
    assert enter(browser(app), Origin="http://elsewhere.test").status_code == 403
    assert enter(browser(app), Origin="null").status_code == 403
    assert enter(browser(app), Origin="http://localhost").status_code == 200


def test_signing_out_needs_the_pages_token_and_ends_the_session(app: Flask) -> None:
    clerk = browser(app)
    enter(clerk)
    csrf = clerk.get("/sari/counter").get_json()["csrf"]
    assert clerk.post("/sari/counter/sign-out", data={"csrf": "0" * 40}).status_code == 403
    assert clerk.get("/sari/counter").status_code == 200
    assert clerk.post("/sari/counter/sign-out", data={"csrf": csrf}).headers["Location"] == "/sari/counter/sign-in"
    assert clerk.get("/sari/counter").status_code == 303


def test_signing_in_again_ends_the_earlier_session_of_this_browser(app: Flask) -> None:
    clerk, other = browser(app), browser(app)
    enter(clerk)
    secret = clerk.get_cookie("antrean-staff-sari")
    assert secret is not None
    enter(clerk)
    other.set_cookie("antrean-staff-sari", secret.value)
    assert other.get("/sari/counter").status_code == 303
    assert clerk.get("/sari/counter").status_code == 200


def test_a_session_is_over_after_twelve_hours(office: Office, app: Flask) -> None:
    clerk = browser(app)
    enter(clerk)
    clock_of(office).go(hours=13)
    assert clerk.get("/sari/counter").status_code == 303
