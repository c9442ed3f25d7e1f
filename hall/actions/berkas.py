"""A berkas is opened and goes on, step by step, as its SOP says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from hall.actions.office import Office
from hall.errors import Refused
from hall.records import berkas as kept
from hall.records import days
from hall.records import tickets as ticket_records
from hall.records.locks import lock_calls
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import shapes
from hall.rules.calendar import add_working_days
from hall.rules.events import BerkasChanged
from hall.rules.hall import Hall, Offer
from hall.rules.layanan import promised
from hall.rules.tickets import Ticket
from hall.rules.workflow import Berkas, BerkasState, Record, opened, record

Channel = Literal["counter", "phone", "sms", "letter"]
NUMBER_REGISTER = "berkas"
PAGE = 50


@dataclass(frozen=True, slots=True)
class Opening:
    """What a berkas is opened from: a ticket of today, or (back office, a report by telephone) a layanan."""

    ticket: str | None = None
    layanan: str | None = None
    channel: Channel = "counter"


def open_berkas(office: Office, slug: str, ask: Ask, wish: Opening) -> Answer:
    """Opens a berkas under the document that is in force now. Its number is the hall's year and running number."""
    return office.once(slug, ask, lambda work, hall: _open(work, hall, wish, ask.asker))


def _open(work: Work, hall: Hall, wish: Opening, actor: str) -> dict[str, Any]:
    day = days.in_force(work, hall)
    ticket = None if wish.ticket is None else _ticket(work, hall, wish.ticket, day)
    code = wish.layanan or (ticket.layanan if ticket else "")
    offer = hall.offers.get(code)
    if offer is None:
        raise Refused("not_found", "Layanan ini tidak ada di kantor ini.")
    if ticket is not None:
        _only_one(work, hall, ticket)
    running = kept.next_number(work.connection, hall, NUMBER_REGISTER, str(day.year))
    fresh = Berkas(
        id=0,
        number=f"{day.year}-{running:05d}",
        layanan=code,
        version_id=offer.version_id,
        ticket=None if ticket is None else ticket.number,
        channel=wish.channel,
        state=BerkasState.OPEN,
        current=None,
        opened_at=work.now,
        promised_at=_promise(hall, offer, work.now),
    )
    value = opened(fresh, offer.layanan.steps, work.now)
    kept.add(work.connection, hall, value, offer.id, None if ticket is None else ticket.id)
    _told(work, hall, value, actor, "berkas.opened")
    return shapes.berkas(value, hall, offer.layanan.steps)


def _only_one(work: Work, hall: Hall, ticket: Ticket) -> None:
    """A second press must not open the same application twice."""
    lock_calls(work.connection, hall)
    earlier = kept.of_ticket(work.connection, hall, ticket)
    if earlier is not None and earlier.layanan == ticket.layanan and earlier.state.value not in ("done", "void"):
        raise Refused("wrong_state", f"Nomor {ticket.number} sudah punya berkas {earlier.number}.")


def _ticket(work: Work, hall: Hall, number: str, day: date) -> Ticket:
    ticket = ticket_records.by_number(work.connection, hall, number, day)
    if ticket is None:
        raise Refused("not_found", f"Nomor {number} tidak ada hari ini.")
    if ticket.state.value not in ("called", "serving", "held"):
        raise Refused("wrong_state", "Berkas dibuka dari nomor yang sedang dilayani.")
    return ticket


def _promise(hall: Hall, offer: Offer, now: datetime) -> datetime | None:
    """When the citizen may expect the result: working days by the hall's calendar, then the minutes."""
    promise = promised(offer.layanan)
    if not promise.shown or not (promise.minutes or promise.working_days):
        return None
    local = now.astimezone(ZoneInfo(hall.timezone))
    due = add_working_days(hall.calendar, local.date(), int(promise.working_days))
    return now + timedelta(days=(due - local.date()).days, minutes=float(promise.minutes))


def record_step(office: Office, slug: str, ask: Ask, number: str, said: Record) -> Answer:
    """Records the outcome of the berkas' current step and goes where the SOP leads."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        before = _found(kept.by_number(work.connection, hall, number, lock=True))
        steps = kept.steps(work.connection, before.version_id)
        value = record(before, steps, said, work.now)
        kept.keep(work.connection, before, value)
        _told(work, hall, value, ask.asker, f"step.{said.outcome.value}")
        return shapes.berkas(value, hall, steps)

    return office.once(slug, ask, do)


def _told(work: Work, hall: Hall, value: Berkas, actor: str, kind: str) -> None:
    ticket_records.beat(work, hall, days.in_force(work, hall))
    work.log(hall.id, kind, actor=actor, subject=value.number)
    work.tell(BerkasChanged(hall.slug, value.number))


def _found(value: Berkas | None) -> Berkas:
    if value is None:
        raise Refused("not_found", "Berkas ini tidak ada di kantor ini.")
    return value


def one(office: Office, slug: str, number: str) -> dict[str, Any]:
    """A berkas as it now is."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        value = _found(kept.by_number(connection, hall, number))
        return shapes.berkas(value, hall, kept.steps(connection, value.version_id))


def listed(office: Office, slug: str, cursor: int | None) -> dict[str, Any]:
    """Berkas, newest first: {items, next}; `next` is the cursor of the following page or None."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        rows = kept.page(connection, hall, cursor, PAGE)
        items = [shapes.berkas(value, hall, kept.steps(connection, value.version_id)) for _, value in rows]
    return {"items": items, "next": rows[-1][0] if len(rows) == PAGE else None}
