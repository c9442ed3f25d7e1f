"""Every table of the house. Times are UTC microseconds since 1970 (`*_at`), days are the hall's business days.

Integers compare and index alike on SQLite and PostgreSQL and carry no zone to be misread; the edge turns them into aware
datetimes (`hall.records.times`). States stand as plain words, because partial indexes serve them as literals.
"""

from __future__ import annotations

from hall.records.tables.files import berkas, complaints, letters, register_entries, registers, step_runs, tasks
from hall.records.tables.ground import metadata
from hall.records.tables.paper import logos, print_jobs, printers
from hall.records.tables.people import devices, pairings, staff, staff_roles, staff_sessions, substitutes
from hall.records.tables.premises import (
    answers,
    closures,
    counter_lines,
    counters,
    events,
    halls,
    holidays,
    hours,
    layanan,
    layanan_versions,
    line_days,
    lines,
    pulses,
    steps,
)
from hall.records.tables.queue import calls, counter_commands, tickets

__all__ = [
    "answers",
    "berkas",
    "calls",
    "closures",
    "complaints",
    "counter_commands",
    "counter_lines",
    "counters",
    "devices",
    "events",
    "halls",
    "holidays",
    "hours",
    "layanan",
    "layanan_versions",
    "letters",
    "line_days",
    "lines",
    "logos",
    "metadata",
    "pairings",
    "print_jobs",
    "printers",
    "pulses",
    "register_entries",
    "registers",
    "staff",
    "staff_roles",
    "staff_sessions",
    "step_runs",
    "steps",
    "substitutes",
    "tasks",
    "tickets",
]
