"""The office's registers and who stands in for whom."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, request
from pydantic import Field

from counter.typed import moment_of, whole_of
from hall.actions import registers, substitutes
from hall.actions.office import Office
from hall.errors import Refused
from hall.records.unit_of_work import Answer
from hall.web.api import Api, Body, Word, ask_of
from hall.web.file_answers import ClassificationShape, EntryShape, PatternShape, RegisterShape, SubstituteShape

AT = "/halls/{hall}/registers/{register}"
SUBSTITUTES = "/halls/{hall}/substitutes"
DOORS = ("counter", "admin")


class VoidBody(Body):
    """The number that must not count, by its year and running number, and why."""

    year: int = Field(ge=2000, le=2199)
    running: int = Field(ge=1, le=9_999_999)
    reason: Word = Field(min_length=1, max_length=200)


class PatternBody(Body):
    """The office's pattern, or that of one layanan."""

    pattern: Word = Field(min_length=1, max_length=60)
    layanan: Word | None = Field(default=None, max_length=64)


class ClassificationBody(Body):
    """The classification code of a layanan's letters."""

    classification: Word = Field(max_length=20)


class SubstituteBody(Body):
    """Who acts for a role, why, from when (now) and until when (until it is ended)."""

    role: Word = Field(max_length=12)
    username: Word = Field(min_length=1, max_length=60)
    reason: Word = Field(min_length=1, max_length=200)
    from_: str | None = Field(default=None, alias="from", max_length=40, description="RFC 3339")
    until: str | None = Field(default=None, max_length=40, description="RFC 3339")


def add(api: Api, room: Blueprint, office: Office) -> None:
    """Binds the requests of registers and substitutes."""

    @api.route(
        room, "GET", AT, doors=DOORS, answer=RegisterShape,
        query={"year": "this year where it is not said", "cursor": "next of the page before"},
    )  # fmt: skip
    def register_page(hall: str, register: str) -> dict[str, Any]:
        """A year of a register (agenda, surat-keluar, surat-masuk), newest number first."""
        year = whole_of(request.args.get("year"), "year")
        return registers.listed(office, hall, register, year, whole_of(request.args.get("cursor"), "cursor"))

    @api.route(room, "POST", AT + "/voids", doors=DOORS, body=VoidBody, answer=EntryShape)
    def void_number(hall: str, register: str, body: VoidBody) -> Answer:
        """A number that must not count; it stays in the book and is never given again."""
        return registers.void(office, hall, ask_of(body), register, body.year, body.running, body.reason)

    @api.route(room, "POST", AT + "/patterns", doors=("admin",), body=PatternBody, answer=PatternShape)
    def set_pattern(hall: str, register: str, body: PatternBody) -> Answer:
        """The pattern of a register's numbers, for the office or for one layanan."""
        return registers.set_pattern(office, hall, ask_of(body), register, body.pattern, body.layanan)

    @api.route(
        room, "POST", "/halls/{hall}/layanan/{code}/classifications",
        doors=("admin",), body=ClassificationBody, answer=ClassificationShape,
    )  # fmt: skip
    def set_classification(hall: str, code: str, body: ClassificationBody) -> Answer:
        """The classification code with which a layanan's numbers begin."""
        return registers.set_classification(office, hall, ask_of(body), code, body.classification)

    _add_substitutes(api, room, office)


def _add_substitutes(api: Api, room: Blueprint, office: Office) -> None:
    @api.route(room, "GET", SUBSTITUTES, doors=DOORS, answer=[SubstituteShape])
    def list_substitutes(hall: str) -> list[dict[str, Any]]:
        """Who stands in for whom, now and later."""
        return substitutes.listed(office, hall)

    @api.route(room, "POST", SUBSTITUTES, doors=DOORS, body=SubstituteBody, answer=SubstituteShape)
    def name_substitute(hall: str, body: SubstituteBody) -> Answer:
        """Name a substitute: the keeper, or the role's own holder."""
        return substitutes.name(
            office, hall, ask_of(body), g.identity, body.role, body.username, body.reason,
            moment_of(body.from_, "from"), moment_of(body.until, "until"),
        )  # fmt: skip

    @api.route(room, "POST", SUBSTITUTES + "/{substitute}/endings", doors=DOORS, body=Body, answer=SubstituteShape)
    def end_substitute(hall: str, substitute: str, body: Body) -> Answer:
        """The holder is back."""
        if not (substitute.isascii() and substitute.isdigit() and len(substitute) < 19):
            raise Refused("not_found", "Pengganti itu tidak ada.")
        return substitutes.end(office, hall, ask_of(body), g.identity, int(substitute))
