"""Files over HTTP: every endpoint holds its shape, and an applicant's name goes nowhere but to the page of the file."""

import logging
from typing import Any

import pytest
from sqlalchemy import select

from hall.actions import counters
from hall.records.tables import metadata
from hall.records.unit_of_work import Ask
from hall.web import answers, file_answers
from tests.web.conftest import House, Program
from tests.web.test_answers import holds
from tests.web.test_bad_input import problem

NAME = "Kusumawardhani Sastroprawiro"
PERSON = {"name": NAME, "village": "Desa Karangtengah Rejo", "address": "RT 07 RW 03", "phone": "0812-5550-7788"}
LETTER = {"office": "Dinas PUPR", "subject": "Undangan rapat", "number": "005/112", "day": "2026-11-18"}


@pytest.fixture
def clerk(house: House) -> Program:
    return house.program("counter", "barito-kuala")


def opened(clerk: Program, layanan: str = "sktm", **wish: Any) -> str:
    return str(holds(clerk.post("berkas", layanan=layanan, **wish), file_answers.BerkasShape, 201)["number"])


def serving(house: House, clerk: Program, layanan: str = "sktm") -> str:
    number = house.program("kiosk", "barito-kuala").post("tickets", layanan=layanan).get_json()["number"]
    clerk.post("counters/1/completions")
    clerk.post("counters/1/openings")
    assert clerk.post("counters/1/calls", ticket=number).status_code == 201
    return str(number)


def test_everything_that_is_done_with_a_file_answers_its_shape(house: House, clerk: Program) -> None:
    number = opened(clerk, label="berkas 1 dari 2")
    at = f"berkas/{number}"
    for command, body, shape in (
        ("applicants", PERSON, file_answers.BerkasShape),
        ("agenda-numbers", {}, file_answers.BerkasShape),
        ("receipts", {}, answers.JobShape),
        ("steps", {"outcome": "done", "order": 1}, file_answers.BerkasShape),
        ("steps", {"outcome": "incomplete", "missing": ["KK"]}, file_answers.BerkasShape),
        ("missing-slips", {}, answers.JobShape),
        ("pick-ups", {"ticket": serving(house, clerk)}, file_answers.BerkasShape),
    ):
        holds(clerk.post(f"{at}/{command}", **body), shape, 201)
    batch = holds(
        clerk.post("berkas/steps-batch", numbers=[number, "2026-99999"], outcome="done"), file_answers.BatchShape, 201
    )
    assert [item["ok"] for item in batch["items"]] == [True, False]
    holds(clerk.post(f"{at}/voids", reason="uji"), file_answers.BerkasShape, 201)
    for asked in ("", "?state=void", "?holder=kasi", "?role=me", f"?q={number}", "?ticket=A001"):
        holds(clerk.get(f"berkas{asked}"), file_answers.BerkasListShape)
    holds(house.program("display", "barito-kuala").get("ready-board"), file_answers.ReadyShape)


def test_letters_and_registers_answer_their_shapes(house: House, clerk: Program) -> None:
    number = opened(clerk, "surat-masuk", channel="letter")
    at = f"berkas/{number}"
    assert holds(clerk.post(f"{at}/letters", **LETTER), file_answers.BerkasShape, 201)["letter"]["day"] == "2026-11-18"
    holds(clerk.post(f"{at}/dispositions", roles=["kasi"], instruction="Hadiri"), file_answers.BerkasShape, 201)
    opened(clerk, "surat-masuk", letter=LETTER)
    book = holds(clerk.get("registers/surat-masuk"), file_answers.RegisterShape)["items"]
    wish = {"year": book[0]["year"], "running": book[0]["running"], "reason": "uji"}
    holds(clerk.post("registers/surat-masuk/voids", **wish), file_answers.EntryShape, 201)
    admin = house.program("admin", "barito-kuala")
    pattern = admin.post("registers/agenda/patterns", pattern="{running}/{year}", layanan="imb")
    holds(pattern, file_answers.PatternShape, 201)
    code = admin.post("layanan/imb/classifications", classification="648")
    holds(code, file_answers.ClassificationShape, 201)
    problem(clerk.post("registers/agenda/patterns", pattern="{running}/{year}"), 403, "forbidden")
    problem(clerk.get("registers/buku-tamu"), 404, "not_found")
    problem(clerk.get("registers/agenda?year=x"), 400, "bad_request")


