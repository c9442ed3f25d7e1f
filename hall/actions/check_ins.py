"""Who was called comes to the hall: the letter's code becomes a number that is due when its window begins.

A family of one KK comes with one letter: everybody of it who is expected at the same session gets a visit of the same
number. Who comes without a letter takes a place of the session's reserve (`hall.actions.recording_day`).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Literal

from hall.actions import tickets
from hall.actions.office import Office
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
from hall.rules.recording import LAYANAN, Session
from hall.rules.summonses import Summons, read_code
from hall.rules.tickets import ENDED

TRIES: Final = 10
UNKNOWN: Final = "Kode ini tidak dikenal. Periksa lagi kode di surat Anda, atau datanglah ke loket."


class _Outrun(Exception):
    """Somebody used the letter, or another one of its family, between the look and the number: look anew."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A letter as it is shown or typed. `family`: everybody of the KK who is expected came along."""

    code: str
    family: bool = False
    language: Literal["id", "en"] = "id"
    printer_id: int | None = None


def look(office: Office, slug: str, code: str) -> dict[str, Any]:
    """What a code stands for, before the number is given: its window and how many of the KK are expected; nobody's name.

    Refuses as `check_in` does, so that a person who came too early hears it before pressing anything.
    """
    hall, now = office.hall(slug), office.clock.now()
    with office.database.reading() as connection:
        summons, session, appointment = _found(connection, hall, code)
        due_at = due_of(appointment, now, hall.timezone, hall.zone)
        works(connection, hall)
        people = len(visits.family(connection, hall, summons.id))
    return {
        "place": session.place,
        "from": shapes.local(appointment.start, hall.timezone),
        "until": shapes.local(appointment.end, hall.timezone),
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
        summons, session, appointment = _found(work.connection, hall, coming.code)
        due_at = due_of(appointment, work.now, hall.timezone, hall.zone)
        works(work.connection, hall)
        expected = visits.family(work.connection, hall, summons.id)
        people = expected if coming.family else [one for one in expected if one[0] == summons.id]
        if not people:
            raise _Outrun
        wish = tickets.Wish(
            LAYANAN,
            language=coming.language,
            printer_id=coming.printer_id,
            people=len(people),
            origin="check_in",
            due_at=due_at,
        )
        ticket = tickets.give(office, work, hall, ask.asker, wish)
        for summons_id, resident_id in people:
            if not visits.come(work.connection, summons_id, ticket.id, work.now):
                raise _Outrun
            visits.add(work.connection, hall, session.id, resident_id, summons_id, ticket.id, work.now)
        return shapes.ticket(ticket, hall)

    for _ in range(TRIES):
        with suppress(_Outrun):
            return office.once(slug, ask, do)
    raise Refused("busy", retry_after=1)


def _found(connection: Reading, hall: Hall, typed: str) -> tuple[Summons, Session, Appointment]:
    code = read_code(typed)
    found = None if code is None else summonses.by_code(connection, hall, code)
    if found is None:
        raise Refused("not_found", UNKNOWN)
    summons, session, slot = found
    windows = sessions.slots(connection, [session.id])[session.id]
    ticket = None if summons.ticket_id is None else ticket_records.by_id(connection, hall, summons.ticket_id)
    appointment = Appointment(
        summons.state, slot.start, slot.end, closes(session, windows, hall.timezone), session.place, session.kind == "office",
        None if ticket is None else ticket.number, ticket is not None and ticket.state in ENDED,
    )  # fmt: skip
    return summons, session, appointment
