"""One person has one number a day: who came without the letter does not get a second one with it."""

from datetime import timedelta

import pytest

from hall.actions import check_ins, shares, stations
from hall.actions.office import Office
from hall.errors import Refused
from hall.rules.tickets import shown_number
from tests.actions.test_stations import HALL, chain, comes, here, pass_time, said
from tests.office import Desk, asks
from tests.recording import RecordingDay


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office, HALL).open("1", "2", "3")


def test_whoever_is_here_without_a_letter_has_one_number_that_day_and_the_letter_to_another_session_stays_good(
    office: Office, desk: Desk
) -> None:
    shares.set_second_chances(office, HALL, 0, 1, "person:1")
    morning = RecordingDay(office, HALL)
    afternoon = RecordingDay(office, HALL, first=office.clock.now() + timedelta(minutes=30))
    codes = [afternoon.letter(afternoon.person(family="0000000000000009")) for _ in range(2)]
    number = desk.issue("perekaman-ektp")["number"]
    desk.called("1", number)
    desk.begin("1")
    (visit,) = here(office, number, morning)
    stations.name(office, HALL, asks("names"), "1", visit.id, 1)
    with pytest.raises(Refused, match=f"sudah datang hari ini. Nomor Anda {shown_number(number)}"):
        check_ins.look(office, HALL, codes[0])
    with pytest.raises(Refused, match="Silakan duduk dan tunggu"):
        comes(office, codes[0], family=True)
    assert check_ins.look(office, HALL, codes[1])["people"] == 1, "who is here already does not come with the family"
    desk.complete("1")
    pass_time(office, 1)
    assert afternoon.state_of(codes[0])[0] == "made"
    again = comes(office, codes[0])["number"]
    other = desk.issue("perekaman-ektp")["number"]
    desk.called("1", other)
    desk.begin("1")
    (stranger,) = here(office, other, morning)
    with pytest.raises(Refused, match=f"sudah datang dengan nomor {shown_number(again)}"):
        stations.name(office, HALL, asks("names"), "1", stranger.id, 1)


def test_a_number_that_comes_back_is_not_stopped_by_the_letter_that_was_left_at_home(
    office: Office, desk: Desk
) -> None:
    shares.set_second_chances(office, HALL, 0, 1, "person:1")
    morning = RecordingDay(office, HALL)
    letter = RecordingDay(office, HALL, first=office.clock.now() + timedelta(minutes=30))
    code = letter.letter(letter.person())
    number = desk.issue("perekaman-ektp")["number"]
    desk.called("1", number)
    desk.begin("1")
    (visit,) = here(office, number, morning)
    stations.name(office, HALL, asks("names"), "1", visit.id, 1)
    desk.undo("1")  # the clerk had called somebody who went out for a moment
    desk.absent("1")
    desk.resume(number, "1")
    desk.begin("1")
    for station in chain(office):
        said(office, "1", visit, station)
    assert letter.state_of(code) == ("recorded", "recorded")
