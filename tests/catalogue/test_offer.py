"""What is ours: how each hall offers its layanan, apart from what is printed."""

import hashlib
import re
from collections.abc import Callable, Mapping
from itertools import pairwise

import pytest

from hall.catalogue import HallCatalogue, bundled, bundled_halls, catalogues_root, check
from hall.catalogue.checks import (
    CLOSE_LETTERS,
    LETTERS,
    LONGEST_PLAIN,
    LONGEST_SHORT,
    LONGEST_SUBTITLE,
    LONGEST_TITLE,
    PICTOGRAMS,
)
from hall.rules.layanan import RETURNED, Layanan, incomplete_leads_to, promised, public
from tests.catalogue import documents as docs

Halls = Mapping[str, HallCatalogue]
Find = Callable[[str, str], Layanan]

# Digests of the names that stand in the documents: the names themselves stand nowhere here.
NAMES = {
    "35d40a3659d6c8cc385dc2c0be94394e27755fee832996248cec99a2f4613fe2",
    "b0145cac074d45faa18e77d4fbb31862cb55e038186e8fd20e1bda8f92dfa7e5",
    "bf78e6ed280b39211d5e6bd009b364353e67d2ba0c48833b8d310ad2dfd5ffe4",
}


def pairs(halls: Halls, wanted: Callable[[Layanan], bool]) -> set[tuple[str, str]]:
    return {(slug, one.code) for slug, hall in halls.items() for one in hall.layanan if wanted(one)}


def test_the_bundled_catalogues_have_no_faults() -> None:
    assert [folder.name for folder in bundled_halls()] == ["barito-kuala", "jumapolo", "kalipare", "kerjo"]
    assert [fault for folder in bundled_halls() for fault in check(folder)] == []


def test_an_unknown_hall_is_not_bundled() -> None:
    with pytest.raises(KeyError):
        bundled("tidak-ada")


def test_halls_live_in_their_own_zone(halls: Halls) -> None:
    zones = {slug: (hall.hall.timezone, hall.hall.zone, hall.hall.regency) for slug, hall in halls.items()}
    assert zones == {
        "kerjo": ("Asia/Jakarta", "WIB", "Kabupaten Karanganyar"),
        "jumapolo": ("Asia/Jakarta", "WIB", "Kabupaten Karanganyar"),
        "kalipare": ("Asia/Jakarta", "WIB", "Kabupaten Malang"),
        "barito-kuala": ("Asia/Makassar", "WITA", "Kabupaten Barito Kuala"),
    }


def test_letters_can_be_told_apart(halls: Halls) -> None:
    for hall in halls.values():
        letters = [line.letter for line in hall.hall.lines]
        assert 1 <= len(letters) <= 4
        assert len(set(letters)) == len(letters)
        assert set(letters) <= set(LETTERS)
        assert not any(len(close & set(letters)) > 1 for close in CLOSE_LETTERS)
        assert set(letters) == {one.line for one in hall.layanan if one.audience == "citizen"}


def test_a_delicate_layanan_shares_its_line_so_that_the_letter_tells_nothing(halls: Halls) -> None:
    for hall in halls.values():
        for one in hall.layanan:
            if one.delicate:
                assert any(other.line == one.line and not other.delicate for other in hall.layanan), one.code
                assert not re.search(r"nikah|tidak mampu|sktm|disabil|cacat|adu", one.line_name.lower())


def test_delicate_are_need_disability_dispensation_and_complaints(halls: Halls) -> None:
    assert pairs(halls, lambda one: one.delicate) == {
        ("kerjo", "pengamanan-perda"),
        ("jumapolo", "dispensasi-nikah"),
        ("kalipare", "dispensasi-nikah"),
        ("barito-kuala", "sktm"),
        ("barito-kuala", "dispensasi-nikah"),
        ("barito-kuala", "bantuan-disabilitas"),
        ("barito-kuala", "pengaduan"),
    }


def test_population_documents_are_free_by_law_and_silence_is_not_a_fee(halls: Halls) -> None:
    free = pairs(halls, lambda one: one.fee.free is True)
    assert free == {
        *{("jumapolo", "kartu-keluarga"), ("jumapolo", "ktp-elektronik"), ("jumapolo", "pindah-penduduk")},
        *{("kalipare", "pengantar-kk"), ("kalipare", "surat-pindah"), ("kalipare", "perekaman-ektp")},
        *{("barito-kuala", "perekaman-ektp"), ("barito-kuala", "kartu-keluarga")},
    }
    assert pairs(halls, lambda one: one.fee.free is False) == {("barito-kuala", "imb")}
    for hall in halls.values():
        for one in hall.layanan:
            if one.fee.free:
                assert "UU 24/2013 pasal 79A" in one.fee.text
            elif one.fee.free is None:
                assert one.fee.text == "Tanyakan petugas."


def test_letters_in_and_out_are_for_the_office_only(halls: Halls) -> None:
    office = pairs(halls, lambda one: one.audience == "back_office")
    assert office == {("barito-kuala", "surat-keluar"), ("barito-kuala", "surat-masuk")}
    assert pairs(halls, lambda one: not one.walk_in) == office
    assert pairs(halls, lambda one: not one.active) == set()
    assert sum(one.audience == "citizen" for hall in halls.values() for one in hall.layanan) == 37


