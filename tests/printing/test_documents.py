"""A book or report on A4 and F4: whole pages, legible, the same bytes for the same words; and its table for a spreadsheet."""

import csv
import io
from dataclasses import replace

import pypdfium2
import pytest

from hall.printing.documents import SIZES, pdf
from hall.rules.documents import PAPERS, Column, Document, Paper, Table, csv_text, decimal

COLUMNS = (Column("No.", 0.4, figures=True), Column("Nama pemohon", 2), Column("Keterangan", 1.5))


def book(rows: int, name: str = "Contoh Pemohon", *, landscape: bool = True) -> Document:
    lines = tuple((str(place), f"{name} {place}", "Diproses") for place in range(1, rows + 1))
    return Document(
        "Kecamatan Contoh", "Kabupaten Contoh", "Buku Register", "16 s.d. 20 November 2026", (Table(COLUMNS, lines),),
        signs=("20 November 2026", "Petugas register,"), landscape=landscape,
    )  # fmt: skip


def read(made: bytes) -> list[str]:
    """The words of each page."""
    pages = pypdfium2.PdfDocument(made)
    return [page.get_textpage().get_text_range() for page in pages]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("landscape", [True, False])
def test_the_page_has_the_size_of_its_paper(paper: Paper, landscape: bool) -> None:
    width, height = pypdfium2.PdfDocument(pdf(book(3, landscape=landscape), paper))[0].get_size()
    assert sorted((round(width), round(height))) == sorted(round(side) for side in SIZES[paper])
    assert (width > height) == landscape


def test_every_row_is_on_some_page_and_every_page_says_which_of_how_many_it_is() -> None:
    pages = read(pdf(book(120)))
    assert len(pages) > 2
    whole = "\n".join(pages)
    assert all(f"Contoh Pemohon {place}" in whole for place in range(1, 121))
    for number, words in enumerate(pages, 1):
        assert f"Halaman {number} dari {len(pages)}" in words
    rows = [words for words in pages if "Contoh Pemohon" in words]
    assert all("Nama pemohon" in words for words in rows), "the heading of the columns stands on every page"


def test_the_same_words_give_the_same_bytes() -> None:
    assert pdf(book(5)) == pdf(book(5))


def test_a_book_without_a_line_says_so() -> None:
    assert "Tidak ada catatan." in read(pdf(book(0)))[0]


@pytest.mark.parametrize(
    ("office", "regency", "above"),
    [
        ("Kecamatan Contoh", "Kabupaten Contoh", "PEMERINTAH KABUPATEN CONTOH KECAMATAN CONTOH BUKU"),
        ("Kabupaten Contoh", "Kabupaten Contoh", "PEMERINTAH KABUPATEN CONTOH BUKU"),
    ],
)
def test_the_heading_is_that_of_the_offices_letters(office: str, regency: str, above: str) -> None:
    (page,) = read(pdf(replace(book(1), office=office, regency=regency)))
    assert " ".join(page.split()).startswith(above)


def test_hostile_words_stay_words() -> None:
    name = "<b>Siti</b> & <img src='x'/> \x00\u202e\u4e2d \U0001f600 " + "A" * 300
    (page, *_) = read(pdf(book(1, name)))
    assert "<b>Siti</b> &" in page


def test_a_name_without_a_space_stays_inside_its_cell() -> None:
    """No ink right of the table, whatever was typed."""
    drawn = pypdfium2.PdfDocument(pdf(book(1, "M" * 400)))[0].render(scale=1).to_pil().convert("L")
    right = drawn.crop((drawn.width - 40, 0, drawn.width, drawn.height))
    assert right.getextrema() == (255, 255)


def test_the_spreadsheet_reads_back_what_was_written_and_runs_nothing() -> None:
    cells = ("=1+1", "+62 812", "-5", "@x", "a;b", 'say "ya"', "biasa")
    columns = tuple(Column(f"k{place}") for place in range(len(cells)))
    text = csv_text(Document("K", "K", "T", "p", (Table(columns, (cells,)),)))
    _, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert row == ["'=1+1", "'+62 812", "'-5", "'@x", "a;b", 'say "ya"', "biasa"]


@pytest.mark.parametrize(
    ("value", "text"), [(None, "-"), (12.5, "12,5"), (3.0, "3"), (1495.25, "1.495,2"), (0.04, "0")]
)
def test_figures_are_written_the_indonesian_way(value: float | None, text: str) -> None:
    assert decimal(value) == text
