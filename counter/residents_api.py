"""The register of wajib KTP for programs: people, searches, what became of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, g, request
from pydantic import Field

from counter.typed import named_by, whole_of, written_day
from hall.actions import resident_erasing, residents
from hall.actions.office import Office
from hall.actions.residents import Typed, Wish
from hall.errors import Refused
from hall.records.unit_of_work import Answer
from hall.rules.residents import CONTACT_MOST, NAME_MOST, VILLAGE_MOST, check_village
from hall.web.api import Api, Body, Whole, Word, ask_of
from hall.web.resident_answers import (
    ErasedResidentShape,
    ResidentNumberShape,
    ResidentShape,
    ResidentsShape,
    VillageCountsShape,
)

AT = "/halls/{hall}/people"
DOOR = ("counter",)
FILTERS = {
    "village": "its name; may stand there several times",
    "state": "unrecorded, recorded, printing, ready, collected, unable, moved, died; may stand there several times",
    "age_from": "whole years, today",
    "age_to": "whole years, today",
    "family_of": "the number of somebody: only those of the same family card",
    "cursor": "next of the page before",
}


class PersonBody(Body):
    """A person. `nik`, `family` (the number of the family card) and `contact` only where the office wants them."""

    name: Word = Field(min_length=1, max_length=NAME_MOST)
    born_on: str = Field(max_length=10, description="YYYY-MM-DD")
    village: Word = Field(min_length=1, max_length=VILLAGE_MOST)
    married: bool = Field(default=False, description="is or was married: wajib KTP at any age")
    contact: Word | None = Field(default=None, max_length=CONTACT_MOST)
    nik: Word | None = Field(default=None, max_length=40)
    family: Word | None = Field(default=None, max_length=40)

    def typed(self) -> Typed:
        """The same for the action."""
        return Typed(self.name, born_of(self.born_on), self.village, self.married, self.contact, self.nik, self.family)


class PersonChangeBody(PersonBody):
    """A person as they are now. `revision`: as it was read; somebody else's change in between is never overwritten."""

    revision: Whole = Field(ge=1)


class PersonStateBody(Body):
    """What became of a person; `unable` needs the reason."""

    state: Word = Field(min_length=1, max_length=12)
    reason: Word | None = Field(default=None, max_length=200)


class PeopleSearchBody(Body):
    """Words of a name as they sound, a NIK, the number of a family card, or a number of the register. Never in an address."""

    text: Word = Field(min_length=1, max_length=NAME_MOST)


def add(api: Api, room: Blueprint, office: Office) -> None:
    """Binds the register's requests."""

    @api.route(room, "GET", AT, doors=DOOR, answer=ResidentsShape, query=FILTERS)
    def list_people(hall: str) -> dict[str, Any]:
        """The register of wajib KTP, names masked."""
        return residents.listed(office, hall, wish(), whole_of(request.args.get("cursor"), "cursor"), g.identity)

    @api.route(room, "POST", AT, doors=DOOR, body=PersonBody, answer=ResidentNumberShape)
    def add_person(hall: str, body: PersonBody) -> Answer:
        """Put a person on the register."""
        return residents.add(office, hall, ask_of(Body(request_id=body.request_id)), body.typed(), g.identity)

    @api.route(room, "POST", AT + "/searches", doors=DOOR, body=PeopleSearchBody, answer=ResidentsShape, status=200)
    def search_people(hall: str, body: PeopleSearchBody) -> dict[str, Any]:
        """Find people by the words of a name or by a number; names masked. The answer is not kept."""
        return residents.found(office, hall, body.text, g.identity)

    @api.route(room, "GET", AT + "/villages", doors=DOOR, answer=[VillageCountsShape])
    def people_by_village(hall: str) -> list[dict[str, Any]]:
        """How many people stand in which state, by village."""
        found = residents.overview(office, hall, g.identity)
        return [{"village": village, "states": states} for village, states in found.items()]

    _add_one(api, room, office)


def _add_one(api: Api, room: Blueprint, office: Office) -> None:
    @api.route(room, "GET", AT + "/{number}", doors=DOOR, answer=ResidentShape)
    def one_person(hall: str, number: str) -> dict[str, Any]:
        """One person, whole; that it was read is kept."""
        return residents.one(office, hall, number_of(number), g.identity)

    @api.route(room, "POST", AT + "/{number}/changes", doors=DOOR, body=PersonChangeBody, answer=ResidentNumberShape)
    def change_person(hall: str, number: str, body: PersonChangeBody) -> Answer:
        """Change a person who is still as they were read."""
        asked = ask_of(Body(request_id=body.request_id))
        return residents.change(office, hall, asked, number_of(number), body.typed(), body.revision, g.identity)

    @api.route(room, "POST", AT + "/{number}/states", doors=DOOR, body=PersonStateBody, answer=ResidentNumberShape)
    def person_state(hall: str, number: str, body: PersonStateBody) -> Answer:
        """What became of a person: moved, died, cannot be recorded."""
        return residents.set_state(
            office, hall, ask_of(body), number_of(number), body.state, body.reason, g.identity
        )  # fmt: skip

    @api.route(room, "POST", AT + "/{number}/erasures", doors=DOOR, body=Body, answer=ErasedResidentShape)
    def erase_person(hall: str, number: str, body: Body) -> Answer:
        """Take a person off the register for good."""
        return resident_erasing.erase(office, hall, ask_of(body), number_of(number), g.identity)


def born_of(text: str) -> date:
    """A day of birth, YYYY-MM-DD."""
    try:
        return written_day(text)
    except ValueError:
        raise Refused(
            "bad_request", "Tanggal lahir ditulis TTTT-BB-HH, misalnya 2008-11-21.", field="born_on"
        ) from None


def wish() -> Wish:
    """Which people an address asks for."""
    said = request.args
    return Wish(
        villages=tuple(check_village(village) for village in said.getlist("village") if village),
        states=tuple(state for state in said.getlist("state") if state),
        age_from=whole_of(said.get("age_from") or None, "age_from"),
        age_to=whole_of(said.get("age_to") or None, "age_to"),
        family_of=whole_of(said.get("family_of") or None, "family_of"),
    )


def number_of(text: str) -> int:
    """A number of the register from an address."""
    return named_by(text, "Orang itu tidak ada pada daftar.")
