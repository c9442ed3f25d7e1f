"""What people and programs type: days, moments and whole numbers, or a refusal that names the field."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Final

from hall.errors import Refused
from hall.web.api import MOST

YEARS: Final = (2000, 2200)  # further off, a local time may not exist at all
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
WRITE: Final = "Tulis tanggal, bulan, lalu tahun, misalnya 23-11-2026."
PAGES: Final = ("cursor", "mulai")


def moment_of(text: str | None, field: str) -> datetime | None:
    """An RFC 3339 moment with its zone, in UTC."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
        known = found.tzinfo is not None and YEARS[0] <= found.astimezone(UTC).year < YEARS[1]
    except (ValueError, OverflowError):
        raise Refused("bad_request", "Tanggal atau jam tidak dapat dibaca.", field=field) from None
    if not known:
        raise Refused("bad_request", "Jam harus menyebut zona waktu dan tahun yang wajar.", field=field)
    return found.astimezone(UTC)


def day_of(text: str | None, field: str) -> date | None:
    """A day, YYYY-MM-DD."""
    if text is None:
        return None
    try:
        found = written_day(text)
    except ValueError:
        raise Refused("bad_request", "Tanggal ditulis TTTT-BB-HH, misalnya 2026-11-23.", field=field) from None
    if not YEARS[0] <= found.year < YEARS[1]:
        raise Refused("bad_request", "Tahun itu tidak wajar.", field=field)
    return found


def typed_day(text: str | None, field: str) -> date | None:
    """A day as it is typed on a page, day first: a browser's own field asks for the month first where it speaks English.
    Links have it as programs do, YYYY-MM-DD."""
    found = DAY_FIRST.fullmatch((text or "").strip())
    if found is None and text is not None and not DAY.fullmatch(text):
        raise Refused("bad_request", WRITE, field=field)
    try:
        return day_of(text if found is None else f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}", field)
    except Refused as refused:
        raise Refused("bad_request", f"Tanggal itu tidak ada. {WRITE}", field=field) from refused


def written_day(text: str) -> date:
    """YYYY-MM-DD and nothing else that ISO 8601 knows (weeks, no dashes). ValueError where it is no day."""
    if not DAY.fullmatch(text):
        raise ValueError("not a day")
    return date.fromisoformat(text)


def whole_of(text: str | None, field: str) -> int | None:
    """A whole number from an address."""
    if text is None:
        return None
    if not _is_whole(text):
        sentence = "Penunjuk halaman tidak dikenal." if field in PAGES else "Tulis angka bulat."
        raise Refused("bad_request", sentence, field=field)
    return int(text)


def named_by(text: str, sentence: str) -> int:
    """The number by which an address names something; what is no number names nothing: `not_found` with the sentence."""
    if not _is_whole(text):
        raise Refused("not_found", sentence)
    return int(text)


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19 and int(text) <= MOST
