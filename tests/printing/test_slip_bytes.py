"""What goes to the printer: golden bytes a profile, limits of size and time, and nothing that a name could inject."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall.printing.paper import REAL_TIME, Paper, qr_modules, raster
from hall.printing.plain import plain, wrap
from hall.printing.reader import Cut, Feed, Line, Qr, Raster, UnknownCommand, read, text_of
from hall.printing.slips import MOST_LINES, render
from hall.rules.slips import KINDS, TicketSlip, from_json, kind_of, to_json
from printer_drivers import Profile, profiles
from tests.printing.slip_samples import DISPOSITION, MISSING, RECEIPT, SUMMARY, SUMMONS, TICKET

GOLDEN = Path(__file__).parent / "golden"
PROFILES = sorted(profiles())
SAMPLES = {"ticket": TICKET, "copy": replace(TICKET, copy=1, copied_at="09.50 WIB", url=None, language="en")}


@pytest.fixture(params=PROFILES)
def profile(request: pytest.FixtureRequest) -> Profile:
    return profiles()[request.param]


@pytest.mark.parametrize("sample", sorted(SAMPLES))
def test_the_bytes_are_the_golden_ones(profile: Profile, sample: str) -> None:
    path = GOLDEN / f"{sample}-{profile.name}.bin"
    data = render(SAMPLES[sample], profile)
    if os.environ.get("ANTREAN_GOLDEN") == "write":  # after a change on purpose; the difference is reviewed
        path.write_bytes(data)
    assert data == path.read_bytes()


def test_an_80_mm_ticket_with_qr_needs_at_most_600_bytes() -> None:
    assert len(render(TICKET, profiles()["epson-80"])) <= 600


@pytest.mark.parametrize("name", ["generic-80", "generic-58", "custom-vkp"])
def test_a_ticket_with_a_raster_qr_needs_at_most_3500_bytes(name: str) -> None:
    assert len(render(TICKET, profiles()[name])) <= 3500


def test_a_slip_is_built_within_3_ms(profile: Profile) -> None:
    render(TICKET, profile)
    times = []
    for _ in range(20):
        begun = time.perf_counter()
        render(TICKET, profile)
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.003


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
    assert not [e for e in found if isinstance(e, Qr | Raster)]
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


@pytest.mark.parametrize(
    "hostile", ["x\x1b@\x1dV\x00y", "\x10\x04\x01", "a\x00b\x7f\x9b", "😀 é ﬁ", "\u202eevil", "\n\n\r"]
)
def test_a_typed_name_cannot_command_the_printer(profile: Profile, hostile: str) -> None:
    slip = replace(
        TICKET, layanan_title=hostile, hall_name=hostile, persyaratan=(hostile,), rule=hostile, number="A001"
    )
    calm = replace(TICKET, layanan_title="", hall_name="", persyaratan=(), rule="", number="A001")
    kinds = [type(e) for e in read(render(slip, profile)) if not isinstance(e, Line)]
    assert kinds == [type(e) for e in read(render(calm, profile)) if not isinstance(e, Line)]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.sampled_from(PROFILES))
def test_whatever_is_typed_the_bytes_stay_ours(text: str, name: str) -> None:
    slip = replace(TICKET, layanan_title=text, persyaratan=(text, text), regency=text, url=None, code=text)
    data = render(slip, profiles()[name])
    assert not REAL_TIME.search(data)
    assert all(e.columns <= profiles()[name].columns for e in read(data) if isinstance(e, Line))


@given(st.text(), st.integers(8, 60), st.integers(0, 4))
def test_wrapping_keeps_every_letter_and_no_line_is_too_long(text: str, columns: int, hang: int) -> None:
    lines = wrap(text, columns, hang)
    assert all(len(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == plain(text).replace(" ", "")


@given(st.text())
def test_plain_text_is_printable_ascii_and_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert all(" " <= letter <= "~" for letter in once)
    assert plain(once) == once


def test_accents_and_marks_are_written_as_indonesians_would() -> None:
    assert plain("“Café” – Jum’at… 2×3 ½") == '"Cafe" - Jum\'at... 2x3 1/2'


def test_an_image_never_holds_a_real_time_command() -> None:
    evil = int.from_bytes(b"\x10\x04\x01\x10\x14\x10\x05", "big")
    row = [bit == "1" for bit in f"{evil:056b}"]
    data = raster([row], 1)
    assert not REAL_TIME.search(data)
    shown = read(data + b"\n")[0]
    assert isinstance(shown, Raster)
    bits = "".join(f"{byte:08b}" for byte in shown.rows[0])
    assert f"{evil:056b}" in bits


def test_text_that_was_not_made_plain_is_a_fault_of_ours(profile: Profile) -> None:
    with pytest.raises(AssertionError, match="plain"):
        Paper(profile).lines(["\x1b@"])


@pytest.mark.parametrize("data", [b"\x1b%", b"abc", b"\x1d", b"\xff\n", b"\x1dV\x00"])
def test_the_reader_refuses_what_our_builder_never_sends(data: bytes) -> None:
    with pytest.raises(UnknownCommand):
        read(data)


def test_a_slip_goes_through_json_unchanged() -> None:
    kinds = (RECEIPT, MISSING, SUMMONS, DISPOSITION, SUMMARY)
    for slip in (*SAMPLES.values(), TicketSlip("K", "R", "A001", "L", "N", "kini", 0), *kinds):
        assert from_json(to_json(slip)) == slip
    assert {kind_of(slip) for slip in (TICKET, *kinds)} == set(KINDS)


@pytest.mark.parametrize("text", ['{"kind": "letter"}', "{}", '{"kind": "ticket", "nik": "1"}'])
def test_an_unknown_slip_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="slip"):
        from_json(text)
