"""Days as Indonesian lists write them: 21-11-2008, 21/11/08, 2008-11-21, 21 November 2008, and a spreadsheet's own count."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from hall.rules.calendar import MONTHS

_FIRST_SERIAL: Final = date(1899, 12, 30)
_SERIALS: Final = (367, 80_000)  # 1901 to 2119: five figures that stand alone are a spreadsheet's count of days
_WRITTEN: Final = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})")
_SORTED: Final = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})")
_PACKED: Final = re.compile(r"(19|20)(\d{2})(\d{2})(\d{2})")
_NAMED: Final = re.compile(r"(\d{1,2})[\s.\-/]*([^\W\d_]{3,10})\.?[\s.\-/,]*(\d{4}|\d{2})")
_TIME: Final = re.compile(r"[T ]0{1,2}:00(:00(\.0+)?)?Z?$")
_OTHERS: Final = {
    "pebruari": 2, "peb": 2, "nopember": 11, "nop": 11, "agt": 8, "agst": 8, "january": 1, "february": 2, "march": 3,
    "may": 5, "june": 6, "july": 7, "august": 8, "aug": 8, "october": 10, "oct": 10, "december": 12, "dec": 12,
}  # fmt: skip
_MONTHS: Final = (
    {name.lower(): place for place, name in enumerate(MONTHS, 1)}
    | {name.lower()[:3]: place for place, name in enumerate(MONTHS, 1)}
    | {"sept": 9}
    | _OTHERS
)


class NoDay(ValueError):
    """Nothing of it is a day; the sentence (Indonesian) says why and repeats nothing that was written."""


def day_of(cell: object, today: date) -> date:
    """The day in a cell, day before month. Two figures of a year are the last year of that ending up to today.

    Raises NoDay.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial(cell)
    text = _TIME.sub("", " ".join(str(cell).split()))
    if "," in text and not text[0].isdigit():
        text = text.rpartition(",")[2].strip()  # "Malang, 21-11-2008"
    if text.isascii() and text.isdigit() and len(text) == 5:
        return _serial(int(text))
    return _made(*_parts(text, today))


def _parts(text: str, today: date) -> tuple[int, int, int]:
    """(year, month, day) as written."""
    if found := _SORTED.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _PACKED.fullmatch(text):
        return int(found[1] + found[2]), int(found[3]), int(found[4])
    if found := _WRITTEN.fullmatch(text):
        return _year(found[3], today), int(found[2]), int(found[1])
    if found := _NAMED.fullmatch(text):
        month = _MONTHS.get(found[2].lower())
        if month is None:
            raise NoDay("Nama bulan pada tanggal lahir tidak dikenal.")
        return _year(found[3], today), month, int(found[1])
    raise NoDay("Tanggal lahir tidak dapat dibaca.")


def _made(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        if 12 < month <= 31 and day <= 12:
            raise NoDay("Bulan pada tanggal lahir lebih dari 12. Tulis tanggal, bulan, lalu tahun.") from None
        raise NoDay("Tanggal lahir itu tidak ada pada kalender.") from None


def _year(text: str, today: date) -> int:
    if len(text) == 4:
        return int(text)
    year = today.year - today.year % 100 + int(text)
    return year if year <= today.year else year - 100


def _serial(count: float) -> date:
    if count != count or not _SERIALS[0] <= count <= _SERIALS[1]:
        raise NoDay("Tanggal lahir tidak dapat dibaca.")
    return _FIRST_SERIAL + timedelta(days=int(count))
