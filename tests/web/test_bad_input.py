"""Whatever is sent, the answer is a sentence with the right status: nothing breaks, nothing is kept, nothing is leaked."""

import io
import json
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from hall.errors import CODES
from hall.printing.slips import render
from hall.realtime.frames import Frame
from hall.records import tables as t
from hall.rules.slips import from_json
from printer_drivers.profiles import profiles
from tests.web.conftest import House

NOWHERE = ("Traceback", 'File "', "sqlalchemy", "psycopg", "sqlite3", "pydantic", "werkzeug")
IN_PIECES = {"wsgi.input_terminated": True, "CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
NASTY = {
    "emoji": "🧾👩‍👩‍👧 selesai",
    "printer commands": "\x1b@\x1dV\x00\x10\x14\x01\x05 nama",
    "escape": "\x1b[31m merah",
    "nul": "nol \x00 nol",
    "lines": "satu\r\ndua\ttiga\x0b",
    "right to left": "\u202eterbalik\u2066",
    "markup": "<script>alert(1)</script>&amp;'\"",
    "sql": "'; DROP TABLE tickets; --",
    "template": "{{ 7*7 }} %s {0}",
}


def problem(response: TestResponse, status: int, code: str) -> dict[str, Any]:
    """The refusal, whole, in words, without a trace of the machine behind it."""
    text = response.get_data(as_text=True)
    assert response.status_code == status, text
    assert response.mimetype == "application/problem+json"
    body: dict[str, Any] = response.get_json()
    assert (body["code"], body["status"]) == (code, status)
    assert body["title"]
    assert body["detail"]
    assert not any(word in text for word in NOWHERE), text
    return body


def kept(house: House) -> int:
    with house.office.database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(t.tickets)).scalar_one())


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b'"x"', b"1", b"\xff\xfe", b"{'a': 1}", b'{"request_id": NaN}', b"[" * 20_000,
     b'{"request_id": "aaaaaaaaaaaaaaaa", "layanan": "\\ud800"}', b'{"a":1}{"b":2}'],
)  # fmt: skip
def test_malformed_json_is_a_bad_request(house: House, data: bytes) -> None:
    before = kept(house)
    problem(house.program("kiosk").raw("tickets", data), 400, "bad_request")
    assert kept(house) == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"layanan": 7}, "layanan"),
        ({"layanan": None}, "layanan"),
        ({"layanan": ["kartu-keluarga"]}, "layanan"),
        ({"layanan": ""}, "layanan"),
        ({"layanan": "x" * 65}, "layanan"),
        ({"layanan": "kartu-keluarga", "priority": "yes"}, "priority"),
        ({"layanan": "kartu-keluarga", "priority": 1}, "priority"),
        ({"layanan": "kartu-keluarga", "language": "xx"}, "language"),
        ({"layanan": "kartu-keluarga", "have": [1.5]}, "have.0"),
        ({"layanan": "kartu-keluarga", "have": list(range(61))}, "have"),
        ({"layanan": "kartu-keluarga", "name": "Budi"}, "name"),
        ({"layanan": "kartu-keluarga", "request_id": "short"}, "request_id"),
        ({"layanan": "kartu-keluarga", "request_id": "x" * 65}, "request_id"),
        ({"layanan": "kartu-keluarga", "request_id": "a" * 15 + "\n"}, "request_id"),
        ({"layanan": "kartu-keluarga", "request_id": "é" * 16}, "request_id"),
    ],
)
def test_a_wrong_or_unknown_field_is_named(house: House, body: dict[str, Any], field: str) -> None:
    before = kept(house)
    told = problem(house.program("kiosk").post("tickets", **body), 400, "bad_request")
    assert told["field"] == field
    assert kept(house) == before


def test_a_missing_request_id_is_named(house: House) -> None:
    response = house.program("kiosk").raw("tickets", b'{"layanan": "kartu-keluarga"}')
    assert problem(response, 400, "bad_request")["field"] == "request_id"


@pytest.mark.parametrize("figures", [20, 400, 5000])
def test_a_number_beyond_all_measure_breaks_nothing(house: House, figures: int) -> None:
    raw = b'{"request_id": "beyond-measure-%04d", "layanan": "kartu-keluarga", "have": [%s]}' % (
        figures,
        b"9" * figures,
    )
    response = house.program("kiosk").raw("tickets", raw)
    assert response.status_code in (201, 400), response.get_data(as_text=True)


