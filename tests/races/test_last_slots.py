"""Forty clerks book the last windows at once: no window passes its capacity, nobody has two letters, nobody is lost."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from hall.actions import sessions, summonses
from hall.actions.office import Office
from hall.actions.summons_plans import Choice
from hall.errors import Refused
from hall.records import residents
from hall.records import tables as t
from hall.records.residents import Said
from hall.records.unit_of_work import transact
from hall.rules.session_plans import Wish
from tests.office import answer, asks, furnished, office_url, open_office

__all__ = ["furnished", "office_url"]
HALL = "jumapolo"
CLERKS = [pytest.param(12, id="short"), pytest.param(40, id="full", marks=pytest.mark.long)]


@pytest.fixture
def offices(office_url: str, tmp_path: Path) -> Iterator[list[Office]]:
    """Two servers over one store."""
    found = [open_office(office_url, tmp_path) for _ in range(2)]
    yield found
    for office in found:
        office.database.close()


def people(office: Office, count: int) -> None:
    hall = office.hall(HALL)
    for number in range(count):
        said = Said(f"Contoh {number}", date(2008, 1, 1), "Ngadirejo")
        transact(
            office.database, office.clock.now(), lambda event: None,
            lambda work, said=said: residents.add(work.connection, office.sealed, hall, said, "hand", work.now),  # type: ignore[misc]
        )  # fmt: skip


def session(office: Office, letters: int) -> str:
    wish = Wish(date(2026, 11, 23), "office", "Ruang perekaman", letters=letters)
    code: str = answer(sessions.create(office, HALL, asks("sessions"), wish))["code"]
    return code


def book(office: Office, gate: Barrier, choice: Choice) -> str:
    gate.wait(30)
    for _ in range(20):
        try:
            summonses.summon(office, HALL, asks("summonses"), choice)
            return "called"
        except Refused as refused:
            if refused.code != "busy":
                return refused.code
    return "busy"


def at_once(offices: list[Office], clerks: int, choices: list[Choice]) -> Counter[str]:
    gate = Barrier(clerks)
    with ThreadPoolExecutor(clerks) as pool:
        asked = [pool.submit(book, offices[clerk % 2], gate, choices[clerk]) for clerk in range(clerks)]
        return Counter(found.result() for found in asked)


def in_force(office: Office) -> Counter[int]:
    with office.database.reading() as connection:
        rows = connection.execute(select(t.summonses.c.slot_id, func.count()).group_by(t.summonses.c.slot_id)).all()
        slots = {row.id: row for row in connection.execute(select(t.session_slots))}
    for slot, count in rows:
        assert count == slots[slot].taken <= slots[slot].capacity
    return Counter({slot: count for slot, count in rows})


@pytest.mark.parametrize("clerks", CLERKS)
def test_the_last_places_go_to_as_many_as_there_are(offices: list[Office], clerks: int) -> None:
    people(offices[0], clerks)
    code = session(offices[0], clerks // 2)
    told = at_once(offices, clerks, [Choice((code,), (number,)) for number in range(1, clerks + 1)])

    assert told == {"called": clerks // 2, "quota_reached": clerks - clerks // 2}
    assert in_force(offices[0]).total() == clerks // 2


@pytest.mark.parametrize("clerks", CLERKS)
def test_one_person_wanted_by_all_gets_one_letter(offices: list[Office], clerks: int) -> None:
    people(offices[0], 1)
    code = session(offices[0], clerks // 2)
    told = at_once(offices, clerks, [Choice((code,), (1,))] * clerks)

    assert told["called"] == 1
    assert in_force(offices[0]).total() == 1
