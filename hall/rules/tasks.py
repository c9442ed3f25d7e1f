"""What is left to do when the citizen has the result in hand: archive, weekly report, monitoring (Kalipare's SOPs).

Such a step is a task with a due date, not part of the citizen's time. A report is one task a week and layanan; every
other step is one a berkas.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from hall.rules.calendar import Calendar, add_working_days
from hall.rules.layanan import Step
from hall.rules.reports import REPORTS, monday

Kind = Literal["archive", "report", "monitor", "other"]

DUE_DAYS: Final[dict[Kind, int]] = {"archive": 1, "monitor": 5, "other": 2}
"""Working days after the hand-over. The SOPs print minutes of work, not a date: decided by us (docs/decisions/0014)."""
WORDS: Final[dict[Kind, str]] = {"archive": "Arsip", "report": "Laporan", "monitor": "Pantauan", "other": "Lain-lain"}

_ARCHIVE: Final = re.compile(r"arsip", re.IGNORECASE)
_MONITOR: Final = re.compile(r"\b(memantau|pemantauan|monitor)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Due:
    """A task to be kept. `period`: the Monday of the reported week, None for a task of one berkas."""

    order: int
    kind: Kind
    title: str
    due_on: date
    period: date | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A task as it was kept; `berkas` is None for a week's report."""

    id: int
    layanan: str
    order: int
    kind: Kind
    title: str
    role: str
    due_on: date
    berkas: str | None = None
    period: date | None = None
    done_at: datetime | None = None
    done_by: str | None = None
    note: str | None = None


def kind_of(step: Step) -> Kind:
    """What sort of work the step is, by its printed words."""
    if REPORTS.search(step.text):
        return "report"
    if _ARCHIVE.search(step.text):
        return "archive"
    return "monitor" if _MONITOR.search(step.text) else "other"


def due(steps: Sequence[Step], handed_over: date, calendar: Calendar) -> list[Due]:
    """The tasks that a berkas handed over on that day brings, in the order of its SOP."""
    week = monday(handed_over)
    found = []
    for step in steps:
        if not step.after_handover:
            continue
        kind = kind_of(step)
        if kind == "report":  # of the whole week: the first working day after its Sunday
            by = add_working_days(calendar, week + timedelta(days=6), 1)
            found.append(Due(step.order, kind, step.text, by, week))
        else:
            found.append(Due(step.order, kind, step.text, add_working_days(calendar, handed_over, DUE_DAYS[kind])))
    return found
