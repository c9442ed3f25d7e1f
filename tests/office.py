"""A furnished office for tests: halls of the bundled catalogues in a database of each kind, a clock that stands still.

Jumapolo and Barito Kuala are demo halls (open around the clock); Kalipare is a real one with office hours. Room
`conftest.py` files import the fixtures that they need.
"""

import itertools
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from hall.actions import berkas, calls, counters, tickets, turns, undo
from hall.actions.office import Office
from hall.actions.people import create_token
from hall.actions.setup import create_hall
from hall.catalogue.places import bundled_halls
from hall.clock import FixedClock
from hall.records import days
from hall.records import tables as t
from hall.records.database import Database
from hall.records.unit_of_work import Answer, Ask
from hall.rules.workflow import Outcome, Record
from tests.people.offices import MORNING, Ears, settings_for

HALLS = {"jumapolo": True, "kalipare": False, "barito-kuala": True}
_serial = itertools.count(1)
_made: dict[str, Path] = {}


def catalogue(slug: str) -> Path:
    """The bundled catalogue's folder of a hall."""
    return next(folder for folder in bundled_halls() if folder.name == slug)


def open_office(url: str, var: Path, *, clock: FixedClock | None = None, **changes: Any) -> Office:
    """An office over a database that is there already; whoever opens it closes `office.database`."""
    settings = settings_for(var, url, **({"demo": False} | changes))
    return Office(Database(url), clock or FixedClock(MORNING), settings, tell=Ears())


def furnish(url: str, var: Path) -> None:
    """Sets up the halls with three counters each."""
    office = open_office(url, var)
    for slug, demo in HALLS.items():
        create_hall(office, catalogue(slug), demo=demo)
    office.database.close()


@pytest.fixture(scope="session")
def furnished(
    database: str,
    ready_template: Callable[[str], str],
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[Path], str]:
    """`furnished(folder)` -> the address of a fresh database with the halls, cloned in milliseconds."""
    if database not in _made:  # each room that imports this fixture has one of its own; the halls are set up once
        template = ready_template(database)
        home = tmp_path_factory.mktemp("furnished")
        if database == "sqlite":
            shutil.copy(template, home / "antrean.db")
            furnish(f"sqlite:///{home / 'antrean.db'}", home)
        else:
            furnish(request.getfixturevalue("postgresql").create("furnished", template), home)
        _made[database] = home / "antrean.db"
    if database == "sqlite":
        return lambda folder: f"sqlite:///{shutil.copy(_made[database], folder / f'office-{next(_serial)}.db')}"
    cluster = request.getfixturevalue("postgresql")
    return lambda folder: str(cluster.create(f"office_{next(_serial)}", "furnished"))


