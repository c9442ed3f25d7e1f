"""A citizen takes a number. The number, the ticket, its slip's job and the first answer are one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from hall.actions import recording_day
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import away, days
from hall.records import counters as counter_records
from hall.records import tickets as kept
from hall.records.day_ends import take_numbers
from hall.records.times import micros
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import shapes, slips
from hall.rules.away import FIRST_NUMBER, free_number
from hall.rules.calendar import business_day, clock_text, opening, slip_time_text
from hall.rules.estimates import counter_minutes, waiting_range
from hall.rules.events import TicketIssued
from hall.rules.hall import Hall, Line, Offer
from hall.rules.queue_policy import PLACE_STEP
from hall.rules.recording import LAYANAN
from hall.rules.tickets import (
    TOKEN_LIFE,
    PrintNews,
    Ticket,
    TicketState,
    clean_token,
    missed_rule,
    number_of,
    shown_number,
    token_from,
)

SLIP_LIFE = timedelta(minutes=15)  # promise 4: a late original expires


@dataclass(frozen=True, slots=True)
class Wish:
    """What the citizen asked for, or a clerk for them (`origin` counter).

    `have`: places of the persyaratan that were ticked as there. `people`: of one family card, or of a bundle. `due_at`: the
    time of an appointment (origin check_in).
    """

    layanan: str
    priority: bool = False
    language: Literal["id", "en"] = "id"
    have: tuple[int, ...] = ()
    printer_id: int | None = None
    people: int = 1
    origin: Literal["kiosk", "counter", "check_in"] = "kiosk"
    due_at: datetime | None = None


def issue(office: Office, slug: str, ask: Ask, wish: Wish, allowed: Callable[[], None] = lambda: None) -> Answer:
    """Gives the next number of the layanan's line. Never fails because of a printer.

    Refuses `not_found`, `layanan_inactive`, `hall_closed`, `clock_behind`; a repeat gives the first ticket. `allowed` is
    asked only when this is no repeat and may refuse `too_many_requests`.
    """

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        allowed()
        return shapes.ticket(give(office, work, hall, ask.asker, wish), hall)

    return office.once(slug, ask, do)


def give(office: Office, work: Work, hall: Hall, asker: str, wish: Wish) -> Ticket:
    """The next number of the layanan's line with its slip, inside of a command. Refuses as `issue` does."""
    day = business_day(work.now, hall.timezone)
    offer = _offered(hall, wish.layanan, work.now)
    line = hall.lines[offer.layanan.line]
    taken = kept.take_number(work, hall, line.id, day)  # holds the line: the reserve, too
    count, waiting = taken.number, taken.waiting
    if count >= FIRST_NUMBER:
        count = _beside_packs(work, hall, line, day, count)
    walks_in = wish.layanan == LAYANAN and wish.origin != "check_in"
    session = recording_day.walk_in(work, hall, wish.people) if walks_in else None
    ticket = Ticket(
        id=0,
        hall_id=hall.id,
        day=day,
        line=line.letter,
        number=number_of(line.letter, count),
        token=token_from(secrets.randbits(65)),
        layanan=wish.layanan,
        state=TicketState.WAITING,
        priority=wish.priority,
        place=taken.version * PLACE_STEP,
        issued_at=work.now,
        waiting_before=waiting - 1,
        language=wish.language,
        estimate=waiting_range(waiting - 1, taken.open_counters, counter_minutes(offer.layanan)),
        people=wish.people,
        origin=wish.origin,
        due_at=wish.due_at,
    )
    row = row_of(ticket, line.id, offer.id, count, asker)
    slip = job_of(office, work, hall, ticket, wish, asker)
    ticket_id, job = kept.add_with_job(work.connection, row, slip, taken.ids)
    work.log(hall.id, "ticket.issued", actor=asker, subject=ticket.number)
    ticket = replace(ticket, id=ticket_id, slip=PrintNews(job, "queued"))
    if session is not None:
        recording_day.came(work, hall, ticket, session)
    work.tell(TicketIssued(hall.slug, ticket))
    return ticket


def _beside_packs(work: Work, hall: Hall, line: Line, day: date, count: int) -> int:
    """The number, or the first after those that a travelling session took along."""
    free = free_number(count, away.ranges(work.connection, hall, line.letter, day))
    if free > count:
        take_numbers(work.connection, line.id, day, free - count, 0)
    return free


def _offered(hall: Hall, code: str, now: datetime) -> Offer:
    offer = hall.offers.get(code)
    if offer is None:
        raise Refused("not_found", "Layanan ini tidak ada di kantor ini.")
    if not offer.active or offer.layanan.audience != "citizen":
        raise Refused("layanan_inactive")
    service = opening(hall.calendar, now)
    if not service.open:
        raise Refused("hall_closed", service.why, english=service.why_en)
    return offer


def row_of(ticket: Ticket, line_id: int, layanan_id: int, count: int, asker: str) -> dict[str, Any]:
    """The columns of a new ticket."""
    low, high = ticket.estimate or (None, None)
    row = {
        "hall_id": ticket.hall_id, "day": ticket.day, "line_id": line_id, "count": count, "number": ticket.number,
        "token": ticket.token, "layanan_id": layanan_id, "state": ticket.state.value, "priority": int(ticket.priority),
        "language": ticket.language, "place": ticket.place, "issued_at": micros(ticket.issued_at),
        "waiting_before": ticket.waiting_before, "estimate_from": low, "estimate_to": high, "asker": asker,
    }  # fmt: skip
    if ticket.origin == "kiosk":
        return row  # the kiosk's ticket has all defaults: each value costs
    return row | {
        "people": ticket.people, "origin": ticket.origin, "written": ticket.written, "reason": ticket.reason,
        "ended_at": micros(ticket.ended_at), "due_at": micros(ticket.due_at),
    }  # fmt: skip