@pytest.mark.parametrize("kilobytes", [65, 1024, 1500])
def test_a_body_beyond_64_kb_is_refused(house: House, kilobytes: int) -> None:
    raw = json.dumps({"request_id": "x" * 16, "layanan": "x" * kilobytes * 1024}).encode()
    problem(house.program("kiosk").raw("tickets", raw), 413, "too_large")


@pytest.mark.parametrize("kilobytes", [65, 1500])
def test_a_body_that_does_not_tell_its_length_is_refused_too(house: House, kilobytes: int) -> None:
    raw = b'{"request_id": "' + b"x" * 16 + b'", "layanan": "kartu-keluarga"' + b" " * kilobytes * 1024 + b"}"
    kiosk = house.program("kiosk")
    response = house.app.test_client().open(
        "/api/v1/halls/jumapolo/tickets", method="POST", input_stream=io.BytesIO(raw), headers=kiosk.headers(),
        content_type="application/json", environ_overrides=IN_PIECES,
    )  # fmt: skip
    problem(response, 413, "too_large")


def test_a_body_is_not_read_before_the_asker_is_known(house: House) -> None:
    problem(house.program(None).raw("tickets", b"{"), 401, "unauthorized")


# -- unknown things and strangers


@pytest.mark.parametrize("path", ["atlantis/layanan", "atlantis/layanan/x", "jumapolo/layanan/x", "a%00b/layanan"])
def test_what_is_not_there_is_not_found(house: House, path: str) -> None:
    problem(house.program(None).get(f"/api/v1/halls/{path}"), 404, "not_found")


def test_unknown_things_of_the_hall_are_not_found(house: House) -> None:
    problem(house.program("kiosk").post("tickets", layanan="tidak-ada"), 404, "not_found")
    clerk = house.program("counter")
    problem(clerk.post("counters/9/openings"), 404, "not_found")
    problem(clerk.post("counters/1%00/calls"), 404, "not_found")
    problem(clerk.get("berkas/2026-99999"), 404, "not_found")
    problem(clerk.get("berkas/%00"), 404, "not_found")
    problem(clerk.get("berkas/" + "9" * 300), 404, "not_found")
    problem(clerk.post("berkas", ticket="Z999"), 404, "not_found")
    problem(clerk.post("berkas/2026-99999/steps", outcome="done"), 404, "not_found")
    for job in ("0", "999999999", "9" * 30, "x", "-1", "%00"):
        problem(house.program("admin").post(f"print-jobs/{job}/copies"), 404, "not_found")


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 30, "1;DROP", "%00", "٣"])
def test_a_broken_cursor_is_refused(house: House, cursor: str) -> None:
    for what in ("berkas", "print-jobs"):
        response = house.program("counter").get(f"{what}?cursor={cursor}")
        assert response.status_code in (400, 404), what
        assert response.mimetype == "application/problem+json"


HUGE = 2**63
"""One more than any of our stores can look for."""


def test_a_number_beyond_every_store_is_a_bad_request_and_names_its_field(house: House) -> None:
    clerk = house.program("counter")
    cases: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("summonses", {"people": [HUGE]}, "people.0"),
        ("cards", {"people": [HUGE], "state": "ready"}, "people.0"),
        ("counters/1/stations", {"visit": HUGE, "station": "foto", "outcome": "pass"}, "visit"),
        ("counters/1/visitors", {"visit": 1, "resident": HUGE}, "resident"),
        ("people/imports/1/mapping", {"fields": {"name": HUGE}, "header": 1}, "fields.name"),
    )
    for path, said, field in cases:
        assert problem(clerk.post(path, **said), 400, "bad_request")["field"] == field


