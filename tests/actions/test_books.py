"""The office's books, the weekly report, and the tasks that a berkas leaves when it was handed over."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hall.actions import berkas, berkas_lists, books, registers, tasks
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import tables as t
from hall.rules.documents import csv_text
from hall.rules.workflow import Outcome, Record
from tests.office import answer, asks
from tests.people.offices import clock_of

KALIPARE = "kalipare"
THURSDAY = date(2026, 11, 19)


def opened(office: Office, layanan: str = "legalisasi-umum", **applicant: str) -> str:
    wish = berkas.Opening(layanan=layanan, applicant=applicant)
    return str(answer(berkas.open_berkas(office, KALIPARE, asks("berkas"), wish))["number"])


def step(office: Office, number: str, outcome: Outcome = Outcome.DONE, **said: Any) -> dict[str, Any]:
    return answer(berkas.record_step(office, KALIPARE, asks(f"berkas/{number}/steps"), number, Record(outcome, **said)))


def handed_over(office: Office, layanan: str = "legalisasi-umum", **applicant: str) -> str:
    """A berkas whose applicant has the result in hand."""
    number = opened(office, layanan, **applicant)
    while step(office, number)["handed_over_at"] is None:
        pass
    return number


def rows(office: Office, code: str, first: date = THURSDAY, last: date = THURSDAY) -> list[tuple[str, ...]]:
    return list(books.book(office, KALIPARE, code, first, last, "token:1").tables[0].rows)


def test_the_register_names_the_applicant_and_the_database_does_not(office: Office) -> None:
    number = opened(office, name="Contoh Satu", village="Desa Contoh")
    answer(registers.give(office, KALIPARE, asks(f"berkas/{number}/agenda-numbers"), number))
    (row,) = rows(office, "register")
    assert row[0] == "1"
    assert {"19-11-2026", "Contoh Satu", "Desa Contoh", number, "Diproses"} <= set(row)
    with office.database.reading() as connection:
        kept = [
            str(value)
            for table in t.metadata.sorted_tables
            for row in connection.execute(table.select())
            for value in row
        ]
    assert not any("Contoh Satu" in value for value in kept)


def test_who_read_a_book_is_kept(office: Office) -> None:
    rows(office, "register")
    with office.database.reading() as connection:
        log = connection.execute(t.events.select().where(t.events.c.kind == "book.register")).all()
    assert [(row.actor, row.subject) for row in log] == [("token:1", "2026-11-19..2026-11-19")]


def test_a_day_holds_what_was_opened_between_its_own_midnights(office: Office) -> None:
    opened(office)
    clock_of(office).go(minutes=24 * 60)
    second = opened(office)
    assert [row[6] for row in rows(office, "register", date(2026, 11, 20), date(2026, 11, 20))] == [second]
    assert len(rows(office, "register", THURSDAY, date(2026, 11, 20))) == 2


def test_the_book_of_receipts_has_a_line_for_each_hand_over_and_room_to_sign(office: Office) -> None:
    opened(office)
    given = handed_over(office, name="Contoh Dua")
    (row,) = rows(office, "tanda-terima")
    assert given in row
    assert "Contoh Dua" in row
    assert row[-1] == "", "the receiver signs here"


def test_an_outgoing_letter_stands_in_its_register_and_a_voided_number_stays_in_its_place(office: Office) -> None:
    number = opened(office)
    for _ in range(2):
        answer(registers.give(office, KALIPARE, asks(f"berkas/{number}/agenda-numbers"), number, "surat-keluar"))
        registers.void(
            office,
            KALIPARE,
            asks("registers/voids"),
            "surat-keluar",
            2026,
            len(rows(office, "surat-keluar")),
            "salah tulis",
        )
    found = rows(office, "surat-keluar")
    assert [row[0] for row in found] == ["1", "2"]
    assert all(row[-1] == "BATAL: salah tulis" for row in found)
    assert found[0][2] != found[1][2]


@pytest.mark.parametrize(("code", "first", "last", "says"), [
    ("catatan", THURSDAY, THURSDAY, "not_found"),
    ("register", THURSDAY, date(2026, 11, 18), "bad_request"),
    ("register", date(2024, 1, 1), THURSDAY, "bad_request"),
])  # fmt: skip
def test_a_book_or_a_period_that_is_none_is_refused(
    office: Office, code: str, first: date, last: date, says: str
) -> None:
    with pytest.raises(Refused) as told:
        rows(office, code, first, last)
    assert told.value.code == says


def test_a_lost_key_leaves_the_book_readable_but_for_the_names(office: Office) -> None:
    number = opened(office, name="Contoh Tiga")
    (office.settings.var / "keys" / "personal.key").unlink()
    office.__dict__.pop("sealed", None)
    (row,) = rows(office, "register")
    assert number in row
    assert "(tidak terbaca)" in row


def test_the_weekly_report_counts_the_week_and_measures_the_steps_beside_the_sop(office: Office) -> None:
    opened(office)
    slow = opened(office)
    clock_of(office).go(minutes=12)
    step(office, slow)
    step(office, slow, Outcome.INCOMPLETE, missing=("KK",))
    handed_over(office)
    found = books.report(office, KALIPARE, "legalisasi-umum", THURSDAY)
    assert found.period == "16 s.d. 22 November 2026"
    assert found.to == "Pimpinan"
    assert found.tables[0].rows == (("3", "1", "1", "2"),)
    first = found.tables[1].rows[0]
    assert (first[2], first[5]) == ("2", "12"), "two runs of the first step, the longest took twelve minutes"
    assert {row[0] for row in found.tables[2].rows} == {"2026-00001", "2026-00002", "2026-00003"}
    assert [
        row[:4] for row in books.report(office, KALIPARE, "legalisasi-umum", date(2026, 11, 23)).tables[0].rows
    ] == [("0", "0", "0", "2")]
    assert books.reported(office, KALIPARE, THURSDAY) == ["legalisasi-umum"]


def due(office: Office) -> list[tuple[str, str | None, str]]:
    return [(item["kind"], item["berkas"], item["due_on"]) for item in tasks.listed(office, KALIPARE)["items"]]


def finish(office: Office, kind: str) -> dict[str, Any]:
    task = next(item for item in tasks.listed(office, KALIPARE)["items"] if item["kind"] == kind)
    return answer(tasks.done(office, KALIPARE, asks(f"tasks/{task['id']}/completions"), task["id"], None))


def state(office: Office, number: str) -> str:
    return str(berkas_lists.one(office, KALIPARE, number)["state"])


def test_a_hand_over_leaves_an_archive_for_the_next_working_day_and_one_report_for_the_week(office: Office) -> None:
    first, second = handed_over(office), handed_over(office)
    assert due(office) == [
        ("archive", first, "2026-11-20"), ("archive", second, "2026-11-20"), ("report", None, "2026-11-23")
    ]  # fmt: skip


def test_tasks_done_end_the_berkas_and_a_report_ends_all_of_its_week(office: Office) -> None:
    first, second = handed_over(office), handed_over(office)
    finish(office, "archive")
    finish(office, "archive")
    assert (state(office, first), state(office, second)) == ("open", "open")
    assert finish(office, "report")["recorded"] == [first, second]
    assert (state(office, first), state(office, second)) == ("done", "done")
    assert due(office) == []


def test_a_berkas_that_comes_to_its_report_late_was_reported_already(office: Office) -> None:
    number = handed_over(office)
    assert finish(office, "report")["recorded"] == []
    finish(office, "archive")
    assert state(office, number) == "done"
    last = berkas_lists.one(office, KALIPARE, number)["steps"][-1]
    assert last["note"] == "Sudah dalam laporan mingguan tanggal 19-11-2026."


def test_a_step_recorded_on_the_berkas_itself_ends_its_task(office: Office) -> None:
    number = handed_over(office)
    step(office, number)
    assert [kind for kind, _, _ in due(office)] == ["report"]


def test_a_task_is_done_once(office: Office) -> None:
    handed_over(office)
    task = tasks.listed(office, KALIPARE)["items"][0]
    tasks.done(office, KALIPARE, asks(f"tasks/{task['id']}/completions"), task["id"], None)
    with pytest.raises(Refused, match="sudah selesai"):
        tasks.done(office, KALIPARE, asks(f"tasks/{task['id']}/completions"), task["id"], None)
    with pytest.raises(Refused, match="tidak ada"):
        tasks.done(office, KALIPARE, asks("tasks/999/completions"), 999, None)


def test_what_is_late_is_counted(office: Office) -> None:
    handed_over(office)
    assert tasks.listed(office, KALIPARE)["overdue"] == 0
    clock_of(office).go(minutes=int(timedelta(days=2).total_seconds() / 60))
    assert tasks.listed(office, KALIPARE)["overdue"] == 1


def test_a_book_for_a_spreadsheet_carries_no_formula(office: Office) -> None:
    opened(office, name="=HYPERLINK(1)", village="+62")
    text = csv_text(books.book(office, KALIPARE, "register", THURSDAY, THURSDAY, "token:1"))
    assert ";'=HYPERLINK(1);'+62;" in text
    assert text.startswith("\ufeffNo.;Tanggal;")


def test_signs_and_title_belong_to_the_office(office: Office) -> None:
    found = books.book(office, KALIPARE, "register", THURSDAY, THURSDAY, "token:1")
    assert found.office == office.hall(KALIPARE).name
    assert found.signs == ("19 November 2026", "Petugas register,")
    assert replace(found, period="x").title == "Buku Register"
