"""A village's session on its way: what tests of travelling sessions share."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from hall.actions import (
    away_back,
    away_choices,
    away_open,
    away_out,
    check_ins,
    recording_day,
    stations,
)
from hall.actions.check_ins import Coming
from hall.actions.office import Office
from hall.actions.stations import Said as Outcome
from hall.records import residents, visits
from hall.records.residents import Said
from tests.office import Desk, answer, asks
from tests.recording import RecordingDay

HALL = "barito-kuala"


@dataclass
class Trip:
    """A village's session, its laptop and the files between them."""

    office: Office
    folder: Path
    day: RecordingDay = field(init=False)
    passphrase: str = ""

    def __post_init__(self) -> None:
        """Plans the session."""
        self.day = RecordingDay(self.office, HALL, kind="village", place="Balai Desa Contoh")

    @property
    def data(self) -> Path:
        return self.folder / "laptop"

    @property
    def out(self) -> Path:
        return self.folder / f"{self.day.code}.antrean"

    def take(self) -> None:
        made = away_out.take(self.office, HALL, self.day.code, "token:1")
        self.out.write_bytes(made.file)
        self.passphrase = made.passphrase

    def leave(self) -> None:
        self.take()
        away_open.open_pack(self.out, self.passphrase, self.data, self.office.clock)

    @contextmanager
    def laptop(self) -> Iterator[Office]:
        found = away_open.office_of(self.data, self.office.clock)
        yield found
        found.database.close()

    def back(self, name: str = "hasil.antrean") -> bytes:
        file = self.folder / name
        away_open.pack_back(self.data, self.passphrase, file, self.office.clock)
        return file.read_bytes()

    def merge(self, file: bytes, passphrase: str | None = None) -> dict[str, Any]:
        return away_back.merge(self.office, HALL, file, passphrase or self.passphrase, "token:1")

    def record(self, code: str) -> str:
        """On the laptop somebody comes with their letter and passes every station; gives the number."""
        with self.laptop() as laptop:
            desk = Desk(laptop, HALL)
            if laptop.hall(HALL).counters["1"].lines:
                desk.open("1")
            number = str(answer(check_ins.check_in(laptop, HALL, asks("check-ins"), Coming(code)))["number"])
            desk.called("1", number)
            desk.begin("1")
            with laptop.database.reading() as connection:
                (visit,) = [one.visit for one in visits.board(connection, laptop.hall(HALL), 1) if one.number == number]
            for station in recording_day.chain(laptop.hall(HALL)).stations:
                stations.record(laptop, HALL, asks("stations"), "1", Outcome(visit.id, station, "pass"))
            desk.complete("1")
        return number

    def village_says(self, number: int, state: str, office: Office | None = None) -> None:
        """Somebody's state, on the laptop or at the office."""
        if office is None:
            with self.laptop() as laptop:
                self.village_says(number, state, laptop)
            return
        office.transact(HALL, lambda work, hall: residents.set_state(
            work.connection, hall, row_of(office, number), state, None, date(2026, 11, 19), work.now))  # fmt: skip

    def conflicts(self) -> list[dict[str, Any]]:
        return list(away_choices.undecided(self.office, HALL, self.day.code)["conflicts"])


def row_of(office: Office, number: int) -> int:
    with office.database.reading() as connection:
        person = residents.one(connection, office.sealed, office.hall(HALL), number)
    assert person is not None
    return person.id


def person(office: Office, number: int) -> tuple[str, str]:
    """(name, state) of a number of the register."""
    with office.database.reading() as connection:
        found = residents.one(connection, office.sealed, office.hall(HALL), number)
    assert found is not None
    return found.name, found.state


def typed(office: Office, name: str) -> int:
    """Somebody new, written down by hand; gives the number."""
    said = Said(name, date(2009, 5, 1), "Desa Contoh")
    return office.transact(
        HALL, lambda work, hall: residents.add(work.connection, office.sealed, hall, said, "hand", work.now)
    )


def counted(office: Office, table: Any) -> int:
    with office.database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
