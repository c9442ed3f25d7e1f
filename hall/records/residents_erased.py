"""People who leave the register: what is taken away with them, and what stays because the statistics count it.

Deleted bytes are overwritten in the store's file (`secure_delete`, hall.records.database).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, tuple_, update

from hall.records.resident_imports import APPLYING, CHECKED, CHECKING, DROPPED, MAPPING, READING, Again
from hall.records.tables import (
    away_packs,
    resident_import_rows,
    resident_imports,
    resident_words,
    residents,
    station_runs,
    summons_attempts,
    summonses,
    visits,
)
from hall.records.times import micros
from hall.rules.hall import Hall
from hall.rules.summonses import IN_FORCE

NAMED: Final = (
    "Daftar ini memuat orang yang baru dihapus dari daftar wajib KTP, jadi dibuang. Unggah lagi tanpa orang itu."
)
UNREAD: Final = (
    "Seseorang dihapus dari daftar wajib KTP sebelum daftar ini selesai diperiksa, jadi daftar ini dibuang. "
    "Unggah lagi tanpa orang itu."
)


@dataclass(frozen=True, slots=True)
class Staged:
    """A list whose rows wait, and as of when."""

    id: int
    state: str
    changed_at: int


@dataclass(frozen=True, slots=True)
class Searched:
    """The lists that were searched for somebody, and (list, row) of every row that means them."""

    lists: tuple[Staged, ...] = ()
    rows: frozenset[tuple[int, int]] = frozenset()


def rows(connection: Connection, people: Collection[int]) -> list[dict[str, Any]]:
    """These people as they are kept, sealed."""
    return [dict(row) for row in connection.execute(select(residents).where(residents.c.id.in_(people))).mappings()]


def is_summoned(connection: Connection, person: int) -> bool:
    """Whether a letter of theirs is in force."""
    asked = select(summonses.c.id).where(summonses.c.resident_id == person, summonses.c.state.in_(IN_FORCE)).limit(1)
    return connection.execute(asked).scalar_one_or_none() is not None


def old_ones(connection: Connection, hall: Hall, collected_until: date, how_many: int) -> list[int]:
    """Those who took their card on that day or before and are still named."""
    asked = select(residents.c.id).where(
        residents.c.hall_id == hall.id, residents.c.state == "collected",
        residents.c.collected_on <= collected_until, residents.c.sealed != "",
    )  # fmt: skip
    return list(connection.execute(asked.order_by(residents.c.id).limit(how_many)).scalars())


def staged(connection: Connection, hall: Hall) -> list[Staged]:
    """The lists whose rows wait."""
    asked = select(resident_imports.c.id, resident_imports.c.state, resident_imports.c.changed_at).where(
        resident_imports.c.hall_id == hall.id, resident_imports.c.state.in_((CHECKED, APPLYING))
    )
    return [Staged(row.id, row.state, row.changed_at) for row in connection.execute(asked.order_by("id"))]


def said(connection: Connection, import_id: int, after: int, how_many: int) -> list[tuple[int, str]]:
    """(row, what is kept of it) of a list's next rows, still sealed; faulty ones keep nothing."""
    asked = select(resident_import_rows.c.row, resident_import_rows.c.sealed).where(
        resident_import_rows.c.import_id == import_id, resident_import_rows.c.row > after,
        resident_import_rows.c.sealed != "",
    )  # fmt: skip
    return [(row.row, row.sealed) for row in connection.execute(asked.order_by("row").limit(how_many))]


def erase(
    connection: Connection, hall: Hall, people: Sequence[int], searched: Searched, now: datetime
) -> tuple[list[int], list[int]]:
    """Nothing names these people any more. A row that summonses or visits count on stays, emptied: village, state, the days
    of recording and collecting, and the year of birth; every other row goes.

    Gives (lists thrown away, lists whose upload is not needed any more): a list that names one of them, and one that was not
    read through yet and so may name them. Raises Again where a list was read or begun since it was searched.
    """
    thrown, files = _lists(connection, hall, people, searched, now)
    numbers = set(connection.execute(select(residents.c.number).where(residents.c.id.in_(people))).scalars())
    _packs(connection, hall, numbers)
    for person in people:
        _one(connection, person, now)
    return thrown, files


