"""The edge between aware datetimes and the UTC microseconds that the tables keep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import overload

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


@overload
def micros(moment: datetime) -> int: ...
@overload
def micros(moment: None) -> None: ...
def micros(moment: datetime | None) -> int | None:
    """Microseconds since 1970 in UTC (exact, no floating point)."""
    return None if moment is None else (moment - _EPOCH) // _MICRO


@overload
def moment(value: int) -> datetime: ...
@overload
def moment(value: None) -> None: ...
def moment(value: int | None) -> datetime | None:
    """The aware UTC datetime of kept microseconds."""
    return None if value is None else _EPOCH + timedelta(microseconds=value)
