"""People are called to a session: chosen, placed into windows, given a code; and what each letter came to.

A run is made in batches of whole sessions, a transaction each. What a batch did is whole; what is left is found anew by the
next one, because nobody with a summons in force is chosen again. So a run that was killed is continued by asking again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hall import runtime
from hall.actions import summons_plans
from hall.actions.office import Office
from hall.actions.summons_plans import Choice, Planned
from hall.errors import Refused
from hall.records import residents
from hall.records import sessions as rooms_kept
from hall.records import summonses as kept
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import shapes
from hall.rules.calendar import business_day
from hall.rules.hall import Hall
from hall.rules.recording import EXPECTING, Session, Slot
from hall.rules.summonses import (
    BEFORE_THE_DAY,
    CHANNELS,
    CODES,
    MADE,
    Attempt,
    Summons,
    after_attempt,
    code_from,
    next_call,
)

TRIES: Final = 12
FULL: Final = "Tidak ada tempat lagi: jam datangnya penuh atau sudah mulai. Pilih sesi lain atau buat sesi baru."
NOBODY: Final = "Tidak ada orang yang dapat dipanggil dengan pilihan ini: sudah direkam, atau sudah punya panggilan."


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a try to reach somebody. `session`: where the person wants to come instead."""

    channel: str
    outcome: str
    note: str | None = None
    session: str | None = None


class _Outrun(Exception):
    """Others took the windows between the plan and its keeping: plan anew."""


def look(office: Office, slug: str, choice: Choice) -> dict[str, Any]:
    """Who would be called where: numbers by session, village and window; nothing is kept, nobody is named."""
    hall = office.hall(slug)
    found = summons_plans.plan(office, hall, choice)
    by_session: dict[int, dict[str, int]] = {}
    for person, slot in found.filled.places.items():
        villages = by_session.setdefault(found.slots[slot].session_id, {})
        villages[found.crowd[person].village] = villages.get(found.crowd[person].village, 0) + 1
    return {
        "people": len(found.crowd), "placed": len(found.filled.places), "left": len(found.filled.left),
        "sessions": [
            {"code": session.code, "day": session.day.isoformat(), "place": session.place,
             "people": sum(by_session[session.id].values()), "villages": by_session[session.id]}
            for session in found.sessions.values()
            if session.id in by_session
        ],
    }  # fmt: skip


def summon(office: Office, slug: str, ask: Ask, choice: Choice) -> Answer:
    """Calls one batch of those chosen. The answer has codes and numbers, never a name; `more`: ask again for the rest.

    Refuses `nobody_waiting` where nobody may be called, `quota_reached` where no window holds any of them.
    """
    for attempt in range(TRIES):
        try:
            return office.once(slug, ask, _keeper(office, slug, choice, ask.asker))
        except _Outrun:
            runtime.sleep(0.01 * (attempt + 1))
    raise Refused("busy", retry_after=1)


def _keeper(office: Office, slug: str, choice: Choice, by: str) -> Callable[[Work, Hall], dict[str, Any]]:
    """Plans before the transaction; what refuses the plan is said within it, so that a repeat still gets its first answer."""
    try:
        plan = summons_plans.plan(office, office.hall(slug), choice)
    except Refused as refused:
        fault = refused

        def refuse(work: Work, hall: Hall) -> dict[str, Any]:
            raise fault

        return refuse
    return lambda work, hall: _keep(work, hall, plan, choice, by)


def outcome(office: Office, slug: str, ask: Ask, code: str, told: Told) -> Answer:
    """Records a try to reach somebody. Another day gives a new summons where a session is named; moved and died reach the
    register. Refuses `wrong_state` once the day has decided."""
    if told.channel not in CHANNELS:
        raise Refused("bad_request", f"Cara itu tidak dikenal. Pilih: {', '.join(CHANNELS)}.", field="channel")
    if told.session is not None and told.outcome != "other_day":
        raise Refused("bad_request", "Sesi lain hanya untuk yang minta hari lain.", field="session")
    return office.once(slug, ask, lambda work, hall: tell(work, hall, code, told, ask.asker))


