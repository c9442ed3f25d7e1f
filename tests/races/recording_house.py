"""A day of perekaman on live servers: people, sessions around this very moment, letters that hold their places, and the
invariants of the whole (`assert_true_state`) that every race shares.
"""

import http.client
import itertools
import shutil
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select

from hall.actions.office import Office
from hall.clock import Clock, SystemClock
from hall.records import premises, residents, sessions, summonses
from hall.records import tables as t
from hall.records.database import Database
from hall.records.residents import Said
from hall.records.unit_of_work import Work
from hall.rules.calendar import business_day
from hall.rules.recording import Slot
from hall.rules.summonses import code_from
from tests.caller import Caller
from tests.office import tokens_of
from tests.patience import PATIENCE, eventually
from tests.people.offices import Ears, settings_for
from tests.real_server import RealServer, Site

HALL = "barito-kuala"
LAYANAN = "perekaman-ektp"
_serial = itertools.count(1)


@dataclass(frozen=True)
class Question:
    """One command; `request_id` stays the same when it is asked again."""

    path: str
    body: dict[str, Any] = field(default_factory=dict)
    role: str = "counter"
    request_id: str = field(default_factory=lambda: uuid.uuid4().hex)


@dataclass(frozen=True)
class Told:
    """What a question came to."""

    question: Question
    status: int
    body: Any

    @property
    def what(self) -> str:
        """ "done", or the code of the refusal."""
        return "done" if self.status in (200, 201) else str(self.body["code"])


@dataclass
class Session:
    """A session with its windows; `id` and `slots` as the store has them."""

    id: int
    code: str
    slots: list[Slot]


