"""Notices by calendar: over days and months, in three time zones, on Fridays and holidays; and the sun behind the prayers."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.rules import notices, prayer, reminders
from hall.rules.calendar import Calendar, Closure, Hours, Special
from hall.rules.prayer import Place
from hall.rules.reminders import BREAK, CLOSING, DEFAULTS, Reminder
from hall.rules.special_hours import RAMADAN_WEEK, week_of

JAKARTA = Place(-6.1745, 106.8227)
MARABAHAN = Place(-2.99, 114.77)  # Barito Kuala
JAYAPURA = Place(-2.53, 140.70)
DAY = Hours(time(8), time(12)), Hours(time(13), time(15))
FRIDAY = Hours(time(8), time(11, 30)), Hours(time(13), time(15))
WEEK = {0: DAY, 1: DAY, 2: DAY, 3: DAY, 4: FRIDAY}
THURSDAY = date(2026, 11, 19)
CALENDAR = Calendar("Asia/Jakarta", WEEK, holidays={date(2026, 12, 25): "Natal"})


def said(day: date, calendar: Calendar = CALENDAR, place: Place | None = JAKARTA) -> list[tuple[str, str, str]]:
    """(from, until, title) of a day's notices on the wall clock."""
    return [
        (f"{one.begins:%H.%M}", f"{one.until:%H.%M}", one.title)
        for one in notices.today(DEFAULTS, place, calendar, day)
    ]


def test_an_ordinary_day_reminds_of_the_break_the_prayers_and_the_close() -> None:
    assert said(THURSDAY) == [
        ("11.40", "11.50", "Zuhur 11.40"),
        ("11.45", "13.00", "Istirahat 12.00–13.00"),
        ("14.30", "15.00", "Pengambilan nomor tutup pukul 15.00"),
    ]  # asar is at 15.03, after the close


def test_friday_has_its_own_break_and_prayer() -> None:
    assert said(THURSDAY + timedelta(days=1))[:2] == [
        ("11.15", "13.00", "Istirahat dan salat Jumat 11.30–13.00"),
        ("11.26", "11.51", "Salat Jumat 11.41"),
    ]


def test_in_ramadan_the_close_and_the_break_are_those_of_the_special_hours() -> None:
    """As the Perpres has them; the prayers stay where the sun puts them."""
    week = week_of(RAMADAN_WEEK)
    fasting = replace(CALENDAR, special=(Special(1, "Ramadan", THURSDAY, THURSDAY + timedelta(days=1), week),))
    assert said(THURSDAY, fasting, None) == [
        ("11.45", "12.30", "Istirahat 12.00–12.30"),
        ("14.30", "15.00", "Pengambilan nomor tutup pukul 15.00"),
    ]
    assert said(THURSDAY + timedelta(days=1), fasting)[:2] == [
        ("11.15", "12.30", "Istirahat dan salat Jumat 11.30–12.30"),
        ("11.26", "11.51", "Salat Jumat 11.41"),
    ]
    assert [title for _, _, title in said(THURSDAY + timedelta(days=1), fasting)][2:] == [
        "Pengambilan nomor tutup pukul 15.30", "Asar 15.04",
    ]  # fmt: skip
    assert said(THURSDAY + timedelta(days=4), fasting) == said(THURSDAY + timedelta(days=4)), "afterwards as ever"


@pytest.mark.parametrize(
    "day", [date(2026, 11, 21), date(2026, 11, 22), date(2026, 12, 25)], ids=["Sabtu", "Minggu", "Natal"]
)
def test_a_day_without_service_has_none(day: date) -> None:
    assert said(day) == []


def test_without_a_place_no_prayer_is_known() -> None:
    assert [title for _, _, title in said(THURSDAY, place=None)] == [
        "Istirahat 12.00–13.00", "Pengambilan nomor tutup pukul 15.00",
    ]  # fmt: skip


