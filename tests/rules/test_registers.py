"""Numbers by the office's own pattern, and which steps enter a letter in the book."""

from dataclasses import replace
from datetime import date

import pytest

from hall.errors import Refused
from hall.rules.registers import (
    AGENDA,
    OUTGOING,
    PATTERNS,
    check_pattern,
    check_register,
    number_text,
    pattern_for,
    takes_outgoing_number,
)
from tests.rules.test_workflow import ALL, a_step

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("{code}/{running:03}/{roman}/{year}", "474.1/012/XI/2026"),
        ("{running}/{month}/{year}", "12/11/2026"),
        ("{running:05}.{code}-{year}", "00012.474.1-2026"),
        ("AGENDA {running}/{year}", "AGENDA 12/2026"),
    ],
)
def test_a_number_is_written_by_the_offices_pattern(pattern: str, written: str) -> None:
    assert number_text(check_pattern(pattern), 12, DAY, "474.1") == written


def test_without_a_code_its_sign_of_division_goes_too() -> None:
    assert number_text(PATTERNS[AGENDA], 7, DAY) == "007/XI/2026"


def test_a_number_never_loses_its_figures_when_it_grows() -> None:
    assert number_text("{running:03}/{year}", 12345, DAY) == "12345/2026"


@pytest.mark.parametrize(
    "pattern",
    ["", "{running}", "{year}", "{running:00}/{year}", "{name}/{running}/{year}", "{running}/{year}{", "x" * 70],
)
def test_a_pattern_whose_numbers_could_come_twice_is_refused(pattern: str) -> None:
    with pytest.raises(Refused) as refused:
        check_pattern(pattern)
    assert (refused.value.code, refused.value.field) == ("bad_request", "pattern")


def test_a_layanans_own_pattern_goes_before_the_offices() -> None:
    patterns = {"agenda": "{running}/{year}", "agenda:sktm": "SKTM-{running}-{year}"}
    assert pattern_for(patterns, AGENDA, "sktm") == "SKTM-{running}-{year}"
    assert pattern_for(patterns, AGENDA, "skck") == "{running}/{year}"
    assert pattern_for({}, OUTGOING, "skck") == PATTERNS[OUTGOING]


def test_an_unknown_register_is_refused_by_the_known_ones() -> None:
    with pytest.raises(Refused, match="surat-keluar"):
        check_register("buku-tamu")


def test_the_eight_notes_of_kalipare_and_two_steps_of_barito_kuala_enter_a_letter() -> None:
    entering = [
        f"{name}/{step.order}" for name, layanan in ALL.items() for step in layanan.steps if takes_outgoing_number(step)
    ]
    assert [name for name in entering if name.startswith("kalipare")] == [
        "kalipare/pengantar-kk/4", "kalipare/surat-pindah/4", "kalipare/keterangan-usaha/4", "kalipare/ahli-waris/4",
        "kalipare/legalisasi-umum/4", "kalipare/kartu-kuning/4", "kalipare/izin-keramaian/4", "kalipare/proposal/4",
    ]  # fmt: skip
    assert [name for name in entering if not name.startswith("kalipare")] == [
        "barito-kuala/imb/11", "barito-kuala/surat-keluar/8",
    ]  # fmt: skip
    assert not takes_outgoing_number(replace(a_step(1), note="Keterkaitan : Alur pelaporan"))
