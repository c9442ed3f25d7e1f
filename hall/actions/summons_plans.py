"""Who would be called where: read from the register and the sessions, and filled outside of the hub."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from hall import runtime
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import residents
from hall.records import sessions as rooms_kept
from hall.records import summonses as kept
from hall.rules.calendar import business_day
from hall.rules.hall import Hall
from hall.rules.recording import EXPECTING, Session, Slot
from hall.rules.residents import AGE, EARLY_AGE, Candidate, born_until
from hall.rules.slots import Filled, Room, fill

BATCH: Final = 200
"""Letters of one transaction at least: whole sessions until they are so many."""
MOST_PEOPLE: Final = 5000


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is called, and where. `sessions`: codes; all that expect people where empty. `people`: numbers of the register;
    without them the criteria choose: villages (all where empty), `age` on the first session's day, `absent`: only who
    did not come before (True), only who was never called in vain (False). `batch`: letters of one transaction."""

    sessions: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    villages: tuple[str, ...] = ()
    age: int = 17
    absent: bool | None = None
    batch: int = BATCH


@dataclass(frozen=True, slots=True)
class Planned:
    sessions: Mapping[int, Session]
    slots: Mapping[int, Slot]
    crowd: Mapping[int, Candidate]
    filled: Filled


@dataclass(frozen=True, slots=True)
class Gathered:
    sessions: Sequence[Session]
    windows: Mapping[int, Sequence[Slot]]
    crowd: Sequence[Candidate]


def plan(office: Office, hall: Hall, choice: Choice) -> Planned:
    """Reads who and where, and fills the windows outside of the hub: thousands of people take a while."""
    with office.database.reading() as connection:
        found = gathered(connection, hall, choice, office.clock.now())
    return runtime.run_blocking(arranged, found)


def gathered(connection: Any, hall: Hall, choice: Choice, now: datetime) -> Gathered:
    sessions = _sessions(connection, hall, choice, business_day(now, hall.timezone))
    return Gathered(sessions, open_windows(connection, sessions, now), _crowd(connection, hall, choice, sessions))


def arranged(found: Gathered) -> Planned:
    rooms = [
        Room(one.id, one.day, tuple(found.windows.get(one.id, ())), frozenset(one.plan.get("villages", ())))
        for one in found.sessions
    ]
    filled = fill(found.crowd, rooms)
    slots = {slot.id: slot for windows in found.windows.values() for slot in windows}
    return Planned({one.id: one for one in found.sessions}, slots, {one.id: one for one in found.crowd}, filled)


def _sessions(connection: Any, hall: Hall, choice: Choice, today: date) -> list[Session]:
    if not choice.sessions:
        found = rooms_kept.expecting(connection, hall, today)
        if not found:
            raise Refused("wrong_state", "Belum ada sesi perekaman yang direncanakan. Buat sesi dulu.")
        return found
    named = {code: rooms_kept.one(connection, hall, code) for code in choice.sessions}
    missing = next((code for code, one in named.items() if one is None), None)
    if missing is not None:
        raise Refused("not_found", "Sesi itu tidak ada di kantor ini.")
    found = [one for one in named.values() if one is not None]
    if any(one.state not in EXPECTING or one.day < today for one in found):
        raise Refused("wrong_state", "Sesi itu sudah lewat, dibatalkan atau tidak menerima panggilan lagi.")
    return sorted(found, key=lambda one: (one.day, one.id))


def open_windows(connection: Any, sessions: Sequence[Session], now: datetime) -> dict[int, list[Slot]]:
    """The windows that have not begun."""
    found = rooms_kept.slots(connection, [one.id for one in sessions])
    return {session: [slot for slot in slots if not slot.begun(now)] for session, slots in found.items()}


def _crowd(connection: Any, hall: Hall, choice: Choice, sessions: Sequence[Session]) -> list[Candidate]:
    """Everybody who may be called with this choice; nobody under 16 on the first day who is not married."""
    first = sessions[0].day
    if choice.people:
        return kept.candidates(connection, hall, choice.people, born_until(EARLY_AGE, first))
    latest, married = _old_enough(choice, first)
    found = residents.pick(connection, hall, choice.villages, kept.CALLABLE, latest, MOST_PEOPLE, or_married=married)
    if choice.absent is None:
        return found
    return [person for person in found if bool(person.calls_before) == choice.absent]


def _old_enough(choice: Choice, first: date) -> tuple[date, bool]:
    """The latest day of birth of whoever may be called, and whether who is married is wajib KTP at any age."""
    age = max(EARLY_AGE, choice.age)
    return born_until(age, first), age <= AGE


def batch(plan: Planned, most: int) -> dict[int, int]:
    """Whole sessions until there are enough letters for one transaction."""
    chosen: dict[int, int] = {}
    for session in plan.sessions:
        if len(chosen) >= most:
            break
        chosen |= {
            person: slot for person, slot in plan.filled.places.items() if plan.slots[slot].session_id == session
        }
    return chosen


def villages(office: Office, slug: str, choice: Choice) -> list[tuple[str, int]]:
    """Every village with how many of it may be called by this choice, whichever villages it names. Of one session that calls
    some villages alone: those."""
    hall = office.hall(slug)
    today = business_day(office.clock.now(), hall.timezone)
    with office.database.reading() as connection:
        found = [one for code in choice.sessions if (one := rooms_kept.one(connection, hall, code)) is not None]
        first = min((one.day for one in found or rooms_kept.expecting(connection, hall, today, 1)), default=today)
        latest, married = _old_enough(choice, first)
        counts = residents.villages(connection, hall, kept.CALLABLE, latest, or_married=married, missed=choice.absent)
    only = {village for one in found for village in one.plan.get("villages", ())} if len(found) == 1 else set()
    return [(village, people) for village, people in counts if not only or village in only]


def village_names(office: Office, slug: str) -> list[str]:
    """Every village with somebody who is not recorded yet, of any age."""
    with office.database.reading() as connection:
        return [village for village, _ in residents.villages(connection, office.hall(slug), kept.CALLABLE)]


def villages_called(office: Office, slug: str, session: str) -> list[tuple[str, int]]:
    """The villages of a session's letters in force, with how many."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        room = rooms_kept.one(connection, hall, session)
        return [] if room is None else kept.villages_of(connection, room.id)