def tell(work: Work, hall: Hall, code: str, told: Told, by: str, slot_id: int | None = None) -> dict[str, Any]:
    """The same within the caller's transaction. `slot_id`: the window that the person chose in the other session."""
    if told.session is not None:
        _hold_both(work, hall, code, told.session)
    summons, session, _ = found_by(work, hall, code)
    state = after_attempt(summons.state, told.outcome)
    kept.add_attempt(work.connection, summons.id, Attempt(told.channel, told.outcome, work.now, by, told.note))
    if not kept.set_state(work.connection, summons.id, state, work.now, was=summons.state):
        raise Refused("busy")
    replaced = None
    if state not in BEFORE_THE_DAY:
        rooms_kept.give_back(work.connection, summons.slot_id)
        replaced = None if told.session is None else move(work, hall, summons, told.session, by, slot_id)
    if state in ("moved", "died"):
        day = business_day(work.now, hall.timezone)
        residents.set_state(work.connection, hall, summons.resident_id, state, None, day, work.now)
    work.log(hall.id, f"summons.{told.outcome}", actor=by, subject=session.code)
    return one_shape(work, hall, code) | {"replaced_by": replaced}


def move(work: Work, hall: Hall, summons: Summons, session_code: str, by: str, slot_id: int | None = None) -> str:
    """A new summons in another session (the same call) in place of one that is no longer in force; gives its code."""
    return place(work, hall, (summons.resident_id, summons.call, summons.id), session_code, by, slot_id)


def place(
    work: Work, hall: Hall, whom: tuple[int, int, int | None], session_code: str, by: str, slot_id: int | None = None
) -> str:
    """A summons of (person, call, the one that it follows) to the first free window of a session; gives its code."""
    session = rooms_kept.one(work.connection, hall, session_code, hold=True)
    if session is None:
        raise Refused("not_found", "Sesi itu tidak ada di kantor ini.")
    if session.state not in EXPECTING:
        raise Refused("wrong_state", "Sesi itu tidak menerima panggilan lagi.")
    windows = summons_plans.open_windows(work.connection, [session], work.now)[session.id]
    free = [slot for slot in windows if slot.free > 0 and slot_id in (None, slot.id)]
    taken = next((slot for slot in free if rooms_kept.take(work.connection, slot.id)), None)
    if taken is None:
        raise Refused("quota_reached", FULL)
    code, (resident, call, follows) = _new_code(), whom
    kept.add(work.connection, hall, _row(code, resident, taken, call, by) | {"from_id": follows}, work.now)
    return code


def _hold_both(work: Work, hall: Hall, code: str, to: str) -> None:
    """The letter's session and the wanted one, in one order: two who change places would wait for each other's windows."""
    found, target = kept.by_code(work.connection, hall, code), rooms_kept.one(work.connection, hall, to)
    rooms_kept.hold(work.connection, hall, [one.id for one in (found and found[1], target) if one is not None])


def found_by(work: Work, hall: Hall, code: str) -> tuple[Summons, Session, Slot]:
    """The summons of a code as `read_code` gives it; `not_found` for any other."""
    found = kept.by_code(work.connection, hall, code, hold=True)
    if found is None:
        raise Refused("not_found", "Kode panggilan itu tidak dikenal.")
    return found


