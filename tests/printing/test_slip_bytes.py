"""What goes to the printer: golden bytes of every kind for every profile, limits of size, and the layout of a ticket.

After a change on purpose: `ANTREAN_GOLDEN=write .venv/bin/pytest tests/printing/test_slip_bytes.py`, then look at the
slips (`.venv/bin/python -m tests.printing.draw FOLDER` draws them all) and at the difference.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from hall.printing.codes import qr_modules
from hall.printing.paper import Paper
from hall.printing.reader import Cut, Feed, Line, Qr, Raster, UnknownCommand, read, text_of
from hall.printing.sheets.ticket import MOST_LINES
from hall.printing.slips import render
from hall.rules.slips import KINDS, TicketSlip, from_json, kind_of, to_json
from printer_drivers import Profile, profiles
from tests.printing.slip_samples import KINDS_OF_SLIPS, PRINTERS, SAMPLES, TICKET

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(params=sorted(PRINTERS))
def profile(request: pytest.FixtureRequest) -> Profile:
    return PRINTERS[request.param]


@pytest.mark.parametrize("sample", sorted(SAMPLES))
@pytest.mark.parametrize("printer", sorted(PRINTERS))
def test_the_bytes_are_the_golden_ones(printer: str, sample: str) -> None:
    path = GOLDEN / printer / f"{sample}.bin"
    data = render(SAMPLES[sample], PRINTERS[printer])
    if os.environ.get("ANTREAN_GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert data == path.read_bytes()


def test_no_golden_slip_is_left_behind() -> None:
    assert {path.parent.name for path in GOLDEN.rglob("*.bin")} == set(PRINTERS)
    assert {path.stem for path in GOLDEN.rglob("*.bin")} == set(SAMPLES)


@pytest.mark.parametrize("printer", sorted(PRINTERS))
@pytest.mark.parametrize("sample", sorted(name for name in SAMPLES if name.startswith("ticket")))
def test_a_ticket_needs_at_most_700_bytes_with_a_native_qr_and_3500_with_a_raster(printer: str, sample: str) -> None:
    profile = PRINTERS[printer]
    assert len(render(SAMPLES[sample], profile)) <= (700 if profile.qr == "native" else 3500)


def test_no_line_is_wider_than_the_paper(profile: Profile) -> None:
    long = replace(
        TICKET,
        layanan_title="Surat rekomendasi " * 12,
        hall_name="Kecamatan " + "Panjang" * 20,
        persyaratan=("x" * 300, "Surat pengantar " * 20),
        number="A12345",
    )
    for element in read(render(long, profile)):
        if isinstance(element, Line):
            assert element.columns <= profile.columns
        if isinstance(element, Raster):
            assert len(element.rows[0]) * 8 * element.scale[0] <= profile.dots
        if isinstance(element, Qr):
            assert len(qr_modules(element.data, element.level)) * element.module <= profile.dots


@pytest.mark.parametrize(
    ("name", "number", "scale"),
    [
        ("epson-80", "A024", 8),
        ("epson-80", "A1000", 8),
        ("epson-180dpi", "A1000", 8),
        ("generic-58", "A024", 8),
        ("generic-58", "A1000", 6),
    ],
)
def test_the_number_is_as_large_as_the_paper_allows(name: str, number: str, scale: int) -> None:
    lines = [e for e in read(render(replace(TICKET, number=number), profiles()[name])) if isinstance(e, Line)]
    big = next(line for line in lines if line.text.replace(" ", "") == number)
    assert {(run.width, run.height) for run in big.runs if run.text != " "} == {(scale, scale)}


def test_every_slip_ends_with_its_cut_or_passes_the_tear_bar(profile: Profile) -> None:
    ends = [e for e in read(render(TICKET, profile)) if isinstance(e, Cut | Feed)]
    expected = {"none": Feed(4), "partial": Cut("partial"), "full": Cut("full")}[profile.cutter]
    assert ends == [expected]


def test_the_ticket_says_what_a_person_needs() -> None:
    said = "\n".join(text_of(render(TICKET, profiles()["epson-80"])))
    for words in (
        "KECAMATAN JUMAPOLO",
        "NOMOR ANTREAN",
        "A 024",
        "Menunggu di depan: 6 orang",
        "Kira-kira 10.05 - 10.20",
        "[ ] Pas foto 4x6, dua lembar",
        "Pantau: 192.168.1.10:8000/t/7KQ2M9XH4TB3C",
        "GRATIS",
    ):
        assert words in said
    assert "SALINAN" not in said


def test_free_is_said_only_where_the_catalogue_says_so() -> None:
    assert "GRATIS" not in "".join(text_of(render(replace(TICKET, free=False), profiles()["epson-80"])))


def test_a_copy_says_salinan_in_every_language() -> None:
    for language in ("id", "en"):
        slip = replace(TICKET, copy=2, copied_at="09.50 WIB", language=language)
        said = text_of(render(slip, profiles()["generic-58"]))
        assert any("*** SALINAN ***" in line for line in said)
        assert any("2" in line and "09.50 WIB" in line for line in said)


def test_without_a_reachable_address_there_is_a_code_and_no_qr(profile: Profile) -> None:
    found = read(render(replace(TICKET, url=None), profile))
    drawn_number = int(profile.max_scale < 8)
    assert len([e for e in found if isinstance(e, Qr | Raster)]) == drawn_number
    assert any("Kode: 7KQ2M9XH4TB3C" in e.text for e in found if isinstance(e, Line))


def test_nobody_before_is_said_in_words() -> None:
    assert "Anda yang berikutnya" in text_of(render(replace(TICKET, waiting=0), profiles()["epson-80"]))


def test_a_long_list_of_persyaratan_names_how_many_are_left_out() -> None:
    many = tuple(f"Surat keterangan dari kepala desa nomor {number}" for number in range(12))
    said = text_of(render(replace(TICKET, persyaratan=many, free=False), profiles()["generic-58"]))
    shown = [line for line in said if line.startswith(("[ ]", "    "))]
    assert len(shown) <= MOST_LINES + 1
    assert sum(line.startswith("[ ]") for line in shown) == 3
    assert "dan 9 lagi, lihat lewat QR" in shown[-1]


def test_text_that_was_not_made_plain_is_a_fault_of_ours(profile: Profile) -> None:
    with pytest.raises(AssertionError, match="plain"):
        Paper(profile).lines(["\x1b@"])


@pytest.mark.parametrize("data", [b"\x1b%", b"abc", b"\x1d", b"\xff\n", b"\x1dV\x00"])
def test_the_reader_refuses_what_our_builder_never_sends(data: bytes) -> None:
    with pytest.raises(UnknownCommand):
        read(data)


def test_a_slip_goes_through_json_unchanged() -> None:
    for slip in (*SAMPLES.values(), TicketSlip("K", "R", "A001", "L", "N", "kini", 0)):
        assert from_json(to_json(slip)) == slip


def test_every_kind_has_its_name() -> None:
    assert {name: kind_of(slip) for name, slip in KINDS_OF_SLIPS.items()} == {name: name for name in KINDS}


@pytest.mark.parametrize("text", ['{"kind": "letter"}', "{}", '{"kind": "ticket", "nik": "1"}'])
def test_an_unknown_slip_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="slip"):
        from_json(text)
