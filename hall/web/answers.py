"""The shapes of the API's answers, for OpenAPI and for the tests that hold real answers against them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from hall.web.file_answers import BerkasListShape as BerkasListShape
from hall.web.file_answers import BerkasShape as BerkasShape
from hall.web.file_answers import Shape as Shape
from hall.web.recording_answers import RecordingDeskShape as RecordingDeskShape


class Minutes(Shape):
    """A range of minutes."""

    low: int = Field(alias="from")
    to: int


class PrintShape(Shape):
    """What is known of a ticket's slip."""

    job: int
    state: Literal["queued", "sending", "printed", "accepted", "not_sent", "uncertain", "expired", "cancelled"]


class TicketShape(Shape):
    """The whole ticket."""

    number: str
    token: str
    line: str
    layanan: str
    state: Literal["waiting", "called", "serving", "held", "absent", "done", "cancelled"]
    priority: bool
    due_at: str | None
    issued_at: str
    waiting_before: int
    estimate: Minutes | None
    counter: str | None
    called_at: str | None
    serving_at: str | None
    hold_until: str | None
    reason: str | None
    wanted: str | None = Field(description="the only counter that may call it")
    chances: int = Field(description="how often it was absent")
    comes_back_after: int | None = Field(description="absent: after so many further calls of its line it waits again")
    people: int
    written: str | None = Field(description="the number on a citizen's handwritten paper, where this is another")
    print: PrintShape | None


class OwnTicketShape(TicketShape):
    """One's own ticket; a delicate layanan only by its line's name."""

    layanan: str | None  # type: ignore[assignment]
    title: str
    line_name: str
    counter_name: str | None
    persyaratan: list[str]
    people_before: int | None


class CallShape(Shape):
    """A call and its ticket."""

    call_id: int
    ticket: TicketShape


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
    """The perekaman session of this moment, as the hall may read it; `trouble`: what holds it up."""

    title: str
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


class HallShape(Shape):
    """A hall of this server."""

    slug: str
    name: str
    regency: str
    timezone: str
    open: bool
    why: str | None


class LayananShape(BaseModel):
    """A layanan: what is printed, and ours beside it."""

    model_config = ConfigDict(extra="allow")
    code: str
    title: str
    title_printed: str
    line: str
    audience: Literal["citizen", "back_office"]
    active: bool
    note: str | None
    document: dict[str, Any]
    persyaratan: list[str]
    persyaratan_office: list[str]
    fee: dict[str, Any]
    promised: dict[str, Any]
    totals: dict[str, Any]
    steps: list[dict[str, Any]] | None = None


class JobShape(Shape):
    """A print job."""

    id: int
    ticket: str | None
    kind: str
    copy_: int = Field(alias="copy")
    state: str
    printer: str | None
    reason: str | None
    at: str


class JobListShape(Shape):
    """Print jobs, newest first."""

    items: list[JobShape]
    next: int | None


class DeskCounterShape(CounterShape):
    """The counter as its clerk sees it: who sits there, and whether that is (or may be) whoever looks."""

    person: str | None
    mine: bool


class FileStepShape(Shape):
    """The step in hand of a file."""

    order: int
    no: str | None
    text: str


class FileShape(Shape):
    """One of a ticket's files, in short."""

    number: str
    layanan: str
    title: str
    state: Literal["open", "waiting", "returned", "ready", "done", "void"]
    label: str | None
    current: FileStepShape | None


class WaitsShape(Shape):
    """A ticket that waits."""

    number: str
    title: str
    priority: bool
    due: bool = Field(description="an appointment whose time has come")
    wanted: bool = Field(description="sent on to this counter")
    issued_at: str


class DeskLineShape(Shape):
    """A line of the counter."""

    letter: str
    name: str
    waiting: int
    oldest_minutes: int | None
    next: list[WaitsShape]


class HeldShape(Shape):
    """A ticket that was put aside; `due` when its time has come."""

    number: str
    title: str
    reason: str
    until: str | None
    due: bool
    counter: str | None


class MissedShape(Shape):
    """A ticket whose holder did not come."""

    number: str
    title: str
    at: str
    comes_back: bool
    after_calls: int | None


class UndoShape(Shape):
    """The last command, while it can be taken back."""

    command: str
    number: str
    text: str
    until: str


class FoundPrintShape(Shape):
    """What became of a ticket's slip, and how many salinan were asked for."""

    job: int
    state: Literal["queued", "sending", "printed", "accepted", "not_sent", "uncertain", "expired", "cancelled"]
    copies: int


class FoundTicketShape(Shape):
    """One of today's tickets, as a clerk looks for a lost slip."""

    number: str
    layanan: str
    title: str
    line: str
    issued_at: str
    state: Literal["waiting", "called", "serving", "held", "absent", "done", "cancelled"]
    print: FoundPrintShape | None


class FoundTicketListShape(Shape):
    """Today's tickets, newest first."""

    items: list[FoundTicketShape]
    next: int | None


class OutageItemShape(Shape):
    """A number of an outage: what stands on the paper, and what is called."""

    line: str
    written: str
    number: str
    state: Literal["waiting", "cancelled"]
    issued_at: str


class OutagesShape(Shape):
    """The entered numbers in the order of coming."""

    items: list[OutageItemShape]


class LeftShape(Shape):
    """A ticket whose turn has not come."""

    number: str
    line: str
    title: str
    state: Literal["waiting", "held", "absent"]
    issued_at: str


class StillWaitingShape(Shape):
    """Who still waits today, and whether the day may be ended."""

    day: str
    may_end: bool
    why_not: str | None
    items: list[LeftShape]


class DayEndShape(Shape):
    """Whose day was ended, and why."""

    day: str
    reason: str
    items: list[LeftShape]


class DeskShape(BaseModel):
    """What the clerk of a counter has before them."""

    model_config = ConfigDict(extra="allow")
    version: int
    counter: DeskCounterShape
    ticket: TicketShape | None
    layanan: LayananShape | None
    roles: list[str] | None = Field(description="in which whoever looks may record; null: any")
    berkas: BerkasShape | None
    files: list[FileShape]
    lines: list[DeskLineShape]
    order: list[WaitsShape]
    held: list[HeldShape]
    absent_list: list[MissedShape]
    undo: UndoShape | None
    recording: RecordingDeskShape | None = Field(description="of a number of perekaman: its people and their stations")
    heard_at: str | None = Field(description="when a screen said the last call of the ticket in hand")
    waiting_for_me: int
    overdue: int


class TaskShape(Shape):
    """A task after the hand-over; `week` is the Monday of a report's week. `recorded`: the berkas that it ended."""

    id: int
    kind: Literal["archive", "report", "monitor", "other"]
    kind_text: str
    title: str
    role: str
    layanan: str
    layanan_title: str
    berkas: str | None
    week: str | None
    due_on: str
    recorded: list[str] = Field(default_factory=list)
    overdue: bool = False


class TasksShape(Shape):
    """What is left to do, the earliest due first."""

    items: list[TaskShape]
    overdue: int