def job_of(office: Office, work: Work, hall: Hall, ticket: Ticket, wish: Wish, asker: str) -> dict[str, Any]:
    """The columns of the print job of its slip, but for the ticket's."""
    printer = wish.printer_id or hall.printer
    now = micros(work.now)
    return {
        "hall_id": hall.id, "kind": "ticket", "copy": 0, "printer_id": printer,
        "state": "queued", "reason": None if printer else "Belum ada printer.",
        "slip": slips.to_json(slip_of(office, hall, ticket, wish.have)), "attempt": 0, "not_before": 0,
        "asker": asker, "created_at": now, "expires_at": micros(work.now + SLIP_LIFE), "changed_at": now, "told": 1,
    }  # fmt: skip


def slip_of(office: Office, hall: Hall, ticket: Ticket, have: tuple[int, ...] = (), copy: int = 0) -> slips.TicketSlip:
    """What stands on the ticket's slip: no identity, and a delicate layanan only by its line's name (promise 7)."""
    layanan = hall.offers[ticket.layanan].layanan
    english = ticket.language == "en"
    title = shapes.public_title(hall, ticket.layanan)
    return slips.TicketSlip(
        hall_name=hall.name,
        regency="" if hall.regency == hall.name else hall.regency,
        number=ticket.number,
        layanan_title=layanan.title_en if english and not layanan.delicate else title,
        line_name=hall.lines[ticket.line].name,
        issued_local=slip_time_text(ticket.issued_at, hall.timezone, hall.zone),
        waiting=ticket.waiting_before,
        estimate=_clock_range(ticket, hall),
        persyaratan=() if layanan.delicate else tuple(
            item.short_en if english else item.short for place, item in enumerate(layanan.persyaratan) if place not in have
        ),
        url=ticket_url(office, hall, ticket.token),
        code=ticket.token,
        rule=_rule(hall, ticket),
        free=layanan.fee.free is True and not layanan.delicate,
        language="en" if english else "id",
        copy=copy,
    )  # fmt: skip


def _rule(hall: Hall, ticket: Ticket) -> str:
    said = missed_rule(hall.settings.second_chances, hall.settings.second_chance_after, ticket.language)
    return said if ticket.written is None else f"Pengganti kertas {shown_number(ticket.written)}. {said}"


def ticket_url(office: Office, hall: Hall, token: str) -> str | None:
    """Where a phone follows the ticket; None where a real hall has no reachable address. The demo uses its own."""
    settings = office.settings
    base = settings.public_url or ((settings.home or f"http://{settings.bind}") if hall.demo else None)
    return None if base is None else f"{base}/t/{token}"


def _clock_range(ticket: Ticket, hall: Hall) -> tuple[str, str] | None:
    if ticket.estimate is None or ticket.estimate[0] == 0:
        return None
    zone = ZoneInfo(hall.timezone)
    low, high = (ticket.issued_at + timedelta(minutes=minutes) for minutes in ticket.estimate)
    return clock_text(low.astimezone(zone)), clock_text(high.astimezone(zone))


def own(office: Office, typed: str) -> tuple[Hall, Ticket]:
    """One's own ticket by its token; `not_found` for an unknown one and for one dead 30 days after its last change."""
    token = clean_token(typed)
    if token is None:
        raise Refused("not_found", "Tiket ini tidak ada.")
    with office.database.reading() as connection:
        row = kept.by_token(connection, token)
        slug = None if row is None else kept.hall_slug(connection, row.hall_id)
    if row is None or slug is None:
        raise Refused("not_found", "Tiket ini tidak ada.")
    hall = office.hall(slug)  # outside: it may need a connection of its own
    ticket = kept.from_row(hall, row)
    last = ticket.ended_at or ticket.serving_at or ticket.called_at or ticket.issued_at
    if office.clock.now() - last > TOKEN_LIFE:
        raise Refused("not_found", "Tiket ini sudah tidak berlaku.")
    return hall, ticket


def own_now(office: Office, typed: str) -> dict[str, Any]:
    """One's own ticket as its holder sees it now."""
    hall, ticket = own(office, typed)
    return own_shape(office, hall, ticket)


def own_shape(office: Office, hall: Hall, ticket: Ticket) -> dict[str, Any]:
    """The ticket with how many wait before it and the estimate from here on."""
    if ticket.state is not TicketState.WAITING:
        return shapes.own_ticket(ticket, hall, None)
    line = hall.lines[ticket.line]
    with office.database.reading() as connection:
        before = kept.waits_before(connection, ticket, line.id, office.clock.now())
        serving = counter_records.open_for(connection, line.id, wanted=hall.counters.get(ticket.wanted or ""))
    minutes = counter_minutes(hall.offers[ticket.layanan].layanan)
    now_is = replace(ticket, estimate=waiting_range(before, serving, minutes))
    return shapes.own_ticket(now_is, hall, before)


def unserved(office: Office, slug: str, asker: str, seconds: float) -> int:
    """How many numbers of this asker from the last `seconds` still wait."""
    hall, now = office.hall(slug), office.clock.now()
    with office.database.reading() as connection:
        return kept.unserved(
            connection, hall, days.shown(connection, hall, now), asker, now - timedelta(seconds=seconds)
        )
