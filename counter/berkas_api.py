"""Applications and their steps."""

from __future__ import annotations

import json
from typing import Any, Literal

from flask import Blueprint, g, request
from pydantic import BaseModel, ConfigDict, Field, model_validator

from counter import registers_api
from counter.typed import day_of, moment_of, whole_of
from hall.actions import berkas, berkas_lists, file_papers, letters, registers
from hall.actions.office import Office
from hall.errors import Refused
from hall.records.unit_of_work import Answer, Ask
from hall.rules.workflow import Outcome, Record
from hall.web.answers import JobShape
from hall.web.api import Api, Body, PlainText, Whole, Word, ask_of
from hall.web.file_answers import BatchShape, BerkasListShape, BerkasShape, ReadyShape

AT = "/halls/{hall}/berkas"
DOOR = ("counter",)
SCREENS = ("counter", "display", "kiosk")
FILTERS = {
    "state": "open, waiting, returned, ready, done or void",
    "holder": "a role (clerk, operator, kasi, sekcam, camat), applicant or outside",
    "role": "me: what waits for whoever asks, late ones first",
    "ticket": "a number of today: its files",
    "q": "a number of the berkas, of a register or of today's ticket, or a ticket's code as scanned",
    "cursor": "next of the page before",
}


class Applicant(BaseModel):
    """Who the applicant is; sealed before it is kept, and in no answer of a command."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)

    name: Word | None = Field(default=None, max_length=120)
    village: Word | None = Field(default=None, max_length=120)
    address: Word | None = Field(default=None, max_length=200)
    phone: Word | None = Field(default=None, max_length=40)


class ApplicantBody(Applicant, Body):
    """The same as a command of its own."""


class Letter(BaseModel):
    """A letter in or out: the other office, and the letter's own number and day."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)

    office: Word = Field(min_length=1, max_length=200)
    subject: Word = Field(min_length=1, max_length=300)
    number: Word | None = Field(default=None, max_length=100)
    day: str | None = Field(default=None, max_length=10, description="YYYY-MM-DD")
    urgency: Literal["biasa", "segera", "penting", "rahasia"] = "biasa"

    def said(self) -> letters.Said:
        """The same for the action."""
        return letters.Said(self.office, self.subject, self.number, day_of(self.day, "day"), self.urgency)


class LetterBody(Letter, Body):
    """The same as a command of its own."""


class BerkasBody(Body):
    """From a ticket in hand, from a layanan (back office, a report by telephone), or a further one on the same ticket."""

    ticket: Word | None = Field(default=None, min_length=2, max_length=12)
    layanan: Word | None = Field(default=None, min_length=1, max_length=64)
    channel: Literal["counter", "phone", "sms", "letter"] = "counter"
    label: Word | None = Field(default=None, min_length=1, max_length=60)
    applicant: Applicant | None = None
    letter: Letter | None = None

    @model_validator(mode="after")
    def _from_something(self) -> BerkasBody:
        if self.ticket is None and self.layanan is None:
            raise ValueError("ticket, layanan or both")
        return self


class OutcomeBody(Body):
    """What is said of a current step."""

    outcome: Literal["done", "incomplete", "repeat", "waiting", "skipped"]
    answer: Literal["yes", "no"] | None = None
    missing: list[PlainText] = Field(default_factory=list, max_length=60)
    note: PlainText | None = None
    until: str | None = Field(default=None, max_length=40, description="RFC 3339")

    def said(self) -> Record:
        """The same for the action."""
        return Record(
            Outcome(self.outcome), self.answer, tuple(self.missing), self.note, moment_of(self.until, "until"),
            g.identity.asker,
        )  # fmt: skip


class StepBody(OutcomeBody):
    """`order`: the step that the person saw, so that nobody records a step that somebody else just did."""

    order: int | None = Field(default=None, ge=1, le=999)


class BatchBody(OutcomeBody):
    """One outcome for many files, each answered by itself. `orders`: of each, the step that the person saw."""

    numbers: list[Word] = Field(min_length=1, max_length=100)
    orders: list[Whole] | None = Field(default=None, max_length=100)

    def seen(self) -> dict[str, int | None]:
        """Each number with the step that the person saw of it."""
        if self.orders is None:
            return dict.fromkeys(self.numbers)
        if len(self.orders) != len(self.numbers):
            raise Refused("bad_request", "Sebutkan langkah setiap berkas, atau tidak satu pun.", field="orders")
        return dict(zip(self.numbers, self.orders, strict=True))


class PickUpBody(Body):
    """The number under which the applicant is here again."""

    ticket: Word = Field(min_length=2, max_length=12)


class ReasonBody(Body):
    """Why."""

    reason: Word = Field(min_length=1, max_length=200)


class NumberBody(Body):
    """The register from which the number comes."""

    register_: Literal["agenda", "surat-keluar"] = Field(default="agenda", alias="register")


class DispositionBody(Body):
    """To which roles a letter goes, and what is to be done."""

    roles: list[Word] = Field(min_length=1, max_length=5)
    instruction: PlainText = ""


