"""The day after: sessions end by themselves, absent people are called again, cards go their way to their owners."""

from datetime import date, timedelta

import pytest

from hall.actions import check_ins, recording_ends
from hall.actions.check_ins import Coming
from hall.actions.office import Office
from hall.clock import FixedClock
from hall.errors import Refused
from hall.records import residents, sessions
from tests.office import answer, asks
from tests.recording import RecordingDay

HALL = "barito-kuala"


@pytest.fixture
def day(office: Office) -> RecordingDay:
    return RecordingDay(office, HALL)


def next_day(office: Office) -> None:
    assert isinstance(office.clock, FixedClock)
    office.clock.go(days=1)


def test_whoever_did_not_come_or_did_not_finish_waits_for_the_next_call(office: Office, day: RecordingDay) -> None:
    away, half = day.letter(), day.letter()
    check_ins.check_in(office, HALL, asks("check-ins"), Coming(half))
    assert recording_ends.end_past(office) == 0
    next_day(office)
    assert recording_ends.end_past(office) == 2
    assert day.state_of(away) == day.state_of(half) == ("absent", "unrecorded")
    with office.database.reading() as connection:
        (session,) = sessions.read(connection, office.hall(HALL), [day.session])
        called_again = residents.pick(connection, office.hall(HALL), (), ("unrecorded",), None, 10)
    assert session.state == "ended"
    assert [one.calls_before for one in called_again] == [1, 1]
    assert recording_ends.end_past(office) == 0


def test_todays_and_later_sessions_go_on(office: Office, day: RecordingDay) -> None:
    later = RecordingDay(office, HALL, first=office.clock.now() + timedelta(days=2))
    next_day(office)
    recording_ends.end_past(office)
    assert day.state_of(later.letter())[0] == "made"


def cards(office: Office, state: str, *people: int) -> list[bool]:
    found = answer(recording_ends.cards(office, HALL, asks("cards"), people, state))
    return [item["ok"] for item in found["items"]]


def recorded(office: Office, day: RecordingDay, **person: date) -> str:
    """A letter whose person (the register's only one) was recorded."""
    who = day.person(**person)  # type: ignore[arg-type]
    code = day.letter(who)
    day._do(
        lambda work: residents.set_state(work.connection, day.hall, who, "recorded", None, date(2026, 11, 19), work.now)
    )
    return code


def test_a_card_is_printed_ready_and_collected_with_the_same_letter(office: Office, day: RecordingDay) -> None:
    code = recorded(office, day)
    for state, told in (("recorded", "belum siap"), ("printing", "belum siap")):
        assert day.state_of(code)[1] == state
        with pytest.raises(Refused, match=told):
            recording_ends.collect(office, HALL, asks("collections"), code)
        assert cards(office, "printing" if state == "recorded" else "ready", 1, 99) == [True, False]
    assert (
        answer(recording_ends.collect(office, HALL, asks("collections"), f" {code.lower()} "))["state"] == "collected"
    )
    with pytest.raises(Refused, match="sudah diambil"):
        recording_ends.collect(office, HALL, asks("collections"), code)
    assert cards(office, "ready", 1) == [False]


def test_no_card_is_handed_over_before_the_seventeenth_birthday(office: Office, day: RecordingDay) -> None:
    code = recorded(office, day, born_on=date(2009, 11, 21))  # it is 19 November 2026
    cards(office, "ready", 1)
    with pytest.raises(Refused, match="21 November 2026") as told:
        recording_ends.collect(office, HALL, asks("collections"), code)
    assert told.value.code == "too_early"
    next_day(office)
    next_day(office)
    recording_ends.collect(office, HALL, asks("collections"), code)


def test_an_unknown_code_and_somebody_not_recorded_get_no_card(office: Office, day: RecordingDay) -> None:
    with pytest.raises(Refused, match="tidak dikenal"):
        recording_ends.collect(office, HALL, asks("collections"), "AAAA1111")
    with pytest.raises(Refused, match="belum direkam"):
        recording_ends.collect(office, HALL, asks("collections"), day.letter())


def test_who_has_no_letter_fetches_the_card_by_the_number_of_the_register(office: Office, day: RecordingDay) -> None:
    recorded(office, day)
    cards(office, "ready", 1)
    with pytest.raises(Refused, match="Nomor 77 tidak ada") as told:
        recording_ends.collect(office, HALL, asks("collections"), "77")
    assert told.value.code == "not_found"
    assert answer(recording_ends.collect(office, HALL, asks("collections"), " 1 ")) == {
        "resident": 1, "state": "collected",
    }  # fmt: skip
