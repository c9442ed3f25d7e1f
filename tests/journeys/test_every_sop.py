"""Each of the 39 layanan is walked from its first step to its last, through the API of a real server."""

from collections.abc import Callable
from typing import Any

import pytest

from hall.catalogue.places import bundled_halls
from hall.catalogue.reader import read_hall
from hall.rules.layanan import Layanan
from tests.journeys.server import Program

pytestmark = pytest.mark.journey
EVERY = [(folder.name, layanan) for folder in bundled_halls() for layanan in read_hall(folder).layanan]


def test_there_are_39_of_which_37_are_for_citizens() -> None:
    assert len(EVERY) == 39
    assert sum(layanan.audience == "citizen" for _, layanan in EVERY) == 37


@pytest.mark.parametrize(("hall", "layanan"), EVERY, ids=[f"{hall}-{layanan.code}" for hall, layanan in EVERY])
def test_a_layanan_is_walked_to_its_last_step(hall: str, layanan: Layanan, clerk: Callable[[str], Program]) -> None:
    office = clerk(hall)
    berkas = _from_a_ticket(office, layanan) if layanan.audience == "citizen" else _from_the_desk(office, layanan)
    printed = [step.text for step in layanan.steps]
    assert [step["text"] for step in berkas["steps"]] == printed

    walked = []
    while berkas["state"] != "done":
        step = berkas["steps"][berkas["current"] - 1]
        asked = {"answer": "yes"} if step["question"] else {}
        walked.append(berkas["current"])
        assert len(walked) <= len(printed), f"steps come again: {walked}"
        berkas = office.post(f"/berkas/{berkas['number']}/steps", outcome="done", **asked)

    assert walked == sorted(set(walked))
    assert walked[-1] == len(printed)
    outcomes = [step["outcome"] for step in berkas["steps"]]
    assert [at for at, outcome in enumerate(outcomes, 1) if outcome == "done"] == walked
    assert set(outcomes) <= {"done", "not_needed"}
    assert berkas["handed_over_at"] is not None
    assert office.get(f"/berkas/{berkas['number']}") == berkas
    if layanan.audience == "citizen":
        assert office.post("/counters/1/completions")["state"] == "done"


def _from_a_ticket(office: Program, layanan: Layanan) -> dict[str, Any]:
    number = office.number(layanan.code)
    office.post("/counters/1/openings")
    assert office.post("/counters/1/calls", ticket=number)["ticket"]["layanan"] == layanan.code
    assert office.post("/counters/1/services")["state"] == "serving"
    berkas: dict[str, Any] = office.post("/berkas", ticket=number)
    assert berkas["ticket"] == number
    return berkas


def _from_the_desk(office: Program, layanan: Layanan) -> dict[str, Any]:
    berkas: dict[str, Any] = office.post("/berkas", layanan=layanan.code, channel="letter")
    assert berkas["ticket"] is None
    return berkas
