"""With a letter and without one: a number that is due, a family with one number, the reserve, and trouble."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hall.actions import check_ins, recording_day, recording_trouble, tickets
from hall.actions.check_ins import Coming
from hall.actions.office import Office
from hall.clock import FixedClock
from hall.errors import Refused
from hall.records import summonses, visits
from hall.records.unit_of_work import Work, transact
from hall.rules.recording import LAYANAN
from hall.rules.tickets import shown_number
from tests.office import Desk, answer, asks
from tests.recording import RecordingDay

HALL = "barito-kuala"


@pytest.fixture
def day(office: Office) -> RecordingDay:
    return RecordingDay(office, HALL)


def comes(office: Office, code: str, *, family: bool = False, request_id: str | None = None) -> dict[str, Any]:
    ask = asks("check-ins", {"code": code, "family": family}, request_id=request_id)
    return answer(check_ins.check_in(office, HALL, ask, Coming(code, family)))


def refused(office: Office, code: str) -> str:
    with pytest.raises(Refused) as told:
        comes(office, code)
    return told.value.code


def waiting(office: Office) -> int:
    """What the TV tells."""
    told = Desk(office, HALL).state()
    (line,) = [each for each in told["lines"] if each["letter"] == "X"]
    assert told["recording"]["waiting"] == line["waiting"], "two truths on one screen"
    found: int = line["waiting"]
    return found


def later(office: Office, minutes: float) -> None:
    assert isinstance(office.clock, FixedClock)
    office.clock.go(minutes=minutes)


def test_a_letter_becomes_a_number_that_is_due_when_its_window_begins(office: Office, day: RecordingDay) -> None:
    code = day.letter(window=1)
    ticket = comes(office, code)
    assert ticket["layanan"] == LAYANAN
    assert datetime.fromisoformat(ticket["due_at"]) == day.slots[1].start
    assert day.state_of(code) == ("checked_in", "unrecorded")


def test_who_has_priority_has_it_with_a_letter_too(office: Office, day: RecordingDay) -> None:
    first, old = (day.letter(window=3) for _ in range(2))
    later(office, 40)
    comes(office, first)
    asked = asks("check-ins", {"code": old})
    ticket = answer(check_ins.check_in(office, HALL, asked, Coming(old, priority=True)))
    assert ticket["priority"] is True
    assert Desk(office, HALL).open("1").called("1") == ticket["number"], "nobody's time has come: priority goes first"


def test_the_same_request_gives_the_same_number_and_the_letter_gives_none_twice(
    office: Office, day: RecordingDay
) -> None:
    code = day.letter()
    first = comes(office, code, request_id="a" * 20)
    assert comes(office, code, request_id="a" * 20)["number"] == first["number"]
    with pytest.raises(Refused, match=f"Nomor Anda {shown_number(first['number'])}"):
        comes(office, code)


def test_a_letter_that_was_used_or_cancelled_in_the_same_moment_is_not_used_again(
    office: Office, day: RecordingDay
) -> None:
    code = day.letter()
    comes(office, code)

    def again(work: Work) -> bool:
        found = summonses.by_code(work.connection, day.hall, code)
        assert found is not None
        assert found[0].ticket_id is not None
        return visits.come(work.connection, found[0].id, found[0].ticket_id, work.now)

    assert transact(office.database, office.clock.now(), lambda event: None, again) is False


def test_a_code_is_forgiven_its_writing_and_an_unknown_one_is_not_found(office: Office, day: RecordingDay) -> None:
    code = day.letter()
    assert comes(office, f"http://127.0.0.1/x#{code[:4].lower()}-{code[4:]}")["number"] == "X001"
    assert refused(office, "AAAA1111") == "not_found"
    assert refused(office, "not a code") == "not_found"


def test_a_family_stands_with_one_number_and_others_of_the_session_do_not(office: Office, day: RecordingDay) -> None:
    codes = [day.letter(family="0000000000000001") for _ in range(3)]
    stranger = day.letter()
    assert check_ins.look(office, HALL, codes[0])["people"] == 3
    ticket = comes(office, codes[0], family=True)
    with office.database.reading() as connection:
        found = office.hall(HALL)
        family = [one for one in visits.board(connection, found, day.session) if one.number == ticket["number"]]
    assert len(family) == 3
    assert [day.state_of(code)[0] for code in codes] == ["checked_in"] * 3
    assert day.state_of(stranger)[0] == "made"
    assert check_ins.look(office, HALL, stranger)["people"] == 1


def test_of_a_family_one_may_come_alone(office: Office, day: RecordingDay) -> None:
    first, second = (day.letter(family="0000000000000001") for _ in range(2))
    comes(office, first)
    assert day.state_of(second)[0] == "made"
    comes(office, second)


def test_too_early_and_too_late_give_no_number(office: Office) -> None:
    soon = RecordingDay(office, HALL, first=office.clock.now() + timedelta(hours=2))
    code = soon.letter()
    assert refused(office, code) == "too_early"
    later(office, 60)
    number = comes(office, code)["number"]
    assert number == "X001"
    last = soon.letter()
    later(office, 60 * 6)
    assert refused(office, last) == "too_late"


def test_after_the_last_window_people_are_served_until_the_session_itself_ends(office: Office) -> None:
    zone = office.hall(HALL).timezone
    now = office.clock.now().astimezone(ZoneInfo(zone))
    ends = now.hour * 60 + now.minute + 90
    day = RecordingDay(office, HALL, windows=1, plan={"hours": [[0, 60], [60, ends]]})
    first, second = day.letter(), day.letter()
    assert check_ins.look(office, HALL, first)["late"] is False
    later(office, 31)
    assert check_ins.look(office, HALL, first)["late"] is True
    assert comes(office, first)["due_at"] is None
    later(office, 59)
    with pytest.raises(Refused, match="Datanglah ke loket, petugas memberi hari baru") as told:
        comes(office, second)
    assert told.value.code == "too_late"


def test_a_letter_for_another_day_hears_its_day_also_while_recording_is_in_trouble(
    office: Office, day: RecordingDay
) -> None:
    other = RecordingDay(office, HALL, first=office.clock.now() + timedelta(days=1))
    mine, later_on = day.letter(), other.letter()
    recording_trouble.begin(office, HALL, asks("troubles"), "siak", None)
    assert refused(office, later_on) == "too_early"
    with pytest.raises(Refused, match="jaringan SIAK putus"):
        check_ins.look(office, HALL, mine)  # before a press that would only be refused


def test_whoever_comes_after_the_window_has_no_time_of_their_own(office: Office, day: RecordingDay) -> None:
    code = day.letter(window=0)
    later(office, 31)
    assert comes(office, code)["due_at"] is None


def test_without_a_letter_the_reserve_is_given_until_it_is_used_up(office: Office, day: RecordingDay) -> None:
    desk = Desk(office, HALL, LAYANAN)
    assert [desk.issue()["number"] for _ in range(2)] == ["X001", "X002"]
    with pytest.raises(Refused) as told:
        desk.issue()
    assert told.value.code == "quota_reached"
    assert "loket" in told.value.detail
    assert "another day" in str(told.value.english)
    assert (
        comes(office, day.letter())["number"] == "X003"
    )  # a letter never takes from the reserve, and no number is lost


def test_the_tv_says_a_family_as_one_number_and_when_the_session_ends_not_its_last_window(office: Office) -> None:
    day = RecordingDay(office, HALL, plan={"hours": [[480, 720], [780, 1435]]})
    letters = [day.letter(family="0000000000000001", name=name) for name in ("Contoh Ibu", "Contoh Anak")]
    comes(office, letters[0], family=True)
    told = Desk(office, HALL).state()["recording"]
    assert told["until"].endswith("T23:55:00.000+08:00")
    assert (told["line"], waiting(office)) == ("X", 1)


def test_whose_number_is_over_is_sent_to_the_counter_and_not_to_a_chair(office: Office, day: RecordingDay) -> None:
    code, desk = day.letter(), Desk(office, HALL).open("1")
    number = comes(office, code)["number"]
    assert waiting(office) == 1
    desk.called("1", number)
    assert waiting(office) == 0, "whoever was called waits no more"
    desk.cancel("1")
    assert waiting(office) == 0
    assert day.state_of(code)[0] == "absent"
    with pytest.raises(Refused, match=f"{shown_number(number)} sudah lewat. Datanglah ke loket"):
        comes(office, code)


def test_several_people_without_a_letter_never_take_more_than_the_reserve(office: Office) -> None:
    RecordingDay(office, HALL, reserve=2)
    ask = asks("tickets", {"people": 3})
    with pytest.raises(Refused) as told:
        tickets.issue(office, HALL, ask, tickets.Wish(LAYANAN, people=3))
    assert told.value.code == "quota_reached"


def test_on_a_day_without_a_session_numbers_are_given_as_ever(office: Office) -> None:
    desk = Desk(office, HALL, LAYANAN)
    assert [desk.issue()["number"] for _ in range(3)] == ["X001", "X002", "X003"]


def test_trouble_stops_every_number_of_recording_and_no_other(office: Office, day: RecordingDay) -> None:
    hall = office.hall(HALL)
    transact(
        office.database, office.clock.now(), lambda event: None,
        lambda work: visits.trouble_begins(work.connection, hall, "siak", "jaringan SIAK putus", "token:1", work.now),
    )  # fmt: skip
    code = day.letter()
    assert refused(office, code) == "layanan_inactive"
    with pytest.raises(Refused, match="jaringan SIAK putus"):
        Desk(office, HALL, LAYANAN).issue()
    assert Desk(office, HALL, "skck").issue()["number"].endswith("001")
    assert day.state_of(code)[0] == "made"


def test_a_session_in_a_village_takes_nothing_here(office: Office) -> None:
    village = RecordingDay(office, HALL, kind="village", place="Balai Desa Contoh", reserve=0)
    with pytest.raises(Refused, match="Balai Desa Contoh"):
        comes(office, village.letter())
    assert Desk(office, HALL, LAYANAN).issue()["number"] == "X001"


def test_the_chain_of_a_hall_is_its_documents_own(office: Office) -> None:
    assert recording_day.chain(office.hall("kalipare")).stations[0] == "verifikasi"
    assert len(recording_day.chain(office.hall(HALL)).stations) == 3
    assert tickets.Wish(LAYANAN).origin == "kiosk"
