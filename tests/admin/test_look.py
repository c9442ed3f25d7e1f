"""The keeper's room in a real browser: nothing cut off or over each other, and what the script adds."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import update

from hall.actions import keeping, pairing, printers, special_hours
from hall.actions.office import Office
from hall.realtime.screens import Screens
from hall.records import sessions
from hall.records import tables as t
from hall.rules.access import Identity
from hall.rules.special_hours import RAMADAN_WEEK, Wanted
from tests.browser import OpenPage
from tests.office import Desk, furnish, open_office
from tests.people.machine import Machine
from tests.people.offices import add_person, clock_of
from tests.recording import RecordingDay
from tests.screens import TROUBLE

pytestmark = pytest.mark.journey

HALL = "kalipare"
PAGES = (
    "",
    "printers",
    "screens",
    "staff",
    "layanan",
    "layanan/{code}",
    "keys",
    "hours",
    "hours?usul=ramadan",
    "counters",
    "numbers",
    "suara",
    "tv",
    "rules",
)


@pytest.fixture
def office(ready_template: Callable[[str], str], tmp_path: Path) -> Iterator[Office]:
    """Kalipare with its many layanan, on SQLite: looks do not depend on where things are kept."""
    url = f"sqlite:///{tmp_path / 'antrean.db'}"
    (tmp_path / "antrean.db").write_bytes(Path(ready_template("sqlite")).read_bytes())
    furnish(url, tmp_path)
    found = open_office(url, tmp_path)
    add_person(found, HALL, "penjaga", "Penjaga dengan Nama yang Panjang Sekali", "keeper", "rahasia-penjaga")
    yield found
    found.database.close()


@pytest.fixture
def machine(app: Flask) -> Iterator[Machine]:
    found = Machine(app)
    yield found
    found.stop()


@pytest.fixture
def room(machine: Machine, open_page: OpenPage) -> Callable[..., Page]:
    """`room(width, height)` -> a browser in which the keeper signed in."""

    def enter(width: int = 1366, height: int = 768) -> Page:
        page = open_page(f"{machine.url}/{HALL}/admin", width=width, height=height)
        page.fill("#username", "penjaga")
        page.fill("#password", "rahasia-penjaga")
        page.click(".go")
        page.wait_for_selector(".side")
        return page

    return enter


def go(page: Page, machine: Machine, where: str) -> None:
    page.goto(f"{machine.url}/{HALL}/admin/{where}".rstrip("/"))
    page.evaluate("document.fonts.ready")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (1024, 768), (390, 844)])
def test_no_page_cuts_anything_off(
    office: Office, screens: Screens, machine: Machine, room: Callable[..., Page], width: int, height: int
) -> None:
    code = next(iter(office.hall(HALL).offers))
    busy(office, code)
    reports(office, screens, "TV pintu masuk", "display", sound="refused", assets="of before")
    reports(office, screens, "TV ruang perekaman", "display", sound="on", assets=screens.assets)
    reports(office, screens, "Kiosk dekat tangga", "kiosk", visible=False)
    page = room(width, height)
    for where in PAGES:
        go(page, machine, where.format(code=code))
        page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
        assert page.evaluate(TROUBLE) == [], where
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where


def reports(office: Office, screens: Screens, name: str, role: str, **said: object) -> None:
    """A paired screen of this name that is connected and says this of itself."""
    shown = pairing.start(office, HALL, role)
    device = pairing.confirm(office, HALL, shown.pairing.code, role, name=name)
    screens.enter(name, f"/{role}", Identity(device.asker, "screen", HALL, frozenset({role})))
    screens.hear(name, {"version": 4, "stale": False, **said})


def busy(office: Office, code: str) -> None:
    """A day with something of everything on the keeper's pages."""
    shown = pairing.start(office, HALL, "display")
    pairing.confirm(office, HALL, shown.pairing.code, "display", name="TV ruang tunggu sebelah timur dekat mushala")
    pairing.start(office, HALL, "kiosk")
    shown = pairing.start(office, HALL, "kiosk")
    kiosk = pairing.confirm(office, HALL, shown.pairing.code, "kiosk", name="Kiosk pintu depan dekat tempat parkir").id
    for name in ("Printer kiosk pintu depan", "Loket 2 dekat ruang kepala seksi pelayanan umum"):
        keeping.add_printer(office, HALL, name, "tcp://192.168.1.50:9100?profile=epson-80&connect=3", "person:1")
    first, second = [one.id for one in printers.room(office, HALL, 1).printers]
    printers.change(office, HALL, first, "Printer kiosk", "usb://04b8:0e15?profile=epson-80", 80, second, "person:1")
    printers.roll_changed(office, HALL, second, "person:1")
    printers.give_kiosk(office, HALL, kiosk, second, "person:1")
    printers.print_trial(office, HALL, second, "person:1")
    seasons(office)
    with office.database.writing() as connection:
        reported = {"error": "Pemotong kertas macet. Matikan printer, buka tutupnya, lepaskan kertas.", "paper": "ok"}
        connection.execute(update(t.printers).where(t.printers.c.id == second).values(printed_mm=78_000, **reported))
        connection.execute(update(t.print_jobs).values(state="uncertain", reason="Sambungan ke printer terputus."))
    desk = Desk(office, HALL, code)
    for _ in range(3):
        desk.issue()
    clock_of(office).go(minutes=20)


