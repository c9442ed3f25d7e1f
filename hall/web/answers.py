"""The shapes of the API's answers, for OpenAPI and for the tests that hold real answers against them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """A shape holds exactly its fields: a test fails on one more and on one less."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


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


class PrinterShape(Shape):
    """A printer as it last reported; `text` is what is wrong with it, null when nothing is."""

    name: str
    paper: Literal["ok", "near_end", "out", "unknown"]
    cover: Literal["closed", "open", "unknown"]
    online: bool | None
    text: str | None


class StateShape(Shape):
    """`hall.state`, whole."""

    version: int
    hall: str
    now: str
    counters: list[CounterShape]
    lines: list[LineShape]
    calls: list[LastCallShape]
    notice: str | None
    service: dict[str, Any]
    printers: list[PrinterShape]
    paper: PaperShape | None


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


class StepShape(Shape):
    """A step of a berkas by its latest run."""

    order: int
    no: str | None
    text: str
    roles: list[str]
    requirement: str | None
    output: str | None
    after_handover: bool
    started: str | None
    finished: str | None
    by: str
    role: str | None
    on_behalf: bool
    recorded_by: str | None
    minutes: float | None
    standard: dict[str, Any]
    outcome: str | None
    answer: str | None
    missing: list[str]
    note: str | None
    until: str | None
    question: dict[str, Any] | None


class ApplicantShape(Shape):
    """Who the applicant is, as far as it was said."""

    name: str | None = None
    village: str | None = None
    address: str | None = None
    phone: str | None = None


class LetterShape(Shape):
    """The letter of a Surat Masuk or Surat Keluar; `roles` and `instruction` are its disposisi."""

    direction: Literal["in", "out"]
    office: str
    number: str | None
    day: str | None
    subject: str
    urgency: str
    instruction: str
    roles: list[str]


class NumberShape(Shape):
    """A number of one of the office's registers."""

    register_: str = Field(alias="register")
    register_text: str
    number: str
    voided: bool


class BerkasShape(Shape):
    """A berkas with all its printed steps. `applicant` stands only in the page of one file, never in a command's answer.

    `holder`: the roles that have it now, joined by "+", or applicant, or outside; null after the hand-over.
    `recorded_by_roles`: who may record the current step. `due`: the time until which it waits is past.
    """

    number: str
    agenda_number: str | None
    layanan: str
    title: str
    label: str | None
    ticket: str | None
    picked_up: str | None
    parent: str | None
    channel: Literal["counter", "phone", "sms", "letter"]
    state: Literal["open", "waiting", "returned", "ready", "done", "void"]
    current: int | None
    opened_at: str
    promised_at: str | None
    handed_over_at: str | None
    holder: str | None
    holder_text: str | None
    holder_since: str | None
    recorded_by_roles: list[str]
    overdue: bool
    due: bool
    void_reason: str | None
    has_applicant: bool
    applicant: ApplicantShape | None
    letter: LetterShape | None
    numbers: list[NumberShape]
    steps: list[StepShape]


class BerkasListShape(Shape):
    """Berkas, newest first; those that somebody holds, late ones first."""

    items: list[BerkasShape]
    next: int | None


class RefusalShape(Shape):
    """A refusal inside of an answer."""

    code: str
    title: str
    detail: str


class OneOfManyShape(Shape):
    """What became of one file of a batch."""

    number: str
    ok: bool
    berkas: BerkasShape | None
    refusal: RefusalShape | None


class BatchShape(Shape):
    """Every file of a batch, in the order in which it was asked."""

    items: list[OneOfManyShape]


class ReadyNumberShape(Shape):
    """A berkas that lies ready."""

    number: str
    since: str


class ReadyShape(Shape):
    """What lies ready to be collected, longest first."""

    items: list[ReadyNumberShape]


class EntryShape(Shape):
    """A line of a register."""

    register_: str = Field(alias="register")
    year: int
    running: int
    number: str
    berkas: str | None
    subject: str
    at: str
    voided_at: str | None
    void_reason: str | None


class RegisterShape(Shape):
    """A year of a register, newest number first."""

    items: list[EntryShape]
    next: int | None


class PatternShape(Shape):
    """A pattern that was set."""

    register_: str = Field(alias="register")
    pattern: str


class ClassificationShape(Shape):
    """A classification code that was set."""

    layanan: str
    classification: str


class SubstituteShape(Shape):
    """Somebody who stands in for a role."""

    id: int
    role: str
    role_text: str
    name: str
    username: str
    from_: str = Field(alias="from")
    until: str | None
    reason: str
    named_by: str
    acts_now: bool
    ended_at: str | None


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
    berkas: BerkasShape | None
    files: list[FileShape]
    lines: list[DeskLineShape]
    order: list[WaitsShape]
    held: list[HeldShape]
    absent_list: list[MissedShape]
    undo: UndoShape | None
    waiting_for_me: int
    overdue: int
