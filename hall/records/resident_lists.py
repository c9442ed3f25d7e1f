"""Lists of people of the register: by village, state, age and family, by the words of a name, by a number; and counts.

Everything comes out sealed. Whoever opens it says so in the log of events (hall.actions.residents).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Integer, Select, bindparam, func, literal_column, select, union_all

from hall.records.tables import resident_words, residents, summonses
from hall.rules.hall import Hall

FEW: Final = 12_000
OFTEN: Final = 2_000
"""A word that more people have is simply frequent."""
_HEARD: Final = select(func.count()).select_from(
    select(resident_words.c.mark).where(resident_words.c.mark == bindparam("mark")).limit(bindparam("most")).subquery()
)
_NUMBER_APART: Final = literal_column("(+residents.number)", Integer)  # an index of numbers does not serve it
# Who was taken off keeps an "erased" mark; one of figures and the letters a to f never stands between these two words, in any
# collation.
_EMPTIED: Final = (residents.c.person_mark.between("erase", "erasez"), residents.c.sealed == "")


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
    """Rows below the number `after`, by number.

    Villages bring their lists one after another, so whoever is asked for may stand far down: where they are few, all of them
    are taken by what they are and sorted, instead of walking there number by number.
    """
    asked = _where(_all(hall), query)
    within = select(func.count()).select_from(
        _where(select(residents.c.id).where(residents.c.hall_id == hall.id), query).limit(FEW).subquery()
    )
    few = query != Query() and int(connection.execute(within).scalar_one()) < FEW
    number: ColumnElement[int] = _NUMBER_APART if few else residents.c.number
    asked = asked.where(number > after).order_by(number).limit(how_many)
    return [dict(row) for row in connection.execute(asked).mappings()]


def how_many(connection: Connection, hall: Hall, query: Query) -> int:
    """How many people a list has."""
    return sum(many for _, _, many in _by_state(connection, hall, query))


def _by_state(connection: Connection, hall: Hall, query: Query) -> list[tuple[str, str, int]]:
    """(village, state, how many people), villages in the order of their names.

    Everybody is counted in an index alone, which does not know who was taken off; those rows are few and taken away again.
    """
    asked = (
        select(residents.c.village, residents.c.state, func.count().label("many"))
        .where(residents.c.hall_id == hall.id)
        .group_by(residents.c.village, residents.c.state)
        .order_by(residents.c.village)
    )
    rows = connection.execute(_where(asked, query)).all()
    gone = connection.execute(_where(asked.where(*_EMPTIED), query)).all()
    without = {(row.village, row.state): row.many for row in gone}
    counted = [(row.village, row.state, row.many - without.get((row.village, row.state), 0)) for row in rows]
    return [one for one in counted if one[2]]


def by_words(connection: Connection, hall: Hall, words: Collection[int], how_many: int) -> list[dict[str, Any]]:
    """People whose name has all these words (marks), by number.

    Begins with the rarest word: half of a register may share another one.
    """
    heard = {mark: int(connection.execute(_HEARD, {"mark": mark, "most": OFTEN}).scalar_one()) for mark in words}
    rarest, *others = sorted(heard, key=lambda mark: heard[mark])
    if not heard[rarest]:
        return []
    asked = _all(hall).join(resident_words, residents.c.id == resident_words.c.resident_id)
    asked = asked.where(resident_words.c.mark == rarest)
    for place, mark in enumerate(others):
        too = resident_words.alias(f"too_{place}")
        asked = asked.where(
            select(too.c.mark).where(too.c.mark == mark, too.c.resident_id == resident_words.c.resident_id).exists()
        )
    rows = connection.execute(asked.order_by(resident_words.c.resident_id).limit(how_many)).mappings()
    return sorted((dict(row) for row in rows), key=lambda row: int(row["number"]))


def by_number(
    connection: Connection, hall: Hall, marks: Sequence[str], number: int | None, how_many: int
) -> list[dict[str, Any]]:
    """People of these marks of a NIK or a family card, or with this number of the register."""
    if number is not None:
        asked = _all(hall).where(residents.c.number == number)
    else:  # each mark by its own index, and then those people alone
        known = select(residents.c.id).where(residents.c.hall_id == hall.id)
        meant = union_all(known.where(residents.c.nik_mark.in_(marks)), known.where(residents.c.family_mark.in_(marks)))
        asked = select(residents).where(residents.c.id.in_(meant), residents.c.sealed != "")
    return [dict(row) for row in connection.execute(asked.order_by(_NUMBER_APART).limit(how_many)).mappings()]


def family_mark(connection: Connection, hall: Hall, number: int) -> str | None:
    """The mark of the family card of somebody; None where none is kept."""
    asked = select(residents.c.family_mark).where(residents.c.hall_id == hall.id, residents.c.number == number)
    return connection.execute(asked).scalar_one_or_none()


def counts(connection: Connection, hall: Hall) -> dict[str, dict[str, int]]:
    """{village: {state: how many}}, villages in the order of their names."""
    found: dict[str, dict[str, int]] = {}
    for village, state, many in _by_state(connection, hall, Query()):
        found.setdefault(village, {})[state] = many
    return found


def called(connection: Connection, person: int) -> list[Called]:
    """Every summons of somebody, the first call first."""
    asked = select(summonses).where(summonses.c.resident_id == person).order_by(summonses.c.id)
    return [Called(row.code, row.call, row.state, row.created_at) for row in connection.execute(asked)]


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
