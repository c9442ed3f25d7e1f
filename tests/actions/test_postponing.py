"""Trouble: everybody who waits with a letter goes home with another day, and nobody is forgotten or moved twice."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from hall.actions import check_ins, postponing
from hall.actions.check_ins import Coming
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import tables as t
from hall.records import tickets
from tests.office import Desk, answer, asks, counts
from tests.recording import RecordingDay

HALL = "barito-kuala"


@pytest.fixture
def day(office: Office) -> RecordingDay:
    return RecordingDay(office, HALL)


def slips(office: Office) -> int:
    with office.database.reading() as connection:
        return int(connection.execute(select(func.count()).where(t.print_jobs.c.kind == "panggilan")).scalar_one())


def test_who_waits_gets_another_day_on_paper_and_who_is_served_stays(office: Office, day: RecordingDay) -> None:
    later = RecordingDay(office, HALL, first=office.clock.now() + timedelta(days=7))
    letters = [day.letter() for _ in range(3)]
    numbers = [answer(check_ins.check_in(office, HALL, asks("check-ins"), Coming(code)))["number"] for code in letters]
    walked_in = Desk(office, HALL).issue("perekaman-ektp")["number"]
    desk = Desk(office, HALL).open("1")
    desk.called("1", numbers[0])
    desk.begin("1")
    assert postponing.waiting(office, HALL) == 2
    ask = asks("postponements")
    told = answer(postponing.postpone(office, HALL, ask, [later.code]))
    assert answer(postponing.postpone(office, HALL, ask, [later.code])) == told
    assert told["moved"] == 2
    assert [day.state_of(code)[0] for code in letters] == ["checked_in", "moved_day", "moved_day"]
    assert [day.state_of(code)[0] for code in told["codes"]] == ["made", "made"]
    assert slips(office) == 2
    hall = office.hall(HALL)
    with office.database.reading() as connection:
        today = office.clock.now().date()
        states = [tickets.by_number(connection, hall, number, today) for number in (*numbers, walked_in)]
    assert [one.state.value for one in states if one] == ["serving", "cancelled", "cancelled", "waiting"]
    assert all(kept == real for kept, real in counts(office, HALL).values())
    with pytest.raises(Refused) as nobody:
        postponing.postpone(office, HALL, asks("postponements"), [later.code])
    assert nobody.value.code == "nobody_waiting"


def test_where_they_do_not_all_fit_nobody_is_moved(office: Office, day: RecordingDay) -> None:
    later = RecordingDay(office, HALL, windows=1, first=office.clock.now() + timedelta(days=7))
    for _ in range(9):
        later.letter(window=0)
    with office.database.writing() as connection:
        connection.execute(
            t.session_slots.update().where(t.session_slots.c.session_id == later.session).values(taken=9)
        )
    letters = [day.letter() for _ in range(2)]
    for code in letters:
        check_ins.check_in(office, HALL, asks("check-ins"), Coming(code))
    with pytest.raises(Refused) as full:
        postponing.postpone(office, HALL, asks("postponements"), [later.code])
    assert full.value.code == "quota_reached"
    assert [day.state_of(code)[0] for code in letters] == ["checked_in"] * 2
    assert slips(office) == 0
    other = RecordingDay(office, HALL, first=office.clock.now() + timedelta(days=8))
    both = [later.code, other.code]
    assert answer(postponing.postpone(office, HALL, asks("postponements"), both))["moved"] == 2
