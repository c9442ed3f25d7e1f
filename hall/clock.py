"""The clock: UTC inside, the hall's zone at the edge. Passed in, so that tests own the time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the time as an aware UTC datetime."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is told to go on; for tests and rehearsals."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The moment at which it stands."""
        return self._at

    def go(self, **kwargs: float) -> None:
        """Moves by a timedelta given in its own words (`minutes=3`, `days=-1`)."""
        self._at += timedelta(**kwargs)
