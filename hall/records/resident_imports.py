"""Lists that are brought in: how far each is, its rows as they wait, and the batches in which they become people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from hall.records.database import inserted_id
from hall.records.residents import keep_words
from hall.records.tables import halls, resident_import_rows, resident_imports, resident_words, residents
from hall.records.times import micros, moment
from hall.rules.hall import Hall

READING, MAPPING, CHECKING, CHECKED = "reading", "mapping", "checking", "checked"
APPLYING, APPLIED, DROPPED, FAILED = "applying", "applied", "dropped", "failed"
UNDER_WAY: Final = (READING, CHECKING, APPLYING)
BATCH: Final = 100


class Again(Exception):
    """Somebody changed the same people meanwhile: look once more and try again."""


@dataclass(frozen=True, slots=True)
class Import:
    """One list. `columns` is sealed; `mapping` is {"fields": {field: column}, "header": row}. `done` of `rows` are read
    while it is checked, taken while it is applied."""

    id: int
    kind: str
    state: str
    columns: str = field(repr=False)
    mapping: Mapping[str, Any]
    village: str | None
    rows: int
    done: int
    new: int
    changed: int
    same: int
    faulty: int
    fault: str | None
    by: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class StagedRow:
    """A row that waits. `kept`: what hall.lists.process made of it, "" where it is faulty."""

    row: int
    kept: str = field(repr=False)
    verdict: str
    fault: str | None = None
    resident_id: int | None = None


@dataclass(slots=True)
class Batch:
    """What a batch of rows becomes: new people, and changes of those who are there at that revision."""

    rows: list[int] = field(default_factory=list)
    new: list[tuple[dict[str, Any], list[int]]] = field(default_factory=list)
    changed: list[tuple[int, int, dict[str, Any], list[int]]] = field(default_factory=list)


def add(connection: Connection, hall: Hall, village: str | None, columns: str, by: str, now: datetime) -> int:
    """A list that was just taken in; `columns` holds its sealed name for now."""
    row = {
        "hall_id": hall.id, "name": "", "state": READING, "columns": columns, "village": village, "by": by[:60],
        "created_at": micros(now), "changed_at": micros(now),
    }  # fmt: skip
    return inserted_id(connection.execute(insert(resident_imports).values(**row)))


def one(connection: Connection, hall: Hall, import_id: int) -> Import | None:
    """The list with this id."""
    row = connection.execute(_all(hall).where(resident_imports.c.id == import_id)).mappings().one_or_none()
    return None if row is None else _import(row)


def newest(connection: Connection, hall: Hall, how_many: int) -> list[Import]:
    """The lists of the hall, the newest first."""
    asked = _all(hall).order_by(resident_imports.c.id.desc()).limit(how_many)
    return [_import(row) for row in connection.execute(asked).mappings()]


def under_way(connection: Connection) -> list[tuple[str, int, datetime]]:
    """(hall, id, last sign of life) of every list that somebody must be working on."""
    asked = (
        select(halls.c.slug, resident_imports.c.id, resident_imports.c.changed_at)
        .select_from(resident_imports.join(halls, halls.c.id == resident_imports.c.hall_id))
        .where(resident_imports.c.state.in_(UNDER_WAY))
    )
    return [(row.slug, row.id, moment(row.changed_at)) for row in connection.execute(asked)]


def known(connection: Connection, ids: Sequence[int]) -> tuple[frozenset[int], frozenset[int]]:
    """(which of these lists there are, which of them need their file no more)."""
    asked = select(resident_imports.c.id, resident_imports.c.state).where(resident_imports.c.id.in_(list(ids)))
    states = {row.id: row.state for row in connection.execute(asked)} if ids else {}
    needed = (READING, MAPPING, CHECKING, CHECKED)
    return frozenset(states), frozenset(one for one, state in states.items() if state not in needed)


def forgotten(connection: Connection, before: datetime) -> list[tuple[str, int]]:
    """(hall, id) of lists that were read and then neither taken nor thrown away since `before`."""
    asked = (
        select(halls.c.slug, resident_imports.c.id)
        .select_from(resident_imports.join(halls, halls.c.id == resident_imports.c.hall_id))
        .where(resident_imports.c.state.in_((MAPPING, CHECKED)), resident_imports.c.changed_at < micros(before))
    )
    return [(row.slug, row.id) for row in connection.execute(asked)]


def move(
    connection: Connection,
    hall: Hall,
    import_id: int,
    from_states: Sequence[str],
    to: str,
    now: datetime,
    **values: Any,
) -> bool:
    """The list's next state, with what else is known of it; False when it stands in another than `from_states`."""
    if "mapping" in values:
        values["mapping"] = json.dumps(values["mapping"])
    if "kind" in values:
        values["name"] = values.pop("kind")
    changed = connection.execute(
        update(resident_imports)
        .where(
            resident_imports.c.hall_id == hall.id, resident_imports.c.id == import_id,
            resident_imports.c.state.in_(from_states),
        )
        .values(state=to, changed_at=micros(now), **values)
    )  # fmt: skip
    return changed.rowcount == 1


def stage(connection: Connection, hall: Hall, read: Import, rows: Sequence[StagedRow], now: datetime) -> None:
    """Keeps rows that were read, and the counts as `read` has them with these. Raises Again when another process is at it."""
    counts = {"done": read.done, "new": read.new, "changed": read.changed, "same": read.same, "faulty": read.faulty}
    _step(connection, read.id, CHECKING, read.done - len(rows), now, counts)
    values = [
        {"import_id": read.id, "row": one_.row, "sealed": one_.kept, "verdict": one_.verdict, "fault": one_.fault,
         "resident_id": one_.resident_id}
        for one_ in rows
    ]  # fmt: skip
    if values:
        connection.execute(insert(resident_import_rows), values)


