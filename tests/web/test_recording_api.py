"""Sessions and summonses over HTTP: for programs, on the pages beside the desk, as letters, and on the phone of the holder."""

import itertools
import json
import logging
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from hall.actions import own_calls, special_hours
from hall.clock import FixedClock
from hall.records import tables as t
from hall.rules.recording import LAYANAN
from hall.rules.special_hours import RAMADAN_WEEK, Wanted
from hall.rules.summonses import read_code
from hall.web import summons_answers as shapes
from hall.web.answers import DeskShape
from tests.web.conftest import House, Program
from tests.web.test_answers import holds

HALL = "kalipare"
NAME, PHONE = "Zulcontoh Terahasia", "0811777888"
_serial = itertools.count(1)


@pytest.fixture
def clerk(house: House) -> Program:
    return house.program("counter", HALL)


def person(clerk: Program, name: str | None = None, **said: Any) -> int:
    values = {"name": name or f"Contoh {next(_serial)}", "born_on": "2008-11-19", "village": "Ngadirejo"} | said
    made = clerk.post("people", **values)
    assert made.status_code == 201, made.text
    number: int = made.get_json()["number"]
    return number


def session(clerk: Program, **said: Any) -> dict[str, Any]:
    made = clerk.post("sessions", **({"day": "2026-11-23", "place": "Ruang perekaman"} | said))
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.get_json()
    shapes.SessionShape.model_validate(found)
    return found


def call(clerk: Program, code: str, *people: int) -> list[dict[str, Any]]:
    made = clerk.post("summonses", sessions=[code], people=list(people))
    assert made.status_code == 201, made.text
    shapes.SummonedShape.model_validate(made.get_json())
    items: list[dict[str, Any]] = made.get_json()["items"]
    return items


def refused(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["code"]


def form(clerk: Program, path: str, **fields: str) -> TestResponse:
    address = f"/{HALL}/{path}"
    told = {"request_id": f"page-{next(_serial):016d}"} | fields
    return clerk.app.test_client().post(address, data=told, headers=clerk.headers())


def page(clerk: Program, path: str) -> TestResponse:
    return clerk.get(f"/{HALL}/{path}")


def test_a_program_plans_a_session_calls_people_and_records_what_came_of_it(clerk: Program) -> None:
    made = session(clerk, villages=["Ngadirejo"])
    numbers = [person(clerk), person(clerk)]
    first, second = call(clerk, made["code"], *numbers)

    told = clerk.post(f"summonses/{first['code']}/outcomes", channel="phone", outcome="confirmed")
    assert told.status_code == 201
    shapes.OutcomeShape.model_validate(told.get_json())
    assert told.get_json()["state"] == "confirmed"
    listed = clerk.get(f"summonses?session={made['code']}").get_json()
    shapes.SummonsListShape.model_validate(listed)
    assert [item["code"] for item in listed["items"]] == [second["code"], first["code"]]
    assert [one["code"] for one in clerk.get("sessions?from=2026-11-23&until=2026-11-23").get_json()].count(
        made["code"]
    ) == 1
    assert clerk.get(f"sessions/{made['code']}").get_json()["expected"] == {"made": 1, "confirmed": 1}


def test_a_code_is_read_as_it_is_typed_and_an_unknown_one_is_not_found(clerk: Program) -> None:
    code = call(clerk, session(clerk)["code"], person(clerk))[0]["code"]
    typed = f"{code[:4].lower()}-{code[4:]}"

    assert clerk.post(f"summonses/{typed}/outcomes", channel="sms", outcome="no_answer").status_code == 201
    assert refused(clerk.post("summonses/AAAA1111/outcomes", channel="sms", outcome="no_answer")) == (404, "not_found")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"day": "2026-11-28", "place": "Aula"}, "hall_closed"),
        ({"day": "2026-11-01", "place": "Aula"}, "too_late"),
        ({"day": "2026-11-23", "place": "Aula", "hours": "pagi"}, "bad_request"),
        ({"day": "2026-11-23", "place": "Aula", "sets": 99}, "bad_request"),
        ({"day": "2026-11-23", "place": "Aula", "hours": "08.00-08.20"}, "bad_request"),
        ({"day": "23-11-2026", "place": "Aula"}, "bad_request"),
    ],
)
def test_a_session_that_cannot_be_is_refused(clerk: Program, body: dict[str, Any], code: str) -> None:
    assert refused(clerk.post("sessions", **body))[1] == code


