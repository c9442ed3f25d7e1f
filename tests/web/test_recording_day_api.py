"""A day of recording over HTTP: a letter's code at the kiosk, stations at a counter, the board; and no name on the way."""

import logging
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from hall.records.tables import metadata
from hall.rules.calendar import business_day, date_text
from hall.web import answers, recording_answers
from tests.recording import RecordingDay
from tests.web.conftest import House, Program
from tests.web.test_answers import holds
from tests.web.test_bad_input import problem

HALL = "barito-kuala"
NAME = "Contoh Kusumawardhani"


@pytest.fixture
def day(house: House) -> RecordingDay:
    return RecordingDay(house.office, HALL)


@pytest.fixture
def clerk(house: House) -> Program:
    clerk = house.program("counter", HALL)
    clerk.post("counters/1/completions")
    clerk.post("counters/1/openings")
    return clerk


def in_hand(clerk: Program) -> dict[str, Any]:
    desk = holds(clerk.get("counters/1/desk"), answers.DeskShape)
    found: dict[str, Any] = desk["recording"]
    return found


def test_from_the_code_to_the_last_station(
    house: House, day: RecordingDay, clerk: Program, caplog: pytest.LogCaptureFixture
) -> None:
    kiosk = house.program("kiosk", HALL)
    code = day.letter(name=NAME)
    with caplog.at_level(logging.DEBUG):
        seen = holds(kiosk.post("check-ins/looks", code=code), recording_answers.AppointmentShape)
        assert (seen["people"], seen["place"]) == (1, day.place)
        ticket = holds(kiosk.post("check-ins", code=code), answers.TicketShape, 201)
        assert clerk.post("counters/1/calls", ticket=ticket["number"]).status_code == 201
        assert clerk.post("counters/1/services").status_code == 201
        board = holds(clerk.get("stations"), recording_answers.BoardShape)
        stations = board["sessions"][-1]["stations"]
        assert [one["number"] for one in stations[0]["people"]] == [ticket["number"]]
        (person,) = in_hand(clerk)["people"]
        assert (person["name"], person["here"], person["current"]) == (NAME, True, 1)
        for step in person["steps"]:
            wish = {"visit": person["visit"], "station": step["code"], "outcome": "pass"}
            holds(clerk.post("counters/1/stations", **wish), answers.TicketShape, 201)
        (person,) = in_hand(clerk)["people"]
        assert (person["state"], person["over"], person["current"]) == ("done", "Selesai", None)
    assert day.state_of(code) == ("recorded", "recorded")
    assert NAME not in caplog.text
    with house.office.database.reading() as connection:
        for table in metadata.tables.values():
            assert NAME not in str(connection.execute(select(table)).all()), table.name


def test_every_command_of_a_visit_answers_its_shape(house: House, day: RecordingDay, clerk: Program) -> None:
    ticket = house.program("kiosk", HALL).post("check-ins", code=day.letter()).get_json()
    clerk.post("counters/1/calls", ticket=ticket["number"])
    clerk.post("counters/1/services")
    (person,) = in_hand(clerk)["people"]
    visit, station = person["visit"], person["steps"][0]["code"]
    no_reason = clerk.post("counters/1/stations", visit=visit, station=station, outcome="unable")
    problem(no_reason, 400, "bad_request")
    for path, said in (
        ("stations", {"visit": visit, "station": station, "outcome": "unable", "reason": "Sidik jari aus"}),
        ("stations-again", {"visit": visit}),
        ("leavings", {"visit": visit, "reason": "Pulang"}),
    ):
        holds(clerk.post(f"counters/1/{path}", **said), answers.TicketShape, 201)
    problem(clerk.post("counters/1/onward"), 409, "wrong_state")
    problem(clerk.post("counters/1/visitors", visit=visit, resident=999), 404, "not_found")


def test_doors_and_codes_that_are_none(house: House, day: RecordingDay) -> None:
    code = day.letter()
    for role in ("display", None):
        assert house.program(role, HALL).post("check-ins", code=code).status_code in (401, 403)
    kiosk = house.program("kiosk", HALL)
    for wrong in ("AAAA1111", "x", "' OR 1=1", "BBBB2222", "CCCC3333", "DDDD4444", "EEEE5555"):  # no program is counted
        problem(kiosk.post("check-ins", code=wrong), 404, "not_found")
    problem(kiosk.post("check-ins"), 400, "bad_request")
    problem(house.program("kiosk", "jumapolo").post("check-ins", code=code), 404, "not_found")


