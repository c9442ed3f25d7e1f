"""Any sequence of commands of three counters leaves the office as a simple model says, on both databases."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from hall.actions import shares
from tests.office import open_office
from tests.races.clerks import HALL, Clerks


@pytest.mark.parametrize(
    ("examples", "steps"), [pytest.param(12, 40, id="short"), pytest.param(400, 80, id="full", marks=pytest.mark.long)]
)
def test_counters_and_tickets_follow_the_model(office_url: str, tmp_path: Path, examples: int, steps: int) -> None:
    office = open_office(office_url, tmp_path)
    shares.set_weights(office, HALL, "1", {"A": 3, "U": 1}, "person:1")
    shares.set_weights(office, HALL, "3", {"A": 1, "U": 0}, "person:1")
    clerks = type("Clerks", (Clerks,), {"office": office})
    some = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    run_state_machine_as_test(clerks, settings=some)
    office.database.close()