def test_who_is_called_is_named_or_chosen_and_never_both(clerk: Program) -> None:
    assert refused(clerk.post("summonses"))[0] == 400
    assert refused(clerk.post("summonses", people=[1], criteria={"age": 17}))[0] == 400
    assert refused(clerk.post("summonses", criteria={"age": 17}, sessions=["P-20000101-1"])) == (404, "not_found")


def test_a_village_is_asked_for_as_people_write_it(clerk: Program) -> None:
    number = person(clerk, village="Desa Karangcontoh")
    for written in ("Desa Karangcontoh", "KARANGCONTOH", "ds. karangcontoh", "Karangcontoh"):
        assert [one["number"] for one in clerk.get(f"people?village={written}").get_json()["items"]] == [number]
    made = session(clerk, villages=["desa KARANGCONTOH", "Karangcontoh"])
    assert made["villages"] == ["Karangcontoh"]
    assert refused(clerk.post("sessions", day="2026-11-23", place="Aula", villages=[""])) == (400, "bad_request")
    told = clerk.post("summonses", sessions=[made["code"]], criteria={"villages": ["DESA KARANGCONTOH"]})
    assert [one["person"] for one in told.get_json()["items"]] == [number]


def test_only_the_counter_plans_and_calls(house: House) -> None:
    for role in ("kiosk", "display", None):
        answer = house.program(role, HALL).post("sessions", day="2026-11-23", place="Aula")
        assert answer.status_code == (401 if role is None else 403)


def test_the_pages_lead_from_a_plan_to_a_called_person(clerk: Program, house: House) -> None:
    number = person(clerk, NAME, contact=PHONE, village="Kaliasri")
    looked = page(clerk, "counter/perekaman/baru?day=2026-11-24&kind=office&place=Aula&sets=2&reserve=15").text
    assert "surat. Sebaiknya" in looked
    outside = f"Ruang perekaman, {house.office.hall(HALL).name}"
    told = form(clerk, "counter/perekaman/baru", day="2026-11-25", kind="village", place=outside)
    assert "Tulis tempat sesi ini" in told.text, "letters of a session outside do not call people to the office"
    made = form(clerk, "counter/perekaman/baru", day="24-11-2026", kind="office", place="Aula", letters="5")
    assert made.status_code == 303
    at = made.headers["Location"].partition("?")[0].removeprefix(f"/{HALL}/")
    assert "1 orang mendapat tempat" not in page(clerk, f"{at}/panggil?umur=90").text
    assert "Panggil 1 orang" in page(clerk, f"{at}/panggil?umur=17&desa=Kaliasri").text
    called = form(clerk, f"{at}/panggil", umur="17", desa="Kaliasri")
    assert "1 orang dipanggil" in called.text
    listed = page(clerk, f"{at}/orang").text
    assert "Z*** T***" in listed
    assert NAME not in listed
    assert PHONE not in listed
    opened = page(clerk, f"counter/perekaman/orang/{number}").text
    assert NAME in opened
    assert PHONE in opened
    assert (
        form(clerk, f"counter/perekaman/orang/{number}/hasil", channel="phone", outcome="confirmed").status_code == 303
    )
    assert "telepon: akan datang" in page(clerk, f"counter/perekaman/orang/{number}").text
    assert form(clerk, f"counter/perekaman/orang/{number}/cetak").status_code == 303
    cancelled = form(clerk, f"{at}/batal", reason="Listrik padam")
    assert cancelled.status_code == 303
    assert "Listrik padam" in page(clerk, at).text
    assert page(clerk, "counter/perekaman").status_code == 200
    assert "Panggil orang ke semua sesi" in page(clerk, "counter/perekaman/panggil?umur=17&kali=pertama").text


