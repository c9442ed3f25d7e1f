"""A session leaves for a village: one locked file with this session, its people and numbers of its own; or it stays after all.

The passphrase is shown once and kept nowhere; the file is not kept either. While the session is away nobody checks in to it
here (its place says so), and its people can be read and changed: what changed on both sides is shown when it comes back.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from hall import runtime
from hall.actions.office import Office
from hall.actions.residents import OTHER_KEY
from hall.catalogue.values import HallCatalogue, HallLine, HallPlan
from hall.catalogue.writer import write_hall
from hall.errors import Refused
from hall.keys import Unreadable, lock
from hall.records import away, residents, sessions, summonses
from hall.records.times import micros
from hall.records.unit_of_work import Work
from hall.rules.away import FIRST_NUMBER, PARTS, SPAN, passphrase_from
from hall.rules.calendar import business_day
from hall.rules.hall import Hall
from hall.rules.recording import EXPECTING, LAYANAN, Session
from hall.rules.residents import Resident
from hall.rules.summonses import BEFORE_THE_DAY, CODES, code_from

FORMAT: Final = 1
OUT: Final = "out"
COUNTS: Final = frozenset({"number", "revision", "new"})
"""What a pack tells of a person that is nothing of them."""


@dataclass(frozen=True, slots=True, repr=False)
class HandedOut:
    """The file and the only sight of its passphrase."""

    name: str
    file: bytes
    passphrase: str
    people: int


def take(office: Office, slug: str, code: str, by: str) -> HandedOut:
    """Locks a session of a village or school into a file; from now on it is away.

    Refuses `not_found`, `too_late`, and `wrong_state` for a session at the office, one that is over or where people are.
    """
    passphrase = passphrase_from([secrets.randbelow(CODES) for _ in range(PARTS)])
    told = office.transact(slug, lambda work, hall: _taken(office, work, hall, code, by))
    file = runtime.run_blocking(_locked, told, passphrase)
    return HandedOut(f"{code}.antrean", file, passphrase, len(told["people"]))


def recall(office: Office, slug: str, code: str, by: str) -> str:
    """The session does not travel after all, or its file was lost: it is planned here again and the pack is worth nothing.
    Gives the receipt with which its laptop is wiped, should it turn up."""

    def do(work: Work, hall: Hall) -> str:
        session = known(work, hall, code)
        pack = away.of_session(work.connection, hall, session.id, hold=True)
        if session.state != "away" or pack is None:
            raise Refused("wrong_state", "Sesi ini tidak sedang di luar kantor.")
        receipt: str = pack.body["receipt"]
        body = {"recalled": True, "receipt": receipt}
        away.keep(work.connection, pack.id, body, merged_at=micros(work.now), merged_by=by)
        sessions.change(work.connection, session.id, work.now, state="planned")
        work.log(hall.id, "away.recalled", actor=by, subject=code)
        return receipt

    return office.transact(slug, do)


def known(work: Work, hall: Hall, code: str) -> Session:
    """The session of that code, held for this transaction. Refuses `not_found`."""
    session = sessions.one(work.connection, hall, code, hold=True)
    if session is None:
        raise Refused("not_found", "Sesi itu tidak ada di kantor ini.")
    return session


def _locked(told: dict[str, Any], passphrase: str) -> bytes:
    return lock(zlib.compress(json.dumps(told, ensure_ascii=False, default=str).encode()), passphrase)


def _taken(office: Office, work: Work, hall: Hall, code: str, by: str) -> dict[str, Any]:
    session = known(work, hall, code)
    _may_leave(session, work, hall)
    letters = summonses.of_session(work.connection, hall, session.id, BEFORE_THE_DAY)
    try:
        people = residents.read(work.connection, office.sealed, hall, [letter.resident_id for letter in letters])
    except Unreadable:
        raise Refused("wrong_state", OTHER_KEY) from None
    number_of = {person.id: person.number for person in people}
    line = hall.lines[hall.offers[LAYANAN].layanan.line]
    first = _first_number(work, hall, session, line.letter, line.id)
    pack, receipt = secrets.token_hex(16), code_from(secrets.randbelow(CODES))
    told = {
        "kind": OUT, "format": FORMAT, "pack": pack, "made_at": micros(work.now),
        "receipt": hashlib.sha256(receipt.encode()).hexdigest(),
        "hall": {name: getattr(hall, name) for name in ("slug", "name", "regency", "timezone", "zone")},
        "catalogue": _catalogue(hall), "settings": away.settings(work.connection, hall),
        "counters": [
            {"code": counter.code, "name": counter.name} for counter in hall.counters.values() if line.letter in counter.lines
        ],
        "line": line.letter, "first": first, "last": first + SPAN - 1,
        "session": {
            "code": session.code, "day": session.day.isoformat(), "place": session.place, "plan": dict(session.plan),
            "capacity": session.capacity, "reserve": session.reserve,
        },
        "slots": [
            {"start": micros(slot.start), "end": micros(slot.end), "capacity": slot.capacity, "taken": slot.taken}
            for slot in sessions.slots(work.connection, [session.id]).get(session.id, [])
        ],
        "people": [as_told(person) for person in people],
        "letters": [
            {"code": letter.code, "person": number_of[letter.resident_id], "start": micros(letter.window[0]),
             "call": letter.call, "state": letter.state}
            for letter in letters
        ],
    }  # fmt: skip
    body = {
        "receipt": receipt, "people": {person.number: person.revision for person in people},
        "letters": {letter.code: letter.state for letter in letters},
        "base": {person.number: base_of(office, as_told(person)) for person in people},
    }  # fmt: skip
    values = {
        "session_id": session.id, "pack": pack, "line": line.letter, "first_number": first, "last_number": first + SPAN - 1,
        "people": len(people), "made_by": by,
    }  # fmt: skip
    away.add(work.connection, hall, values, body, work.now)
    sessions.change(work.connection, session.id, work.now, state="away")
    work.log(hall.id, "away.taken", actor=by, subject=code)
    return told


def _may_leave(session: Session, work: Work, hall: Hall) -> None:
    if session.kind == "office":
        raise Refused("wrong_state", "Sesi ini di kantor. Hanya sesi di desa atau sekolah yang dibawa.")
    if session.state == "away":
        raise Refused("wrong_state", "Sesi ini sudah dibawa ke desa.")
    if session.state not in EXPECTING:
        raise Refused("wrong_state", "Sesi ini sudah selesai atau dibatalkan.")
    if session.day < business_day(work.now, hall.timezone):
        raise Refused("too_late", "Hari sesi ini sudah lewat.")


def _first_number(work: Work, hall: Hall, session: Session, line: str, line_id: int) -> int:
    """After every number of that day that was given or handed out."""
    used = [away.highest(work.connection, hall, line_id, session.day)]
    used += [one.last for one in away.ranges(work.connection, hall, line, session.day)]
    return FIRST_NUMBER + SPAN * max(0, -((FIRST_NUMBER - 1 - max(used)) // SPAN))


def _catalogue(hall: Hall) -> dict[str, str]:
    """The files of a catalogue that holds recording alone."""
    offer = hall.offers[LAYANAN].layanan
    line = hall.lines[offer.line]
    categories = tuple(each for each in hall.settings.categories if each.code == offer.category)
    plan = HallPlan(
        hall.slug, hall.name, hall.regency, hall.timezone, hall.zone, (HallLine(line.letter, line.name, line.name_en),),
        categories,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:  # the layanan's own document: nothing in it names anybody
        write_hall(Path(folder), HallCatalogue(plan, (offer,)))
        return {file.name: file.read_text(encoding="utf-8") for file in sorted(Path(folder).iterdir())}


def base_of(office: Office, told: Mapping[str, Any]) -> dict[str, str]:
    """Keyed marks of what a person was when the pack was made: what changed since can be told, and nothing can be read."""
    return {name: office.sealed.mark(f"{name}:{value}")[:16] for name, value in told.items() if name not in COUNTS}


def as_told(person: Resident) -> dict[str, Any]:
    """A person whole, as packs carry them: only inside of the lock."""
    told = asdict(person)
    del told["id"]
    return told | {
        name: None if told[name] is None else told[name].isoformat() for name in ("born_on", "recorded_on", "collected_on")
    }  # fmt: skip
