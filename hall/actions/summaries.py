"""A counter's day in figures, on paper for the clerk's own book."""

from __future__ import annotations

from collections import Counter as Tally
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from hall.actions import file_papers, paper
from hall.actions.calls import counter_of
from hall.actions.office import Office
from hall.records import counters as counter_records
from hall.records import days
from hall.records import summaries as kept
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import shapes, slips
from hall.rules.calendar import clock_text, date_text, day_starts
from hall.rules.hall import Counter, Hall


def printed(office: Office, slug: str, ask: Ask, code: str) -> Answer:
    """The counter's day as it now stands, on paper; the answer is its print job."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        counter = counter_of(hall, code)
        job = paper.queue(work, hall, summary(work, hall, counter), ask.asker)
        work.log(hall.id, "slip.ringkasan", actor=ask.asker, subject=code)
        return file_papers.job_shape(work, hall, job)

    return office.once(slug, ask, do)


def summary(work: Work, hall: Hall, counter: Counter) -> slips.SummarySlip:
    """What the slip tells; a delicate layanan only by its line's name."""
    day = days.in_force(work, hall)
    since = day_starts(day, hall.timezone)
    done = kept.served(work.connection, hall, counter, day)
    given = kept.commands(work.connection, counter, since)
    opened, closed = kept.hours(work.connection, hall, counter, since)
    lines = counter_records.snapshot(work.connection, hall, day).lines
    took = [each.minutes for each in done if each.minutes is not None]
    rows = Tally(shapes.public_title(hall, each.layanan) for each in done)
    zone = ZoneInfo(hall.timezone)
    return slips.SummarySlip(
        hall_name=hall.name, regency="" if hall.regency == hall.name else hall.regency, counter=counter.name,
        day=date_text(day), opened="-" if opened is None else clock_text(opened.astimezone(zone)),
        closed=clock_text((closed or work.now).astimezone(zone)), served=len(done),
        absent=given["absent"], returned=given["return"], transferred=given["transfer"],
        waiting=sum(line.waiting for line in lines if line.letter in counter.lines),
        minutes=(min(took), median(took), max(took)) if took else None, rows=tuple(rows.most_common()),
    )  # fmt: skip
