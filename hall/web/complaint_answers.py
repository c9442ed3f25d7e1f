"""The shapes of complaints. Words and names come only with `GET` of one case, never with a command's answer."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hall.web.answers import JobShape
from hall.web.file_answers import Shape


class CaseStepShape(Shape):
    """The SOP's step in hand."""

    order: int
    no: str | None
    text: str


class ListedComplaintShape(Shape):
    """A case in a list. `days_left`: working days until the last day, below 0 when that is past, null when it is over.

    `erased`: the years for which the hall keeps what was said are over; neither words nor names are there any more.
    """

    number: str
    layanan: str
    title: str
    class_: str = Field(alias="class")
    class_text: str
    channel: Literal["counter", "phone", "sms", "letter"]
    channel_text: str
    received_at: str
    due_on: str | None
    days_left: int | None
    overdue: bool
    ticket: str | None
    anonymous: bool
    erased: bool
    state: Literal["received", "forwarded", "handled", "answered", "void"]
    state_text: str
    berkas_state: Literal["open", "waiting", "returned", "ready", "done", "void"]
    current: CaseStepShape | None
    holder_text: str | None
    holder_since: str | None
    disposed_to: str | None
    disposed_to_text: str | None
    answered_at: str | None
    answer_channel: Literal["counter", "phone", "sms", "letter", "page"] | None


class ReporterShape(Shape):
    """Who reported, as far as it was said."""

    name: str | None = None
    phone: str | None = None


class DispositionShape(Shape):
    """One passing on."""

    role: str
    role_text: str
    at: str
    by: str
    note: str


class ComplaintShape(ListedComplaintShape):
    """A case. `code` is what its reporter follows it with on `/t/<code>`."""

    code: str
    place: str | None
    text: str | None
    reporter: ReporterShape | None
    dispositions: list[DispositionShape]
    answer: str | None
    answer_shown: bool | None
    now: str


class TakenComplaintShape(ComplaintShape):
    """A case that was just taken, with its receipt's print job."""

    receipt: JobShape | None


class ComplaintListShape(Shape):
    """Cases under way, overdue ones first; or those that are over, newest first. `overdue`: how many of the hall are."""

    items: list[ListedComplaintShape]
    next: int | None
    overdue: int
