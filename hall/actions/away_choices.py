"""Who was changed in the office and in the village: both are shown, and a clerk chooses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal

from hall.actions.away_open import said_of
from hall.actions.away_out import as_told, known
from hall.actions.away_sides import (
    apply_letter,
    apply_person,
    clash_of,
    here_of,
    letter_of_code,
    other_data,
    values,
)
from hall.actions.office import Office
from hall.actions.residents import seen
from hall.errors import Refused
from hall.records import away, residents, sessions
from hall.records.unit_of_work import Work
from hall.rules.access import Identity
from hall.rules.documents import long_day
from hall.rules.hall import Hall
from hall.rules.recording import Session
from hall.rules.resident_access import may_read, permit
from hall.rules.residents import STATES, Resident, masked
from hall.rules.summonses import STATE_WORDS, Summons

Side = Literal["office", "village"]
DECIDED: Final = "Orang itu tidak (lagi) menunggu pilihan."
SHOWN: Final = {
    "name": "Nama", "born_on": "Lahir", "village": "Desa", "married": "Kawin", "contact": "Telepon", "nik": "NIK",
    "family": "Nomor KK", "state": "Keadaan", "reason": "Alasan", "recorded_on": "Direkam", "collected_on": "Diambil",
}  # fmt: skip


def undecided(office: Office, slug: str, code: str) -> dict[str, Any]:
    """How the pack of a session stands: {people, merged, receipt, here, conflicts: [{number, names, office, village, ...}]},
    names masked; `here` on the laptop; {recalled: the laptop's receipt, conflicts: []} where it stays after all; nothing where it
    never travelled."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        session = sessions.one(connection, hall, code)
        pack = None if session is None else away.of_session(connection, hall, session.id)
        if session is None or pack is None:
            return {}
        if pack.body.get("recalled"):
            return {"recalled": pack.body["receipt"], "conflicts": []}
        open_ = _open(pack)
        found = {item["number"]: residents.one(connection, office.sealed, hall, item["number"]) for item in open_}
    shown = []
    for item in open_:
        person = found[item["number"]]
        told = {} if item["sealed"] is None else json.loads(office.sealed.open(item["sealed"]))
        names = {"office": "" if person is None else masked(person.name), "village": masked(told.get("name", ""))}
        shown.append({
            "number": item["number"], "names": names, "office": item["office"], "village": item["village"],
            "clash": item["clash"], "other_data": other_data(person, told),
        })  # fmt: skip
    merged = pack.merged_at is not None
    receipt = pack.body["shown"] if merged else None
    return {
        "people": pack.people, "line": pack.line, "first": pack.first, "last": pack.last, "merged": merged,
        "receipt": receipt, "conflicts": shown, "here": bool(pack.body.get("here")),
    }  # fmt: skip


def both(office: Office, slug: str, code: str, number: int, who: Identity) -> dict[str, Any]:
    """Somebody as the office and as the village have them, in clear: {number, clash, rows: [(words, office, village)]}, for
    who may read the register; that it was opened, and by whom, is kept. Refuses `forbidden`, `not_found`."""
    hall = office.hall(slug)
    permit(may_read(hall, who), "read")
    seen(office, slug, "residents.opened", str(number), who)
    with office.database.reading() as connection:
        session = sessions.one(connection, hall, code)
        pack = None if session is None else away.of_session(connection, hall, session.id)
        waiting = [] if pack is None else _open(pack)
        item = next((each for each in waiting if each["number"] == number), None)
        if item is None:
            raise Refused("not_found", DECIDED)
        here = residents.one(connection, office.sealed, hall, number)
    mine = None if here is None else as_told(here)
    theirs = mine if item["sealed"] is None else json.loads(office.sealed.open(item["sealed"]))
    rows = [(words, _shown(name, mine), _shown(name, theirs)) for name, words in SHOWN.items()]
    letters = tuple(STATE_WORDS.get(item[side]["letter"] or "", "") for side in ("office", "village"))
    told = [row for row in [*rows, ("Surat", *letters)] if row[1] or row[2]]
    return {"number": number, "clash": item["clash"], "known": here is not None, "rows": told}


def _shown(name: str, told: Mapping[str, Any] | None) -> str:
    value = None if told is None else told[name]
    if value is None:
        return ""
    if name in ("born_on", "recorded_on", "collected_on"):
        return long_day(date.fromisoformat(value))
    if name == "married":
        return "ya" if value else "belum"
    return STATES[value] if name == "state" else str(value)


def _open(pack: away.Pack) -> list[dict[str, Any]]:
    """Who waits for a choice, each once: a second word on the same person waits until the first was judged."""
    waiting = pack.body.get("conflicts", [])
    return [
        one for place, one in enumerate(waiting) if all(one["number"] != other["number"] for other in waiting[:place])
    ]


def decide(office: Office, slug: str, code: str, number: int, side: Side, by: str) -> int:
    """The clerk chose one of both; gives how many are still to be chosen. Refuses `not_found`, and `wrong_state` where the
    office's value changed once more: then the new one is shown."""

    def do(work: Work, hall: Hall) -> tuple[int, bool]:
        session = known(work, hall, code)
        pack = away.of_session(work.connection, hall, session.id, hold=True)
        open_ = [] if pack is None else list(pack.body.get("conflicts", []))
        item = next((each for each in open_ if each["number"] == number), None)
        if pack is None or item is None:
            raise Refused("not_found", DECIDED)
        here, letter = here_of(office, work, hall, number), letter_of_code(work, hall, item["letter"])
        now = values(here, None if letter is None else letter.state)
        if now != item["office"]:
            item["office"] = now
            away.keep(work.connection, pack.id, pack.body | {"conflicts": open_})
            return len(open_), False
        if side == "village":
            _take_village(office, work, hall, session, item, here, letter)
        left = [each for each in open_ if each is not item]
        _seen_again(office, work, hall, left, number)
        away.keep(work.connection, pack.id, pack.body | {"conflicts": left})
        work.log(hall.id, f"away.{side}", actor=by, subject=str(number))
        return len(left), True

    left, done = office.transact(slug, do)
    if not done:
        raise Refused("wrong_state", "Data di kantor baru saja berubah lagi. Lihat lagi, lalu pilih.")
    return left


def _seen_again(office: Office, work: Work, hall: Hall, left: list[dict[str, Any]], number: int) -> None:
    """Two laptops may have said something of one person: the second word is compared with what was just chosen."""
    for item in left:
        if item["number"] == number:
            letter = letter_of_code(work, hall, item["letter"])
            item["office"] = values(here_of(office, work, hall, number), None if letter is None else letter.state)


def _take_village(
    office: Office, work: Work, hall: Hall, session: Session, item: Mapping[str, Any], here: Resident | None,
    letter: Summons | None,
) -> None:  # fmt: skip
    if here is None:
        raise Refused("wrong_state", "Orang ini sudah dihapus dari daftar. Pilih yang di kantor.")
    told = None if item["sealed"] is None else json.loads(office.sealed.open(item["sealed"]))
    if told is not None:
        clash = clash_of(office, work, hall, said_of(told), here.id)
        if clash:
            raise Refused("wrong_state", f"{clash} Perbaiki dulu datanya, atau pilih yang di kantor.")
    if letter is not None and item["village"]["letter"] is not None:
        apply_letter(work, letter, item["handed"], item["village"]["letter"], item["ticket"])
    if told is not None:
        apply_person(office, work, hall, here, told, session.day)
