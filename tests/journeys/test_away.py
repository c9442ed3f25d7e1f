"""A village's session leaves from the page as a file, comes back by the page, and a clerk chooses, in a real browser."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hall.actions import away_open
from hall.actions.residents import today_of
from hall.clock import FixedClock
from hall.records import residents
from tests.journeys.rooms import watched
from tests.journeys.server import Server
from tests.screens import TROUBLE

pytestmark = pytest.mark.journey

HALL = "kalipare"


def _fits(page: Page) -> None:
    page.wait_for_load_state()  # a click waits until the next page begins, not until it is there
    page.evaluate("document.fonts.ready")
    assert page.evaluate(TROUBLE) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def test_a_session_is_saved_taken_away_brought_back_and_chosen(
    chromium: Browser, start_server: Callable[..., Server], tmp_path: Path
) -> None:
    server = start_server().start()
    clerk = server.program(HALL, "counter")
    for number in (1, 2):
        clerk.post("/people", name=f"Contoh {number}", born_on="2008-01-02", village="Ngadirejo")
    with watched(chromium, server.url) as rooms:
        page = rooms.desk(HALL, "1", "operator").page
        page.goto(f"{server.url}/{HALL}/counter/perekaman/baru")
        page.select_option("[name=kind]", "village")
        page.fill("[name=place]", "Balai Desa Ngadirejo")
        page.get_by_role("button", name="Hitung").click()
        page.get_by_role("button", name="Buat sesi").click()
        page.get_by_role("link", name="Panggil orang").click()
        page.get_by_label("Ngadirejo").check()
        page.get_by_role("button", name="Lihat dulu").click()
        page.get_by_role("button", name="Panggil 2 orang").click()
        expect(page.get_by_role("heading", name="surat keluar")).to_be_visible()
        session = page.url.partition("?")[0]
        page.get_by_role("button", name="Bawa ke desa").click()
        passphrase = page.locator("#passphrase").inner_text()
        _fits(page)
        with page.expect_download() as given:
            page.get_by_role("link", name="Simpan").click()
        given.value.save_as(tmp_path / "a.antrean")
        _happens_there(tmp_path, passphrase)
        clerk.post("/people/1/states", state="moved")
        page.get_by_role("link", name="Halaman sesi").click()
        _fits(page)
        page.get_by_label("Pilih berkas hasil").set_input_files(tmp_path / "b.antrean")
        page.get_by_label("Kata kunci paket").fill(passphrase.lower())
        page.get_by_role("button", name="Gabungkan").click()
        expect(page.get_by_text("Berubah di dua tempat")).to_be_visible()
        _fits(page)
        page.get_by_role("button", name="Pakai yang ini").last.click()
        expect(page.get_by_text("Pilihan disimpan.")).to_be_visible()
        expect(page.get_by_text("Berubah di dua tempat")).to_have_count(0)
        receipt = page.locator(".receipt").inner_text()
        assert page.url.partition("?")[0] == session
    away_open.wipe(tmp_path / "laptop", receipt)


def _happens_there(folder: Path, passphrase: str) -> None:
    """On the laptop somebody turns out to be not able to be recorded; the result is written on the session's day, tomorrow."""
    away_open.open_pack(folder / "a.antrean", passphrase, folder / "laptop")
    laptop = away_open.office_of(folder / "laptop")
    today = today_of(laptop, laptop.hall(HALL))
    laptop.transact(HALL, lambda work, hall: residents.set_state(
        work.connection, hall, 1, "unable", "Sidik jari aus", today, work.now))  # fmt: skip
    laptop.database.close()
    that_day = FixedClock(datetime.now(UTC) + timedelta(days=1))
    away_open.pack_back(folder / "laptop", passphrase, folder / "b.antrean", that_day)