def test_complaints_and_the_back_office_promise_nothing(halls: Halls) -> None:
    assert pairs(halls, lambda one: not promised(one).shown) == {
        ("kerjo", "pengamanan-perda"),
        ("barito-kuala", "pengaduan"),
        ("barito-kuala", "surat-keluar"),
        ("barito-kuala", "surat-masuk"),
    }


def test_the_hand_over_ends_the_promise(layanan: Find) -> None:
    move = layanan("kalipare", "surat-pindah")
    assert promised(move).minutes == 40
    assert public(move)["totals"]["minutes"] == 73


@pytest.mark.parametrize(
    ("hall", "code", "text"),
    [
        ("jumapolo", "kartu-keluarga", "± 18 menit"),
        ("kalipare", "perekaman-ektp", "± 36 menit"),
        ("kalipare", "keterangan-usaha", "± 2 jam 20 menit"),
        ("barito-kuala", "keterangan-domisili", "± 1 jam 30 menit"),
        ("barito-kuala", "imb", "2 hari kerja 110 menit"),
    ],
)
def test_promises_read_like_the_office_speaks(layanan: Find, hall: str, code: str, text: str) -> None:
    assert promised(layanan(hall, code)).text == text


def test_where_the_law_moved_on_a_note_says_so(layanan: Find) -> None:
    assert "PBG" in (layanan("barito-kuala", "imb").note or "")
    assert "penyandang disabilitas" in (layanan("barito-kuala", "bantuan-disabilitas").note or "")
    for hall, code in (
        ("jumapolo", "kartu-keluarga"),
        ("kalipare", "pengantar-kk"),
        ("barito-kuala", "kartu-keluarga"),
    ):
        assert "elektronik" in (layanan(hall, code).note or "")


def brings(layanan: Layanan) -> str | None:
    """The cell of the document that says what the applicant brings."""
    if layanan.document.source == docs.KALIPARE:
        return None
    first = layanan.step(1)
    if layanan.document.source != docs.BARITO_KUALA or layanan.code in {"perekaman-ektp", "kartu-keluarga"}:
        return first.requirement
    return None if layanan.audience == "back_office" else first.note


def words(text: str) -> list[str]:
    return re.sub(r"^Persyaratan :", "", text).replace(",", " ").replace(".", " ").split()


def test_persyaratan_are_the_printed_cell_word_for_word(all_layanan: list[Layanan]) -> None:
    for one in all_layanan:
        cell = brings(one)
        assert words(" ".join(item.text for item in one.persyaratan)) == words(cell or ""), one.code
        assert all(item.text in (cell or "") for item in one.persyaratan)


def test_kalipares_pens_and_stamps_are_not_asked_of_the_applicant(halls: Halls) -> None:
    assert {one.persyaratan for one in halls["kalipare"].layanan} == {()}


def test_kiosk_words_fit(all_layanan: list[Layanan]) -> None:
    for one in all_layanan:
        assert max(len(one.title), len(one.title_en)) <= LONGEST_TITLE
        assert max(len(one.subtitle), len(one.subtitle_en)) <= LONGEST_SUBTITLE
        assert all(max(len(item.short), len(item.short_en)) <= LONGEST_SHORT for item in one.persyaratan)
        for step in one.steps:
            assert max(len(step.plain.split()), len(step.plain_en.split())) <= LONGEST_PLAIN
        assert "antrian" not in f"{one.title} {one.subtitle} {one.note}".lower()
        assert len(one.synonyms) == len(set(one.synonyms)) >= 2


def test_kiosk_words_say_anda_and_never_you_lot(all_layanan: list[Layanan]) -> None:
    for one in all_layanan:
        assert not any(re.search(r"\b(kamu|saudara|bapak|ibu)\b", step.plain.lower()) for step in one.steps)
        for step in one.steps:
            if step.by == "applicant":
                assert "Anda" in step.plain, one.code


def test_places_on_the_kiosk_are_each_taken_once(halls: Halls) -> None:
    for hall in halls.values():
        places = [one.place for one in hall.layanan]
        assert all(a < b for a, b in pairwise(places))


def test_every_category_is_used_and_every_tab_fits_one_page(halls: Halls) -> None:
    for hall in halls.values():
        used = [one.category for one in hall.layanan if one.audience == "citizen"]
        assert {category.code for category in hall.hall.categories} == set(used)
        assert max(used.count(code) for code in set(used)) <= 8


def test_every_question_leads_on(all_layanan: list[Layanan]) -> None:
    for one in all_layanan:
        for step in one.steps:
            if step.question:
                assert step.order < step.question.yes <= len(one.steps)
                assert step.question.no == RETURNED or 1 <= step.question.no <= len(one.steps)
            assert incomplete_leads_to(step) == RETURNED


def test_no_person_is_named(all_layanan: list[Layanan]) -> None:
    everything = str(all_layanan) + "".join(
        (docs.SEEDS / name).read_text() for name in sorted(p.name for p in docs.SEEDS.glob("*.txt"))
    )
    digests = {hashlib.sha256(word.encode()).hexdigest() for word in set(re.findall(r"[a-z]{5,}", everything.lower()))}
    assert digests & NAMES == set()
    assert not re.search(r"\d{16,}", everything)


def test_every_picture_that_a_layanan_may_have_is_drawn() -> None:
    drawn = {file.stem for file in (catalogues_root().parent / "static" / "pictograms").glob("*.svg")}
    assert PICTOGRAMS - drawn == set()
