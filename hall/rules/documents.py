"""A page of an office's book or a report: a table with its heading, as plain values. Paper and CSV are made of the same one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from hall.rules.calendar import MONTHS

Paper = Literal["A4", "F4"]
PAPERS: Final[tuple[Paper, ...]] = ("A4", "F4")
FORMULA: Final = re.compile(
    "[\x00-\x20\\s\"'\u200b-\u200f\u2060\ufeff\ufffe\uffff]*[=+\\-@\uff1d\uff0b\uff0d\uff20\u2212]|[\t\r\n]"
)
"""What a spreadsheet may take for a formula, or for a cell that it must split: the signs, also in their full width and behind
blanks, quotes and marks of no width, which some programs drop before they look."""
REGENCIES: Final = ("Kabupaten ", "Kota ")
BOM: Final = "\ufeff"  # without it the office's spreadsheet reads UTF-8 as something else


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its share of the width, and whether it holds figures (right aligned)."""

    title: str
    share: float = 1.0
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their columns; `total` stands apart below them. `empty` is said where there is no row."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] | None = None
    empty: str = "Tidak ada catatan."
    title: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document: the office's heading, title, period, tables, and who signs it.

    `to`: whom a report is addressed to. `signs`: (place and day, office of the signer), or None. `large`: people sign in its
    rows, so they are tall and their letters large.
    """

    office: str
    regency: str
    title: str
    period: str
    tables: tuple[Table, ...]
    to: str | None = None
    notes: tuple[str, ...] = ()
    signs: tuple[str, str] | None = None
    landscape: bool = True
    large: bool = False


def kop(office: str, regency: str) -> tuple[str, str]:
    """The office's heading as its own letters have it: the government above (empty where the office is it), the office below."""
    if regency and regency != office:
        return f"Pemerintah {regency}", office
    return "", f"Pemerintah {office}" if office.startswith(REGENCIES) else office


def csv_text(document: Document) -> str:
    """The document's tables for a spreadsheet: semicolons (the Indonesian list separator), CRLF, a leading byte order mark.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    kept = io.StringIO()
    kept.write(BOM)
    writer = csv.writer(kept, delimiter=";", lineterminator="\r\n")
    for place, table in enumerate(document.tables):
        if place:
            writer.writerow([])
        if table.title:
            writer.writerow([harmless(table.title)])
        writer.writerow([harmless(column.title) for column in table.columns])
        writer.writerows([harmless(cell) for cell in row] for row in table.rows)
        if table.total is not None:
            writer.writerow([harmless(cell) for cell in table.total])
    return kept.getvalue()


def harmless(cell: str) -> str:
    """The cell as text: nothing in it is carried out by a spreadsheet."""
    return f"'{cell}" if FORMULA.match(cell) else cell


def long_day(day: date) -> str:
    """ "20 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_day(moment: datetime | None, timezone: str) -> str:
    """ "20-11-2026" on the hall's wall calendar; empty for None."""
    return "" if moment is None else moment.astimezone(ZoneInfo(timezone)).strftime("%d-%m-%Y")


def short_time(moment: datetime | None, timezone: str) -> str:
    """ "20-11-2026 08.15"; empty for None."""
    return "" if moment is None else moment.astimezone(ZoneInfo(timezone)).strftime("%d-%m-%Y %H.%M")


def between(first: date, last: date) -> str:
    """ "20 November 2026", or "16 s.d. 20 November 2026" with as much of the first day as differs."""
    if first == last:
        return long_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} s.d. {long_day(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} s.d. {long_day(last)}"
    return f"{long_day(first)} s.d. {long_day(last)}"


def decimal(value: float | None, places: int = 1) -> str:
    """ "12,5"; a dash for None, no figures after the comma where they are zero."""
    if value is None:
        return "-"
    text = f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))
    return text.rstrip("0").rstrip(",") if "," in text else text


def fits(cells: Sequence[str], columns: Sequence[Column]) -> tuple[str, ...]:
    """A row with exactly as many cells as columns. ValueError otherwise."""
    if len(cells) != len(columns):
        raise ValueError(f"{len(cells)} cells for {len(columns)} columns")
    return tuple(cells)
