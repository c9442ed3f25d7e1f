"""The register of wajib KTP in daily work: lists with masked names, one person opened, added, changed, taken off.

Whoever reads a list, opens a person or takes the register out stands in the log of events, before anything is shown.
Answers of commands carry numbers only: they are kept for two days in clear. Nor does the digest of a command tell a NIK
to whoever tries them all: it is made of a keyed mark.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from hall.actions.office import Office
from hall.errors import Refused
from hall.keys import Sealed, Unreadable
from hall.records import resident_lists, residents, summonses
from hall.records.berkas import Reading
from hall.records.locks import lock_calls
from hall.records.resident_lists import Query
from hall.records.residents import Said
from hall.records.times import moment
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import resident_shapes
from hall.rules.access import Identity
from hall.rules.calendar import business_day
from hall.rules.hall import Hall
from hall.rules.resident_access import may_read, may_write, permit
from hall.rules.residents import (
    STATES,
    Resident,
    born_until,
    check_born,
    check_contact,
    check_family,
    check_name,
    check_nik,
    check_state,
    check_village,
    family_text,
    figures,
    name_words,
    nik_text,
    person_text,
)
from hall.rules.shapes import local
from hall.rules.summonses import CANCELLED, DIED, MOVED, UNABLE

PAGE: Final = 50
FOUND_MOST: Final = 50
OLDEST: Final = 150
LETTER_BECOMES: Final = {"moved": MOVED, "died": DIED, "unable": UNABLE}
"""What a letter in force becomes with its person; of anybody else who is not expected any more it is cancelled."""
OTHER_KEY: Final = "Data orang ini disandi dengan kunci lain. Minta penjaga memulihkan keys/personal.key dari cadangan."

_log = logging.getLogger("antrean.residents")


@dataclass(frozen=True, slots=True)
class Wish:
    """Which people are asked for; `family_of`: the number of somebody whose family is meant."""

    villages: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    family_of: int | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """A person as somebody typed them."""

    name: str = field(repr=False)
    born_on: date = field(repr=False)
    village: str
    married: bool = False
    contact: str | None = field(default=None, repr=False)
    nik: str | None = field(default=None, repr=False)
    family: str | None = field(default=None, repr=False)


def listed(office: Office, slug: str, wish: Wish, cursor: int | None, who: Identity) -> dict[str, Any]:
    """{items, next, total}: people by number, fifty at a time, their names masked."""
    hall = office.hall(slug)
    permit(may_read(hall, who), "read")
    today = today_of(office, hall)
    with office.database.reading() as connection:
        asked = query(connection, hall, wish, today)
        rows = resident_lists.page(connection, hall, asked, cursor or 0, PAGE + 1)
        total = resident_lists.how_many(connection, hall, asked)
    seen(office, slug, "residents.list", counted(about(wish), len(rows[:PAGE])), who)
    items = [_listed(office, row, today) for row in rows[:PAGE]]
    return {"items": items, "next": items[-1]["number"] if len(rows) > PAGE else None, "total": total}


def found(office: Office, slug: str, text: str, who: Identity) -> dict[str, Any]:
    """{items, next, total} of people with these words in their name as they sound, this NIK or KK, or this number."""
    hall = office.hall(slug)
    permit(may_read(hall, who), "read")
    number, words = figures(text), name_words(text)
    with office.database.reading() as connection:
        if number.isdigit() and len(number) == 16:
            marks = [office.sealed.mark(nik_text(number)), office.sealed.mark(family_text(number))]
            rows = resident_lists.by_number(connection, hall, marks, None, FOUND_MOST)
        elif number.isdigit() and len(number) < 9:
            rows = resident_lists.by_number(connection, hall, (), int(number), FOUND_MOST)
        elif words:
            chosen = {residents.word_mark(office.sealed, word) for word in words}
            rows = resident_lists.by_words(connection, hall, chosen, FOUND_MOST)
        else:
            rows = []
    seen(office, slug, "residents.search", counted("cari", len(rows)), who)
    today = today_of(office, hall)
    items = [_listed(office, row, today) for row in rows]
    return {"items": items, "next": None, "total": len(items)}


def one(office: Office, slug: str, number: int, who: Identity, *, why: str = "residents.opened") -> dict[str, Any]:
    """Somebody whole. That the page was opened, and by whom, is kept."""
    hall = office.hall(slug)
    permit(may_read(hall, who), "read")
    seen(office, slug, why, str(number), who)
    with office.database.reading() as connection:
        person = _one(office, connection, hall, number)
        calls = [
            asdict(call) | {"created_at": local(moment(call.created_at), hall.timezone)}
            for call in resident_lists.called(connection, person.id)
        ]
    return resident_shapes.whole(person, today_of(office, hall), calls)


def overview(office: Office, slug: str, who: Identity) -> dict[str, dict[str, int]]:
    """{village: {state: how many}}: nobody is named."""
    hall = office.hall(slug)
    permit(may_read(hall, who), "read")
    with office.database.reading() as connection:
        return resident_lists.counts(connection, hall)


def add(office: Office, slug: str, ask: Ask, typed: Typed, who: Identity) -> Answer:
    """Puts a person on the register; the answer is the number. Refuses `wrong_state` for somebody who is there."""
    hall = office.hall(slug)
    permit(may_write(hall, who), "write")
    said = checked(typed, today_of(office, hall))

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        lock_calls(work.connection, hall)  # the register's count of people is one clerk's at a time
        twin = _twin(work, office.sealed, hall, said, None)
        number = residents.add(work.connection, office.sealed, hall, said, "hand", work.now, apart=twin)
        work.log(hall.id, "residents.added", actor=ask.asker, subject=str(number))
        return {"number": number, "revision": 1}

    return office.once(slug, _marked(office, ask, said), do)


def change(office: Office, slug: str, ask: Ask, number: int, typed: Typed, revision: int, who: Identity) -> Answer:
    """Changes a person who is still as they were read (`revision`); else `wrong_state`, and nothing is overwritten."""
    hall = office.hall(slug)
    permit(may_write(hall, who), "write")
    said = checked(typed, today_of(office, hall))

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        person = _one(office, work.connection, hall, number)
        apart = _twin(work, office.sealed, hall, said, person.id)
        if not residents.change(work.connection, office.sealed, person.id, said, revision, work.now, apart=apart):
            raise Refused("wrong_state", "Orang ini baru saja diubah di tempat lain. Buka lagi, lalu ubah.")
        work.log(hall.id, "residents.changed", actor=ask.asker, subject=str(number))
        return {"number": number, "revision": revision + 1}

    return office.once(slug, _marked(office, ask, said), do)


def set_state(
    office: Office, slug: str, ask: Ask, number: int, state: str, reason: str | None, who: Identity
) -> Answer:
    """What became of somebody: moved, died, cannot be recorded (with the reason), recorded elsewhere …"""
    permit(may_write(office.hall(slug), who), "write")
    state, reason = check_state(state, reason)

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        person = _one(office, work.connection, hall, number)
        if state != "unrecorded":  # letters before people, as everybody who holds both
            summonses.void(work.connection, person.id, LETTER_BECOMES.get(state, CANCELLED), work.now)
        residents.set_state(work.connection, hall, person.id, state, reason, today_of(office, hall), work.now)
        work.log(hall.id, f"residents.{state}", actor=ask.asker, subject=str(number))
        return {"number": number, "revision": person.revision + 1}

    return office.once(slug, ask, do)


def checked(typed: Typed, today: date) -> Said:
    """What was typed, as it is kept. Refuses `bad_request`."""
    return Said(
        name=check_name(typed.name), born_on=check_born(typed.born_on, today), village=check_village(typed.village),
        married=typed.married, contact=check_contact(typed.contact), nik=check_nik(typed.nik),
        family=check_family(typed.family),
    )  # fmt: skip


def _twin(work: Work, sealed: Sealed, hall: Hall, said: Said, but: int | None) -> bool:
    """Whether somebody else has this name and day of birth and another NIK; the same person twice is refused."""
    nik = [] if said.nik is None else [sealed.mark(nik_text(said.nik))]
    person = sealed.mark(person_text(said.name, said.born_on))
    others = [
        row for row in residents.by_marks(work.connection, hall, nik, [person]) if but is None or row["id"] != but
    ]  # fmt: skip
    for row in others:
        if not nik or row["nik_mark"] in (None, nik[0]):
            raise Refused("wrong_state", f"Orang ini sudah ada pada daftar, nomor {row['number']}.")
    return bool(others)


def _one(office: Office, connection: Reading, hall: Hall, number: int) -> Resident:
    """The person of that number. Refuses `not_found`, and `wrong_state` where the office's key is another."""
    try:
        person = residents.one(connection, office.sealed, hall, number)
    except Unreadable:
        _log.error("person %s of %s was sealed with another key", number, hall.slug)
        raise Refused("wrong_state", OTHER_KEY) from None
    if person is None:
        raise Refused("not_found", "Orang itu tidak ada pada daftar.")
    return person