@pytest.mark.parametrize("number", ["9" * 18, "9" * 30, "abc", "-1", "٣"])
def test_no_number_in_an_address_breaks_anything(house: House, number: str) -> None:
    clerk = house.program("counter")
    for path in (f"people/{number}", f"people/imports/{number}", f"people/imports/{number}/rows"):
        problem(clerk.get(path), 404, "not_found")
    problem(clerk.post(f"tasks/{number}/completions"), 404, "not_found")
    for asked in ("people?cursor", "people?family_of", "summonses?cursor", "complaints?cursor", "registers/agenda?year",
                  "registers/agenda?cursor", "berkas?cursor"):  # fmt: skip
        told = problem(clerk.get(f"{asked}={number}"), 400, "bad_request")  # PostgreSQL cannot even compare 18 figures
        assert told["field"] == asked.partition("?")[2]


def test_the_sockets_of_the_app_read_frames_as_we_do(house: House) -> None:
    assert house.app.extensions["socketio"].server.packet_class is Frame


def test_a_reason_of_spaces_is_none(house: House) -> None:
    clerk = house.program("counter")
    for path in ("counters/1/breaks", "counters/1/cancellations", "sessions/P-20261123-1/cancellations", "day-ends"):
        assert problem(clerk.post(path, reason="   "), 400, "bad_request")["field"] == "reason"


@pytest.mark.parametrize("token", ["0" * 13, "A001", "%00", "🧾", "x" * 5000])
def test_an_unknown_ticket_is_not_found(house: House, token: str) -> None:
    for path in (f"/api/v1/tickets/{token}",):
        problem(house.program(None).get(path), 404, "not_found")


COMMANDS = ["tickets", "berkas", "counters/1/calls", "counters/1/breaks", "print-jobs/1/copies", "berkas/2026-1/steps"]


@pytest.mark.parametrize("path", COMMANDS)
@pytest.mark.parametrize("token", [None, "antrean_" + "x" * 43, "", "é", "Basic x"])
def test_without_a_known_token_nothing_is_done(house: House, path: str, token: str | None) -> None:
    headers = {} if token is None else {"Authorization": f"Bearer {token}".encode().decode("latin-1")}
    response = house.app.test_client().post(
        f"/api/v1/halls/jumapolo/{path}", json={"request_id": "x" * 16}, headers=headers
    )
    problem(response, 401, "unauthorized")


@pytest.mark.parametrize("path", COMMANDS)
@pytest.mark.parametrize("role", ["kiosk", "counter", "display", "admin"])
def test_another_halls_token_is_forbidden(house: House, path: str, role: str) -> None:
    problem(house.program(role, "kalipare", at="jumapolo").post(path), 403, "forbidden")
    problem(house.program(role, "kalipare", at="jumapolo").get("state"), 403, "forbidden")


def test_a_screen_does_only_what_its_role_may(house: House) -> None:
    problem(house.program("display").post("tickets", layanan="kartu-keluarga"), 403, "forbidden")
    problem(house.program("kiosk").post("counters/1/calls"), 403, "forbidden")
    problem(house.program("kiosk").get("print-jobs"), 403, "forbidden")
    problem(house.program("display").get("berkas"), 403, "forbidden")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "GET"])
def test_a_wrong_method_is_told_as_such(house: House, method: str) -> None:
    response = house.program("counter").raw("counters/1/calls", b"{}", method)
    assert response.status_code == 405
    assert "POST" in response.allow
    assert "tidak menerima" in response.get_json()["detail"]


@pytest.mark.parametrize("host", ["[", "[::1", "]", "[]", "@", "\xff", "a b"])
@pytest.mark.parametrize("path", ["/", "/metrics", "/jumapolo/kiosk"])
def test_a_broken_host_breaks_nothing(house: House, path: str, host: str) -> None:
    response = house.app.test_client().get(path, headers={"Host": host})
    assert response.status_code < 500, response.get_data(as_text=True)
    assert path != "/metrics" or response.status_code in (400, 401)


@pytest.mark.parametrize(
    "name", ["%00.js", "a/%00", "x" * 300 + ".js", "x/" * 3000 + "y.js", "..%2f..%2fpyproject.toml"]
)
def test_a_file_that_cannot_be_is_not_found(house: House, name: str) -> None:
    problem(house.program(None).get(f"/static/x/{name}"), 404, "not_found")


