"""Tickets, estimates and the words of a call."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.rules import voice
from hall.rules.estimates import waiting_range
from hall.rules.tickets import TOKEN_ALPHABET, Ticket, TicketState, clean_token, number_of, shown_number, token_from

NOW = datetime(2026, 11, 19, 2, tzinfo=UTC)
TICKET = Ticket(
    1, 1, date(2026, 11, 19), "A", "A001", "0" * 13, "kartu-keluarga", TicketState.WAITING, False, 1, NOW, 0
)


def test_a_number_grows_past_999_and_never_wraps() -> None:
    assert [number_of("A", count) for count in (1, 42, 999, 1000, 12345)] == ["A001", "A042", "A999", "A1000", "A12345"]


def test_in_a_sentence_a_number_stands_as_on_the_slip_and_is_never_broken() -> None:
    assert [shown_number(number) for number in ("X001", "A1000")] == ["X\u00a0001", "A\u00a01000"]
    assert [shown_number(other) for other in ("", "001", "A", "A-1", "A\u0661")] == ["", "001", "A", "A-1", "A\u0661"]


@given(st.integers(0, 2**65 - 1), st.integers(0, 2**65 - 1))
def test_a_token_carries_65_bits(one: int, other: int) -> None:
    assert len(token_from(one)) == 13
    assert set(token_from(one)) <= set(TOKEN_ALPHABET)
    assert (token_from(one) == token_from(other)) == (one == other)


@given(st.integers(0, 2**65 - 1))
def test_a_token_is_read_as_people_type_it(bits: int) -> None:
    token = token_from(bits)
    typed = f" {token[:4]}-{token[4:9]} {token[9:]} ".lower().replace("1", "l").replace("0", "o")
    assert clean_token(typed) == token


@pytest.mark.parametrize("typed", ["", "A001", "0" * 12, "0" * 14, "U" * 13, "é" * 13, "0" * 12 + "\0", "٠" * 13])
def test_what_is_no_token_is_none(typed: str) -> None:
    assert clean_token(typed) is None


@pytest.mark.parametrize(
    ("before", "counters", "minutes", "told"),
    [
        (0, 1, 10, (0, 5)),  # next, but never less than a range
        (3, 1, 10, (20, 45)),  # 30: 21 down to 20, 45
        (3, 3, 10, (5, 15)),  # 10: 7 down to 5, 15
        (7, 2, 8, (15, 45)),  # 28: 19.6 down, 42 up
        (5, 0, 10, None),  # nobody serves
    ],
)
def test_the_estimate_is_a_range_rounded_outwards(
    before: int, counters: int, minutes: float, told: tuple[int, int] | None
) -> None:
    assert waiting_range(before, counters, minutes) == told


@given(st.integers(0, 500), st.integers(1, 20), st.floats(0.5, 120))
def test_the_estimate_holds_the_middle_in_steps_of_five(before: int, counters: int, minutes: float) -> None:
    told = waiting_range(before, counters, minutes)
    assert told is not None
    low, high = told
    middle = before / counters * minutes
    assert low % 5 == high % 5 == 0
    assert low <= middle * 0.7 + 1e-6
    assert high >= middle * 1.5 - 1e-6
    assert high > low


def test_a_call_is_shown_and_said() -> None:
    assert voice.shown("A001", "Loket 2") == "Nomor antrean A001, silakan menuju Loket 2"
    assert voice.said("A001", "Loket 2") == "nomor antrean, A, nol nol satu, silakan menuju, loket dua"
    assert "satu nol nol nol" in voice.said("A1000", "Loket 12")
    assert voice.said("A1000", "Loket 12").endswith("loket satu dua")