def test_an_early_close_moves_the_notice_and_takes_the_break_after_it_away() -> None:
    def closed(begins: int, ends: int) -> Calendar:
        at = [
            datetime.combine(THURSDAY, time(hour), ZoneInfo("Asia/Jakarta")).astimezone(UTC) for hour in (begins, ends)
        ]
        return replace(CALENDAR, closures=(Closure(at[0], at[1], "Apel"),))

    assert [title for _, _, title in said(THURSDAY, closed(14, 20), None)][-1] == "Pengambilan nomor tutup pukul 14.00"
    assert said(THURSDAY, closed(11, 20), None) == [("10.30", "11.00", "Pengambilan nomor tutup pukul 11.00")]
    assert len(said(THURSDAY, closed(9, 10), None)) == 2, "a closure is no break: its own reason is shown"
    assert said(THURSDAY, closed(7, 20)) == []


def test_a_hall_open_around_the_clock_tells_every_prayer_and_no_close() -> None:
    always = Calendar("Asia/Jakarta", WEEK, around_the_clock=True)
    assert [title for _, _, title in said(THURSDAY, always)] == ["Zuhur 11.40", "Asar 15.03"]


def test_service_until_midnight_closes_at_midnight() -> None:
    late = Calendar("Asia/Jakarta", {3: (Hours(time(20), time(23, 59, 59, 999999)),)})
    (close,) = notices.today([DEFAULTS[0]], None, late, THURSDAY)
    assert close.until == datetime(2026, 11, 20, tzinfo=ZoneInfo("Asia/Jakarta"))
    assert close.title.endswith("00.00")


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
def test_a_clock_time_is_the_halls_own(zone: str) -> None:
    flag = Reminder("apel", "Apel pukul {jam}", minute=8 * 60, ends=8 * 60 + 15, weekdays=(0,), before=5, after=0)
    (one,) = notices.today([flag], None, Calendar(zone, WEEK), date(2026, 11, 23))
    assert (one.kind, one.title) == ("other", "Apel pukul 08.00")
    assert one.begins == datetime(2026, 11, 23, 7, 55, tzinfo=ZoneInfo(zone))
    assert one.until == datetime(2026, 11, 23, 8, 15, tzinfo=ZoneInfo(zone))


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.sets(st.integers(0, 6)), st.booleans())
def test_a_reminder_shows_on_its_days_alone(day: date, weekdays: set[int], active: bool) -> None:
    first, last = date(2027, 3, 1), date(2027, 3, 31)
    one = Reminder("x", "x", weekdays=tuple(weekdays), from_day=first, until_day=last, active=active)
    shown = active and first <= day <= last and (not weekdays or day.weekday() in weekdays)
    assert bool(notices.today([one], None, CALENDAR, day)) is shown


def test_the_close_follows_the_calendar_through_a_year() -> None:
    close, rest = DEFAULTS[0], DEFAULTS[1:3]
    days = [date(2026, 1, 1) + timedelta(days=count) for count in range(365)]
    shown = [day for day in days if notices.today([close], None, CALENDAR, day)]
    assert shown == [day for day in days if day.weekday() < 5 and day != date(2026, 12, 25)]
    assert all(len(notices.today(rest, None, CALENDAR, day)) == 1 for day in shown)


def test_they_are_kept_and_read_again_as_they_are() -> None:
    own = Reminder("x", "Judul", "Teks", "asar", "other", 1, 2, (0, 4), 3, 4, THURSDAY, THURSDAY, False)
    assert reminders.from_json(reminders.to_json([*DEFAULTS, own])) == (*DEFAULTS, own)
    place = Place(-6.5, 110.5, (("zuhur", -1), ("asar", 2)))
    assert reminders.place_from_json(reminders.place_to_json(place)) == place
    assert reminders.place_from_json(reminders.place_to_json(None)) is None
    assert reminders.from_json([{"code": "x", "title": "x", "anchor": "imsak"}]) == ()


def test_the_kind_follows_from_what_it_holds_to() -> None:
    kinds = {
        anchor: Reminder("x", "x", anchor=anchor, own_kind="prayer").kind
        for anchor in (BREAK, CLOSING, "isya", "clock")
    }
    assert kinds == {BREAK: "closing", CLOSING: "closing", "isya": "prayer", "clock": "prayer"}


