"""Who is wajib KTP and from which day on; how people of the register are shown, found and checked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.errors import Refused
from hall.rules.residents import (
    AGE,
    age_on,
    birthday,
    born_until,
    check_born,
    check_contact,
    check_family,
    check_name,
    check_nik,
    check_state,
    check_village,
    early,
    eligible,
    eligible_from,
    even_name,
    masked,
    name_words,
    person_text,
)

DAY = date(2026, 11, 23)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def test_the_card_is_theirs_on_the_seventeenth_birthday_and_not_a_day_before() -> None:
    born = date(2009, 11, 24)
    assert not eligible(born, False, date(2026, 11, 23))
    assert eligible(born, False, date(2026, 11, 24))


def test_whoever_is_or_was_married_waits_for_no_birthday() -> None:
    assert eligible(date(2011, 5, 1), True, DAY)
    assert not eligible(date(2011, 5, 1), False, DAY)
    assert eligible_from(date(2011, 5, 1), True) <= DAY


def test_born_on_29_february_they_are_17_on_the_first_of_march() -> None:
    assert eligible_from(date(2008, 2, 29), False) == date(2025, 3, 1)
    assert not eligible(date(2008, 2, 29), False, date(2025, 2, 28))
    assert eligible(date(2008, 2, 29), False, date(2025, 3, 1))


def test_born_on_29_february_they_may_be_recorded_on_29_february_sixteen_years_later() -> None:
    assert not early(date(2008, 2, 29), date(2024, 2, 28))
    assert early(date(2008, 2, 29), date(2024, 2, 29))
    assert birthday(date(1884, 2, 29), 16) == date(1900, 3, 1)  # 1900 had no 29 February


def test_recording_may_come_a_year_before_the_card() -> None:
    assert early(date(2010, 11, 23), DAY)
    assert not early(date(2010, 11, 24), DAY)
    assert not eligible(date(2010, 11, 23), False, DAY)


@given(born=DAYS, day=DAYS)
def test_nobody_is_given_a_card_before_their_own_day(born: date, day: date) -> None:
    assert eligible(born, False, day) == (age_on(born, day) >= AGE)
    assert eligible(born, False, day) == (eligible_from(born, False) <= day)


@given(born=DAYS, day=DAYS, age=st.integers(0, 90))
def test_the_last_day_of_birth_parts_those_who_are_that_old_from_the_others(born: date, day: date, age: int) -> None:
    assert (born <= born_until(age, day)) == (birthday(born, age) <= day)


@given(born=DAYS)
def test_a_birthday_comes_once_a_year(born: date) -> None:
    assert age_on(born, birthday(born, AGE)) == AGE
    assert age_on(born, birthday(born, AGE) - timedelta(1)) == AGE - 1


def test_a_name_on_a_list_is_its_first_letters() -> None:
    assert masked("Contoh Satu") == "C*** S***"
    assert masked("") == ""


def test_the_same_name_is_known_in_any_spelling_of_spaces_accents_and_capitals() -> None:
    assert even_name("  CONTOH  SATU, S.Pd ") == even_name("Contoh satu s pd")
    assert even_name("Nur'aini") == even_name("NURAINI")
    assert person_text("CONTOH SATU", DAY) == person_text("contoh  satu", DAY)
    assert person_text("Contoh Satu", DAY) != person_text("Contoh Satu", DAY, "0000000000000001")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Soekarno", "Sukarno"), ("Moch. Contoh", "Muhammad Contoh"), ("Annisa", "Anisa"), ("Tjokro", "Cokro")],
)
def test_a_name_is_found_as_it_sounds(typed: str, kept: str) -> None:
    assert name_words(typed) == name_words(kept)


def test_numbers_are_kept_as_figures_however_a_spreadsheet_wrote_them() -> None:
    assert check_nik("'0000 0000-0000.0001") == "0000000000000001"
    assert check_family("") is None
    assert check_nik(None) is None


@pytest.mark.parametrize("typed", ["123", "00000000000000012", "000000000000000A", "٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠١"])
def test_a_nik_has_sixteen_figures(typed: str) -> None:
    with pytest.raises(Refused, match="16 angka"):
        check_nik(typed)


def test_a_village_is_written_one_way() -> None:
    assert check_village(" DESA  SUMBER   CONTOH ") == "Sumber Contoh"
    assert check_village("Kelurahan Contoh") == check_village("contoh") == "Contoh"
    assert check_village("McContoh") == "McContoh"
    assert check_village(check_village("desa Desa CONTOH")) == check_village("desa Desa CONTOH") == "Contoh"


@pytest.mark.parametrize("typed", ["", "   ", "123", "Contoh\x1b[31m", "x" * 121])
def test_a_name_that_cannot_be_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        check_name(typed)


def test_a_day_of_birth_lies_between_1900_and_today() -> None:
    assert check_born(DAY, DAY) == DAY
    with pytest.raises(Refused, match="masa depan"):
        check_born(DAY + timedelta(1), DAY)
    with pytest.raises(Refused, match="1900"):
        check_born(date(1899, 12, 31), DAY)


def test_contact_is_one_line_or_nothing() -> None:
    assert check_contact(" 0800  000 ") == "0800 000"
    assert check_contact(" ") is None


def test_unable_says_why() -> None:
    assert check_state("unable", " sidik jari  aus ") == ("unable", "sidik jari aus")
    with pytest.raises(Refused, match="alasan"):
        check_state("unable", "")
    with pytest.raises(Refused):
        check_state("asleep", None)
