"""What every action needs at hand: the store, the clock, the settings, the halls as set up, and whom to tell."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from hall import runtime
from hall.clock import Clock
from hall.config import Settings
from hall.errors import Refused
from hall.keys import Sealed
from hall.media.shelf import Shelf
from hall.records import days, halls, sealed_texts
from hall.records.database import Database
from hall.records.unit_of_work import Answer, Ask, NewDay, Stale, Work, once, transact
from hall.rules.events import Event
from hall.rules.hall import Hall

T = TypeVar("T")


@dataclass
class Office:
    """Assembled once in `hall.app` (and by commands and tests)."""

    database: Database
    clock: Clock
    settings: Settings
    tell: Callable[[Event], None] = lambda event: None
    _halls: dict[str, Hall] = field(default_factory=dict)
    _forgotten: dict[str, int] = field(default_factory=dict)
    _keeping: AbstractContextManager[bool] = field(default_factory=runtime.Lock)

    @cached_property
    def sealed(self) -> Sealed:
        """Seals and opens the personal data that the store keeps."""
        return Sealed(self.settings.var, self._some_sealed)

    def _some_sealed(self) -> list[str]:
        with self.database.reading() as connection:
            return sealed_texts.some(connection)

    @cached_property
    def shelf(self) -> Shelf:
        """Where the office's own images and videos lie."""
        return Shelf(self.settings.var / "media")

    def hall(self, slug: str) -> Hall:
        """The hall as set up (kept in memory; `Stale` news from a transaction makes it be read again)."""
        found = self._halls.get(slug)
        if found is None:
            before = self._forgotten.get(slug)
            with self.database.reading() as connection:
                found = halls.load(connection, slug)
            if found is None:
                raise Refused("not_found", "Kantor ini tidak ada di server ini.")
            with self._keeping:
                if self._forgotten.get(slug) == before:  # what was read while the set-up changed is not kept
                    self._halls[slug] = found
        return found

    def forget(self, slug: str) -> None:
        """The hall's set-up changed: the next question reads it anew."""
        with self._keeping:
            self._forgotten[slug] = self._forgotten.get(slug, 0) + 1
            self._halls.pop(slug, None)

    def once(self, slug: str, ask: Ask, do: Callable[[Work, Hall], dict[str, Any]], status: int = 201) -> Answer:
        """A command with a request_id, on the hall as it is now."""
        return self.fresh(
            slug,
            lambda hall: once(self.database, self.clock.now(), self.tell, ask, lambda work: do(work, hall), status),
        )

    def transact(self, slug: str, do: Callable[[Work, Hall], T]) -> T:
        """A command without a request_id (sign-in, pairing, the keeper's forms)."""
        return self.fresh(
            slug, lambda hall: transact(self.database, self.clock.now(), self.tell, lambda work: do(work, hall))
        )

    def enter_day(self, slug: str) -> None:
        """Enters the hall's business day in a transaction of its own, so that a refused command cannot undo it."""
        hall = self.hall(slug)
        transact(self.database, self.clock.now(), self.tell, lambda work: days.turn(work, hall))

    def fresh(self, slug: str, do: Callable[[Hall], T]) -> T:
        """What `do` makes of the hall as it is now: it raises `Stale` where the set-up or the day is another."""
        for _ in range(3):  # the set-up may have changed, and the day may be new
            try:
                return do(self.hall(slug))
            except Stale:
                self.forget(slug)
            except NewDay:
                self.enter_day(slug)
        raise Refused("busy")
