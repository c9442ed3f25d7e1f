"""Answers about sessions and summonses, as the API describes them. Nobody's name is in them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True, defer_build=True)


class WindowShape(_Shape):
    """A window of arrival: letters that it holds, and that are out; `begun`: nobody is called to it any more."""

    from_: str = Field(alias="from")
    until: str
    capacity: int
    taken: int
    begun: bool


class SessionShape(_Shape):
    """A session. `capacity`: letters; `reserve`: people without one; `explained`: how the capacity came about (Indonesian).

    `free`: how many people can still be called, to windows that have not begun. `expected`: how many summonses of each state.
    """

    code: str
    day: str
    kind: str
    place: str
    state: str
    reason: str | None
    sets: int
    at_kasi: int
    capacity: int
    reserve: int
    taken: int
    free: int
    explained: str
    villages: list[str]
    expected: dict[str, int]
    windows: list[WindowShape]


class AttemptShape(_Shape):
    """A try to reach somebody."""

    channel: str
    outcome: str
    at: str


class SummonsShape(_Shape):
    """A summons; `person`: the number of the register."""

    code: str
    person: int
    session: str
    place: str
    from_: str = Field(alias="from")
    until: str
    call: int
    state: str
    attempts: list[AttemptShape]


class SummonsListShape(_Shape):
    """Summonses, newest first."""

    items: list[SummonsShape]
    next: int | None


class CalledShape(_Shape):
    """Somebody who was called."""

    code: str
    person: int
    session: str
    from_: str = Field(alias="from")
    until: str
    call: int


class SummonedShape(_Shape):
    """One batch of summonses. `left`: people who found no place; `more`: ask again, with a new request_id, for the rest.

    `passed_over`: people who were named and cannot be called: unknown, recorded, gone, under 16, or with a letter in force
    (also one of a batch before this).
    """

    items: list[CalledShape]
    left: list[int]
    passed_over: list[int]
    more: bool


class OutcomeShape(SummonsShape):
    """A summons after a try; `replaced_by`: the code of the new one, where another day was given."""

    replaced_by: str | None
