"""A place that is kept for somebody without a letter: opened by its code at the desk, moved there and by a program."""

from hall.web.recording_answers import KeptPlaceShape
from tests.web.conftest import House
from tests.web.test_answers import holds
from tests.web.test_recording_api import HALL, form, refused, session


def test_a_paper_without_a_letter_leads_to_its_place_and_to_another_day(house: House) -> None:
    clerk = house.program("counter", HALL)
    first, second = session(clerk, day="2026-11-23"), session(clerk, day="2026-11-26")
    house.fresh("perekaman-ektp", HALL)
    told = clerk.post("recording-troubles/postponements", sessions=[first["code"]]).get_json()
    code = told["kept_codes"][0]
    shown = form(clerk, "counter/perekaman/surat", code=f"{code[:4]}-{code[4:]}".lower())
    assert shown.status_code == 200
    assert "Senin, 23 November 2026" in shown.text
    assert f'value="{second["code"]}"' in shown.text
    moved = form(clerk, "counter/perekaman/surat/pindah", code=code, session=second["code"])
    assert "Dipindah ke Kamis, 26 November 2026" in moved.text
    assert form(clerk, "counter/perekaman/surat/pindah", code=code, session="").status_code == 400
    place = holds(clerk.post("kept-places/moves", code=code, session=first["code"]), KeptPlaceShape, 201)
    assert (place["session"], place["code"], place["people"]) == (first["code"], code, 1)
    assert refused(clerk.post("kept-places/moves", code="AAAA1111", session=first["code"])) == (404, "not_found")
