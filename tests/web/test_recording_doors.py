"""Who passes where in Perekaman: every route and page of it, asked as everybody whom an office knows.

The table is written by hand from the contract and the house's rules. A route without a row fails, and so does a row without
a route.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from hall.actions import pairing, people
from hall.actions.office import Office
from hall.actions.people import sign_in
from hall.web.browsers import device_cookie
from tests.people.offices import add_person
from tests.recording import RecordingDay
from tests.web.conftest import House

HALL, OTHER = "kalipare", "jumapolo"
PASSWORD = "rahasia-panjang"
STAFF = ("clerk", "operator", "kasi", "sekcam", "camat", "keeper")

# Whoever stands behind the counter's door, seen by their work. `recorder`: a clerk at a counter to which recording is called;
# `clerk`: one who sits at none; `screen`: a paired counter screen that nobody signed in at; `program`: a counter's token.
COUNTER = {"screen", "clerk", "recorder", "operator", "kasi", "sekcam", "camat", "keeper", "program"}
READ = COUNTER - {"screen", "clerk"}
WRITE = READ - {"sekcam", "camat"}
EXPORT = READ - {"sekcam", "recorder"}
ERASE = {"kasi", "keeper", "program"}
CHECK_IN = COUNTER | {"kiosk"}
NO_BODY = {"nobody", "kiosk", "display", "stranger", "signed out", "reset", "admin"}
EVERYBODY = COUNTER | NO_BODY


@dataclass(frozen=True)
class Row:
    """Who passes, and what is asked so that the door alone decides: most things that are named are not there."""

    who: set[str]
    body: dict[str, Any] = field(default_factory=dict)
    at: dict[str, Any] = field(default_factory=dict)


API, PAGE = "/api/v1/halls/<hall>", "/<hall>/counter"
PERSON = {"name": "Contoh Pintu", "born_on": "2999-01-01", "village": "Contoh"}
LETTER = {"code": "AAAA2222"}
COUNTERS = f"POST {API}/counters/<counter>"
TABLE = {
    # people
    f"GET {API}/people": Row(READ),
    f"POST {API}/people": Row(WRITE, PERSON),
    f"POST {API}/people/searches": Row(READ, {"text": "contoh"}),
    f"GET {API}/people/villages": Row(READ),
    f"GET {API}/people/<number>": Row(READ),
    f"POST {API}/people/<number>/changes": Row(WRITE, PERSON | {"revision": 1}),
    f"POST {API}/people/<number>/states": Row(WRITE, {"state": "moved"}),
    f"POST {API}/people/<number>/erasures": Row(ERASE),
    f"GET {PAGE}/wajib-ktp": Row(READ),
    f"POST {PAGE}/wajib-ktp/cari": Row(READ, {"teks": "contoh"}),
    f"GET {PAGE}/wajib-ktp/ekspor.<any(csv,xlsx):ending>": Row(EXPORT),
    f"GET {PAGE}/wajib-ktp/baru": Row(READ),
    f"POST {PAGE}/wajib-ktp/baru": Row(WRITE, PERSON),
    f"GET {PAGE}/wajib-ktp/<number>": Row(READ),
    f"GET {PAGE}/wajib-ktp/<number>/data.<any(json,pdf):ending>": Row(READ),
    f"POST {PAGE}/wajib-ktp/<number>/<any(ubah,keadaan,hapus):what>#ubah": Row(
        WRITE, PERSON | {"revision": "77"}, {"number": "@person", "what": "ubah"}
    ),
    f"POST {PAGE}/wajib-ktp/<number>/<any(ubah,keadaan,hapus):what>#keadaan": Row(
        WRITE, {"state": "none"}, {"number": "@person", "what": "keadaan"}
    ),
    f"POST {PAGE}/wajib-ktp/<number>/<any(ubah,keadaan,hapus):what>#hapus": Row(
        ERASE, {}, {"number": "@person", "what": "hapus"}
    ),
    # lists that are brought in
    f"POST {API}/people/imports": Row(WRITE),
    f"GET {API}/people/imports": Row(WRITE),
    f"GET {API}/people/imports/<import_id>": Row(WRITE),
    f"GET {API}/people/imports/<import_id>/rows": Row(WRITE),
    f"POST {API}/people/imports/<import_id>/mapping": Row(WRITE, {"fields": {"name": 0}, "header": 1}),
    f"POST {API}/people/imports/<import_id>/applications": Row(WRITE),
    f"POST {API}/people/imports/<import_id>/discards": Row(WRITE),
    f"GET {PAGE}/wajib-ktp/impor": Row(WRITE),
    f"GET {PAGE}/wajib-ktp/impor/<import_id>": Row(WRITE),
    f"POST {PAGE}/wajib-ktp/impor/<import_id>/<any(kolom,masukkan,batalkan):what>": Row(WRITE),
    # sessions and letters: figures, codes and numbers of the register for the counter, names for those of the recording
    f"GET {API}/sessions": Row(COUNTER),
    f"POST {API}/sessions": Row(COUNTER, {"day": "2020-01-01", "place": "Kantor"}),
    f"GET {API}/sessions/<session>": Row(COUNTER),
    f"POST {API}/sessions/<session>/changes": Row(COUNTER, {"letters": 1}),
    f"POST {API}/sessions/<session>/cancellations": Row(COUNTER, {"reason": "contoh"}),
    f"GET {API}/summonses": Row(COUNTER),
    f"POST {API}/summonses": Row(COUNTER, {"people": [999999]}),
    f"POST {API}/summonses/<code>/outcomes": Row(COUNTER, {"channel": "phone", "outcome": "no_answer"}),
    f"GET {PAGE}/perekaman": Row(COUNTER),
    f"GET {PAGE}/perekaman/baru": Row(COUNTER),
    f"POST {PAGE}/perekaman/baru": Row(COUNTER, {"day": "2020-01-01", "place": "Kantor"}),
    f"GET {PAGE}/perekaman/panggil": Row(COUNTER),
    f"POST {PAGE}/perekaman/panggil": Row(COUNTER, {"umur": "120"}),
    f"GET {PAGE}/perekaman/sesi/<code>": Row(COUNTER, {}, {"code": "@village"}),
    f"POST {PAGE}/perekaman/sesi/<code>/<any(ubah,batal,dikirim):what>": Row(COUNTER),
    f"GET {PAGE}/perekaman/sesi/<code>/panggil": Row(COUNTER),
    f"POST {PAGE}/perekaman/sesi/<code>/panggil": Row(COUNTER, {"umur": "120"}),
    f"GET {PAGE}/perekaman/sesi/<code>/surat.pdf": Row(READ),
    f"GET {PAGE}/perekaman/sesi/<code>/surat.baris": Row(READ),
    f"GET {PAGE}/perekaman/sesi/<code>/orang": Row(READ),
    f"POST {PAGE}/perekaman/surat": Row(READ, LETTER),
    f"POST {PAGE}/perekaman/surat/pindah": Row(COUNTER, LETTER | {"session": "P-999"}),  # nobody's name is known
    f"GET {PAGE}/perekaman/orang/<number>": Row(READ),
    f"POST {PAGE}/perekaman/orang/<number>/<any(hasil,cetak,panggil):what>#hasil": Row(READ, {}, {"what": "hasil"}),
    f"POST {PAGE}/perekaman/orang/<number>/<any(hasil,cetak,panggil):what>#cetak": Row(READ, {}, {"what": "cetak"}),
    f"POST {PAGE}/perekaman/orang/<number>/<any(hasil,cetak,panggil):what>#panggil": Row(READ, {}, {"what": "panggil"}),
    # away from the office
    f"POST {PAGE}/perekaman/sesi/<code>/bawa": Row(WRITE, {}, {"code": "@village"}),
    f"POST {PAGE}/perekaman/sesi/<code>/tarik": Row(WRITE, {}, {"code": "@village"}),
    f"POST {PAGE}/perekaman/sesi/<code>/gabung": Row(WRITE, {}, {"code": "@village"}),
    f"GET {PAGE}/perekaman/sesi/<code>/pilih/<int:number>": Row(READ, {}, {"code": "@village"}),
    f"POST {PAGE}/perekaman/sesi/<code>/pilih/<int:number>": Row(WRITE, {}, {"code": "@village"}),
    # the day
    f"POST {API}/check-ins": Row(CHECK_IN, LETTER),
    f"POST {API}/check-ins/looks": Row(CHECK_IN, LETTER),
    f"GET {API}/counters/<counter>/desk": Row(COUNTER),
    f"{COUNTERS}/stations": Row(COUNTER, {"visit": 999, "station": "foto", "outcome": "pass"}),
    f"{COUNTERS}/stations-again": Row(COUNTER, {"visit": 999}),
    f"{COUNTERS}/onward": Row(COUNTER),
    f"{COUNTERS}/leavings": Row(COUNTER, {"visit": 999, "reason": "contoh"}),
    f"{COUNTERS}/visitors": Row(READ, {"visit": 999, "resident": 1}),
    f"GET {API}/stations": Row(COUNTER),
    f"POST {API}/recording-troubles": Row(COUNTER, {"kind": "siak"}),
    f"POST {API}/recording-troubles/endings": Row(COUNTER),
    f"POST {API}/recording-troubles/postponements": Row(COUNTER, {"sessions": ["P-999"]}),
    f"POST {API}/kept-places/moves": Row(COUNTER, LETTER | {"session": "P-999"}),
    f"GET {PAGE}/papan": Row(COUNTER),
    f"POST {PAGE}/papan/gangguan": Row(COUNTER, {"kind": "none"}),
    f"POST {PAGE}/papan/hari-lain": Row(COUNTER),
    f"POST {PAGE}/papan/lancar": Row(COUNTER),
    # after it
    f"POST {API}/cards": Row(WRITE, {"people": [999999], "state": "ready"}),
    f"POST {API}/cards/collections": Row(COUNTER, LETTER),  # the letter is the key
    f"GET {PAGE}/kartu": Row(READ),
    f"POST {PAGE}/kartu/ambil": Row(READ, LETTER),
    f"POST {PAGE}/kartu/<state>": Row(WRITE, {"person": "999999"}, {"state": "ready"}),
    f"GET {API}/recording-report": Row(READ),
    f"GET {PAGE}/laporan-perekaman": Row(READ),
    f"GET {PAGE}/laporan-perekaman.<any(pdf,csv,xlsx):ending>": Row(READ, {}, {"ending": "csv"}),
    # the phone's page: the code of the letter is the key, and it shows no name
    "GET /<hall>/panggilan": Row(EVERYBODY),
    "POST /<hall>/panggilan": Row(EVERYBODY, LETTER),
    "POST /<hall>/panggilan/<any(datang,ganti):what>": Row(EVERYBODY, LETTER),
}
OF_RECORDING = re.compile(r"resident|recording|station|board|cards|away|check_in|summons|letter")
PATHS = re.compile(
    r"/people|/kept-places|/sessions|/summonses|/check-ins|/stations|/visitors|/onward|/leavings|/recording|/cards|/desk$|/away"
    r"|/counter/(wajib-ktp|perekaman|kartu|papan|laporan-perekaman)|/panggilan"
)
ELSEWHERE = {"POST /api/v1/halls/<hall>/berkas/<number>/letters"}  # agenda letters of files, issue 4


@pytest.fixture(scope="module")
def asked(house: House) -> dict[str, Any]:
    """Everybody, as (headers, cookies), and what the table names with @: a person with a letter, a session of a village."""
    office, app = house.office, house.app
    day = RecordingDay(office, HALL, kind="village", place="Desa Contoh")
    day.letter()
    found: dict[str, Any] = {"@person": "1", "@village": day.code, "who": {}}
    who = found["who"]
    who["nobody"] = ({}, {})
    for name, role, hall in (
        ("kiosk", "kiosk", HALL), ("display", "display", HALL), ("program", "counter", HALL), ("admin", "admin", HALL),
        ("stranger", "counter", OTHER),
    ):  # fmt: skip
        who[name] = ({"Authorization": f"Bearer {house.tokens[hall, role]}"}, {})
    shown = pairing.start(office, HALL, "counter")
    pairing.confirm(office, HALL, shown.pairing.code, "counter", "1")
    who["screen"] = by_cookie(app, device_cookie("counter", HALL), shown.secret)
    for role in STAFF:
        add_person(office, HALL, role, f"Petugas {role}", role, PASSWORD)
        who[role] = signed_in(office, app, role)
    who["recorder"] = signed_in(office, app, "clerk", counter="1")
    for gone in ("signed out", "reset"):
        account = gone.replace(" ", "-")
        add_person(office, HALL, account, "Petugas", "operator", PASSWORD)
        who[gone] = signed_in(office, app, account)
    headers, cookie = who["signed out"]
    left = app.test_client(use_cookies=False).post(f"/{HALL}/counter/sign-out", headers=headers | cookie)
    assert left.status_code == 303
    people.reset_password(office, HALL, "reset", "rahasia-lainnya")
    return found


def by_cookie(app: Flask, name: str, secret: str) -> tuple[dict[str, str], dict[str, str]]:
    csrf = app.extensions["antrean-access"].csrf(secret)
    return {"X-CSRF-Token": csrf}, {"Cookie": f"{name}={secret}"}


def signed_in(office: Office, app: Flask, username: str, counter: str | None = None) -> Any:
    signed = sign_in(office, HALL, username, PASSWORD, counter=counter)
    return by_cookie(app, f"antrean-staff-{HALL}", signed.secret)


def routes(app: Flask) -> set[str]:
    """Every route of Perekaman: by its address, and by the module that answers."""
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if "/admin" not in rule.rule
        and (PATHS.search(rule.rule) or OF_RECORDING.search(app.view_functions[rule.endpoint].__module__))
    } - ELSEWHERE


def test_every_route_of_perekaman_has_its_row(house: House) -> None:
    assert routes(house.app) == {key.partition("#")[0] for key in TABLE}


def test_everybody_passes_where_the_table_says_and_nowhere_else(house: House, asked: dict[str, Any]) -> None:
    assert set(asked["who"]) == EVERYBODY
    wrong = []
    for key, row in TABLE.items():
        method, _, path = key.partition("#")[0].partition(" ")
        for name, (headers, cookie) in asked["who"].items():
            answer = knock(house.app, method, address(path, row, asked), row.body, headers | cookie)
            passed = not (
                answer.status_code in (401, 403)
                or answer.headers.get("Location", "").endswith("/sign-in")
                or 'data-screen="pair"' in answer.text
            )
            assert answer.status_code < 500, (key, name, answer.text)
            if passed != (name in row.who):
                wrong.append((key, name, answer.status_code))
            if not passed and name != "nobody":
                assert "Contoh Orang" not in answer.text or name in READ, (key, name)
    assert wrong == []


def test_nobody_without_the_right_sees_a_name_on_a_page_that_all_of_the_counter_open(
    house: House, asked: dict[str, Any]
) -> None:
    for name in ("screen", "clerk"):
        headers, cookie = asked["who"][name]
        for key, row in TABLE.items():
            method, _, path = key.partition("#")[0].partition(" ")
            if method == "GET" and name in row.who:
                answer = knock(house.app, method, address(path, row, asked), {}, headers | cookie)
                assert "Contoh Orang" not in answer.text, (key, name)
                assert "C*** O***" not in answer.text, (key, name)


def knock(app: Flask, method: str, path: str, body: dict[str, Any], headers: dict[str, str]) -> Any:
    client = app.test_client(use_cookies=False)
    client.environ_base["REMOTE_ADDR"] = "10.0.0.5"
    told: dict[str, Any] = {}
    if method == "POST":
        request_id = {"request_id": f"door-{abs(hash((path, str(headers)))):020d}"}
        told = {"json": body | request_id} if path.startswith("/api/") else {"data": body | request_id}
    if path.endswith("/people/imports") and method == "POST":
        told = {"data": b"", "content_type": "application/octet-stream", "query_string": {"request_id": "d" * 20}}
    return client.open(path, method=method, headers=headers, **told)


def address(path: str, row: Row, asked: dict[str, Any]) -> str:
    """The rule with this hall, what the row names, and otherwise something that is not there."""
    values = {
        "hall": HALL,
        "counter": "1",
        "code": "P-999",
        "session": "P-999",
        "number": "99999",
        "import_id": "99999",
    }

    def said(found: re.Match[str]) -> str:
        name = found[3]
        value = str((values | row.at).get(name) or (found[2] or "").partition(",")[0])
        return str(asked.get(value, value))

    return re.sub(r"<(any\(([^)]*)\):|int:)?(\w+)>", said, path)


def test_the_table_speaks_of_rules_as_the_map_writes_them(house: House) -> None:
    rules: list[Rule] = list(house.app.url_map.iter_rules())
    assert {key.partition("#")[0].partition(" ")[2] for key in TABLE} <= {rule.rule for rule in rules}