def to_take(connection: Connection, import_id: int, how_many: int = BATCH) -> list[StagedRow]:
    """The next rows that become people or change them."""
    asked = _rows(import_id).where(resident_import_rows.c.verdict.in_(("new", "changed")))
    return [_row(row) for row in connection.execute(asked.limit(how_many)).mappings()]


def page(connection: Connection, import_id: int, verdict: str, after: int, how_many: int) -> list[StagedRow]:
    """Rows of one verdict below row `after`, in the order of the list."""
    asked = _rows(import_id).where(
        resident_import_rows.c.verdict == verdict, resident_import_rows.c.row > after
    )  # fmt: skip
    return [_row(row) for row in connection.execute(asked.limit(how_many)).mappings()]


def take(connection: Connection, hall: Hall, import_id: int, done: int, batch: Batch, now: datetime) -> None:
    """A batch becomes people, and its rows are gone: all of it or nothing. `done`: how many were taken before it.

    Raises Again when somebody came between.
    """
    _step(connection, import_id, APPLYING, done, now, {"done": done + len(batch.rows)})
    try:
        _insert(connection, hall, batch.new, now)
        for person, revision, values, words in batch.changed:
            _change(connection, person, revision, values, words, now)
    except IntegrityError as fault:
        raise Again from fault
    gone = connection.execute(
        delete(resident_import_rows).where(
            resident_import_rows.c.import_id == import_id, resident_import_rows.c.row.in_(batch.rows)
        )
    )
    if gone.rowcount != len(batch.rows):  # somebody of the batch was taken off the register this very moment
        raise Again


def leftovers(connection: Connection) -> list[int]:
    """Lists that are over and still have rows: a kill came between."""
    rows = select(resident_import_rows.c.row).where(resident_import_rows.c.import_id == resident_imports.c.id)
    asked = select(resident_imports.c.id).where(resident_imports.c.state.in_((APPLIED, DROPPED, FAILED)), rows.exists())
    return list(connection.execute(asked).scalars())


def clear(connection: Connection, import_id: int, how_many: int = 500) -> int:
    """Takes rows away; gives how many went."""
    rows = select(resident_import_rows.c.row).where(resident_import_rows.c.import_id == import_id).limit(how_many)
    found = list(connection.execute(rows).scalars())
    if found:
        connection.execute(
            delete(resident_import_rows).where(
                resident_import_rows.c.import_id == import_id, resident_import_rows.c.row.in_(found)
            )
        )
    return len(found)


def _insert(connection: Connection, hall: Hall, new: Sequence[tuple[dict[str, Any], list[int]]], now: datetime) -> None:
    if not new:
        return
    last = select(func.coalesce(func.max(residents.c.number), 0)).where(residents.c.hall_id == hall.id)
    number = int(connection.execute(last).scalar_one())
    stamp = {"hall_id": hall.id, "source": "list", "created_at": micros(now), "changed_at": micros(now)}
    rows = [values | stamp | {"number": number + place} for place, (values, _) in enumerate(new, 1)]
    connection.execute(insert(residents), rows)
    asked = select(residents.c.id).where(residents.c.hall_id == hall.id, residents.c.number > number)
    ids = connection.execute(asked.order_by(residents.c.number)).scalars()
    keep_words(connection, [(mark, person) for person, (_, words) in zip(ids, new, strict=True) for mark in words])


def _change(
    connection: Connection, person: int, revision: int, values: dict[str, Any], words: list[int], now: datetime
) -> None:
    changed = connection.execute(
        update(residents)
        .where(residents.c.id == person, residents.c.revision == revision)
        .values(revision=revision + 1, changed_at=micros(now), **values)
    )
    if changed.rowcount != 1:
        raise Again
    connection.execute(delete(resident_words).where(resident_words.c.resident_id == person))
    keep_words(connection, [(mark, person) for mark in words])


def _step(
    connection: Connection, import_id: int, state: str, done: int, now: datetime, values: Mapping[str, int]
) -> None:
    """One step of whoever works on the list; only one process can make it."""
    changed = connection.execute(
        update(resident_imports)
        .where(
            resident_imports.c.id == import_id, resident_imports.c.state == state, resident_imports.c.done == done
        )
        .values(changed_at=micros(now), **values)
    )  # fmt: skip
    if changed.rowcount != 1:
        raise Again


def _all(hall: Hall) -> Select[Any]:
    return select(resident_imports).where(resident_imports.c.hall_id == hall.id)


def _rows(import_id: int) -> Select[Any]:
    asked = select(resident_import_rows).where(resident_import_rows.c.import_id == import_id)
    return asked.order_by(resident_import_rows.c.row)


def _import(row: RowMapping) -> Import:
    return Import(
        id=row["id"], kind=row["name"], state=row["state"], columns=row["columns"], mapping=json.loads(row["mapping"]),
        village=row["village"], rows=row["rows"], done=row["done"], new=row["new"], changed=row["changed"],
        same=row["same"], faulty=row["faulty"], fault=row["fault"], by=row["by"], created_at=moment(row["created_at"]),
        changed_at=moment(row["changed_at"]),
    )  # fmt: skip


def _row(row: RowMapping) -> StagedRow:
    return StagedRow(row["row"], row["sealed"], row["verdict"], row["fault"], row["resident_id"])
