"""Somebody lost a slip and knows only when they came and for what: the counter finds the number without a name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from hall.actions.office import Office
from hall.errors import Refused
from hall.records import days
from hall.records import lost_slips as kept
from hall.rules import shapes
from hall.rules.calendar import day_starts
from hall.rules.hall import Hall
from hall.rules.paper import FoundTicket, SlipSearch
from hall.rules.typed_times import read_clock

MOST: Final = 30
DAY_END: Final = 24 * 60


def find(
    office: Office, slug: str, start: str, end: str, layanan: str | None, line: str | None, cursor: str | None
) -> dict[str, Any]:
    """Today's tickets issued from `start` to `end` (HH:MM or HH.MM, the last minute whole), newest first: {items, next}.

    Refuses `bad_request` for a time that can't be read or a cursor of nobody, `not_found` for a layanan or line of
    another hall.
    """
    hall = office.hall(slug)
    if layanan is not None and layanan not in hall.offers:
        raise Refused("not_found", "Layanan ini tidak ada di kantor ini.")
    if line is not None and line not in hall.lines:
        raise Refused("not_found", "Antrean itu tidak ada di kantor ini.")
    first, last = read_clock(start, "from", 0), read_clock(end, "to", DAY_END - 1)
    if last < first:
        raise Refused("bad_request", "Jam sampai harus sesudah jam dari.", field="to")
    before = None if cursor is None else _cursor(cursor)
    with office.database.reading() as connection:
        day = days.shown(connection, hall, office.clock.now())
        midnight = day_starts(day, hall.timezone)
        wanted = SlipSearch(midnight + timedelta(minutes=first), midnight + timedelta(minutes=last + 1), layanan, line)
        found = kept.find(connection, hall, day, wanted, before, MOST)
    return {"items": [_shape(one, hall) for one in found], "next": found[-1].id if len(found) == MOST else None}


def _cursor(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Refused("bad_request", "Halaman itu tidak ada.", field="cursor")
    return int(text)


def _shape(found: FoundTicket, hall: Hall) -> dict[str, Any]:
    return {
        "number": found.number,
        "layanan": found.layanan,
        "title": hall.offers[found.layanan].layanan.title,
        "line": found.line,
        "issued_at": shapes.local(found.issued_at, hall.timezone),
        "state": found.state,
        "print": None if found.job is None else {"job": found.job, "state": found.job_state, "copies": found.copies},
    }
