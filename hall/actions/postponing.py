"""Recording is in trouble: everybody who waits gets another day in one action, on paper at once.

All with a letter or nobody: where the chosen sessions do not hold them all, nothing is changed and the clerk chooses more. Who
came without one and is of the register gets a letter, too; for anybody else a place of the reserve is kept (promises).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from hall.actions import letters_of_call, paper, promises, recording_day, summonses, turns
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import recording_numbers, sessions, visits
from hall.records import summonses as letters
from hall.records import tickets as ticket_records
from hall.records import turns as turn_records
from hall.records.locks import lock_calls
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules.calendar import business_day
from hall.rules.events import HallChanged, TicketChanged
from hall.rules.hall import Hall
from hall.rules.recording import Session
from hall.rules.summonses import MOVED_DAY, next_call
from hall.rules.tickets import TicketState, after
from hall.rules.visits import AWAY, Visit

REASON: Final = "Perekaman terganggu, diberi hari lain"
WAITS: Final = (TicketState.WAITING, TicketState.HELD, TicketState.ABSENT)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A number without a letter whose people nobody named. `visits`: theirs in today's session, none on a day without one."""

    ticket: int
    people: int
    visits: tuple[Visit, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who waits at a recording in trouble. `called`: with a letter, or of the register; `unknown`: neither, by their number,
    also of a day without a session; `halfway`: between two stations, so that another day would begin anew: they keep their
    number. `apart`: numbers that no session counts with a berkas that was begun: they keep it, too."""

    called: tuple[Visit, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    halfway: int = 0
    apart: int = 0

    @property
    def people(self) -> int:
        """How many are to be given another day."""
        return len(self.called) + sum(one.people for one in self.unknown)


def waiting(office: Office, slug: str) -> Waiting:
    """Who would be given another day now."""
    hall, now = office.hall(slug), office.clock.now()
    with office.database.reading() as connection:
        return _waiting(connection, hall, business_day(now, hall.timezone))


def targets(office: Office, slug: str) -> list[tuple[Session, int, int]]:
    """The sessions of later days that take people, with their free places and those left of the reserve."""
    hall = office.hall(slug)
    tomorrow = business_day(office.clock.now(), hall.timezone) + timedelta(days=1)
    with office.database.reading() as connection:
        found = sessions.expecting(connection, hall, tomorrow, 20)
        windows = sessions.slots(connection, [one.id for one in found])
        rooms = {one.id: promises.room(connection, one) for one in found}
    return [(one, sum(slot.free for slot in windows.get(one.id, ())), rooms[one.id]) for one in found]


def said(moved: int, kept: int, stay: int, halfway: int, apart: int) -> str:
    """What came of it, and what the clerk does about those who stay."""
    parts = [f"{moved} orang mendapat surat untuk hari lain." if moved else ""]
    parts.append(f"{kept} orang tanpa surat mendapat kertas dengan hari dan kode." if kept else "")
    parts.append(
        f"{stay} orang tanpa surat tetap menunggu: cadangan sesi yang dipilih habis. Pilih sesi lain, atau catat orangnya "
        "di Wajib KTP lalu panggil ke sesi lain." if stay else ""
    )  # fmt: skip
    parts.append(
        f"{halfway} orang sudah di tengah perekaman dan tetap memegang nomornya: lanjutkan bila sudah bisa, atau catat "
        "Tidak direkam hari ini di loket." if halfway else ""
    )  # fmt: skip
    parts.append(outside_of_sessions(apart))
    return " ".join(part for part in parts if part)


def outside_of_sessions(apart: int) -> str:
    """The sentence about numbers that no session counts and whose berkas was begun; nothing where there are none."""
    if not apart:
        return ""
    return (
        f"{apart} nomor perekaman di luar sesi sudah punya berkas dan tetap menunggu: lanjutkan bila sudah bisa, atau catat "
        "orangnya di Wajib KTP, panggil ke sesi, lalu batalkan nomornya di loket."
    )


def postpone(office: Office, slug: str, ask: Ask, targets: Sequence[str]) -> Answer:
    """Who waits gets a place in these sessions, in their order; the number ends, the new letter is printed.

    Who sits at a counter is left alone. `stay`: people without a letter for whom no reserve was left. Refuses
    `nobody_waiting`, `quota_reached`, `not_found`, `wrong_state` (a session of today, or that takes nobody any more).
    """

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        lock_calls(work.connection, hall)
        day = business_day(work.now, hall.timezone)
        found = _waiting(work.connection, hall, day)
        if not found.people:
            none = "Tidak ada yang menunggu perekaman dari awal."
            raise Refused("nobody_waiting", f"{none} {outside_of_sessions(found.apart)}".strip())
        _hold(work, hall, targets, day)
        letters.hold_expected(work.connection, [one.resident for one in found.called if one.resident is not None])
        codes = [_moved(office, work, hall, visit, targets, ask.asker) for visit in found.called]
        kept = {
            one: promises.make(office, work, hall, one.ticket, one.people, targets, ask.asker) for one in found.unknown
        }
        gone = [one for one, code in kept.items() if code is not None]
        if not codes and not gone:
            raise Refused(
                "quota_reached", "Cadangan sesi yang dipilih tidak memuat yang menunggu. Pilih sesi lain juga."
            )
        for visit in (visit for one in gone for visit in one.visits):
            visits.stop(work.connection, visit.id, AWAY, REASON, work.now)
        _leave(work, hall, {*(visit.ticket or 0 for visit in found.called), *(one.ticket for one in gone)})
        ticket_records.beat(work, hall, day)
        placed = sum(one.people for one in gone)
        work.log(hall.id, "recording.postponed", actor=ask.asker, subject=str(len(codes) + placed))
        work.tell(HallChanged(hall.slug))
        stay = found.people - len(found.called) - placed
        return {
            "moved": len(codes), "codes": codes, "kept": placed, "kept_codes": [code for code in kept.values() if code],
            "stay": stay, "halfway": found.halfway, "apart": found.apart,
            "note": said(len(codes), placed, stay, found.halfway, found.apart),
        }  # fmt: skip

    return office.once(slug, ask, do)


def _hold(work: Work, hall: Hall, targets: Sequence[str], today: date) -> None:
    """In one order with everybody who moves letters, whatever order the clerk chose to fill them in."""
    found = [one for code in targets if (one := sessions.one(work.connection, hall, code)) is not None]
    if any(one.day <= today for one in found):
        raise Refused("wrong_state", "Pilih sesi pada hari lain: yang menunggu tidak dapat direkam hari ini.")
    sessions.hold(work.connection, hall, [one.id for one in found])


def _waiting(connection: Any, hall: Hall, day: date) -> Waiting:
    found = [
        visit
        for session in sessions.of_day(connection, hall, day)
        for visit in visits.still_here(connection, hall, session.id)
        if visit.ticket is not None
    ]
    waits = recording_numbers.waiting(connection, hall, day, WAITS)
    here = [visit for visit in found if visit.ticket in waits]
    alone = [one for one in waits.values() if not one.counted]
    begins = [visit for visit in here if not visit.passed]
    called = tuple(visit for visit in begins if visit.summons is not None or visit.resident is not None)
    nameless: dict[int, list[Visit]] = {}
    for visit in begins:
        if visit.summons is None and visit.resident is None:
            nameless.setdefault(visit.ticket or 0, []).append(visit)
    unknown = [Unknown(ticket, len(theirs), tuple(theirs)) for ticket, theirs in nameless.items()]
    unknown += [Unknown(one.ticket, one.people) for one in alone if not one.begun]
    return Waiting(
        called,
        tuple(sorted(unknown, key=lambda one: one.ticket)),
        len(here) - len(begins),
        sum(one.begun for one in alone),
    )


def _moved(office: Office, work: Work, hall: Hall, visit: Visit, targets: Sequence[str], by: str) -> str:
    """The new letter of one person; gives its code."""
    code = _placed(work, hall, _whom(work, visit), targets, by)
    visits.stop(work.connection, visit.id, AWAY, REASON, work.now)
    summons, session, _ = summonses.found_by(work, hall, code)
    paper.queue(work, hall, letters_of_call.slip_of(office, hall, session, summons), by)
    return code


def _whom(work: Work, visit: Visit) -> tuple[int, int, int | None]:
    """Person, call and the letter that ends here."""
    if visit.summons is not None:
        letter = next(
            one for one in letters.of_tickets(work.connection, [visit.ticket or 0]) if one.id == visit.summons
        )
        recording_day.letter_ends(work, visit, MOVED_DAY)
        return letter.resident_id, letter.call, letter.id
    person = visit.resident or 0
    letters.void(work.connection, person, MOVED_DAY, work.now)  # who came without the letter that they had
    return person, next_call(letters.absences(work.connection, [person]).get(person, 0)), None


def _placed(work: Work, hall: Hall, whom: tuple[int, int, int | None], targets: Sequence[str], by: str) -> str:
    for target in targets:
        try:
            return summonses.place(work, hall, whom, target, by)
        except Refused as refused:
            if refused.code != "quota_reached":
                raise
    raise Refused("quota_reached", "Sesi yang dipilih tidak memuat semua yang menunggu. Pilih sesi lain juga.")


def _leave(work: Work, hall: Hall, moved: Collection[int]) -> None:
    """The numbers (rows of tickets) end, unless somebody of the family stays."""
    for number in sorted(moved):
        if any(visit.open for visit in visits.of_ticket(work.connection, hall, number)):
            continue
        before = ticket_records.by_id(work.connection, hall, number)
        now_is = after(before, "not_served", work.now, reason=REASON)
        was, new = turn_records.columns(hall, before), turn_records.columns(hall, now_is)
        turn_records.keep(work.connection, before.id, was["state"], new)
        turns.recount(work, hall, before, now_is)
        work.tell(TicketChanged(hall.slug, now_is))
