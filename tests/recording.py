"""A day of recording for tests: people visibly invented, a session with windows, letters with codes."""

import itertools
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from hall.actions.office import Office
from hall.records import residents, sessions, summonses
from hall.records.residents import Said
from hall.records.unit_of_work import Work, transact
from hall.rules.calendar import business_day
from hall.rules.hall import Hall
from hall.rules.recording import Slot
from hall.rules.summonses import code_from

NAMES = ("Contoh Satu", "Contoh Dua", "Contoh Tiga", "Contoh Empat", "Contoh Lima")
_serial = itertools.count(1)


@dataclass
class RecordingDay:
    """A session of today at the office of a hall, from now on in windows of half an hour, and the letters to it."""

    office: Office
    slug: str
    windows: int = 8
    reserve: int = 2
    kind: str = "office"
    place: str = "Kantor Kecamatan"
    first: datetime | None = None
    plan: dict[str, Any] = field(default_factory=dict)
    session: int = 0
    code: str = ""
    slots: list[Slot] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Keeps the session."""
        begins = self.first or self.office.clock.now()
        half = timedelta(minutes=30)
        windows = [Slot(0, 0, begins + half * n, begins + half * (n + 1), 10) for n in range(self.windows)]
        self.code = f"P-{next(_serial)}"
        values = {
            "code": self.code, "day": business_day(begins, self.hall.timezone), "kind": self.kind, "place": self.place,
            "plan": self.plan, "capacity": 10 * self.windows, "reserve": self.reserve, "state": "planned",
            "created_by": "token:1",
        }  # fmt: skip

        def keep(work: Work) -> None:
            self.session = sessions.add(work.connection, self.hall, values, windows, work.now)
            self.slots = sessions.slots(work.connection, [self.session])[self.session]

        self._do(keep)

    @property
    def hall(self) -> Hall:
        """The hall as it is set up."""
        return self.office.hall(self.slug)

    def person(self, name: str | None = None, *, family: str | None = None, born_on: date = date(2009, 1, 1)) -> int:
        """Somebody of the register; gives the id."""
        found = 0

        def keep(work: Work) -> None:
            nonlocal found
            said = Said(
                name=name or f"Contoh Orang {next(_serial)}", born_on=born_on, village="Desa Contoh", family=family
            )
            number = residents.add(work.connection, self.office.sealed, self.hall, said, "hand", work.now)
            kept = residents.one(work.connection, self.office.sealed, self.hall, number)
            assert kept is not None
            found = kept.id

        self._do(keep)
        return found

    def letter(self, resident: int | None = None, window: int = 0, **person: str) -> str:
        """A summons to a window; gives its code."""
        who = self.person(**person) if resident is None else resident  # type: ignore[arg-type]
        code = code_from(next(_serial) * 7_919_993)
        values = {
            "code": code, "resident_id": who, "session_id": self.session, "slot_id": self.slots[window].id, "call": 1,
            "state": "made", "created_by": "token:1",
        }  # fmt: skip
        self._do(lambda work: summonses.add(work.connection, self.hall, values, work.now))
        return code

    def state_of(self, code: str) -> tuple[str, str]:
        """(the letter's state, its person's)."""
        with self.office.database.reading() as connection:
            found = summonses.by_code(connection, self.hall, code)
            assert found is not None
            (person,) = residents.read(connection, self.office.sealed, self.hall, [found[0].resident_id])
        return found[0].state, person.state

    def _do(self, do: object) -> None:
        transact(self.office.database, self.office.clock.now(), lambda event: None, do)  # type: ignore[arg-type]
