"""Who gets in by token, cookie or loopback, and whose writes are meant."""

from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hall.actions import pairing, people
from hall.actions.office import Office
from hall.errors import Refused
from hall.rules.access import DOORS
from hall.rules.events import AccessRevoked
from hall.web.access import Access
from tests.people import offices
from tests.people.offices import clock_of
from tests.people.web import app_for, bearer, browser


@pytest.fixture
def doors(office: Office) -> tuple[Flask, Access]:
    return app_for(office)


def paired(office: Office, app: Flask, role: str, hall: str = "sari") -> FlaskClient:
    """A browser whose screen was confirmed."""
    client = browser(app)
    page = client.get(f"/{hall}/{role}" if role != "counter" else f"/{hall}/counter/pair").text
    code = page.split('data-code="')[1][:6]
    pairing.confirm(office, hall, code, role)
    return client


def code_of(client: FlaskClient, path: str, **kwargs: object) -> tuple[int, str]:
    answer = client.open(path, **kwargs)  # type: ignore[arg-type]
    return answer.status_code, answer.get_json()["code"]


def test_a_token_of_token_create_works_at_once_and_opens_its_door_only(
    office: Office, doors: tuple[Flask, Access]
) -> None:
    app, _ = doors
    program = browser(app)
    for role in DOORS:
        token = people.create_token(office, "sari", role)
        for door in DOORS:
            answer = program.post(f"/api/v1/halls/sari/{door}", headers=bearer(token))
            assert answer.status_code == (200 if door == role else 403)


def test_a_token_of_one_hall_gets_nothing_of_another(office: Office, doors: tuple[Flask, Access]) -> None:
    app, _ = doors
    token = people.create_token(office, "sari", "counter")
    assert code_of(browser(app), "/api/v1/halls/mulya/counter", headers=bearer(token)) == (403, "forbidden")
    assert code_of(browser(app), "/api/v1/halls/nowhere/counter", headers=bearer(token)) == (404, "not_found")


def test_nobody_and_a_wrong_token_are_unauthorized(office: Office, doors: tuple[Flask, Access]) -> None:
    app, _ = doors
    screen = paired(office, app, "kiosk")
    for headers in ({}, bearer("x" * 43), bearer(""), {"Authorization": "Basic eDp5"}):
        assert code_of(browser(app), "/api/v1/halls/sari/kiosk", headers=headers) == (401, "unauthorized")
    assert code_of(screen, "/api/v1/halls/sari/kiosk", headers=bearer("x" * 43)) == (401, "unauthorized")


def test_a_revoked_token_stops_at_once(office: Office, doors: tuple[Flask, Access]) -> None:
    app, _ = doors
    token = people.create_token(office, "sari", "display")
    program = browser(app)
    asker = program.get("/api/v1/halls/sari/display", headers=bearer(token)).get_json()["asker"]
    pairing.revoke(office, "sari", int(asker.removeprefix("token:")))
    assert code_of(program, "/api/v1/halls/sari/display", headers=bearer(token)) == (401, "unauthorized")


def test_a_token_revoked_by_another_process_stops_within_two_seconds(office: Office) -> None:
    passing = [0.0]
    access = Access(office, elapsed=lambda: passing[0])
    token = people.create_token(office, "sari", "kiosk")
    environ = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    known = access.identify(environ, "sari", ("kiosk",))
    assert known is not None
    pairing.revoke(office, "sari", int(known.identity.asker.removeprefix("token:")))  # nobody tells `access`
    passing[0] = 2.0
    assert access.identify(environ, "sari", ("kiosk",)) is None


def test_a_known_token_costs_no_look_into_the_store(office: Office) -> None:
    access = Access(office, elapsed=lambda: 0.0)
    environ = {"HTTP_AUTHORIZATION": f"Bearer {people.create_token(office, 'sari', 'kiosk')}"}
    assert access.identify(environ, "sari", ("kiosk",)) is not None
    office.database.close()
    office.database = None  # type: ignore[assignment]
    assert access.identify(environ, "sari", ("kiosk",)) is not None


