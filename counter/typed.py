"""What people and programs type: days, moments and whole numbers, or a refusal that names the field."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hall.errors import Refused

YEARS = (2000, 2200)  # further off, a local time may not exist at all


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
        found = date.fromisoformat(text)
    except ValueError:
        raise Refused("bad_request", "Tanggal ditulis TTTT-BB-HH, misalnya 2026-11-23.", field=field) from None
    if not YEARS[0] <= found.year < YEARS[1]:
        raise Refused("bad_request", "Tahun itu tidak wajar.", field=field)
    return found


def whole_of(text: str | None, field: str) -> int | None:
    """A whole number from an address."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Refused("bad_request", "Penunjuk halaman tidak dikenal.", field=field)
    return int(text)