def _lists(
    connection: Connection, hall: Hall, people: Sequence[int], searched: Searched, now: datetime
) -> tuple[list[int], list[int]]:
    asked = select(resident_imports.c.id, resident_imports.c.state, resident_imports.c.changed_at).where(
        resident_imports.c.hall_id == hall.id,
        resident_imports.c.state.in_((READING, MAPPING, CHECKING, CHECKED, APPLYING)),
    )
    waiting = [Staged(row.id, row.state, row.changed_at) for row in connection.execute(asked.with_for_update())]
    thrown = {one.id: sentence for one in waiting if (sentence := _why(connection, one, people, searched)) is not None}
    for each, sentence in thrown.items():
        values = {"state": DROPPED, "fault": sentence, "changed_at": micros(now)}
        connection.execute(update(resident_imports).where(resident_imports.c.id == each).values(**values))
    mine: ColumnElement[bool] = resident_import_rows.c.resident_id.in_(people)
    if searched.rows:
        places = tuple_(resident_import_rows.c.import_id, resident_import_rows.c.row)
        mine = or_(mine, places.in_(sorted(searched.rows)))
    connection.execute(delete(resident_import_rows).where(mine))
    return list(thrown), [*thrown, *(one.id for one in waiting if one.state == APPLYING)]


def _why(connection: Connection, one: Staged, people: Sequence[int], searched: Searched) -> str | None:
    """Why a list is thrown away; None where it goes on (being taken, or without any of these people)."""
    if one.state not in (CHECKED, APPLYING):
        return UNREAD
    before = next((each for each in searched.lists if each.id == one.id), None)
    if before is None or (one.state == CHECKED and before.changed_at != one.changed_at):
        raise Again
    return NAMED if one.state == CHECKED and _names(connection, one.id, people, searched) else None


def _names(connection: Connection, import_id: int, people: Sequence[int], searched: Searched) -> bool:
    if any(list_ == import_id for list_, _ in searched.rows):
        return True
    asked = select(resident_import_rows.c.row).where(
        resident_import_rows.c.import_id == import_id, resident_import_rows.c.resident_id.in_(people)
    )
    return connection.execute(asked.limit(1)).first() is not None


def _packs(connection: Connection, hall: Hall, numbers: Collection[int]) -> None:
    """What a village said of somebody waits for a choice no longer than they are on the register. The packs are held: a merge
    of this moment would lose what it brought."""
    asked = select(away_packs.c.id, away_packs.c.body).where(
        away_packs.c.hall_id == hall.id, away_packs.c.body.contains('"conflicts": [{')
    )
    for row in connection.execute(asked.order_by(away_packs.c.id).with_for_update()).all():
        body = json.loads(row.body)
        mine = [item for item in body["conflicts"] if item["number"] in numbers]
        for item in mine:
            item["sealed"] = item["office"]["reason"] = item["village"]["reason"] = None
        if mine:
            connection.execute(update(away_packs).where(away_packs.c.id == row.id).values(body=json.dumps(body)))


def _one(connection: Connection, person: int, now: datetime) -> None:
    connection.execute(delete(resident_words).where(resident_words.c.resident_id == person))
    letters = select(summonses.c.id).where(summonses.c.resident_id == person)
    came = select(visits.c.id).where(visits.c.resident_id == person)
    connection.execute(update(summons_attempts).where(summons_attempts.c.summons_id.in_(letters)).values(note=None))
    connection.execute(update(station_runs).where(station_runs.c.visit_id.in_(came)).values(reason=None))
    connection.execute(update(visits).where(visits.c.resident_id == person).values(reason=None))
    if connection.execute(letters.limit(1)).first() is None and connection.execute(came.limit(1)).first() is None:
        connection.execute(delete(residents).where(residents.c.id == person))
        return
    born = connection.execute(select(residents.c.born_on).where(residents.c.id == person)).scalar_one()
    connection.execute(
        update(residents)
        .where(and_(residents.c.id == person, residents.c.sealed != ""))
        .values(
            sealed="", person_mark=f"erased:{person}", nik_mark=None, family_mark=None, born_on=date(born.year, 1, 1),
            married=0, reason=None, revision=residents.c.revision + 1, changed_at=micros(now),
        )
    )  # fmt: skip
