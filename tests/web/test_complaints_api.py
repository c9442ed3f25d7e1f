"""Complaints over HTTP: every answer holds its shape, doors hold, and what was said goes nowhere but to its own page."""

import logging
import re
import time
from typing import Any

import pytest
from sqlalchemy import select

from hall.actions import counters
from hall.records.tables import metadata
from hall.web import answers, complaint_answers
from tests.office import Desk
from tests.people.offices import add_person, clock_of
from tests.web.conftest import House, Program
from tests.web.test_answers import holds
from tests.web.test_bad_input import problem

HALL = "barito-kuala"
NAME, PHONE = "Nurhikmah Wahyuningtyas", "0813-5550-4411"
TEXT = "Petugas meminta Rp75.000 untuk legalisir\n\nTerjadi hari Rabu siang"
NOTE, ANSWER = "Panggil petugas jaga meja dua", "Uang sudah dikembalikan dan petugasnya ditegur"
PLACE = "Meja dua, sebelah mushala Al-Ikhlas"
SECRETS = (NAME, PHONE, "Rp75.000", "Rabu siang", NOTE, ANSWER)


@pytest.fixture
def clerk(house: House) -> Program:
    return house.program("counter", HALL)


def taken(clerk: Program, **said: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"text": TEXT, "channel": "phone"} | said
    found: dict[str, Any] = holds(clerk.post("complaints", **told), complaint_answers.TakenComplaintShape, 201)
    return found


def test_everything_that_is_done_with_a_case_answers_its_shape(clerk: Program) -> None:
    number = taken(clerk, reporter={"name": NAME}, place=PLACE)["number"]
    at = f"complaints/{number}"
    shape = complaint_answers.ComplaintShape
    told = holds(clerk.get(at), shape)
    assert (told["text"], told["reporter"], told["place"]) == (TEXT, {"name": NAME}, PLACE)
    assert holds(clerk.post(f"{at}/dispositions", role="kasi", note=NOTE), shape, 201)["state"] == "forwarded"
    holds(clerk.post(f"{at}/receipts"), answers.JobShape, 201)
    for _ in range(2):
        assert clerk.post(f"berkas/{number}/steps", outcome="done").status_code == 201
    assert (
        "belum dijawab" in problem(clerk.post(f"berkas/{number}/steps", outcome="done"), 409, "wrong_state")["detail"]
    )
    answered = holds(clerk.post(f"{at}/answers", channel="letter", text=ANSWER), shape, 201)
    assert (answered["state"], answered["answer"]) == ("answered", None)
    assert clerk.post(f"berkas/{number}/steps", outcome="done").get_json()["state"] == "done"
    assert holds(clerk.get(at), shape)["answer"] == ANSWER
    for asked in ("", "?state=ended", "?state=open&cursor=50"):
        holds(clerk.get(f"complaints{asked}"), complaint_answers.ComplaintListShape)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("complaints", {}, "text"),
        ("complaints", {"text": " \n "}, "text"),
        ("complaints", {"text": "x" * 4001}, "text"),
        ("complaints", {"text": "a\x1bb"}, "text"),
        ("complaints", {"text": "a", "class": "rahasia"}, "class"),
        ("complaints", {"text": "a", "channel": "whatsapp"}, "channel"),
        ("complaints", {"text": "a", "received_at": "kemarin"}, "received_at"),
        ("complaints", {"text": "a", "received_at": "2036-01-01T08:00:00+08:00"}, "received_at"),
        ("complaints", {"text": "a", "reporter": {"nik": "1"}}, "reporter.nik"),
        ("complaints/2026-00001/dispositions", {"role": "lurah"}, "role"),
        ("complaints/2026-00001/answers", {"channel": "radio", "text": "a"}, "channel"),
        ("complaints/2026-00001/answers", {"channel": "page", "text": ""}, "text"),
    ],
)
def test_what_does_not_fit_is_named(clerk: Program, path: str, body: dict[str, Any], field: str) -> None:
    assert problem(clerk.post(path, **body), 400, "bad_request")["field"] == field