def seasons(office: Office) -> None:
    """Two special hours, one of them in force, and letters to hours that it does not hold."""
    for name, days in (("Ramadan", 0), ("Pekan olahraga kecamatan dan kabupaten", 40)):
        first = date(2026, 11, 19) + timedelta(days=days)
        special_hours.put(office, HALL, Wanted(name, first, first + timedelta(days=29), RAMADAN_WEEK), "person:1")
    day = RecordingDay(office, HALL, windows=16, first=clock_of(office).now() + timedelta(days=1))
    with office.database.writing() as connection:
        for window in day.slots[6:9]:
            sessions.take(connection, window.id)


def test_hari_ini_stays_fresh_by_itself(office: Office, room: Callable[..., Page]) -> None:
    page = room()
    page.clock.install()
    page.reload()
    expect(page.locator(".fig b").first).to_have_text("0")
    Desk(office, HALL, next(iter(office.hall(HALL).offers))).issue()
    page.clock.run_for(11_000)
    expect(page.locator(".fig b").first).to_have_text("1")


def test_the_list_of_screens_is_live_and_leaves_open_what_a_hand_opened(
    office: Office, screens: Screens, machine: Machine, room: Callable[..., Page]
) -> None:
    busy(office, next(iter(office.hall(HALL).offers)))
    device = next(one for one in pairing.list_devices(office, HALL) if one.role == "display")
    page = room()
    page.clock.install()
    go(page, machine, "screens")
    page.locator("summary", has_text="Cabut").first.click()
    screens.enter("s1", "/display", Identity(device.asker, "screen", HALL, frozenset({"display"})))
    screens.hear("s1", {"version": 4, "stale": False, "sound": "refused"})
    page.clock.run_for(3000)
    expect(page.locator("#live .tag.late", has_text="Suara tertahan")).to_be_visible()
    expect(page.locator("#live details[open]")).to_have_count(1)
    expect(page.locator("#live summary").first).to_be_focused()


def test_a_new_key_is_copied_by_a_press_without_a_secure_context(machine: Machine, room: Callable[..., Page]) -> None:
    page = room()
    go(page, machine, "keys")
    page.fill("#make-name", "Situs")
    page.click("text=Buat kunci >> nth=-1")
    page.click("#copy")
    expect(page.locator("#copy")).to_have_text("Tersalin")
    token = page.locator("#token").inner_text()
    go(page, machine, "rules")
    page.fill("#running", "")
    page.focus("#running")
    page.keyboard.press("Control+V")
    expect(page.locator("#running")).to_have_value(token)


def test_the_room_works_without_a_script(machine: Machine, open_page: OpenPage) -> None:
    page = open_page(f"{machine.url}/{HALL}/admin", java_script_enabled=False)
    page.fill("#username", "penjaga")
    page.fill("#password", "rahasia-penjaga")
    page.click(".go")
    page.click("text=Aturan")
    page.fill("#rule-ratio", "3")
    page.click("text=Simpan aturan")
    expect(page.locator(".done")).to_contain_text("Aturan disimpan")
    expect(page.locator(".public")).to_contain_text("tiga nomor prioritas")
