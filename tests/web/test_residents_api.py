"""The register over HTTP, for programs and on its pages; what names a person stands nowhere it must not."""

import io
import json
import logging
import uuid
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from hall.lists.vault import MOST_BYTES
from hall.records import tables as t
from hall.rules.documents import BOM
from hall.web import resident_answers as shapes
from tests.actions.resident_lists import REST, csv_of, row, xlsx_of
from tests.patience import eventually
from tests.web.conftest import House, Program

HALL = "barito-kuala"
NAME, PHONE, NIK, KK = "Zulkontoh Rahasia", "0811777999", "0000770077007700", "0000780078007800"
SECRETS = (NAME, "Zulkontoh", "Rahasia", PHONE, NIK, NIK[::-1], KK)
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def clerk(house: House) -> Program:
    return house.program("counter", HALL)


def person(clerk: Program, **said: Any) -> int:
    values = {"name": "Contoh Satu", "born_on": "2008-11-21", "village": "Marabahan"} | said
    made = clerk.post("people", **values)
    assert made.status_code == 201, made.text
    holds(made, shapes.ResidentNumberShape)
    number: int = made.get_json()["number"]
    return number


def holds(answer: TestResponse, shape: Any) -> dict[str, Any]:
    """The answer has exactly the shape that OpenAPI tells."""
    found: dict[str, Any] = answer.get_json()
    shape.model_validate(found)
    return found


def problem(answer: TestResponse, status: int, code: str) -> dict[str, Any]:
    told: dict[str, Any] = answer.get_json()
    assert (answer.status_code, told["code"]) == (status, code), told
    return told


def rested(clerk: Program, made: TestResponse) -> dict[str, Any]:
    assert made.status_code == 201, made.text
    number = holds(made, shapes.ImportBegunShape)["id"]

    def look() -> dict[str, Any] | None:
        found = holds(clerk.get(f"people/imports/{number}"), shapes.ImportShape)
        return None if found["state"] in REST else found

    found: dict[str, Any] = eventually(look, "the list is at rest")
    return found


def uploaded(clerk: Program, content: bytes, **more: Any) -> dict[str, Any]:
    asked = {"content_type": "application/octet-stream"} | more
    return rested(clerk, clerk.raw(f"people/imports?request_id={uuid.uuid4().hex}", content, **asked))


def test_a_person_is_added_read_changed_and_taken_off(clerk: Program) -> None:
    number = person(clerk, name="Contoh Alur", nik="0000 0000 0000 0500", contact="0800")
    found = holds(clerk.get(f"people/{number}"), shapes.ResidentShape)
    assert (found["name"], found["nik"], found["contact"]) == ("Contoh Alur", f"{500:016}", "0800")
    assert (found["eligible_from"], found["eligible"], found["early"]) == ("2025-11-21", True, True)
    told = {"name": "Contoh Alur Baru", "born_on": "2009-12-01", "village": "desa marabahan", "revision": 1}
    assert clerk.post(f"people/{number}/changes", **told).get_json() == {"number": number, "revision": 2}
    problem(clerk.post(f"people/{number}/changes", **told), 409, "wrong_state")
    again = clerk.get(f"people/{number}").get_json()
    assert (again["name"], again["village"], again["eligible"], again["nik"]) == (
        "Contoh Alur Baru",
        "Marabahan",
        False,
        None,
    )
    holds(clerk.post(f"people/{number}/states", state="unable", reason="sidik jari aus"), shapes.ResidentNumberShape)
    assert clerk.get(f"people/{number}").get_json()["reason"] == "sidik jari aus"
    holds(clerk.post(f"people/{number}/erasures"), shapes.ErasedResidentShape)
    problem(clerk.get(f"people/{number}"), 404, "not_found")
    problem(clerk.post(f"people/{number}/erasures"), 404, "not_found")


def test_lists_are_masked_and_take_filters(clerk: Program) -> None:
    of = person(clerk, name="Contoh Keluarga", family=f"{600:016}", village="Saring")
    other = person(clerk, name="Contoh Anak", family=f"{600:016}", village="Saring", born_on="2011-01-01", married=True)
    found = holds(clerk.get("people?village=Saring"), shapes.ResidentsShape)
    assert [(one["number"], one["name"]) for one in found["items"]] == [(of, "C*** K***"), (other, "C*** A***")]
    assert [one["number"] for one in clerk.get(f"people?family_of={of}").get_json()["items"]] == [of, other]
    assert [one["number"] for one in clerk.get("people?village=Saring&age_from=17").get_json()["items"]] == [of]
    assert [one["number"] for one in clerk.get("people?village=Saring&age_to=15").get_json()["items"]] == [other]
    assert clerk.get("people?state=died").get_json() == {"items": [], "next": None, "total": 0}
    counts = {one["village"]: one["states"] for one in clerk.get("people/villages").get_json()}
    assert counts["Saring"] == {"unrecorded": 2}