def test_what_is_no_complaint_is_not_found(clerk: Program) -> None:
    other = clerk.post("berkas", layanan="sktm").get_json()["number"]
    for number in (other, "2026-99999", "x"):
        problem(clerk.get(f"complaints/{number}"), 404, "not_found")
        problem(clerk.post(f"complaints/{number}/answers", channel="page", text="a"), 404, "not_found")
    problem(clerk.get("complaints?state=semua"), 400, "bad_request")
    problem(clerk.post("complaints", text="a", layanan="tidak-ada"), 404, "not_found")


def test_the_contracts_own_way_of_opening_stays_valid(clerk: Program) -> None:
    for channel in ("counter", "phone", "sms", "letter"):
        told = clerk.post("berkas", layanan="pengaduan", channel=channel)
        assert (told.status_code, told.get_json()["channel"]) == (201, channel)


def test_a_reporters_page_says_where_it_stands_and_never_what_or_who(house: House, clerk: Program) -> None:
    found = taken(clerk, reporter={"name": NAME, "phone": PHONE})
    client = house.app.test_client()
    page = client.get(f"/t/{found['code'].lower()}")
    assert page.status_code == 200
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "<script" not in page.text
    assert "Laporan Anda sudah kami terima" in page.text
    assert "engaduan" not in page.text.replace("barito-kuala", "")
    clerk.post(f"complaints/{found['number']}/answers", channel="sms", text=ANSWER)
    said = client.get(f"/t/{found['code']}").text
    assert "Sudah dijawab" in said
    assert [secret for secret in SECRETS if secret in page.text + said] == []
    shown = taken(clerk)
    clerk.post(f"complaints/{shown['number']}/answers", channel="page", text=ANSWER)
    assert ANSWER in client.get(f"/t/{shown['code']}").text