def test_what_names_a_person_stands_in_no_log_no_row_and_no_answer(
    clerk: Program, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    number = person(clerk, NAME + " Dua", contact=PHONE)
    code = call(clerk, session(clerk)["code"], number)[0]["code"]
    form(clerk, f"counter/perekaman/orang/{number}/cetak")
    clerk.post(f"summonses/{code}/outcomes", channel="phone", outcome="delivered")
    with house.office.database.reading() as connection:
        kept = [
            str(row) for table in (t.answers, t.events, t.print_jobs, t.summons_attempts)
            for row in connection.execute(select(table))
        ]  # fmt: skip
    said = [record.getMessage() for record in caplog.records]
    assert not any(NAME in text or PHONE in text for text in kept + said)
    assert any("panggilan" in row and code[:4] in row for row in kept), "the slip carries the code"


def test_a_session_in_ramadan_has_its_hours_and_letters_outside_of_later_ones_are_told_on_its_page(
    house: House, clerk: Program
) -> None:
    """Friday, 11 December 2026: the special hours' own, the prayer cut out."""
    days = date(2026, 12, 7), date(2026, 12, 13)
    special_hours.put(house.office, HALL, Wanted("Ramadan", *days, RAMADAN_WEEK), "person:1")
    made = session(clerk, day="2026-12-11")
    windows = [(one["from"][11:16], one["until"][11:16]) for one in made["windows"]]
    assert windows[0] == ("08:00", "08:30")
    assert windows[6:8] == [("11:00", "11:30"), ("13:00", "13:30")]
    at = f"counter/perekaman/sesi/{made['code']}"
    call(clerk, made["code"], person(clerk))
    assert "di luar jam layanan" not in page(clerk, at).text

    (special,) = house.office.hall(HALL).calendar.special
    later = {day: ((9 * 60, 12 * 60),) for day in range(5)}
    special_hours.put(house.office, HALL, Wanted("Ramadan", *days, later), "person:1", special.id)
    assert "1 surat memanggil di luar jam layanan: 08.00–08.30." in page(clerk, at).text
    special_hours.end(house.office, HALL, house.office.hall(HALL).calendar.special[0].id, "person:1")
    assert "di luar jam layanan" not in page(clerk, at).text


def test_letters_are_drawn_with_progress_and_hold_the_name_and_the_code(clerk: Program) -> None:
    made = session(clerk, day="2026-11-25")
    items = call(clerk, made["code"], person(clerk, "Contoh Surat"), person(clerk, "Contoh Amplop"))
    at = f"counter/perekaman/sesi/{made['code']}"
    told = [json.loads(line) for line in page(clerk, f"{at}/surat.baris?kertas=F4").text.splitlines()]

    assert (told[-1]["done"], told[-1]["of"]) == (2, 2)
    assert "pdf" in told[-1]
    whole = page(clerk, f"{at}/surat.pdf")
    assert whole.headers["Content-Disposition"].endswith('.pdf"')
    pages = pypdfium2.PdfDocument(whole.data)
    words = [one.get_textpage().get_text_range() for one in pages]
    assert len(pages) == 2
    for text, name in zip(words, ("Contoh Surat", "Contoh Amplop"), strict=True):
        assert name in text
        assert "SURAT PANGGILAN" in text
        assert "Rabu, 25 November 2026" in text
        assert "Kalipare, 19 November 2026" in text
        assert "Camat Kalipare" in text
    assert {item["code"] for item in items} == {
        code for text in words for word in text.split() if (code := read_code(word)) is not None
    } & {item["code"] for item in items}
    village = pypdfium2.PdfDocument(page(clerk, f"{at}/surat.pdf?desa=Ngadirejo").data)
    listed = village[0].get_textpage().get_text_range()
    assert "Contoh Amplop" in listed
    assert not any(item["code"][:4] in listed for item in items), "codes belong to their holders"
    assert page(clerk, f"{at}/surat.pdf?kertas=A3").status_code == 400


def test_a_holder_answers_on_the_phone_page_without_a_name(clerk: Program, house: House) -> None:
    person_ = person(clerk, "Contoh Pemegang")
    first, second = session(clerk, day="2026-11-23"), session(clerk, day="2026-11-26")
    session(clerk, day="2026-11-20", kind="school", place="SMA Contoh Lain")
    code = call(clerk, first["code"], person_)[0]["code"]
    phone = house.app.test_client()
    at = f"/{HALL}/panggilan"
    assert "Ketik kode" in phone.get(at).text
    shown = phone.post(at, data={"kode": code.lower()})
    assert shown.headers["Cache-Control"] == "no-store"
    assert "Senin, 23 November 2026" in shown.text
    assert "SMA Contoh Lain" not in shown.text, "a school is for its own pupils"
    assert "Contoh" not in shown.text.replace("Kabupaten Contoh", "")
    assert "Kami tunggu kedatangan Anda" in phone.post(f"{at}/datang", data={"kode": code}).text
    slot = shown.text.partition('name="waktu" value="')[2].partition('"')[0]
    moved = phone.post(f"{at}/ganti", data={"kode": code, "waktu": slot}).text
    assert "Hari Anda sudah diganti" in moved
    assert "Anda akan datang" in moved
    assert "Saya akan datang" not in moved  # whoever chose the day said so by it
    assert "Pakai kode di surat yang terbaru" in phone.post(at, data={"kode": code}).text
    assert clerk.get(f"sessions/{first['code']}").get_json()["expected"] == {"moved_day": 1}
    assert second["code"]


def test_five_wrong_codes_close_the_page_for_a_minute_and_the_clerks_are_told(clerk: Program, house: House) -> None:
    phone = house.app.test_client()
    at, elsewhere = f"/{HALL}/panggilan", {"REMOTE_ADDR": "127.0.0.9"}
    answers = [phone.post(at, data={"kode": f"AAAA111{n}"}, environ_overrides=elsewhere) for n in range(6)]
    assert 'value="AAAA1110"' in answers[0].text, "what was typed stays, to be mended"

    assert [answer.status_code for answer in answers] == [404] * 5 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert isinstance(house.office.clock, FixedClock)
    assert "Lima kode surat salah" in page(clerk, "counter/perekaman").text
    told = holds(clerk.get("counters/1/desk"), DeskShape)["wrong_codes"]
    assert told["entry"] == "page"
    house.office.clock.go(minutes=3)
    assert clerk.get("counters/1/desk").get_json()["wrong_codes"] is None
    assert phone.post(at, data={"kode": "AAAA1119"}).status_code == 404, "another address is not closed"


def test_whose_letter_came_to_nothing_gets_another_day_on_their_page(clerk: Program) -> None:
    first, second = session(clerk, villages=["Ngadirejo"]), session(clerk)
    number = person(clerk)
    (letter,) = call(clerk, first["code"], number)
    at = f"counter/perekaman/orang/{number}"
    assert f'{at}/panggil"' not in page(clerk, at).text
    assert clerk.post(f"summonses/{letter['code']}/outcomes", channel="phone", outcome="refused").status_code == 201
    assert f'{at}/panggil"' in page(clerk, at).text
    once = {"request_id": "page-once-0000000001"}
    assert form(clerk, f"{at}/panggil", session=second["code"], **once).status_code == 303
    assert form(clerk, f"{at}/panggil", session=second["code"], **once).status_code == 303
    assert form(clerk, f"{at}/panggil", session=first["code"], **once).status_code == 409, "not what was asked first"
    assert f'{at}/panggil"' not in page(clerk, at).text
    assert clerk.get(f"sessions/{second['code']}").get_json()["expected"] == {"made": 1}


def test_a_letter_shown_at_a_counter_leads_to_its_person_and_to_another_day(clerk: Program) -> None:
    number = person(clerk)
    first, second = session(clerk, day="2026-11-23"), session(clerk, day="2026-11-26")
    code = call(clerk, first["code"], number)[0]["code"]

    shown = form(clerk, "counter/perekaman/surat", code=f"http://192.168.1.5/{HALL}/panggilan#{code}")
    assert shown.status_code == 303
    at = shown.headers["Location"].removeprefix(f"/{HALL}/")
    assert at == f"counter/perekaman/orang/{number}"  # the code stands in no address
    offered = page(clerk, at).text.partition("Beri hari lain")[2].partition("</form>")[0]
    assert second["code"] in offered
    assert first["code"] not in offered
    fields = dict(re.findall(r'name="(channel|outcome)" value="(\w+)"', offered))
    moved = form(clerk, f"{at}/hasil", session=second["code"], **fields)
    told = page(clerk, moved.headers["Location"].removeprefix(f"/{HALL}/")).text
    assert "26 November 2026" in told
    assert "Cetak surat barunya, atau kirim teks dengan kodenya." in told
    assert re.findall(r'class="btn go">.*?</svg>([^<]+)<', told) == ["Cetak surat kecil"]
    undecided = form(clerk, f"{at}/hasil", channel="phone", outcome="other_day", session="")
    assert "Hari barunya belum ada." in page(clerk, undecided.headers["Location"].removeprefix(f"/{HALL}/")).text

    unknown = form(clerk, "counter/perekaman/surat", code="AAAA1111")
    assert unknown.status_code == 404
    assert "Kode itu tidak ada di surat panggilan mana pun." in unknown.text


def test_a_desk_knows_whether_letters_are_for_it(clerk: Program, house: House) -> None:
    hall = house.office.hall(HALL)
    line = hall.offers[LAYANAN].layanan.line
    counter = hall.counters["1"]

    assert '"records": true' in page(clerk, "counter/1").text.replace('"records":true', '"records": true')
    assert own_calls.records(hall, replace(counter, lines=(line,)))
    assert not own_calls.records(hall, replace(counter, lines=tuple(one for one in hall.lines if one != line)))