def _listed(office: Office, row: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Somebody in a list; whom no key opens any more says so, and the rest of the list stays readable."""
    try:
        return resident_shapes.listed(residents.opened(office.sealed, row), today)
    except Unreadable:
        closed = residents.opened(office.sealed, {**row, "sealed": ""})
        return resident_shapes.listed(closed, today) | {"name": "(tidak terbaca)"}


def _marked(office: Office, ask: Ask, said: Said) -> Ask:
    text = json.dumps(asdict(said) | {"born_on": said.born_on.isoformat()}, sort_keys=True)
    return Ask.of(ask.asker, ask.path, ask.request_id, {"mark": office.sealed.mark(text)})


def query(connection: Reading, hall: Hall, wish: Wish, today: date) -> Query:
    """The wish as the store understands it. Refuses unknown states and ages."""
    family = None
    if wish.family_of is not None:
        family = resident_lists.family_mark(connection, hall, wish.family_of) or "none"
    for state in wish.states:
        if state not in STATES:
            raise Refused("bad_request", f"Keadaan itu tidak dikenal. Pilih: {', '.join(STATES)}.", field="state")
    return Query(
        wish.villages, wish.states,
        None if wish.age_to is None else born_until(_age(wish.age_to) + 1, today) + timedelta(days=1),
        None if wish.age_from is None else born_until(_age(wish.age_from), today), family,
    )  # fmt: skip


def _age(years: int) -> int:
    if not 0 <= years <= OLDEST:
        raise Refused("bad_request", f"Umur antara 0 dan {OLDEST} tahun.", field="age")
    return years


def about(wish: Wish) -> str:
    """What a list was about, without anybody in it."""
    parts = [f"{len(wish.villages)} desa" if wish.villages else "semua desa", *wish.states]
    return ", ".join(parts)


def counted(what: str, people: int) -> str:
    """What somebody read, and how many people stood there."""
    return f"{what[:26]}: {people} orang"


def seen(office: Office, slug: str, kind: str, subject: str | None, who: Identity) -> None:
    """Keeps that somebody reads, before anything is shown."""

    def do(work: Work, hall: Hall) -> None:
        work.log(hall.id, kind, actor=who.asker, subject=subject)

    office.transact(slug, do)


def today_of(office: Office, hall: Hall) -> date:
    """The hall's business day."""
    return business_day(office.clock.now(), hall.timezone)
