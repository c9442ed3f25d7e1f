"""How many letters a day holds: never more than the issue's figures, and said in words."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from hall.errors import Refused
from hall.rules import capacity
from hall.rules.calendar import Calendar, Closure, Hours, Special
from hall.rules.recording import KALIPARE, Session, Slot, chain_of
from hall.rules.session_plans import Wish, outside, plan
from hall.rules.special_hours import RAMADAN_WEEK, week_of
from tests.rules.test_recording import document

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
DEMO = Calendar("Asia/Jakarta", around_the_clock=True)
WEEK = {day: (Hours(time(8), time(12)), Hours(time(13), time(15, 30))) for day in range(5)}
OFFICE = Calendar("Asia/Jakarta", WEEK, {date(2026, 12, 25): "Hari Raya Natal"})


def letters(sets: int, at_kasi: int = 1, slug: str = "kalipare") -> int:
    wish = Wish(MONDAY, "office", "Ruang perekaman", sets=sets, at_kasi=at_kasi)
    return plan(wish, DEMO, "WIB", chain_of(document(slug))).letters


def test_one_kalipare_set_holds_thirty_letters() -> None:
    assert letters(1) == 30


def test_two_sets_hold_more_but_never_more_than_sixty_eight() -> None:
    assert 1.8 * letters(1) <= letters(2) <= 68


@pytest.mark.long
def test_a_third_set_helps_in_earnest_only_with_a_second_person_for_the_kasis_step() -> None:
    assert letters(3) - letters(2) < 8
    assert letters(3, at_kasi=2) > 1.4 * letters(2)


def test_three_roles_of_barito_kuala_never_promise_the_thirty_of_a_division() -> None:
    assert 20 <= letters(1, slug="barito-kuala") <= 24


def test_the_same_question_has_the_same_answer() -> None:
    day = capacity.Day(tuple((30.0 * place, 30.0 * place + 30) for place in range(12)), 480.0)
    question = capacity.Question(capacity.line_of(KALIPARE, 1), day)
    first = capacity.people(question)
    capacity.people.cache_clear()

    assert capacity.people(question) == first
    assert not capacity.ends_in_time(question, capacity.division(question))


def test_a_break_holds_fewer_than_a_day_without_one() -> None:
    windows = tuple((60.0 * place, 60.0 * place + 60) for place in range(4))
    line = capacity.line_of(KALIPARE, 1)
    through = capacity.people(capacity.Question(line, capacity.Day(windows, 330.0)))

    assert capacity.people(capacity.Question(line, capacity.Day(windows, 330.0, ((120.0, 200.0),)))) < through


def test_the_capacity_is_explained_with_its_division_its_reserve_and_its_reason() -> None:
    found = plan(Wish(MONDAY, "office", "Ruang perekaman", sets=2), DEMO, "WIB", KALIPARE)

    assert found.explained.startswith(
        f"2 set x 45 = 90, cadangan 15 %: 76 surat. Sebaiknya {found.holds} surat, supaya 9 dari 10 hari selesai "
    )
    assert "sebelum pukul 16.00 WIB." in found.explained
    assert found.explained.endswith("Dihitung dari menit tercetak SOP Kalipare.")


def test_where_the_kasi_holds_the_chain_up_it_is_said() -> None:
    hours = ((8 * 60, 10 * 60 + 30),)
    third = plan(Wish(MONDAY, "office", "Ruang perekaman", sets=3, hours=hours), OFFICE, "WIB", KALIPARE)

    assert "Semua orang melewati Kasi Pemerintahan" in third.explained


def test_windows_lie_inside_the_hours_and_their_letters_are_the_capacity() -> None:
    found = plan(Wish(MONDAY, "office", "Ruang perekaman"), OFFICE, "WIB", KALIPARE)
    starts = [slot.start.astimezone(UTC).hour + 7 for slot in found.slots]

    assert min(starts) == 8
    assert 12 not in starts
    assert max(slot.end for slot in found.slots) == datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    assert sum(slot.capacity for slot in found.slots) == found.letters
    assert found.reserve > 0


def test_fridays_prayer_is_in_nobodys_window_even_when_hours_are_typed() -> None:
    wish = Wish(FRIDAY, "office", "Ruang perekaman", hours=((8 * 60, 16 * 60),))
    found = plan(wish, OFFICE, "WIB", KALIPARE)

    assert found.hours == ((8 * 60, 11 * 60 + 30), (13 * 60, 16 * 60))
    prayer = (datetime(2026, 11, 27, 4, 30, tzinfo=UTC), datetime(2026, 11, 27, 6, 0, tzinfo=UTC))
    assert all(slot.end <= prayer[0] or slot.start >= prayer[1] for slot in found.slots)


def test_in_ramadan_a_session_has_the_special_hours_of_its_day() -> None:
    """On Fridays the prayer is cut out of them, too: the break of the Perpres ends at 12.30, the prayer at 13.00."""
    week = week_of(RAMADAN_WEEK)
    fasting = replace(OFFICE, special=(Special(1, "Ramadan", MONDAY, FRIDAY, week),))
    monday, friday = (plan(Wish(day, "office", "Aula"), fasting, "WIB", KALIPARE) for day in (MONDAY, FRIDAY))

    assert monday.hours == ((480, 720), (750, 900))
    assert (monday.slots[-1].start, monday.slots[-1].end) == (clock(MONDAY, 13, 30), clock(MONDAY, 14, 0))
    assert friday.hours == ((480, 690), (780, 930))
    prayer = clock(FRIDAY, 11, 30), clock(FRIDAY, 13, 0)
    assert all(slot.end <= prayer[0] or slot.start >= prayer[1] for slot in friday.slots)


def test_a_window_that_the_calendar_holds_no_more_is_told_where_letters_call_to_it() -> None:
    windows = [slot(9, 0, 4), slot(12, 0, 1), slot(15, 0, 2), slot(15, 30, 0)]
    shorter = replace(OFFICE, special=(Special(1, "Ramadan", MONDAY, MONDAY, {0: (Hours.of(480, 720),)}),))
    session = Session(1, "P-1", MONDAY, "office", "Aula", 10, 2, "planned")

    def told(calendar: Calendar, **changes: object) -> list[int]:
        return [windows.index(one) for one in outside(replace(session, **changes), windows, calendar)]  # type: ignore[arg-type]

    assert told(OFFICE) == [1]
    assert told(shorter) == [1, 2]
    assert told(shorter, plan={"typed": True}) == []
    assert told(shorter, day=MONDAY + timedelta(days=1)) == [0, 1, 2], (
        "windows of another day lie in no hours of this one"
    )
    free = replace(OFFICE, holidays={MONDAY: "Pilkada"})
    assert told(free) == told(free, plan={"typed": True}, kind="village") == [0, 1, 2]
    shut = replace(OFFICE, closures=(Closure(clock(MONDAY, 9, 15), clock(MONDAY, 9, 20), "Listrik"),))
    assert (told(shut), told(shut, kind="village")) == ([0, 1], [1])
    assert told(DEMO) == []


def test_hours_of_a_session_that_are_typed_are_marked_as_its_own() -> None:
    typed = Wish(MONDAY, "office", "Aula", hours=((480, 720),))
    assert plan(typed, OFFICE, "WIB", KALIPARE).kept(KALIPARE)["typed"] is True
    assert plan(replace(typed, hours=None), OFFICE, "WIB", KALIPARE).kept(KALIPARE)["typed"] is False


def clock(day: date, hour: int, minute: int) -> datetime:
    """Wall time of Jakarta."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


