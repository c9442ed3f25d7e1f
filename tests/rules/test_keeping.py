"""What the keeper sees of today, and what needs a hand."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.errors import Refused
from hall.rules.access import Device
from hall.rules.calendar import Hours
from hall.rules.keeping import KeptPrinter, cares, figures, hours_shown, printer_state
from hall.rules.screens import Report, Word
from hall.rules.typed_times import hours_text, read_clock, read_count, read_day, read_hours, read_inches

NOW = datetime(2026, 11, 19, 4, 20, tzinfo=UTC)  # 11.20 WIB
ZONE = "Asia/Jakarta"


def printer(**changes: object) -> KeptPrinter:
    values: dict[str, object] = {
        "id": 1, "name": "Kiosk 1", "url": "memory:", "active": True, "paper": "ok", "cover": "closed", "online": True,
        "error": None, "reported_at": NOW, "printed_today": 3,
    }  # fmt: skip
    return KeptPrinter(**(values | changes))  # type: ignore[arg-type]


def screen(minutes_silent: float, role: str = "display", **said: object) -> tuple[Device, Word]:
    seen = NOW - timedelta(minutes=minutes_silent)
    device = Device(1, "screen", role, None, "TV ruang tunggu", NOW - timedelta(days=1), None, seen, None)
    return device, Word(Report(version=7, **said), seen, NOW - timedelta(days=1))  # type: ignore[arg-type]


def titles(**given: object) -> list[str]:
    values: dict[str, object] = {"printers": [printer()], "screens": [], "slips": {}, "ahead": None}
    return [care.title for care in cares(NOW, ZONE, **(values | given))]  # type: ignore[arg-type]


def test_when_all_is_well_nothing_asks_for_a_hand() -> None:
    assert titles(screens=[screen(0)], slips={"printed": 40, "queued": 1}) == []


def test_a_silent_tv_is_told_with_the_time_it_was_last_heard() -> None:
    assert titles(screens=[screen(4)]) == ["TV ruang tunggu diam sejak 11.16"]


def test_a_counters_screen_may_be_switched_off() -> None:
    assert titles(screens=[screen(900, "counter")]) == []


def test_a_tv_whose_sound_is_held_back_asks_for_a_touch() -> None:
    (care,) = cares(NOW, ZONE, [printer()], [screen(0, sound="refused")], {}, None)
    assert (care.level, care.title, care.page) == ("late", "TV ruang tunggu: suara tertahan", "screens")
    assert "Sentuh layarnya" in care.advice
    (care,) = cares(NOW, ZONE, [printer()], [screen(0, visible=False)], {}, None)
    assert (care.level, care.title) == ("soon", "TV ruang tunggu: tidak terlihat")


@pytest.mark.parametrize(
    ("changes", "level", "words"),
    [
        ({}, "ok", "Siap"),
        ({"paper": "near_end"}, "soon", "Kertas hampir habis"),
        ({"paper": "out"}, "late", "Kertas habis"),
        ({"cover": "open"}, "late", "Tutup terbuka"),
        ({"online": False, "paper": "out"}, "late", "Kertas habis"),
        ({"online": False}, "late", "Tidak tersambung"),
        ({"error": "Pisau macet."}, "late", "Perlu diperiksa"),
        ({"reported_at": None, "paper": "unknown", "online": None}, "unknown", "Belum melapor"),
        ({"active": False, "online": False}, "unknown", "Tidak dipakai"),
    ],
)
def test_a_printer_is_told_in_words(changes: dict[str, object], level: str, words: str) -> None:
    assert printer_state(printer(**changes)) == (level, words)


def test_the_gravest_comes_first() -> None:
    told = titles(
        printers=[printer(paper="near_end"), printer(name="Kiosk 2", online=False)],
        slips={"uncertain": 2, "expired": 1, "not_sent": 1},
        ahead=NOW + timedelta(hours=1),
    )
    assert told == [
        "Jam server mundur",
        "Kiosk 2: Tidak tersambung",
        "Kiosk 1: Kertas hampir habis",
        "2 tiket tidak pasti tercetak",
        "2 tiket tidak tercetak",
    ]


def test_a_hall_without_a_printer_in_use_is_told() -> None:
    assert titles(printers=[printer(active=False)]) == ["Belum ada printer"]


def test_a_clock_that_fell_behind_a_day_names_the_day() -> None:
    (care,) = cares(NOW, ZONE, [printer()], [], {}, date(2026, 11, 20))
    assert "Jumat, 20 November 2026" in care.advice


def test_today_in_figures_by_the_halls_own_clock() -> None:
    def at(hour: int, minute: int = 0) -> datetime:
        return datetime(2026, 11, 19, hour - 7, minute, tzinfo=UTC)

    found = figures(
        [
            ("done", at(8), at(8, 10)),
            ("done", at(8, 59), at(9, 19)),
            ("absent", at(9), at(9, 12)),
            ("waiting", at(11), None),
        ],
        ZONE,
    )
    assert (found.taken, found.waiting, found.done, found.absent, found.median_minutes) == (4, 1, 2, 1, 12)
    assert found.by_hour == {8: 2, 9: 1, 11: 1}
    assert hours_shown(found.by_hour, 11) == list(range(8, 16))
    assert figures([], ZONE).median_minutes is None


def test_the_chart_grows_with_a_long_day() -> None:
    assert hours_shown({6: 1}, 19) == list(range(6, 20))


@pytest.mark.parametrize(
    ("typed", "stretches"),
    [
        ("", ()),
        ("tutup", ()),
        ("8.00-12.00", ((480, 720),)),
        (" 08:00 – 12.00 ; 13.00 sampai 15.30 ", ((480, 720), (780, 930))),
        ("00.00-24.00", ((0, 1440),)),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, stretches: tuple[tuple[int, int], ...]) -> None:
    assert read_hours(typed, "day0", "Senin") == stretches


@pytest.mark.parametrize(
    "typed", ["8", "08.00", "12.00-08.00", "08.00-08.00", "08.60-09.00", "08.00-25.00", "08.00-12.00, 11.00-13.00", "a-b",
              "1.00-2.00,3.00-4.00,5.00-6.00,7.00-8.00,9.00-10.00"],
)  # fmt: skip
def test_faulty_hours_name_the_day(typed: str) -> None:
    with pytest.raises(Refused, match="Jam Senin") as caught:
        read_hours(typed, "day0", "Senin")
    assert (caught.value.code, caught.value.field) == ("bad_request", "day0")


@given(st.lists(st.integers(0, 24 * 60), min_size=2, max_size=8, unique=True).map(sorted))
def test_hours_that_are_shown_can_be_typed_again(marks: list[int]) -> None:
    pairs = tuple((opens, closes) for opens, closes in zip(marks[::2], marks[1::2], strict=False))
    shown = hours_text(Hours(clock(opens), clock(closes)) for opens, closes in pairs)
    assert read_hours(shown, "day0", "Senin") == pairs


def clock(minutes: int) -> time:
    return time(23, 59, 59, 999999) if minutes == 24 * 60 else time(minutes // 60, minutes % 60)


@given(st.text(max_size=60))
def test_whatever_is_typed_ends_in_a_value_or_a_sentence(text: str) -> None:
    for read in (
        lambda: read_hours(text, "f", "Senin"),
        lambda: read_day(text, "f"),
        lambda: read_clock(text, "f", 0),
        lambda: read_count(text, "f", "Angka", 1, 10),
        lambda: read_inches(text, "f"),
    ):
        try:
            read()
        except Refused as refused:
            assert refused.code == "bad_request"  # noqa: PT017 - both ends are right: this is the second


def test_days_are_read_in_three_ways() -> None:
    assert {read_day(text, "day") for text in ("2026-11-19", "19-11-2026", "19/11/2026")} == {date(2026, 11, 19)}
    for wrong in ("11/19/2026", "19-11-1926", "besok"):
        with pytest.raises(Refused):
            read_day(wrong, "day")
