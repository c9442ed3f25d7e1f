"""A letter comes, is entered, passed on and answered for, by keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.rooms import Witness, type_keys
from tests.journeys.server import Program
from tests.patience import eventually

pytestmark = pytest.mark.journey
HALL = "barito-kuala"


def _sheets(office: Program) -> int:
    return sum(job["kind"] == "disposisi" for job in office.get("/print-jobs")["items"])


def test_a_letter_is_entered_and_passed_on_in_the_file_room(rooms: Witness, clerk: Callable[[str], Program]) -> None:
    office = clerk(HALL)
    page = rooms.desk(HALL).page
    type_keys(page, "NumpadDecimal")
    page.wait_for_url(f"**/{HALL}/counter/berkas")
    type_keys(page, "NumpadMultiply", "1")
    expect(page.locator("dialog[open]")).to_contain_text("Surat masuk")
    type_keys(page, "'Dinas Sosial", "Tab", "'Undangan rapat bansos", "F3", "F8")
    expect(page.locator("[data-place=told]")).to_contain_text("Lembar disposisi dicetak")
    expect(page.locator("[data-place=file]")).to_contain_text("dari Dinas Sosial")
    eventually(lambda: _sheets(office) == 1, "the sheet is printed once")
    number = page.locator(".filehead h2").inner_text()

    type_keys(page, "NumpadSubtract", "9", "2", "6", "F8")
    expect(page.locator("[data-place=told]")).to_contain_text("Disposisi dicetak")
    expect(page.locator("[data-place=file]")).to_contain_text("Kasi: Pelajari dan beri saran")
    eventually(lambda: _sheets(office) == 2, "the sheet as it was passed on")
    letter = office.get(f"/berkas/{number}")["letter"]
    assert (letter["office"], letter["urgency"], letter["roles"]) == ("Dinas Sosial", "segera", ["kasi"])

    type_keys(page, "NumpadMultiply", "2", "'Bupati", "Tab", "'Laporan bulanan", "F8")
    expect(page.locator("[data-place=told]")).to_contain_text("Surat keluar tercatat")
    expect(page.locator("[data-place=file]")).to_contain_text("kepada Bupati")
