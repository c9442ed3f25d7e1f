"""People of the register as the store keeps them: sealed, known again by marks, picked without names. On both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from hall.actions.office import Office
from hall.records import residents
from hall.records import tables as t
from hall.records.residents import Said

HALL = "kalipare"
BORN = date(2008, 3, 1)
DAY = date(2026, 11, 19)


def contoh(name: str = "Contoh Satu", **said: object) -> Said:
    values = {"born_on": BORN, "village": "Arjosari"} | said
    return Said(name, **values)  # type: ignore[arg-type]


def add(office: Office, *people: Said) -> list[int]:
    with office.database.writing() as connection:
        hall, now = office.hall(HALL), office.clock.now()
        numbers = [residents.add(connection, office.sealed, hall, said, "hand", now) for said in people]
        asked = select(t.residents.c.id).where(t.residents.c.number.in_(numbers)).order_by(t.residents.c.number)
        return list(connection.execute(asked).scalars())


def test_a_person_comes_back_as_they_were_kept(office: Office) -> None:
    said = contoh(contact="0800", nik="0000000000000001", family="0000000000000009", married=True)
    (person,) = add(office, said)
    with office.database.reading() as connection:
        (found,) = residents.read(connection, office.sealed, office.hall(HALL), [person])
        assert residents.one(connection, office.sealed, office.hall(HALL), 1) == found
        assert residents.one(connection, office.sealed, office.hall("jumapolo"), 1) is None
    assert (found.name, found.contact, found.nik, found.family) == (said.name, said.contact, said.nik, said.family)
    assert (found.born_on, found.village, found.married, found.state) == (BORN, "Arjosari", True, "unrecorded")
    assert said.name not in repr(found)


def test_nothing_that_names_a_person_stands_in_the_row(office: Office) -> None:
    add(office, contoh("Zulkontoh Rahasia", contact="0811777", nik="0000000000000077", family="0000000000000078"))
    with office.database.reading() as connection:
        kept = " ".join(map(str, connection.execute(select(t.residents)).one()))
        kept += " ".join(map(str, connection.execute(select(t.resident_words)).all()))
    for word in ("Zulkontoh", "Rahasia", "0811777", "0000000000000077", "0000000000000078"):
        assert word not in kept


def test_the_same_person_is_not_kept_twice_but_two_with_other_niks_are(office: Office) -> None:
    add(office, contoh(nik="0000000000000001"))
    with pytest.raises(IntegrityError):
        add(office, contoh("CONTOH  satu"))
    with office.database.writing() as connection:
        second = contoh(nik="0000000000000002")
        number = residents.add(
            connection, office.sealed, office.hall(HALL), second, "hand", office.clock.now(), apart=True
        )
    assert number == 2


def test_picking_takes_villages_states_and_ages_and_keeps_families_together(office: Office) -> None:
    card = "0000000000000009"
    people = (
        contoh("Contoh A", family=card), contoh("Contoh B", born_on=BORN + timedelta(1)),
        contoh("Contoh C", family=card, born_on=BORN + timedelta(2)), contoh("Contoh D", village="Sukowilangun"),
        contoh("Contoh E", born_on=date(2012, 1, 1)),
    )  # fmt: skip
    ids = add(office, *people)
    with office.database.writing() as connection:
        hall, now = office.hall(HALL), office.clock.now()
        assert residents.set_state(connection, hall, ids[1], "recorded", None, DAY, now)
        assert not residents.set_state(connection, office.hall("jumapolo"), ids[0], "recorded", None, DAY, now)
        found = residents.pick(connection, hall, ["Arjosari"], born_until=date(2009, 11, 19))
        assert [one.id for one in found] == [ids[0], ids[2]]
        assert len({one.family_mark for one in found}) == 1
        assert residents.villages(connection, hall, ("unrecorded",), date(2009, 11, 19)) == [
            ("Arjosari", 2), ("Sukowilangun", 1),
        ]  # fmt: skip
        everybody = residents.pick(connection, hall, states=("unrecorded", "recorded"), limit=4)
        assert len(everybody) == 4
        recorded = residents.one(connection, office.sealed, hall, 2)
    assert recorded is not None
    assert (recorded.state, recorded.recorded_on, recorded.revision) == ("recorded", DAY, 2)


def test_who_has_a_letter_in_force_is_not_picked_and_missed_calls_are_counted(office: Office) -> None:
    ids = add(office, contoh("Contoh A"), contoh("Contoh B"))
    hall = office.hall(HALL)
    stamp = {"created_at": 0, "created_by": "token:1", "changed_at": 0}
    with office.database.writing() as connection:
        session = {"hall_id": hall.id, "code": "P-1", "day": DAY, "kind": "office", "place": "Kantor", "plan": "{}"}
        session |= {"capacity": 9, "state": "planned"} | stamp
        connection.execute(insert(t.sessions).values(id=1, **session))
        connection.execute(insert(t.session_slots).values(id=1, session_id=1, start_at=1, end_at=2, capacity=9))
        for code, person, state in (("AAAA2222", ids[0], "absent"), ("BBBB2222", ids[1], "sent")):
            row = {"hall_id": hall.id, "code": code, "resident_id": person, "session_id": 1, "slot_id": 1}
            connection.execute(insert(t.summonses).values(state=state, **row, **stamp))
        (found,) = residents.pick(connection, hall)
    assert (found.id, found.calls_before) == (ids[0], 1)
