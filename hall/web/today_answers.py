"""The shape of today, as the camat looks at it."""

from __future__ import annotations

from typing import Literal

from hall.web.file_answers import Shape


class TodayNumbersShape(Shape):
    """Numbers of the day. Waits run from the issue to the call; `wait_p90_minutes`: nine of ten waited no longer."""

    taken: int
    waiting: int
    longest_wait_minutes: int | None
    longest_wait_since: str | None
    in_service: int
    held: int
    served: int
    absent: int
    returned: int
    cancelled: int
    wait_median_minutes: float | None
    wait_p90_minutes: float | None


class UnderWayShape(Shape):
    """How many go on, and how many of them are late."""

    under_way: int
    overdue: int


class TodayCounterShape(Shape):
    """A counter: who sits there, the number in hand and since when, how many were served and in which time (median)."""

    code: str
    name: str
    state: Literal["closed", "open", "calling", "serving", "break"]
    state_text: str
    reason: str | None
    person: str | None
    number: str | None
    since: str | None
    served: int
    median_minutes: float | None


class TodayLayananShape(Shape):
    """A layanan: the time measured at the counter (median) beside the SOP's."""

    code: str
    title: str
    line: str
    taken: int
    waiting: int
    served: int
    median_minutes: float | None
    standard_minutes: float
    verdict: Literal["faster", "as_planned", "slower"] | None
    verdict_text: str


class ServiceShape(Shape):
    """Whether numbers are given now; why not; until when today."""

    open: bool
    why: str | None
    until: str | None


class TodayShape(Shape):
    """Today, whole."""

    version: int
    hall: str
    name: str
    now: str
    day: str
    day_text: str
    service: ServiceShape
    numbers: TodayNumbersShape
    files: UnderWayShape
    complaints: UnderWayShape
    counters: list[TodayCounterShape]
    layanan: list[TodayLayananShape]
