"""The sound of a call over HTTP: for the hall's own TV alone, kept by browsers while its words stay."""

from hall.voice.speaker import Speaker
from tests.web.conftest import House


def _address(house: House, number: str = "A001", counter: str = "1") -> str:
    found = Speaker(house.office.settings.var / "voice").url(house.office.hall("jumapolo"), number, counter)
    assert found is not None
    return found


def test_the_tv_gets_the_call_as_a_file_that_browsers_may_keep(house: House) -> None:
    answer = house.program("display").get(_address(house))
    assert (answer.status_code, answer.mimetype) == (200, "audio/mpeg")
    assert "immutable" in answer.headers["Cache-Control"]
    assert 18_000 < len(answer.data) <= 120_000


def test_what_the_voice_says_now_is_never_kept(house: House) -> None:
    answer = house.program("display").get("speech/now/1/A001.mp3")
    assert answer.data == house.program("display").get(_address(house)).data
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_number_or_counter_that_cannot_be_has_no_sound(house: House) -> None:
    for wrong in ("1/A1", "1/a001", "1/%3F001", "99/A001", "1/A0000001", "1/A%D9%A1%D9%A1%D9%A1"):
        assert house.program("display").get(f"speech/now/{wrong}.mp3").status_code == 404, wrong


def test_the_sound_is_for_this_halls_displays(house: House) -> None:
    address = _address(house)
    assert house.program(None).get(address).status_code == 401
    assert house.program("counter").get(address).status_code == 403
    assert house.program("kiosk").get(address).status_code == 403


def test_another_number_counter_or_reading_has_another_address(house: House) -> None:
    found = {_address(house, number, counter) for number in ("A001", "A002") for counter in ("1", "2")}
    assert len(found) == 4