def test_a_paired_screen_opens_its_page_and_writes_with_the_pages_token(
    office: Office, doors: tuple[Flask, Access]
) -> None:
    app, _ = doors
    screen = paired(office, app, "kiosk")
    page = screen.get("/sari/kiosk").get_json()
    assert page["asker"].startswith("device:")
    right = {"X-CSRF-Token": page["csrf"]}
    assert screen.post("/api/v1/halls/sari/kiosk", headers=right).get_json()["asker"] == page["asker"]
    assert code_of(screen, "/api/v1/halls/sari/kiosk", method="POST") == (403, "forbidden")
    wrong = {"X-CSRF-Token": "0" * 40}
    assert code_of(screen, "/api/v1/halls/sari/kiosk", method="POST", headers=wrong) == (403, "forbidden")
    foreign = {**right, "Origin": "http://elsewhere.test"}
    assert code_of(screen, "/api/v1/halls/sari/kiosk", method="POST", headers=foreign) == (403, "forbidden")


def test_a_screens_cookie_is_hidden_from_scripts_and_other_sites(office: Office, doors: tuple[Flask, Access]) -> None:
    app, _ = doors
    header = paired(office, app, "kiosk").get("/sari/kiosk").headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Strict" in header
    assert "Path=/" in header


def test_one_browser_may_be_kiosk_and_clerk_and_the_pages_token_tells_which(
    office: Office, doors: tuple[Flask, Access]
) -> None:
    app, _ = doors
    offices.add_person(office, "sari", "rani", "Rani", "clerk", "rahasia-panjang")
    signed = people.sign_in(office, "sari", "rani", "rahasia-panjang")
    both = paired(office, app, "kiosk")
    both.set_cookie("antrean-staff-sari", signed.secret)
    for room in ("kiosk", "counter"):
        page = both.get(f"/sari/{room}").get_json()
        answer = both.post("/api/v1/halls/sari/tickets", headers={"X-CSRF-Token": page["csrf"]})
        assert answer.get_json()["asker"] == page["asker"]
    assert code_of(both, "/api/v1/halls/sari/tickets", method="POST") == (403, "forbidden")


def test_a_screen_of_one_hall_sees_only_a_code_in_another(office: Office, doors: tuple[Flask, Access]) -> None:
    app, _ = doors
    screen = paired(office, app, "display")
    assert code_of(screen, "/api/v1/halls/mulya/display") == (403, "forbidden")
    assert 'data-screen="pair"' in screen.get("/mulya/display").text


def test_the_demos_browser_at_the_server_is_kiosk_and_display_without_pairing(
    office: Office, doors: tuple[Flask, Access]
) -> None:
    app, _ = doors
    for host in ("localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000"):
        here = browser(app, "127.0.0.1")
        page = here.get("/kerjo/kiosk", headers={"Host": host}).get_json()
        assert page["asker"].startswith("demo:")
        right = {"X-CSRF-Token": page["csrf"], "Host": host}
        assert here.post("/api/v1/halls/kerjo/kiosk", headers=right).status_code == 200
        assert code_of(here, "/api/v1/halls/kerjo/kiosk", method="POST", headers={"Host": host}) == (403, "forbidden")
        assert here.get("/kerjo/display", headers={"Host": host}).get_json()["asker"] == page["asker"]
        assert code_of(here, "/api/v1/halls/kerjo/counter", headers={"Host": host})[0] == 403
        assert 'data-screen="pair"' in here.get("/sari/kiosk", headers={"Host": host}).text


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("10.0.0.5", {}),
        ("127.0.0.1", {"Host": "kecamatan.test"}),
        ("127.0.0.1", {"Host": "localhost.kecamatan.test"}),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}),
        ("127.0.0.1", {"X-Forwarded-Host": "localhost"}),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}),
    ],
)
def test_the_demo_pairs_like_a_real_hall_everywhere_else(
    doors: tuple[Flask, Access], address: str, headers: dict[str, str]
) -> None:
    here = browser(doors[0], address)
    page = here.get("/kerjo/kiosk", headers={"Host": "localhost", **headers})
    assert 'data-screen="pair"' in page.text


@pytest.mark.parametrize("changes", [{"demo": False}, {"trusted_proxies": ("127.0.0.1",)}, {"bind": "0.0.0.0:8000"}])
def test_without_demo_with_a_proxy_or_another_bind_nobody_is_let_in(office: Office, changes: dict[str, object]) -> None:
    values = {"demo": True, **changes}
    office.settings = offices.settings_for(office.settings.var, office.settings.database_url, **values)
    app, _ = app_for(office)
    page = browser(app, "127.0.0.1").get("/kerjo/kiosk", headers={"Host": "localhost"})
    assert 'data-screen="pair"' in page.text


