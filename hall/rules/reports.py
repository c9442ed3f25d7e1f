"""The weekly report that nine SOPs ask for, made by itself: what came, what was finished, and the time beside the SOP's.

Kalipare: "Melaporkan secara berkala/mingguan tentang pelayanan ... kepada pimpinan" (steps after the hand-over).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

from hall.rules.documents import Column, Document, Table, between, decimal, fits, long_day, short_day
from hall.rules.hall import Hall
from hall.rules.layanan import Layanan

_TO: Final = re.compile(r"\b(?:kepada|ke)\s+(.+?)(?:\s+(?:untuk|guna)\s+dilaporkan\b.*)?\.?$", re.IGNORECASE)
REPORTS: Final = re.compile(r"\bmelapor", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Filed:
    """A berkas as a report sees it; moments are aware UTC."""

    number: str
    state: str
    opened_at: datetime
    handed_over_at: datetime | None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ran:
    """One finished run of a step: which, how long, and how it ended. Only runs that finished within the period."""

    berkas: str
    order: int
    minutes: float
    outcome: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The week in figures: berkas received, finished (handed over), returned for something missing, open at its end."""

    received: int
    finished: int
    returned: int
    open: int
    minutes: Mapping[int, tuple[int, float, float]]
    """By step: how many runs, median and longest minutes."""


def monday(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def addressee(document: Layanan) -> str:
    """Whom the report step names ("pimpinan", "Kasi Pemerintahan"); the Camat where it names nobody."""
    for step in document.steps:
        if step.after_handover and REPORTS.search(step.text):
            found = _TO.search(step.text)
            if found:
                named = found[1].strip()
                return named[:1].upper() + named[1:]
    return "Camat"


def figures(files: Sequence[Filed], runs: Sequence[Ran], start: datetime, end: datetime) -> Figures:
    """The figures of `start <= moment < end`. A void berkas counts only as received."""
    by_step: dict[int, list[float]] = {}
    for run in runs:
        if run.outcome in ("done", "repeat"):
            by_step.setdefault(run.order, []).append(run.minutes)
    return Figures(
        received=sum(start <= each.opened_at < end for each in files),
        finished=sum(each.handed_over_at is not None and start <= each.handed_over_at < end for each in files),
        returned=len({run.berkas for run in runs if run.outcome == "incomplete"}),
        open=sum(_open_at(each, end) for each in files),
        minutes={order: (len(spent), median(spent), max(spent)) for order, spent in sorted(by_step.items())},
    )


def _open_at(each: Filed, end: datetime) -> bool:
    if each.opened_at >= end or each.state == "void":
        return False
    return each.handed_over_at is None or each.handed_over_at >= end


def document(
    hall: Hall,
    layanan: Layanan,
    found: Figures,
    files: Sequence[Filed],
    week: date,
    today: date,
    titles: Mapping[str, str],
) -> Document:
    """The report of a layanan for the week that begins on Monday `week`. `titles`: words of the berkas' states."""
    counted = (
        Column("Diterima", figures=True), Column("Selesai diserahkan", figures=True),
        Column("Dikembalikan", figures=True), Column("Masih berjalan", figures=True),
    )  # fmt: skip
    return Document(
        office=hall.name, regency=hall.regency, title=f"Laporan Mingguan {layanan.title}",
        period=between(week, week + timedelta(days=6)), to=addressee(layanan),
        tables=(
            Table(counted, (tuple(map(str, (found.received, found.finished, found.returned, found.open))),), title="Berkas"),
            _steps(layanan, found),
            _files(hall, files, titles),
        ),
        notes=("Waktu terukur: dari langkah dimulai sampai dicatat selesai, dalam menit.",),
        signs=(long_day(today), "Yang melaporkan,"), landscape=False,
    )  # fmt: skip


def _steps(layanan: Layanan, found: Figures) -> Table:
    columns = (
        Column("No.", 0.5), Column("Langkah SOP", 4.2), Column("Kali", 0.6, figures=True),
        Column("Waktu SOP", 1.1), Column("Median", 0.9, figures=True), Column("Terlama", 0.9, figures=True),
    )  # fmt: skip
    rows = []
    for step in layanan.steps:
        many, middle, longest = found.minutes.get(step.order, (0, None, None))
        cells = (
            step.no or str(step.order), step.text, str(many), step.time.text or "-", decimal(middle), decimal(longest)
        )  # fmt: skip
        rows.append(fits(cells, columns))
    return Table(columns, tuple(rows), title="Waktu setiap langkah")


def _files(hall: Hall, files: Sequence[Filed], titles: Mapping[str, str]) -> Table:
    columns = (Column("No. berkas", 1.2), Column("Dibuka", 1.1), Column("Diserahkan", 1.1), Column("Keadaan", 2.2))
    rows = tuple(
        (each.number, short_day(each.opened_at, hall.timezone), short_day(each.handed_over_at, hall.timezone),
         titles.get(each.state, each.state))
        for each in files
    )  # fmt: skip
    return Table(columns, rows, title="Berkas dalam laporan", empty="Tidak ada berkas dalam minggu ini.")
