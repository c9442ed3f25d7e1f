"""Today for the camat over HTTP: who may look, that figures follow the hall, and the spreadsheet."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from hall.actions import pairing
from hall.actions.people import list_staff
from hall.web import today_answers
from hall.web.browsers import device_cookie
from tests.office import Desk
from tests.people.offices import add_person
from tests.web.conftest import House
from tests.web.test_answers import holds
from tests.web.test_bad_input import problem

HALL = "jumapolo"
PAGE = f"/{HALL}/admin/hari-ini"


@pytest.fixture
def signed(house: House) -> Callable[[str], FlaskClient]:
    """`signed(role)` -> a browser in which a person with that role signed in at the keeper's door."""

    def enter(role: str) -> FlaskClient:
        name = f"hari-{role}"
        if all(person.username != name for person in list_staff(house.office, HALL)):
            add_person(house.office, HALL, name, f"Nama {role}", role, "rahasia-hari")
        browser = house.app.test_client()
        browser.environ_base["REMOTE_ADDR"] = "10.0.0.5"
        form = {"username": name, "password": "rahasia-hari"}
        assert browser.post(f"/{HALL}/admin/sign-in", data=form).status_code == 303
        return browser

    return enter


@pytest.mark.parametrize("role", ["kasi", "sekcam", "camat", "keeper"])
def test_officers_and_the_keeper_look(signed: Callable[[str], FlaskClient], role: str) -> None:
    browser = signed(role)
    assert "Layanan hari ini" in browser.get(PAGE).text
    assert browser.get(f"{PAGE}.csv").status_code == 200
    assert browser.get(f"/api/v1/halls/{HALL}/today").status_code == 200


@pytest.mark.parametrize("role", ["clerk", "operator"])
def test_a_plain_clerk_does_not(signed: Callable[[str], FlaskClient], role: str) -> None:
    browser = signed(role)
    for path in (PAGE, f"{PAGE}.csv"):
        answer = browser.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 403
        assert "untuk Camat, Sekcam, Kasi dan penjaga" in answer.text
    problem(browser.get(f"/api/v1/halls/{HALL}/today"), 403, "forbidden")


def test_a_counters_screen_does_not_either(house: House) -> None:
    begun = pairing.start(house.office, HALL, "counter")
    pairing.confirm(house.office, HALL, begun.pairing.code, "counter", counter="1", name="Layar loket 1")
    screen = house.app.test_client()
    screen.set_cookie(device_cookie("counter", HALL), begun.secret)
    assert screen.get(f"/{HALL}/counter/1").status_code == 200
    problem(screen.get(f"/api/v1/halls/{HALL}/today"), 403, "forbidden")


def test_a_stranger_is_sent_to_the_sign_in(house: House) -> None:
    browser = house.app.test_client()
    browser.environ_base["REMOTE_ADDR"] = "10.0.0.5"
    assert browser.get(PAGE).headers["Location"] == f"/{HALL}/admin/sign-in"


def test_an_officer_who_signs_in_stands_before_today_and_sees_no_other_page_of_the_keeper(
    signed: Callable[[str], FlaskClient],
) -> None:
    browser = signed("camat")
    form = {"username": "hari-camat", "password": "rahasia-hari"}
    assert browser.post(f"/{HALL}/admin/sign-in", data=form).headers["Location"] == PAGE
    menu = re.findall(r'class="to[^"]*" href="([^"]+)"', browser.get(PAGE).text)
    assert [address for address in menu if "/admin" in address] == [PAGE]
    assert browser.get(f"/{HALL}/admin/staff").headers["Location"] == f"/{HALL}/admin/sign-in"


def test_the_keeper_finds_today_in_the_menu(signed: Callable[[str], FlaskClient]) -> None:
    menu = re.findall(r'class="to[^"]*" href="([^"]+)"', signed("keeper").get(PAGE).text)
    assert menu[:2] == [f"/{HALL}/admin", PAGE]


def test_figures_follow_the_hall(house: House) -> None:
    program = house.program("admin")
    before = holds(program.get("today"), today_answers.TodayShape)
    desk = Desk(house.office, HALL).open("1")
    number = desk.issue()["number"]
    desk.issue()
    desk.call(number=number)
    desk.begin()
    now = holds(program.get("today"), today_answers.TodayShape)
    assert now["version"] > before["version"]
    assert now["numbers"]["taken"] == before["numbers"]["taken"] + 2
    counter = next(each for each in now["counters"] if each["code"] == "1")
    assert (counter["number"], counter["state"]) == (number, "serving")
    desk.give_back("1", "KK asli")
    desk.open("2").call("2")
    desk.absent("2")
    last = program.get("today").get_json()["numbers"]
    assert last["returned"] == before["numbers"]["returned"] + 1
    assert last["absent"] == before["numbers"]["absent"] + 1
    assert last["held"] == before["numbers"]["held"] + 1


def test_a_return_that_was_taken_back_does_not_count(house: House) -> None:
    desk = Desk(house.office, HALL).open("3")
    before = house.program("admin").get("today").get_json()["numbers"]["returned"]
    desk.call("3", desk.issue()["number"])
    desk.begin("3")
    desk.give_back("3", "KK asli")
    desk.undo("3")
    assert house.program("admin").get("today").get_json()["numbers"]["returned"] == before
    desk.complete("3")


def test_the_spreadsheet_is_a_file_with_a_mark_commas_and_its_name(house: House) -> None:
    token = house.program("admin").headers()
    answer = house.app.test_client().get(f"{PAGE}.csv", headers=token)
    assert answer.mimetype == "text/csv"
    assert re.search(r'filename="hari-ini-jumapolo-2026-11-19-08\.\d\d\.csv"', answer.headers["Content-Disposition"])
    assert answer.data.startswith(b"\xef\xbb\xbf")
    lines = answer.get_data(as_text=True).lstrip("\ufeff").split("\r\n")
    assert lines[0] == "Ringkasan"
    assert "Loket;Keadaan;Petugas;Nomor;Sejak;Selesai;Nilai tengah (menit)" in lines
    assert any(line.startswith("Kartu Keluarga;A;") for line in lines)
