"""Statements of the hot path that go to the driver as ready text: a fifth of a ticket's time was spent preparing them.

Only for statements whose values the driver takes as they are (numbers and text): nothing is converted here, on the way in
or out; a day goes in as `day_key`. And only where few columns come back or none: here each is looked at anew every time,
while SQLAlchemy remembers them with its own statements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, CursorResult, Insert, Select, TextClause, Update

_Ready = tuple[str, list[str] | None, dict[str, Any]]
"""The text, the order of its values (None: they go by name), and values that the statement brings itself."""


class Hot:
    """One statement, compiled once a dialect. `keys` are the columns of an INSERT."""

    def __init__(
        self, statement: Select[Any] | Insert | Update | TextClause, keys: Sequence[str] | None = None
    ) -> None:
        self._statement = statement
        self._keys = None if keys is None else list(keys)
        self._ready: dict[str, _Ready] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> CursorResult[Any]:
        """Executes it in the connection's transaction; faults are SQLAlchemy's, as everywhere."""
        sql, order, own = self._ready.get(connection.dialect.name) or self._make(connection)
        if own:
            values = {**own, **values}
        if order is None:
            return connection.exec_driver_sql(sql, dict(values))
        return connection.exec_driver_sql(sql, tuple([values[name] for name in order]))

    def _make(self, connection: Connection) -> _Ready:
        compiled = self._statement.compile(dialect=connection.dialect, column_keys=self._keys)
        order = list(compiled.positiontup or ()) if compiled.positional else None
        own = {name: value for name, value in (compiled.params or {}).items() if value is not None}
        self._ready[connection.dialect.name] = found = (str(compiled), order, own)
        return found


def day_key(connection: Connection, day: date) -> date | str:
    """A day as the driver takes it: SQLite keeps its text."""
    return day.isoformat() if connection.dialect.name == "sqlite" else day
