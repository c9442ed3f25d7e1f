"""Lines as the policy and the clerk see them: first waiting tickets by class, and what each line remembers.

States and classes stand as literals in these statements, because SQLite serves a partial index for literals only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, Date, Integer, String, TextualSelect, bindparam, select, text

from hall.records.tables import line_days
from hall.records.times import moment
from hall.rules.hall import Hall
from hall.rules.queue_policy import Head, LineMemory

_REMEMBER: Final = text(
    "UPDATE line_days SET run = :run, passes = :passes WHERE line_id = :line_id AND day = :day"
).bindparams(bindparam("day", type_=Date))
_MEMORIES: Final = select(line_days.c.line_id, line_days.c.run, line_days.c.passes).where(
    line_days.c.line_id.in_(bindparam("lines", expanding=True)), line_days.c.day == bindparam("day")
)
_HEAD: Final = "id, line_id, priority, place"
_WHOLE: Final = _HEAD + ", number, layanan_id, issued_at"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A waiting ticket in the clerk's eyes."""

    head: Head
    number: str
    layanan: str
    issued_at: datetime


@lru_cache(maxsize=64)
def _first(lines: int, how_many: int, columns: str) -> TextualSelect:
    """The first waiting tickets of each line and class by one UNION ALL over the partial index."""
    parts = [
        f"SELECT * FROM (SELECT {columns} FROM tickets WHERE line_id = :l{i} AND day = :day "  # noqa: S608 - our own words
        f"AND priority = {rank} AND state = 'waiting' ORDER BY place LIMIT {how_many}) AS h{i}_{rank}"
        for i in range(lines)
        for rank in (0, 1)
    ]
    kinds: dict[str, Any] = {"id": BigInteger, "line_id": BigInteger, "priority": Integer, "place": BigInteger}
    if columns == _WHOLE:
        kinds |= {"number": String, "layanan_id": BigInteger, "issued_at": BigInteger}
    return text(" UNION ALL ".join(parts)).bindparams(bindparam("day", type_=Date)).columns(**kinds)


def _asked(hall: Hall, letters: Sequence[str], day: date) -> dict[str, Any]:
    return {**{f"l{i}": hall.lines[letter].id for i, letter in enumerate(letters)}, "day": day}


def heads(connection: Connection, hall: Hall, letters: Sequence[str], day: date) -> list[Head]:
    """The first waiting ticket of each line and class: all that the policy needs to see."""
    if not letters:
        return []
    rows = connection.execute(_first(len(letters), 1, _HEAD), _asked(hall, letters, day))
    return [Head(row.id, hall.letters[row.line_id], bool(row.priority), row.place) for row in rows]


def waiting(
    connection: Connection, hall: Hall, letters: Sequence[str], day: date, how_many: int
) -> dict[tuple[str, bool], list[Waiting]]:
    """The first `how_many` of each line and class (True: priority), in their order."""
    found: dict[tuple[str, bool], list[Waiting]] = {(letter, rank): [] for letter in letters for rank in (True, False)}
    if not letters:
        return found
    for row in connection.execute(_first(len(letters), how_many, _WHOLE), _asked(hall, letters, day)):
        head = Head(row.id, hall.letters[row.line_id], bool(row.priority), row.place)
        found[head.line, head.priority].append(
            Waiting(head, row.number, hall.codes[row.layanan_id], moment(row.issued_at))
        )
    return found


def memories(connection: Connection, hall: Hall, letters: Sequence[str], day: date) -> list[LineMemory]:
    """What the lines remember of today's calls."""
    asked = {"lines": [hall.lines[letter].id for letter in letters], "day": day}
    return [
        LineMemory(hall.letters[row.line_id], row.run, tuple(int(place) for place in row.passes.split(",") if place))
        for row in connection.execute(_MEMORIES, asked)
    ]


def remember(connection: Connection, hall: Hall, memory: LineMemory, day: date) -> None:
    """Keeps a line's memory."""
    passes = ",".join(str(place) for place in memory.passes)
    asked = {"run": memory.run, "passes": passes, "line_id": hall.lines[memory.line].id, "day": day}
    connection.execute(_REMEMBER, asked)
