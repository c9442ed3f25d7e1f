"""What each slip says, in the order in which a person needs it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hall.printing.reader import Line, Qr, Raster, read, text_of
from hall.printing.slips import render
from hall.rules.slips import MissingSlip, Slip, SummarySlip
from printer_drivers import Profile, profiles
from tests.printing.slip_samples import (
    COPIED,
    DISPOSITION,
    KINDS_OF_SLIPS,
    MISSING,
    PRINTERS,
    RECEIPT,
    SUMMARY,
    SUMMONS,
    TWELVE,
)

WIDE, NARROW = profiles()["epson-80"], profiles()["generic-58"]


def said(slip: Slip, profile: Profile = WIDE) -> list[str]:
    return text_of(render(slip, profile))


def size_of(slip: Slip, words: str, profile: Profile = WIDE) -> tuple[int, int]:
    """The size of the line that has these words."""
    lines = [e for e in read(render(slip, profile)) if isinstance(e, Line)]
    run = next(line for line in lines if words in line.text).runs[0]
    return run.width, run.height


def in_order(slip: Slip, *words: str, profile: Profile = WIDE) -> bool:
    lines = said(slip, profile)
    places = [next(at for at, line in enumerate(lines) if each in line) for each in words]
    return places == sorted(places)


@pytest.mark.parametrize("printer", sorted(PRINTERS))
@pytest.mark.parametrize("kind", sorted(KINDS_OF_SLIPS))
def test_a_copy_of_any_kind_says_so_in_white_on_black_with_its_count_and_time(kind: str, printer: str) -> None:
    profile = PRINTERS[printer]
    copy = replace(KINDS_OF_SLIPS[kind], **COPIED)  # type: ignore[arg-type]
    lines = [e for e in read(render(copy, profile)) if isinstance(e, Line)]
    banner = next(line for line in lines if "*** SALINAN ***" in line.text)
    assert all(run.inverse for run in banner.runs)
    assert banner.columns == profile.columns // 2 * 2
    after = " ".join(line.text for line in lines[lines.index(banner) + 1 :][:2])
    assert after.startswith("Salinan ke-2, Jumat, 20-11-2026")
    assert "09.50 WIB" in after
    assert lines.index(banner) <= 4  # before the number
    assert "SALINAN" not in " ".join(said(KINDS_OF_SLIPS[kind], profile))


@pytest.mark.parametrize("printer", sorted(PRINTERS))
@pytest.mark.parametrize("kind", sorted(KINDS_OF_SLIPS))
def test_every_kind_begins_with_the_office(kind: str, printer: str) -> None:
    slip = KINDS_OF_SLIPS[kind]
    assert said(slip, PRINTERS[printer])[:2] == [slip.hall_name.upper(), slip.regency]


def test_a_receipt_tells_what_to_ask_with_and_when_to_come_back() -> None:
    assert in_order(
        RECEIPT, "TANDA TERIMA BERKAS", "2026-00417", "Pengantar Kartu Keluarga", "Siap diambil: Senin, 23-11-2026",
        "Nomor agenda: 474.4/017/XI/2026", "Diterima Jumat, 20-11-2026 08.15 WIB", "[x] KK lama, asli", "Pantau:",
        "Bawa lembar ini",
    )  # fmt: skip
    assert size_of(RECEIPT, "2026-00417") == (4, 4)
    assert [e.data for e in read(render(RECEIPT, WIDE)) if isinstance(e, Qr)] == [RECEIPT.url]


def test_a_receipt_without_a_promise_promises_nothing() -> None:
    lines = said(replace(RECEIPT, promised=None, agenda_number=None))
    assert not [line for line in lines if "Siap" in line or "agenda" in line]


def test_what_is_missing_is_large_and_comes_before_what_is_there() -> None:
    assert in_order(
        MISSING, "BERKAS BELUM LENGKAP", "B 007", "BELUM ADA", "[ ] KTP-el asli", "[ ] Pas foto", "SUDAH ADA",
        "[x] Surat pengantar dari desa", "Nomor Anda tetap berlaku hari ini.", "Nomor berkas: 2026-00418",
    )  # fmt: skip
    lines = said(MISSING)
    assert [line for line in lines if line.startswith("[ ]")] == [
        "[ ] KTP-el asli",
        "[ ] Pas foto 4x6 latar merah, empat lembar",
    ]
    assert sum(line.startswith("[x]") for line in lines) == 2
    for profile in (WIDE, NARROW):
        assert size_of(MISSING, "[ ] KTP-el asli", profile) == (1, 2)
        assert size_of(MISSING, "[x] Surat", profile) == (1, 1)


def test_twelve_missing_papers_are_all_named_on_the_narrowest_roll() -> None:
    slip = replace(MISSING, items=tuple((text, True) for text in TWELVE))
    assert sum(line.startswith("[ ] ") for line in said(slip, NARROW)) == 12


def test_a_berkas_without_a_ticket_is_known_by_its_own_number() -> None:
    slip: MissingSlip = replace(MISSING, number=None)
    assert "2026-00418" in said(slip)
    assert not [line for line in said(slip) if line.startswith("Nomor berkas")]


def test_a_summons_tells_code_day_and_place_and_no_name() -> None:
    assert in_order(
        SUMMONS, "SURAT PANGGILAN PERTAMA", "Perekaman KTP-el", "K7QM 4XHT", "Senin, 23-11-2026", "08.00 - 08.30 WIB",
        "Ruang perekaman", "[ ] Kartu Keluarga, asli", "Pindai gambar ini di kiosk", "Tidak bisa datang?",
    )  # fmt: skip
    assert size_of(SUMMONS, "Senin") == size_of(SUMMONS, "08.00 - 08.30") == (2, 2)
    assert any("KEDUA" in line for line in said(replace(SUMMONS, call=2)))
    assert "SURAT PANGGILAN" in said(replace(SUMMONS, call=0))


def test_a_disposition_has_a_box_for_each_role_and_lines_to_write_on() -> None:
    lines = said(replace(DISPOSITION, chosen=("Kasi Trantib", "Arsipkan")))
    assert [line for line in lines if line.startswith("[x]")] == ["[x] Kasi Trantib", "[x] Arsipkan"]
    assert sum(line.startswith("[ ]") for line in lines) == 6
    assert sum(set(line) == {"_"} for line in lines) == 5
    assert "Surat dari: Dinas Pemberdayaan Masyarakat dan" in lines
    assert "            Desa" in lines
    urgent = next(e for e in read(render(DISPOSITION, WIDE)) if isinstance(e, Line) and "SEGERA" in e.text)
    assert urgent.runs[0].inverse


def test_a_summary_puts_every_figure_at_the_edge() -> None:
    for profile in (WIDE, NARROW):
        lines = said(SUMMARY, profile)
        figures = [line for line in lines if " ." in line]
        assert len(figures) == 4 + 3 + 4
        assert {len(line) for line in figures} == {profile.columns}
    assert "41" in said(SUMMARY)
    assert any(line.startswith("Tercepat") and line.endswith(" 2,5") for line in said(SUMMARY))
    assert any(line.startswith("Terlama") and line.endswith(" 31") for line in said(SUMMARY))


def test_a_day_without_visitors_has_no_minutes() -> None:
    empty: SummarySlip = replace(SUMMARY, served=0, minutes=None, rows=())
    assert not [line for line in said(empty) if "MENIT" in line or "MENURUT" in line]


def test_more_layanan_than_a_slip_holds_are_added_up() -> None:
    many = replace(SUMMARY, rows=tuple((f"Layanan {number}", 2) for number in range(45)))
    assert said(many)[-4].startswith("dan 5 lagi ")
    assert said(many)[-4].endswith(" 10")


@pytest.mark.parametrize("slip", [RECEIPT, MISSING, SUMMONS], ids=["receipt", "missing", "summons"])
def test_what_citizens_hold_speaks_english_where_it_is_asked(slip: Slip) -> None:
    lines = " ".join(said(replace(slip, language="en")))  # type: ignore[call-arg]
    for word in ("BERKAS", "PANGGILAN", "Diterima", "BELUM", "Siap", "SUDAH", "BAWA:", "Pantau", "Ketik"):
        assert word not in lines


def test_an_address_too_long_for_phones_gives_way_to_the_code() -> None:
    slip = replace(RECEIPT, url="http://contoh.go.id/" + "a" * 200)
    assert not [e for e in read(render(slip, NARROW)) if isinstance(e, Qr | Raster)]
    assert "Kode: 7KQ2M9XH4TB3C" in said(slip, NARROW)
