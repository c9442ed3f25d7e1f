"""Letters and lists on paper: nothing is lost or runs over its neighbour, old eyes can read it, a camera can read the code."""

import itertools
import json
from dataclasses import replace

import pypdfium2
import pytest

from hall.printing.call_letters import Letter, Order, made
from hall.printing.call_sheet import FOLDS
from hall.printing.documents import MM, SIZES
from hall.rules.documents import PAPERS, Paper

NAME = (
    "Contoh Nama Yang Panjang Sekali Binti Haji Contoh Kedua Bin Contoh Ketiga Dari Kampung Contoh Ilir Seberang Sungai"
)
PLACE = "Balai Pertemuan Desa Contoh Seberang Sungai, Jalan Contoh Raya Nomor 12 RT 03 RW 05 samping Puskesmas Pembantu"
CODE = "4K7P-9XRD"
LETTER = Letter(
    json.dumps({"name": NAME}), "Contoh Seberang", CODE, f"http://antrean.kantor.contoh/kalipare/panggilan#{CODE}",
    "Rabu, 30 September 2026", "08.00 - 08.30 WITA", PLACE, "Panggilan ketiga",
)  # fmt: skip
BRING = (
    "Kartu Keluarga (KK)",
    "Surat pengantar dari desa atau kelurahan",
    "Akta kelahiran",
    "Buku nikah bila sudah kawin",
)
ORDER = Order(
    "Kecamatan Contoh", "Kabupaten Contoh", "A4", "Contoh, 20 September 2026", (LETTER,), BRING,
    "http://antrean.kantor.contoh/kalipare/panggilan", signer="Camat Contoh",
)  # fmt: skip


def drawn(order: Order) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(made(order, lambda sealed: sealed, lambda done: None))


def words(page: pypdfium2.PdfPage) -> str:
    return " ".join(page.get_textpage().get_text_range().split())


def spot(page: pypdfium2.PdfPage, text: str) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of these words, points."""
    found = page.get_textpage()
    at, count = found.search(text).get_next()
    boxes = [found.get_charbox(at + each) for each in range(count) if not text[each].isspace()]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


@pytest.mark.parametrize("paper", PAPERS)
def test_the_longest_letter_stands_whole_on_one_page(paper: Paper) -> None:
    pages = drawn(replace(ORDER, paper=paper))
    whole = words(pages[0])
    assert len(pages) == 1
    for said in (NAME, PLACE, CODE, *BRING, "PEMERINTAH KABUPATEN CONTOH", "GRATIS", "Pilih hari lain", "Tanda tangan"):
        assert said in whole
    gratis, signer, receipt = (
        spot(pages[0], text) for text in ("Perekaman KTP-el GRATIS", "Camat Contoh", "Tanda terima")
    )
    assert gratis[1] > signer[3] > signer[1] > receipt[3] > 0


@pytest.mark.parametrize("paper", PAPERS)
def test_folded_at_its_marks_the_name_stands_in_the_window_of_an_envelope(paper: Paper) -> None:
    """A window is 35 mm high and 90 mm wide, 20 mm from the left and 45 mm from the top of the folded letter."""
    page = drawn(replace(ORDER, paper=paper))[0]
    high = SIZES[paper][1]
    for text in ("Contoh Nama Yang", "Desa/Kelurahan Contoh Seberang"):
        left, bottom, _, top = spot(page, text)
        assert left >= 20 * MM
        assert 45 * MM <= high - top < high - bottom <= 90 * MM
    assert FOLDS[paper][0] < high - spot(page, "Hari, tanggal")[3], "the fold does not cross the box"


def test_old_eyes_read_when_and_where() -> None:
    page = drawn(ORDER)[0]
    for text, points in {"Rabu, 30 September 2026": 12, "08.00 - 08.30 WITA": 12, CODE: 11}.items():
        _, bottom, _, top = spot(page, text)
        assert top - bottom >= points, "capital letters, points"


def test_a_square_of_the_qr_is_six_dots_of_a_rough_scan_at_least() -> None:
    """200 dots an inch, as old office scanners see it: no dark or light run across the middle of the code is thinner."""
    page = drawn(ORDER)[0]
    left, _, right, top = spot(page, CODE)
    picture = page.render(scale=200 / 72).to_pil().convert("L")
    dots, middle = 200 / 72, top + 25 * MM
    row = round((SIZES["A4"][1] - middle) * dots)
    line = [picture.getpixel((x, row)) < 128 for x in range(round(left * dots), round(right * dots))]
    runs = [len(list(run)) for _, run in itertools.groupby(line)]
    assert len(runs) > 10, "the line crosses the code"
    assert min(runs[1:-1]) >= 6


@pytest.mark.parametrize(
    ("office", "regency", "above", "title"),
    [
        ("Kecamatan Contoh", "Kota Contoh", "PEMERINTAH KOTA CONTOH", "KECAMATAN CONTOH"),
        ("Kabupaten Contoh Kuala", "", "PEMERINTAH KABUPATEN CONTOH KUALA", "SURAT PANGGILAN"),
    ],
)
def test_the_heading_is_the_governments_and_the_offices(office: str, regency: str, above: str, title: str) -> None:
    said = words(drawn(replace(ORDER, office=office, regency=regency))[0])
    assert said.index(above) < said.index(title)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_village_of_ninety_is_a_list_whose_headings_stand_on_every_page(paper: Paper) -> None:
    letters = tuple(replace(LETTER, sealed=json.dumps({"name": f"{NAME[:60]} Ke-{number}"})) for number in range(1, 91))
    pages = drawn(replace(ORDER, paper=paper, letters=letters, village="Contoh Seberang"))
    said = [words(page) for page in pages]
    assert len(pages) >= 3
    assert all("Nama Jam datang Panggilan Tanda terima" in page for page in said if NAME[:20] in page)
    assert all(f"Ke-{number}" in " ".join(said) for number in range(1, 91))
    assert CODE not in " ".join(said)
    assert f"Rabu, 30 September 2026, di {PLACE}" in said[0]
    assert said[0].count("PEMERINTAH") == 1


def test_progress_is_told_of_every_tenth_letter_and_the_last() -> None:
    told: list[int] = []
    made(replace(ORDER, letters=(LETTER,) * 23), lambda sealed: sealed, told.append)
    assert told == [10, 20, 23]