@pytest.mark.parametrize("text", ["zulkontoh", "RAHASIA zulkontoh", f" {NIK} ", KK])
def test_a_person_is_found_by_words_and_numbers(clerk: Program, text: str) -> None:
    found = clerk.get("people?village=Cari").get_json()["items"]
    number = found[0]["number"] if found else person(clerk, name=NAME, nik=NIK, family=KK, village="Cari")
    seen = holds(clerk.post("people/searches", text=text), shapes.ResidentsShape)
    assert [one["number"] for one in seen["items"]] == [number]
    assert clerk.post("people/searches", text="zulkontoh lain").get_json()["items"] == []
    assert clerk.post("people/searches", text=str(number)).get_json()["items"][0]["number"] == number


@pytest.mark.parametrize(("said", "field"), [
    ({"name": "  "}, "name"), ({"born_on": "21-11-2008"}, "born_on"), ({"born_on": "2999-01-01"}, "born_on"),
    ({"born_on": "20081121"}, "born_on"), ({"born_on": "2008-W47-5"}, "born_on"),
    ({"born_on": "1850-01-01"}, "born_on"), ({"nik": "123"}, "nik"), ({"family": "x" * 16}, "family"),
    ({"village": ""}, "village"), ({"name": "a\x1bb"}, "name"), ({"married": "ya"}, "married"),
])  # fmt: skip
def test_what_does_not_fit_is_named(clerk: Program, said: dict[str, Any], field: str) -> None:
    values = {"name": "Contoh Salah", "born_on": "2008-11-21", "village": "Marabahan"} | said
    assert problem(clerk.post("people", **values), 400, "bad_request")["field"] == field


def test_the_same_person_twice_is_refused_with_their_number(clerk: Program) -> None:
    number = person(clerk, name="Contoh Ganda")
    told = problem(clerk.post("people", name="contoh  GANDA", born_on="2008-11-21", village="Lain"), 409, "wrong_state")
    assert str(number) in told["detail"]


def test_a_list_goes_from_upload_to_register(clerk: Program) -> None:
    rows = [row(900 + each, f"Contoh Daftar {each}", Desa="Bakumpai") for each in range(3)] + [row(999, " ")]
    found = uploaded(clerk, xlsx_of([["Nomor", *["NIK", "Nama Lengkap", "Tanggal Lahir", "Desa", "No KK", "Telepon",
                     "Status Kawin"]], *rows]), headers=clerk.headers() | {"X-File-Name": "desa%20bakumpai.xlsx"})  # fmt: skip
    assert (found["name"], found["kind"], found["state"]) == ("desa bakumpai.xlsx", "xlsx", "mapping")
    at = f"people/imports/{found['id']}"
    found = rested(clerk, clerk.post(f"{at}/mapping", fields=found["fields"], header=found["header"]))
    assert (found["new"], found["faulty"]) == (3, 1)
    faulty = holds(clerk.get(f"{at}/rows"), shapes.ImportRowsShape)
    assert faulty["items"] == [{"row": 5, "verdict": "faulty", "says": "Nama kosong."}]
    assert clerk.get("people?village=Bakumpai").get_json()["total"] == 0
    assert rested(clerk, clerk.post(f"{at}/applications"))["state"] == "applied"
    assert clerk.get("people?village=Bakumpai").get_json()["total"] == 3
    problem(clerk.post(f"{at}/applications"), 409, "wrong_state")
    problem(clerk.post(f"{at}/discards"), 409, "wrong_state")
    holds(clerk.get("people/imports"), shapes.ImportListShape)


def test_a_form_with_a_file_is_taken_too(clerk: Program) -> None:
    form = {"request_id": "f" * 20, "village": "Formulir", "file": (io.BytesIO(csv_of([row(1)])), "daftar.csv")}
    client = clerk.app.test_client()
    made = client.post(f"/api/v1/halls/{HALL}/people/imports", data=form, headers=clerk.headers())
    assert rested(clerk, made)["village"] == "Formulir"
    bare = {"request_id": "g" * 20, "village": "Formulir"}
    answer = client.post(
        f"/api/v1/halls/{HALL}/people/imports", data=bare, headers=clerk.headers(), content_type="multipart/form-data"
    )
    assert problem(answer, 400, "bad_request")["field"] == "file"


def test_an_upload_says_what_is_wrong_with_it(clerk: Program) -> None:
    problem(clerk.raw("people/imports", b"a,b"), 400, "bad_request")
    problem(clerk.raw("people/imports?request_id=" + "e" * 20, b""), 400, "bad_request")
    huge = {"CONTENT_LENGTH": str(MOST_BYTES * 2)}
    problem(clerk.raw("people/imports?request_id=" + "h" * 20, b"x", environ_overrides=huge), 413, "too_large")
    for path in ("people/imports/99999", "people/imports/99999/rows"):
        problem(clerk.get(path), 404, "not_found")


