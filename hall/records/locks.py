"""The one lock of a hall that is not a row: whoever calls, closes or turns the day takes it first."""

from __future__ import annotations

from sqlalchemy import Connection, text

from hall.records.hot import Hot
from hall.rules.hall import Hall

_LOCK = Hot(text("SELECT pg_advisory_xact_lock(:hall_id)"))


def lock_calls(connection: Connection, hall: Hall) -> None:
    """One call at a time in a hall, until the transaction ends. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        _LOCK.post(connection, {"hall_id": hall.id})
