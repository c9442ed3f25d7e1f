"""Complaints: taken, passed on, answered."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from flask import Blueprint, g, request
from pydantic import AfterValidator, Field

from counter.typed import moment_of, whole_of
from hall.actions import complaint_lists, complaints
from hall.actions.office import Office
from hall.errors import Refused
from hall.records.unit_of_work import Answer
from hall.rules.access import is_one_line
from hall.web.answers import JobShape
from hall.web.api import Api, Body, PlainText, Word, ask_of
from hall.web.complaint_answers import ComplaintListShape, ComplaintShape, TakenComplaintShape

AT = "/halls/{hall}/complaints"
DOOR = ("counter",)
MOST_LETTERS = 4000
FILTERS = {
    "state": "open (the default) or ended",
    "cursor": "next of the page before",
}


def prose(text: str) -> str:
    """Several lines as somebody typed them, without control signs; at least one letter."""
    lines = [line.replace("\t", " ").rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    if not all(is_one_line(line) for line in lines):
        raise ValueError("control bytes")
    found = "\n".join(lines).strip()
    if not found:
        raise ValueError("empty")
    return found


Prose = Annotated[str, Field(max_length=MOST_LETTERS), AfterValidator(prose)]


class Reporter(Body):
    """Who reports, as far as they say it; sealed before it is kept."""

    request_id: Literal[""] = ""
    name: Word | None = Field(default=None, max_length=120)
    phone: Word | None = Field(default=None, max_length=40)

    def told(self) -> dict[str, str]:
        """The same for the action."""
        told = {"name": (self.name or "").strip(), "phone": (self.phone or "").strip()}
        return {field: text for field, text in told.items() if text}


class ComplaintBody(Body):
    """A complaint as it was received; without `reporter` it is anonymous. `received_at`: now where it is left out."""

    class_: Literal["normatif", "umum", "pengawasan"] = Field(default="umum", alias="class")
    channel: Literal["counter", "phone", "sms", "letter"] = "counter"
    text: Prose
    received_at: str | None = Field(default=None, max_length=40, description="RFC 3339")
    reporter: Reporter | None = None
    place: Word | None = Field(default=None, max_length=200, description="where it happens or happened")
    layanan: Word | None = Field(default=None, min_length=1, max_length=64)
    ticket: Word | None = Field(default=None, min_length=2, max_length=12)
    receipt: bool = Field(default=True, description="print the receipt with number and code")

    def said(self) -> complaints.Said:
        """The same for the action."""
        return complaints.Said(
            kind=self.class_, channel=self.channel, text=self.text,
            received_at=moment_of(self.received_at, "received_at"),
            reporter={} if self.reporter is None else self.reporter.told(), place=(self.place or "").strip() or None,
            layanan=self.layanan, ticket=self.ticket, printed=self.receipt,
        )  # fmt: skip


class PassedOnBody(Body):
    """To which role, and what is to be done."""

    role: Word = Field(min_length=1, max_length=10)
    note: PlainText = ""


class AnswerBody(Body):
    """The answer to the reporter. `shown`: the reporter may read it by the code (always so for the channel `page`).

    `finish`: record the SOP's last step along with it, where it is in hand.
    """

    channel: Literal["counter", "phone", "sms", "letter", "page"]
    text: Prose
    at: str | None = Field(default=None, max_length=40, description="RFC 3339; now where it is left out")
    shown: bool = False
    finish: bool = False

    def said(self) -> complaints.Reply:
        """The same for the action."""
        return complaints.Reply(self.channel, self.text, moment_of(self.at, "at"), self.shown, self.finish)


def add(api: Api, room: Blueprint, office: Office) -> None:
    """Binds the complaints' requests."""

    @api.route(room, "POST", AT, doors=DOOR, body=ComplaintBody, answer=TakenComplaintShape)
    def take_complaint(hall: str, body: ComplaintBody) -> Answer:
        """Take a complaint: its berkas is opened, its receipt is printed."""
        return complaints.take(office, hall, ask_of(body), body.said(), g.identity)

    @api.route(room, "GET", AT, doors=DOOR, answer=ComplaintListShape, query=FILTERS)
    def list_complaints(hall: str) -> dict[str, Any]:
        """Complaints under way, overdue ones first; or those that are over."""
        state = request.args.get("state", "open")
        if state not in ("open", "ended"):
            raise Refused("bad_request", "Keadaan itu tidak dikenal: open, ended.", field="state")
        cursor = whole_of(request.args.get("cursor"), "cursor")
        return complaint_lists.listed(office, hall, ended=state == "ended", cursor=cursor)

    @api.route(room, "GET", AT + "/{number}", doors=DOOR, answer=ComplaintShape)
    def one_complaint(hall: str, number: str) -> dict[str, Any]:
        """One case with what was said, by whom, and the answer."""
        return complaint_lists.one(office, hall, number)

    @api.route(room, "POST", AT + "/{number}/dispositions", doors=DOOR, body=PassedOnBody, answer=ComplaintShape)
    def dispose_complaint(hall: str, number: str, body: PassedOnBody) -> Answer:
        """Pass a case on to a role."""
        return complaints.dispose(office, hall, ask_of(body), number, body.role, body.note.strip(), g.identity)

    @api.route(room, "POST", AT + "/{number}/answers", doors=DOOR, body=AnswerBody, answer=ComplaintShape)
    def answer_complaint(hall: str, number: str, body: AnswerBody) -> Answer:
        """The answer to the reporter, once; without it the case never ends."""
        return complaints.answer(office, hall, ask_of(body), number, body.said(), g.identity)

    @api.route(room, "POST", AT + "/{number}/receipts", doors=DOOR, body=Body, answer=JobShape)
    def complaint_receipt(hall: str, number: str, body: Body) -> Answer:
        """The receipt on paper once more."""
        return complaints.receipt(office, hall, ask_of(body), number)
