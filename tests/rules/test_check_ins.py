"""Who comes with a letter hears when and where, and never a name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hall.errors import Refused
from hall.rules.check_ins import Appointment, due_of

ZONE = "Asia/Jakarta"
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday, 09.00 WIB
LETTER = Appointment("made", START, START + timedelta(minutes=30), START + timedelta(hours=5), "Kantor Kecamatan", True)


def told(letter: Appointment, now: datetime) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        due_of(letter, now, ZONE, "WIB")
    assert refused.value.english, "who reads English hears as much"
    return refused.value.code, refused.value.detail


def english(letter: Appointment, now: datetime) -> str:
    with pytest.raises(Refused) as refused:
        due_of(letter, now, ZONE, "WIB")
    return str(refused.value.english)


def test_in_its_window_and_an_hour_before_the_number_is_due_at_the_windows_beginning() -> None:
    for minutes in (-60, -1, 0, 29):
        assert due_of(LETTER, START + timedelta(minutes=minutes), ZONE, "WIB") == START


def test_who_comes_after_the_window_gets_a_number_among_the_others() -> None:
    assert due_of(LETTER, START + timedelta(minutes=30), ZONE, "WIB") is None


def test_more_than_an_hour_before_the_time_is_told() -> None:
    assert told(LETTER, START - timedelta(minutes=61)) == (
        "too_early", "Jadwal Anda hari ini pukul 09.00 sampai 09.30 WIB. Pindai surat ini lagi mulai pukul 08.00.",
    )  # fmt: skip


def test_another_day_is_told_with_its_date_and_place() -> None:
    assert told(LETTER, START - timedelta(days=1)) == (
        "too_early",
        "Jadwal Anda Senin, 23 November 2026, pukul 09.00 sampai 09.30 WIB, di Kantor Kecamatan. "
        "Datanglah pada hari itu dan bawa surat ini.",
    )
    code, sentence = told(LETTER, START + timedelta(days=3))
    assert code == "too_late"
    assert "sudah lewat: Senin, 23 November 2026" in sentence


def test_who_reads_english_is_told_the_same_day_hours_and_number() -> None:
    assert english(LETTER, START - timedelta(days=1)) == (
        "Your appointment is on Monday, 23 November 2026, 09.00 to 09.30 WIB, at Kantor Kecamatan. "
        "Please come on that day and bring this letter."
    )
    assert "it was on Monday, 23 November 2026" in english(LETTER, START + timedelta(days=3))
    assert english(LETTER, START - timedelta(minutes=61)) == (
        "Your appointment is today 09.00 to 09.30 WIB. Scan this letter again from 08.00 on."
    )
    village = replace(LETTER, place="Balai Desa Contoh", here=False)
    assert "at Balai Desa Contoh. Please go there, 09.00 to 09.30 WIB" in english(village, START)
    used = replace(LETTER, state="checked_in", number="X003")
    assert "Your number is X\u00a0003" in english(used, START)
    assert "Your number X\u00a0003 has passed" in english(replace(used, over=True), START)
    assert "here already today. Your number is X\u00a0007" in english(replace(LETTER, here_as="X007"), START)


def test_whoever_is_here_without_the_letter_hears_their_number_wherever_and_whenever_it_called_them_that_day() -> None:
    here = replace(LETTER, here_as="X007", here=False, place="Balai Desa Contoh")
    for minutes in (-120, 0, 60, 600):
        code, sentence = told(here, START + timedelta(minutes=minutes))
        assert (code, sentence) == (
            "wrong_state", "Anda sudah datang hari ini. Nomor Anda X\u00a0007. Silakan duduk dan tunggu.",
        )  # fmt: skip
    assert "23 November 2026" in told(here, START - timedelta(days=1))[1]


def test_the_day_is_the_halls_own() -> None:
    """At 23.30 UTC on Sunday it is Monday morning in the hall."""
    early = replace(
        LETTER, start=datetime(2026, 11, 23, 0, 15, tzinfo=UTC), end=datetime(2026, 11, 23, 0, 45, tzinfo=UTC)
    )
    assert due_of(early, datetime(2026, 11, 22, 23, 30, tzinfo=UTC), ZONE, "WIB") == early.start


def test_after_the_session_the_counter_gives_another_day() -> None:
    assert told(LETTER, LETTER.closes)[0] == "too_late"


def test_a_session_in_a_village_is_not_here() -> None:
    code, sentence = told(replace(LETTER, place="Balai Desa Contoh", here=False), START)
    assert code == "wrong_state"
    assert "di Balai Desa Contoh. Datanglah ke sana, pukul 09.00 sampai 09.30 WIB" in sentence


@pytest.mark.parametrize(
    ("state", "code", "words"),
    [
        ("checked_in", "wrong_state", "Nomor Anda X\u00a0003"),
        ("recorded", "wrong_state", "mengambil KTP"),
        ("moved_day", "wrong_state", "surat yang terbaru"),
        ("absent", "too_late", "petugas memberi hari baru"),
        ("cancelled", "wrong_state", "dibatalkan kantor"),
        ("died", "wrong_state", "tidak berlaku lagi"),
        ("refused", "wrong_state", "tidak berlaku lagi"),
    ],
)
def test_a_letter_that_is_over_says_what_to_do(state: str, code: str, words: str) -> None:
    refused, sentence = told(replace(LETTER, state=state, number="X003"), START)
    assert refused == code
    assert words in sentence
