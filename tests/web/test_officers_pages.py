"""Today and pengaduan in a real browser: nothing cut off at any size, live by themselves, whole without a script."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from hall.actions import complaints
from hall.actions.complaints import Said
from hall.actions.office import Office
from hall.app import create_app
from hall.clock import FixedClock
from tests.browser import OpenPage
from tests.office import Desk, answer, asks, furnish, open_office
from tests.people.machine import Machine
from tests.people.offices import MORNING, add_person, clock_of, settings_for
from tests.screens import TROUBLE

pytestmark = pytest.mark.journey

HALL = "barito-kuala"
SIZES = [(1366, 768), (1920, 1080), (360, 740)]
LONG = "Kepala Seksi Kesejahteraan dan Pelayanan Umum Kecamatan"
DRAWN = """async () => {
  const found = await (await fetch("/api/v1/halls/barito-kuala/today")).json();
  const { draw } = await import(document.querySelector("script[type=module]").src.replace("today.js", "overview.js"));
  const box = document.createElement("div");
  box.append(...draw(found, found.hall));
  return box.innerHTML;
}"""


@pytest.fixture(scope="module")
def prepared(ready_template: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Barito Kuala with its many layanan and a Kasi, on SQLite: looks do not depend on where things are kept."""
    home = tmp_path_factory.mktemp("officers")
    url = f"sqlite:///{shutil.copy(ready_template('sqlite'), home / 'antrean.db')}"
    furnish(url, home)
    setting_up = open_office(url, home)
    add_person(setting_up, HALL, "kasi", LONG, "kasi", "rahasia-kasi")
    setting_up.database.close()
    return home / "antrean.db"


@pytest.fixture
def app(prepared: Path, tmp_path: Path) -> Iterator[Flask]:
    url = f"sqlite:///{shutil.copy(prepared, tmp_path / 'antrean.db')}"
    found = create_app(settings_for(tmp_path, url, demo=False), FixedClock(MORNING))
    yield found
    found.close()  # type: ignore[attr-defined]


@pytest.fixture
def office(app: Flask) -> Office:
    found: Office = app.extensions["antrean-office"]
    return found


@pytest.fixture
def machine(app: Flask) -> Iterator[Machine]:
    found = Machine(app)
    yield found
    found.stop()


@pytest.fixture
def kasi(machine: Machine, open_page: OpenPage) -> Callable[..., Page]:
    """`kasi(width, height)` -> a browser in which a Kasi signed in; it stands before today."""

    def enter(width: int = 1366, height: int = 768, **context: object) -> Page:
        page = open_page(f"{machine.url}/{HALL}/admin/sign-in", width=width, height=height, **context)
        page.fill("#username", "kasi")
        page.fill("#password", "rahasia-kasi")
        page.click(".go")
        page.wait_for_selector("#today")
        return page

    return enter


def busy(office: Office, layanan: int = 12) -> Desk:
    """Every one of so many layanan was served once, one counter rests, one has a number in hand."""
    desk = Desk(office, HALL).open("1", "2")
    offers = [code for code, offer in office.hall(HALL).offers.items() if offer.layanan.audience == "citizen"]
    for code in offers[:layanan]:
        number = desk.issue(code)["number"]
        desk.call("1", number)
        desk.begin("1")
        clock_of(office).go(minutes=7)
        desk.complete("1")
        desk.issue(code)
    desk.call("2")
    return desk


def taken(office: Office, kind: str = "umum") -> str:
    said = Said(
        kind, "letter", "Lampu jalan di depan balai desa padam.\n\nSudah dua minggu." * 3, reporter={"name": LONG}
    )
    return str(answer(complaints.take(office, HALL, asks("complaints"), said))["number"])


def test_an_officer_comes_from_today_to_the_files_and_the_books(kasi: Callable[..., Page]) -> None:
    page = kasi()
    for title, address in (
        ("Laporan", "laporan"),
        ("Buku", "buku/register"),
        ("Pengaduan", "pengaduan"),
        ("Berkas", "berkas"),
    ):
        page.goto(page.url.split(f"/{HALL}/")[0] + f"/{HALL}/admin/hari-ini")
        page.locator("nav.side a.to", has_text=title).click()
        page.wait_for_url(f"**/{HALL}/counter/{address}")


