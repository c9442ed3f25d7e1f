"""Every table of the house. Times are UTC microseconds since 1970 (`*_at`), days are the hall's business days.

Integers compare and index alike on SQLite and PostgreSQL and carry no zone to be misread; the edge turns them into aware
datetimes (`hall.records.times`). States stand as plain words, because partial indexes serve them as literals.
"""

from __future__ import annotations

from hall.records.tables.display import media
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
    special_hours,
    special_stretches,
    steps,
)
from hall.records.tables.queue import calls, counter_commands, tickets
from hall.records.tables.recording import (
    away_packs,
    recording_troubles,
    resident_import_rows,
    resident_imports,
    resident_words,
    residents,
    session_slots,
    sessions,
    station_runs,
    summons_attempts,
    summonses,
    visits,
)

__all__ = [
    "answers",
    "away_packs",
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
    "media",
    "metadata",
    "pairings",
    "print_jobs",
    "printers",
    "pulses",
    "recording_troubles",
    "register_entries",
    "registers",
    "resident_import_rows",
    "resident_imports",
    "resident_words",
    "residents",
    "session_slots",
    "sessions",
    "special_hours",
    "special_stretches",
    "staff",
    "staff_roles",
    "staff_sessions",
    "station_runs",
    "step_runs",
    "steps",
    "substitutes",
    "summons_attempts",
    "summonses",
    "tasks",
    "tickets",
    "visits",
]
