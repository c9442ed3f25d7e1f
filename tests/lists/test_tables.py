"""Rows out of CSV and XLSX of any origin; hostile files get a sentence, never a fault, and never much memory."""

import io
import struct
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from hall.lists.tables import MOST_LINE, MOST_UNPACKED, Unfit, kind_of, rows
from tests.actions.resident_lists import csv_of, row, xlsx_of

TEXT = "Nama;Lahir\r\nContoh Ä Satu\u2019;21-11-2008\r\n"
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet(cells: str, entities: str = "") -> str:
    """A sheet of one row."""
    kind = f"<!DOCTYPE x [{entities}]>" if entities else ""
    return f'{kind}<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>'


def read(content: bytes, piece: int = 1000) -> list[list[Any]]:
    def pieces() -> Iterator[bytes]:
        return (content[start : start + piece] for start in range(0, len(content), piece))

    return list(rows(pieces))


def sentence(content: bytes) -> str:
    with pytest.raises(Unfit) as told:
        read(content)
    return str(told.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_every_encoding_of_an_office_is_read(encoding: str, piece: int) -> None:
    assert read(TEXT.encode(encoding), piece) == [["Nama", "Lahir"], ["Contoh Ä Satu\u2019", "21-11-2008"]]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_every_delimiter_is_found_out(sign: str) -> None:
    assert read(csv_of([row(1), row(2)], sign))[1][2] == "Contoh Nomor 1"


def test_quoted_cells_keep_delimiters_quotes_and_line_ends() -> None:
    content = b'Nama,Alamat,Lahir\r\n"Contoh, Satu","Jalan ""A""\r\nnomor 1",2008-11-21\r\nContoh Dua,B,2008-11-22\r\n'
    assert read(content)[1] == ["Contoh, Satu", 'Jalan "A"\r\nnomor 1', "2008-11-21"]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_machine_ends_them(ends: str) -> None:
    assert len(read(ends.join(["Nama;Lahir", "Contoh;1-1-2008", "Contoh B;2-1-2008"]).encode())) == 3


def test_ends_of_lines_may_be_mixed_and_lie_between_two_pieces() -> None:
    content = b"Nama;Lahir\r\nContoh A;1-1-2008\nContoh B;2-1-2008\rContoh C;3-1-2008\r\n"
    assert [read(content, piece) for piece in range(1, 20)] == [read(content)] * 19
    assert [cells[0] for cells in read(content)] == ["Nama", "Contoh A", "Contoh B", "Contoh C"]


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"])
def test_what_only_looks_like_the_end_of_a_line_parts_no_person_in_two(sign: str) -> None:
    """Python's own splitting would make of "Contoh A" a row "Contoh" and a person "A"."""
    assert read(f"Nama;Lahir\nContoh{sign}A;1-1-2008\n".encode()) == [["Nama", "Lahir"], [f"Contoh{sign}A", "1-1-2008"]]


def test_a_workbook_keeps_leading_empty_rows_and_text_with_zeros() -> None:
    assert read(xlsx_of([[], [], ["Nama", "NIK"], ["Contoh", f"{1:016}"]])) == [
        [], [], ["Nama", "NIK"], ["Contoh", f"{1:016}"]
    ]  # fmt: skip


def test_a_formula_is_only_what_it_last_came_to() -> None:
    cell = sheet('<c r="A1" t="str"><f>1+1</f><v>Nama</v></c>')
    assert read(xlsx_of([], **{SHEET: cell})) == [["Nama"]]


@pytest.mark.parametrize(("content", "words"), [
    (b"%PDF-1.7 \x00\x01", "bukan CSV"), (b"\x89PNG\r\n\x1a\n" + bytes(99), "bukan CSV"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), ".xls"), (b"PK\x03\x04" + bytes(99), "rusak"),
    (b"   \r\n \n", "Tidak ada isi"), (b"Nama;Lahir\x00\r\nContoh;1-1-2008" + bytes(90), "NUL"),
    (bytes(range(1, 32)) * 50, "bukan CSV"), (b'Nama;Lahir\n"' + b"Contoh;\n" * 20_000, "tanda kutip"),
])  # fmt: skip
def test_what_is_no_list_gets_a_sentence(content: bytes, words: str) -> None:
    assert words.lower() in sentence(content).lower()


