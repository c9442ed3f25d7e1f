"""Tasks after the hand-over: their list, and doing one. A week's report ends the report step of all its berkas."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from hall.actions import berkas, files
from hall.actions.office import Office
from hall.actions.substitutes import hands_in
from hall.errors import Refused
from hall.records import tasks as kept
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules.access import Identity
from hall.rules.calendar import business_day, day_starts
from hall.rules.hall import Hall
from hall.rules.roles import Hands
from hall.rules.tasks import WORDS, Task
from hall.rules.workflow import Outcome, Record

MOST: Final = 300


def listed(office: Office, slug: str) -> dict[str, Any]:
    """What is still to do, the earliest due first: {items, overdue}."""
    hall = office.hall(slug)
    today = business_day(office.clock.now(), hall.timezone)
    with office.database.reading() as connection:
        found = kept.open_ones(connection, hall, MOST)
    items = [_shape(task, hall) | {"overdue": task.due_on < today} for task in found]
    return {"items": items, "overdue": sum(item["overdue"] for item in items)}


def done(office: Office, slug: str, ask: Ask, task_id: int, note: str | None, who: Identity | None = None) -> Answer:
    """The task is done: its step is recorded on its berkas, a report's on every berkas of its week that stands there.

    Refuses `not_found`, `wrong_state` (done already, an earlier step is open), `forbidden` (another role's step).
    """

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        task = kept.one(work.connection, hall, task_id)
        if task is None:
            raise Refused("not_found", "Tugas itu tidak ada.")
        if task.done_at is not None:
            raise Refused("wrong_state", "Tugas itu sudah selesai.")
        recorded = _recorded(office, work, hall, task, note, hands_in(work, who), ask.asker)
        kept.end(work.connection, task.id, work.now, ask.asker, note)
        work.log(hall.id, f"task.{task.kind}", actor=ask.asker, subject=str(task.id))
        files.beat(work, hall)
        return _shape(task, hall) | {"recorded": recorded}

    return office.once(slug, ask, do)


def _recorded(
    office: Office, work: Work, hall: Hall, task: Task, note: str | None, hands: Hands, actor: str
) -> list[str]:
    said = Record(Outcome.DONE, note=note)
    numbers = _of_week(work, hall, task) if task.period else [task.berkas or ""]
    for number in numbers:
        try:
            berkas.step_in(office, work, hall, number, said, hands, actor, task.order)
        except Refused as refused:
            if refused.code != "wrong_state":
                raise
            raise Refused("wrong_state", f"Berkas {number}: langkah sebelumnya belum dicatat selesai.") from refused
    return numbers


def _of_week(work: Work, hall: Hall, task: Task) -> list[str]:
    assert task.period is not None, "asked for a week's report only"
    start = day_starts(task.period, hall.timezone)
    end = day_starts(task.period + timedelta(days=7), hall.timezone)
    return kept.at_step(work.connection, hall, task.layanan, task.order, start, end)


def _shape(task: Task, hall: Hall) -> dict[str, Any]:
    return {
        "id": task.id, "kind": task.kind, "kind_text": WORDS[task.kind], "title": task.title, "role": task.role,
        "layanan": task.layanan, "layanan_title": hall.offers[task.layanan].layanan.title, "berkas": task.berkas,
        "week": None if task.period is None else task.period.isoformat(), "due_on": task.due_on.isoformat(),
    }  # fmt: skip
