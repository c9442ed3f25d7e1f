"""Statements of the hot path that go to the driver as ready text: a third of a ticket's time was spent around them.

Only for statements whose values the driver takes as they are (numbers and text): nothing is converted here, on the way in
or out; a day goes in as `day_key`. On SQLite they pass SQLAlchemy by, which would build a context, a result and its columns
for each; its transaction stays the one, and a fault has its words, without values. Who listens to statements (a test) hears
them all: then they go that way, too. On PostgreSQL they always do, because its faults lose their values there.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, CursorResult, Insert, Select, TextClause, Update
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound

_Ready = tuple[str, list[str] | None, dict[str, Any]]
"""The text, the order of its values (None: they go by name), and values that the statement brings itself."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What SQLite answered, with the few questions of a `CursorResult` that the hot path asks."""

    found: list[Any]
    rowcount: int

    def __iter__(self) -> Iterator[Any]:
        """Row by row; values by the names of their columns."""
        return iter(self.found)

    def all(self) -> list[Any]:
        """Every row."""
        return self.found

    def one_or_none(self) -> Any:
        """The row, None without one. Raises MultipleResultsFound."""
        if len(self.found) > 1:
            raise MultipleResultsFound
        return self.found[0] if self.found else None

    def one(self) -> Any:
        """The row. Raises NoResultFound and MultipleResultsFound."""
        row = self.one_or_none()
        if row is None:
            raise NoResultFound
        return row


class Hot:
    """One statement, compiled once a dialect. `keys` are the columns of an INSERT."""

    def __init__(
        self, statement: Select[Any] | Insert | Update | TextClause, keys: Sequence[str] | None = None
    ) -> None:
        self._statement = statement
        self._keys = None if keys is None else list(keys)
        self._ready: dict[str, _Ready] = {}
        self._row: Callable[[Sequence[Any]], Any] | None = None

    def run(self, connection: Connection, values: Mapping[str, Any]) -> CursorResult[Any] | Rows:
        """Executes it in the connection's transaction; faults are SQLAlchemy's, as everywhere."""
        dialect = connection.dialect.name
        sql, order, own = self._ready.get(dialect) or self._make(connection)
        if own:
            values = {**own, **values}
        if order is None:
            return connection.exec_driver_sql(sql, dict(values))
        asked = tuple([values[name] for name in order])
        if dialect == "sqlite" and not connection.engine.dispatch.before_cursor_execute:
            try:
                return self._directly(connection, sql, asked)
            except sqlite3.Error as fault:  # never asked again: a full disk has ended the transaction by itself
                raise DBAPIError.instance(sql, asked, fault, sqlite3.Error, hide_parameters=True) from fault
        return connection.exec_driver_sql(sql, asked)

    def _directly(self, connection: Connection, sql: str, asked: tuple[Any, ...]) -> Rows:
        driver: Any = connection.connection.driver_connection
        cursor: sqlite3.Cursor = driver.execute(sql, asked)
        if cursor.description is None:
            return Rows([], cursor.rowcount)
        if self._row is None:
            names = [column[0] for column in cursor.description]
            found: Any = namedtuple("Found", names, rename=True)  # type: ignore[misc]  # the store names them
            self._row = found._make
        return Rows(list(map(self._row, cursor.fetchall())), cursor.rowcount)

    def _make(self, connection: Connection) -> _Ready:
        compiled = self._statement.compile(dialect=connection.dialect, column_keys=self._keys)
        order = list(compiled.positiontup or ()) if compiled.positional else None
        own = {name: value for name, value in (compiled.params or {}).items() if value is not None}
        self._ready[connection.dialect.name] = found = (str(compiled), order, own)
        return found


def day_key(connection: Connection, day: date) -> date | str:
    """A day as the driver takes it: SQLite keeps its text."""
    return day.isoformat() if connection.dialect.name == "sqlite" else day
