"""A person goes from counter to counter; what is kept of it, and what becomes of the letter and the register."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from hall.actions import (
    check_ins,
    day_ends,
    keeping,
    recording_day,
    shares,
    station_desk,
    stations,
    summons_plans,
    summonses,
)
from hall.actions.check_ins import Coming
from hall.actions.desk import desk as page_of
from hall.actions.office import Office
from hall.actions.stations import Said
from hall.clock import FixedClock
from hall.errors import Refused
from hall.records import recording_reports, residents_erased, sessions, visits
from hall.records.residents_erased import Searched
from hall.rules.tickets import shown_number
from hall.rules.visits import Visit
from tests.office import Desk, answer, asks
from tests.recording import RecordingDay

HALL = "barito-kuala"


@pytest.fixture
def day(office: Office) -> RecordingDay:
    return RecordingDay(office, HALL)


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office, HALL).open("1", "2", "3")


def chain(office: Office) -> tuple[str, ...]:
    return recording_day.chain(office.hall(HALL)).stations


def comes(office: Office, code: str, *, family: bool = False) -> dict[str, Any]:
    return answer(check_ins.check_in(office, HALL, asks("check-ins"), Coming(code, family)))


def here(office: Office, number: str, day: RecordingDay) -> list[Visit]:
    with office.database.reading() as connection:
        return [one.visit for one in visits.board(connection, office.hall(HALL), day.session) if one.number == number]


def said(
    office: Office, counter: str, visit: Visit, station: str, outcome: str = "pass", **more: Any
) -> dict[str, Any]:
    told = Said(visit.id, station, outcome, **more)  # type: ignore[arg-type]
    return answer(stations.record(office, HALL, asks("stations"), counter, told))


def seated(office: Office) -> list[bool]:
    """Of everybody on the board, whether they sit at a station."""
    (session,) = station_desk.board(office, HALL)["sessions"]
    return [one["sits"] for station in session["stations"] for one in station["people"]]


def pass_time(office: Office, minutes: float) -> None:
    assert isinstance(office.clock, FixedClock)
    office.clock.go(minutes=minutes)


def test_at_one_counter_every_station_is_passed_and_its_minutes_are_kept(
    office: Office, day: RecordingDay, desk: Desk
) -> None:
    code = day.letter()
    number = comes(office, code)["number"]
    assert desk.called("1", number) == number
    desk.begin("1")
    (visit,) = here(office, number, day)
    for minutes, station in enumerate(chain(office), 1):
        pass_time(office, minutes)
        assert said(office, "1", visit, station)["state"] == "serving"
    (visit,) = here(office, number, day)
    assert visit.state == "passed"
    assert [round(run.minutes(office.clock.now())) for run in visit.runs] == [1, 2, 3]
    assert day.state_of(code) == ("recorded", "recorded")
    with office.database.reading() as connection:
        today = office.clock.now().date()
        measured = recording_reports.minutes(connection, office.hall(HALL), today, today)
    assert measured == {station: [(minutes, 1)] for minutes, station in enumerate(chain(office), 1)}


def test_in_a_chain_of_counters_the_number_goes_on_by_itself_and_is_called_there(
    office: Office, day: RecordingDay, desk: Desk
) -> None:
    first, second, third = chain(office)
    keeping.set_stations(office, HALL, {"1": (first,), "2": (second,), "3": (third,)}, "person:1")
    number = comes(office, day.letter())["number"]
    desk.called("1", number)
    desk.begin("1")
    (visit,) = here(office, number, day)
    assert said(office, "1", visit, first)["state"] == "waiting"
    waits = {code: sum(line["waiting"] for line in page_of(office, HALL, code)["lines"]) for code in ("1", "2")}
    assert waits == {"1": 0, "2": 1}, "a counter counts whom it may call"
    assert desk.called("2") == number  # sent on to this counter: before everybody else
    desk.begin("2")
    with pytest.raises(Refused, match=r"bukan di loket ini|Belum giliran"):
        said(office, "2", visit, third)
    assert said(office, "2", visit, second)["state"] == "waiting"
    assert desk.called("3") == number
    desk.begin("3")
    said(office, "3", visit, third)
    assert here(office, number, day)[0].state == "passed"


def test_while_the_next_counter_is_closed_the_number_stays(office: Office, day: RecordingDay) -> None:
    desk = Desk(office, HALL).open("1")
    first, second, third = chain(office)
    keeping.set_stations(office, HALL, {"1": (first,), "2": (second, third)}, "person:1")
    number = comes(office, day.letter())["number"]
    desk.called("1", number)
    desk.begin("1")
    (visit,) = here(office, number, day)
    assert said(office, "1", visit, first)["state"] == "serving"
    with pytest.raises(Refused, match="Loket 2 sedang tutup"):
        stations.send_on(office, HALL, asks("onward"), "1")
    desk.open("2")
    assert answer(stations.send_on(office, HALL, asks("onward"), "1"))["state"] == "waiting"


def test_a_family_is_done_one_after_the_other_with_one_number(office: Office, day: RecordingDay, desk: Desk) -> None:
    codes = [day.letter(family="0000000000000009") for _ in range(2)]
    number = comes(office, codes[0], family=True)["number"]
    desk.called("1", number)
    desk.begin("1")
    for each in here(office, number, day):
        for station in chain(office):
            pass_time(office, 1)
            said(office, "1", each, station)
    assert [day.state_of(code) for code in codes] == [("recorded", "recorded")] * 2
    assert [len(visit.runs) for visit in here(office, number, day)] == [3, 3]


def test_who_cannot_be_recorded_is_kept_with_the_reason_and_may_be_taken_back(
    office: Office, day: RecordingDay, desk: Desk
) -> None:
    code = day.letter()
    number = comes(office, code)["number"]
    desk.called("1", number)
    desk.begin("1")
    (visit,) = here(office, number, day)
    station = chain(office)[0]
    with pytest.raises(Refused, match="alasan"):
        said(office, "1", visit, station, "unable")
    said(office, "1", visit, station, "unable", reason="Sidik jari aus")
    assert day.state_of(code) == ("unable", "unable")
    stations.again(office, HALL, asks("again"), "1", visit.id)
    assert day.state_of(code) == ("checked_in", "unrecorded")
    said(office, "1", visit, station)
    assert [run.outcome for run in here(office, number, day)[0].runs if run.ended_at] == ["repeat", "pass"]


def test_who_went_home_is_called_again_another_day(office: Office, day: RecordingDay, desk: Desk) -> None:
    code = day.letter()
    number = comes(office, code)["number"]
    desk.called("1", number)
    desk.begin("1")
    (visit,) = here(office, number, day)
    stations.leave(office, HALL, asks("leavings"), "1", visit.id, "Pulang sebelum selesai")
    assert day.state_of(code) == ("absent", "unrecorded")
    assert here(office, number, day)[0].state == "stopped"


def test_who_came_without_a_letter_is_found_in_the_register(office: Office, day: RecordingDay, desk: Desk) -> None:
    person, gone = day.person(), day.person()
    day.letter(gone)  # which the statistics count: the row stays, emptied
    with office.database.writing() as connection:
        residents_erased.erase(connection, day.hall, [gone], Searched(), office.clock.now())
    number = desk.issue("perekaman-ektp")["number"]
    desk.called("1", number)
    desk.begin("1")
    (visit,) = here(office, number, day)
    for nobody in (99, 2):
        with pytest.raises(Refused, match="tidak ada di daftar"):
            stations.name(office, HALL, asks("names"), "1", visit.id, nobody)
    stations.name(office, HALL, asks("names"), "1", visit.id, 1)
    for station in chain(office):
        said(office, "1", visit, station)
    assert here(office, number, day)[0].resident == person


def test_whoever_is_recorded_without_the_letter_is_not_expected_with_it_any_more(
    office: Office, day: RecordingDay, desk: Desk
) -> None:
    code = day.letter(day.person())
    number = desk.issue("perekaman-ektp")["number"]
    desk.called("1", number)
    desk.begin("1")
    (visit,) = here(office, number, day)
    stations.name(office, HALL, asks("names"), "1", visit.id, 1)
    for station in chain(office):
        said(office, "1", visit, station)
    assert day.state_of(code) == ("recorded", "recorded")
    with pytest.raises(Refused, match="Untuk mengambil KTP, tunjukkan surat ini di loket"):
        comes(office, code)


def test_a_station_is_neither_recorded_twice_nor_before_its_turn(office: Office, day: RecordingDay, desk: Desk) -> None:
    number = comes(office, day.letter())["number"]
    desk.called("1", number)
    desk.begin("1")
    (visit,) = here(office, number, day)
    first, _, last = chain(office)
    with pytest.raises(Refused, match="Belum giliran"):
        said(office, "1", visit, last)
    said(office, "1", visit, first)
    with pytest.raises(Refused, match="sudah lulus"):
        said(office, "1", visit, first)


def test_whose_number_is_over_sits_nowhere_on_the_board(office: Office, day: RecordingDay, desk: Desk) -> None:
    desk.called("1", comes(office, day.letter())["number"])
    desk.begin("1")
    assert seated(office) == [True]
    desk.complete("1")
    assert seated(office) == []


def test_a_clock_stands_while_nobody_is_served_and_runs_anew_afterwards(
    office: Office, day: RecordingDay, desk: Desk
) -> None:
    number = comes(office, day.letter())["number"]
    desk.called("1", number)
    desk.begin("1")
    assert here(office, number, day)[0].running is not None
    desk.undo("1")
    assert here(office, number, day)[0].running is None
    desk.begin("1")
    desk.hold("1")
    assert (here(office, number, day)[0].running, here(office, number, day)[0].state) == (None, "waiting")


def test_who_was_called_to_another_day_meanwhile_is_not_taken_back(
    office: Office, day: RecordingDay, desk: Desk
) -> None:
    person = day.person()
    number = comes(office, day.letter(person))["number"]
    desk.called("1", number)
    desk.begin("1")
    (visit,) = here(office, number, day)
    stations.leave(office, HALL, asks("leavings"), "1", visit.id, "Pulang")
    RecordingDay(office, HALL, first=office.clock.now() + timedelta(days=7)).letter(person)
    with pytest.raises(Refused, match="sudah dipanggil lagi"):
        stations.again(office, HALL, asks("again"), "1", visit.id)


def test_a_station_needs_its_number_in_hand_and_begun(office: Office, day: RecordingDay, desk: Desk) -> None:
    number = comes(office, day.letter())["number"]
    (visit,) = here(office, number, day)
    with pytest.raises(Refused, match="tidak sedang memegang"):
        said(office, "1", visit, chain(office)[0])
    desk.called("1", number)
    with pytest.raises(Refused, match="Mulai layani"):
        said(office, "1", visit, chain(office)[0])
    other = desk.issue("skck")["number"]
    desk.called("2", other)
    desk.begin("2")
    with pytest.raises(Refused, match="bukan dari nomor"):
        said(office, "2", visit, chain(office)[0])


def taken(office: Office, day: RecordingDay) -> int:
    with office.database.reading() as connection:
        return sum(slot.taken for slot in sessions.slots(connection, [day.session])[day.session])


def summoned(office: Office, where: RecordingDay, *numbers: int) -> str:
    """A letter as the office makes it, with its place in a window; gives its code."""
    choice = summons_plans.Choice((where.code,), numbers)
    code: str = answer(summonses.summon(office, HALL, asks("summonses"), choice))["items"][0]["code"]
    return code


ENDINGS: dict[str, Callable[[Desk], object]] = {
    "cancelled": lambda desk: desk.cancel("1"),
    "absent": lambda desk: desk.absent("1"),
    "completed": lambda desk: desk.begin("1") and desk.complete("1"),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_when_a_number_ends_its_people_wait_for_the_next_call_at_once_and_undo_brings_them_back(
    office: Office, desk: Desk, ending: str
) -> None:
    shares.set_second_chances(office, HALL, 0, 1, "person:1")
    day = RecordingDay(office, HALL, first=office.clock.now() + timedelta(minutes=20))
    day.person()
    code = summoned(office, day, 1)
    number = comes(office, code)["number"]
    desk.called("1", number)
    ENDINGS[ending](desk)
    assert (day.state_of(code), taken(office, day)) == (("absent", "unrecorded"), 0)
    assert here(office, number, day)[0].state == "stopped"
    desk.undo("1")
    assert (day.state_of(code)[0], taken(office, day)) == ("checked_in", 1)
    assert here(office, number, day)[0].state == "waiting"


def test_a_number_that_comes_back_by_itself_is_still_here(office: Office, day: RecordingDay, desk: Desk) -> None:
    shares.set_second_chances(office, HALL, 1, 2, "person:1")
    code = day.letter()
    desk.called("1", comes(office, code)["number"])
    desk.absent("1")
    assert day.state_of(code)[0] == "checked_in"
    day_ends.end(office, HALL, asks("day-ends"), "Jam pelayanan selesai.")
    assert day.state_of(code)[0] == "absent"


def test_who_missed_the_call_is_taken_up_again_but_not_with_another_day_in_hand(
    office: Office, day: RecordingDay, desk: Desk
) -> None:
    shares.set_second_chances(office, HALL, 0, 1, "person:1")
    for _ in range(2):
        day.person()
    later = RecordingDay(office, HALL, first=office.clock.now() + timedelta(days=7))
    letters = [summoned(office, later, 1), summoned(office, later, 2)]
    pass_time(office, 7 * 24 * 60)
    numbers = [comes(office, code)["number"] for code in letters]
    for number in numbers:
        desk.called("1", number)
        desk.absent("1")
    again = RecordingDay(office, HALL, first=office.clock.now() + timedelta(days=7))
    assert answer(summonses.summon(office, HALL, asks("summonses"), summons_plans.Choice((again.code,), (2,))))["items"]
    desk.resume(numbers[0], "1")
    assert later.state_of(letters[0])[0] == "checked_in"
    desk.complete("1")
    with pytest.raises(Refused, match=f"{shown_number(numbers[1])} sudah diberi hari lain"):
        desk.resume(numbers[1], "1")
    assert later.state_of(letters[1])[0] == "absent"


def test_a_number_without_a_letter_that_ends_gives_its_place_of_the_reserve_back(office: Office, desk: Desk) -> None:
    RecordingDay(office, HALL, reserve=1)
    number = desk.issue("perekaman-ektp")["number"]
    desk.called("1", number)
    with pytest.raises(Refused, match="sudah habis"):
        desk.issue("perekaman-ektp")
    desk.cancel("1")
    assert desk.issue("perekaman-ektp")["number"] != number


def test_of_a_family_only_who_was_not_done_waits_for_the_next_call(
    office: Office, day: RecordingDay, desk: Desk
) -> None:
    codes = [day.letter(family="0000000000000033") for _ in range(3)]
    number = comes(office, codes[0], family=True)["number"]
    desk.called("1", number)
    desk.begin("1")
    first, second, _ = here(office, number, day)
    for station in chain(office):
        said(office, "1", first, station)
    said(office, "1", second, chain(office)[0], "unable", reason="Sidik jari aus")
    desk.complete("1")
    assert [day.state_of(code) for code in codes] == [
        ("recorded", "recorded"), ("unable", "unable"), ("absent", "unrecorded"),
    ]  # fmt: skip
    desk.undo("1")
    assert [day.state_of(code)[0] for code in codes] == ["recorded", "unable", "checked_in"]
