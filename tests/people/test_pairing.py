"""A new screen: six digits, five minutes, one use, and only the browser that showed them gets the device."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hall.actions import pairing
from hall.actions.office import Office
from hall.errors import Refused
from hall.web.access import Access
from hall.web.limits import Limits
from tests.people.offices import clock_of
from tests.people.web import app_for, browser


@pytest.fixture
def app(office: Office) -> Flask:
    return app_for(office)[0]


def shown(client: FlaskClient, path: str = "/sari/kiosk") -> str:
    page = client.get(path)
    assert page.status_code == 200
    found = re.search(r'data-code="(\d{6})"', page.text)
    assert found is not None, page.text
    return found[1]


def refused(office: Office, code: str, role: str = "kiosk", hall: str = "sari", counter: str | None = None) -> str:
    with pytest.raises(Refused) as caught:
        pairing.confirm(office, hall, code, role, counter)
    return caught.value.code


def test_an_unpaired_screen_shows_its_code_and_nothing_of_the_hall_inside(app: Flask) -> None:
    page = browser(app).get("/sari/kiosk")
    assert 'data-screen="pair"' in page.text
    assert "antrean pair" in page.text
    assert "layanan" not in page.text.lower().replace("pelayanan", "")
    assert page.headers["Cache-Control"] == "no-store"


def test_the_code_stays_while_it_is_good_and_is_renewed_after_five_minutes(office: Office, app: Flask) -> None:
    screen = browser(app)
    first = shown(screen)
    clock_of(office).go(minutes=4, seconds=59)
    assert shown(screen) == first
    clock_of(office).go(seconds=1)
    assert refused(office, first) == "not_found"
    second = shown(screen)
    pairing.confirm(office, "sari", second, "kiosk")
    assert "asker" in screen.get("/sari/kiosk").get_json()


def test_the_confirmed_browser_gets_in_and_no_other(office: Office, app: Flask) -> None:
    screen, other = browser(app), browser(app)
    code = shown(screen)
    assert shown(other) != code
    device = pairing.confirm(office, "sari", f"{code[:3]} {code[3:]}", "kiosk", name="Kiosk pintu")
    assert device.name == "Kiosk pintu"
    assert screen.get("/sari/kiosk").get_json()["asker"] == device.asker
    assert 'data-screen="pair"' in other.get("/sari/kiosk").text


def test_a_code_is_good_once_in_its_own_hall_and_for_what_the_screen_asked(office: Office, app: Flask) -> None:
    code = shown(browser(app))
    assert refused(office, code, hall="mulya") == "not_found"
    assert refused(office, code, role="display") == "wrong_state"
    assert refused(office, code, role="kiosk", counter="1") == "bad_request"
    pairing.confirm(office, "sari", code, "kiosk")
    assert refused(office, code) == "not_found"


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12 34 5x"])
def test_what_is_no_code_is_a_bad_request(office: Office, code: str) -> None:
    assert refused(office, code) == "bad_request"


def test_a_counters_screen_may_belong_to_one_counter(office: Office, app: Flask) -> None:
    screen = browser(app)
    code = shown(screen, "/sari/counter/pair")
    assert refused(office, code, role="counter", counter="9") == "not_found"
    device = pairing.confirm(office, "sari", code, "counter", counter="2")
    assert (device.counter, device.name) == ("2", "Layar Loket 2")
    assert screen.get("/sari/counter/pair").headers["Location"] == "/sari/counter"


def test_the_page_asks_by_itself_and_hears_of_the_confirmation(office: Office, app: Flask) -> None:
    screen = browser(app)
    code = shown(screen)
    poll = "/api/v1/halls/sari/pairings/kiosk"
    assert screen.get(poll).get_json() == {"code": code, "state": "waiting", "seconds_left": 300}
    clock_of(office).go(minutes=5)
    assert screen.get(poll).get_json()["state"] == "expired"
    fresh = screen.post("/api/v1/halls/sari/pairings", json={"role": "kiosk"})
    assert fresh.status_code == 201
    assert fresh.get_json()["code"] == screen.get(poll).get_json()["code"]
    pairing.confirm(office, "sari", fresh.get_json()["code"], "kiosk")
    assert screen.get(poll).get_json()["state"] == "confirmed"
    assert browser(app).get(poll).status_code == 404


def test_asking_twice_for_a_code_gives_the_same_one(app: Flask) -> None:
    screen = browser(app)
    ask = {"role": "display"}
    codes = {screen.post("/api/v1/halls/sari/pairings", json=ask).get_json()["code"] for _ in range(3)}
    assert len(codes) == 1


@pytest.mark.parametrize("body", [{}, {"role": "admin"}, {"role": 5}, [], "kiosk"])
def test_only_screens_can_ask_for_a_code(app: Flask, body: object) -> None:
    answer = browser(app).post("/api/v1/halls/sari/pairings", json=body)
    assert (answer.status_code, answer.get_json()["field"]) == (400, "role")


def test_codes_are_not_handed_out_by_the_hundred(app: Flask) -> None:
    answers = [browser(app).get("/sari/kiosk") for _ in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert browser(app, "10.0.0.6").get("/sari/kiosk").status_code == 200


def test_a_hall_never_has_more_than_forty_codes_open(office: Office) -> None:
    codes = {pairing.start(office, "sari", "kiosk").pairing.code for _ in range(pairing.MOST_OPEN)}
    assert len(codes) == pairing.MOST_OPEN
    with pytest.raises(Refused, match="too_many_requests"):
        pairing.start(office, "sari", "kiosk")
    assert pairing.start(office, "mulya", "kiosk").pairing.state == "waiting"


def test_a_revoked_screen_shows_a_code_again_at_once(office: Office, app: Flask) -> None:
    screen = browser(app)
    device = pairing.confirm(office, "sari", shown(screen), "kiosk")
    assert screen.get("/sari/kiosk").get_json()["asker"] == device.asker
    with pytest.raises(Refused, match="not_found"):
        pairing.revoke(office, "mulya", device.id)
    pairing.revoke(office, "sari", device.id)
    assert 'data-screen="pair"' in screen.get("/sari/kiosk").text
    assert pairing.list_devices(office, "sari") == []


FOREIGN = (
    'prefs={"a": 1}',
    "a b=c",
    "=",
    '"',
    "x=\xff",
    "\x01=1",
    'session="open',
    "; ".join(f"c{n}=1" for n in range(60)),
)


@pytest.mark.parametrize("foreign", FOREIGN)
def test_cookies_of_other_programs_on_this_address_do_not_unpair_a_screen(office: Office, foreign: str) -> None:
    waiting = pairing.start(office, "sari", "kiosk")
    device = pairing.confirm(office, "sari", waiting.pairing.code, "kiosk")
    others = "; ".join(f"antrean-kiosk-hall{n}={'x' * 43}" for n in range(40))
    environ = {"HTTP_COOKIE": f"{foreign}; {others}; antrean-kiosk-sari={waiting.secret}"}
    known = Access(office).identify(environ, "sari", ("kiosk",))
    assert known is not None
    assert known.identity.asker == device.asker


def test_the_good_secret_of_a_paired_screen_is_never_replaced(office: Office, app: Flask) -> None:
    screen = browser(app)
    device = pairing.confirm(office, "sari", shown(screen), "kiosk")
    lost = screen.get("/sari/kiosk", headers={"Authorization": "Bearer nobody"})
    again = screen.post("/api/v1/halls/sari/pairings", json={"role": "kiosk"})
    for answer in (lost, again):
        assert answer.status_code == 409
        assert "Set-Cookie" not in answer.headers
    assert screen.get("/sari/kiosk").get_json()["asker"] == device.asker


def test_questions_of_a_waiting_screen_are_counted_by_address_whatever_cookie_it_makes_up(office: Office) -> None:
    limits = Limits(elapsed=lambda: 0.0)
    app, poll = app_for(office, limits)[0], "/api/v1/halls/sari/pairings/kiosk"
    stranger = browser(app)
    answers = []
    for count in range(601):
        stranger.set_cookie("antrean-kiosk-sari", f"made-up-secret-number-{count:06d}")
        answers.append(stranger.get(poll).status_code)
    assert set(answers[:600]) == {404}
    assert answers[600] == 429
    assert len(limits._buckets) == 1


def test_the_secret_of_a_waiting_screen_opens_nothing(office: Office) -> None:
    waiting = pairing.start(office, "sari", "kiosk")
    environ = {"HTTP_COOKIE": f"antrean-kiosk-sari={waiting.secret}"}
    assert Access(office).identify(environ, "sari", ("kiosk",)) is None


def test_screens_get_names_that_tell_them_apart(office: Office, app: Flask) -> None:
    for path, role in (("/sari/kiosk", "kiosk"), ("/sari/kiosk", "kiosk"), ("/sari/display", "display")):
        pairing.confirm(office, "sari", shown(browser(app), path), role)
    assert [device.name for device in pairing.list_devices(office, "sari")] == ["TV 1", "Kiosk 2", "Kiosk 1"]