def slot(hour: int, minute: int, taken: int) -> Slot:
    """Half an hour of MONDAY."""
    start = clock(MONDAY, hour, minute)
    return Slot(0, 0, start, start + timedelta(minutes=30), 4, taken)


def test_hours_of_a_session_are_typed() -> None:
    found = plan(Wish(MONDAY, "office", "Aula", hours=((8 * 60, 14 * 60),), until=12 * 60), OFFICE, "WIB", KALIPARE)

    assert found.hours == ((480, 840),)
    assert len(found.slots) == 8


def test_a_session_of_the_afternoon_has_its_own_last_arrival() -> None:
    found = plan(Wish(MONDAY, "village", "Balai", hours=((15 * 60, 19 * 60),)), OFFICE, "WIB", KALIPARE)

    assert found.slots[0].start == clock(MONDAY, 15, 0)
    assert found.slots[-1].end == clock(MONDAY, 18, 0)


@pytest.mark.parametrize(
    ("wish", "code", "words"),
    [
        (Wish(date(2026, 12, 25), "office", "x"), "hall_closed", "Hari Raya Natal"),
        (Wish(date(2026, 12, 25), "village", "x", hours=((480, 900),)), "hall_closed", "Hari Raya Natal"),
        (Wish(date(2026, 11, 28), "village", "Balai Desa"), "hall_closed", "Sabtu"),
        (Wish(MONDAY, "office", "x", sets=0), "bad_request", "Set perekaman"),
        (Wish(MONDAY, "office", "x", window=20), "bad_request", "30 sampai 60"),
        (Wish(MONDAY, "office", "x", letters=400), "bad_request", "tidak muat menurut SOP"),
        (Wish(MONDAY, "mosque", "x"), "bad_request", "Jenis sesi"),
        (Wish(MONDAY, "office", "x", hours=((480, 500),)), "bad_request", "terlalu pendek"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(wish: Wish, code: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        plan(wish, OFFICE, "WIB", KALIPARE)

    assert refused.value.code == code
    assert words in refused.value.detail


def test_a_closure_refuses_a_session_in_the_office_and_none_elsewhere() -> None:
    shut = Closure(datetime(2026, 11, 23, 0, tzinfo=UTC), datetime(2026, 11, 24, 0, tzinfo=UTC), "Rapat kabupaten.")
    calendar = Calendar("Asia/Jakarta", WEEK, closures=(shut,))

    with pytest.raises(Refused, match="Rapat kabupaten"):
        plan(Wish(MONDAY, "office", "x"), calendar, "WIB", KALIPARE)
    assert plan(Wish(MONDAY, "village", "Balai Desa"), calendar, "WIB", KALIPARE).letters > 0
