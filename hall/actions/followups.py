"""What a berkas leaves behind when it was handed over: tasks are kept as it moves, and a week that was reported is reported."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from hall.records import berkas as berkas_records
from hall.records import tasks as kept
from hall.records.unit_of_work import Work
from hall.rules import roles, tasks
from hall.rules.calendar import business_day
from hall.rules.hall import Hall
from hall.rules.layanan import Layanan
from hall.rules.reports import monday
from hall.rules.workflow import Berkas, Outcome, Record, current_step, record


def follow(work: Work, hall: Hall, before: Berkas, value: Berkas, document: Layanan, actor: str) -> Berkas:
    """Keeps the tasks that this change of a berkas brings or ends; gives the berkas, which may have gone on by itself."""
    if value.handed_over_at is None:
        return value
    handed_over = business_day(value.handed_over_at, hall.timezone)
    after = {step.order: step for step in document.steps if step.after_handover}
    if before.handed_over_at is None:
        for due in tasks.due(document.steps, handed_over, hall.calendar):
            role = roles.words(roles.of_step(after[due.order], document.document.role_columns))
            kept.add(work.connection, hall, value.layanan, due, value.id, role)
    gone_on = _reported_already(work, hall, value, document, handed_over)
    ended = [run.order for run in gone_on.runs if run.finished_at is not None and run.order in after]
    kept.end_of_berkas(work.connection, value.id, ended, work.now, actor)
    return gone_on


def _reported_already(work: Work, hall: Hall, value: Berkas, document: Layanan, handed_over: date) -> Berkas:
    """The report of its week was made before this berkas came to that step: nothing is left to do there."""
    while not value.is_over and tasks.kind_of(step := current_step(value, document.steps)) == "report":
        made = kept.of_week(work.connection, hall, value.layanan, step.order, monday(handed_over))
        if not step.after_handover or made is None or made.done_at is None:
            break
        day = made.done_at.astimezone(ZoneInfo(hall.timezone))
        said = Record(
            Outcome.DONE, note=f"Sudah dalam laporan mingguan tanggal {day:%d-%m-%Y}.", recorded_by=made.done_by
        )
        later = record(value, document.steps, said, work.now)
        berkas_records.keep(work.connection, value, later)
        value = later
    return value