@dataclass
class RecordingSite(Site):
    """Live servers of a hall that records, all with the office's one key of personal data. `clock`: of `live`."""

    clock: Clock = field(default_factory=SystemClock)

    def __post_init__(self) -> None:
        super().__post_init__()
        office = self.live()
        self.tokens |= {(HALL, role): token for role, token in tokens_of(office, HALL).items()}
        office.transact(HALL, lambda work, hall: premises.keep_printer(work.connection, hall.id, "Kiosk", "memory:"))
        office.sealed.seal("")
        office.database.close()

    def live(self) -> Office:
        """An office of this process on the same database, and on the servers' clock where it was given no other."""
        settings = settings_for(self.folder, self.url, demo=False)
        return Office(Database(self.url), self.clock, settings, tell=Ears())

    @cached_property
    def reader(self) -> Office:
        """The same, kept for looking."""
        return self.live()

    def close(self) -> None:
        super().close()
        self.reader.database.close()

    def serve(self, *wrap: str) -> RealServer:
        var = self.folder / f"recording-{next(_serial)}"
        shutil.copytree(self.folder / "keys", var / "keys")
        server = RealServer(self.url, var, wrap=wrap)
        self.servers.append(server)
        return server

    def does(self, path: str, role: str = "counter", **body: Any) -> Any:
        """The body of a command that succeeds."""
        return self.caller(role, HALL).does(path, **body)

    def ask(self, question: Question, server: int = 0) -> Told:
        """The answer; a busy store is asked again, as screens do."""
        caller = self.caller(question.role, HALL, server % len(self.servers))
        return asked_by(caller, question)

    def at_once(self, questions: Sequence[Question]) -> list[Told]:
        """Everybody at the same moment, each on a connection of their own, the servers in turn."""
        gate = threading.Barrier(len(questions))

        def one(place: int) -> Told:
            caller = self.caller(questions[place].role, HALL, place % len(self.servers))
            caller.get("counters")  # connected before the gate opens
            gate.wait(PATIENCE)
            return asked_by(caller, questions[place])

        with ThreadPoolExecutor(len(questions)) as pool:
            return list(pool.map(one, range(len(questions))))

    def phone(self, path: str, server: int = 0, **form: Any) -> int:
        """The citizen's phone page; gives the status."""

        def answered() -> int | None:
            line = http.client.HTTPConnection("127.0.0.1", self.servers[server].port, timeout=PATIENCE)
            words = {"Content-Type": "application/x-www-form-urlencoded"}
            line.request("POST", f"/{HALL}/{path}", urlencode(form), words)
            status = line.getresponse().status
            line.close()
            return None if status == 503 else status

        found: int = eventually(answered, "the phone page is not busy")
        return found

    # -- what is there before a race

    def people(self, count: int, *, family: str | None = None) -> list[int]:
        """Numbers of the register of so many new people, visibly invented."""

        def keep(work: Work, hall: Any) -> list[int]:
            return [
                residents.add(
                    work.connection, office.sealed, hall,
                    Said(f"Contoh {next(_serial)}", date(2008, 1, 1), "Desa Contoh", family=family), "hand", work.now,
                )
                for _ in range(count)
            ]  # fmt: skip

        office = self.live()
        found = office.transact(HALL, keep)
        office.database.close()
        return found

    def session(
        self, *, days: int = 0, places: int = 20, windows: int = 1, reserve: int = 0, planned: bool = True
    ) -> Session:
        """A session at the office; today's has one window of an hour, begun already and on the same business day."""
        office = self.live()
        hall = office.hall(HALL)
        now = office.clock.now() + timedelta(days=days)
        begins = [now - timedelta(minutes=1) + timedelta(seconds=n) for n in range(windows)]
        slots = [Slot(0, 0, at, _same_day(at, hall.timezone), places) for at in begins]
        values = {
            "code": f"R-{next(_serial)}", "day": business_day(now, hall.timezone), "kind": "office",
            "place": "Kantor Kecamatan", "plan": {}, "capacity": places * windows, "reserve": reserve,
            "state": "planned" if planned else "ended", "created_by": "token:1",
        }  # fmt: skip

        def keep(work: Work, hall: Any) -> Session:
            made = sessions.add(work.connection, hall, values, slots, work.now)
            return Session(made, str(values["code"]), sessions.slots(work.connection, [made])[made])

        found = office.transact(HALL, keep)
        office.database.close()
        return found

    def letters(self, session: Session, people: Sequence[int], window: int = 0) -> list[str]:
        """Letters of these people (numbers) to a window, with their places taken; gives the codes."""

        def keep(work: Work, hall: Any) -> list[str]:
            slot = session.slots[window].id
            assert sessions.take(work.connection, slot, len(people))
            codes = [code_from(next(_serial) * 7_919_993_113) for _ in people]
            for code, number in zip(codes, people, strict=True):
                person = residents.one(work.connection, office.sealed, hall, number)
                assert person is not None
                values = {
                    "code": code, "resident_id": person.id, "session_id": session.id, "slot_id": slot, "call": 1,
                    "state": "made", "created_by": "token:1",
                }  # fmt: skip
                summonses.add(work.connection, hall, values, work.now)
            return codes

        office = self.live()
        found = office.transact(HALL, keep)
        office.database.close()
        return found

    def turn(self) -> int:
        """A number that no other race was given."""
        return next(_serial)

    def day(self, ahead: int) -> str:
        """The business day in so many days."""
        office = self.live()
        found = business_day(office.clock.now() + timedelta(days=ahead), office.hall(HALL).timezone).isoformat()
        office.database.close()
        return found

    def board(self) -> list[dict[str, Any]]:
        """Today's sessions as the board shows them."""
        found: list[dict[str, Any]] = self.caller("counter", HALL).get("stations")["sessions"]
        return found

    def codes_of_today(self) -> list[str]:
        """The sessions of today to which people may come."""
        found = self.caller("counter", HALL).get(f"sessions?from={self.day(0)}&until={self.day(0)}")
        return [one["code"] for one in found if one["state"] == "planned"]

    def visit_of(self, number: str, session: Session | None = None) -> int:
        """The visit of a number that stands for one person (at this session, where days have the same numbers)."""
        office = self.live()
        with office.database.reading() as connection:
            asked = select(t.visits.c.id).join(t.tickets, t.tickets.c.id == t.visits.c.ticket_id)
            asked = asked.where(t.tickets.c.number == number, t.tickets.c.hall_id == office.hall(HALL).id)
            asked = asked if session is None else asked.where(t.visits.c.session_id == session.id)
            found: int = connection.execute(asked).scalar_one()
        office.database.close()
        return found

    def recorded_letter(self) -> tuple[str, int]:
        """The code of a letter whose person was recorded, and the person's number of the register."""
        office = self.live()
        with office.database.reading() as connection:
            asked = select(t.summonses.c.code, t.residents.c.number).join(t.residents)
            row = connection.execute(asked.where(t.residents.c.state == "recorded")).first()
        office.database.close()
        assert row is not None, "nobody was recorded yet"
        return row.code, row.number

    def opens(self, *counters: str) -> None:
        """These counters take numbers."""
        for code in counters:
            self.does(f"counters/{code}/openings")

    def truth(self) -> None:
        """Holds the whole store against the invariants."""
        from tests.races.recording_truth import assert_true_state

        assert_true_state(self.reader, HALL)

    def no_ring(self) -> None:
        """No server met two transactions that waited for each other."""
        assert "deadlock" not in "".join(server.log() for server in self.servers)


def _same_day(at: datetime, timezone: str) -> datetime:
    end = at + timedelta(hours=1)
    while business_day(end, timezone) != business_day(at, timezone):
        end -= timedelta(minutes=1)
    return end


def asked_by(caller: Caller, question: Question) -> Told:
    """The answer to a question; a busy store is asked again."""

    def answered() -> Told | None:
        status, body = caller.post(question.path, question.request_id, **question.body)
        return None if status == 503 else Told(question, status, body)

    found: Told = eventually(answered, f"{question.path} is not busy")
    return found


def came_to(told: Sequence[Told]) -> Counter[str]:
    """How many were done, and how many refused by what."""
    return Counter(one.what for one in told)


def check_in(code: str, *, family: bool = False, request_id: str | None = None) -> Question:
    """A letter shown at a kiosk."""
    body = {"code": code} | ({"family": True} if family else {})
    return Question("check-ins", body, "kiosk", request_id or uuid.uuid4().hex)


def made(furnished: Callable[[Path], str], folder: Path, servers: int) -> RecordingSite:
    """A site with so many servers."""
    site = RecordingSite(furnished(folder), folder)
    for _ in range(servers):
        site.serve()
    return site
