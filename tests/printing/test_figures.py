"""Large figures for boards that can't enlarge their letters: each its own shape, within its place."""

from __future__ import annotations

from itertools import combinations

import pytest

from hall.printing.figures import STROKES, figures
from hall.printing.raster import Bits


def difference(one: Bits, two: Bits) -> float:
    """Dots in which they differ, as a part of the ink."""
    apart = sum((a ^ b).bit_count() for a, b in zip(one.rows, two.rows, strict=True))
    return apart / max(sum(row.bit_count() for row in one.rows), sum(row.bit_count() for row in two.rows))


@pytest.mark.parametrize(("place", "height"), [(48, 72), (38, 66), (22, 38), (18, 31)])
def test_no_two_figures_look_alike(place: int, height: int) -> None:
    drawn = {letter: figures((letter,), place, 0, height) for letter in STROKES}
    for one, two in combinations(STROKES, 2):
        assert difference(drawn[one], drawn[two]) > 0.09, (one, two)


@pytest.mark.parametrize("letter", sorted(STROKES))
def test_a_figure_keeps_a_white_edge_in_its_place(letter: str) -> None:
    image = figures((letter,), 48, 0, 72)
    inked = 0
    for row in image.rows:
        inked |= row
    assert inked
    assert not inked & 1
    assert not inked >> 47


def test_a_gap_stands_between_the_parts() -> None:
    joined, parted = figures(("A024",), 48, 0, 72), figures(("A", "024"), 48, 18, 72)
    assert parted.width == joined.width + 18
    mask = (1 << 3 * 48) - 1
    assert [row & mask for row in parted.rows] == [row & mask for row in joined.rows]
    assert not any(row >> 3 * 48 & (1 << 18) - 1 for row in parted.rows)


def test_an_unknown_letter_is_a_question_mark_and_small_ones_are_large() -> None:
    assert figures(("~",), 20, 0, 32) == figures(("?",), 20, 0, 32)
    assert figures(("k7qm",), 20, 0, 32) == figures(("K7QM",), 20, 0, 32)
