"""The report on recording: figures by hand, tables that add up, minutes beside the SOP's."""

from collections.abc import Sequence
from datetime import date

import pytest

from hall.rules.documents import csv_text
from hall.rules.recording import KALIPARE
from hall.rules.recording_reports import Counted, Report, Village, document, middle, ninetieth, shape, stations, weeks
from tests.rules.test_shapes import hall

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
DAYS = {
    FRIDAY: Counted(letters=10, came=7, walk_ins=2, recorded=6, absent=3, unable=1),
    MONDAY: Counted(letters=4, came=4, recorded=4),
}
VILLAGES = {
    "=Contoh": Village(eligible=3, recorded=2, absent=1, unable=1, ready=1, collected=1),
    "Sukamaju": Village(eligible=2000, recorded=1999),
    "Kosong": Village(absent=2),
}


def report(last: date = MONDAY) -> Report:
    days = {day: counted for day, counted in DAYS.items() if day <= last}
    return Report(FRIDAY, last, days, VILLAGES, stations(KALIPARE, {"foto": [(9.0, 1), (1.0, 8), (3.54, 1)]}))


def test_a_day_its_weeks_and_their_sum_add_up() -> None:
    days, by_week, *_ = document(hall(), report(), MONDAY).tables
    assert days.rows == (
        ("Jumat", "20-11-2026", "10", "7", "2", "6", "3", "1", "2"),
        ("Senin", "23-11-2026", "4", "4", "0", "4", "0", "0", "0"),
    )
    assert days.total == ("Jumlah", "", "14", "11", "2", "10", "3", "1", "2")
    assert [row[:3] for row in by_week.rows] == [
        ("20-11-2026", "22-11-2026", "10"), ("23-11-2026", "23-11-2026", "4"),
    ]  # fmt: skip
    assert list(weeks(DAYS)) == [date(2026, 11, 16), MONDAY]


def test_one_week_has_no_table_of_weeks_and_one_day_no_sum() -> None:
    days, villages, minutes = document(hall(), report(FRIDAY), MONDAY).tables
    assert (days.total, len(days.rows)) == (None, 1)
    assert (villages.title, minutes.title) == ("Cakupan setiap desa", "Menit di setiap stasiun")


def test_a_village_is_covered_whole_only_when_nobody_is_left() -> None:
    villages = document(hall(), report(), MONDAY).tables[2]
    assert [row[3] for row in villages.rows] == ["66,6", "99,9", "–"]
    assert villages.total == ("Jumlah", "2003", "2001", "99,9", "3", "1", "1", "1")
    assert Village(eligible=8, recorded=8).coverage == 100


def test_minutes_stand_beside_the_standard_and_a_station_of_the_past_stays() -> None:
    photo = next(row for row in document(hall(), report(), MONDAY).tables[3].rows if row[0] == "Foto")
    assert photo == ("Foto", "1", "1,0", "3,5", "10")
    found = stations(KALIPARE, {"paspor": [(2.0, 2), (3.0, 2)]})
    assert [one.station for one in found] == [*KALIPARE.stations, "paspor"]
    assert (found[-1].standard_minutes, found[-1].median, found[-1].times) == (None, 2.5, 4)
    assert (found[0].median, found[0].ninetieth, found[0].times) == (None, None, 0)


@pytest.mark.parametrize(("spent", "half", "nine"), [
    ([], None, None), ([4.0], 4, 4), (range(1, 11), 5.5, 9), (range(1, 12), 6, 10), ([1.0, 2.0], 1.5, 2),
])  # fmt: skip
def test_half_and_nine_in_ten_are_done_within_these_minutes(
    spent: Sequence[float], half: float | None, nine: float | None
) -> None:
    each = [(value, 1) for value in spent]
    assert (middle(each), ninetieth(each)) == (half, nine)
    thrice = [(value, 3) for value in spent]
    assert middle(thrice) == middle([one for one in each for _ in range(3)]) == half


def test_a_spreadsheet_carries_nothing_out_and_programs_get_numbers() -> None:
    text = csv_text(document(hall(), report(), MONDAY))
    assert "\r\n'=Contoh;3;2;66,6;1;1;1;1\r\n" in text
    told = shape(report())
    assert told["days"][0] == {
        "day": "2026-11-20", "letters": 10, "came": 7, "walk_ins": 2, "recorded": 6, "absent": 3, "unable": 1,
        "unfinished": 2,
    }  # fmt: skip
    assert told["villages"][2]["coverage"] is None
