"""Days and hours of a hall: its own midnight, its opening sentences, its working days."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall.rules.calendar import (
    Calendar,
    Closure,
    Hours,
    Special,
    add_working_days,
    business_day,
    date_text,
    day_starts,
    hours_of,
    is_working_day,
    opening,
    slip_time_text,
    working_days_between,
)
from hall.rules.special_hours import RAMADAN_WEEK, week_of

MORNING, AFTERNOON = Hours(time(8), time(12)), Hours(time(13), time(15, 30))
WEEK = {day: (MORNING, AFTERNOON) for day in range(5)}
OFFICE = Calendar("Asia/Jakarta", WEEK, {date(2026, 12, 25): "Hari Raya Natal"})


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [("Asia/Jakarta", (16, 59, 59), (17, 0, 0)), ("Asia/Makassar", (15, 59, 59), (16, 0, 0))],
)
def test_the_business_day_turns_at_the_halls_own_midnight(
    zone: str, before: tuple[int, int, int], after: tuple[int, int, int]
) -> None:
    day = date(2026, 11, 19)
    assert business_day(datetime.combine(day, time(*before), UTC), zone) == day
    assert business_day(datetime.combine(day, time(*after), UTC), zone) == day + timedelta(days=1)
    assert day_starts(day + timedelta(days=1), zone) == datetime.combine(day, time(*after), UTC)


@settings(deadline=None)
@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]),
)
def test_every_moment_lies_in_its_day(now: datetime, zone: str) -> None:
    day = business_day(now, zone)
    assert day_starts(day, zone) <= now < day_starts(day + timedelta(days=1), zone)


def at(*words: int, zone_hours: int = 7) -> datetime:
    return datetime(*words, tzinfo=UTC) - timedelta(hours=zone_hours)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("now", "opens", "why", "until"),
    [
        (at(2026, 11, 19, 7, 59, 59), False, "Belum buka. Buka pukul 08.00.", None),
        (at(2026, 11, 19, 8, 0), True, None, "15.30"),
        (at(2026, 11, 19, 11, 59, 59), True, None, "15.30"),
        (at(2026, 11, 19, 12, 0), False, "Istirahat. Buka lagi pukul 13.00.", None),
        (at(2026, 11, 19, 13, 0), True, None, "15.30"),
        (
            at(2026, 11, 19, 15, 30),
            False,
            "Layanan hari ini sudah tutup pukul 15.30. Buka lagi Jumat, 20 November, pukul 08.00.",
            None,
        ),
        (
            at(2026, 11, 21, 9, 0),
            False,
            "Hari Sabtu tidak ada layanan. Buka lagi Senin, 23 November, pukul 08.00.",
            None,
        ),
        (at(2026, 12, 25, 9, 0), False, "Libur: Hari Raya Natal. Buka lagi Senin, 28 Desember, pukul 08.00.", None),
    ],
)
def test_the_opening_says_why_not(now: datetime, opens: bool, why: str | None, until: str | None) -> None:
    found = opening(OFFICE, now)
    assert (found.open, found.why, found.until) == (opens, why, until)


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (at(2026, 11, 19, 7, 59), "Not open yet. Opens at 08.00."),
        (at(2026, 11, 19, 12, 0), "Break. Open again at 13.00."),
        (at(2026, 11, 19, 15, 30), "Service ended today at 15.30. Open again on Friday, 20 November, at 08.00."),
        (at(2026, 11, 21, 9, 0), "There is no service on Saturdays. Open again on Monday, 23 November, at 08.00."),
        (at(2026, 12, 25, 9, 0), "Public holiday: Hari Raya Natal. Open again on Monday, 28 December, at 08.00."),
        (at(2026, 11, 19, 9, 0), None),
    ],
)
def test_who_reads_english_hears_the_same_day_and_hour(now: datetime, why: str | None) -> None:
    assert opening(OFFICE, now).why_en == why


def test_a_closure_is_told_by_its_reason_and_ends_to_the_second() -> None:
    start, end = at(2026, 11, 19, 9, 0), at(2026, 11, 19, 10, 0)
    shut = Calendar("Asia/Jakarta", WEEK, closures=(Closure(start, end, "Listrik padam."),))
    assert opening(shut, start - timedelta(seconds=1)).open
    assert opening(shut, start).why == "Listrik padam."
    assert opening(shut, start).why_en == "Closed for now: Listrik padam."
    assert opening(shut, end).open


def test_the_demo_knows_no_holiday_and_no_night() -> None:
    assert opening(Calendar("Asia/Jakarta", around_the_clock=True), at(2026, 12, 25, 3, 0)).open


def test_working_days_leave_out_weekends_and_holidays() -> None:
    thursday, tuesday = date(2026, 12, 24), date(2026, 12, 29)
    assert working_days_between(OFFICE, thursday, tuesday) == 2  # Monday and Tuesday; Friday is Christmas
    assert add_working_days(OFFICE, thursday, 2) == tuesday
    assert working_days_between(OFFICE, tuesday, thursday) == 0
    assert add_working_days(OFFICE, thursday, 0) == thursday


def test_where_no_hours_are_kept_it_is_monday_to_friday() -> None:
    bare = Calendar("Asia/Jakarta")
    assert [is_working_day(bare, date(2026, 11, 16) + timedelta(days=n)) for n in range(7)] == [True] * 5 + [False] * 2


def test_a_hall_that_never_works_hangs_nobody() -> None:
    free = {date(2026, 1, 1) + timedelta(days=n): "libur" for n in range(800)}
    assert add_working_days(Calendar("Asia/Jakarta", WEEK, free), date(2026, 1, 1), 3) > date(2026, 1, 1)


RAMADAN = Special(
    1, "Ramadan", date(2027, 2, 8), date(2027, 3, 9),
    week_of(RAMADAN_WEEK),
)  # fmt: skip
FASTING = Calendar(
    "Asia/Jakarta", {**WEEK, 5: (MORNING,)}, {date(2027, 3, 8): "Nyepi"}, special=(RAMADAN,)
)  # Saturdays are served, but not in Ramadan


@pytest.mark.parametrize(
    ("now", "opens", "said"),
    [
        (at(2027, 2, 5, 15, 20), True, "15.30"),  # the Friday before
        (at(2027, 2, 6, 9, 0), True, "12.00"),
        (at(2027, 2, 6, 13, 0), False, "Layanan hari ini sudah tutup pukul 12.00. Buka lagi Senin, 8 Februari, pukul 08.00."),
        (at(2027, 2, 8, 7, 59), False, "Belum buka. Buka pukul 08.00."),
        (at(2027, 2, 8, 12, 29), False, "Istirahat. Buka lagi pukul 12.30."),
        (at(2027, 2, 8, 12, 30), True, "15.00"),
        (
            at(2027, 2, 8, 15, 0),
            False,
            "Layanan hari ini sudah tutup pukul 15.00 (Ramadan). Buka lagi Selasa, 9 Februari, pukul 08.00.",
        ),
        (at(2027, 2, 12, 11, 30), False, "Istirahat. Buka lagi pukul 12.30."),
        (at(2027, 2, 12, 15, 29), True, "15.30"),
        (
            at(2027, 2, 12, 16, 0),
            False,
            "Layanan hari ini sudah tutup pukul 15.30 (Ramadan). Buka lagi Senin, 15 Februari, pukul 08.00.",
        ),
        (at(2027, 2, 13, 9, 0), False, "Hari Sabtu tidak ada layanan (Ramadan). Buka lagi Senin, 15 Februari, pukul 08.00."),
        (at(2027, 3, 8, 9, 0), False, "Libur: Nyepi. Buka lagi Selasa, 9 Maret, pukul 08.00."),
        (
            at(2027, 3, 9, 15, 10),
            False,
            "Layanan hari ini sudah tutup pukul 15.00 (Ramadan). Buka lagi Rabu, 10 Maret, pukul 08.00.",
        ),
        (at(2027, 3, 10, 15, 10), True, "15.30"),
        (at(2027, 3, 13, 9, 0), True, "12.00"),
    ],
)  # fmt: skip
def test_special_hours_stand_before_the_weeks_and_after_holidays(now: datetime, opens: bool, said: str) -> None:
    found = opening(FASTING, now)
    assert (found.open, found.until if opens else found.why) == (opens, said)


def test_a_closure_stands_before_special_hours() -> None:
    shut = Closure(at(2027, 2, 8, 9, 0), at(2027, 2, 8, 10, 0), "Listrik padam.")
    assert opening(replace(FASTING, closures=(shut,)), at(2027, 2, 8, 9, 30)).why == "Listrik padam."


def test_working_days_follow_the_special_hours() -> None:
    assert add_working_days(FASTING, date(2027, 2, 5), 1) == date(2027, 2, 6)  # a Saturday before Ramadan counts
    assert add_working_days(FASTING, date(2027, 2, 12), 1) == date(2027, 2, 15)  # one in Ramadan does not
    assert working_days_between(FASTING, date(2027, 3, 5), date(2027, 3, 13)) == 5  # Nyepi and a Saturday left out
    bare = Calendar("Asia/Jakarta", special=(replace(RAMADAN, hours={6: (MORNING,)}),))
    assert is_working_day(bare, date(2027, 2, 14))  # where no hours of the week are kept, the special ones still hold
    assert not is_working_day(bare, date(2027, 2, 15))


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def weeks(draw: st.DrawFn) -> dict[int, tuple[Hours, ...]]:
    """Any week: each weekday with none to three stretches."""
    week = {}
    for day in range(7):
        edges = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
        pairs = zip(edges[::2], edges[1::2], strict=False)
        week[day] = tuple(Hours.of(*pair) for pair in pairs)
    return week


@given(weeks(), weeks(), DAYS, st.integers(0, 60), st.sets(DAYS, max_size=20), st.data())
def test_every_day_has_one_source_of_hours_and_the_opening_agrees_with_it(
    usual: dict[int, tuple[Hours, ...]],
    own: dict[int, tuple[Hours, ...]],
    first: date,
    long: int,
    free: set[date],
    data: st.DataObject,
) -> None:
    special = Special(1, "Ramadan", first, first + timedelta(days=long), own)
    calendar = Calendar("Asia/Makassar", usual, dict.fromkeys(free, "libur"), special=(special,))
    near = st.dates(first - timedelta(days=2), special.last + timedelta(days=2))
    day = data.draw(near | st.sampled_from(sorted(free) or [first]))
    minute = data.draw(st.integers(0, 1439))
    inside = first <= day <= special.last
    source = () if day in free else (own if inside else usual)[day.weekday()]

    assert hours_of(calendar, day) == source
    found = opening(calendar, day_starts(day, "Asia/Makassar") + timedelta(minutes=minute))
    assert found.open == any(one.minutes[0] <= minute < one.minutes[1] for one in source)
    assert is_working_day(calendar, day) == bool(source)


@given(st.integers(0, 1439), st.integers(1, 1440))
def test_hours_are_the_minutes_that_were_kept(opens: int, closes: int) -> None:
    assert Hours.of(opens, closes).minutes == (opens, closes)


@settings(deadline=None)
@given(DAYS, st.integers(0, 60), st.sets(DAYS, max_size=40), st.sets(st.integers(0, 6), min_size=1))
def test_counting_and_adding_working_days_agree(start: date, days: int, free: set[date], week: set[int]) -> None:
    calendar = Calendar("Asia/Jakarta", {day: (MORNING,) for day in week}, {day: "libur" for day in free})
    due = add_working_days(calendar, start, days)
    assert working_days_between(calendar, start, due) == days
    assert days == 0 or is_working_day(calendar, due)
    assert working_days_between(calendar, start, due - timedelta(days=1)) == max(0, days - 1)


def test_dates_read_as_indonesians_write_them() -> None:
    assert date_text(date(2026, 11, 19)) == "Kamis, 19 November 2026"
    moment = datetime(2026, 11, 19, 16, 15, tzinfo=UTC)
    assert slip_time_text(moment, "Asia/Makassar", "WITA") == "Jumat, 20-11-2026 00.15 WITA"
