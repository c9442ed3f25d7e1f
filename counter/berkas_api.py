"""Applications and their steps."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from flask import Blueprint, g, request
from pydantic import Field, model_validator

from hall.actions import berkas
from hall.actions.office import Office
from hall.errors import Refused
from hall.records.unit_of_work import Answer
from hall.rules.workflow import Outcome, Record
from hall.web.answers import BerkasListShape, BerkasShape
from hall.web.api import Api, Body, PlainText, Word, ask_of

AT = "/halls/{hall}/berkas"
DOOR = ("counter",)
YEARS = (2000, 2200)  # further off, a local time may not exist at all


class BerkasBody(Body):
    """From a ticket in hand, or from a layanan (back office, a report by telephone)."""

    ticket: Word | None = Field(default=None, min_length=2, max_length=12)
    layanan: Word | None = Field(default=None, min_length=1, max_length=64)
    channel: Literal["counter", "phone", "sms", "letter"] = "counter"

    @model_validator(mode="after")
    def _one_of_both(self) -> BerkasBody:
        if (self.ticket is None) == (self.layanan is None):
            raise ValueError("either ticket or layanan")
        return self


class StepBody(Body):
    """The outcome of the current step."""

    outcome: Literal["done", "incomplete", "repeat", "waiting", "skipped"]
    answer: Literal["yes", "no"] | None = None
    missing: list[PlainText] = Field(default_factory=list, max_length=60)
    note: PlainText | None = None
    until: str | None = Field(default=None, max_length=40, description="RFC 3339")


def add(api: Api, room: Blueprint, office: Office) -> None:
    """Binds the berkas' requests."""

    @api.route(room, "POST", AT, doors=DOOR, body=BerkasBody, answer=BerkasShape)
    def open_berkas(hall: str, body: BerkasBody) -> Answer:
        """Open a berkas."""
        return berkas.open_berkas(office, hall, ask_of(body), berkas.Opening(body.ticket, body.layanan, body.channel))

    @api.route(room, "GET", AT, doors=DOOR, answer=BerkasListShape)
    def list_berkas(hall: str) -> dict[str, Any]:
        """Berkas of the hall, newest first."""
        return berkas.listed(office, hall, _cursor(request.args.get("cursor")))

    @api.route(room, "GET", AT + "/{number}", doors=DOOR, answer=BerkasShape)
    def one_berkas(hall: str, number: str) -> dict[str, Any]:
        """One berkas."""
        return berkas.one(office, hall, number)

    @api.route(room, "POST", AT + "/{number}/steps", doors=DOOR, body=StepBody, answer=BerkasShape)
    def record_step(hall: str, number: str, body: StepBody) -> Answer:
        """Record the outcome of the current step."""
        said = Record(
            Outcome(body.outcome), body.answer, tuple(body.missing), body.note, _moment(body.until), g.identity.asker
        )
        return berkas.record_step(office, hall, ask_of(body), number, said)


def _cursor(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Refused("bad_request", "Penunjuk halaman tidak dikenal.", field="cursor")
    return int(text)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
        known = found.tzinfo is not None and YEARS[0] <= found.astimezone(UTC).year < YEARS[1]
    except (ValueError, OverflowError):
        raise Refused("bad_request", "Tanggal atau jam tidak dapat dibaca.", field="until") from None
    if not known:
        raise Refused("bad_request", "Jam harus menyebut zona waktu dan tahun yang wajar.", field="until")
    return found.astimezone(UTC)