def add(api: Api, room: Blueprint, office: Office) -> None:
    """Binds the berkas' requests."""

    @api.route(room, "POST", AT, doors=DOOR, body=BerkasBody, answer=BerkasShape)
    def open_berkas(hall: str, body: BerkasBody) -> Answer:
        """Open a berkas."""
        return berkas.open_berkas(office, hall, _ask_of(office, body), _opening(body))

    @api.route(room, "GET", AT, doors=DOOR, answer=BerkasListShape, query=FILTERS)
    def list_berkas(hall: str) -> dict[str, Any]:
        """Berkas of the hall: newest first, or those that somebody holds, late ones first."""
        return berkas_lists.listed(office, hall, _filter(), g.identity)

    @api.route(room, "GET", AT + "/{number}", doors=DOOR, answer=BerkasShape)
    def one_berkas(hall: str, number: str) -> dict[str, Any]:
        """One berkas, with its applicant."""
        return berkas_lists.one(office, hall, number)

    @api.route(room, "POST", AT + "/steps-batch", doors=DOOR, body=BatchBody, answer=BatchShape)
    def record_batch(hall: str, body: BatchBody) -> Answer:
        """Record one outcome for many files, each answered by itself."""
        return berkas.record_batch(office, hall, ask_of(body), body.seen(), body.said(), g.identity)

    @api.route(room, "POST", AT + "/{number}/steps", doors=DOOR, body=StepBody, answer=BerkasShape)
    def record_step(hall: str, number: str, body: StepBody) -> Answer:
        """Record the outcome of the current step."""
        return berkas.record_step(office, hall, ask_of(body), number, body.said(), g.identity, body.order)

    @api.route(room, "GET", "/halls/{hall}/ready-board", doors=SCREENS, answer=ReadyShape)
    def ready_board(hall: str) -> dict[str, Any]:
        """What lies ready to be collected: numbers only."""
        return berkas_lists.ready_board(office, hall)

    _add_handling(api, room, office)
    _add_papers(api, room, office)
    registers_api.add(api, room, office)


def _add_handling(api: Api, room: Blueprint, office: Office) -> None:
    @api.route(room, "POST", AT + "/{number}/pick-ups", doors=DOOR, body=PickUpBody, answer=BerkasShape)
    def pick_up(hall: str, number: str, body: PickUpBody) -> Answer:
        """The applicant is here again, under a new number."""
        return berkas.pick_up(office, hall, ask_of(body), number, body.ticket)

    @api.route(room, "POST", AT + "/{number}/voids", doors=DOOR, body=ReasonBody, answer=BerkasShape)
    def void(hall: str, number: str, body: ReasonBody) -> Answer:
        """The berkas counts no more; it stays with its reason."""
        return berkas.void(office, hall, ask_of(body), number, body.reason)

    @api.route(room, "POST", AT + "/{number}/applicants", doors=DOOR, body=ApplicantBody, answer=BerkasShape)
    def tell_applicant(hall: str, number: str, body: ApplicantBody) -> Answer:
        """Who the applicant is; the answer names nobody."""
        return berkas.tell_applicant(office, hall, _ask_of(office, body), number, _person(body))

    @api.route(room, "POST", AT + "/{number}/agenda-numbers", doors=DOOR, body=NumberBody, answer=BerkasShape)
    def give_number(hall: str, number: str, body: NumberBody) -> Answer:
        """The berkas' number of a register, once."""
        return registers.give(office, hall, ask_of(body), number, body.register_)

    @api.route(room, "POST", AT + "/{number}/letters", doors=DOOR, body=LetterBody, answer=BerkasShape)
    def tell_letter(hall: str, number: str, body: LetterBody) -> Answer:
        """What is known of the letter of a Surat Masuk or Surat Keluar."""
        return letters.tell(office, hall, ask_of(body), number, body.said())


def _add_papers(api: Api, room: Blueprint, office: Office) -> None:
    @api.route(room, "POST", AT + "/{number}/receipts", doors=DOOR, body=Body, answer=JobShape)
    def receipt(hall: str, number: str, body: Body) -> Answer:
        """A tanda terima on paper."""
        return file_papers.receipt(office, hall, ask_of(body), number)

    @api.route(room, "POST", AT + "/{number}/missing-slips", doors=DOOR, body=Body, answer=JobShape)
    def missing_slip(hall: str, number: str, body: Body) -> Answer:
        """The kekurangan of a returned berkas once more."""
        return file_papers.missing_again(office, hall, ask_of(body), number)

    @api.route(room, "POST", AT + "/{number}/dispositions", doors=DOOR, body=DispositionBody, answer=BerkasShape)
    def dispose(hall: str, number: str, body: DispositionBody) -> Answer:
        """The disposisi of an incoming letter, and its sheet."""
        return letters.dispose(office, hall, ask_of(body), number, tuple(body.roles), body.instruction)


def _ask_of(office: Office, body: BerkasBody | ApplicantBody) -> Ask:
    """The question as it is remembered. A digest of a name could be guessed; one made with the office's key cannot."""
    rest = body.model_dump(mode="json", exclude={"request_id"}, exclude_unset=True)
    person = rest if isinstance(body, ApplicantBody) else rest.get("applicant")
    if person is None:
        return ask_of(body)
    kept = {} if person is rest else {name: value for name, value in rest.items() if name != "applicant"}
    mark = office.sealed.mark(json.dumps(person, sort_keys=True, ensure_ascii=False))
    return Ask.of(g.identity.asker, request.path, body.request_id, kept | {"applicant": mark})


def _opening(body: BerkasBody) -> berkas.Opening:
    return berkas.Opening(
        ticket=body.ticket, layanan=body.layanan, channel=body.channel, label=body.label,
        applicant={} if body.applicant is None else _person(body.applicant),
        letter=None if body.letter is None else body.letter.said(),
    )  # fmt: skip


def _person(said: Applicant) -> dict[str, str]:
    return {
        name: text.strip()
        for name in ("name", "village", "address", "phone")
        if (text := getattr(said, name)) and text.strip()
    }


def _filter() -> berkas_lists.Filter:
    asked = request.args
    return berkas_lists.Filter(
        state=asked.get("state"), holder=asked.get("holder"), mine=asked.get("role") == "me",
        ticket=asked.get("ticket"), word=asked.get("q"), cursor=whole_of(asked.get("cursor"), "cursor"),
    )  # fmt: skip
