"""The logo in the printer's own memory: by a person's command, with a proof on paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from hall.printing.logo import Logo
from hall.printing.logo_command import store_logo
from hall.printing.raster import Bits
from hall.printing.reader import Cut, Keep, Kept, read, text_of
from tests.printer_drivers.simulated import SimulatedPrinter

CREST = Logo(Bits(24, (0xFFFFFF, 0x800001, 0xFFFFFF)))


def test_the_logo_is_kept_and_printed_from_the_printers_memory(tmp_path: Path) -> None:
    with SimulatedPrinter() as device:
        answer = store_logo(f"{device.url}&logo=nv:G1", CREST.png(), tmp_path)
        assert answer.good, answer.sentence
        assert answer.sentence.startswith("Logo tersimpan di printer.")
        (sheet,) = device.tickets
    found = read(sheet)
    assert found[0] == Keep("G1", (b"\xff\xff\xff", b"\x80\x00\x01", b"\xff\xff\xff"))
    assert found[1] == Kept("center", "G1")
    assert isinstance(found[-1], Cut)
    assert "(G1)" in " ".join(text_of(sheet))


@pytest.mark.parametrize(
    ("url", "said"), [("memory:", "memory:?logo=nv:G1."), ("memory:?width=58", "memory:?width=58&logo=nv:G1.")]
)
def test_an_address_without_a_place_for_it_is_told_how_to_name_one(url: str, said: str, tmp_path: Path) -> None:
    answer = store_logo(url, CREST.png(), tmp_path)
    assert not answer.good
    assert answer.sentence.endswith(said)


def test_a_hall_without_a_logo_is_told_where_to_upload_one(tmp_path: Path) -> None:
    answer = store_logo("memory:?logo=nv:G1", None, tmp_path)
    assert not answer.good
    assert "Unggah dahulu" in answer.sentence


def test_a_printer_that_can_not_be_reached_keeps_nothing_and_says_why(tmp_path: Path) -> None:
    with SimulatedPrinter() as device:
        device.mode = "paper_out"
        answer = store_logo(f"{device.url}&logo=nv:G1", CREST.png(), tmp_path)
        assert device.tickets == []
    assert not answer.good
    assert answer.sentence.startswith("Tidak terkirim.")
