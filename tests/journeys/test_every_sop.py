"""Each of the 39 layanan is walked from its first step to its last, through the API of a real server."""

from collections.abc import Callable
from typing import Any

import pytest

from hall.rules.layanan import Layanan
from tests.journeys.conftest import StartServer
from tests.journeys.server import Program
from tests.postgres import Cluster
from tests.sop_walks import EVERY, NAMES, one_an_office, walk, ways

pytestmark = pytest.mark.journey


def test_there_are_39_of_which_37_are_for_citizens() -> None:
    assert len(EVERY) == 39
    assert sum(layanan.audience == "citizen" for _, layanan in EVERY) == 37


@pytest.mark.parametrize(("hall", "layanan"), EVERY, ids=NAMES)
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


@pytest.mark.long
@pytest.mark.parametrize(("hall", "layanan"), EVERY, ids=NAMES)
def test_every_decision_of_a_layanan_leads_to_its_end(
    hall: str, layanan: Layanan, clerk: Callable[[str], Program]
) -> None:
    _every_way(clerk(hall), layanan)


@pytest.mark.long
def test_the_sop_of_each_office_with_the_most_decisions_goes_alike_on_postgresql(
    start_server: StartServer, postgresql: Cluster
) -> None:
    server = start_server(ANTREAN_DATABASE_URL=postgresql.create("every_sop", "template0")).start()
    for hall, layanan in one_an_office():
        _every_way(server.program(hall, "counter"), layanan)


def _every_way(office: Program, layanan: Layanan) -> None:
    for answers in ways(layanan):
        opened = office.post("/berkas", layanan=layanan.code)
        at = f"/berkas/{opened['number']}"

        def record(outcome: str, at: str = at, **said: Any) -> dict[str, Any]:
            told: dict[str, Any] = office.post(f"{at}/steps", outcome=outcome, **said)
            return told

        assert walk(layanan, answers, opened, record) == office.get(at)


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
