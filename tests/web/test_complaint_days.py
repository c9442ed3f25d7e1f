"""The keeper sets within how many working days a complaint is answered."""

import re

from tests.people.offices import add_person
from tests.web.conftest import House

HALL = "barito-kuala"
RULES = f"/{HALL}/admin/rules"


def test_the_keepers_own_days_count_for_complaints_from_now_on(house: House) -> None:
    clerk = house.program("counter", HALL)
    add_person(house.office, HALL, "penjaga-hari", "Penjaga", "keeper", "rahasia-penjaga")
    browser = house.app.test_client()
    browser.post(f"/{HALL}/admin/sign-in", data={"username": "penjaga-hari", "password": "rahasia-penjaga"})
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', browser.get(RULES).text)
    assert csrf is not None
    typed = {"csrf": csrf[1], "normatif": "3", "umum": "10", "pengawasan": "60", "years": "3"}
    before = clerk.post("complaints", text="Satu").get_json()
    for wrong in ({"umum": "0"}, {"years": "0"}, {"years": "11"}):
        assert browser.post(f"/{HALL}/admin/complaint-days", data=typed | wrong).status_code == 400
    done = browser.post(f"/{HALL}/admin/complaint-days", data=typed)
    assert "Batas jawaban pengaduan disimpan" in browser.get(done.headers["Location"]).text
    assert house.office.hall(HALL).settings.complaint_years == 3
    after = clerk.post("complaints", text="Dua").get_json()
    assert (before["due_on"], after["due_on"]) == ("2026-12-09", "2026-12-03")
    assert clerk.get(f"complaints/{before['number']}").get_json()["due_on"] == before["due_on"]


def test_a_hall_without_an_sop_for_complaints_is_not_asked(house: House) -> None:
    token = house.program("admin", "jumapolo").headers()
    assert "Batas jawaban" not in house.app.test_client().get("/jumapolo/admin/rules", headers=token).text
