"""Numbers of the registers, letters as SOPs, papers, voids: what the office's books say afterwards."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from hall.actions import file_papers, letters, registers
from hall.actions.office import Office
from hall.actions.setup import create_hall
from hall.errors import Refused
from tests.actions.file_room import FileRoom
from tests.office import answer, asks, catalogue

LETTER = letters.Said("Dinas PUPR Kabupaten", "Undangan rapat irigasi", "005/112/PUPR", date(2026, 11, 18), "segera")


@pytest.fixture
def room(office: Office) -> FileRoom:
    return FileRoom(office, "barito-kuala")


def test_an_agenda_number_is_given_once_and_by_the_offices_pattern(room: FileRoom) -> None:
    number = room.open("sktm")["number"]
    assert room.agenda(number)["agenda_number"] == "001/XI/2026"
    with pytest.raises(Refused, match="sudah bernomor 001/XI/2026"):
        room.agenda(number)
    office = room.office
    registers.set_pattern(office, room.hall, asks("patterns"), "agenda", "{code}/{running:04}/{roman}/{year}", None)
    registers.set_classification(office, room.hall, asks("classifications"), "sktm", "460.1")
    assert room.agenda(room.open("sktm")["number"])["agenda_number"] == "460.1/0002/XI/2026"
    assert room.agenda(room.open("skck")["number"])["agenda_number"] == "0003/XI/2026"
    registers.set_pattern(office, room.hall, asks("patterns"), "agenda", "SKCK-{running}-{year}", "skck")
    assert room.agenda(room.open("skck")["number"])["agenda_number"] == "SKCK-4-2026"
    assert [entry["running"] for entry in room.book()] == [4, 3, 2, 1]
    assert room.found(word="460.1/0002/XI/2026") == [room.book()[2]["berkas"]]


def test_a_voided_number_stays_in_the_book_and_is_never_given_again(room: FileRoom) -> None:
    number = room.open("sktm")["number"]
    room.agenda(number)
    with pytest.raises(Refused) as refused:
        registers.void(room.office, room.hall, asks("voids"), "agenda", 2026, 1, "  ")
    assert refused.value.field == "reason"
    gone = answer(registers.void(room.office, room.hall, asks("voids"), "agenda", 2026, 1, "salah ketik"))
    assert gone["void_reason"] == "salah ketik"
    assert room.one(number)["agenda_number"] is None
    assert room.agenda(number)["agenda_number"] == "002/XI/2026"
    assert [(each["running"], each["void_reason"]) for each in room.book()] == [(2, None), (1, "salah ketik")]
    assert [(each["number"], each["voided"]) for each in room.one(number)["numbers"]] == [
        ("001/XI/2026", True), ("002/XI/2026", False),
    ]  # fmt: skip
    with pytest.raises(Refused, match="sudah dibatalkan"):
        registers.void(room.office, room.hall, asks("voids"), "agenda", 2026, 1, "lagi")


def test_agenda_numbers_have_no_gap_and_no_twin_however_many_ask_at_once(room: FileRoom) -> None:
    files = [room.open("sktm")["number"] for _ in range(16)]
    with ThreadPoolExecutor(8) as people:
        given = list(people.map(lambda number: room.agenda(number)["agenda_number"], files))
    assert sorted(given) == [f"{running:03}/XI/2026" for running in range(1, 17)]


def test_a_void_berkas_stays_with_its_reason_and_so_do_its_numbers(room: FileRoom) -> None:
    number = room.open("sktm")["number"]
    room.agenda(number)
    gone = room.void(number, "dibuka dua kali")
    assert (gone["state"], gone["void_reason"], gone["holder"]) == ("void", "dibuka dua kali", None)
    assert room.book()[0]["void_reason"] == "dibuka dua kali"
    for refused in (lambda: room.step(number), lambda: room.void(number), lambda: room.agenda(number)):
        with pytest.raises(Refused, match="dibatalkan"):
            refused()
    with pytest.raises(Refused, match="dibatalkan"):
        room.receipt(number)


def test_an_incoming_letter_is_entered_in_its_book_with_its_lembar_disposisi(room: FileRoom) -> None:
    opened = room.open("surat-masuk", channel="letter", letter=LETTER)
    assert opened["agenda_number"] == "001/SM/XI/2026"
    assert opened["letter"]["office"] == "Dinas PUPR Kabupaten"
    (sheet,) = room.slips("disposisi")
    assert (sheet["from_office"], sheet["agenda_number"], sheet["urgency"], sheet["letter_date"]) == (
        "Dinas PUPR Kabupaten", "001/SM/XI/2026", "Segera", "18-11-2026",
    )  # fmt: skip
    number = opened["number"]
    letters.dispose(room.office, room.hall, asks("dispositions"), number, ("kasi", "camat"), "Hadiri")
    assert set(room.slips("disposisi")[1]["chosen"]) == {"Kasi", "Camat", "Hadiri"}
    assert room.one(number)["letter"]["roles"] == ["kasi", "camat"]
    room.letter(number, letters.Said("Dinas PUPR", "Undangan rapat"))
    assert room.one(number)["letter"]["instruction"] == "Hadiri", "a correction keeps the disposisi"
    assert len(room.book("surat-masuk")) == 1
    while room.one(number)["current"] is not None:
        room.step(number)
    assert room.one(number)["state"] == "done"


def test_a_letter_may_be_told_after_its_berkas_was_opened(room: FileRoom) -> None:
    number = room.open("surat-masuk", channel="letter")["number"]
    assert room.book("surat-masuk") == []
    with pytest.raises(Refused, match="Catat dulu"):
        letters.dispose(room.office, room.hall, asks("dispositions"), number, ("kasi",), "")
    assert room.letter(number, LETTER)["agenda_number"] == "001/SM/XI/2026"
    assert len(room.slips("disposisi")) == 1
    with pytest.raises(Refused, match="hanya untuk Surat Masuk"):
        room.open("sktm", letter=LETTER)


def test_an_outgoing_letter_takes_its_number_where_its_sop_enters_it(room: FileRoom) -> None:
    number = room.open("surat-keluar", letter=letters.Said("Bupati", "Laporan bulanan"))["number"]
    assert room.walk(number, 8)["agenda_number"] is None
    assert room.step(number)["agenda_number"] == "001/XI/2026"
    assert [entry["subject"] for entry in room.book("surat-keluar")] == ["Laporan bulanan"]


def test_a_note_of_sop_surat_keluar_takes_the_number_once_and_starts_that_sop_where_the_hall_has_it(
    office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "gabungan"
    shutil.copytree(catalogue("kalipare"), folder)
    shutil.copy(catalogue("barito-kuala") / "surat-keluar.toml", folder)
    hall = (folder / "hall.toml").read_text()
    (folder / "hall.toml").write_text(hall.replace('slug = "kalipare"', 'slug = "gabungan"'))
    create_hall(office, folder, demo=True)
    room = FileRoom(office, "gabungan")
    number = room.open("surat-pindah")["number"]
    room.walk(number, 4)
    room.step(number, "repeat")
    sent = room.step(number, answer="yes")
    assert [(each["register"], each["number"]) for each in sent["numbers"]] == [("surat-keluar", "001/XI/2026")]
    (child,) = [each for each in room.found() if room.one(each)["layanan"] == "surat-keluar"]
    shown = room.one(child)
    assert (shown["parent"], shown["agenda_number"], shown["letter"]["direction"]) == (number, "001/XI/2026", "out")
    while room.one(child)["current"] is not None:
        room.step(child)
    assert len(room.book("surat-keluar")) == 1, "one letter, one number"


def test_where_the_hall_has_no_sop_surat_keluar_the_number_is_taken_all_the_same(office: Office) -> None:
    room = FileRoom(office, "kalipare")
    number = room.open("legalisasi-umum")["number"]
    room.walk(number, 5)
    assert [entry["berkas"] for entry in room.book("surat-keluar")] == [number]
    assert len(room.found()) == 1


def test_the_number_of_a_letter_that_left_stays_good_when_its_berkas_is_void(office: Office) -> None:
    room = FileRoom(office, "kalipare")
    number = room.open("legalisasi-umum")["number"]
    room.agenda(number)
    room.walk(number, 5)
    assert {each["register"]: each["voided"] for each in room.void(number)["numbers"]} == {
        "agenda": True, "surat-keluar": False,
    }  # fmt: skip
    assert room.book("surat-keluar")[0]["voided_at"] is None


def test_a_receipt_promises_and_points_to_its_ticket_while_there_is_one(room: FileRoom) -> None:
    ticket = room.served("kartu-keluarga")
    number = room.desk.berkas(ticket)["number"]
    room.agenda(number)
    assert room.receipt(number)["kind"] == "tanda-terima"
    room.receipt(room.open("kartu-keluarga")["number"])
    first, second = room.slips("tanda-terima")
    assert (first["berkas"], first["agenda_number"], first["promised"]) == (number, "001/XI/2026", "Kamis, 26-11-2026")
    assert re.fullmatch(r"http://.*/t/[0-9A-HJKMNP-TV-Z]{13}", first["url"])
    assert (second["url"], second["code"]) == (None, None)


def test_what_is_missing_becomes_a_slip_with_everything_that_is_asked_for(room: FileRoom) -> None:
    ticket = room.served("kartu-keluarga")
    number = room.desk.berkas(ticket)["number"]
    room.step(number)
    printed = room.office.hall(room.hall).offers["kartu-keluarga"].layanan.persyaratan
    away = room.step(number, "incomplete", missing=(printed[0].text, "Surat nikah"))
    assert (away["state"], away["holder"]) == ("returned", "applicant")
    (slip,) = room.slips("kekurangan")
    assert [item for item in slip["items"] if item[1]] == [[printed[0].short, True], ["Surat nikah", True]]
    assert len(slip["items"]) == len(printed) + 1
    assert slip["number"] == ticket
    assert "tetap berlaku hari ini" in slip["rule"]
    assert room.desk.state()["counters"][0]["ticket"] == ticket, "a berkas never changes its number by itself"
    with pytest.raises(Refused, match="tidak sedang dikembalikan"):
        print_again(room, room.open("sktm")["number"])
    print_again(room, number)
    assert len(room.slips("kekurangan")) == 2


def print_again(room: FileRoom, number: str) -> None:
    file_papers.missing_again(room.office, room.hall, asks("missing-slips"), number)