@pytest.fixture
def office_url(
    furnished: Callable[[Path], str], database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """The address of a furnished database for this test alone."""
    url = furnished(tmp_path)
    cluster = request.getfixturevalue("postgresql") if database == "postgresql" else None
    yield url
    if cluster is not None:
        cluster.drop(url.rpartition("/")[2])


@pytest.fixture
def office(office_url: str, tmp_path: Path) -> Iterator[Office]:
    """An office on a Thursday at 08.30 WIB with its counters closed."""
    found = open_office(office_url, tmp_path)
    yield found
    found.database.close()


def asks(path: str, body: Any = None, *, asker: str = "token:1", request_id: str | None = None) -> Ask:
    """A question as the API would put it."""
    return Ask.of(asker, path, request_id or uuid.uuid4().hex, body or {})


def answer(found: Answer) -> dict[str, Any]:
    """The body of an answer."""
    import json

    body: dict[str, Any] = json.loads(found.body)
    return body


@dataclass
class Desk:
    """A hall with hands: what citizens and clerks do, by the same actions that the API uses."""

    office: Office
    hall: str = "jumapolo"
    layanan: str = "kartu-keluarga"
    issued: list[str] = field(default_factory=list)

    def issue(self, layanan: str | None = None, *, priority: bool = False, asker: str = "token:1") -> dict[str, Any]:
        wish = tickets.Wish(layanan or self.layanan, priority)
        found = answer(tickets.issue(self.office, self.hall, asks("tickets", asker=asker), wish))
        self.issued.append(found["number"])
        return found

    def open(self, *codes: str) -> "Desk":
        for code in codes or ("1",):
            counters.open_counter(self.office, self.hall, asks("openings"), code)
        return self

    def call(self, counter: str = "1", number: str | None = None) -> dict[str, Any]:
        return answer(calls.call(self.office, self.hall, asks("calls"), counter, number))

    def called(self, counter: str = "1", number: str | None = None) -> str:
        """The number that was called."""
        return str(self.call(counter, number)["ticket"]["number"])

    def complete(self, counter: str = "1") -> dict[str, Any]:
        return answer(turns.complete(self.office, self.hall, asks("completions"), counter))

    def absent(self, counter: str = "1") -> dict[str, Any]:
        return answer(turns.absent(self.office, self.hall, asks("absences"), counter))

    def begin(self, counter: str = "1") -> dict[str, Any]:
        return answer(turns.begin(self.office, self.hall, asks("services"), counter))

    def recall(self, counter: str = "1") -> dict[str, Any]:
        return answer(calls.recall(self.office, self.hall, asks("recalls"), counter))

    def hold(self, counter: str = "1", until: str | None = None) -> dict[str, Any]:
        return answer(turns.hold(self.office, self.hall, asks("holds"), counter, until))

    def resume(self, number: str, counter: str = "1") -> dict[str, Any]:
        return answer(turns.resume(self.office, self.hall, asks("resumptions"), counter, number))

    def send(self, counter: str = "1", **to: str) -> dict[str, Any]:
        """To a `line` or to a counter (`to`)."""
        target = turns.Target(to.get("line"), to.get("to"), to.get("reason"))
        return answer(turns.transfer(self.office, self.hall, asks("transfers"), counter, target))

    def give_back(self, counter: str = "1", *missing: str) -> dict[str, Any]:
        return answer(turns.give_back(self.office, self.hall, asks("returns"), counter, missing))

    def cancel(self, counter: str = "1", number: str | None = None, reason: str = "Pulang") -> dict[str, Any]:
        return answer(turns.cancel(self.office, self.hall, asks("cancellations"), counter, reason, number))

    def undo(self, counter: str = "1") -> dict[str, Any]:
        return answer(undo.undo(self.office, self.hall, asks("undos"), counter))

    def berkas(self, ticket: str | None = None, layanan: str | None = None) -> dict[str, Any]:
        wish = berkas.Opening(ticket, layanan)
        return answer(berkas.open_berkas(self.office, self.hall, asks("berkas"), wish))

    def step(self, number: str, outcome: str = "done", **said: Any) -> dict[str, Any]:
        record = Record(Outcome(outcome), **said)
        return answer(berkas.record_step(self.office, self.hall, asks("steps"), number, record))

    def state(self) -> dict[str, Any]:
        return counters.state(self.office, self.hall)


def counts(office: Office, hall: str = "jumapolo") -> dict[str, tuple[int, int]]:
    """Each line's kept count of people waiting today beside the tickets that really wait there."""
    found = office.hall(hall)
    with office.database.reading() as connection:
        day = days.shown(connection, found, office.clock.now())
        kept = {
            found.letters[row.line_id]: row.waiting
            for row in connection.execute(
                select(t.line_days).where(t.line_days.c.day == day, t.line_days.c.line_id.in_(list(found.letters)))
            )
        }
        at_line = func.coalesce(t.tickets.c.moved_line_id, t.tickets.c.line_id)
        real = {
            found.letters[row.line]: row.waiting
            for row in connection.execute(
                select(at_line.label("line"), func.count().label("waiting"))
                .where(t.tickets.c.hall_id == found.id, t.tickets.c.day == day, t.tickets.c.state == "waiting")
                .group_by(at_line)
            )
        }
    return {letter: (kept.get(letter, 0), real.get(letter, 0)) for letter in found.lines}


def tokens_of(office: Office, hall: str) -> dict[str, str]:
    """A program's token of each role."""
    return {role: create_token(office, hall, role) for role in ("kiosk", "counter", "display", "admin")}
