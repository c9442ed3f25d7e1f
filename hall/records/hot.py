"""Statements of the hot path that go to the driver as ready text: a fifth of a ticket's time was spent preparing them.

Only for statements whose values the driver takes as they are (numbers and text; no dates): nothing is converted here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, Insert, Select


class Hot:
    """One statement, compiled once a dialect. `keys` are the columns of an INSERT."""

    def __init__(self, statement: Select[Any] | Insert, keys: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._keys = None if keys is None else list(keys)
        self._ready: dict[str, tuple[str, list[str] | None]] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> CursorResult[Any]:
        """Executes it in the connection's transaction; faults are SQLAlchemy's, as everywhere."""
        sql, order = self._ready.get(connection.dialect.name) or self._make(connection)
        if order is None:
            return connection.exec_driver_sql(sql, dict(values))
        return connection.exec_driver_sql(sql, tuple([values[name] for name in order]))

    def _make(self, connection: Connection) -> tuple[str, list[str] | None]:
        compiled = self._statement.compile(dialect=connection.dialect, column_keys=self._keys)
        order = list(compiled.positiontup) if compiled.positional else None  # type: ignore[arg-type]
        self._ready[connection.dialect.name] = found = (str(compiled), order)
        return found
