"""Days of birth as lists write them, and which row holds the headings."""

from datetime import date, datetime

import pytest

from hall.rules.resident_dates import NoDay, day_of
from hall.rules.resident_lists import guess, header_row, is_blank, sample

TODAY = date(2026, 11, 23)
BORN = date(2008, 11, 21)


@pytest.mark.parametrize("written", [
    "21-11-2008", "21/11/2008", "21.11.2008", "21 11 2008", "2008-11-21", "2008/11/21", "20081121", "21 November 2008",
    "21 nopember 2008", "21 Nov 2008", "21-Nov-08", "21/11/08", "39773", 39773, 39773.0, BORN, datetime(2008, 11, 21, 7),
    "2008-11-21 00:00:00", "2008-11-21T00:00:00Z", "Contohan, 21-11-2008", " 21 - 11 - 2008 ", "21 November, 2008",
])  # fmt: skip
def test_a_day_is_read_however_it_is_written(written: object) -> None:
    assert day_of(written, TODAY) == BORN


@pytest.mark.parametrize("written", [
    "", "besok", "32-01-2008", "29-02-2009", "21-13-2008", "0", "39773999", "2008", "21 Novembar 2008", True,
    float("nan"), float("inf"), 1e300, -5, "1/1/1/1",
])  # fmt: skip
def test_what_is_no_day_says_so(written: object) -> None:
    with pytest.raises(NoDay):
        day_of(written, TODAY)


def test_months_before_days_are_told_apart_where_they_can_be() -> None:
    with pytest.raises(NoDay, match="lebih dari 12"):
        day_of("11/21/2008", TODAY)


def test_two_figures_are_the_last_year_of_that_ending() -> None:
    assert day_of("1-1-27", TODAY).year == 1927
    assert day_of("1-1-26", TODAY).year == 2026


def test_headings_are_found_below_the_title_of_a_printed_list() -> None:
    rows = [["DAFTAR PENDUDUK"], [], ["Desa", "Contoh"], ["No.", "NAMA_LGKP", "TGL_LHR", "NO_KK"], ["1", "2", "3", "4"]]
    assert header_row(rows) == 4
    assert guess(["No.", "NAMA_LGKP", "TGL_LHR", "NO_KK"]) == {"name": 1, "born_on": 2, "family": 3}
    assert is_blank(rows[4])
    assert is_blank(["(1)", "(2)", "(3)"])
    assert is_blank([None, "", " "])
    assert header_row([["Contoh Satu", "21-11-2008"]]) == 0


def test_what_was_mapped_last_time_comes_first() -> None:
    assert guess(["Nama", "Nama Ibu"], {"nama": "", "nama ibu": "name"}) == {"name": 1}


def test_a_sample_shows_what_kind_of_thing_a_column_holds() -> None:
    assert sample("Contoh Satu") == "C*** S***"
    assert sample("0000123412341234") == "0***************"
    assert sample("0800-0000-0001") == "0***-****-****"
    assert sample("(0800) 0000.0001") == "(0***) ****.****"
    assert sample("00.00.12.341234.1234") == "0*.**.**.******.****"
    for day in ("21-11-2008", "21/11/2008", "21.11.2008", "2008-11-21 00:00:00", "21/11/2008 00:00"):
        assert sample(day) == day
