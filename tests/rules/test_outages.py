"""Numbers written by hand: which number each has from now on, and where it stands."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.errors import Refused
from hall.rules.outages import Written, count_of, numbered, places

NINE = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)


def rows(*counts: int, unused: tuple[int, ...] = ()) -> list[Written]:
    return [
        Written("A", count, NINE + timedelta(minutes=at), unused=count in unused) for at, count in enumerate(counts)
    ]


def said(found: list[Written], last: int) -> dict[str, str]:
    return {each.row.number: each.number for each in numbered(found, last)}


def test_numbers_that_go_on_stay() -> None:
    assert said(rows(13, 14, 15), 12) == {"A013": "A013", "A014": "A014", "A015": "A015"}


def test_the_order_in_which_they_are_typed_does_not_matter() -> None:
    assert said(rows(15, 13, 14), 12) == {"A013": "A013", "A014": "A014", "A015": "A015"}


def test_a_number_that_the_machine_gave_meanwhile_gets_the_next_one() -> None:
    assert said(rows(13, 14, 15), 14) == {"A015": "A015", "A013": "A016", "A014": "A017"}


def test_a_gap_is_refused_by_its_number() -> None:
    with pytest.raises(Refused, match="Nomor A\u00a0014 belum diisi"):
        numbered(rows(13, 15), 12)
    assert said(rows(13, 14, 15, unused=(14,)), 12)["A014"] == "A014"


def test_a_number_twice_is_refused_by_its_number() -> None:
    with pytest.raises(Refused, match="Nomor A\u00a0013 diisi dua kali"):
        numbered(rows(13, 13), 12)


def test_a_number_of_the_machine_was_used() -> None:
    with pytest.raises(Refused, match="Nomor A\u00a0012 sudah diberikan mesin"):
        numbered(rows(12, unused=(12,)), 12)


@pytest.mark.parametrize(("typed", "count"), [("A013", 13), ("a13", 13), ("13", 13), (" 013 ", 13), ("A1000", 1000)])
def test_a_number_is_read_as_people_write_it(typed: str, count: int) -> None:
    assert count_of("A", typed) == count


@pytest.mark.parametrize("typed", ["", "A", "B013", "A-1", "0", "A000", "1234567", "٣"])
def test_what_is_no_number_of_the_line_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        count_of("A", typed)
    assert refused.value.code == "bad_request"


@given(
    st.lists(st.integers(1, 400), max_size=60, unique=True),
    st.lists(st.lists(st.integers(0, 420), min_size=1, max_size=12), min_size=1, max_size=4),
)
def test_a_written_number_stands_before_every_later_comer_and_after_who_came_before(
    issued: list[int], batches: list[list[int]]
) -> None:
    """Machine numbers at any minutes, then one list of handwritten ones after the other."""
    taken = [(NINE + timedelta(minutes=minute), minute << 20) for minute in sorted(issued)]
    newest = 421 << 20
    for batch in batches:
        times = [NINE + timedelta(minutes=minute) for minute in batch]
        found = places(times, taken, newest)
        assert len(set(found)) == len(found)
        assert not set(found) & {place for _, place in taken}
        taken += list(zip(times, found, strict=True))
        ordered = sorted(taken, key=lambda each: each[1])
        assert [at for at, _ in ordered] == sorted(at for at, _ in taken)
        assert all(0 < place < newest for _, place in taken)
