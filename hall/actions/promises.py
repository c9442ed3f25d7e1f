"""Who came without a letter, is not on the register and was sent home: a place of another session's reserve is kept for them.

Nothing of them is known, so the promise belongs to their number of that day. Its code looks like a letter's and is a keyed
digest of the number: nothing is kept of it, and nobody guesses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from hall.actions import letters_of_call, paper
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import sessions, visits
from hall.records.berkas import Reading
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules.calendar import business_day, clock_text, date_text
from hall.rules.check_ins import closes
from hall.rules.hall import Hall
from hall.rules.recording import EXPECTING, Session
from hall.rules.shapes import local
from hall.rules.slips import SummonsSlip
from hall.rules.summonses import CODES, code_from, read_code, shown_code
from hall.rules.visits import CAME, PROMISED, Visit

KNOWN: Final = timedelta(days=31)
"""So long after its day a promise still says that the day is over."""
RULE: Final = "Tempat Anda disimpan untuk tanggal di atas. Datang pada jam itu, bawa kertas ini."


@dataclass(frozen=True, slots=True)
class Promise:
    """Everybody of one number (`ticket`: its row), and when they are expected. `number`: what it became, once somebody came."""

    session: Session
    start: datetime
    end: datetime
    expected: tuple[Visit, ...]
    number: str | None
    ticket: int

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
        if session.state in EXPECTING and people <= room(work.connection, session):
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
    rooms = {one.id: one for one in sessions.read(connection, hall, [session_id for session_id, _ in found])}
    # of a family of which some came and the others were moved, those who are still expected
    session_id, ticket = max(found, key=lambda key: (_waits(by_number[key]), rooms[key[0]].day, key[0]))
    session, everybody = rooms[session_id], by_number[session_id, ticket]
    came = next((one.reason for one in everybody if one.state == CAME), None)
    start, end = _hours(connection, hall, session)
    return Promise(session, start, end, tuple(one for one in everybody if one.state == PROMISED), came, ticket)


def _waits(everybody: Sequence[Visit]) -> bool:
    return any(one.state == PROMISED for one in everybody)


def opened(office: Office, slug: str, typed: str) -> dict[str, Any] | None:
    """A kept place as a clerk sees it, and the sessions to which it may be moved with what is left of their reserve; None for
    a code that is none. Nobody's name is known."""
    hall, now, code = office.hall(slug), office.clock.now(), read_code(typed)
    with office.database.reading() as connection:
        promise = None if code is None else find(office, connection, hall, code, now)
        if promise is None:
            return None
        people = len(promise.expected)
        later = sessions.expecting(connection, hall, _tomorrow(hall, now)) if people else []
        rooms = [(one, room(connection, one)) for one in later if one.id != promise.session.id]
    return _shape(office, hall, promise) | {
        "day": date_text(promise.session.day), "window": window_text(hall, promise.start, promise.end), "number": promise.number,
        "cancelled": promise.session.state == "cancelled",
        "choices": [(one, date_text(one.day), left) for one, left in rooms if left >= people],
    }  # fmt: skip


def move(office: Office, slug: str, ask: Ask, typed: str, target: str, *, printed: bool) -> Answer:
    """Who is still expected is expected in another session at the office, on a later day; the code stays the same. `printed`: a
    new paper, for somebody who stands there.

    Refuses `not_found`, `wrong_state` (they came, or the session takes nobody), `quota_reached`.
    """

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        code = read_code(typed)
        session = sessions.one(work.connection, hall, target)
        before = None if code is None else find(office, work.connection, hall, code, work.now)
        if before is None or session is None:
            what = "Kode itu tidak ada di kertas mana pun." if before is None else "Sesi itu tidak ada di kantor ini."
            raise Refused("not_found", what)
        sessions.hold(work.connection, hall, [before.session.id, session.id])
        (session,) = sessions.read(work.connection, hall, [session.id])  # as it is now that it is held
        if session.id == before.session.id:
            raise Refused("wrong_state", "Tempatnya sudah di sesi itu. Pilih sesi lain.")
        _takes(work, hall, session, len(before.expected))
        if not all(visits.promise_moved(work.connection, one, session.id, work.now) for one in before.expected):
            raise Refused("busy", retry_after=1)  # somebody of them is coming, or was moved, in this very moment
        start, end = _hours(work.connection, hall, session)
        after = replace(before, session=session, start=start, end=end)
        if printed:
            slip = _slip(office, work.connection, hall, session, before.ticket, len(before.expected))
            paper.queue(work, hall, slip, ask.asker)
        work.log(hall.id, "place.moved", actor=ask.asker, subject=session.code)
        return _shape(office, hall, after)

    return office.once(slug, ask, do)


def room(connection: Reading, session: Session) -> int:
    """How many people without a letter still fit into a session; none into one away from the office."""
    return max(0, session.reserve - visits.walk_ins(connection, session.id)) if session.kind == "office" else 0


def _takes(work: Work, hall: Hall, session: Session, people: int) -> None:
    if not people:
        raise Refused("wrong_state", "Semua orang dari kertas ini sudah datang.")
    if session.state not in EXPECTING or session.day < _tomorrow(hall, work.now):
        raise Refused("wrong_state", "Pilih sesi pada hari lain yang masih menerima orang.")
    left = room(work.connection, session)
    if people > left:
        raise Refused("quota_reached", f"Cadangan sesi itu tinggal {left} tempat, perlu {people}. Pilih sesi lain.")


def _tomorrow(hall: Hall, now: datetime) -> date:
    return business_day(now, hall.timezone) + timedelta(days=1)


def _shape(office: Office, hall: Hall, promise: Promise) -> dict[str, Any]:
    return {
        "code": code_of(office, hall, promise.ticket), "session": promise.session.code, "place": promise.session.place,
        "from": local(promise.start, hall.timezone), "until": local(promise.end, hall.timezone),
        "people": len(promise.expected),
    }  # fmt: skip


def come(work: Work, people: Sequence[Visit], number: str) -> bool:
    """These are here and have this number; False where somebody was quicker with the same paper, or a clerk moved it."""
    return all(visits.promise_kept(work.connection, one, number, work.now) for one in people)


def _hours(connection: Reading, hall: Hall, session: Session) -> tuple[datetime, datetime]:
    windows = sessions.slots(connection, [session.id])[session.id]
    return min(slot.start for slot in windows), closes(session, windows, hall.timezone)


def window_text(hall: Hall, start: datetime, end: datetime) -> str:
    """The hours of a kept place with the hall's zone: "08.00 - 12.00 WIB"."""
    first, last = (clock_text(at.astimezone(ZoneInfo(hall.timezone))) for at in (start, end))
    return f"{first} - {last} {hall.zone}".strip()


def _slip(office: Office, connection: Reading, hall: Hall, session: Session, ticket: int, people: int) -> SummonsSlip:
    code = code_of(office, hall, ticket)
    return SummonsSlip(
        hall_name=hall.name, regency="" if hall.regency == hall.name else hall.regency, code=shown_code(code),
        what=letters_of_call.WHAT if people == 1 else f"{letters_of_call.WHAT}, {people} orang", place=session.place,
        day=date_text(session.day), window=window_text(hall, *_hours(connection, hall, session)), rule=RULE, url=code,
        bring=letters_of_call.bring(hall), call=0,
    )  # fmt: skip
