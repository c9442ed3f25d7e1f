"""The people of the register. What names them is sealed; they are known again by keyed marks (hall.keys)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from hall.keys import Sealed
from hall.records.database import inserted_id
from hall.records.tables import resident_words, residents, summonses
from hall.records.times import micros
from hall.rules.hall import Hall
from hall.rules.residents import Candidate, Resident, family_text, name_words, nik_text, person_text
from hall.rules.summonses import IN_FORCE

_RECORDED: Final = ("recorded", "printing", "ready", "collected")
_MISSED: Final = (summonses.c.resident_id == residents.c.id, summonses.c.state == "absent")
_MANY: Final = 500  # values in one IN list


@dataclass(frozen=True, slots=True)
class Said:
    """What is kept of a person, as somebody typed it or a list brought it; checked already."""

    name: str = field(repr=False)
    born_on: date = field(repr=False)
    village: str
    married: bool = False
    contact: str | None = field(default=None, repr=False)
    nik: str | None = field(default=None, repr=False)
    family: str | None = field(default=None, repr=False)


def read(connection: Connection, sealed: Sealed, hall: Hall, ids: Collection[int]) -> list[Resident]:
    """These people with their names, in the order of their numbers. Raises `Unreadable` where the key is another."""
    found = [
        row
        for part in _parts(sorted(set(ids)))
        for row in connection.execute(_all(hall).where(residents.c.id.in_(part))).mappings()
    ]
    return sorted((opened(sealed, row) for row in found), key=lambda one_: one_.number)


def numbered(connection: Connection, hall: Hall, number: int) -> int | None:
    """The row of the person with this number; no key is needed to find them."""
    asked = select(residents.c.id).where(
        residents.c.hall_id == hall.id, residents.c.number == number, residents.c.sealed != ""
    )  # fmt: skip
    return connection.execute(asked).scalar_one_or_none()


def one(connection: Connection, sealed: Sealed, hall: Hall, number: int) -> Resident | None:
    """The person with this number of the register."""
    asked = _all(hall).where(residents.c.number == number, residents.c.sealed != "")
    row = connection.execute(asked).mappings().one_or_none()
    return None if row is None else opened(sealed, row)


def pick(
    connection: Connection,
    hall: Hall,
    villages: Sequence[str] = (),
    states: Sequence[str] = ("unrecorded",),
    born_until: date | None = None,
    limit: int = 5000,
    *,
    or_married: bool = False,
) -> list[Candidate]:
    """Who may be summoned: of these villages (all where empty), in these states, born on that day at the latest (or married,
    with `or_married`), and without a summons in force. A village and a family stand together, the oldest first."""
    missed = select(func.count()).where(*_MISSED).scalar_subquery()
    asked = select(
        residents.c.id, residents.c.village, residents.c.family_mark, residents.c.born_on, missed.label("calls")
    ).where(*_to_call(hall, states, born_until, or_married=or_married))
    if villages:
        asked = asked.where(residents.c.village.in_(villages))
    rows = connection.execute(
        asked.order_by(residents.c.village, residents.c.family_mark, residents.c.born_on, residents.c.id).limit(limit)
    )
    return [Candidate(row.id, row.village, row.family_mark, row.born_on, row.calls) for row in rows]


def villages(
    connection: Connection,
    hall: Hall,
    states: Sequence[str] = ("unrecorded",),
    born_until: date | None = None,
    *,
    or_married: bool = False,
    missed: bool | None = None,
) -> list[tuple[str, int]]:
    """Every village with how many of it may be summoned, as `pick` chooses them, by name. `missed`: only who did not come
    before (True), only who was never called in vain (False)."""
    asked = select(residents.c.village, func.count()).where(*_to_call(hall, states, born_until, or_married=or_married))
    if missed is not None:
        before = exists().where(*_MISSED)
        asked = asked.where(before if missed else ~before)
    rows = connection.execute(asked.group_by(residents.c.village).order_by(residents.c.village))
    return [(village, count) for village, count in rows]


def _to_call(
    hall: Hall, states: Sequence[str], born_until: date | None, *, or_married: bool
) -> list[ColumnElement[bool]]:
    """Who may be summoned, wherever they live."""
    in_force = exists().where(summonses.c.resident_id == residents.c.id, summonses.c.state.in_(IN_FORCE))
    found = [residents.c.hall_id == hall.id, residents.c.state.in_(states), residents.c.sealed != "", ~in_force]
    if born_until is not None:
        old = residents.c.born_on <= born_until
        found.append(or_(old, residents.c.married == 1) if or_married else old)
    return found


def set_state(
    connection: Connection, hall: Hall, resident_id: int, state: str, reason: str | None, day: date, now: datetime
) -> bool:
    """The person's state from now on; `recorded` and `collected` keep their day, and a card that is not there any more (back
    to its printing, or recorded by mistake) has none. False when there is no such person."""
    days: dict[str, Any] = {}
    if state == "unrecorded":
        days = {"recorded_on": None, "collected_on": None}
    elif state == "recorded":
        known = and_(residents.c.state.in_(_RECORDED), residents.c.recorded_on.is_not(None))
        days = {"recorded_on": case((known, residents.c.recorded_on), else_=day), "collected_on": None}
    elif state in ("printing", "ready"):
        days = {"collected_on": None}
    elif state == "collected":
        days = {"collected_on": day}
    changed = connection.execute(
        update(residents)
        .where(residents.c.hall_id == hall.id, residents.c.id == resident_id)
        .values(state=state, reason=reason, revision=residents.c.revision + 1, changed_at=micros(now), **days)
    )
    return changed.rowcount == 1


def add(
    connection: Connection, sealed: Sealed, hall: Hall, said: Said, source: str, now: datetime, *, apart: bool = False
) -> int:
    """Keeps a new person and gives the number (`apart`: see `kept`). Raises IntegrityError for somebody who is there already."""
    last = select(func.coalesce(func.max(residents.c.number), 0)).where(residents.c.hall_id == hall.id)
    number = int(connection.execute(last).scalar_one()) + 1
    row = kept(sealed, said, apart=apart) | {
        "hall_id": hall.id, "number": number, "source": source, "created_at": micros(now), "changed_at": micros(now),
    }  # fmt: skip
    person = inserted_id(connection.execute(insert(residents).values(**row)))
    keep_words(connection, [(mark, person) for mark in word_marks(sealed, said.name)])
    return number


def change(
    connection: Connection,
    sealed: Sealed,
    person: int,
    said: Said,
    revision: int,
    now: datetime,
    *,
    apart: bool = False,
) -> bool:
    """Keeps what is said of a person now; False when they are not as they were read. Raises IntegrityError as `add`."""
    values = kept(sealed, said, apart=apart) | {"revision": revision + 1, "changed_at": micros(now)}
    asked = update(residents).where(residents.c.id == person, residents.c.revision == revision)
    if connection.execute(asked.values(**values)).rowcount != 1:
        return False
    connection.execute(delete(resident_words).where(resident_words.c.resident_id == person))
    keep_words(connection, [(mark, person) for mark in word_marks(sealed, said.name)])
    return True


def by_marks(
    connection: Connection, hall: Hall, niks: Collection[str], persons: Collection[str]
) -> list[dict[str, Any]]:
    """The rows of people who are known by one of these marks, still sealed; a few hundred marks at a time."""
    return [
        dict(row)
        for column, marks in ((residents.c.nik_mark, niks), (residents.c.person_mark, persons))
        if marks
        for row in connection.execute(_all(hall).where(column.in_(list(marks)))).mappings()
    ]


def word_marks(sealed: Sealed, name: str) -> list[int]:
    """The marks of a name's words, by which it is found."""
    return [word_mark(sealed, word) for word in sorted(name_words(name))]


