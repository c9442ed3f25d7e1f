"""The back room for tests: people with roles, and what they do with files, by the same actions that the API uses."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from hall.actions import berkas, berkas_lists, file_papers, letters, registers, substitutes
from hall.actions.office import Office
from hall.records.people import add as add_account
from hall.records.tables import print_jobs
from hall.rules.access import Identity, doors_of
from hall.rules.workflow import Outcome, Record
from tests.office import Desk, answer, asks


@dataclass
class FileRoom:
    """A hall's files in many hands."""

    office: Office
    hall: str = "jumapolo"
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def desk(self) -> Desk:
        return Desk(self.office, self.hall)

    def person(self, username: str, *roles: str) -> Identity:
        """An account with these roles; signing in is another room's business."""
        name = username.title()
        staff_id = self.office.transact(
            self.hall, lambda work, hall: add_account(work.connection, hall.id, username, name, "x", roles, work.now)
        )
        doors = doors_of(roles)
        return Identity(f"person:{staff_id}", "person", self.hall, doors, name=name, staff_roles=frozenset(roles))

    def open(self, layanan: str, **wish: Any) -> dict[str, Any]:
        opening = berkas.Opening(layanan=layanan, **wish)
        return answer(berkas.open_berkas(self.office, self.hall, asks("berkas"), opening))

    def served(self, layanan: str) -> str:
        """A number of this layanan, in service at counter 1."""
        self.desk.open("1")
        ticket = self.desk.issue(layanan)
        number = str(ticket["number"])
        self.tokens[number] = ticket["token"]
        self.desk.call("1", number)
        self.desk.begin("1")
        return number

    def step(
        self, number: str, outcome: str = "done", who: Identity | None = None, order: int | None = None, **said: Any
    ) -> dict[str, Any]:
        record = Record(Outcome(outcome), **said)
        asker = who.asker if who else "token:1"
        ask = asks(f"steps/{number}", asker=asker)
        return answer(berkas.record_step(self.office, self.hall, ask, number, record, who, order))

    def walk(self, number: str, until: int) -> dict[str, Any]:
        """Done after done until the step of this order is in hand."""
        found = self.one(number)
        while found["current"] is not None and found["current"] < until:
            found = self.step(number)
        return found

    def batch(self, numbers: list[str], who: Identity | None = None, request_id: str | None = None) -> list[Any]:
        return self.batch_seen(dict.fromkeys(numbers), who, request_id)

    def batch_seen(
        self, seen: Mapping[str, int | None], who: Identity | None = None, request_id: str | None = None
    ) -> list[Any]:
        """Done for many, each with the step that the person saw."""
        ask = asks("steps-batch", dict(seen), asker=who.asker if who else "token:1", request_id=request_id)
        found = berkas.record_batch(self.office, self.hall, ask, seen, Record(Outcome.DONE), who)
        items: list[Any] = answer(found)["items"]
        return items

    def one(self, number: str) -> dict[str, Any]:
        return berkas_lists.one(self.office, self.hall, number)

    def found(self, who: Identity | None = None, **asked: Any) -> list[str]:
        found = berkas_lists.listed(self.office, self.hall, berkas_lists.Filter(**asked), who)
        return [each["number"] for each in found["items"]]

    def counts(self, *roles: str) -> tuple[int, int]:
        """(files that wait for these roles, files of the hall that are late), as a desk shows them."""
        with self.office.database.reading() as connection:
            hall = self.office.hall(self.hall)
            return berkas_lists.counts(connection, hall, roles, self.office.clock.now())

    def ready_board(self) -> list[str]:
        return [each["number"] for each in berkas_lists.ready_board(self.office, self.hall)["items"]]

    def mine(self, who: Identity) -> list[str]:
        return self.found(who, mine=True)

    def pick_up(self, number: str, ticket: str) -> dict[str, Any]:
        return answer(berkas.pick_up(self.office, self.hall, asks("pick-ups"), number, ticket))

    def void(self, number: str, reason: str = "dobel") -> dict[str, Any]:
        return answer(berkas.void(self.office, self.hall, asks("voids"), number, reason))

    def agenda(self, number: str, register: str = "agenda") -> dict[str, Any]:
        return answer(registers.give(self.office, self.hall, asks(f"agenda/{number}"), number, register))

    def book(self, register: str = "agenda") -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = registers.listed(self.office, self.hall, register, None, None)["items"]
        return items

    def receipt(self, number: str) -> dict[str, Any]:
        return answer(file_papers.receipt(self.office, self.hall, asks("receipts"), number))

    def letter(self, number: str, said: letters.Said) -> dict[str, Any]:
        return answer(letters.tell(self.office, self.hall, asks("letters"), number, said))

    def name(
        self, who: Identity, role: str, username: str, *, since: datetime | None = None, until: datetime | None = None
    ) -> dict[str, Any]:
        ask = asks("substitutes", asker=who.asker)
        return answer(substitutes.name(self.office, self.hall, ask, who, role, username, "dinas luar", since, until))

    def end(self, who: Identity, substitute: int) -> dict[str, Any]:
        ask = asks("endings", asker=who.asker)
        return answer(substitutes.end(self.office, self.hall, ask, who, substitute))

    def slips(self, kind: str) -> list[dict[str, Any]]:
        """What was queued for paper, oldest first."""
        with self.office.database.reading() as connection:
            rows = connection.execute(
                select(print_jobs.c.slip).where(print_jobs.c.kind == kind).order_by(print_jobs.c.id)
            )
            return [json.loads(row.slip) for row in rows]
