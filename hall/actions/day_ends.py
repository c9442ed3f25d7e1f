"""At closing time: who still waits is shown, and ended by one reasoned action that the TV tells."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hall.actions import recording_day
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import day_ends as kept
from hall.records import days, days_off, visits
from hall.records import tickets as ticket_records
from hall.records.day_ends import Left
from hall.records.locks import lock_calls
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import shapes
from hall.rules.calendar import Closure, day_starts, opening
from hall.rules.events import HallChanged
from hall.rules.hall import Hall


def left(office: Office, slug: str) -> dict[str, Any]:
    """Who would be ended now: {day, may_end, why_not, items}."""
    hall, now = office.hall(slug), office.clock.now()
    with office.database.reading() as connection:
        day = days.shown(connection, hall, now)
        found = kept.still_here(connection, hall, day)
    why_not = _too_early(hall, now)
    return {
        "day": day.isoformat(),
        "may_end": why_not is None,
        "why_not": why_not,
        "items": [_shape(hall, each) for each in found],
    }


def end(office: Office, slug: str, ask: Ask, reason: str) -> Answer:
    """Ends everybody who waits, is held or would come back; who is being served stays. The hall is closed until midnight.

    Refuses `too_early` while the hall is open by its calendar (the demo, open for ever, may always), `nobody_waiting`.
    """

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        lock_calls(work.connection, hall)
        day = days.in_force(work, hall)
        why_not = _too_early(hall, work.now)
        if why_not is not None:
            raise Refused("too_early", why_not)
        found = kept.still_here(work.connection, hall, day)
        if not found:
            raise Refused("nobody_waiting", "Tidak ada yang masih menunggu hari ini.")
        kept.end(work.connection, hall, day, work.now, reason)
        recording_day.end(work, visits.cut_short(work.connection, hall, day))
        ticket_records.beat(work, hall, day)
        midnight = day_starts(day + timedelta(days=1), hall.timezone)
        notice = f"Pelayanan hari ini sudah diakhiri: {reason}"
        days_off.add_closures(work.connection, hall.id, [Closure(work.now, midnight, notice)])
        work.log(hall.id, "day.ended", actor=ask.asker, subject=day.isoformat())
        return {"day": day.isoformat(), "reason": reason, "items": [_shape(hall, each) for each in found]}

    told = office.once(slug, ask, do)
    office.forget(slug)  # before the news: who hears it asks for the hall as it is now
    office.tell(HallChanged(slug))
    return told


def _too_early(hall: Hall, now: Any) -> str | None:
    service = opening(hall.calendar, now)
    if not service.open or hall.calendar.around_the_clock:
        return None
    return f"Kantor masih buka sampai pukul {service.until}. Tutup kantor dulu bila harus berhenti lebih awal."


def _shape(hall: Hall, each: Left) -> dict[str, Any]:
    return {
        "number": each.number,
        "line": each.line,
        "title": hall.offers[each.layanan].layanan.title,
        "state": each.state,
        "issued_at": shapes.local(each.issued_at, hall.timezone),
    }
