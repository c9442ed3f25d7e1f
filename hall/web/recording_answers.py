"""Answers about recording, as the API describes them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)


class TroubleShape(_Shape):
    """Recording is not possible: why, and since when."""

    kind: str
    reason: str
    since: str


class OnBoardShape(_Shape):
    """A number at a station: `sits` while its clock runs there, else it waits. `minutes` since then. Who share a number (a
    family) are told apart as `member` of `members`."""

    visit: int
    number: str | None
    state: str | None
    counter: str | None
    since: str
    minutes: int
    sits: bool
    member: int
    members: int
    due_at: str | None


class StationShape(_Shape):
    """A station with everybody whose next one it is; `minutes` are its standard."""

    code: str
    name: str
    minutes: float
    people: list[OnBoardShape]


class SessionBoardShape(_Shape):
    """A session of today; `waiting` for their first station. A cancelled one has a `reason`, and a `note` of what its people wait
    for."""

    code: str
    place: str
    capacity: int
    state: str
    reason: str | None
    note: str | None
    came: int
    waiting: int
    done: int
    unable: int
    stations: list[StationShape]


class BoardShape(_Shape):
    """The pipeline of a day."""

    now: str
    trouble: TroubleShape | None
    sessions: list[SessionBoardShape]


class AppointmentShape(_Shape):
    """What a letter's code stands for; nobody's name. `people`: of the KK, expected at the same session. `late`: the window is
    over, they are served among the others."""

    place: str
    from_: str = Field(alias="from")
    until: str
    people: int
    late: bool


class PostponedShape(_Shape):
    """How many were given another day, and the codes of their new letters. `kept`: people without one who have a paper with a
    code (one for each number); `stay`: those for whom no reserve was left; `halfway`: who keeps the number; `apart`: numbers
    that belong to no session, have a berkas, and are kept, too. `note` says it."""

    moved: int
    codes: list[str]
    kept: int
    kept_codes: list[str]
    stay: int
    halfway: int
    apart: int
    note: str


class KeptPlaceShape(_Shape):
    """A place that is kept for people without a letter; `code`: of their paper, the same wherever the place is moved."""

    code: str
    session: str
    place: str
    from_: str = Field(alias="from")
    until: str
    people: int


class CardShape(_Shape):
    """What became of one card; `why` not, where it was not moved."""

    resident: int
    ok: bool
    why: str | None


class CardsShape(_Shape):
    """Each card by itself."""

    items: list[CardShape]


class CollectedShape(_Shape):
    """A card that was handed over, by its owner's number in the register."""

    resident: int
    state: str


class RecordedDayShape(_Shape):
    """A day of recording: its letters, who came with (`came`) and without one, and what became of them."""

    day: str
    letters: int
    came: int
    walk_ins: int
    recorded: int
    absent: int
    unable: int
    unfinished: int


class CoverageShape(_Shape):
    """A village's wajib KTP on the last day; `coverage` in per cent, None where nobody is; `absent` in the period."""

    village: str
    eligible: int
    recorded: int
    absent: int
    unable: int
    ready: int
    collected: int
    coverage: float | None


class StationMinutesShape(_Shape):
    """A station's minutes: the SOP's standard beside the measured median and 90th percentile, of how many times."""

    station: str
    name: str
    standard_minutes: float | None
    times: int
    median: float | None
    ninetieth: float | None


class RecordingReportShape(_Shape):
    """The report on recording: numbers, never a name. Days without recording are left out."""

    from_: str = Field(alias="from")
    until: str
    days: list[RecordedDayShape]
    villages: list[CoverageShape]
    stations: list[StationMinutesShape]


class PersonShape(BaseModel):
    """One of a number of perekaman. `current`: the order of the next station, None when all is over; `here`: it is done at this
    counter. `name` is None for who came without a letter and is not known yet."""

    model_config = ConfigDict(extra="allow", defer_build=True)
    visit: int
    name: str | None
    resident: int | None
    state: str
    over: str | None
    reason: str | None
    current: int | None
    station: str | None
    here: bool
    tried: bool
    steps: list[dict[str, Any]]


class RecordingDeskShape(_Shape):
    """The people of the number in hand. `onward`: the names of the counters to which the number may go on."""

    people: list[PersonShape]
    onward: list[str]
    unable: list[str]
