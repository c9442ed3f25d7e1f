"""A session comes back: everything of the village is taken in one transaction, once, and nothing of the office is overwritten.

Who was changed on both sides stays as the office has them until a clerk chose; what the village says waits, sealed, with the
pack (`away_packs.body`). Visits happened, whoever is right about the person: they are always taken.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hall import runtime
from hall.actions.away_open import BACK, read_file, said_of
from hall.actions.away_out import as_told, known
from hall.actions.away_sides import (
    apply_letter,
    apply_person,
    apply_state,
    clash_of,
    differs,
    here_of,
    nik_mark,
    twins_of,
    values,
)
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import away, residents, sessions, summonses
from hall.records.recording_ends import NOT_DONE
from hall.records.times import micros
from hall.records.unit_of_work import Work
from hall.rules.away import changed_twice
from hall.rules.hall import Hall
from hall.rules.recording import LAYANAN, Session
from hall.rules.residents import Resident
from hall.rules.summonses import Summons
from hall.rules.tickets import number_of, token_from

ENDS: Final = {"waiting": "cancelled", "held": "cancelled", "called": "absent", "serving": "done"}


@dataclass(slots=True)
class _Merge:
    """One merge under way. `tickets`: count -> row; `rows`: the village's number of a person -> row here."""

    office: Office
    work: Work
    hall: Hall
    session: Session
    pack: away.Pack
    told: Mapping[str, Any]
    tickets: dict[int, int] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)
    conflicts: list[dict[str, Any]] = field(default_factory=list)


def merge(office: Office, slug: str, file: bytes, typed: str, by: str, session: str | None = None) -> dict[str, Any]:
    """Takes what a laptop brought; gives {session, merged, receipt, people, visits, conflicts}, the same pack again with
    `merged` false. Refuses `bad_request` for a wrong passphrase, a broken file or another session than `session`,
    `wrong_state` for a pack of another office or one that was called back."""
    told = runtime.run_blocking(read_file, file, typed, BACK)
    if session is not None and told["session"] != session:
        raise Refused("bad_request", f"Berkas ini milik sesi {told['session']}. Buka halaman sesi itu.", field="file")
    return office.transact(slug, lambda work, hall: _merged(office, work, hall, told, by))


def _merged(office: Office, work: Work, hall: Hall, told: Mapping[str, Any], by: str) -> dict[str, Any]:
    pack = away.by_mark(work.connection, hall, told["pack"]) if told["hall"] == hall.slug else None
    if pack is None:
        raise Refused("wrong_state", "Paket ini bukan dari kantor ini.")
    if pack.body.get("recalled"):
        raise Refused("wrong_state", "Paket ini sudah ditarik kembali, jadi isinya tidak dapat digabung.")
    if pack.merged_at is not None:
        return {"session": told["session"], "merged": False, "receipt": pack.body["receipt"], **pack.body["counts"]}
    one = _Merge(office, work, hall, known(work, hall, told["session"]), pack, told)
    _take_tickets(one)
    _take_people(one)
    _take_visits(one)
    sessions.change(work.connection, one.session.id, work.now, state="ended")
    counts = {"people": len(told["people"]), "visits": len(told["visits"]), "conflicts": len(one.conflicts)}
    body = {"receipt": pack.body["receipt"], "counts": counts, "conflicts": one.conflicts}
    away.keep(work.connection, pack.id, body, merged_at=micros(work.now), merged_by=by)
    work.log(hall.id, "away.merged", actor=by, subject=told["session"])
    return {"session": told["session"], "merged": True, "receipt": pack.body["receipt"], **counts}


def _take_tickets(one: _Merge) -> None:
    line, offer = one.hall.lines[one.pack.line], one.hall.offers[LAYANAN]
    place = away.newest_place(one.work.connection, one.hall, one.session.day)
    for step, told in enumerate(one.told["tickets"], 1):
        count = int(told["count"])
        if not one.pack.first <= count <= one.pack.last:
            continue  # given on another day than the session's: its visit stays, the number does not
        row = {name: told[name] for name in away.TICKET} | {
            "hall_id": one.hall.id, "day": one.session.day, "line_id": line.id, "number": number_of(line.letter, count),
            "token": token_from(secrets.randbits(65)), "layanan_id": offer.id, "place": place + step, "asker": "away",
        }  # fmt: skip
        if row["state"] in ENDS:  # as at any day's end: nobody is served there any more
            row |= {"state": ENDS[row["state"]], "ended_at": micros(one.work.now), "reason": NOT_DONE}
        one.tickets[count] = away.add_ticket(one.work.connection, row)


