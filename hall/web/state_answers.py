"""The shapes of `hall.state` and its parts."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from hall.web.file_answers import Shape


class Minutes(Shape):
    """A range of minutes."""

    low: int = Field(alias="from")
    to: int


class CounterShape(Shape):
    """A counter."""

    code: str
    name: str
    lines: list[str]
    state: Literal["closed", "open", "calling", "serving", "break"]
    ticket: str | None
    reason: str | None


class LineShape(Shape):
    """A line today."""

    letter: str
    name: str
    waiting: int
    last_called: str | None
    estimate: Minutes | None


class LastCallShape(Shape):
    """One of the last ten calls."""

    call_id: int
    number: str
    counter: str
    counter_name: str
    at: str
    recall: bool


class PaperShape(Shape):
    """What stands in the way of slips, in one sentence for whoever serves."""

    level: Literal["soon", "late"]
    text: str


class RollShape(Shape):
    """The roll in a printer by count since it was put in; `foretold`: its end is near."""

    printed_mm: int
    length_mm: int
    left_percent: int
    foretold: bool


class PrinterShape(Shape):
    """A printer as it last reported; `text` is what is wrong with it, null when nothing is.

    `fallback`: the printer that takes over. `roll`: null where nobody noted when it was put in.
    """

    name: str
    paper: Literal["ok", "near_end", "out", "unknown"]
    cover: Literal["closed", "open", "unknown"]
    online: bool | None
    text: str | None
    fallback: str | None
    roll: RollShape | None


class RecordingNowShape(Shape):
    """The perekaman session of this moment, as the hall may read it; `waiting`: the line's; `trouble`: what holds it up."""

    title: str
    line: str
    place: str
    until: str
    waiting: int
    trouble: str | None


class NoticeShape(Shape):
    """A notice of today, which the TV shows by the hall's clock from `from` to `until`."""

    kind: Literal["prayer", "closing", "other"]
    title: str
    text: str
    begins: str = Field(alias="from")
    until: str


class MediumShape(Shape):
    """An image or video of the office's own for the TV; `url` is a path on this server."""

    kind: Literal["image", "video"]
    url: str
    seconds: int
    title: str


class VoiceShape(Shape):
    """How calls are said: how often, in per cent of what the TV can do, and whether these are quiet hours."""

    on: bool
    times: int
    volume: int
    quiet: bool


class StateShape(Shape):
    """`hall.state`, whole."""

    version: int
    setup: int = Field(description="rises when the keeper changes anything that pages carry; a TV then renews itself")
    hall: str
    now: str
    counters: list[CounterShape]
    lines: list[LineShape]
    calls: list[LastCallShape]
    notice: str | None
    service: dict[str, Any]
    printers: list[PrinterShape]
    paper: PaperShape | None
    voice: VoiceShape
    ready: list[str] = Field(description="numbers of berkas that lie ready to be collected, longest first, 60 at most")
    recording: RecordingNowShape | None
    notices: list[NoticeShape]
    media: list[MediumShape]
