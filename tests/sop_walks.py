"""Every way through an SOP: its printed decisions answered this way and that, to its last step."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from hall.catalogue.places import bundled_halls
from hall.catalogue.reader import read_hall
from hall.rules.layanan import RETURNED, Layanan, Step

Record = Callable[..., dict[str, Any]]
"""`record(outcome, **said)` -> the berkas as it then is."""

EVERY = [(folder.name, layanan) for folder in bundled_halls() for layanan in read_hall(folder).layanan]
NAMES = [f"{hall}-{layanan.code}" for hall, layanan in EVERY]


def ways(layanan: Layanan) -> Iterator[dict[int, str]]:
    """Every set of answers: the order of each question -> yes or no."""
    asked = [step.order for step in layanan.steps if step.question]
    for answers in itertools.product(("yes", "no"), repeat=len(asked)):
        yield dict(zip(asked, answers, strict=True))


def walk(layanan: Layanan, answers: dict[int, str], berkas: dict[str, Any], record: Record) -> dict[str, Any]:
    """Walks a fresh berkas to its end by these answers, and holds every move against the document."""
    handed_over = max(step.order for step in layanan.steps if not step.after_handover)
    while berkas["current"] is not None:
        step = layanan.step(berkas["current"])
        assert (berkas["state"] == "ready") == (step.order == handed_over)
        assert (berkas["handed_over_at"] is not None) == (step.order > handed_over)
        before, berkas = berkas, _answered(step, answers.get(step.order), record)
        _jumped(layanan, before["current"], berkas)
    assert berkas["state"] == "done"
    assert berkas["handed_over_at"] is not None
    assert all(step["outcome"] in ("done", "not_needed") for step in berkas["steps"])
    return berkas


def _answered(step: Step, answer: str | None, record: Record) -> dict[str, Any]:
    """Says the answer; what goes back to the applicant comes again, complete."""
    if step.question is None:
        return _leads(record("done"), step.order + 1)
    if answer == "no" and step.question.no == RETURNED:
        _stays(record("done", answer="no"), step, "returned")
        _stays(record("incomplete", missing=["Surat pengantar"]), step, "returned")
        _stays(record("waiting", note="pemohon mencari aslinya"), step, "waiting")
        answer = "yes"
    leads = step.question.no if answer == "no" else step.question.yes
    return _leads(record("done", answer=answer), leads)


def _leads(berkas: dict[str, Any], order: int | str) -> dict[str, Any]:
    assert berkas["current"] == (order if isinstance(order, int) and order <= len(berkas["steps"]) else None)
    return berkas


def _stays(berkas: dict[str, Any], step: Step, state: str) -> None:
    assert (berkas["state"], berkas["current"]) == (state, step.order)


def _jumped(layanan: Layanan, before: int, berkas: dict[str, Any]) -> None:
    """What an answer leaves out counts as finished."""
    until = berkas["current"] or len(layanan.steps) + 1
    for order in range(before + 1, until):
        assert berkas["steps"][order - 1]["outcome"] == "not_needed"


def one_an_office() -> list[tuple[str, Layanan]]:
    """Of each office the document with the most decisions."""
    offices = dict.fromkeys(hall for hall, _ in EVERY)
    mine = {hall: [layanan for name, layanan in EVERY if name == hall] for hall in offices}
    return [
        (hall, max(mine[hall], key=lambda one: sum(step.question is not None for step in one.steps))) for hall in mine
    ]
