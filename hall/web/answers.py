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
    print: PrintShape | None


class OwnTicketShape(TicketShape):
    """One's own ticket; a delicate layanan only by its line's name."""

    layanan: str | None  # type: ignore[assignment]
    title: str
    line_name: str
    counter_name: str | None
    persyaratan: list[str]
    reason: str | None
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
    recorded_by: str | None
    minutes: float | None
    standard: dict[str, Any]
    outcome: str | None
    answer: str | None
    missing: list[str]
    note: str | None
    until: str | None
    question: dict[str, Any] | None


class BerkasShape(Shape):
    """A berkas with all its printed steps."""

    number: str
    agenda_number: str | None
    layanan: str
    ticket: str | None
    channel: Literal["counter", "phone", "sms", "letter"]
    state: Literal["open", "waiting", "returned", "ready", "done", "void"]
    current: int | None
    opened_at: str
    promised_at: str | None
    handed_over_at: str | None
    steps: list[StepShape]


class BerkasListShape(Shape):
    """Berkas, newest first."""

    items: list[BerkasShape]
    next: int | None


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


class DeskShape(BaseModel):
    """What the clerk of a counter has before them."""

    model_config = ConfigDict(extra="allow")
    version: int
    counter: CounterShape
    ticket: TicketShape | None
    layanan: LayananShape | None
    berkas: BerkasShape | None