def same(html: str) -> str:
    """Markup without what means nothing: white space between the parts, and how a picture is drawn."""
    html = re.sub(r"<svg.*?</svg>", "[picture]", html, flags=re.DOTALL)
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", html)).strip()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_today_stands_on_one_screen_and_cuts_nothing_off(
    office: Office, kasi: Callable[..., Page], width: int, height: int
) -> None:
    busy(office)
    taken(office)
    page = kasi(width, height)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width >= 1366:
        assert page.evaluate("document.documentElement.scrollHeight") <= height
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert page.evaluate(TROUBLE) == []


@pytest.mark.parametrize("layanan", [0, 3, 12], ids=["an empty morning", "a few", "more than fit"])
def test_the_script_draws_what_the_server_drew(office: Office, kasi: Callable[..., Page], layanan: int) -> None:
    if layanan:
        busy(office, layanan)
        taken(office)
    page = kasi(java_script_enabled=True)
    drawn = page.evaluate(DRAWN)
    page.route("**/today", lambda route: route.abort())  # what stands there is the server's own from now on
    html = page.request.get(page.url).text()
    inner = re.search(r'<div id="today">(.*)</div>\s*</main>', html, re.DOTALL)
    assert inner is not None
    assert same(drawn) == same(page.evaluate("(html) => { const box = document.createElement('div'); box.innerHTML = html; return box.innerHTML; }", inner[1]))  # fmt: skip  # noqa: E501


def test_today_follows_the_hall_by_itself(office: Office, kasi: Callable[..., Page]) -> None:
    page = kasi()
    expect(page.locator("[data-figure=waiting] b")).to_have_text("0")
    Desk(office, HALL).issue("sktm")
    expect(page.locator("[data-figure=waiting] b")).to_have_text("1")
    expect(page.locator("#today tbody tr")).to_have_count(1)
    expect(page.locator("#cut")).to_be_hidden()


def test_a_silent_server_is_told_and_its_return_too(kasi: Callable[..., Page]) -> None:
    page = kasi()
    page.clock.install()  # ten seconds pass by hand
    page.reload()
    page.route("**/today", lambda route: route.abort())
    page.clock.fast_forward(11_000)
    expect(page.locator("#cut")).to_be_visible()
    expect(page.locator("#cut")).to_contain_text("Angka dari pukul 09.30")
    page.unroute("**/today")
    page.clock.fast_forward(11_000)
    expect(page.locator("#cut")).to_be_hidden()


def test_a_case_is_taken_passed_on_and_answered_without_a_script(
    office: Office, machine: Machine, kasi: Callable[..., Page]
) -> None:
    page = kasi(java_script_enabled=False)
    page.goto(f"{machine.url}/{HALL}/counter/pengaduan")
    page.click("text=Catat pengaduan")
    page.fill("#text", "Jalan rusak")
    page.check("[name=channel][value=phone]")
    page.click("text=Simpan pengaduan")
    expect(page.locator(".done")).to_contain_text("Pengaduan dicatat")
    page.fill("[name=note]", "Periksa")
    page.click("text=Simpan disposisi")
    expect(page.locator(".passed")).to_contain_text("Periksa")
    for _ in range(2):
        page.click("text=Selesai langkah ini")
    page.fill("#answer", "Sudah ditambal")
    page.click("text=Simpan jawaban")
    expect(page.locator("main")).to_contain_text("Sudah ditambal")
    expect(page.locator("[aria-current=step]")).to_have_text("Selesai")


@pytest.mark.parametrize(("width", "height"), [SIZES[0], SIZES[2]])
def test_no_page_about_complaints_cuts_anything_off(
    office: Office, machine: Machine, kasi: Callable[..., Page], width: int, height: int
) -> None:
    numbers = [taken(office, kind) for kind in ("normatif", "umum")]
    clock_of(office).go(days=12)
    page = kasi(width, height)
    for where in ("", "?selesai=1", "/baru", *(f"/{number}" for number in numbers)):
        page.goto(f"{machine.url}/{HALL}/counter/pengaduan{where}")
        page.evaluate("document.fonts.ready")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where
        assert page.evaluate(TROUBLE) == [], where
