"""Recording is in trouble: everybody who waits with a letter gets another day in one action, on paper at once.

All or nobody: where the chosen sessions do not hold them all, nothing is changed and the clerk chooses more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from hall.actions import letters_of_call, paper, summonses, turns
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import sessions, visits
from hall.records import summonses as letters
from hall.records import tickets as ticket_records
from hall.records import turns as turn_records
from hall.records.locks import lock_calls
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules.calendar import business_day
from hall.rules.events import HallChanged, TicketChanged
from hall.rules.hall import Hall
from hall.rules.recording import Session
from hall.rules.summonses import MOVED_DAY, Summons
from hall.rules.tickets import TicketState, after
from hall.rules.visits import AWAY, Visit

REASON: Final = "Perekaman terganggu, diberi hari lain"
WAITS: Final = (TicketState.WAITING, TicketState.HELD, TicketState.ABSENT)


def waiting(office: Office, slug: str) -> int:
    """How many would be given another day now."""
    hall, now = office.hall(slug), office.clock.now()
    with office.database.reading() as connection:
        return len(_waiting(connection, hall, business_day(now, hall.timezone)))


def targets(office: Office, slug: str) -> list[tuple[Session, int]]:
    """The sessions of later days that take people, with their free places."""
    hall = office.hall(slug)
    tomorrow = business_day(office.clock.now(), hall.timezone) + timedelta(days=1)
    with office.database.reading() as connection:
        found = sessions.expecting(connection, hall, tomorrow, 20)
        windows = sessions.slots(connection, [one.id for one in found])
    return [(one, sum(slot.free for slot in windows.get(one.id, ()))) for one in found]


def postpone(office: Office, slug: str, ask: Ask, targets: Sequence[str]) -> Answer:
    """Who waits with a letter gets a place in these sessions, in their order; the number ends, the new letter is printed.

    Who sits at a counter is left alone, and who came without a letter. Refuses `nobody_waiting`, `quota_reached`,
    `not_found`, `wrong_state` (a session that takes nobody any more).
    """

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        lock_calls(work.connection, hall)
        day = business_day(work.now, hall.timezone)
        found = _waiting(work.connection, hall, day)
        if not found:
            raise Refused("nobody_waiting", "Tidak ada yang menunggu dengan surat panggilan.")
        _hold(work, hall, targets)
        moved = [_moved(office, work, hall, visit, targets, ask.asker) for visit in found]
        _leave(work, hall, found)
        ticket_records.beat(work, hall, day)
        work.log(hall.id, "recording.postponed", actor=ask.asker, subject=str(len(moved)))
        work.tell(HallChanged(hall.slug))
        return {"moved": len(moved), "codes": moved}

    return office.once(slug, ask, do)


def _hold(work: Work, hall: Hall, targets: Sequence[str]) -> None:
    """In one order with everybody who moves letters, whatever order the clerk chose to fill them in."""
    found = [sessions.one(work.connection, hall, code) for code in targets]
    sessions.hold(work.connection, hall, [one.id for one in found if one is not None])


def _waiting(connection: Any, hall: Hall, day: date) -> list[Visit]:
    found = [
        visit
        for session in sessions.of_day(connection, hall, day)
        for visit in visits.still_here(connection, hall, session.id)
        if visit.summons is not None and visit.ticket is not None and not visit.runs
    ]
    states = {visit.ticket: ticket_records.by_id(connection, hall, visit.ticket or 0).state for visit in found}
    return [visit for visit in found if states[visit.ticket] in WAITS]


def _moved(office: Office, work: Work, hall: Hall, visit: Visit, targets: Sequence[str], by: str) -> str:
    """The new letter of one person; gives its code."""
    letter = next(one for one in letters.of_tickets(work.connection, [visit.ticket or 0]) if one.id == visit.summons)
    visits.summons_is(work.connection, letter.id, MOVED_DAY, work.now)
    code = _placed(work, hall, letter, targets, by)
    visits.stop(work.connection, visit.id, AWAY, REASON, work.now)
    summons, session, _ = summonses.found_by(work, hall, code)
    paper.queue(work, hall, letters_of_call.slip_of(office, hall, session, summons), by)
    return code


def _placed(work: Work, hall: Hall, letter: Summons, targets: Sequence[str], by: str) -> str:
    for target in targets:
        try:
            return summonses.move(work, hall, letter, target, by)
        except Refused as refused:
            if refused.code != "quota_reached":
                raise
    raise Refused("quota_reached", "Sesi yang dipilih tidak memuat semua yang menunggu. Pilih sesi lain juga.")


def _leave(work: Work, hall: Hall, moved: Sequence[Visit]) -> None:
    """The numbers end, unless somebody of the family stays."""
    for number in sorted({visit.ticket for visit in moved if visit.ticket is not None}):
        if any(visit.open for visit in visits.of_ticket(work.connection, hall, number)):
            continue
        before = ticket_records.by_id(work.connection, hall, number)
        now_is = after(before, "not_served", work.now, reason=REASON)
        was, new = turn_records.columns(hall, before), turn_records.columns(hall, now_is)
        turn_records.keep(work.connection, before.id, was["state"], new)
        turns.recount(work, hall, before, now_is)
        work.tell(TicketChanged(hall.slug, now_is))