# -- the sun


def almanac(day: date, hour_utc: float) -> tuple[float, float]:
    """(equation of time in minutes, declination in degrees) by the Astronomical Almanac's low-precision formulas.

    Good to a minute of arc and a few seconds of time between 1950 and 2050; independent of the library.
    """
    days = (datetime.combine(day, time(), UTC) - datetime(2000, 1, 1, 12, tzinfo=UTC)).days + 0.5 + hour_utc / 24
    anomaly, mean = math.radians(357.529 + 0.98560028 * days), 280.459 + 0.98564736 * days
    longitude = math.radians(mean + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly))
    tilt = math.radians(23.439 - 0.00000036 * days)
    right = math.degrees(math.atan2(math.cos(tilt) * math.sin(longitude), math.cos(longitude)))
    return 4 * ((mean - right + 180) % 360 - 180), math.degrees(math.asin(math.sin(tilt) * math.sin(longitude)))


def by_hand(place: Place, day: date, zone: str) -> dict[str, float]:
    """Zuhur, asar, magrib, isya and subuh in minutes after midnight by the textbook: no rounding, no caution."""
    offset = datetime.combine(day, time(12), ZoneInfo(zone)).utcoffset()
    assert offset is not None
    hours = offset.total_seconds() / 3600
    equation, declination = almanac(day, 12 - hours)
    noon = 720 + 60 * hours - 4 * place.longitude - equation
    phi, delta = math.radians(place.latitude), math.radians(declination)

    def angle(height: float) -> float:
        cosine = (math.sin(math.radians(height)) - math.sin(phi) * math.sin(delta)) / (math.cos(phi) * math.cos(delta))
        return 4 * math.degrees(math.acos(cosine))

    asar = math.degrees(math.atan(1 / (1 + math.tan(abs(phi - delta)))))
    return {
        "subuh": noon - angle(-20), "zuhur": noon, "asar": noon + angle(asar), "magrib": noon + angle(-0.833),
        "isya": noon + angle(-18),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("place", "zone"), [(JAKARTA, "Asia/Jakarta"), (MARABAHAN, "Asia/Makassar"), (JAYAPURA, "Asia/Jayapura")]
)
def test_every_prayer_of_a_year_agrees_with_the_textbook(place: Place, zone: str) -> None:
    for day in (date(2026, 1, 3) + timedelta(days=count) for count in range(0, 365, 9)):
        found = prayer.times(place, day, zone)
        assert list(found) == list(prayer.NAMES)
        assert list(found.values()) == sorted(found.values())
        for name, minutes in by_hand(place, day, zone).items():
            moment = found[name]
            assert moment.date() == day
            assert moment.second == moment.microsecond == 0
            after = moment.hour * 60 + moment.minute - minutes
            assert 1.6 <= after <= 3.4, f"{name} on {day}: rounded up and two minutes of caution, not {after:.1f}"


def test_jakarta_on_known_days() -> None:
    """11.38.25 is the sun's transit on 21 November 2026 (equation of time +14 min 16 s, longitude 106.82): 11.39 and 2."""
    assert f"{prayer.times(JAKARTA, date(2026, 11, 21), 'Asia/Jakarta')['zuhur']:%H.%M}" == "11.41"
    assert f"{prayer.times(JAKARTA, date(2026, 2, 11), 'Asia/Jakarta')['zuhur']:%H.%M}" == "12.09"


def test_an_office_corrects_each_prayer_by_minutes() -> None:
    plain = prayer.times(JAKARTA, THURSDAY, "Asia/Jakarta")
    mended = prayer.times(replace(JAKARTA, minutes=(("zuhur", 1), ("isya", -2))), THURSDAY, "Asia/Jakarta")
    moved = {name: (mended[name] - plain[name]).total_seconds() / 60 for name in prayer.NAMES}
    assert moved == {"subuh": 0, "zuhur": 1, "asar": 0, "magrib": 0, "isya": -2}