def _take_people(one: _Merge) -> None:
    changed = {int(person["number"]): person for person in one.told["people"] if not person["new"]}
    said = {letter["code"]: letter["state"] for letter in one.told["letters"]}
    codes = [code for code in one.pack.body["letters"] if code in said]
    letters = {one_.resident_id: one_ for one_ in summonses.of_codes(one.work.connection, one.hall, codes)}
    numbers = summonses.numbers_of(one.work.connection, list(letters))
    letter_of = {number: letters[row] for row, number in numbers.items()}
    one.rows |= {number: row for row, number in numbers.items()}
    for number in sorted(int(known_) for known_ in one.pack.body["people"]):
        letter, person = letter_of.get(number), changed.get(number)
        _one_person(one, number, person, letter, None if letter is None else said[letter.code])
    for person in one.told["people"]:
        if person["new"]:
            _new_person(one, person)


def _one_person(
    one: _Merge, number: int, told: Mapping[str, Any] | None, letter: Summons | None, state: str | None
) -> None:
    """Takes what the village says of a person and their letter, or keeps both for the clerk."""
    if told is None and letter is None:
        return
    here = here_of(one.office, one.work, one.hall, number)
    if here is None and told is None:
        return  # taken off the register here, and nothing happened there
    if here is None:
        one.conflicts.append(_conflict(one, number, None, told, letter, state, ""))
        return
    twice = told is not None and here.revision != one.pack.body["people"][str(number)] and differs(here, told)
    if letter is not None and state is not None:
        twice = twice or changed_twice(one.pack.body["letters"][letter.code], letter.state, state)
    clash = "" if told is None else clash_of(one.office, one.work, one.hall, said_of(told), here.id)
    if twice or clash:
        one.conflicts.append(_conflict(one, number, here, told, letter, state, clash))
        return
    if letter is not None and state is not None:
        apply_letter(one.work, letter, one.pack.body["letters"][letter.code], state, _ticket_of(one, letter.code))
    if told is not None:
        apply_person(one.office, one.work, one.hall, here, told, one.session.day)


def _new_person(one: _Merge, told: Mapping[str, Any]) -> None:
    """Somebody typed in the village: somebody the register knows already, or a new number of it."""
    said, work, hall = said_of(told), one.work, one.hall
    twins = twins_of(one.office, work, hall, said)
    same = next(
        (row for row in twins if said.nik is None or row["nik_mark"] in (None, nik_mark(one.office, said))), None
    )
    if same is None:
        number = residents.add(work.connection, one.office.sealed, hall, said, "hand", work.now, apart=bool(twins))
    else:
        number = int(same["number"])
    here = here_of(one.office, work, hall, number)
    assert here is not None  # just added, or found by its marks
    one.rows[int(told["number"])] = here.id
    if told["state"] in (here.state, "unrecorded"):
        return
    if here.state == "unrecorded":
        apply_state(work, hall, here, told, one.session.day)
    else:
        one.conflicts.append(_conflict(one, number, here, told, None, None, ""))


def _take_visits(one: _Merge) -> None:
    letters = {
        letter.code: letter.id
        for letter in summonses.of_codes(one.work.connection, one.hall, list(one.pack.body["letters"]))
    }
    for told in one.told["visits"]:
        row = {name: told[name] for name in away.VISIT} | {
            "session_id": one.session.id, "resident_id": one.rows.get(told["person"]),
            "summons_id": letters.get(told["letter"]), "ticket_id": one.tickets.get(told["ticket"]),
        }  # fmt: skip
        runs = [
            {name: run[name] for name in away.RUN} | {"counter_id": _counter(one.hall, run["counter"])}
            for run in told["runs"]
        ]  # fmt: skip
        away.add_visit(one.work.connection, one.hall, row, runs)


def _counter(hall: Hall, code: str | None) -> int | None:
    found = None if code is None else hall.counters.get(code)
    return None if found is None else found.id


def _ticket_of(one: _Merge, code: str) -> int | None:
    """The row of the ticket that a letter became in the village."""
    return next((one.tickets.get(visit["ticket"]) for visit in one.told["visits"] if visit["letter"] == code), None)


# -- what was changed on both sides


def _conflict(
    one: _Merge, number: int, here: Resident | None, told: Mapping[str, Any] | None, letter: Summons | None,
    state: str | None, clash: str,
) -> dict[str, Any]:  # fmt: skip
    """Both values; names only under the office's seal."""
    kept = told if told is not None or here is None else as_told(here)
    return {
        "number": number, "letter": None if letter is None else letter.code, "clash": clash,
        "office": values(here, None if letter is None else letter.state),
        "village": {
            "state": None if kept is None else kept["state"], "reason": None if kept is None else kept["reason"],
            "revision": 0, "letter": state,
        },
        "handed": None if letter is None else one.pack.body["letters"][letter.code],
        "ticket": None if letter is None else _ticket_of(one, letter.code),
        "sealed": None if told is None else one.office.sealed.seal(json.dumps(dict(told), ensure_ascii=False)),
    }  # fmt: skip