def test_a_demo_cookie_that_we_never_gave_is_nobody(doors: tuple[Flask, Access]) -> None:
    here = browser(doors[0], "127.0.0.1")
    here.set_cookie("antrean-demo", "forged." + "0" * 40)
    headers = {"Host": "localhost"}
    assert code_of(here, "/api/v1/halls/kerjo/kiosk", headers=headers) == (401, "unauthorized")


def socket_refusal(access: Access, environ: dict[str, str], auth: object, *doors: str) -> str:
    with pytest.raises(Refused) as caught:
        access.identify_socket(environ, auth, doors)  # type: ignore[arg-type]
    return caught.value.code


def test_sockets_know_programs_by_auth_and_browsers_by_cookie(office: Office, doors: tuple[Flask, Access]) -> None:
    app, access = doors
    token = people.create_token(office, "sari", "display")
    assert access.identify_socket({}, {"hall": "sari", "token": token}, ("display",)).hall == "sari"
    assert socket_refusal(access, {}, {"hall": "mulya", "token": token}, "display") == "forbidden"
    assert socket_refusal(access, {}, {"hall": "sari", "token": token}, "counter") == "forbidden"
    for auth in (None, {}, {"hall": "sari"}, {"hall": 5, "token": []}, "rubbish", {"hall": "sari", "token": "x" * 43}):
        assert socket_refusal(access, {}, auth, "display") == "unauthorized"
    screen = paired(office, app, "display")
    cookie = screen.get_cookie("antrean-display-sari")
    assert cookie is not None
    environ = {"HTTP_COOKIE": f"antrean-display-sari={cookie.value}", "HTTP_HOST": "localhost"}
    assert access.identify_socket(environ, {"hall": "sari"}, ("display",)).kind == "screen"
    assert access.identify_socket(environ, None, ("display",)).hall == "sari"
    foreign = {**environ, "HTTP_ORIGIN": "http://elsewhere.test"}
    assert socket_refusal(access, foreign, {"hall": "sari"}, "display") == "forbidden"


def test_screens_and_tokens_keep_when_they_last_spoke(office: Office, doors: tuple[Flask, Access]) -> None:
    paired(office, doors[0], "display")
    (device,) = pairing.list_devices(office, "sari")
    clock_of(office).go(minutes=7)
    pairing.seen(office, [device.asker, "person:1", "demo:abc"])
    assert pairing.list_devices(office, "sari")[0].seen_at == office.clock.now()


def test_who_spoke_lately_is_kept_once_a_minute(office: Office, doors: tuple[Flask, Access]) -> None:
    app, access = doors
    screen = paired(office, app, "display")
    (before,) = pairing.list_devices(office, "sari")
    clock_of(office).go(minutes=3)
    screen.get("/api/v1/halls/sari/display")
    access.keep_seen()
    assert pairing.list_devices(office, "sari")[0].seen_at == office.clock.now()
    clock_of(office).go(minutes=3)
    access.keep_seen()
    assert pairing.list_devices(office, "sari")[0].seen_at != office.clock.now()
    access.keep_seen([before.asker])
    assert pairing.list_devices(office, "sari")[0].seen_at == office.clock.now()


def test_a_right_that_ends_in_the_middle_of_a_look_is_not_remembered(office: Office) -> None:
    token = people.create_token(office, "sari", "display")
    (program,) = people.list_tokens(office, "sari")
    told: list[Thread] = []

    def elapsed() -> float:
        """The look has read who it is and is about to remember it: at this very moment another thread takes the right away."""
        if not told:
            pairing.revoke(office, "sari", program.id)
            told.append(Thread(target=guard.hear, args=(AccessRevoked(program.asker),)))
            told[0].start()
            told[0].join(0.2)  # without a lock it is through by now; with one it waits for the look
        return 0.0

    guard = Access(office, elapsed=elapsed)
    assert guard.identify_socket({}, {"hall": "sari", "token": token}, ("display",)).asker == program.asker
    told[0].join()
    assert socket_refusal(guard, {}, {"hall": "sari", "token": token}, "display") == "unauthorized"
