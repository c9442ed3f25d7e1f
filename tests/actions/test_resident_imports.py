"""A list from its upload to the register: dry run, changes, doubles, a kill in the middle. On both databases."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlalchemy import func, select, update

from hall.actions import resident_import_lists, resident_imports, resident_reading
from hall.actions.office import Office
from hall.errors import Refused
from hall.lists import vault
from hall.records import resident_imports as kept
from hall.records import residents
from hall.records import tables as t
from hall.records.residents import Said
from hall.rules.access import Identity
from tests.actions.resident_lists import (
    HALL,
    HEADINGS,
    OPERATOR,
    applied,
    brought_in,
    csv_of,
    mapped,
    one,
    people,
    row,
    rows_of,
    settled,
    store_bytes,
    upload,
    xlsx_of,
)
from tests.office import answer, asks


def test_columns_are_known_by_their_headings_and_samples_name_nobody(office: Office) -> None:
    found = upload(office, csv_of([row(1, "Zulkontoh Rahasia")]))
    assert (found.state, found.kind, found.rows, found.mapping["header"]) == ("mapping", "csv", 1, 1)
    fields = {"nik": 1, "name": 2, "born_on": 3, "village": 4, "family": 5, "contact": 6, "married": 7}
    assert found.mapping["fields"] == fields
    columns = office.sealed.open(found.columns)
    assert "Z*** R***" in columns
    assert "Rahasia" not in columns
    assert "0000000000000001" not in columns


def test_until_it_is_taken_a_list_changes_nothing(office: Office) -> None:
    found = mapped(office, upload(office, csv_of([row(1), row(2)])))
    assert (found.state, found.new, found.changed, found.same, found.faulty) == ("checked", 2, 0, 0, 0)
    assert people(office) == []
    assert applied(office, found).state == "applied"
    assert [one_.name for one_ in people(office)] == ["Contoh Nomor 1", "Contoh Nomor 2"]
    assert people(office)[0].born_on == date(2008, 2, 2)
    assert rows_of(office, found, "new") == []


def test_the_same_list_a_second_time_is_the_same(office: Office) -> None:
    content = csv_of([row(1), row(2)])
    brought_in(office, content)
    found = mapped(office, upload(office, content))
    assert (found.new, found.changed, found.same, found.faulty) == (0, 0, 2, 0)
    with pytest.raises(Refused, match="tidak mengubah"):
        resident_imports.apply(office, HALL, asks("applications"), found.id, OPERATOR)


def test_a_row_changes_what_it_says_and_nothing_else(office: Office) -> None:
    brought_in(office, csv_of([row(1, Telepon="0800"), row(2)]))
    found = mapped(office, upload(office, csv_of([row(1, Desa="Sukowilangun"), row(2, "Contoh Baru")])))
    assert (found.new, found.changed) == (0, 2)
    assert [each.fault for each in rows_of(office, found, "changed")] == ["Desa/kelurahan", "Nama"]
    applied(office, found)
    first, second = people(office)
    assert (first.village, first.contact, first.revision) == ("Sukowilangun", "0800", 2)
    assert second.name == "Contoh Baru"


def test_without_a_nik_people_are_known_by_name_and_day_of_birth(office: Office) -> None:
    brought_in(office, csv_of([row(1)]))
    found = mapped(office, upload(office, csv_of([row(9, "CONTOH NOMOR 1", NIK="", **{"Tanggal Lahir": "2/2/2008"})])))
    assert (found.new, found.changed, found.same) == (0, 1, 0)
    assert [each.fault for each in rows_of(office, found, "changed")] == ["Nomor KK"]


def test_two_with_one_name_and_birthday_are_two_by_their_niks(office: Office) -> None:
    born = {"Tanggal Lahir": "21 November 2008"}
    brought_in(office, csv_of([row(1, "Contoh Kembar", **born), row(2, "Contoh Kembar", **born)]))
    assert [one_.nik for one_ in people(office)] == [f"{1:016}", f"{2:016}"]
    again = mapped(office, upload(office, csv_of([row(2, "Contoh Kembar", **born)])))
    assert again.same == 1


def test_rows_with_faults_are_listed_by_number_and_stay_out(office: Office) -> None:
    rows = [
        row(1), row(2, " "), row(3, **{"Tanggal Lahir": "31-02-2008"}), row(4, **{"Tanggal Lahir": "1-1-2999"}),
        row(5, NIK="123"), row(6, **{"Tanggal Lahir": "1-1-1850"}), row(7, NIK=f"{1:016}"), row(8, "=HYPERLINK(1)"),
        row(9, **{"Tanggal Lahir": "11/21/2008"}), row(10, NIK="3,50712E+15"), row(11, **{"Status Kawin": "lain"}),
    ]  # fmt: skip
    found = mapped(office, upload(office, csv_of(rows)))
    assert (found.new, found.faulty) == (1, 10)
    faults = {each.row: each.fault or "" for each in rows_of(office, found, "faulty")}
    words = {
        3: "Nama kosong", 4: "kalender", 5: "masa depan", 6: "16 angka", 7: "1900", 8: "ganda: NIK sama dengan baris 2",
        9: "dimulai dengan =", 10: "lebih dari 12", 11: "sebagai angka", 12: "Status kawin",
    }  # fmt: skip
    assert set(faults) == set(words)
    assert [number for number, word in words.items() if word not in faults[number]] == []
    applied(office, found)
    assert len(people(office)) == 1


def test_a_list_that_repeats_its_headings_a_person_and_a_nik_takes_each_once(office: Office) -> None:
    rows = [
        row(1),
        row(2),
        list(HEADINGS),
        row(1),
        row(2, "Contoh Lain Nama"),
        row(3, Desa="=1+1"),
        row(4, "Cont\ufffdh"),
    ]
    found = mapped(office, upload(office, csv_of(rows)))
    faults = {each.row: each.fault or "" for each in rows_of(office, found, "faulty")}
    assert (found.new, list(faults)) == (2, [5, 6, 7, 8])
    assert [faults[number] for number in (5, 6)] == [
        "Baris ganda: NIK sama dengan baris 2.",
        "Baris ganda: NIK sama dengan baris 3.",
    ]
    assert faults[7] == "Desa tidak boleh dimulai dengan = + - atau @."
    assert "huruf yang rusak" in faults[8]


def test_a_list_of_another_hall_is_none_here(office: Office) -> None:
    found = mapped(office, upload(office, csv_of([row(1)])))
    other = replace(OPERATOR, hall="jumapolo")
    fields, answers = found.mapping["fields"], []
    for do in (
        partial(resident_imports.apply, office, "jumapolo", asks("a"), found.id, other),
        partial(resident_imports.drop, office, "jumapolo", asks("d"), found.id, other),
        partial(resident_imports.map_columns, office, "jumapolo", asks("m"), found.id, fields, 1, None, other),
        partial(resident_import_lists.one, office, "jumapolo", found.id, other),
        partial(resident_import_lists.rows, office, "jumapolo", found.id, "new", 0, other),
    ):
        with pytest.raises(Refused, match="Daftar itu tidak ada") as told:
            do()
        answers.append(told.value.code)
    assert answers == ["not_found"] * 5
    assert one(office, found.id).state == "checked"
    assert people(office) == []


def test_while_a_person_cannot_be_opened_a_list_waits_and_loses_no_row(office: Office) -> None:
    brought_in(office, csv_of([row(1)]))
    found = mapped(office, upload(office, csv_of([row(1, Telepon="0800"), row(2)])))
    with office.database.writing() as connection:
        mine = connection.execute(select(t.residents.c.sealed)).scalar_one()
        connection.execute(update(t.residents).values(sealed="gAAAAA-not-ours"))
        kept.move(connection, office.hall(HALL), found.id, ("checked",), "applying", office.clock.now(), done=0)
    resident_reading.go_on(office, HALL, found.id)
    assert one(office, found.id).state == "applying"
    with office.database.writing() as connection:
        connection.execute(update(t.residents).values(sealed=mine))
    resident_reading.go_on(office, HALL, found.id)
    assert one(office, found.id).state == "applied"
    assert [(each.name, each.contact) for each in people(office)] == [
        ("Contoh Nomor 1", "0800"),
        ("Contoh Nomor 2", None),
    ]


def test_a_village_may_be_said_for_the_whole_list(office: Office) -> None:
    found = upload(office, b"Nama,Lahir\nContoh Satu,2008-11-21\n", village="DESA CONTOH")
    assert mapped(office, found).new == 1
    applied(office, one(office, found.id))
    assert people(office)[0].village == "Contoh"
    without = upload(office, b"Nama,Lahir\nContoh Satu,2008-11-21\n")
    with pytest.raises(Refused, match="desa"):
        mapped(office, without)


def test_the_last_mapping_is_remembered_by_headings(office: Office) -> None:
    content = b"Sebutan;Hari;Tempat\nContoh Satu;21-11-2008;Contoh\n"
    first = upload(office, content)
    assert first.mapping["fields"] == {}
    mapped(office, first, fields={"name": 0, "born_on": 1, "village": 2})
    assert upload(office, content).mapping["fields"] == {"name": 0, "born_on": 1, "village": 2}


def test_a_workbook_keeps_its_row_numbers_and_damaged_numbers_are_told(office: Office) -> None:
    head = ["Nama", "Tanggal lahir", "NIK", "Desa"]
    content = xlsx_of([[], ["DAFTAR WAJIB KTP"], head, ["1", "2", "3", "4"], ["Contoh Satu", 39773, f"{1:016}", "Contoh"],
                       ["Contoh Dua", 39774, 3507123456789012.0, "Contoh"]])  # fmt: skip
    found = upload(office, content, name="daftar.xlsx")
    assert (found.kind, found.mapping["header"]) == ("xlsx", 3)
    found = mapped(office, found)
    assert (found.new, [each.row for each in rows_of(office, found, "faulty")]) == (1, [6])
    assert "sebagai angka" in (rows_of(office, found, "faulty")[0].fault or "")
    applied(office, found)
    assert people(office)[0].born_on == date(2008, 11, 21)


def test_a_list_that_was_begun_is_finished_after_a_kill(office: Office) -> None:
    """Two batches are taken, then the process is gone: whoever starts next goes on with the third."""
    found = mapped(office, upload(office, csv_of([row(number) for number in range(250)])))
    hall, now = office.hall(HALL), office.clock.now()
    with office.database.writing() as connection:
        kept.move(connection, hall, found.id, ("checked",), "applying", now, done=0)
    from hall.actions import resident_judging

    for done in (0, 100):
        with office.database.reading() as connection:
            rows = kept.to_take(connection, found.id)
        batch = resident_judging.batch(office, hall, rows)
        with office.database.writing() as connection:
            kept.take(connection, hall, found.id, done, batch, now)
    assert len(people(office)) == 200
    resident_reading.resume(office)
    assert settled(office, found.id).state == "applied"
    names = [one_.name for one_ in people(office)]
    assert len(names) == len(set(names)) == 250
    assert [one_.number for one_ in people(office)] == list(range(1, 251))


def test_a_batch_that_fails_leaves_nothing_behind(office: Office) -> None:
    found = mapped(office, upload(office, csv_of([row(1), row(2)])))
    hall, now = office.hall(HALL), office.clock.now()
    with office.database.writing() as connection:
        kept.move(connection, hall, found.id, ("checked",), "applying", now, done=0)
    from hall.actions import resident_judging

    with office.database.reading() as connection:
        batch = resident_judging.batch(office, hall, kept.to_take(connection, found.id))
    with office.database.writing() as connection:  # somebody types the second person in at this very moment
        said = Said("Contoh Nomor 2", date(2008, 3, 3), "Arjosari", nik=f"{2:016}")
        residents.add(connection, office.sealed, hall, said, "hand", now)
    with pytest.raises(kept.Again), office.database.writing() as connection:
        kept.take(connection, hall, found.id, 0, batch, now)
    assert len(people(office)) == 1
    assert one(office, found.id).done == 0
    resident_reading.go_on(office, HALL, found.id)
    assert sorted(one_.name for one_ in people(office)) == ["Contoh Nomor 1", "Contoh Nomor 2"]


def test_reading_begins_anew_after_a_kill(office: Office) -> None:
    found = mapped(office, upload(office, csv_of([row(1), row(2)])))
    with office.database.writing() as connection:
        kept.move(connection, office.hall(HALL), found.id, ("checked",), "checking", office.clock.now(), done=1, new=7)
    resident_reading.go_on(office, HALL, found.id)
    again = one(office, found.id)
    assert (again.state, again.new, again.done) == ("checked", 2, 2)


def test_a_list_can_be_thrown_away_and_then_nothing_of_it_is_left(office: Office) -> None:
    found = mapped(office, upload(office, csv_of([row(1)])))
    assert vault.place(office.settings.var, found.id).exists()
    resident_imports.drop(office, HALL, asks("drop"), found.id, OPERATOR)
    assert one(office, found.id).state == "dropped"
    resident_reading.sweep(office, found.id)
    assert not vault.place(office.settings.var, found.id).exists()
    with office.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(t.resident_import_rows)).scalar() == 0


def test_an_upload_asked_twice_is_one_list(office: Office) -> None:
    ask = asks("imports")
    for _ in range(2):
        made = answer(resident_imports.take_in(office, HALL, ask, "daftar.csv", None, [csv_of([row(1)])], OPERATOR))
        settled(office, made["id"])
    with office.database.reading() as connection:
        assert len(kept.newest(connection, office.hall(HALL), 9)) == 1
    with pytest.raises(Refused) as told:
        resident_imports.take_in(office, HALL, ask, "daftar.csv", None, [csv_of([row(2)])], OPERATOR)
    assert told.value.code == "request_id_reused"
    assert len(vault.kept(office.settings.var)) == 1


def test_whoever_is_not_of_the_recording_brings_nothing_in(office: Office) -> None:
    camat = Identity("person:2", "person", HALL, frozenset({"counter"}), staff_roles=frozenset({"camat"}))
    screen = Identity("device:1", "screen", HALL, frozenset({"counter"}))
    for who in (camat, screen):
        with pytest.raises(Refused) as told:
            resident_imports.take_in(office, HALL, asks("imports"), "daftar.csv", None, [b"x"], who)
        assert told.value.code == "forbidden"


def test_nothing_on_the_disk_names_anybody(office: Office) -> None:
    secrets = ("Zulkontoh", "Rahasia", "0811777999", f"{77:016}", f"{78:016}")
    content = csv_of([row(77, "Zulkontoh Rahasia", Telepon="0811777999", **{"No KK": f"{78:016}"}), row(1, "")])
    found = upload(office, content, name="Zulkontoh Rahasia.csv")
    stages = [found, mapped(office, found)]
    on_disk = b"".join(path.read_bytes() for path in vault.kept(office.settings.var))
    applied(office, stages[-1])
    if office.database.sqlite:
        on_disk += store_bytes(office)
    assert [secret for secret in secrets if secret.encode() in on_disk] == []
    with office.database.reading() as connection:
        for table in (t.residents, t.resident_imports, t.resident_import_rows, t.events, t.answers):
            told = repr(connection.execute(select(table)).all())
            assert [secret for secret in secrets if secret in told] == []
