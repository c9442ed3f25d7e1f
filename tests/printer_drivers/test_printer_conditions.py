"""Never two originals: every condition times every connection, the outcome told and the slips counted.

`make long` does the same with twelve seconds of waiting between the cleared fault and the last count.
"""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from printer_drivers import Accepted, Printed
from tests.printer_drivers.conditions import CELLS, LATER, ORIGINAL, Cell, Seen, run_all
from tests.printer_drivers.private_cups import PrivateCups

Results = dict[str, Future[Seen]]
ABSENCE_SECONDS = 12.0


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, cups: PrivateCups) -> Results:
    return run_all(tmp_path_factory.mktemp("conditions"), cups)


@pytest.fixture(scope="module")
def seen_long_after(tmp_path_factory: pytest.TempPathFactory, cups: PrivateCups) -> Results:
    return run_all(tmp_path_factory.mktemp("long"), cups, ABSENCE_SECONDS)


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_what_is_told_is_true_and_no_slip_comes_twice(cell: Cell, seen: Results) -> None:
    check(cell, seen[cell.name].result())


@pytest.mark.long
@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_nothing_more_comes_out_twelve_seconds_later(cell: Cell, seen_long_after: Results) -> None:
    check(cell, seen_long_after[cell.name].result())


def check(cell: Cell, found: Seen) -> None:
    """The outcome, both counts, and that the next job came out once, whole, and after it."""
    assert found.outcome in cell.outcomes
    assert (found.at_once, found.in_the_end) == (cell.at_once, cell.in_the_end)
    assert isinstance(found.later, Printed if cell.way == "two-way" else Accepted)
    assert found.slips == (ORIGINAL,) * cell.in_the_end + (LATER,)
