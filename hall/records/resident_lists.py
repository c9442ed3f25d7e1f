"""Lists of people of the register: by village, state, age and family, by the words of a name, by a number; and counts.

Everything comes out sealed. Whoever opens it says so in the log of events (hall.actions.residents).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, delete, func, select, update

from hall.records.tables import resident_import_rows, resident_words, residents, summons_attempts, summonses, visits
from hall.records.times import micros
from hall.rules.hall import Hall

IN_FORCE: Final = ("made", "sent", "delivered", "confirmed", "checked_in")


@dataclass(frozen=True, slots=True)
class Query:
    """Which people: empty means all. `born_from` and `born_until` are both included; `family_mark`: one family card."""

    villages: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    born_from: date | None = None
    born_until: date | None = None
    family_mark: str | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """A summons of somebody, as their own page shows it."""

    code: str
    call: int
    state: str
    created_at: int


def page(connection: Connection, hall: Hall, query: Query, after: int, how_many: int) -> list[dict[str, Any]]:
    """Rows below the number `after`, by number."""
    asked = _where(_all(hall), query).where(residents.c.number > after).order_by(residents.c.number).limit(how_many)
    return [dict(row) for row in connection.execute(asked).mappings()]


def how_many(connection: Connection, hall: Hall, query: Query) -> int:
    """How many people a list has."""
    asked = select(func.count()).where(residents.c.hall_id == hall.id, residents.c.sealed != "")
    return int(connection.execute(_where(asked, query)).scalar_one())


def by_words(connection: Connection, hall: Hall, words: Collection[int], how_many: int) -> list[dict[str, Any]]:
    """People whose name has all these words (marks), by number."""
    meant = (
        select(resident_words.c.resident_id)
        .where(resident_words.c.mark.in_(list(words)))
        .group_by(resident_words.c.resident_id)
        .having(func.count() == len(words))
    )
    asked = _all(hall).where(residents.c.id.in_(meant)).order_by(residents.c.number).limit(how_many)
    return [dict(row) for row in connection.execute(asked).mappings()]


def by_number(
    connection: Connection, hall: Hall, marks: Sequence[str], number: int | None, how_many: int
) -> list[dict[str, Any]]:
    """People of these marks of a NIK or a family card, or with this number of the register."""
    asked = _all(hall)
    if number is not None:
        asked = asked.where(residents.c.number == number)
    else:
        asked = asked.where(residents.c.nik_mark.in_(marks) | residents.c.family_mark.in_(marks))
    return [dict(row) for row in connection.execute(asked.order_by(residents.c.number).limit(how_many)).mappings()]


def family_mark(connection: Connection, hall: Hall, number: int) -> str | None:
    """The mark of the family card of somebody; None where none is kept."""
    asked = select(residents.c.family_mark).where(residents.c.hall_id == hall.id, residents.c.number == number)
    return connection.execute(asked).scalar_one_or_none()


def counts(connection: Connection, hall: Hall) -> dict[str, dict[str, int]]:
    """{village: {state: how many}}, villages in the order of their names."""
    asked = (
        select(residents.c.village, residents.c.state, func.count().label("many"))
        .where(residents.c.hall_id == hall.id, residents.c.sealed != "")
        .group_by(residents.c.village, residents.c.state)
        .order_by(residents.c.village)
    )
    found: dict[str, dict[str, int]] = {}
    for row in connection.execute(asked):
        found.setdefault(row.village, {})[row.state] = row.many
    return found


def called(connection: Connection, person: int) -> list[Called]:
    """Every summons of somebody, the first call first."""
    asked = select(summonses).where(summonses.c.resident_id == person).order_by(summonses.c.id)
    return [Called(row.code, row.call, row.state, row.created_at) for row in connection.execute(asked)]


def old_ones(connection: Connection, collected_before: date, how_many: int) -> list[tuple[int, int]]:
    """(hall, person) of those who took their card before that day and are still named."""
    asked = (
        select(residents.c.hall_id, residents.c.id)
        .where(residents.c.state == "collected", residents.c.collected_on < collected_before, residents.c.sealed != "")
        .limit(how_many)
    )
    return [(row.hall_id, row.id) for row in connection.execute(asked)]


def is_summoned(connection: Connection, person: int) -> bool:
    """Whether a letter of theirs is in force."""
    asked = select(summonses.c.id).where(summonses.c.resident_id == person, summonses.c.state.in_(IN_FORCE)).limit(1)
    return connection.execute(asked).scalar_one_or_none() is not None


def erase(connection: Connection, person: int, now: datetime) -> None:
    """Nothing names this person any more. A row that summonses or visits count on stays, emptied: village, state, the days
    of recording and collecting, and the year of birth; every other row goes."""
    connection.execute(delete(resident_words).where(resident_words.c.resident_id == person))
    connection.execute(delete(resident_import_rows).where(resident_import_rows.c.resident_id == person))
    mine = select(summonses.c.id).where(summonses.c.resident_id == person)
    connection.execute(update(summons_attempts).where(summons_attempts.c.summons_id.in_(mine)).values(note=None))
    seen = select(visits.c.id).where(visits.c.resident_id == person)
    if connection.execute(mine.limit(1)).first() is None and connection.execute(seen.limit(1)).first() is None:
        connection.execute(delete(residents).where(residents.c.id == person))
        return
    born = connection.execute(select(residents.c.born_on).where(residents.c.id == person)).scalar_one()
    connection.execute(
        update(residents)
        .where(residents.c.id == person)
        .values(
            sealed="", person_mark=f"erased:{person}", nik_mark=None, family_mark=None, born_on=date(born.year, 1, 1),
            married=0, reason=None, revision=residents.c.revision + 1, changed_at=micros(now),
        )
    )  # fmt: skip


def _all(hall: Hall) -> Select[Any]:
    return select(residents).where(residents.c.hall_id == hall.id, residents.c.sealed != "")


def _where(asked: Select[Any], query: Query) -> Select[Any]:
    if query.villages:
        asked = asked.where(residents.c.village.in_(query.villages))
    if query.states:
        asked = asked.where(residents.c.state.in_(query.states))
    if query.born_from is not None:
        asked = asked.where(residents.c.born_on >= query.born_from)
    if query.born_until is not None:
        asked = asked.where(residents.c.born_on <= query.born_until)
    if query.family_mark is not None:
        asked = asked.where(residents.c.family_mark == query.family_mark)
    return asked
