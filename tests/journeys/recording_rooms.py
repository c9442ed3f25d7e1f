"""What everybody does on a day of recording, from the list to the card, on the screens where they do it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page, expect

from tests.journeys import qr_reader
from tests.journeys.planted import Person
from tests.journeys.rooms import Desk, Kiosk
from tests.patience import eventually
from tests.printer_drivers.simulated import SimulatedPrinter
from tests.screens import TROUBLE, settled

DRAWN_AT = 1.6
"""Dots a point of the letters' pictures: the QR's modules are five dots wide."""
PAYLOAD = re.compile(rb"\x1d\(k(..)1P0", re.DOTALL)


def fits(page: Page) -> None:
    """Nothing on the page is cut off, off the screen or over something else, opened folds too."""
    page.wait_for_load_state()  # a click waits until the next page begins, not until it is there
    page.evaluate("document.fonts.ready")
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert page.evaluate(TROUBLE) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


class Office:
    """The operator's pages beside the counter."""

    def __init__(self, desk: Desk) -> None:
        self.page = desk.page
        self.at = desk.page.url.rpartition("/counter/")[0] + "/counter"

    def go(self, place: str) -> Page:
        """A page of the counter's room."""
        self.page.goto(f"{self.at}/{place}")
        return self.page

    def leave(self) -> None:
        """Signs out, so that the counter is free in the morning."""
        self.page.get_by_role("button", name="Keluar").click()
        self.page.wait_for_url("**/sign-in*")

    def bring_in(self, file: Path, mapped: dict[str, str], rows: int, fault: str) -> None:
        """A list is uploaded, its columns are chosen, judged, and taken. `mapped`: heading -> field, where none was guessed."""
        page = self.go("wajib-ktp/impor")
        page.set_input_files("#file", str(file))
        page.locator("[data-place=send]").click()
        expect(page.get_by_text("Kolom mana berisi apa?")).to_be_visible()
        for heading, field in mapped.items():
            page.get_by_label(f"Isi kolom {heading}").select_option(field)
        page.get_by_role("button", name="Periksa daftar").click()
        expect(page.get_by_text(fault)).to_be_visible()
        fits(page)
        page.get_by_role("button", name=f"Masukkan {rows} baru").click()
        expect(page.get_by_text(re.compile(rf"^{rows} orang baru.* sudah masuk"))).to_be_visible()

    def plan(self, day: str = "", letters: str = "", sets: str = "1") -> str:
        """A session is tried, read and made; gives how its capacity was explained."""
        page = self.go("perekaman/baru")
        for field, value in (("#day", day), ("#letters", letters), ("#sets", sets)):
            if value:
                page.fill(field, value)
        page.get_by_role("button", name="Hitung").click()
        said = page.get_by_text("Dihitung dari")
        expect(said).to_be_visible()
        fits(page)
        explained = said.inner_text()
        page.get_by_role("button", name="Buat sesi").click()
        expect(page.get_by_text("Sesi dibuat.")).to_be_visible()
        fits(page)
        return explained

    def summon(self, village: str, many: int, *, calls: str = "") -> None:
        """On a session's page: who of the village is 17 is called."""
        page = self.page
        page.get_by_role("link", name="Panggil orang").click()
        page.get_by_label(village).check()
        page.select_option("#kali", calls)
        page.get_by_role("button", name="Lihat dulu").click()
        page.get_by_role("button", name=f"Panggil {many} orang").click()
        expect(page.get_by_text(re.compile(rf"^{many} dari \d+ surat keluar"))).to_be_visible()
        fits(page)

    def letters(self, people: Sequence[Person], folder: Path) -> dict[str, str]:
        """The session's letters as PDF: what each person's QR says, read from the drawn page."""
        folder.mkdir(exist_ok=True)
        with self.page.expect_download() as given:
            self.page.get_by_role("link", name="Surat PDF A4").click()
        given.value.save_as(folder / "surat.pdf")
        found: dict[str, str] = {}
        for sheet in pypdfium2.PdfDocument(folder / "surat.pdf"):
            text = sheet.get_textpage().get_text_range()
            (who,) = [one.name for one in people if one.name in text]
            found[who] = qr_reader.read(sheet.render(scale=DRAWN_AT, grayscale=True).to_pil())
        return found

    def number_of(self, who: Person) -> str:
        """Somebody's number in the register; the name is sought by a form, and never stands in an address."""
        page = self.go("wajib-ktp")
        page.locator("#teks").fill(who.name)
        page.get_by_role("button", name="Cari", exact=True).click()
        expect(page.get_by_text("1 orang ditemukan")).to_be_visible()
        return page.locator(".people-list .one .num").inner_text()

    def cards(self, many: int) -> None:
        """Everybody's card is being printed, then it lies ready."""
        for tab, words in (("recorded", "sedang dicetak"), ("printing", "siap diambil")):
            page = self.go(f"kartu?tampil={tab}")
            ticks = page.locator("input[name=person]")
            expect(ticks).to_have_count(many)
            for tick in ticks.all():
                tick.check()
            page.get_by_role("button", name=words).click()
            expect(page.get_by_text("Dicatat.")).to_be_visible()

    def hands_over(self, scanned: str, answer: str) -> None:
        """The letter is held before the counter's scanner once more."""
        page = self.go("kartu")
        expect(page.locator("#code")).to_be_focused()
        page.keyboard.type(f"{scanned}\n")
        expect(page.get_by_text(answer)).to_be_visible()

    def report(self, first: str, last: str) -> list[list[str]]:
        """Rows of the report's days, its head left out."""
        page = self.go(f"laporan-perekaman?dari={first}&sampai={last}")
        rows = page.locator("table").first.locator("tbody tr").all()
        return [[cell.strip() for cell in row.inner_text().split("\t")] for row in rows]