def listed(
    office: Office, slug: str, session: str | None, states: Sequence[str], cursor: int | None, most: int = 50
) -> dict[str, Any]:
    """Summonses, newest first: {items, next}. Numbers of the register stand for people."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        room = None if session is None else rooms_kept.one(connection, hall, session)
        if session is not None and room is None:
            raise Refused("not_found", "Sesi itu tidak ada di kantor ini.")
        found = kept.page(connection, hall, states, None if room is None else room.id, cursor, most)
        items = _shapes(connection, hall, found)
    return {"items": items, "next": found[-1].id if len(found) == most else None}


def one_shape(work: Work, hall: Hall, code: str) -> dict[str, Any]:
    """One summons as it now is."""
    summons, _, _ = found_by(work, hall, code)
    return _shapes(work.connection, hall, [summons])[0]


def _shapes(connection: Any, hall: Hall, found: Sequence[Summons]) -> list[dict[str, Any]]:
    numbers = kept.numbers_of(connection, [summons.resident_id for summons in found])
    rooms = {one.id: one for one in rooms_kept.read(connection, hall, {summons.session_id for summons in found})}
    tried = kept.attempts(connection, [summons.id for summons in found])
    return [
        {
            "code": summons.code, "person": numbers[summons.resident_id], "session": rooms[summons.session_id].code,
            "place": rooms[summons.session_id].place, "from": shapes.local(summons.window[0], hall.timezone),
            "until": shapes.local(summons.window[1], hall.timezone), "call": summons.call, "state": summons.state,
            "attempts": [
                {"channel": each.channel, "outcome": each.outcome, "at": shapes.local(each.at, hall.timezone)}
                for each in tried.get(summons.id, ())
            ],
        }
        for summons in found
    ]  # fmt: skip


def _keep(work: Work, hall: Hall, plan: Planned, choice: Choice, by: str) -> dict[str, Any]:
    if not plan.crowd:
        raise Refused("nobody_waiting", NOBODY)
    rooms_kept.hold(work.connection, hall, list(plan.sessions))
    if (
        len(plan.sessions) == 1 and len(plan.crowd) <= choice.batch
    ):  # what is seen now stays: nobody else can take its windows
        plan = summons_plans.arranged(summons_plans.gathered(work.connection, hall, choice, work.now))
        if not plan.crowd:
            raise Refused("nobody_waiting", NOBODY)
    batch = summons_plans.batch(plan, choice.batch)
    if not batch:
        raise Refused("quota_reached", FULL)
    busy = kept.called(work.connection, hall, list(batch))
    rows = _taken(work, hall, plan, {person: slot for person, slot in batch.items() if person not in busy}, by)
    if not rows:
        raise _Outrun
    rows.sort(key=lambda row: row["resident_id"])  # who is wanted by two runs is waited for in one order
    kept.add_all(work.connection, hall, rows, work.now)
    for session in sorted({row["session_id"] for row in rows}):
        work.log(hall.id, "summons.made", actor=by, subject=plan.sessions[session].code)
    made = kept.of_codes(work.connection, hall, [row["code"] for row in rows])
    numbers = kept.numbers_of(work.connection, list(plan.crowd))
    called = {row["resident_id"] for row in rows}
    return {
        "items": [_made(one, numbers, plan, hall) for one in made],
        "left": sorted(numbers[person] for person in plan.filled.left),
        "passed_over": sorted(set(choice.people).difference(numbers.values())),
        "more": any(person not in called and person not in busy for person in plan.filled.places),
    }  # fmt: skip


def _made(summons: Summons, numbers: Mapping[int, int], plan: Planned, hall: Hall) -> dict[str, Any]:
    return {
        "code": summons.code, "person": numbers[summons.resident_id], "session": plan.sessions[summons.session_id].code,
        "from": shapes.local(summons.window[0], hall.timezone), "until": shapes.local(summons.window[1], hall.timezone),
        "call": summons.call,
    }  # fmt: skip


def _taken(work: Work, hall: Hall, plan: Planned, batch: Mapping[int, int], by: str) -> list[dict[str, Any]]:
    """The rows of those whose window still holds them; windows are taken in one order, so that two runs never wait in a ring."""
    by_slot: dict[int, list[int]] = {}
    for person, slot in batch.items():
        by_slot.setdefault(slot, []).append(person)
    sessions = {plan.slots[slot].session_id for slot in by_slot}
    expecting = {one.id for one in rooms_kept.read(work.connection, hall, sessions) if one.state in EXPECTING}
    rows = []
    for slot, group in sorted(by_slot.items()):
        if plan.slots[slot].session_id in expecting and rooms_kept.take(work.connection, slot, len(group)):
            rows += [
                _row(_new_code(), person, plan.slots[slot], next_call(plan.crowd[person].calls_before), by)
                for person in group
            ]
    return rows


def _row(code: str, person: int, slot: Slot, call: int, by: str) -> dict[str, Any]:
    return {
        "code": code, "resident_id": person, "session_id": slot.session_id, "slot_id": slot.id, "call": call,
        "state": MADE, "created_by": by,
    }  # fmt: skip


def _new_code() -> str:
    return code_from(secrets.randbelow(CODES))
