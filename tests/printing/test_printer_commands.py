"""What a keeper does with a printer from the command line, and the picture of a slip."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hall.printing.commands import send_test_page
from hall.printing.reader import Line, Qr, Raster, read, text_of
from hall.printing.trials import test_page as page_of
from printer_drivers import Cause, profiles, read_url
from tests.printer_drivers.simulated import SimulatedPrinter

NOW = datetime(2026, 11, 20, 1, 15, tzinfo=UTC)


@pytest.mark.parametrize("name", sorted(profiles()))
def test_the_test_page_shows_ruler_sizes_and_qr_on_every_profile(name: str) -> None:
    address = read_url(f"memory:?profile={name}")
    found = read(page_of(address, "kini"))
    lines = [e for e in found if isinstance(e, Line)]
    assert all(line.columns <= address.profile.columns for line in lines)
    assert any(line.text.startswith("........10") and line.columns == address.profile.columns for line in lines)
    assert any(isinstance(e, Qr | Raster) for e in found)


def test_a_printed_test_page_is_confirmed(tmp_path: Path) -> None:
    with SimulatedPrinter() as device:
        answer = send_test_page(device.url, tmp_path, NOW)
        assert (answer.good, "Tercetak" in answer.sentence) == (True, True)
        (page,) = device.tickets
    assert "\x82\x8a\x85\x8d\x95\x97\x81\x94".encode("latin-1") in page, "the line that shows the code page"
    assert "HALAMAN UJI PRINTER" in text_of(bytes(byte for byte in page if byte < 0x80))


def test_a_test_page_that_did_not_leave_says_why(tmp_path: Path) -> None:
    with SimulatedPrinter(mode="cover") as device:
        answer = send_test_page(device.url, tmp_path, NOW)
        assert (answer.good, Cause.COVER_OPEN.sentence in answer.sentence) == (False, True)
        assert device.printable == 0


def test_a_one_way_printer_is_said_to_be_sent_not_printed(tmp_path: Path) -> None:
    answer = send_test_page("memory:?speed=0&profile=generic-58", tmp_path, NOW)
    assert answer.sentence.startswith("Terkirim")