def test_pages_show_masked_names_and_one_person_whole(clerk: Program) -> None:
    number = person(clerk, name="Contohwan Halaman", village="Halaman", contact="0801234")
    page = clerk.get(f"/{HALL}/counter/wajib-ktp?village=Halaman")
    assert page.status_code == 200
    assert "C*** H***" in page.text
    assert "Contohwan" not in page.text
    opened = clerk.get(f"/{HALL}/counter/wajib-ktp/{number}")
    assert "Contohwan Halaman" in opened.text
    assert "Contohwan" not in opened.text.partition("</title>")[0]
    assert opened.headers["Cache-Control"] == "no-store"
    for path in ("baru", f"baru?keluarga={number}", "impor"):
        assert clerk.get(f"/{HALL}/counter/wajib-ktp/{path}").status_code == 200


def test_an_export_is_harmless_text_and_who_took_it_is_kept(house: House, clerk: Program) -> None:
    person(clerk, name="Contoh Ekspor", village="Ekspor", contact="+62800", nik=f"{700:016}")
    table = clerk.get(f"/{HALL}/counter/wajib-ktp/ekspor.csv?village=Ekspor")
    assert table.text.startswith(BOM)
    assert ";'+62800;" in table.text
    book = clerk.get(f"/{HALL}/counter/wajib-ktp/ekspor.xlsx?village=Ekspor")
    assert book.mimetype == SPREADSHEET
    from python_calamine import CalamineWorkbook

    cells = CalamineWorkbook.from_filelike(io.BytesIO(book.data)).get_sheet_by_index(0).to_python()
    assert ["Contoh Ekspor", "'+62800", f"{700:016}"] == [cells[-1][1], cells[-1][5], cells[-1][6]]
    assert "residents.export" in kinds(house)


def test_a_person_gets_all_that_is_kept_of_them(house: House, clerk: Program) -> None:
    number = person(clerk, name="Contoh Salinan", contact="0809")
    told = json.loads(clerk.get(f"/{HALL}/counter/wajib-ktp/{number}/data.json").data)
    assert (told["name"], told["contact"], told["summonses"]) == ("Contoh Salinan", "0809", [])
    assert clerk.get(f"/{HALL}/counter/wajib-ktp/{number}/data.pdf").data.startswith(b"%PDF")
    assert {"residents.copied", "residents.list", "residents.opened"} <= kinds(house) | {
        "residents.opened",
        "residents.list",
    }


def kinds(house: House) -> set[str]:
    with house.office.database.reading() as connection:
        return set(connection.execute(select(t.events.c.kind)).scalars())


def test_every_read_of_a_list_and_of_a_person_is_kept(house: House, clerk: Program) -> None:
    number = person(clerk, name="Contoh Dicatat")

    def told(kind: str) -> list[Any]:
        with house.office.database.reading() as connection:
            asked = select(t.events.c.actor, t.events.c.subject).where(t.events.c.kind == kind)
            return list(connection.execute(asked).all())

    lists, opened = len(told("residents.list")), len(told("residents.opened"))
    clerk.get("people")
    clerk.get(f"people/{number}")
    assert len(told("residents.list")) == lists + 1
    assert len(told("residents.opened")) == opened + 1
    assert told("residents.opened")[-1].subject == str(number)
    assert told("residents.opened")[-1].actor.startswith("token:")


def test_the_register_is_closed_to_screens_and_other_halls(house: House, clerk: Program) -> None:
    number = person(clerk, name="Contoh Tertutup")
    for path in ("people", f"people/{number}", "people/imports", f"/{HALL}/counter/wajib-ktp"):
        for other in (
            house.program("kiosk", HALL),
            house.program("display", HALL),
            house.program("counter", "jumapolo", at=HALL),
        ):
            answer = other.get(path)
            assert answer.status_code in (303, 401, 403), path
            assert "Tertutup" not in answer.text


def test_planted_names_stand_nowhere_they_must_not(
    house: House, clerk: Program, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    found = uploaded(
        clerk, csv_of([row(77, NAME + " Dua", Telepon=PHONE, Desa="Sebar", NIK=NIK[::-1], **{"No KK": KK}), row(1, "")])
    )
    at = f"people/imports/{found['id']}"
    said = [clerk.get(at)]
    rested(clerk, clerk.post(f"{at}/mapping", fields=found["fields"], header=1))
    said += [clerk.get(at), clerk.get(f"{at}/rows?verdict=new"), clerk.get(f"{at}/rows")]
    rested(clerk, clerk.post(f"{at}/applications"))
    page = clerk.get("people?village=Sebar")
    number = page.get_json()["items"][0]["number"]
    said += [
        page,
        clerk.post("people/searches", text="zulkontoh"),
        clerk.post(f"people/{number}/states", state="moved"),
    ]
    said += [
        clerk.get(f"/{HALL}/counter/wajib-ktp/impor/{found['id']}"),
        clerk.get("state"),
        clerk.get("people/villages"),
    ]
    assert clerk.get(f"people/{number}").get_json()["name"] == NAME + " Dua"
    told = [answer.text for answer in said] + [caplog.text]
    with house.office.database.reading() as connection:
        told += [repr(connection.execute(select(table)).all()) for table in t.metadata.sorted_tables]
    assert [secret for secret in SECRETS for text in told if secret in text] == []
