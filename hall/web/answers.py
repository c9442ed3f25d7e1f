"""The shapes of the API's answers, for OpenAPI and for the tests that hold real answers against them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from hall.web.file_answers import BerkasListShape as BerkasListShape
from hall.web.file_answers import BerkasShape as BerkasShape
from hall.web.file_answers import Shape as Shape
from hall.web.recording_answers import RecordingDeskShape as RecordingDeskShape
from hall.web.state_answers import CounterShape as CounterShape
from hall.web.state_answers import LastCallShape as LastCallShape
from hall.web.state_answers import LineShape as LineShape
from hall.web.state_answers import MediumShape as MediumShape
from hall.web.state_answers import Minutes as Minutes
from hall.web.state_answers import NoticeShape as NoticeShape
from hall.web.state_answers import PaperShape as PaperShape
from hall.web.state_answers import PrinterShape as PrinterShape
from hall.web.state_answers import RecordingNowShape as RecordingNowShape
from hall.web.state_answers import RollShape as RollShape
from hall.web.state_answers import StateShape as StateShape
from hall.web.state_answers import VoiceShape as VoiceShape


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

    model_config = ConfigDict(extra="allow", defer_build=True)
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


class WrongCodesShape(Shape):
    """Somebody may need help with their letter: when, and at which entry."""

    at: str
    entry: Literal["kiosk", "page"]


class DeskShape(BaseModel):
    """What the clerk of a counter has before them."""

    model_config = ConfigDict(extra="allow", defer_build=True)
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
    wrong_codes: WrongCodesShape | None = Field(
        description="five wrong codes of letters just now, at a kiosk or the phone page"
    )
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
