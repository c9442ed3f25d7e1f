"""What kiosk and clerks ask of a large register costs what it answers, not what the register holds: by indexes."""

from typing import Any

import pytest
from sqlalchemy import insert, text

from hall.actions import check_ins, residents
from hall.actions.check_ins import Coming
from hall.actions.office import Office
from hall.actions.residents import Wish
from hall.records import residents as register
from hall.records import summonses
from hall.records import tables as t
from hall.records.residents import Said
from hall.records.times import micros
from hall.rules.access import Identity
from hall.rules.residents import nik_text
from tests.office import asks
from tests.people.offices import clock_of
from tests.recording import RecordingDay
from tests.records.test_hot_statements import Caught, on_postgresql, on_sqlite

HALL = "barito-kuala"
PEOPLE, VILLAGES, LETTERS, FAMILY = 8_000, 80, 4_000, 4
MOST_INSTRUCTIONS, MOST_ROWS = 20_000, 3_000  # frequent words are counted to 2000; a walk over everybody is far above
PROGRAM = Identity("token:1", "api", HALL, frozenset({"counter"}))


@pytest.fixture
def large(office: Office) -> Office:
    """Villages brought their lists one after another; half of the people have a letter for the same session."""
    day, hall, at = RecordingDay(office, HALL), office.hall(HALL), micros(clock_of(office).now())
    said = Said("Contoh Orang", clock_of(office).now().date().replace(year=1990), "Desa")
    often, one = register.word_marks(office.sealed, "Contoh Orang")
    kept = register.kept(office.sealed, said) | {"hall_id": hall.id, "created_at": at, "changed_at": at}
    people = [
        kept | {"id": 1000 + n, "number": n + 1, "person_mark": f"{n:064x}", "family_mark": f"{n // FAMILY:064x}",
                "nik_mark": office.sealed.mark(nik_text(f"{n:016}")), "village": f"Desa {n * VILLAGES // PEOPLE}"}
        for n in range(PEOPLE)
    ]  # fmt: skip
    words = [{"mark": often, "resident_id": row["id"]} for row in people]
    made = {"session_id": day.session, "slot_id": day.slots[0].id, "call": 1, "state": "made", "created_by": "token:1"}
    letters = [made | {"code": f"{n:08}", "resident_id": 1000 + n} for n in range(LETTERS)]
    with office.database.writing() as connection:
        connection.execute(insert(t.residents), people)
        connection.execute(insert(t.resident_words), [*words, {"mark": one, "resident_id": 1000 + PEOPLE - 1}])
        summonses.add_all(connection, hall, letters, clock_of(office).now())
        if not office.database.sqlite:  # as its own upkeep does; SQLite plans without knowing what is in its tables
            connection.execute(text("ANALYZE"))
    return office


def ask_everything(office: Office) -> None:
    """A family with its letter, then the searches and lists of a clerk."""
    code = "00000004"
    check_ins.look(office, HALL, code)
    check_ins.check_in(office, HALL, asks("check-ins"), Coming(code, family=True))
    nik: Any = residents.found(office, HALL, f"{PEOPLE - 2:016}", PROGRAM)
    assert [item["number"] for item in nik["items"]] == [PEOPLE - 1]
    both = residents.found(office, HALL, "Contoh Orang", PROGRAM)
    assert [item["number"] for item in both["items"]] == [PEOPLE]
    last = residents.listed(office, HALL, Wish(villages=(f"Desa {VILLAGES - 1}",)), None, PROGRAM)
    assert last["total"] == PEOPLE // VILLAGES


def test_nothing_walks_through_the_register_or_through_all_letters(large: Office, database: str) -> None:
    caught = Caught(large)
    ask_everything(large)
    measure, most = (on_sqlite, MOST_INSTRUCTIONS) if database == "sqlite" else (on_postgresql, MOST_ROWS)
    blind = {"SELECT count(*) FROM residents WHERE source = 'never'": ()}
    assert all(cost > most for _, cost in measure(large, blind)), "the measure itself finds a walk"
    assert {statement: cost for statement, cost in measure(large, caught.statements) if cost > most} == {}
