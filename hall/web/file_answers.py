"""The shapes of files and what belongs to them: steps, letters, registers, substitutes."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """A shape holds exactly its fields: a test fails on one more and on one less."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, defer_build=True)


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
    year: int
    running: int
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
