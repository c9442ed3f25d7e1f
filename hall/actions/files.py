"""What every action about a berkas does: find it, open one, promise its time, keep its next state, tell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from hall.actions.office import Office
from hall.errors import Refused
from hall.records import berkas as kept
from hall.records import days
from hall.records import tickets as ticket_records
from hall.records.unit_of_work import Work
from hall.rules import file_shapes
from hall.rules.calendar import add_working_days
from hall.rules.events import BerkasChanged
from hall.rules.hall import Hall, Offer
from hall.rules.holding import held
from hall.rules.layanan import Layanan, promised
from hall.rules.tickets import Ticket, shown_number
from hall.rules.workflow import Berkas, BerkasState, opened

NUMBER_REGISTER: Final = "berkas"
IN_HAND: Final = ("called", "serving", "held")


def found(work: Work, hall: Hall, number: str) -> Berkas:
    """The berkas, held for this transaction; `not_found` otherwise."""
    value = kept.by_number(work.connection, hall, number, lock=True)
    if value is None:
        raise Refused("not_found", "Berkas ini tidak ada di kantor ini.")
    return value


def ticket_in_hand(work: Work, hall: Hall, number: str, day: date) -> Ticket:
    """A ticket of today whose holder is at a counter now."""
    ticket = ticket_records.by_number(work.connection, hall, number, day)
    if ticket is None:
        raise Refused("not_found", f"Nomor {shown_number(number)} tidak ada hari ini.")
    if ticket.state.value not in IN_HAND:
        raise Refused("wrong_state", "Berkas dibuka dari nomor yang sedang dilayani.")
    return ticket


def create(
    work: Work, hall: Hall, offer: Offer, fields: Mapping[str, Any], ticket: Ticket | None, parent: Berkas | None = None
) -> Berkas:
    """Keeps a new berkas of this layanan under the document in force; `fields` are those of `Berkas` that are known."""
    year = days.in_force(work, hall).year
    running = kept.next_number(work.connection, hall, NUMBER_REGISTER, str(year))
    document = offer.layanan
    blank = Berkas(
        id=0, number=f"{year}-{running:05d}", layanan=document.code, version_id=offer.version_id,
        ticket=None if ticket is None else ticket.number, state=BerkasState.OPEN, current=None, opened_at=work.now,
        parent=None if parent is None else parent.number,
        **{"channel": "counter", "promised_at": promise(hall, document, work.now), **fields},
    )  # fmt: skip
    value = held(opened(blank, document.steps, work.now), document.steps, document.document.role_columns, work.now)
    ids = None if ticket is None else ticket.id, None if parent is None else parent.id
    return replace(value, id=kept.add(work.connection, hall, value, offer.id, *ids))


def keep(work: Work, before: Berkas, value: Berkas, document: Layanan) -> Berkas:
    """Keeps a berkas with who holds it now."""
    value = held(value, document.steps, document.document.role_columns, work.now)
    kept.keep(work.connection, before, value)
    return value


def promise(hall: Hall, document: Layanan, now: datetime) -> datetime | None:
    """When the citizen may expect the result: working days by the hall's calendar, then the minutes."""
    promise = promised(document)
    if not promise.shown or not (promise.minutes or promise.working_days):
        return None
    local = now.astimezone(ZoneInfo(hall.timezone))
    due = add_working_days(hall.calendar, local.date(), int(promise.working_days))
    return now + timedelta(days=(due - local.date()).days, minutes=float(promise.minutes))


def promised_anew(hall: Hall, before: Berkas, value: Berkas, document: Layanan, now: datetime) -> Berkas:
    """The time counts from the moment at which the file is complete: what was returned is promised anew."""
    if before.state is not BerkasState.RETURNED or value.state in (BerkasState.RETURNED, BerkasState.VOID):
        return value
    return replace(value, promised_at=promise(hall, document, now))


def told(work: Work, hall: Hall, number: str, actor: str, kind: str) -> None:
    """One line of the log and the news; never more of a berkas than its number."""
    work.log(hall.id, kind, actor=actor, subject=number)
    work.tell(BerkasChanged(hall.slug, number))


def beat(work: Work, hall: Hall) -> None:
    """Last of a transaction: screens see a new version."""
    ticket_records.beat(work, hall, days.in_force(work, hall))


def shaped(work: Work, hall: Hall, value: Berkas) -> dict[str, Any]:
    """The answer of a command: the berkas as it was kept a moment ago, without its applicant."""
    return file_shapes.berkas(value, hall, kept.document(work.connection, value.version_id), work.now)


def sealed(office: Office, who: Mapping[str, str]) -> str | None:
    """The applicant for the store; None where nothing was said."""
    said = {name: text for name, text in who.items() if text}
    return office.sealed.seal(json.dumps(said, ensure_ascii=False)) if said else None