def test_an_archive_of_something_else_is_no_list() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "bukan CSV" in sentence(packed.getvalue())


def test_a_line_that_never_ends_is_given_up_early() -> None:
    assert "terlalu panjang" in sentence(b"a" * (MOST_LINE * 3))


def test_a_million_columns_are_too_many() -> None:
    assert "kolom" in sentence(b"Nama;Lahir\n" + b";" * 50_000 + b"1\n")
    far = sheet('<c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c>')
    assert "kolom" in sentence(xlsx_of([], **{SHEET: far}))


def test_three_hundred_columns_are_too_many() -> None:
    heads = [f"Kolom {place}" for place in range(300)]
    assert "lebih dari 200 kolom" in sentence(";".join(heads).encode())
    cells = "".join(f'<c r="{name}1" t="inlineStr"><is><t>x</t></is></c>' for name in ("A", "KN"))
    assert "lebih dari 200 kolom" in sentence(xlsx_of([], **{SHEET: sheet(cells)}))


def test_a_nul_far_down_is_told_as_one_at_the_top() -> None:
    deep = b"Nama;Lahir\n" + b"Contoh;1-1-2008\n" * 20_000 + b"Con\0toh;1-1-2008\n"
    assert "NUL" in sentence(deep)


def test_an_archive_that_unfolds_to_too_much_is_not_unfolded() -> None:
    cells = sheet('<c r="A1" t="inlineStr"><is><t>x</t></is></c>')
    bomb = xlsx_of([], **{SHEET: cells}).replace(struct.pack("<I", len(cells)), struct.pack("<I", MOST_UNPACKED + 1))
    assert "terlalu besar" in sentence(bomb)


def test_an_archive_that_lies_about_its_size_is_not_unfolded_either() -> None:
    """Its directory says a hundred bytes; what lies there is much more."""
    cells = sheet('<c r="A1" t="inlineStr"><is><t>' + "x" * 3_000_000 + "</t></is></c>")
    whole = xlsx_of([], **{SHEET: cells})
    lying = whole.replace(struct.pack("<I", len(cells)), struct.pack("<I", 100))
    assert lying != whole
    with zipfile.ZipFile(io.BytesIO(lying)) as archive:
        assert archive.getinfo(SHEET).file_size == 100
    assert "rusak" in sentence(lying)


def test_too_many_rows_are_told() -> None:
    assert "200.000 baris" in sentence(b"Nama;Lahir\n" + b"Contoh;1-1-2008\n" * 200_001)


def test_entities_of_a_document_type_are_not_unfolded() -> None:
    bomb = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
    text = sheet('<c r="A1" t="inlineStr"><is><t>&l9;</t></is></c>', f'<!ENTITY l0 "lol">{bomb}')
    content = xlsx_of([], **{SHEET: text})
    try:
        found = read(content)
    except Unfit:
        return
    assert sum(len(str(each)) for cells in found for each in cells) < 100


def test_a_file_outside_of_the_archive_is_not_read() -> None:
    text = sheet('<c r="A1" t="inlineStr"><is><t>&f;</t></is></c>', '<!ENTITY f SYSTEM "file:///etc/passwd">')
    try:
        found = read(xlsx_of([], **{SHEET: text}))
    except Unfit:
        return
    assert "root" not in str(found)


def test_kinds_are_told_by_the_content_never_by_the_name() -> None:
    assert kind_of(lambda: iter([xlsx_of([["Nama"]])])) == "xlsx"
    assert kind_of(lambda: iter([b"Nama;Lahir"])) == "csv"
