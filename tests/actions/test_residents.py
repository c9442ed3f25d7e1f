"""The register in daily work: who may, what is overwritten, what is left of somebody who was taken off. On both databases."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from hall.actions import resident_erasing, resident_exports, residents
from hall.actions.office import Office
from hall.actions.residents import Typed, Wish
from hall.errors import Refused
from hall.records import tables as t
from hall.rules.access import Identity
from tests.actions.resident_lists import HALL, OPERATOR
from tests.office import answer, asks
from tests.people.offices import clock_of, worked

KASI = replace(OPERATOR, asker="person:8", staff_roles=frozenset({"kasi"}))
SATU = Typed("Contoh Satu", date(2008, 11, 21), "Arjosari", False, "0800", f"{1:016}", f"{9:016}")


def added(office: Office, typed: Typed = SATU, ask: Any = None) -> int:
    number: int = answer(residents.add(office, HALL, ask or asks("people"), typed, OPERATOR))["number"]
    return number


def kept(office: Office) -> Any:
    """The only row of the register."""
    with office.database.reading() as connection:
        return connection.execute(select(t.residents)).one()


def summoned(office: Office, state: str) -> None:
    """A summons of everybody, in that state, with a note about a try to reach them."""
    hall, stamp = office.hall(HALL), {"created_at": 0, "created_by": "token:1", "changed_at": 0}
    with office.database.writing() as connection:
        session = {"hall_id": hall.id, "code": "P-1", "day": date(2026, 11, 23), "kind": "office", "place": "Kantor"}
        connection.execute(insert(t.sessions).values(id=1, plan="{}", capacity=9, state="planned", **session, **stamp))
        connection.execute(insert(t.session_slots).values(id=1, session_id=1, start_at=1, end_at=2, capacity=9))
        person = connection.execute(select(t.residents.c.id)).scalar_one()
        row = {"hall_id": hall.id, "code": "AAAA2222", "resident_id": person, "session_id": 1, "slot_id": 1}
        connection.execute(insert(t.summonses).values(id=1, state=state, **row, **stamp))
        tried = {"channel": "phone", "outcome": "no_answer", "at": 0, "by": "token:1", "note": "ibu Contoh"}
        connection.execute(insert(t.summons_attempts).values(summons_id=1, **tried))


def test_the_same_question_twice_adds_one_person_and_another_body_is_told(office: Office) -> None:
    ask = asks("people")
    assert added(office, ask=ask) == added(office, ask=ask) == 1
    with pytest.raises(Refused) as told:
        added(office, replace(SATU, name="Contoh Dua"), ask)
    assert told.value.code == "request_id_reused"


def test_what_is_kept_of_a_question_gives_no_nik_to_whoever_tries_them_all(office: Office) -> None:
    """The digest of a body is kept for two days: made of the NIK itself, a million tries would find it."""
    import hashlib
    import json

    added(office)
    with office.database.reading() as connection:
        row = connection.execute(select(t.answers)).one()
    said = {"name": SATU.name, "born_on": "2008-11-21", "village": SATU.village, "contact": "0800", "nik": SATU.nik,
            "family": SATU.family, "married": False}  # fmt: skip
    for body in (said, {"nik": SATU.nik}):
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert row.digest != hashlib.sha256(text.encode()).hexdigest()
    assert row.body == '{"number":1,"revision":1}'


def test_somebody_elses_change_is_never_overwritten(office: Office) -> None:
    number = added(office)
    changed = answer(residents.change(office, HALL, asks("c"), number, replace(SATU, village="Kaliasri"), 1, OPERATOR))
    assert changed["revision"] == 2
    with pytest.raises(Refused, match="baru saja diubah"):
        residents.change(office, HALL, asks("c"), number, replace(SATU, village="Putukrejo"), 1, OPERATOR)
    assert residents.one(office, HALL, number, OPERATOR)["village"] == "Kaliasri"


def test_two_of_one_name_and_birthday_need_two_niks(office: Office) -> None:
    added(office)
    with pytest.raises(Refused, match="nomor 1"):
        added(office, replace(SATU, nik=None))
    assert added(office, replace(SATU, nik=f"{2:016}")) == 2
    with pytest.raises(Refused, match="nomor 2"):
        residents.change(office, HALL, asks("c"), 1, replace(SATU, nik=f"{2:016}"), 1, OPERATOR)


def test_a_person_nobody_summoned_is_gone_without_a_trace(office: Office) -> None:
    number = added(office)
    resident_erasing.erase(office, HALL, asks("e"), number, KASI)
    with office.database.reading() as connection:
        for table in (t.residents, t.resident_words):
            assert connection.execute(select(table)).all() == []
    assert residents.found(office, HALL, "contoh satu", OPERATOR)["items"] == []


def test_of_a_summoned_person_only_what_statistics_need_is_left(office: Office) -> None:
    number = added(office)
    residents.set_state(office, HALL, asks("s"), number, "recorded", None, OPERATOR)
    summoned(office, "recorded")
    resident_erasing.erase(office, HALL, asks("e"), number, KASI)
    row = kept(office)
    assert (row.sealed, row.nik_mark, row.family_mark, row.reason) == ("", None, None, None)
    assert (row.village, row.state, row.recorded_on, row.born_on) == (
        "Arjosari", "recorded", date(2026, 11, 19), date(2008, 1, 1)
    )  # fmt: skip
    with office.database.reading() as connection:
        assert connection.execute(select(t.summons_attempts.c.note)).scalar_one() is None
        assert connection.execute(select(t.resident_words)).all() == []
    assert residents.listed(office, HALL, Wish(), None, OPERATOR)["items"] == []
    assert added(office) == 2  # the same person may come again, as somebody new


def test_whose_letter_is_in_force_stays_until_it_is_cancelled(office: Office) -> None:
    number = added(office)
    summoned(office, "sent")
    with pytest.raises(Refused, match="masih berlaku"):
        resident_erasing.erase(office, HALL, asks("e"), number, KASI)
    assert residents.one(office, HALL, number, OPERATOR)["summonses"][0]["code"] == "AAAA2222"


@pytest.mark.parametrize(("state", "letter"), [("moved", "moved"), ("died", "died"), ("recorded", "cancelled")])
def test_whoever_is_not_expected_any_more_has_no_letter_in_force(office: Office, state: str, letter: str) -> None:
    number = added(office)
    summoned(office, "sent")
    residents.set_state(office, HALL, asks("s"), number, state, None, OPERATOR)
    assert residents.one(office, HALL, number, OPERATOR)["summonses"][0]["state"] == letter
    resident_erasing.erase(office, HALL, asks("e"), number, KASI)


def test_a_year_after_the_card_was_taken_the_person_is_forgotten(office: Office) -> None:
    number = added(office)
    added(office, replace(SATU, name="Contoh Dua", nik=None))
    residents.set_state(office, HALL, asks("s"), number, "collected", None, OPERATOR)
    clock_of(office).go(days=364)
    resident_erasing.forget_old(office)
    assert residents.listed(office, HALL, Wish(), None, OPERATOR)["total"] == 2
    clock_of(office).go(days=1)
    resident_erasing.forget_old(office)
    assert residents.listed(office, HALL, Wish(), None, OPERATOR)["total"] == 2, (
        "a clock that jumped ahead erases nobody"
    )
    worked(office, HALL)
    resident_erasing.forget_old(office)
    assert kept(office).number == 2
    with office.database.reading() as connection:
        told = connection.execute(select(t.events).where(t.events.c.kind == "residents.outdated")).one()
    assert told.subject == "1"


def test_an_export_has_everybody_of_the_list_in_pages(office: Office) -> None:
    for number in range(3):
        added(office, replace(SATU, name=f"Contoh {'ABC'[number]}", nik=None))
    document = resident_exports.export(office, HALL, Wish(villages=("Arjosari",)), OPERATOR)
    assert [row[1] for row in document.tables[0].rows] == ["Contoh A", "Contoh B", "Contoh C"]
    assert resident_exports.export(office, HALL, Wish(states=("died",)), OPERATOR).tables[0].rows == ()


@pytest.mark.parametrize(
    ("role", "may"),
    [("clerk", ""), ("operator", "read write export"), ("kasi", "read write export erase"), ("sekcam", "read"),
     ("camat", "read export"), ("keeper", "read write export erase")],
)  # fmt: skip
def test_each_role_may_what_its_work_needs(office: Office, role: str, may: str) -> None:
    who = replace(OPERATOR, staff_roles=frozenset({role}))
    number = added(office)
    tries = {
        "read": lambda: residents.listed(office, HALL, Wish(), None, who),
        "write": lambda: residents.set_state(office, HALL, asks("s"), number, "moved", None, who),
        "export": lambda: resident_exports.export(office, HALL, Wish(), who),
        "erase": lambda: resident_erasing.erase(office, HALL, asks("e"), number, who),
    }
    assert [act for act, do in tries.items() if not _refused(do)] == may.split()


def test_a_clerk_reads_where_the_recording_is_called_to_and_a_screen_never(office: Office) -> None:
    clerk = replace(OPERATOR, staff_roles=frozenset({"clerk"}))
    serves = next(iter(office.hall(HALL).counters))
    assert not _refused(lambda: residents.listed(office, HALL, Wish(), None, replace(clerk, counter=serves)))
    assert _refused(lambda: residents.listed(office, HALL, Wish(), None, clerk))
    screen = Identity("device:1", "screen", HALL, frozenset({"counter"}), counter=serves)
    assert _refused(lambda: residents.listed(office, HALL, Wish(), None, screen))


def test_ages_are_counted_to_the_day(office: Office) -> None:
    born = {"A": date(2009, 11, 19), "B": date(2009, 11, 20), "C": date(2010, 11, 19), "D": date(2010, 11, 20)}
    for name, day in born.items():
        added(office, replace(SATU, name=f"Contoh {name}", born_on=day, nik=None))

    def numbers(**asked: int) -> list[int]:
        found = residents.listed(office, HALL, Wish(**asked), None, OPERATOR)  # type: ignore[arg-type]
        return [each["number"] for each in found["items"]]

    assert numbers(age_from=17) == [1]
    assert numbers(age_from=16, age_to=16) == [2, 3]
    assert numbers(age_to=15) == [4]


def test_a_key_that_was_lost_is_told_and_the_list_stays_readable(office: Office) -> None:
    number = added(office)
    with office.database.writing() as connection:
        connection.execute(update(t.residents).values(sealed="gAAAAA-not-ours"))
    assert residents.listed(office, HALL, Wish(), None, OPERATOR)["items"][0]["name"] == "(tidak terbaca)"
    with pytest.raises(Refused, match="kunci lain"):
        residents.one(office, HALL, number, OPERATOR)


def _refused(do: Any) -> bool:
    """Whether it is forbidden; any other refusal is a fault of the test."""
    try:
        do()
    except Refused as refused:
        if refused.code != "forbidden":
            raise
        return True
    return False