def test_unknown_codes_are_counted_like_unknown_tickets(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    now, guard = time.monotonic(), house.app.extensions["antrean-access"]
    monkeypatch.setattr(guard.limits, "elapsed", lambda: now)  # by and by it would forgive
    client = house.app.test_client()
    client.environ_base["REMOTE_ADDR"] = "10.9.9.9"
    statuses = [client.get(f"/t/{'Z' * 12}{place % 10}").status_code for place in range(21)]
    assert (set(statuses[:20]), statuses[20]) == ({404}, 429)


def test_what_was_said_stands_nowhere_but_on_its_page(
    house: House, clerk: Program, caplog: pytest.LogCaptureFixture
) -> None:
    """Planted words, a whole walk; then every answer, message, row, event and line of the log is searched for them."""
    caplog.set_level(logging.DEBUG)
    socketio = house.app.extensions["socketio"]
    told = {"hall": HALL, "token": house.tokens[HALL, "counter"]}
    screen = socketio.test_client(house.app, namespace="/counter", auth=told)
    found = clerk.post("complaints", text=TEXT, reporter={"name": NAME, "phone": PHONE}, place=PLACE)
    number, code = found.get_json()["number"], found.get_json()["code"]
    said = [
        found,
        clerk.post(f"complaints/{number}/dispositions", role="kasi", note=NOTE),
        *(clerk.post(f"berkas/{number}/steps", outcome="done") for _ in range(2)),
        clerk.post(f"complaints/{number}/answers", channel="letter", text=ANSWER, finish=True),
    ]
    assert [each.status_code for each in said] == [201] * 5
    said += [
        clerk.get(path) for path in ("complaints", "complaints?state=ended", "berkas", f"berkas/{number}", "state")
    ]
    said += [clerk.get("today"), house.app.test_client().get(f"/t/{code}"), clerk.get("print-jobs")]
    seen = "".join(each.get_data(as_text=True) for each in said) + str(screen.get_received("/counter"))
    screen.disconnect("/counter")
    with house.office.database.reading() as connection:
        seen += str([[tuple(row) for row in connection.execute(select(table))] for table in metadata.sorted_tables])
    seen += caplog.text + str(counters.state(house.office, HALL))
    assert number in seen
    assert [secret for secret in SECRETS if secret in seen] == []


def test_another_halls_program_sees_no_case(house: House, clerk: Program) -> None:
    number = taken(clerk)["number"]
    stranger = house.program("counter", "kalipare", at=HALL)
    problem(stranger.get(f"complaints/{number}"), 403, "forbidden")
    problem(house.program("kiosk", HALL).get("complaints"), 403, "forbidden")
    problem(house.program("display", HALL).post("complaints", text="a"), 403, "forbidden")


def form(page: str) -> dict[str, str]:
    """The hidden fields of a page's forms: whose page it is, and which question."""

    return dict(re.findall(r'name="(csrf|request_id)" value="([0-9a-f]+)"', page))


def test_the_counters_pages_take_and_answer_a_case_without_a_script(house: House) -> None:
    add_person(house.office, HALL, "rina-aduan", "Rina", "clerk", "rahasia-rina")
    browser = house.app.test_client()
    at = f"/{HALL}/counter/pengaduan"
    assert browser.get(at).headers["Location"].endswith("/counter/sign-in")
    browser.post(f"/{HALL}/counter/sign-in", data={"username": "rina-aduan", "password": "rahasia-rina"})
    typed = {
        "class": "normatif", "channel": "letter", "text": TEXT, "received": "2026-11-10T09:00", "name": NAME,
        "phone": PHONE, "place": PLACE, "receipt": "1",
    }  # fmt: skip
    hidden = form(browser.get(f"{at}/baru").text)
    made = browser.post(f"{at}/baru", data=typed | hidden)
    again = browser.post(f"{at}/baru", data=typed | hidden)  # a second press is the same case
    assert made.status_code == 303
    assert made.headers["Location"] == again.headers["Location"]
    number = made.headers["Location"].rpartition("/")[2].partition("?")[0]
    case = browser.get(f"{at}/{number}").text
    assert all(part in case for part in (TEXT.split("\n")[0], NAME, "10-11-2026 09.00", "paling lambat Selasa, 17 Nov"))
    assert "Lewat 2 hari kerja" in browser.get(at).text

    refused = browser.post(f"{at}/{number}/disposisi", data={"role": "kasi", "note": NOTE} | form(case))
    assert refused.status_code == 403
    assert "Disposisi diberikan oleh Camat" in refused.text
    assert NOTE in refused.text  # what was typed stays
    late = {"channel": "letter", "text": ANSWER, "at": "2026-11-09T09:00"}
    assert "tidak mungkin sebelum" in browser.post(f"{at}/{number}/jawaban", data=late | form(case)).text
    given = browser.post(f"{at}/{number}/jawaban", data=late | {"at": ""} | form(browser.get(f"{at}/{number}").text))
    assert given.status_code == 303
    assert ANSWER in browser.get(f"{at}/{number}").text
    assert browser.post(f"{at}/{number}/cetak", data={"csrf": "0" * 40}).status_code == 403


def test_a_form_without_words_keeps_what_was_typed(house: House) -> None:
    add_person(house.office, HALL, "hasan-aduan", "Hasan", "clerk", "rahasia-hasan")
    browser = house.app.test_client()
    browser.post(f"/{HALL}/counter/sign-in", data={"username": "hasan-aduan", "password": "rahasia-hasan"})
    at = f"/{HALL}/counter/pengaduan/baru"
    typed = {"class": "umum", "channel": "sms", "text": "  ", "place": PLACE}
    answer = browser.post(at, data=typed | form(browser.get(at).text))
    assert answer.status_code == 400
    assert "Isi belum ditulis" in answer.text
    assert f'value="{PLACE}"' in answer.text


def test_todays_figures_count_cases_apart_from_files(house: House, clerk: Program) -> None:
    before = clerk.get("today").get_json()
    taken(clerk)
    Desk(house.office, HALL).berkas(layanan="imb")
    now = clerk.get("today").get_json()
    assert now["complaints"]["under_way"] == before["complaints"]["under_way"] + 1
    assert now["files"]["under_way"] == before["files"]["under_way"] + 1
    assert clock_of(house.office).now().isoformat()[:10] == now["day"]
