"""After an outage the clerk enters the numbers written by hand: they stand in the queue by their time."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from hall.actions.office import Office
from hall.actions.tickets import Wish, job_of, row_of
from hall.errors import Refused
from hall.records import away, days
from hall.records import day_ends as kept
from hall.records import tickets as ticket_records
from hall.records.locks import lock_calls
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import shapes
from hall.rules.calendar import business_day
from hall.rules.events import HallChanged, SlipQueued
from hall.rules.hall import Hall, Offer
from hall.rules.outages import Numbered, Written, count_of, numbered, places
from hall.rules.queue_policy import PLACE_STEP
from hall.rules.tickets import PrintNews, Ticket, TicketState, shown_number, token_from
from hall.rules.typed_times import clock_or_moment


@dataclass(frozen=True, slots=True)
class Typed:
    """A row as the clerk typed it."""

    line: str
    number: str
    time: str
    layanan: str | None = None
    priority: bool = False
    unused: bool = False


def enter(office: Office, slug: str, ask: Ask, typed: Sequence[Typed]) -> Answer:
    """Every row or none: {items: [{line, written, number, state, issued_at}]} in the order of coming."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        lock_calls(work.connection, hall)
        day = days.in_force(work, hall)
        rows = [_read(work, hall, each) for each in typed]
        _new(rows, kept.entered(work.connection, hall, day))
        given = _numbered(work, hall, day, rows)
        version, _ = ticket_records.beat(work, hall, day, issued=True)
        taken = kept.of_day(work.connection, hall, day)
        where = places([each.row.at for each in given], taken, version * PLACE_STEP)
        made = sorted(zip(where, given, strict=True), key=lambda each: each[0])
        tickets = [_kept(office, work, hall, ask, day, place, each) for place, each in made]
        work.log(hall.id, "outage.entered", actor=ask.asker, subject=str(len(tickets)))
        work.tell(HallChanged(hall.slug))
        return {"items": [_shape(hall, ticket, each) for ticket, (_, each) in zip(tickets, made, strict=True)]}

    return office.once(slug, ask, do)


def _read(work: Work, hall: Hall, typed: Typed) -> Written:
    if typed.line not in hall.lines:
        raise Refused("bad_request", f"Antrean '{typed.line}' tidak ada di kantor ini.", field="rows")
    count = count_of(typed.line, typed.number)
    at = clock_or_moment(typed.time, work.now.astimezone(ZoneInfo(hall.timezone)))
    if at is None:
        raise Refused("bad_request", f"Waktu '{typed.time[:12]}' tidak terbaca. Contoh: 09:12.", field="rows")
    if at > work.now or business_day(at, hall.timezone) != business_day(work.now, hall.timezone):
        raise Refused("bad_request", f"Waktu {typed.time[:12]} belum lewat hari ini.", field="rows")
    row = Written(typed.line, count, at, typed.layanan, typed.priority, typed.unused)
    _offer(hall, row)
    return row


def _offer(hall: Hall, row: Written) -> Offer:
    """The layanan of the row, or the first one of the line: the clerk sees what it is about when the person comes."""
    of_line = {
        code: offer
        for code, offer in hall.offers.items()
        if offer.layanan.line == row.line and offer.layanan.audience == "citizen"
    }
    if row.layanan is not None and row.layanan not in of_line:
        raise Refused(
            "bad_request", f"Layanan nomor {shown_number(row.number)} bukan layanan antrean {row.line}.", field="rows"
        )
    offer = of_line.get(row.layanan or "") or next(iter(of_line.values()), None)
    if offer is None:
        raise Refused("bad_request", f"Antrean {row.line} tidak punya layanan.", field="rows")
    return offer


def _new(rows: Sequence[Written], entered: set[tuple[str, datetime]]) -> None:
    for row in rows:
        if (row.number, row.at) in entered:
            raise Refused("wrong_state", f"Nomor {shown_number(row.number)} pada waktu itu sudah dimasukkan.")


def _numbered(work: Work, hall: Hall, day: date, rows: Sequence[Written]) -> list[Numbered]:
    given: list[Numbered] = []
    by_line = sorted(rows, key=lambda row: hall.lines[row.line].id)
    for letter, some in groupby(by_line, key=lambda row: row.line):
        mine = list(some)
        waiting = sum(not row.unused for row in mine)
        line = hall.lines[letter].id
        last = kept.take_numbers(work.connection, line, day, len(mine), waiting)
        made = numbered(mine, last, away.ranges(work.connection, hall, letter, day))
        jumped = max(each.count for each in made) - last - len(mine)
        if jumped:
            kept.take_numbers(work.connection, line, day, jumped, 0)
        given += made
    return given


def _kept(office: Office, work: Work, hall: Hall, ask: Ask, day: date, place: int, given: Numbered) -> Ticket:
    row, offer = given.row, _offer(hall, given.row)
    ticket = Ticket(
        id=0,
        hall_id=hall.id,
        day=day,
        line=row.line,
        number=given.number,
        token=token_from(secrets.randbits(65)),
        layanan=hall.codes[offer.id],
        state=TicketState.CANCELLED if row.unused else TicketState.WAITING,
        priority=row.priority,
        place=place,
        issued_at=row.at,
        waiting_before=0,
        origin="outage",
        written=row.number if given.changed else None,
        reason="unused" if row.unused else None,
        ended_at=work.now if row.unused else None,
    )
    line_id = hall.lines[row.line].id
    before = 0 if row.unused else ticket_records.waits_before(work.connection, ticket, line_id, work.now)
    ticket = replace(ticket, waiting_before=before)
    ticket_id = ticket_records.add_ticket(work.connection, row_of(ticket, line_id, offer.id, given.count, ask.asker))
    if not given.changed:
        return replace(ticket, id=ticket_id)
    job = job_of(office, work, hall, ticket, Wish(ticket.layanan), ask.asker) | {"ticket_id": ticket_id}
    job_id = ticket_records.add_job(work.connection, job)
    work.tell(SlipQueued(hall.slug, job_id))
    return replace(ticket, id=ticket_id, slip=PrintNews(job_id, "queued"))


def _shape(hall: Hall, ticket: Ticket, given: Numbered) -> Mapping[str, Any]:
    return {
        "line": ticket.line,
        "written": given.row.number,
        "number": ticket.number,
        "state": ticket.state.value,
        "issued_at": shapes.local(ticket.issued_at, hall.timezone),
    }
