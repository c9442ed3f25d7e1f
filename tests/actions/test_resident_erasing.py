"""Who leaves the register leaves everything: lists that wait, their uploads, notes, reasons, and the bytes of the store."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from hall.actions import (
    letters_of_call,
    resident_erasing,
    resident_imports,
    resident_judging,
    resident_reading,
    residents,
)
from hall.actions.office import Office
from hall.errors import Refused
from hall.lists import vault
from hall.records import resident_imports as kept
from hall.records import residents as register
from hall.records import residents_erased
from hall.records import tables as t
from hall.records.residents_erased import NAMED, UNREAD
from hall.records.times import micros
from tests.actions.resident_lists import (
    HALL,
    OPERATOR,
    applied,
    csv_of,
    mapped,
    one,
    people,
    row,
    rows_of,
    settled,
    upload,
)
from tests.actions.test_residents import KASI, SATU, added
from tests.office import asks
from tests.people.offices import clock_of, worked
from tests.recording import RecordingDay

NAME, PHONE, NIK, KK = "Zulkontoh Rahasia", "0811777999", f"{77:016}", f"{78:016}"
BORN = {"Tanggal Lahir": "21-11-2008"}
ZUL = replace(SATU, name=NAME, contact=PHONE, nik=NIK, family=KK)
MINE = row(77, NAME, Telepon="0811000111", **BORN, **{"No KK": KK})


def erased(office: Office, number: int) -> None:
    resident_erasing.erase(office, HALL, asks("erasures"), number, KASI)


def checked(office: Office, *rows: list[str]) -> kept.Import:
    return mapped(office, upload(office, csv_of(rows)))


def gone(office: Office, found: kept.Import, sentence: str) -> None:
    """The list was thrown away for this reason, with its upload and every row."""
    after = one(office, found.id)
    assert (after.state, after.fault) == ("dropped", sentence)
    assert not vault.place(office.settings.var, found.id).exists()
    resident_reading.sweep(office, found.id)
    assert [rows_of(office, found, verdict) for verdict in ("new", "changed", "same")] == [[], [], []]


def test_a_list_that_names_the_person_is_thrown_away_and_others_stay(office: Office) -> None:
    number = added(office, ZUL)
    mine, other = checked(office, MINE, row(1)), checked(office, row(2), row(3))
    erased(office, number)
    gone(office, mine, NAMED)
    stays = one(office, other.id)
    assert (stays.state, stays.fault, stays.new) == ("checked", None, 2)
    assert vault.place(office.settings.var, other.id).exists()
    applied(office, stays)
    assert [each.name for each in people(office)] == ["Contoh Nomor 2", "Contoh Nomor 3"]


def test_a_row_that_was_somebody_new_when_it_was_read_is_known_by_its_marks(office: Office) -> None:
    by_nik = checked(office, row(77, "Contoh Lain Nama"))
    by_name = checked(office, row(5, NAME, NIK="", **BORN))
    twin = checked(office, row(99, NAME, **BORN))  # another NIK: somebody else of that name and day
    erased(office, added(office, ZUL))
    gone(office, by_nik, NAMED)
    gone(office, by_name, NAMED)
    assert one(office, twin.id).state == "checked"


def test_a_list_that_nobody_read_through_may_name_them_and_goes_too(office: Office) -> None:
    number = added(office, ZUL)
    unread = upload(office, csv_of([MINE]))
    assert unread.state == "mapping"
    erased(office, number)
    gone(office, unread, UNREAD)


def test_a_list_that_is_being_taken_goes_on_without_the_person(office: Office) -> None:
    number = added(office, ZUL)
    found = checked(office, MINE, row(1))
    with office.database.writing() as connection:
        kept.move(connection, office.hall(HALL), found.id, ("checked",), "applying", office.clock.now(), done=0)
    erased(office, number)
    resident_reading.resume(office)
    assert settled(office, found.id).state == "applied"
    assert [each.name for each in people(office)] == ["Contoh Nomor 1"]


def test_a_batch_in_hand_never_brings_back_who_was_erased_meanwhile(office: Office) -> None:
    found = checked(office, MINE, row(1))
    number = added(office, ZUL)
    hall, now = office.hall(HALL), office.clock.now()
    with office.database.writing() as connection:
        kept.move(connection, hall, found.id, ("checked",), "applying", now, done=0)
    with office.database.reading() as connection:
        rows = kept.to_take(connection, found.id)
    erased(office, number)
    batch = resident_judging.batch(office, hall, rows)  # as read before the erasure
    with pytest.raises(kept.Again), office.database.writing() as connection:
        kept.take(connection, hall, found.id, 0, batch, now)
    assert people(office) == []


def test_a_list_that_was_read_through_meanwhile_is_looked_through_too(office: Office) -> None:
    """The search is over when a list comes to its end: the erasure looks once more instead of passing it by."""
    number = added(office, ZUL)
    found = checked(office, MINE)
    hall = office.hall(HALL)
    with office.database.reading() as connection:
        person = register.numbered(connection, hall, number)
    assert person is not None
    for searched in (residents_erased.Searched(), replace(
        resident_erasing.search(office, hall, [person]),
        lists=(residents_erased.Staged(found.id, "checked", 1),),
    )):  # fmt: skip
        with pytest.raises(kept.Again), office.database.writing() as connection:
            residents_erased.erase(connection, hall, [person], searched, office.clock.now())
    erased(office, number)
    gone(office, found, NAMED)


@pytest.mark.long
def test_the_automatic_erasure_throws_lists_away_as_a_clerk_does(office: Office) -> None:
    number = added(office, ZUL)
    residents.set_state(office, HALL, asks("s"), number, "collected", None, OPERATOR)
    mine, other = checked(office, MINE), checked(office, row(2))
    clock_of(office).go(days=365)
    worked(office, HALL)
    resident_erasing.forget_old(office)
    gone(office, mine, NAMED)
    assert one(office, other.id).state == "checked"
    assert people(office) == []


def test_what_a_kill_left_of_a_list_that_is_over_is_swept(office: Office) -> None:
    found = checked(office, MINE)
    with office.database.writing() as connection:
        kept.move(connection, office.hall(HALL), found.id, ("checked",), "dropped", office.clock.now())
    resident_reading.resume(office)
    assert rows_of(office, found, "new") == []
    assert vault.kept(office.settings.var) == []


def test_somebody_whom_no_key_opens_can_be_erased(office: Office) -> None:
    number = added(office, ZUL)
    with office.database.writing() as connection:
        connection.execute(update(t.residents).values(sealed="gAAAAA-not-ours"))
    erased(office, number)
    with office.database.reading() as connection:
        assert connection.execute(select(t.residents)).all() == []


@pytest.mark.parametrize(
    ("collected", "last", "first"),
    [(date(2028, 2, 29), date(2029, 2, 28), date(2029, 3, 1)), (date(2027, 2, 28), date(2028, 2, 27), date(2028, 2, 28)),
     (date(2027, 3, 1), date(2028, 2, 29), date(2028, 3, 1)), (date(2026, 11, 19), date(2027, 11, 18), date(2027, 11, 19))],
)  # fmt: skip
def test_the_year_is_over_when_its_last_day_is_in_the_hall(
    office: Office, collected: date, last: date, first: date
) -> None:
    added(office, ZUL)
    with office.database.writing() as connection:
        connection.execute(update(t.residents).values(state="collected", collected_on=collected))
    for day, left in ((last, 1), (first, 0)):
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=7)  # WIB
        ends = midnight + timedelta(hours=23, minutes=59) if left else midnight + timedelta(minutes=1)
        clock_of(office).go(seconds=(ends - office.clock.now()).total_seconds())
        if left:
            worked(office, HALL)
        resident_erasing.forget_old(office)
        assert len(people(office)) == left, day


@pytest.mark.parametrize("way", ["clerk", "by itself"])
def test_after_an_erasure_nothing_of_the_person_is_left_anywhere(office: Office, way: str) -> None:
    """Every table, every byte of the store and every file beside it: nothing in plain, and the sealed texts are gone."""
    number = added(office, replace(ZUL, contact="0811777998"))
    residents.change(office, HALL, asks("changes"), number, ZUL, 1, OPERATOR)
    lists = [checked(office, MINE), upload(office, csv_of([MINE]), name=f"{NAME}.csv")]
    secrets = a_whole_life(office, number)
    assert {"resident_words", "residents", "resident_import_rows", "away_packs"} <= {table for table, _ in secrets}
    if way == "clerk":
        erased(office, number)
    else:
        with office.database.writing() as connection:
            connection.execute(update(t.residents).values(state="collected", collected_on=date(2025, 1, 1)))
        worked(office, HALL)
        resident_erasing.forget_old(office)
    for found in lists:
        resident_reading.sweep(office, found.id)
    resident_erasing.scrub(office)
    told = dumped(office)
    files = [path.read_bytes() for path in sorted(office.settings.var.rglob("*")) if path.is_file()]
    if office.database.sqlite:
        assert Path(str(office.database.url.database)) in office.settings.var.rglob("*")
    for plain in (NAME, "Zulkontoh", "Rahasia", PHONE, "0811777998", NIK, KK, "ibu Zul", "jari Zul"):
        assert plain not in told
        assert not any(plain.encode() in content for content in files), plain
    for table, secret in secrets:
        assert secret not in told, table
        assert not any(secret.encode() in content for content in files), (table, secret)
    assert residents.listed(office, HALL, residents.Wish(), None, OPERATOR)["items"] == []


def a_whole_life(office: Office, number: int) -> list[tuple[str, str]]:
    """The person was called, telephoned, came, failed at a station, and a village said otherwise. Gives (table, what names
    them there): sealed texts, marks and words."""
    day = RecordingDay(office, HALL)
    hall, stamp = office.hall(HALL), micros(office.clock.now())
    with office.database.reading() as connection:
        person = register.numbered(connection, hall, number)
    code = day.letter(person)
    letters_of_call.slip(office, HALL, asks("slip"), code)
    letters_of_call.file(office, letters_of_call.order(office, HALL, day.code, "A4", OPERATOR))
    sealed = office.sealed.seal(json.dumps({"name": NAME}))
    conflict = {"number": number, "sealed": sealed, "letter": None, "clash": "", "handed": None, "ticket": None}
    conflict |= {side: {"state": "unable", "reason": "jari Zul aus"} for side in ("office", "village")}
    with office.database.writing() as connection:
        letter = connection.execute(select(t.summonses.c.id)).scalar_one()
        connection.execute(update(t.summonses).values(state="unable"))
        tried = {"channel": "phone", "outcome": "no_answer", "at": 0, "by": "token:1", "note": "ibu Zul"}
        connection.execute(insert(t.summons_attempts).values(summons_id=letter, **tried))
        connection.execute(update(t.residents).values(state="unable", reason="jari Zul aus"))
        came = {"id": 1, "hall_id": hall.id, "session_id": day.session, "created_at": stamp, "changed_at": stamp}
        connection.execute(insert(t.visits).values(resident_id=person, state="stopped", reason="jari Zul aus", **came))
        run = {"visit_id": 1, "station": "finger", "started_at": stamp, "outcome": "unable", "reason": "jari Zul aus"}
        connection.execute(insert(t.station_runs).values(**run))
        pack = {"hall_id": hall.id, "session_id": day.session, "pack": "p" * 32, "line": "A", "first_number": 501,
                "last_number": 1000, "people": 1, "made_at": stamp, "made_by": "token:1"}  # fmt: skip
        connection.execute(insert(t.away_packs).values(**pack, body=json.dumps({"conflicts": [conflict]})))
        mine = connection.execute(select(t.residents)).one()
        found = [("residents", mine.sealed), ("residents", mine.person_mark), ("residents", mine.nik_mark),
                 ("residents", mine.family_mark), ("away_packs", sealed)]  # fmt: skip
        for each in connection.execute(select(t.resident_import_rows.c.sealed)).scalars():
            found += [("resident_import_rows", json.loads(each)["s"])]
        words = connection.execute(select(t.resident_words.c.mark)).scalars()
        return found + [("resident_words", str(mark)) for mark in words]


def dumped(office: Office) -> str:
    """Every row of every table."""
    with office.database.reading() as connection:
        told: list[Any] = [connection.execute(select(table)).all() for table in t.metadata.sorted_tables]
    return repr(told)


def test_what_was_recorded_by_mistake_has_no_day_and_a_second_look_at_a_card_keeps_the_first(office: Office) -> None:
    number = added(office)

    def becomes(state: str) -> tuple[str | None, str | None]:
        residents.set_state(office, HALL, asks("s"), number, state, None, OPERATOR)
        told = residents.one(office, HALL, number, OPERATOR)
        clock_of(office).go(days=1)
        return told["recorded_on"], told["collected_on"]

    assert becomes("recorded") == ("2026-11-19", None)
    assert becomes("unrecorded") == (None, None)
    assert becomes("recorded") == ("2026-11-21", None)
    assert becomes("printing") == ("2026-11-21", None)
    assert becomes("recorded") == ("2026-11-21", None)
    assert becomes("collected") == ("2026-11-21", "2026-11-24")
    assert becomes("ready") == ("2026-11-21", None)
    assert becomes("moved") == ("2026-11-21", None)
    assert becomes("unrecorded") == (None, None)


@pytest.mark.long
def test_a_clerk_takes_back_a_list_that_was_thrown_away_only_by_uploading_it_again(office: Office) -> None:
    number = added(office, ZUL)
    found = checked(office, MINE, row(1))
    erased(office, number)
    with pytest.raises(Refused, match="sudah selesai"):
        resident_imports.apply(office, HALL, asks("a"), found.id, OPERATOR)
    with pytest.raises(Refused, match="sudah selesai"):
        mapped(office, found)
    assert applied(office, checked(office, row(1))).state == "applied"
