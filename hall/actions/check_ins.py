"""Who was called comes to the hall: the letter's code becomes a number that is due when its window begins.

A family of one KK comes with one letter: everybody of it who is expected at the same session gets a visit of the same
number. Who comes without a letter takes a place of the session's reserve (`hall.actions.recording_day`).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from hall.actions import promises, recording_day, tickets
from hall.actions.office import Office
from hall.actions.promises import Promise
from hall.actions.recording_day import works
from hall.errors import Refused
from hall.records import sessions, summonses, visits
from hall.records import tickets as ticket_records
from hall.records.berkas import Reading
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import shapes
from hall.rules.calendar import business_day
from hall.rules.check_ins import Appointment, closes, due_of
from hall.rules.hall import Hall
from hall.rules.recording import LAYANAN, Session, Slot
from hall.rules.summonses import BEFORE_THE_DAY, Summons, read_code
from hall.rules.tickets import ENDED, Ticket

TRIES: Final = 10
UNKNOWN: Final = "Kode ini tidak dikenal. Periksa lagi kode di surat Anda, atau datanglah ke loket."


class _Outrun(Exception):
    """Somebody used the letter, or another one of its family, or a clerk found out that its holder is here already, between
    the look and the number: look anew."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A letter as it is shown or typed. `family`: everybody of the KK who is expected came along."""

    code: str
    family: bool = False
    language: Literal["id", "en"] = "id"
    printer_id: int | None = None
    priority: bool = False


def look(office: Office, slug: str, code: str) -> dict[str, Any]:
    """What a code stands for, before the number is given: its window and how many of the KK are expected; nobody's name.

    Refuses as `check_in` does, so that a person who came too early hears it before pressing anything.
    """
    hall, now = office.hall(slug), office.clock.now()
    with office.database.reading() as connection:
        letter = _found(office, connection, hall, code, now)
        due_at = due_of(letter.appointment, now, hall.timezone, hall.zone)
        works(connection, hall)
        people = len(letter.promise.expected if letter.promise else visits.family(connection, hall, letter.summons))
    return {
        "place": letter.session.place,
        "from": shapes.local(letter.appointment.start, hall.timezone),
        "until": shapes.local(letter.appointment.end, hall.timezone),
        "people": people,
        "late": due_at is None,
    }


def at_kiosk(office: Office, slug: str) -> dict[str, Any]:
    """What the touchscreen has to know of recording: the code of its layanan, and whether anybody is expected with a letter."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        letters = bool(sessions.expecting(connection, hall, business_day(office.clock.now(), hall.timezone), 1))
    return {"layanan": LAYANAN, "letters": letters}


def check_in(office: Office, slug: str, ask: Ask, coming: Coming) -> Answer:
    """The number of an appointment. Refuses `not_found`, `too_early`, `too_late`, `wrong_state`, `layanan_inactive` (recording
    is in trouble), `hall_closed`, `clock_behind`."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        letter = _found(office, work.connection, hall, coming.code, work.now)
        due_at = due_of(letter.appointment, work.now, hall.timezone, hall.zone)
        works(work.connection, hall)
        if letter.promise is not None:
            return shapes.ticket(_kept(office, work, hall, ask.asker, coming, letter.promise), hall)
        expected = visits.family(work.connection, hall, letter.summons)
        people = expected if coming.family else [one for one in expected if one[0] == letter.summons]
        if not people or not summonses.hold(work.connection, [summons_id for summons_id, _ in people]):
            raise _Outrun
        ticket = tickets.give(office, work, hall, ask.asker, _wish(coming, len(people), due_at))
        for summons_id, resident_id in people:
            here = (
                visits.come(work.connection, summons_id, ticket.id, work.now)
                and visits.open_of(work.connection, resident_id, letter.session.day) is None
            )
            if not here:
                raise _Outrun
            visits.add(work.connection, hall, letter.session.id, resident_id, summons_id, ticket.id, work.now)
        return shapes.ticket(ticket, hall)

    for _ in range(TRIES):
        with suppress(_Outrun):
            return office.once(slug, ask, do)
    raise Refused("busy", retry_after=1)


def _wish(coming: Coming, people: int, due_at: datetime | None) -> tickets.Wish:
    return tickets.Wish(
        LAYANAN, priority=coming.priority, language=coming.language, printer_id=coming.printer_id, people=people,
        origin="check_in", due_at=due_at,
    )  # fmt: skip


def _kept(office: Office, work: Work, hall: Hall, asker: str, coming: Coming, promise: Promise) -> Ticket:
    """Who was sent home without a letter comes to the place that was kept: among the others, as without a letter."""
    people = promise.expected if coming.family else promise.expected[:1]
    if not visits.hold_promised(work.connection, people):
        raise _Outrun
    ticket = tickets.give(office, work, hall, asker, _wish(coming, len(people), None))
    if not promises.come(work, people, ticket.number):
        raise _Outrun
    recording_day.came(work, hall, ticket, promise.session.id)
    return ticket


@dataclass(frozen=True, slots=True)
class _Letter:
    """What a code stands for: a letter (`summons`), or a place that is kept for somebody without one."""

    session: Session
    appointment: Appointment
    summons: int = 0
    promise: Promise | None = None


def _found(office: Office, connection: Reading, hall: Hall, typed: str, now: datetime) -> _Letter:
    code = read_code(typed)
    found = None if code is None else summonses.by_code(connection, hall, code)
    if found is not None:
        return _summoned(connection, hall, *found)
    promise = None if code is None else promises.find(office, connection, hall, code, now)
    if promise is None:
        raise Refused("not_found", UNKNOWN)
    room = promise.session
    appointment = Appointment(
        promise.state, promise.start, promise.end, promise.end, room.place, room.kind == "office", promise.number
    )
    return _Letter(room, appointment, promise=promise)


def _summoned(connection: Reading, hall: Hall, summons: Summons, session: Session, slot: Slot) -> _Letter:
    windows = sessions.slots(connection, [session.id])[session.id]
    here = visits.open_of(connection, summons.resident_id, session.day) if summons.state in BEFORE_THE_DAY else None
    if here is not None:  # it may be this very letter that was used between two looks: then it says so
        summons = next(iter(summonses.of_codes(connection, hall, [summons.code])), summons)
    ticket = None if summons.ticket_id is None else ticket_records.by_id(connection, hall, summons.ticket_id)
    appointment = Appointment(
        summons.state, slot.start, slot.end, closes(session, windows, hall.timezone), session.place, session.kind == "office",
        None if ticket is None else ticket.number, ticket is not None and ticket.state in ENDED,
        here if summons.state in BEFORE_THE_DAY else None,
    )  # fmt: skip
    return _Letter(session, appointment, summons.id)
