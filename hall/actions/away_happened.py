"""What happened in the village, as it enters the office's books: numbers, letters with their tries, visits with their stations.

It happened, whoever is right about the people: it is always taken, each thing once, however often a laptop brings it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hall.actions.office import Office
from hall.records import away, sessions, summonses
from hall.records.recording_ends import NOT_DONE
from hall.records.times import micros
from hall.records.unit_of_work import Work
from hall.rules.hall import Hall
from hall.rules.recording import LAYANAN, Session
from hall.rules.summonses import ABSENT, IN_FORCE, Summons
from hall.rules.tickets import number_of, token_from

ENDS: Final = {"waiting": "cancelled", "held": "cancelled", "called": "absent", "serving": "done"}
THERE: Final = "away:"
"""Before who did it: the accounts of a laptop are not the office's, though they may have the same number."""


@dataclass(slots=True)
class Merge:
    """One merge under way. `tickets`: count -> row; `rows`: the village's number of a person -> row here; `taken`: the visits
    of this laptop that an earlier file brought."""

    office: Office
    work: Work
    hall: Hall
    session: Session
    pack: away.Pack
    told: Mapping[str, Any]
    taken: frozenset[int] = frozenset()
    tickets: dict[int, int] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)
    conflicts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def visits(self) -> list[Mapping[str, Any]]:
        """Those that are new here."""
        return [visit for visit in self.told["visits"] if visit["id"] not in self.taken]

    def ticket_of(self, code: str) -> int | None:
        """The row of the ticket that a letter became in the village."""
        return next((self.tickets.get(visit["ticket"]) for visit in self.visits if visit["letter"] == code), None)


def take_tickets(one: Merge) -> None:
    """The numbers that were given there. One that somebody has here already stays theirs: the visit then has none."""
    line, offer = one.hall.lines[one.pack.line], one.hall.offers[LAYANAN]
    connection, day = one.work.connection, one.session.day
    place = away.newest_place(connection, one.hall, day)
    doubled = away.given(connection, one.hall, line.id, day, [int(told["count"]) for told in one.told["tickets"]])
    for step, told in enumerate(one.told["tickets"], 1):
        count = int(told["count"])
        if count in doubled or not one.pack.first <= count <= one.pack.last:
            continue  # another laptop's, or given on another day than the session's
        row = {name: told[name] for name in away.TICKET} | {
            "hall_id": one.hall.id, "day": day, "line_id": line.id, "number": number_of(line.letter, count),
            "token": token_from(secrets.randbits(65)), "layanan_id": offer.id, "place": place + step, "asker": "away",
        }  # fmt: skip
        if row["state"] in ENDS:  # as at any day's end: nobody is served there any more
            row |= {"state": ENDS[row["state"]], "ended_at": micros(one.work.now), "reason": NOT_DONE}
        one.tickets[count] = away.add_ticket(connection, row)


def take_letters(one: Merge) -> None:
    """The letters that were written there, and every try to reach somebody. Comes after the people."""
    connection = one.work.connection
    kept = {letter.code: letter.id for letter in _letters(one)}
    slots = {micros(slot.start): slot.id for slot in sessions.slots(connection, [one.session.id])[one.session.id]}
    for told in one.told["letters"]:
        row, code = one.rows.get(told["person"]), told["code"]
        if code not in kept and row is not None:
            slot = slots.get(told["start"], next(iter(slots.values())))
            sessions.take(connection, slot)
            values = {
                "code": code, "resident_id": row, "session_id": one.session.id, "slot_id": slot, "call": told["call"],
                "state": ABSENT if told["state"] in IN_FORCE else told["state"], "from_id": kept.get(told["follows"]),
                "ticket_id": one.ticket_of(code), "created_by": "away",
            }  # fmt: skip
            kept[code] = away.add_letter(connection, one.hall, values, one.work.now)
        if code in kept:
            away.add_attempts(connection, kept[code], (each | {"by": _there(each["by"])} for each in told["attempts"]))


def take_visits(one: Merge) -> None:
    """Who came, with every station and its minutes."""
    letters = {letter.code: letter.id for letter in _letters(one)}
    for told in one.visits:
        row = {name: told[name] for name in away.VISIT} | {
            "session_id": one.session.id, "resident_id": one.rows.get(told["person"]),
            "summons_id": letters.get(told["letter"]), "ticket_id": one.tickets.get(told["ticket"]),
        }  # fmt: skip
        runs = [
            {name: run[name] for name in away.RUN}
            | {"counter_id": _counter(one.hall, run["counter"]), "by": _there(run["by"])}
            for run in told["runs"]
        ]  # fmt: skip
        away.add_visit(one.work.connection, one.hall, row, runs)


def _letters(one: Merge) -> list[Summons]:
    codes = [letter["code"] for letter in one.told["letters"]]
    found = summonses.of_codes(one.work.connection, one.hall, codes)
    return [letter for letter in found if letter.session_id == one.session.id]


def _counter(hall: Hall, code: str | None) -> int | None:
    found = None if code is None else hall.counters.get(code)
    return None if found is None else found.id


def _there(by: str | None) -> str | None:
    return None if by is None else f"{THERE}{by}"[:60]