def share_stations(page: Page, counters: Mapping[str, Sequence[str]]) -> None:
    """The keeper signs in and shares the chain among counters."""
    page.fill("#username", "penjaga")
    page.fill("#password", "antrean")
    page.keyboard.press("Enter")
    page.wait_for_selector(".side")
    page.goto(page.url.partition("/admin")[0] + "/admin/counters")
    for counter, stations in counters.items():
        for station in stations:
            page.locator(f"input[name='{counter}.{station}']").check()
    page.get_by_role("button", name="Simpan stasiun").click()
    expect(page.get_by_text("Stasiun perekaman disimpan.")).to_be_visible()


def scan(kiosk: Kiosk, payload: str) -> None:
    """A letter is held before the kiosk's scanner, which types what it reads and presses Enter; again where that was slow.

    A machine that stands still between two signs lets the kiosk forget the first: people hold the letter there once more.
    """
    resting = kiosk.page.locator("main.attract, main.choose")
    expect(resting).to_be_visible()

    def is_read() -> bool:
        kiosk.page.keyboard.type(f"{payload}\n")
        settled(kiosk.page)
        return resting.count() == 0

    eventually(is_read, "the scanner's code is read")


def check_in(kiosk: Kiosk, payload: str, *, family: int = 1) -> str:
    """From the scan to the number; the whole family comes where it is one."""
    scan(kiosk, payload)
    expect(kiosk.page.locator("main.letter")).to_contain_text("Jadwal Anda hari ini")
    if family > 1:
        expect(kiosk.page.locator("main.letter")).to_contain_text(f"Kami datang {family} orang")
    kiosk.press("check_in")
    number = kiosk.number()
    kiosk.leave()
    return number


def type_code(kiosk: Kiosk, code: str) -> None:
    """The code is typed on the glass."""
    kiosk.start().choose("perekaman-ektp").press("code")
    for sign in code.replace("-", ""):
        kiosk.page.locator(f"button[data-do=sign][data-value='{sign}']").dispatch_event("click")


def comes(desk: Desk, number: str) -> None:
    """The counter calls, and the person stands before it."""
    assert desk.call() == number
    passes(desk, "Orangnya datang")


def passes(desk: Desk, *stations: str) -> None:
    """F8, each time that it stands for this station; the server has kept it when this returns."""
    for words in stations:
        settled(desk.page)
        expect(desk.page.locator("[data-place=step-words]")).to_contain_text(words)
        desk.page.keyboard.press("F8")
    settled(desk.page)  # only now may another counter call the number


def not_passed(desk: Desk, station: str, what: str) -> None:
    """F9 at this station: once more, or a reason why it cannot be recorded."""
    settled(desk.page)
    expect(desk.page.locator("[data-place=step-words]")).to_contain_text(station)
    desk.page.keyboard.press("F9")
    desk.page.get_by_role("button", name=what).click()
    expect(desk.page.locator("dialog[open]")).to_have_count(0)
    settled(desk.page)


def is_named(desk: Desk, number: str, who: Person) -> None:
    """Who came without a letter is somebody of the register."""
    settled(desk.page)
    desk.page.keyboard.press("NumpadSubtract")
    desk.page.get_by_role("button", name="Siapa orang ini").click()
    desk.page.get_by_label("Nomor di daftar wajib KTP").fill(number)
    desk.page.keyboard.press("F8")
    expect(desk.page.locator("[data-place=person] .who")).to_contain_text(who.name)


def is_over(desk: Desk) -> None:
    """Nothing is left to do for the number, and it ends."""
    settled(desk.page)
    expect(desk.page.locator("[data-place=step-words]")).to_contain_text("Semua stasiun selesai")
    desk.complete()


def payloads(printer: SimulatedPrinter, since: int) -> list[str]:
    """What the QR codes of the slips say that came out since, oldest first."""
    found = []
    for slip in printer.tickets[since:]:
        for command in PAYLOAD.finditer(slip):
            length = int.from_bytes(command[1], "little") - 3
            found.append(slip[command.end() : command.end() + length].decode())
    return found
