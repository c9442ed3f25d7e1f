"""Statements of the hot path that go to the driver as ready text: a third of a ticket's time was spent around them.

Only for statements whose values the driver takes as they are (numbers and text): nothing is converted here, on the way in
or out; a day goes in as `day_key`. They pass SQLAlchemy by, which would build a context, a result and its columns for each;
its transaction stays the one, and a fault has its words, without values. On PostgreSQL those whose answer nobody needs are
`post`ed: they travel with what comes next (`hall.records.wire`). Who listens to statements (a test) hears them all: then
SQLAlchemy says them. So it does on PostgreSQL's reading connections.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, CursorResult, Dialect, Insert, Select, TextClause, Update
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound

if TYPE_CHECKING:
    from hall.records.wire import Found

_Ready = tuple[str, list[str], dict[str, Any]]
"""The text, the order of its values (empty: they go by name), and values that the statement brings itself."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What the driver answered, with the few questions of a `CursorResult` that the hot path asks."""

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
    """One statement, compiled once a way of saying it. `keys` are the columns of an INSERT."""

    def __init__(
        self, statement: Select[Any] | Insert | Update | TextClause, keys: Sequence[str] | None = None
    ) -> None:
        self._statement = statement
        self._keys = None if keys is None else list(keys)
        self._ready: dict[str, _Ready] = {}
        self._row: Callable[[Sequence[Any]], Any] | None = None

    def run(self, connection: Connection, values: Mapping[str, Any]) -> CursorResult[Any] | Rows:
        """Executes it in the connection's transaction; faults are SQLAlchemy's, as everywhere."""
        driver = _driver(connection)
        if driver is None:
            return self._aloud(connection, values)
        sql, asked = self._asked(connection, values)
        try:
            if connection.dialect.name == "sqlite":
                return self._of_sqlite(driver.execute(sql, asked))
            return self._of_wire(driver.ask(sql, asked))
        except connection.dialect.loaded_dbapi.Error as fault:
            raise _told(connection, driver, sql, asked, fault) from fault

    def post(self, connection: Connection, values: Mapping[str, Any]) -> None:
        """As `run`, its answer unasked: on PostgreSQL a fault of the store may be told by the next statement or by COMMIT."""
        driver = None if connection.dialect.name == "sqlite" else _driver(connection)
        if driver is None:
            self.run(connection, values)
            return
        sql, asked = self._asked(connection, values)
        try:
            driver.post(sql, asked)
        except connection.dialect.loaded_dbapi.Error as fault:
            raise _told(connection, driver, sql, asked, fault) from fault

    def _aloud(self, connection: Connection, values: Mapping[str, Any]) -> CursorResult[Any]:
        """As SQLAlchemy says it, for everybody who listens."""
        sql, order, own = self._ready.get(connection.dialect.paramstyle) or self._make(connection.dialect)
        asked = {**own, **values}
        return connection.exec_driver_sql(sql, tuple([asked[name] for name in order]) if order else asked)

    def _asked(self, connection: Connection, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        counted = "qmark" if connection.dialect.name == "sqlite" else "numeric_dollar"
        sql, order, own = self._ready.get(counted) or self._make(_counting(connection.dialect, counted))
        if own:
            values = {**own, **values}
        return sql, tuple([values[name] for name in order])

    def _of_sqlite(self, cursor: sqlite3.Cursor) -> Rows:
        if cursor.description is None:
            return Rows([], cursor.rowcount)
        row = self._row or self._shaped([column[0] for column in cursor.description])
        return Rows(list(map(row, cursor.fetchall())), cursor.rowcount)

    def _of_wire(self, found: Found) -> Rows:
        row = self._row or self._shaped(found.names)
        return Rows(list(map(row, found.rows)), found.count)

    def _shaped(self, names: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
        found: Any = namedtuple("Found", names, rename=True)  # type: ignore[misc]  # the store names them
        self._row = found._make
        return self._row

    def _make(self, dialect: Dialect) -> _Ready:
        compiled = self._statement.compile(dialect=dialect, column_keys=self._keys)
        own = {name: value for name, value in (compiled.params or {}).items() if value is not None}
        self._ready[dialect.paramstyle] = found = (str(compiled), list(compiled.positiontup or ()), own)
        return found


def _driver(connection: Connection) -> Any:
    """Whom to tell directly; None where SQLAlchemy says it."""
    if connection.engine.dispatch.before_cursor_execute:
        return None
    driver = connection.connection.driver_connection
    return driver if connection.dialect.name == "sqlite" or hasattr(driver, "post") else None


def _counting(dialect: Dialect, paramstyle: str) -> Dialect:
    """SQLite's counts values by itself; psycopg's takes names, which the protocol of PostgreSQL does not know."""
    kind: Any = type(dialect)
    counting: Dialect = dialect if dialect.paramstyle == paramstyle else kind(paramstyle=paramstyle)
    return counting


def _told(connection: Connection, driver: Any, sql: str, asked: Sequence[Any], fault: Exception) -> Exception:
    """The fault in SQLAlchemy's words. It is never asked again: a full disk has ended the transaction by itself."""
    if connection.dialect.name != "sqlite" and driver.closed:
        connection.exec_driver_sql("SELECT 1")  # SQLAlchemy sees it and says it, and the pool lets all of its age go
    return DBAPIError.instance(sql, asked, fault, connection.dialect.loaded_dbapi.Error, hide_parameters=True)


def day_key(connection: Connection, day: date) -> date | str:
    """A day as the driver takes it: SQLite keeps its text."""
    return day.isoformat() if connection.dialect.name == "sqlite" else day
