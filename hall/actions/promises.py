"""Who came without a letter, is not on the register and was sent home: a place of another session's reserve is kept for them.

Nothing of them is known, so the promise belongs to their number of that day. Its code looks like a letter's and is a keyed
digest of the number: nothing is kept of it, and nobody guesses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from hall.actions import letters_of_call, paper
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import sessions, visits
from hall.records.berkas import Reading
from hall.records.unit_of_work import Work
from hall.rules.calendar import business_day, clock_text, date_text
from hall.rules.check_ins import closes
from hall.rules.hall import Hall
from hall.rules.recording import EXPECTING, Session
from hall.rules.slips import SummonsSlip
from hall.rules.summonses import CODES, code_from, shown_code
from hall.rules.visits import CAME, PROMISED, Visit

KNOWN: Final = timedelta(days=31)
"""So long after its day a promise still says that the day is over."""
RULE: Final = "Tempat Anda disimpan untuk tanggal di atas. Datang pada jam itu, bawa kertas ini."


@dataclass(frozen=True, slots=True)
class Promise:
    """Everybody of one number, and when they are expected. `number`: what it became, once somebody of it came."""

    session: Session
    start: datetime
    end: datetime
    expected: tuple[Visit, ...]
    number: str | None

    @property
    def state(self) -> str:
        """As a letter's (hall.rules.summonses)."""
        if not self.expected:
            return "checked_in"
        return "cancelled" if self.session.state == "cancelled" else "made"


def code_of(office: Office, hall: Hall, ticket: int) -> str:
    """The code of the promise to this number."""
    return code_from(int(office.sealed.mark(f"promise {hall.id} {ticket}"), 16) % CODES)


def make(
    office: Office, work: Work, hall: Hall, ticket: int, people: int, targets: Sequence[str], by: str
) -> str | None:
    """Keeps a place for each of so many people of one number (a ticket's row), in the first of the sessions at the office whose
    reserve holds them all, and prints the paper; gives its code, None where none holds them."""
    for code in targets:
        session = sessions.one(work.connection, hall, code, hold=True)
        if session is None:
            raise Refused("not_found", "Sesi itu tidak ada di kantor ini.")
        room = session.reserve - visits.walk_ins(work.connection, session.id)
        if session.kind == "office" and session.state in EXPECTING and people <= room:
            for _ in range(people):
                visits.add(work.connection, hall, session.id, None, None, ticket, work.now, state=PROMISED)
            paper.queue(work, hall, _slip(office, work.connection, hall, session, ticket, people), by)
            return code_of(office, hall, ticket)
    return None


def find(office: Office, connection: Reading, hall: Hall, code: str, now: datetime) -> Promise | None:
    """The promise of this code. There are few of them: each one's code is made again and compared."""
    by_number: dict[tuple[int, int], list[Visit]] = {}
    for visit in visits.promised(connection, hall, business_day(now - KNOWN, hall.timezone)):
        by_number.setdefault((visit.session, visit.ticket or 0), []).append(visit)
    found = [key for key in by_number if code_of(office, hall, key[1]) == code]
    if not found:
        return None
    session_id, ticket = found[-1]
    (session,) = sessions.read(connection, hall, [session_id])
    everybody = by_number[session_id, ticket]
    came = next((one.reason for one in everybody if one.state == CAME), None)
    start, end = _hours(connection, hall, session)
    return Promise(session, start, end, tuple(one for one in everybody if one.state == PROMISED), came)


def come(work: Work, people: Sequence[Visit], number: str) -> bool:
    """These are here and have this number; False where somebody was quicker with the same paper."""
    return all(visits.promise_kept(work.connection, one.id, number, work.now) for one in people)


def _hours(connection: Reading, hall: Hall, session: Session) -> tuple[datetime, datetime]:
    windows = sessions.slots(connection, [session.id])[session.id]
    return min(slot.start for slot in windows), closes(session, windows, hall.timezone)


def _slip(office: Office, connection: Reading, hall: Hall, session: Session, ticket: int, people: int) -> SummonsSlip:
    zone = ZoneInfo(hall.timezone)
    start, end = (clock_text(at.astimezone(zone)) for at in _hours(connection, hall, session))
    code = code_of(office, hall, ticket)
    return SummonsSlip(
        hall_name=hall.name, regency="" if hall.regency == hall.name else hall.regency, code=shown_code(code),
        what=letters_of_call.WHAT if people == 1 else f"{letters_of_call.WHAT}, {people} orang", place=session.place,
        day=date_text(session.day), window=f"{start} - {end} {hall.zone}".strip(), bring=letters_of_call.bring(hall), call=0,
        rule=RULE, url=code,
    )  # fmt: skip
