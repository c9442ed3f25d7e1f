"""A day of recording from its plan to the letter in its holder's hand, in a real browser and on a phone."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.rooms import watched
from tests.journeys.server import Server
from tests.screens import TROUBLE

pytestmark = pytest.mark.journey

HALL = "kalipare"
AT = f"/{HALL}/counter/perekaman"
NAME = "Zulcontoh Rahasia"


def _fits(page: Page) -> None:
    page.evaluate("document.fonts.ready")
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert page.evaluate(TROUBLE) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def test_a_village_is_called_and_one_of_them_takes_another_day(
    chromium: Browser, start_server: Callable[..., Server], tmp_path: Path
) -> None:
    server = start_server().start()
    clerk = server.program(HALL, "counter")
    for number in range(5):
        name = NAME if number == 0 else f"Contoh {number}"
        clerk.post("/people", name=name, born_on=f"200{number}-01-02", village="Ngadirejo", contact="0811222333")
    with watched(chromium, server.url) as rooms:
        page = rooms.desk(HALL, "1", "operator").page
        for _ in range(2):
            page.goto(f"{server.url}{AT}/baru")
            page.fill("#letters", "6")
            page.get_by_role("button", name="Hitung").click()
            expect(page.get_by_text("surat menurut pembagian")).to_be_visible()
            _fits(page)
            page.get_by_role("button", name="Buat sesi").click()
            expect(page.get_by_text("Sesi dibuat.")).to_be_visible()
            page.goto(f"{server.url}{AT}")
        _fits(page)
        page.locator(".session-list .one").first.click()
        session = page.url
        page.get_by_role("link", name="Panggil orang").click()
        page.get_by_label("Ngadirejo").check()
        page.get_by_role("button", name="Lihat dulu").click()
        _fits(page)
        page.get_by_role("button", name="Panggil 5 orang").click()
        expect(page.get_by_text("5 dari 6 surat keluar")).to_be_visible()
        _fits(page)
        with page.expect_download() as given:
            page.get_by_role("link", name="Surat PDF A4").click()
        given.value.save_as(tmp_path / "surat.pdf")
        expect(page.get_by_text("5 dari 5 surat")).to_be_visible()
        drawn = pypdfium2.PdfDocument(tmp_path / "surat.pdf")
        assert len(drawn) == 5
        assert any(NAME in sheet.get_textpage().get_text_range() for sheet in drawn)
        page.get_by_role("link", name="Daftar panggilan").click()
        expect(page.locator(".called .one")).to_have_count(5)
        assert NAME not in page.content()
        _fits(page)
        page.locator(".called .one").first.click()
        page.select_option("#outcome", "confirmed")
        page.get_by_role("button", name="Simpan hasil").click()
        expect(page.get_by_text("Hasil dicatat.")).to_be_visible()
        _fits(page)
    letter = next(one for one in clerk.get("/summonses")["items"] if one["state"] == "made")
    phone = chromium.new_context(viewport={"width": 360, "height": 740}).new_page()
    addresses: list[str] = []
    phone.on("request", lambda request: addresses.append(request.url))
    phone.goto(f"{server.url}/{HALL}/panggilan#{letter['code']}")
    expect(phone.get_by_role("button", name="Saya akan datang")).to_be_visible()
    assert letter["code"] not in phone.url
    assert not any(letter["code"] in address.partition("#")[0] for address in addresses)
    assert NAME not in phone.content()
    _fits(phone)
    phone.locator(".pick").first.click()
    phone.get_by_role("button", name="Pakai waktu ini").click()
    expect(phone.get_by_text("Hari Anda sudah diganti.")).to_be_visible()
    _fits(phone)
    phone.context.close()
    assert clerk.get(f"/sessions/{session.rpartition('/')[2].partition('?')[0]}")["expected"]["moved_day"] == 1
