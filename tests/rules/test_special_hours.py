"""Jam khusus: what a keeper may set, what becomes of those in force, and what Ramadan's proposal adds up to."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.errors import Refused
from hall.rules.calendar import Hours, Special
from hall.rules.special_hours import RAMADAN_WEEK, Change, Wanted, again, judge, remains, week_of
from hall.rules.typed_times import week_lines

TODAY = date(2027, 2, 20)
FIRST, LAST = date(2027, 2, 8), date(2027, 3, 9)
OWN = week_of(RAMADAN_WEEK)
IN_FORCE = Special(1, "Ramadan", FIRST, LAST, OWN)
TO_COME = Special(2, "Porseni", date(2027, 8, 2), date(2027, 8, 6), {0: (Hours.of(480, 720),)})
OVER = Special(3, "Ramadan", date(2026, 2, 18), date(2026, 3, 19), OWN)
ALL = (OVER, IN_FORCE, TO_COME)


def wanted(first: date, last: date, name: str = "Ramadan", week: object = RAMADAN_WEEK) -> Wanted:
    return Wanted(name, first, last, week)  # type: ignore[arg-type]


def test_ramadans_proposal_is_the_week_of_the_perpres() -> None:
    minutes = {day: sum(closes - opens for opens, closes in one) for day, one in RAMADAN_WEEK.items()}
    breaks = {day: one[1][0] - one[0][1] for day, one in RAMADAN_WEEK.items()}
    assert sum(minutes.values()) == 32 * 60 + 30
    assert breaks == {0: 30, 1: 30, 2: 30, 3: 30, 4: 60}
    assert {one[0][0] for one in RAMADAN_WEEK.values()} == {8 * 60}
    assert week_lines(OWN) == [
        ("Senin–Kamis", "08.00-12.00, 12.30-15.00"),
        ("Jumat", "08.00-11.30, 12.30-15.30"),
    ]


def test_a_week_is_said_with_its_neighbours_together() -> None:
    one = (Hours.of(480, 720),)
    assert week_lines({0: one, 1: one, 3: one, 6: one}) == [
        ("Senin–Selasa", "08.00-12.00"),
        ("Kamis", "08.00-12.00"),
        ("Minggu", "08.00-12.00"),
    ]
    assert week_lines({}) == []


@pytest.mark.parametrize(
    ("new", "field", "sentence"),
    [
        (wanted(TODAY - timedelta(days=1), LAST), "first", "hari yang sudah lewat tidak diubah"),
        (wanted(date(2027, 9, 2), date(2027, 9, 1)), "last", "tidak boleh sebelum tanggal mulai"),
        (wanted(FIRST, TODAY - timedelta(days=1)), "last", "sudah lewat"),
        (wanted(date(2027, 9, 1), date(2028, 9, 1)), "last", "paling lama 366 hari"),
        (wanted(date(2027, 9, 1), date(2027, 9, 2), week={0: ()}), "day0", "Paling sedikit satu hari"),
        (wanted(LAST, date(2027, 4, 1)), "first", "bertumpuk dengan Ramadan (08-02-2027 sampai 09-03-2027)"),
        (wanted(date(2027, 7, 1), date(2027, 8, 2)), "first", "bertumpuk dengan Porseni (02-08-2027 sampai 06-08-2027)"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_reason(new: Wanted, field: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        judge(ALL, new, TODAY)
    assert (refused.value.code, refused.value.field) == ("bad_request", field)
    assert sentence in refused.value.detail


def test_other_hours_for_those_in_force_hold_from_today_and_leave_the_days_gone_by() -> None:
    shorter = {day: ((480, 720),) for day in range(5)}
    change = judge(ALL, wanted(FIRST, LAST, week=shorter), TODAY, IN_FORCE)
    assert change == Change(wanted(TODAY, LAST, week=shorter), left=TODAY - timedelta(days=1))


def test_the_same_hours_with_another_end_are_the_same_special_hours() -> None:
    longer = wanted(FIRST, LAST + timedelta(days=1))
    assert judge(ALL, longer, TODAY, IN_FORCE) == Change(longer)


def test_a_start_that_moves_into_the_future_gives_the_days_between_back_to_the_week() -> None:
    later = wanted(TODAY + timedelta(days=3), LAST)
    assert judge(ALL, later, TODAY, IN_FORCE) == Change(later, left=TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="hari yang sudah lewat"):
        judge(ALL, wanted(FIRST + timedelta(days=1), LAST), TODAY, IN_FORCE)


def test_what_has_not_begun_is_changed_whole() -> None:
    moved = wanted(date(2027, 8, 3), date(2027, 8, 7), "Porseni")
    assert judge(ALL, moved, TODAY, TO_COME) == Change(moved)


def test_what_is_taken_away_keeps_its_days_gone_by() -> None:
    assert remains(IN_FORCE, TODAY) == TODAY - timedelta(days=1)
    assert remains(IN_FORCE, FIRST) is None
    assert remains(TO_COME, TODAY) is None
    with pytest.raises(Refused, match="sudah lewat"):
        remains(OVER, TODAY)
    with pytest.raises(Refused, match="sudah lewat"):
        judge(ALL, wanted(OVER.first, LAST), TODAY, OVER)


def test_a_list_that_comes_again_changes_only_what_changed() -> None:
    assert again(ALL, wanted(OVER.first, OVER.last), TODAY) is None
    assert again(ALL, wanted(FIRST, LAST), TODAY) is None
    longer = wanted(FIRST, LAST + timedelta(days=1), "ramadan")
    assert again(ALL, longer, TODAY) == (longer, IN_FORCE)
    new = wanted(date(2027, 9, 1), date(2027, 9, 3), "Ramadan")
    assert again(ALL, new, TODAY) == (new, None)


def test_a_list_that_comes_again_after_the_keeper_changed_the_hours_of_those_in_force_goes_on_from_there() -> None:
    begun = Special(1, "Ramadan", FIRST, TODAY - timedelta(days=1), OWN)
    goes_on = Special(4, "Ramadan", TODAY, LAST, {0: (Hours.of(480, 720),)})
    now = wanted(TODAY, LAST)
    assert again((begun, goes_on), wanted(FIRST, LAST), TODAY) == (now, goes_on)
    assert judge((begun, goes_on), now, TODAY, goes_on) == Change(now)


DAYS = st.integers(-40, 200).map(lambda n: TODAY + timedelta(days=n))


@given(st.lists(st.tuples(DAYS, st.integers(0, 30), st.integers(-1, 5), st.booleans()), max_size=12))
def test_however_a_keeper_goes_on_no_two_share_a_day_and_the_past_stays(
    wishes: list[tuple[date, int, int, bool]],
) -> None:
    """Wishes one after the other, new ones and changes, each on the day after the one before."""
    kept, today = [IN_FORCE], TODAY
    for place, (first, long, which, other) in enumerate(wishes):
        instead = kept[which] if 0 <= which < len(kept) else None
        week = {0: ((480, 600 + place),)} if other else RAMADAN_WEEK
        past = {day: one.hours for one in kept for day in days_of(one) if day < today}
        new = wanted(instead.first if instead and other else first, first + timedelta(days=long), week=week)
        try:
            change = judge(kept, new, today, instead)
        except Refused:
            continue
        kept = [one for one in kept if one != instead]
        if instead and change.left is not None:
            kept.append(Special(instead.id, "", instead.first, change.left, instead.hours))
        hours = week_of(change.put.week)
        kept.append(Special(100 + place, "", change.put.first, change.put.last, hours))

        days = [day for one in kept for day in days_of(one)]
        assert len(days) == len(set(days))
        assert {day: one.hours for one in kept for day in days_of(one) if day < today} == past
        today += timedelta(days=1)


def days_of(special: Special) -> list[date]:
    return [special.first + timedelta(days=n) for n in range((special.last - special.first).days + 1)]