def test_cards_over_http(house: House, day: RecordingDay, clerk: Program) -> None:
    code = day.letter()
    problem(clerk.post("cards/collections", code=code), 409, "too_early")
    items = holds(clerk.post("cards", people=[999], state="ready"), recording_answers.CardsShape, 201)["items"]
    assert [(item["resident"], item["ok"]) for item in items] == [(999, False)]
    problem(clerk.post("cards", people=[], state="ready"), 400, "bad_request")


def test_trouble_over_http(house: House, day: RecordingDay, clerk: Program) -> None:
    began = holds(clerk.post("recording-troubles", kind="blanko"), recording_answers.TroubleShape, 201)
    assert began["reason"] == "blanko habis"
    assert clerk.get("state").get_json()["recording"]["trouble"] == "blanko habis"
    problem(clerk.post("recording-troubles", kind="siak"), 409, "wrong_state")
    assert clerk.post("recording-troubles/endings").status_code == 201
    assert clerk.get("state").get_json()["recording"]["trouble"] is None
    problem(clerk.post("recording-troubles/endings"), 409, "wrong_state")


def test_postponing_over_http_and_on_the_board(house: House, clerk: Program) -> None:
    day = RecordingDay(house.office, HALL)
    later = RecordingDay(house.office, HALL, first=day.slots[0].start + timedelta(days=7))
    house.program("kiosk", HALL).post("check-ins", code=day.letter())
    clerk.post("recording-troubles", kind="siak")
    asks = clerk.get(f"/{HALL}/counter/papan").text
    assert f'value="{later.code}" checked' in asks  # one press is enough
    assert clerk.post("recording-troubles/endings").status_code == 201
    told = holds(
        clerk.post("recording-troubles/postponements", sessions=[later.code]), recording_answers.PostponedShape, 201
    )
    assert told["moved"] == len(told["codes"]) >= 1
    problem(clerk.post("recording-troubles/postponements", sessions=["P-0"]), 409, "nobody_waiting")
    board = clerk.get(f"/{HALL}/counter/papan?pindah=2&tetap=1&tengah=3&luar=4").text
    for said in (
        "2 orang mendapat surat",
        "1 orang tanpa surat tetap menunggu",
        "3 orang sudah di tengah perekaman",
        "4 nomor perekaman di luar",
    ):
        assert said in board


def test_the_paper_of_a_kept_place_says_day_and_place_on_the_phone_and_is_no_wrong_code(
    house: House, clerk: Program
) -> None:
    day = RecordingDay(house.office, HALL)
    later = RecordingDay(house.office, HALL, reserve=9, first=day.slots[0].start + timedelta(days=5))
    house.program("kiosk", HALL).post("tickets", layanan="perekaman-ektp")
    told = clerk.post("recording-troubles/postponements", sessions=[later.code]).get_json()
    phone, at, code = house.app.test_client(), f"/{HALL}/panggilan", told["kept_codes"][-1]
    for _ in range(6):  # five wrong codes would have closed the page
        shown = phone.post(at, data={"kode": code.lower()})
        assert shown.status_code == 200
    on = date_text(business_day(later.slots[0].start, later.hall.timezone))
    for said in (on, later.place, "Silakan datang", "Bawa kertas ini, ", "Tidak perlu dijawab"):
        assert said in shown.text
    for answer in ("Saya akan datang", "Ganti hari"):
        assert answer not in shown.text
    for what in ("datang", "ganti"):
        refused = phone.post(f"{at}/{what}", data={"kode": code, "waktu": str(later.slots[0].id)})
        assert refused.status_code == 409
        assert "tempat Anda sudah disimpan" in refused.text


def test_pages_offer_the_places_that_are_still_free_and_say_since_when(
    house: House, day: RecordingDay, clerk: Program
) -> None:
    called = RecordingDay(house.office, HALL)
    people = [
        {"name": f"Contoh Desa {born}", "born_on": f"{born}-01-02", "village": "Sisacontoh"}
        for born in (2007, 2008, 2019)
    ]
    number, *_ = [clerk.post("people", **said).get_json()["number"] for said in people]
    assert clerk.post("summonses", sessions=[called.code], people=[number]).status_code == 201

    at = f"/{HALL}/counter/perekaman"
    calling = clerk.get(f"{at}/sesi/{day.code}/panggil?umur=17").text
    assert "70 tempat masih kosong di Kantor Kecamatan, pada jam datang yang belum mulai." in calling
    assert "<span>Sisacontoh</span><small>1</small>" in calling, "one is called already, one is a child"
    begins = day.slots[1].start.astimezone(ZoneInfo(day.hall.timezone))
    assert f": 70 kosong mulai {begins:%H.%M}, Kantor Kecamatan" in clerk.get(f"{at}/orang/{number}").text