def word_mark(sealed: Sealed, word: str) -> int:
    """The mark of one word: 60 bits of the keyed digest."""
    return int(sealed.mark(f"word:{word}")[:15], 16)


def keep_words(connection: Connection, marks: Sequence[tuple[int, int]]) -> None:
    """Keeps (mark of a word, person) pairs that are not there yet."""
    if marks:
        connection.execute(insert(resident_words), [{"mark": mark, "resident_id": person} for mark, person in marks])


def kept(sealed: Sealed, said: Said, *, apart: bool = False) -> dict[str, Any]:
    """The columns that hold what was said. `apart`: somebody else has this name and day of birth and another NIK."""
    secret = {"name": said.name, "contact": said.contact, "nik": said.nik, "family": said.family}
    return {
        "sealed": sealed.seal(json.dumps({name: value for name, value in secret.items() if value}, ensure_ascii=False)),
        "person_mark": sealed.mark(person_text(said.name, said.born_on, said.nik if apart else None)),
        "nik_mark": None if said.nik is None else sealed.mark(nik_text(said.nik)),
        "family_mark": None if said.family is None else sealed.mark(family_text(said.family)),
        "born_on": said.born_on,
        "married": int(said.married),
        "village": said.village,
    }


def opened(sealed: Sealed, row: Mapping[str, Any] | RowMapping) -> Resident:
    """A row of the table with its seal opened."""
    secret = json.loads(sealed.open(row["sealed"])) if row["sealed"] else {}
    return Resident(
        id=row["id"], number=row["number"], name=secret.get("name", ""), born_on=row["born_on"],
        married=bool(row["married"]), village=row["village"], contact=secret.get("contact"), nik=secret.get("nik"),
        family=secret.get("family"), state=row["state"], reason=row["reason"], recorded_on=row["recorded_on"],
        collected_on=row["collected_on"], revision=row["revision"],
    )  # fmt: skip


def _all(hall: Hall) -> Select[Any]:
    return select(residents).where(residents.c.hall_id == hall.id)


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _MANY] for start in range(0, len(ids), _MANY))