# -- texts of every kind in every field


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_any_text_is_kept_whole_or_refused(house: House, text: str) -> None:
    clerk = house.program("counter")
    clerk.post("counters/3/completions")
    clerk.post("counters/3/openings")
    safe(clerk.post("counters/3/breaks", reason=text), lambda body: body["reason"], text)
    number = clerk.post("berkas", layanan="kartu-keluarga").get_json()["number"]
    at = f"berkas/{number}/steps"
    safe(clerk.post(at, outcome="waiting", note=text), lambda body: body["steps"][0]["note"], text)
    safe(clerk.post(at, outcome="incomplete", missing=[text]), lambda body: body["steps"][0]["missing"][0], text)
    for body in ({"layanan": text}, {"ticket": text[:12]}, {"layanan": "skck", "channel": text}):
        assert clerk.post("berkas", **body).status_code in (400, 404)
    assert clerk.post(at, outcome="waiting", until=text).status_code == 400
    assert clerk.post("counters/3/calls", ticket=text[:12]).status_code in (400, 404, 409)
    assert clerk.get("state").status_code == 200
    assert house.program("kiosk").post("tickets", layanan=text).status_code in (400, 404)


@pytest.mark.parametrize("text", ["\x1b[31m", "a\rb", "a\nb", "a\x07", "a\x7f", "a\x9b", "a\u2028b", "akhir\n"])
def test_control_bytes_are_refused_in_every_field(house: House, text: str) -> None:
    clerk = house.program("counter")
    number = clerk.post("berkas", layanan="kartu-keluarga").get_json()["number"]
    asked = {
        "reason": ("counters/3/breaks", {"reason": text}),
        "note": (f"berkas/{number}/steps", {"outcome": "waiting", "note": text}),
        "missing.1": (f"berkas/{number}/steps", {"outcome": "incomplete", "missing": ["KTP", text]}),
        "ticket": ("counters/3/calls", {"ticket": text}),
        "layanan": ("berkas", {"layanan": text}),
    }
    for field, (path, body) in asked.items():
        assert problem(clerk.post(path, **body), 400, "bad_request")["field"] == field
    assert problem(house.program("kiosk").post("tickets", layanan=text), 400, "bad_request")["field"] == "layanan"
    assert clerk.post(f"berkas/{number}/steps", outcome="waiting", note="Menunggu 🧾👩‍👩‍👧").status_code == 201


def safe(response: TestResponse, look: Any, text: str) -> None:
    if response.status_code == 400:
        problem(response, 400, "bad_request")
    else:
        assert response.status_code == 201, response.get_data(as_text=True)
        assert look(response.get_json()) == text


@pytest.mark.parametrize(
    "until",
    ["2026-11-20T10:00:00+07:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", "2026-11-20", "besok", ""],
)
def test_a_moment_that_cannot_be_is_refused(house: House, until: str) -> None:
    clerk = house.program("counter")
    number = clerk.post("berkas", layanan="kartu-keluarga").get_json()["number"]
    response = clerk.post(f"berkas/{number}/steps", outcome="waiting", until=until)
    if until.startswith("2026-11-20T"):
        assert response.status_code == 201
    else:
        assert problem(response, 400, "bad_request")["field"] == "until"
    assert clerk.get(f"berkas/{number}").status_code == 200


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_no_name_reaches_the_printer_as_a_command(house: House, text: str) -> None:
    """A hall or layanan may be named anything by its keeper: on paper it is words."""
    from dataclasses import replace

    job = house.fresh()["print"]["job"]
    with house.office.database.reading() as connection:
        slip = from_json(connection.execute(select(t.print_jobs.c.slip).where(t.print_jobs.c.id == job)).scalar_one())
    named = replace(slip, hall_name=text, layanan_title=text, line_name=text, persyaratan=(text,))  # type: ignore[arg-type]
    for profile in profiles().values():
        nasty, plain = render(named, profile), render(replace(named, **PLAIN), profile)
        for command in (b"\x1b@", b"\x1dV", b"\x10\x14", b"\x1b[31m"):
            assert nasty.count(command) == plain.count(command), command


PLAIN: dict[str, Any] = {"hall_name": "nama", "layanan_title": "nama", "line_name": "nama", "persyaratan": ("nama",)}


def test_every_refusal_of_the_code_has_its_words() -> None:
    for code, (status, title, detail) in CODES.items():
        assert 400 <= status < 600, code
        assert title
        assert detail.endswith("."), code