def test_substitutes_are_named_by_the_keeper_and_ended(house: House, clerk: Program) -> None:
    admin = house.program("admin", "barito-kuala")
    wish = {"role": "camat", "username": "siapa", "reason": "dinas luar"}
    problem(clerk.post("substitutes", **wish), 403, "forbidden")
    problem(admin.post("substitutes", **wish), 404, "not_found")
    problem(admin.post("substitutes", **(wish | {"role": "gubernur"})), 400, "bad_request")
    assert holds(clerk.get("substitutes"), file_answers.SubstituteShape, many=True) == []
    for number in ("1", "x", "9" * 30):
        problem(admin.post(f"substitutes/{number}/endings"), 404, "not_found")


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("berkas", {}, "body"),
        ("berkas", {"layanan": "sktm", "applicant": {"name": "a\x1bb"}}, "applicant.name"),
        ("berkas", {"layanan": "sktm", "applicant": {"nik": "1"}}, "applicant.nik"),
        ("berkas", {"layanan": "surat-masuk", "letter": LETTER | {"day": "18-11-2026"}}, "day"),
        ("berkas", {"layanan": "sktm", "letter": LETTER}, "letter"),
        ("berkas/steps-batch", {"numbers": [], "outcome": "done"}, "numbers"),
        ("berkas/steps-batch", {"numbers": ["x"] * 101, "outcome": "done"}, "numbers"),
        ("berkas/steps-batch", {"numbers": ["x", "y"], "orders": [1], "outcome": "done"}, "orders"),
        ("berkas/2026-00001/agenda-numbers", {"register": "surat-masuk"}, "register"),
        ("berkas/2026-00001/steps", {"outcome": "done", "order": 0}, "order"),
    ],
)
def test_what_does_not_fit_is_named(clerk: Program, path: str, body: dict[str, Any], field: str) -> None:
    assert problem(clerk.post(path, **body), 400, "bad_request")["field"] == field


def test_a_name_stands_on_the_page_of_its_file_and_nowhere_else(
    house: House, clerk: Program, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ticket = serving(house, clerk, "kartu-keluarga")
    told = [clerk.post("berkas", ticket=ticket, applicant=PERSON)]
    number = told[0].get_json()["number"]
    for command, body in (
        ("applicants", PERSON | {"name": NAME.upper()}), ("steps", {"outcome": "done"}), ("receipts", {}),
        ("steps", {"outcome": "incomplete", "missing": ["KK asli"]}), ("agenda-numbers", {}),
    ):  # fmt: skip
        told.append(clerk.post(f"berkas/{number}/{command}", **body))
    told += [clerk.get("berkas?role=me"), clerk.get("state"), clerk.get("ready-board"), clerk.get("registers/agenda")]
    assert all(response.status_code in (200, 201) for response in told)
    seen = "".join(response.get_data(as_text=True) for response in told)
    with house.office.database.reading() as connection:
        seen += str([[tuple(row) for row in connection.execute(select(table))] for table in metadata.sorted_tables])
    seen += caplog.text + str(counters.state(house.office, "barito-kuala"))
    for secret in (NAME, NAME.upper(), *PERSON.values()):
        assert secret not in seen, "it stands in an answer, in the store, in the news or in the log"

    again = {"request_id": "applicant-once-000001"}
    at = f"berkas/{number}/applicants"
    first = clerk.post(at, **again, **PERSON)
    assert (first.status_code, clerk.post(at, **again, **PERSON).status_code) == (201, 200)
    problem(clerk.post(at, **again, name="Orang lain"), 409, "request_id_reused")
    with house.office.database.reading() as connection:
        digests = set(connection.execute(select(metadata.tables["answers"].c.digest)).scalars())
    assert Ask.of("", "", "", PERSON).digest not in digests, "a digest of a name could be guessed"

    page = holds(clerk.get(f"berkas/{number}"), file_answers.BerkasShape)
    assert page["applicant"] == PERSON
    assert holds(clerk.get("counters/1/desk"), answers.DeskShape)["berkas"]["applicant"] == page["applicant"]


def test_without_its_key_a_file_is_shown_without_its_applicant_and_the_log_says_so(
    house: House, clerk: Program, caplog: pytest.LogCaptureFixture
) -> None:
    number = opened(clerk, applicant=PERSON)
    key = house.office.settings.var / "keys" / "personal.key"
    kept = key.read_text()
    key.unlink()
    house.office.__dict__.pop("sealed")
    page = holds(clerk.get(f"berkas/{number}"), file_answers.BerkasShape)
    assert (page["has_applicant"], page["applicant"]) == (True, None)
    assert "another key" in caplog.text
    key.write_text(kept)
    house.office.__dict__.pop("sealed")
    assert clerk.get(f"berkas/{number}").get_json()["applicant"] == PERSON
