"""Lines as the policy and the clerk see them: first waiting tickets by class, and what each line remembers.

States and classes stand as literals in these statements, because SQLite serves a partial index for literals only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Row, text

from hall.records.hot import Hot, day_key
from hall.records.times import micros, moment
from hall.rules.hall import Counter, Hall
from hall.rules.queue_policy import DUE_BEFORE, Head, LineMemory

_REMEMBER: Final = Hot(
    text("UPDATE line_days SET run = :run, passes = :passes WHERE line_id = :line_id AND day = :day")
)
_HEAD: Final = "id, line_id, priority, place, due_at, wanted_counter_id, moved_line_id"
_WHOLE: Final = _HEAD + ", number, layanan_id, issued_at"
_APART: Final = "(due_at IS NOT NULL OR wanted_counter_id IS NOT NULL OR moved_line_id IS NOT NULL)"
Class = tuple[str, str]
"""A line and a class of it: wanted, due, priority or ordinary. Inside it the order is never broken."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiting ticket in the clerk's eyes."""

    head: Head
    number: str
    layanan: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a line remembers, and the number that it called last."""

    memory: LineMemory
    last_called: str | None


@lru_cache(maxsize=64)
def _first(lines: int, how_many: int, columns: str) -> Hot:
    """The first waiting tickets of each line and class by one UNION ALL over the partial indexes.

    Who waits otherwise than by place alone (an appointment, sent on to a counter or line) comes from an index of its own:
    they are few, and `_sorted` puts them where they belong.
    """
    parts = [
        f"SELECT * FROM (SELECT {columns} FROM tickets WHERE line_id = :l{i} AND day = :day "  # noqa: S608 - our own words
        f"AND priority = {rank} AND state = 'waiting' AND due_at IS NULL AND wanted_counter_id IS NULL "
        f"AND moved_line_id IS NULL ORDER BY place LIMIT {how_many}) AS h{i}_{rank}"
        for i in range(lines)
        for rank in (0, 1)
    ]
    apart = f"SELECT {columns} FROM tickets WHERE hall_id = :hall_id AND day = :day AND state = 'waiting' AND {_APART}"  # noqa: S608 - our own words
    return Hot(text(" UNION ALL ".join([*parts, apart])))


def _rows(
    connection: Connection, hall: Hall, letters: Sequence[str], day: date, how_many: int, columns: str
) -> list[Row[Any]]:
    asked = {**{f"l{i}": hall.lines[letter].id for i, letter in enumerate(letters)}, "hall_id": hall.id}
    asked["day"] = day_key(connection, day)  # type: ignore[assignment]
    return list(_first(len(letters), how_many, columns).run(connection, asked))


def _head(hall: Hall, row: Row[Any], due_until: int) -> Head:
    return Head(
        row.id, hall.letters[row.moved_line_id or row.line_id], bool(row.priority), row.place,
        row.due_at is not None and row.due_at <= due_until, row.wanted_counter_id is not None,
    )  # fmt: skip


def _is_for(row: Row[Any], counter: Counter, line_ids: set[int]) -> bool:
    """Whether this counter may call it: sent on here, or to no counter and in one of the lines asked for."""
    if row.wanted_counter_id is not None:
        return bool(row.wanted_counter_id == counter.id)
    return (row.moved_line_id or row.line_id) in line_ids


def heads(
    connection: Connection, hall: Hall, counter: Counter, letters: Sequence[str], day: date, now: datetime
) -> list[Head]:
    """The first waiting ticket of each line and class: all that the policy needs to see."""
    line_ids = {hall.lines[letter].id for letter in letters}
    due_until = micros(now + DUE_BEFORE)
    first: dict[Class, tuple[Any, Head]] = {}
    for row in _rows(connection, hall, letters, day, 1, _HEAD):
        if not _is_for(row, counter, line_ids):
            continue
        head = _head(hall, row, due_until)
        order = _order(head, row)
        before = first.get(_class(head))
        if before is None or order < before[0]:
            first[_class(head)] = (order, head)
    return [head for _, head in first.values()]


def _class(head: Head) -> Class:
    word = "wanted" if head.wanted else "due" if head.due else "priority" if head.priority else "ordinary"
    return head.line, word


def _order(head: Head, row: Row[Any]) -> tuple[int, int, int]:
    """Inside a class: appointments by their time, all others by their place."""
    return (row.due_at if head.due and not head.wanted else 0, head.place, head.ticket_id)


def waiting(
    connection: Connection, hall: Hall, counter: Counter, day: date, now: datetime, how_many: int
) -> dict[Class, list[Waiting]]:
    """The first `how_many` of each line and class of a counter, in their order."""
    line_ids = {hall.lines[letter].id for letter in counter.lines}
    due_until = micros(now + DUE_BEFORE)
    found: dict[Class, list[tuple[Any, Waiting]]] = {}
    for row in _rows(connection, hall, counter.lines, day, how_many, _WHOLE):
        if not _is_for(row, counter, line_ids):
            continue
        head = _head(hall, row, due_until)
        ticket = Waiting(head, row.number, hall.codes[row.layanan_id], moment(row.issued_at))
        found.setdefault(_class(head), []).append((_order(head, row), ticket))
    return {
        known: [ticket for _, ticket in sorted(some, key=lambda each: each[0])[:how_many]]
        for known, some in found.items()
    }


@lru_cache(maxsize=64)
def _memories(lines: int) -> Hot:
    places = ", ".join(f":l{i}" for i in range(lines))
    return Hot(
        text(f"SELECT line_id, run, passes, last_called FROM line_days WHERE line_id IN ({places}) AND day = :day")  # noqa: S608 - our own words
    )


def memories(connection: Connection, hall: Hall, letters: Sequence[str], day: date) -> dict[str, Remembered]:
    """What the lines remember of today's calls, by letter."""
    if not letters:
        return {}
    asked: dict[str, Any] = {f"l{i}": hall.lines[letter].id for i, letter in enumerate(letters)}
    asked["day"] = day_key(connection, day)
    return {
        hall.letters[row.line_id]: Remembered(
            LineMemory(hall.letters[row.line_id], row.run, passes_of(row.passes)), row.last_called
        )
        for row in _memories(len(letters)).run(connection, asked)
    }


def passes_of(kept: str) -> tuple[int, ...]:
    """Places out of their kept text."""
    return tuple(int(place) for place in kept.split(",") if place)


def passes_text(memory: LineMemory) -> str:
    """Places as they are kept."""
    return ",".join(str(place) for place in memory.passes)


def remember(connection: Connection, hall: Hall, memory: LineMemory, day: date) -> None:
    """Keeps a line's memory."""
    asked = {"run": memory.run, "passes": passes_text(memory), "line_id": hall.lines[memory.line].id}
    _REMEMBER.post(connection, {**asked, "day": day_key(connection, day)})
