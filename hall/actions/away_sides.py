"""A person and their letter on both sides of a trip: whether they differ, and how the village's word is taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from hall.actions.away_open import said_of
from hall.actions.away_out import as_told, base_of
from hall.actions.office import Office
from hall.records import away, residents, summonses
from hall.records.residents import Said
from hall.records.unit_of_work import Work
from hall.rules.hall import Hall
from hall.rules.residents import Resident, even_name, nik_text, person_text
from hall.rules.summonses import ABSENT, BEFORE_THE_DAY, CANCELLED, Summons

STATE: Final = ("state", "reason", "recorded_on", "collected_on")
DAYS: Final = ("recorded_on", "collected_on")
DAY_OF: Final = {"recorded": "recorded_on", "collected": "collected_on"}


def joined(
    office: Office, base: Mapping[str, str], here: Resident, told: Mapping[str, Any], *, letter: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was changed on one side alone, taken together; and the same with the village's word on what both changed otherwise.
    State, reason and days are one thing, in dispute also where the `letter` is."""
    mine = as_told(here)
    was, is_ = base_of(office, mine), base_of(office, told)
    free, disputed = dict(mine), dict[str, Any]()
    for names in (STATE, *((name,) for name in base if name not in STATE)):
        there = any(is_[name] != base[name] for name in names)
        both = there and ((letter and names == STATE) or any(was[name] != base[name] for name in names))
        if both and any(mine[name] != told[name] for name in names):
            disputed |= {name: told[name] for name in names}
        elif there:
            free |= {name: told[name] for name in names}
    return free, free | disputed


def other_data(here: Resident | None, told: Mapping[str, Any]) -> bool:
    """Whether more than state and letter differs, so that a choice wants both people in sight."""
    return here is not None and bool(told) and said_of(told) != said_here(here)


def filled(here: Resident, told: Mapping[str, Any]) -> dict[str, Any]:
    """What somebody typed anew in the village, with what the office knows where nothing was typed."""
    mine = as_told(here)
    blank = {name: mine[name] for name in ("contact", "nik", "family") if told[name] is None}
    spelt = {"name": mine["name"]} if even_name(told["name"]) == even_name(mine["name"]) else {}
    married = {"married": mine["married"] or told["married"]}
    return {**told, **blank, **spelt, **married} | (
        {name: mine[name] for name in STATE} if told["state"] == "unrecorded" else {}
    )


def contradicts(here: Resident, told: Mapping[str, Any]) -> bool:
    """Whether taking it would overwrite something of the office's."""
    mine = as_told(here)
    words = ("name", "born_on", "village", "contact", "nik", "family")
    other = any(mine[name] is not None and mine[name] != told[name] for name in words)
    return other or (here.state != "unrecorded" and here.state != told["state"])


def values(here: Resident | None, letter: str | None) -> dict[str, Any]:
    if here is None:
        return {"state": None, "reason": None, "revision": 0, "letter": letter}
    return {"state": here.state, "reason": here.reason, "revision": here.revision, "letter": letter}


def apply_person(office: Office, work: Work, hall: Hall, here: Resident, told: Mapping[str, Any], day: date) -> None:
    said = said_of(told)
    if said != said_here(here):
        apart = any(row["id"] != here.id for row in twins_of(office, work, hall, said))
        residents.change(work.connection, office.sealed, here.id, said, here.revision, work.now, apart=apart)
    apply_state(work, hall, here, told, day)


def apply_state(work: Work, hall: Hall, here: Resident, told: Mapping[str, Any], day: date) -> None:
    """The village's word on recording and card: state, reason and days. `day`: the session's, where it names none."""
    if (here.state, here.reason) == (told["state"], told["reason"]):
        return
    days = {name: getattr(here, name) if told[name] is None else date.fromisoformat(told[name]) for name in DAYS}
    asked = DAY_OF.get(told["state"])
    if asked is not None and days[asked] is None:
        days[asked] = day
    away.set_person(
        work.connection, hall, here.id, {"state": told["state"], "reason": told["reason"], **days}, work.now
    )
    if told["state"] != "unrecorded":  # nobody is called any more for what the village did
        summonses.void(work.connection, here.id, CANCELLED, work.now)


def apply_letter(work: Work, letter: Summons, handed: str, state: str, ticket: int | None) -> None:
    if state in (handed, letter.state) or (state == ABSENT and letter.state not in BEFORE_THE_DAY):
        return
    if ticket is None:
        summonses.set_state(work.connection, letter.id, state, work.now, was=letter.state)
    else:
        summonses.set_ticket(work.connection, letter.id, ticket, state, work.now)


def said_here(here: Resident) -> Said:
    return Said(here.name, here.born_on, here.village, here.married, here.contact, here.nik, here.family)


def here_of(office: Office, work: Work, hall: Hall, number: int) -> Resident | None:
    return residents.one(work.connection, office.sealed, hall, number)


def letter_of_code(work: Work, hall: Hall, code: str | None) -> Summons | None:
    return None if code is None else next(iter(summonses.of_codes(work.connection, hall, [code])), None)


def nik_mark(office: Office, said: Said) -> str | None:
    return None if said.nik is None else office.sealed.mark(nik_text(said.nik))


def twins_of(office: Office, work: Work, hall: Hall, said: Said) -> list[dict[str, Any]]:
    nik = nik_mark(office, said)
    person = office.sealed.mark(person_text(said.name, said.born_on))
    return residents.by_marks(work.connection, hall, [] if nik is None else [nik], [person])


def clash_of(office: Office, work: Work, hall: Hall, said: Said, but: int) -> str:
    """Why these data cannot be this person's: somebody else of the register has their NIK, or is the same person."""
    nik = nik_mark(office, said)
    for row in twins_of(office, work, hall, said):
        if row["id"] != but and (nik is None or row["nik_mark"] in (None, nik)):
            return f"Nomor {row['number']} pada daftar punya NIK atau nama dan tanggal lahir yang sama."
    return ""
