"""The report on recording to Dispenduk Capil: by day and week, by village, and minutes at the stations. Numbers, never a name."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import date, timedelta
from typing import Any, Final

from hall.rules.calendar import DAYS
from hall.rules.documents import Column, Document, Table, between, decimal, fits, long_day
from hall.rules.hall import Hall
from hall.rules.recording import STATIONS, Chain
from hall.rules.reports import monday

Spent = Sequence[tuple[float, int]]
"""Minutes, each with how many tries took exactly these."""
NONE: Final = "–"  # not a hyphen: a spreadsheet's cell must not begin with one
ADDRESSEE: Final = "Kepala Dinas Kependudukan dan Pencatatan Sipil"
NOTES: Final = (
    "Surat: surat panggilan untuk hari itu, tanpa yang diganti hari sebelum datang atau dibatalkan. Tanpa surat: datang "
    "sendiri. Belum selesai: datang, tetapi belum melewati semua stasiun.",
    "Wajib KTP: berumur 17 tahun atau kawin pada hari terakhir laporan, tanpa yang pindah atau meninggal. Cakupan: sudah "
    "direkam dibagi wajib KTP. Tidak datang: surat dalam masa laporan. Tidak dapat direkam dan siap diambil: saat laporan "
    "dibuat.",
    "Menit terukur: dari duduk di stasiun sampai lulus. 9 dari 10 orang selesai dalam waktu persentil ke-90 atau kurang.",
)


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of the letters and visits of a day or a week. `came`: with a letter; `walk_ins`: without one.

    `absent`: letters whose person never came. `recorded` and `unable` are of everybody who came.
    """

    letters: int = 0
    came: int = 0
    walk_ins: int = 0
    recorded: int = 0
    absent: int = 0
    unable: int = 0

    @property
    def unfinished(self) -> int:
        """Who came and did not get to an end: still there, gone home, or sent home with another day."""
        return self.came + self.walk_ins - self.recorded - self.unable

    def __add__(self, other: Counted) -> Counted:
        return Counted(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Village:
    """A village's wajib KTP and their cards; `absent`: letters of the period whose person never came."""

    eligible: int = 0
    recorded: int = 0
    absent: int = 0
    unable: int = 0
    ready: int = 0
    collected: int = 0

    @property
    def coverage(self) -> float | None:
        """Recorded of the wajib KTP, per cent with one decimal; None where there are none. 100 only when nobody is left."""
        return math.floor(self.recorded * 1000 / self.eligible) / 10 if self.eligible else None

    def __add__(self, other: Village) -> Village:
        return Village(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Station:
    """A station's minutes: its standard (None where the hall's SOP has no such station) beside those measured."""

    station: str
    name: str
    standard_minutes: float | None
    times: int
    median: float | None
    ninetieth: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of `first` to `last`, both included. Days on which nothing was planned and nobody came are left out."""

    first: date
    last: date
    days: Mapping[date, Counted]
    villages: Mapping[str, Village]
    stations: Sequence[Station]


def stations(chain: Chain, minutes: Mapping[str, Spent]) -> list[Station]:
    """The chain's stations in their order, then those that only the past knows. `minutes`: by station."""
    names = {stop.station: stop.name for stop in chain.stops}
    standards = {stop.station: float(stop.minutes) for stop in chain.stops}
    found = []
    for station in dict.fromkeys((*chain.stations, *sorted(minutes))):
        spent = sorted(minutes.get(station, ()))
        found.append(
            Station(
                station, names.get(station) or STATIONS.get(station, station), standards.get(station),
                sum(often for _, often in spent), middle(spent), ninetieth(spent),
            )
        )  # fmt: skip
    return found


def middle(spent: Spent) -> float | None:
    """The median of sorted values; None of nothing."""
    many = sum(often for _, often in spent)
    return round((_ranked(spent, (many + 1) // 2) + _ranked(spent, many // 2 + 1)) / 2, 2) if many else None


def ninetieth(spent: Spent) -> float | None:
    """The 90th percentile of sorted values by nearest rank: the smallest that nine in ten do not pass. None of nothing."""
    many = sum(often for _, often in spent)
    return _ranked(spent, -(-many * 9 // 10)) if many else None


def _ranked(spent: Spent, rank: int) -> float:
    ranks = itertools.accumulate(often for _, often in spent)
    return next(value for (value, _), reached in zip(spent, ranks, strict=True) if reached >= rank)


def weeks(days: Mapping[date, Counted]) -> dict[date, Counted]:
    """The days by the Monday of their week, in order."""
    found: dict[date, Counted] = {}
    for day in sorted(days):
        found[monday(day)] = found.get(monday(day), Counted()) + days[day]
    return found


def document(hall: Hall, report: Report, today: date) -> Document:
    """The report as screen, paper and spreadsheet show it."""
    tables = [_days(report), _villages(report), _stations(report)]
    if len(weeks(report.days)) > 1:
        tables.insert(1, _weeks(report))
    return Document(
        office=hall.name, regency=hall.regency, title="Laporan perekaman KTP-el", period=between(report.first, report.last),
        tables=tuple(tables), to=f"{ADDRESSEE} {hall.regency}", notes=NOTES, signs=(long_day(today), "Yang melaporkan,"),
    )  # fmt: skip


def shape(report: Report) -> dict[str, Any]:
    """The report for programs."""
    return {
        "from": report.first.isoformat(),
        "until": report.last.isoformat(),
        "days": [
            {"day": day.isoformat()} | asdict(counted) | {"unfinished": counted.unfinished}
            for day, counted in sorted(report.days.items())
        ],
        "villages": [
            {"village": name} | asdict(village) | {"coverage": village.coverage}
            for name, village in report.villages.items()
        ],
        "stations": [asdict(station) for station in report.stations],
    }


_COUNTED: Final = tuple(
    Column(title, figures=True)
    for title in (
        "Surat", "Datang dengan surat", "Tanpa surat", "Direkam", "Tidak datang", "Tidak dapat direkam", "Belum selesai"
    )
)  # fmt: skip


def _counted(value: Counted) -> tuple[str, ...]:
    return tuple(
        str(many)
        for many in (
            value.letters, value.came, value.walk_ins, value.recorded, value.absent, value.unable, value.unfinished,
        )
    )  # fmt: skip


def _days(report: Report) -> Table:
    rows = tuple(
        (DAYS[day.weekday()], f"{day:%d-%m-%Y}", *_counted(counted)) for day, counted in sorted(report.days.items())
    )
    total = ("Jumlah", "", *_counted(sum(report.days.values(), Counted()))) if len(rows) > 1 else None
    columns = (Column("Hari"), Column("Tanggal"), *_COUNTED)
    return Table(columns, rows, total, "Tidak ada perekaman dalam masa ini.", "Perekaman setiap hari")


def _weeks(report: Report) -> Table:
    """Weeks from Monday to Sunday, cut off where the report begins and ends."""
    rows = tuple(
        (
            f"{max(begins, report.first):%d-%m-%Y}",
            f"{min(begins + timedelta(days=6), report.last):%d-%m-%Y}",
            *_counted(counted),
        )
        for begins, counted in weeks(report.days).items()
    )
    return Table((Column("Dari"), Column("Sampai"), *_COUNTED), rows, title="Perekaman setiap minggu")


def _villages(report: Report) -> Table:
    columns = (
        Column("Desa", 2), *(
            Column(title, figures=True)
            for title in (
                "Wajib KTP", "Sudah direkam", "Cakupan (%)", "Tidak datang", "Tidak dapat direkam", "Siap diambil",
                "Sudah diambil",
            )
        ),
    )  # fmt: skip
    rows = tuple(fits(_village(name, village), columns) for name, village in report.villages.items())
    total = _village("Jumlah", sum(report.villages.values(), Village())) if len(rows) > 1 else None
    return Table(columns, rows, total, "Daftar wajib KTP masih kosong.", "Cakupan setiap desa")


def _village(name: str, value: Village) -> tuple[str, ...]:
    counts = (value.absent, value.unable, value.ready, value.collected)
    return (name, str(value.eligible), str(value.recorded), _one(value.coverage), *map(str, counts))


def _stations(report: Report) -> Table:
    columns = (
        Column("Stasiun", 3), Column("Standar SOP (menit)", figures=True), Column("Median (menit)", figures=True),
        Column("Persentil ke-90 (menit)", figures=True), Column("Berapa kali", figures=True),
    )  # fmt: skip
    rows = tuple(
        fits(
            (one.name, _standard(one.standard_minutes), _one(one.median), _one(one.ninetieth), str(one.times)),
            columns,
        )
        for one in report.stations
    )
    return Table(columns, rows, title="Menit di setiap stasiun")


def _standard(value: float | None) -> str:
    return NONE if value is None else decimal(value)


def _one(value: float | None) -> str:
    """One figure after the comma, zero too, so that a column's figures stand below each other."""
    return NONE if value is None else f"{value:.1f}".replace(".", ",")
