"""A session comes back: everything of the village is taken in one transaction, once, and nothing of the office is overwritten.

Who was changed on both sides stays as the office has them until a clerk chose; what the village says waits, sealed, with the
pack (`away_packs.body`). A pack that was opened on two laptops comes back twice: what the second one says otherwise waits too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from hall import runtime
from hall.actions.away_happened import Merge, take_letters, take_tickets, take_visits
from hall.actions.away_open import BACK, read_file, said_of
from hall.actions.away_out import as_told, known
from hall.actions.away_sides import (
    apply_letter,
    apply_person,
    apply_state,
    clash_of,
    contradicts,
    filled,
    here_of,
    joined,
    nik_mark,
    twins_of,
    values,
)
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import away, residents, sessions, summonses
from hall.records.times import micros
from hall.records.unit_of_work import Work
from hall.rules.away import changed_twice
from hall.rules.calendar import clock_text, date_text
from hall.rules.hall import Hall
from hall.rules.residents import Resident
from hall.rules.summonses import Summons, shown_code


def merge(office: Office, slug: str, file: bytes, typed: str, by: str, session: str | None = None) -> dict[str, Any]:
    """Takes what a laptop brought; gives {session, merged, again, receipt, people, visits, conflicts}, the same file once more
    with `merged` false. `again`: another file of this session was merged before, of this laptop or of a second one.

    Refuses `bad_request` for a wrong passphrase, a broken file or another session than `session`, `wrong_state` for a pack of
    another office or one that was called back.
    """
    told = runtime.run_blocking(read_file, file, typed, BACK)
    if session is not None and told["session"] != session:
        raise Refused("bad_request", f"Berkas ini milik sesi {told['session']}. Buka halaman sesi itu.", field="file")
    return office.transact(slug, lambda work, hall: _merged(office, work, hall, told, by))


def _merged(office: Office, work: Work, hall: Hall, told: Mapping[str, Any], by: str) -> dict[str, Any]:
    sessions.one(work.connection, hall, told["session"], hold=True)  # before its pack, as everybody who holds both
    pack = away.by_mark(work.connection, hall, told["pack"]) if told["hall"] == hall.slug else None
    if pack is None:
        raise Refused("wrong_state", "Paket ini bukan dari kantor ini.")
    if pack.body.get("recalled"):
        raise Refused("wrong_state", _recalled(hall, pack))
    before: list[dict[str, Any]] = pack.body.get("merges", [])
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    same = next((each for each in before if each["digest"] == digest), None)
    if same is not None:
        return {
            "session": told["session"],
            "merged": False,
            "again": True,
            "receipt": told["receipt"],
            **same["counts"],
        }
    taken = frozenset(visit for each in before if each["copy"] == told["copy"] for visit in each["visits"])
    one = Merge(office, work, hall, known(work, hall, told["session"]), pack, told, taken)
    take_tickets(one)
    _take_people(one)
    take_letters(one)
    take_visits(one)
    if one.session.state != "ended":
        sessions.change(work.connection, one.session.id, work.now, state="ended")
    counts = {"people": len(told["people"]), "visits": len(one.visits), "conflicts": len(one.conflicts)}
    mine = {"digest": digest, "copy": told["copy"], "visits": [each["id"] for each in told["visits"]], "counts": counts}
    waiting = pack.body.get("conflicts", [])
    conflicts = waiting + [each for each in one.conflicts if not any(_same(office, each, other) for other in waiting)]
    body = pack.body | {"shown": told["receipt"], "merges": [*before, mine], "conflicts": conflicts}
    away.keep(work.connection, pack.id, body, merged_at=micros(work.now), merged_by=by)
    work.log(hall.id, "away.merged", actor=by, subject=told["session"])
    return {"session": told["session"], "merged": True, "again": bool(before), "receipt": told["receipt"], **counts}


def _recalled(hall: Hall, pack: away.Pack) -> str:
    at = (pack.merged_at or pack.made_at).astimezone(ZoneInfo(hall.timezone))
    return (
        f"Paket ini ditarik kembali oleh kantor pada {date_text(at.date())} {clock_text(at)}, jadi tidak digabung. Catat "
        f"hasilnya dengan tangan dari laptop itu; lalu hapus isinya dengan kode {shown_code(pack.body['receipt'])}."
    )


def _take_people(one: Merge) -> None:
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
    one: Merge, number: int, told: Mapping[str, Any] | None, letter: Summons | None, state: str | None
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
    clash = "" if told is None else clash_of(one.office, one.work, one.hall, said_of(told), here.id)
    disputed = _letter(one, letter, state)
    if told is not None and not clash:
        free, theirs = joined(one.office, one.pack.body["base"][str(number)], here, told, letter=disputed)
        apply_person(one.office, one.work, one.hall, here, free, one.session.day)
        told = None if theirs == free else theirs
    if told is not None or disputed:
        here = here_of(one.office, one.work, one.hall, number)
        one.conflicts.append(_conflict(one, number, here, told, letter if disputed else None, state, clash))


def _letter(one: Merge, letter: Summons | None, state: str | None) -> bool:
    """Whether the letter ended in two ways; else what became of it there is taken."""
    if letter is None or state is None:
        return False
    handed = one.pack.body["letters"][letter.code]
    if changed_twice(handed, letter.state, state):
        return True
    apply_letter(one.work, letter, handed, state, one.ticket_of(letter.code))
    return False


def _new_person(one: Merge, told: Mapping[str, Any]) -> None:
    """Somebody typed in the village: somebody the register knows already, or a new number of it."""
    said, work, hall = said_of(told), one.work, one.hall
    twins = twins_of(one.office, work, hall, said)
    same = next(
        (row for row in twins if said.nik is None or row["nik_mark"] in (None, nik_mark(one.office, said))), None
    )
    if same is not None:
        _known_person(one, int(same["number"]), told)
        return
    number = residents.add(work.connection, one.office.sealed, hall, said, "hand", work.now, apart=bool(twins))
    here = here_of(one.office, work, hall, number)
    assert here is not None  # just added
    one.rows[int(told["number"])] = here.id
    apply_state(work, hall, here, told, one.session.day)


def _known_person(one: Merge, number: int, told: Mapping[str, Any]) -> None:
    """Somebody typed in the village is on the register already: what it does not know yet is taken, what it has is not."""
    here = here_of(one.office, one.work, one.hall, number)
    assert here is not None  # found by the marks of a name
    one.rows[int(told["number"])] = here.id
    whole = filled(here, told)
    clash = clash_of(one.office, one.work, one.hall, said_of(whole), here.id)
    if clash or contradicts(here, whole):
        one.conflicts.append(_conflict(one, number, here, whole, None, None, clash))
    else:
        apply_person(one.office, one.work, one.hall, here, whole, one.session.day)


# -- what was changed on both sides


def _conflict(
    one: Merge, number: int, here: Resident | None, told: Mapping[str, Any] | None, letter: Summons | None,
    state: str | None, clash: str,
) -> dict[str, Any]:  # fmt: skip
    """Both values; names only under the office's seal, and nothing that was said of somebody who was erased here meanwhile."""
    kept = told if told is not None or here is None else as_told(here)
    return {
        "number": number, "letter": None if letter is None else letter.code, "clash": clash,
        "office": values(here, None if letter is None else letter.state),
        "village": {
            "state": None if kept is None else kept["state"],
            "reason": None if kept is None or here is None else kept["reason"],
            "revision": 0, "letter": None if letter is None else state,
        },
        "handed": None if letter is None else one.pack.body["letters"][letter.code],
        "ticket": None if letter is None else one.ticket_of(letter.code),
        "sealed": None if told is None or here is None else one.office.sealed.seal(json.dumps(dict(told), ensure_ascii=False)),
    }  # fmt: skip


def _same(office: Office, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether the village says the same of somebody as another file that waits already."""
    if (one["number"], one["village"]) != (other["number"], other["village"]):
        return False
    said = [None if each["sealed"] is None else office.sealed.open(each["sealed"]) for each in (one, other)]
    return said[0] == said[1]
