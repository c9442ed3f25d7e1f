"""Who sits at a counter: one person a counter, one counter a person. Screens and programs sit nowhere."""

from __future__ import annotations

from typing import Any

from hall.actions.office import Office
from hall.errors import Refused
from hall.records import counters as kept
from hall.records import tickets as ticket_records
from hall.records import turns
from hall.records.locks import lock_calls
from hall.records.turns import AtCounter
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import shapes
from hall.rules.events import AccessRevoked, CounterChanged
from hall.rules.hall import Counter, Hall
from hall.rules.tickets import shown_number


def person_of(asker: str) -> int | None:
    """The id of the person who asks, None for a screen or a program."""
    kind, _, number = asker.partition(":")
    return int(number) if kind == "person" else None


def who_sits(office: Office, slug: str) -> dict[str, tuple[int, str]]:
    """Counter's code -> id and name of who sits there; free counters are left out."""
    with office.database.reading() as connection:
        seats = {code: kept.seat(connection, counter.id) for code, counter in office.hall(slug).counters.items()}
    return {code: (seat.staff_id, seat.name or "") for code, seat in seats.items() if seat.staff_id is not None}


def claim(work: Work, hall: Hall, at: AtCounter, asker: str) -> None:
    """Whoever works at a free counter sits there from now on; `wrong_state` where somebody else does.

    Comes first in every command of a counter, under the lock of the hall's calls.
    """
    person = person_of(asker)
    if person is None or at.staff_id == person:
        return
    if at.staff_id is not None:
        name = kept.name_of(work.connection, at.staff_id)
        raise Refused("wrong_state", f"{at.counter.name} sedang dipakai {name}. Ambil alih dulu.")
    _sit(work, hall, at.counter, person)


def takeover(office: Office, slug: str, ask: Ask, code: str) -> Answer:
    """One tap: this person has the counter, with the number in hand; whoever sat there lost it and is told.

    Refuses `wrong_state` who is no person, `counter_busy` who still has a number in hand elsewhere.
    """

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        counter = hall.counters.get(code)
        person = person_of(ask.asker)
        if counter is None:
            raise Refused("not_found", "Loket ini tidak ada di kantor ini.")
        if person is None:
            raise Refused("wrong_state", "Hanya petugas yang masuk dengan namanya dapat mengambil alih loket.")
        lock_calls(work.connection, hall)
        at = turns.at_counter(work, hall, counter)
        if at.staff_id != person:
            _sit(work, hall, counter, person)
            if at.staff_id is not None:
                kept.stand_up(work.connection, counter.id, at.staff_id)
                work.tell(AccessRevoked(f"person:{at.staff_id}"))
            work.log(hall.id, "counter.taken", actor=ask.asker, subject=code)
        ticket_records.beat(work, hall, at.day)
        work.tell(CounterChanged(hall.slug, code))
        return shapes.counter(kept.now_at(work.connection, hall, counter))

    return office.once(slug, ask, do)


def arrive(office: Office, slug: str, asker: str, code: str) -> None:
    """A signed-in person opens the page of a counter: it is theirs if nobody sits there and their hands are free."""

    def do(work: Work, hall: Hall) -> None:
        counter, person = hall.counters.get(code), person_of(asker)
        if counter is None or person is None:
            return
        lock_calls(work.connection, hall)
        at = turns.at_counter(work, hall, counter)
        if at.staff_id is None and kept.busy_elsewhere(work.connection, hall, person, counter.id) is None:
            _sit(work, hall, counter, person)
            ticket_records.beat(work, hall, at.day)
            work.tell(CounterChanged(hall.slug, code))

    with office.database.reading() as connection:
        hall = office.hall(slug)
        counter = hall.counters.get(code)
        taken = counter is None or kept.seat(connection, counter.id).staff_id is not None
    if not taken:
        office.transact(slug, do)


def _sit(work: Work, hall: Hall, counter: Counter, person: int) -> None:
    """Leaves the counter where the person sat, unless a number is still in hand there."""
    busy = kept.busy_elsewhere(work.connection, hall, person, counter.id)
    if busy is not None:
        raise Refused("counter_busy", f"Selesaikan dulu nomor {shown_number(busy[1])} di {busy[0]}.")
    for left in kept.leave_all(work.connection, hall, person):
        work.tell(CounterChanged(hall.slug, left))
    kept.sit(work.connection, counter.id, person)
