"""A village's list in a real browser, from the file to the register; the power fails while it is taken."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.actions.resident_lists import csv_of, row
from tests.journeys.recording_rooms import fits
from tests.journeys.rooms import watched
from tests.journeys.server import Server
from tests.patience import eventually

pytestmark = pytest.mark.journey

HALL = "kalipare"
AT = f"/{HALL}/counter/wajib-ktp"
PEOPLE = 600
SECRET = "Zulkontoh"


def _upload(page: Page, file: Path) -> None:
    page.set_input_files("#file", str(file))
    page.locator("[data-place=send]").click()
    expect(page.get_by_text("Kolom mana berisi apa?")).to_be_visible()


@pytest.mark.long
def test_a_list_goes_in_although_the_power_fails(
    chromium: Browser, start_server: Callable[..., Server], tmp_path: Path
) -> None:
    rows = [row(number) for number in range(PEOPLE)] + [row(PEOPLE, f"{SECRET} Rahasia"), row(9999, " ")]
    file = tmp_path / "desa.csv"
    file.write_bytes(csv_of(rows))
    server = start_server().start()
    with watched(chromium, server.url) as rooms:
        page = rooms.desk(HALL, "1", "operator").page
        page.goto(f"{server.url}{AT}")
        expect(page.get_by_text("Daftar masih kosong")).to_be_visible()
        page.get_by_role("link", name="Masukkan daftar").click()
        expect(page.get_by_text("Belum ada daftar yang dimasukkan.")).to_be_visible()
        fits(page)
        _upload(page, file)
        fits(page)
        assert SECRET not in page.content()
        page.get_by_role("button", name="Periksa daftar").click()
        expect(page.get_by_text("Baris 603")).to_be_visible()
        expect(page.get_by_text("Nama kosong.")).to_be_visible()
        fits(page)
        page.set_viewport_size({"width": 360, "height": 740})
        fits(page)
        page.get_by_role("button", name=f"Masukkan {PEOPLE + 1} baru").click()
        expect(page.locator(".progress, .well").first).to_be_visible()  # under way, or done already
    server.kill()
    server.start()
    clerk = server.program(HALL, "counter")
    eventually(lambda: clerk.get("/people/imports")["items"][0]["state"] == "applied", "the list is taken")
    assert clerk.get("/people")["total"] == PEOPLE + 1
    with watched(chromium, server.url) as rooms:
        page = rooms.desk(HALL, "1", "operator").page
        page.goto(f"{server.url}{AT}")
        expect(page.locator(".people-list .one")).to_have_count(50)
        fits(page)
        page.locator("#teks").fill(SECRET.lower())
        page.get_by_role("button", name="Cari", exact=True).click()
        expect(page.get_by_text("1 orang ditemukan")).to_be_visible()
        assert SECRET not in page.content()
        page.locator(".people-list .one").click()
        expect(page.get_by_text(f"{SECRET} Rahasia").first).to_be_visible()
        for width, height in ((1366, 768), (360, 740)):
            page.set_viewport_size({"width": width, "height": height})
            fits(page)
        assert SECRET not in page.title()
        assert [address for address in rooms.requests if SECRET.lower() in address.lower()] == []
    assert SECRET not in server.log()
    store = b"".join(path.read_bytes() for path in (server.folder / "var").rglob("*") if path.is_file())
    assert SECRET.encode() not in store
