"""Takes the pictures of docs/pictures anew: a demo server on a free port, a small morning in its halls, every screen.

    make pictures                                   the pictures that are committed
    .venv/bin/python tools/pictures.py --all DIR    every view at every size, for looking

Needs the set-up of `make test` (Chromium, Playwright, Pillow). Writes PNGs with a palette, which are a third of the size.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from playwright.sync_api import Page, expect  # noqa: E402

from admin.paper import draw  # noqa: E402
from hall.actions.paper import slip_picture_source  # noqa: E402
from tests.browser import launched  # noqa: E402
from tests.journeys.rooms import Desk, Kiosk, Tv, Witness  # noqa: E402
from tests.journeys.server import Program, Server  # noqa: E402
from tests.office import open_office  # noqa: E402
from tests.patience import eventually  # noqa: E402
from tests.printer_drivers.simulated import SimulatedPrinter  # noqa: E402
from tools.pictures_recording import recording  # noqa: E402

COMMITTED: Final = ROOT / "docs" / "pictures"
PORTRAIT: Final = (1080, 1920)
LANDSCAPE: Final = (1366, 768)
TV_SIZES: Final = ((1920, 1080), (1366, 768), (3840, 2160))
COLOURS: Final = 128
KEPT: Final = {  # the view that each committed picture is
    "kiosk": "kiosk-landscape-choose", "kiosk-rest": "kiosk-portrait-rest", "kiosk-choose": "kiosk-portrait-choose",
    "kiosk-layanan": "kiosk-portrait-layanan", "kiosk-ticket": "kiosk-portrait-ticket",
    "kiosk-no-paper": "kiosk-landscape-no-paper", "kiosk-large": "kiosk-portrait-large",
    "display": "tv-1920-calling", "display-rest": "tv-1366-rest", "display-stale": "tv-1366-stale",
    "counter": "counter-serving", "counter-called": "counter-called", "files": "counter-files", "phone": "phone-waiting",
    "phone-called": "phone-called", "admin": "admin-today", "pair": "pair-kiosk", "slip": "slip-80", "slip-58": "slip-58",
    "session": "recording-session", "residents": "recording-residents", "letter": "paper-letter", "letter-phone": "letter-phone",
    "kiosk-letter": "kiosk-letter", "station": "counter-station", "board": "board",
}  # fmt: skip


class Album:
    """Keeps pictures by their view's name: all of them in `folder`, or only the committed ones."""

    def __init__(self, folder: Path | None) -> None:
        self._all = folder
        self._names = {view: name for name, view in KEPT.items()}
        (folder or COMMITTED).mkdir(parents=True, exist_ok=True)

    def take(self, view: str, page: Page) -> None:
        """What this page shows now, when its movements have ended."""
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(600)
        self.keep(view, page.screenshot(animations="disabled", full_page=view.startswith(("admin", "front"))))

    def keep(self, view: str, png: bytes) -> None:
        """Writes the picture where it belongs, with a palette."""
        place = self._all / f"{view}.png" if self._all else COMMITTED / f"{self._names.get(view, '')}.png"
        if self._all or view in self._names:
            drawn = Image.open(io.BytesIO(png)).convert("RGB")
            drawn.info.clear()  # a slip's own transparency means nothing to the palette
            drawn.quantize(COLOURS, dither=Image.Dither.NONE).save(place, optimize=True)
            print(place, f"{place.stat().st_size // 1024} kB")


def morning(office: Program) -> None:
    """What happened since the hall opened: numbers were taken, some were called, served and missed."""
    for layanan in ("pindah-penduduk", "kartu-keluarga", "ktp-elektronik", "legalisir-surat", "surat-rekomendasi"):
        office.number(layanan)
    # A ticket that is served before its slip came out gets none, and the keeper would be told.
    eventually(lambda: all(job["state"] == "printed" for job in office.get("/print-jobs")["items"]), "all slips")
    for code in "12":
        office.post(f"/counters/{code}/openings")
    for _ in range(2):
        for code in "12":
            office.post(f"/counters/{code}/calls")
            office.post(f"/counters/{code}/completions")
    for layanan in ("kartu-keluarga", "dispensasi-nikah", "pindah-penduduk", "ktp-elektronik"):
        office.number(layanan)
    office.number("legalisir-surat", priority=True)
    office.post("/counters/3/openings")
    office.post("/counters/3/breaks", reason="buka lagi 10.15")


def kiosk_walk(album: Album, rooms: Witness, way: str, size: tuple[int, int]) -> Kiosk:
    """From rest to a printed ticket; gives the kiosk, which shows it."""
    kiosk = rooms.kiosk("jumapolo", *size)
    view = f"kiosk-{way}"
    album.take(f"{view}-rest", kiosk.page)
    kiosk.start()
    album.take(f"{view}-choose", kiosk.page)
    kiosk.press("priority")
    album.take(f"{view}-priority", kiosk.page)
    kiosk.press("priority")
    kiosk.press("search")
    for letter in "nikah":
        kiosk.page.locator(f"button[data-do=type][data-value={letter}]").tap()
    album.take(f"{view}-search", kiosk.page)
    kiosk.press("choose")
    kiosk.press("guide")
    album.take(f"{view}-guide", kiosk.page)
    kiosk.press("choose")
    kiosk.choose("pindah-penduduk")
    for item in kiosk.page.locator("button[data-do=tick]").all()[:2]:
        kiosk.page.wait_for_timeout(400)
        item.tap()
    album.take(f"{view}-layanan", kiosk.page)
    kiosk.take()
    kiosk.says("Ambil tiket Anda")
    kiosk.page.wait_for_timeout(2600)  # the slip comes out
    album.take(f"{view}-ticket", kiosk.page)
    return kiosk


def kiosk_modes(album: Album, rooms: Witness, way: str, size: tuple[int, int]) -> None:
    """English, large text, high contrast, low position, many layanan, and the question whether anybody is there."""
    modes = {"english": "language", "large": "large", "contrast": "contrast", "low": "low"}
    for mode, press in list(modes.items())[: 4 if way == "portrait" else 3]:  # low position is for tall screens
        kiosk = rooms.kiosk("jumapolo", *size).start()
        kiosk.press(press)
        album.take(f"kiosk-{way}-{mode}", kiosk.page)
        kiosk.choose("kartu-keluarga")
        album.take(f"kiosk-{way}-{mode}-layanan", kiosk.page)
    many = rooms.kiosk("barito-kuala", *size).start()
    album.take(f"kiosk-{way}-many", many.page)
    for code in ("imb", "izin-mencari-dana"):
        many.choose(code)
        album.take(f"kiosk-{way}-{code}", many.page)
        many.press("back")
    page = rooms.open("/", width=size[0], height=size[1], has_touch=True)
    page.clock.install()
    page.goto(page.url + "jumapolo/kiosk")
    asked = Kiosk(page).start()
    asked.page.clock.run_for(66_000)
    expect(page.locator("#veil")).to_be_visible()
    album.take(f"kiosk-{way}-idle", page)


def without_paper(album: Album, rooms: Witness, printer: SimulatedPrinter) -> None:
    """The number is valid although the paper is out."""
    printer.mode = "paper_out"
    kiosks = {"portrait": rooms.kiosk("jumapolo", *PORTRAIT), "landscape": rooms.kiosk("jumapolo", *LANDSCAPE)}
    for kiosk in kiosks.values():
        kiosk.start().choose("ktp-elektronik").take()
    for way, kiosk in kiosks.items():
        kiosk.says("Catat atau foto nomor ini")
        album.take(f"kiosk-{way}-no-paper", kiosk.page)
    tired = rooms.desk("jumapolo", "3", "petugas3")
    expect(tired.page.locator("[data-place=warning]")).to_contain_text("habis")
    album.take("counter-no-paper", tired.page)
    printer.mode = "ok"


def counter_walk(album: Album, rooms: Witness, office: Program) -> Desk:
    """From sign-in to a step in hand whose time runs out; gives the desk."""
    album.take("counter-sign-in", rooms.open("/jumapolo/counter/sign-in"))
    desk = rooms.desk("jumapolo")
    album.take("counter-ready", desk.page)
    desk.call()
    album.take("counter-called", desk.page)
    desk.begin()
    desk.walk(most=1)
    album.take("counter-serving", desk.page)
    desk.page.keyboard.press("F9")
    expect(desk.page.locator("dialog[open]")).to_be_visible()
    album.take("counter-incomplete", desk.page)
    desk.page.keyboard.press("Escape")
    for key, view in {
        "F1": "commands",
        "F6": "hold",
        "F7": "transfer",
        "NumpadAdd": "ticket",
        "Numpad0": "rest",
    }.items():
        desk.page.keyboard.press(key)
        expect(desk.page.locator("dialog[open]")).to_be_visible()
        album.take(f"counter-{view}", desk.page)
        desk.page.keyboard.press("Escape")
        expect(desk.page.locator("dialog[open]")).to_have_count(0)
    desk.walk(most=1)
    album.take("counter-elsewhere", desk.page)  # the next step is the Kasi's
    return desk


def file_room(album: Album, rooms: Witness, office: Program) -> None:
    """What waits for the Kasi, and the page on which numbers written by hand come in."""
    for layanan in ("kartu-keluarga", "ktp-elektronik", "pindah-penduduk"):
        number = office.post("/berkas", layanan=layanan)["number"]
        for _ in range(3):
            office.post(f"/berkas/{number}/steps", outcome="done")
    page = rooms.open("/jumapolo/counter/sign-in")
    page.locator("#username").fill("kasi")
    page.locator("#password").fill("antrean")
    page.keyboard.press("Enter")
    expect(page.locator(".file")).to_have_count(4)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    album.take("counter-files", page)
    page.goto(page.url.rsplit("/", 1)[0] + "/listrik")
    for text in ("A", "20", "09.10", "A", "21", "09.25"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    album.take("counter-outage", page)


def counter_times(album: Album, rooms: Witness, program: Program) -> None:
    """The longest SOP with its step in hand on time, nearly over and over."""
    program.number("perekaman-ektp")
    page = rooms.open("/kalipare/counter/sign-in")
    page.clock.install()
    page.locator("#username").fill("petugas1")
    page.locator("#password").fill("antrean")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kalipare/counter/1")
    desk = Desk(page).open()
    desk.call()
    desk.begin()
    desk.walk(most=4)
    album.take("counter-long", page)


def phones(album: Album, rooms: Witness, office: Program) -> None:
    """One's own ticket: waiting, called, missed, done."""
    ticket = office.post("/tickets", layanan="pindah-penduduk")
    page = rooms.open(f"/t/{ticket['token']}", width=390, height=844, device_scale_factor=2)
    album.take("phone-waiting", page)
    office.post("/counters/2/calls", ticket=ticket["number"])
    expect(page.locator("h1.on-called")).to_be_visible()
    album.take("phone-called", page)
    office.post("/counters/2/absences")
    expect(page.locator(".banner.on-absent")).to_be_visible()
    album.take("phone-missed", page)


def keeper(album: Album, rooms: Witness) -> None:
    """The front page and the keeper's room."""
    page = rooms.open("/")
    base = page.url
    album.take("front", page)
    page.goto(f"{base}jumapolo/admin")
    album.take("admin-sign-in", page)
    page.locator("#username").fill("penjaga")
    page.locator("#password").fill("antrean")
    page.keyboard.press("Enter")
    expect(page.locator("html[data-screen=admin] nav")).to_be_visible()
    for part in ("", "screens", "printers", "staff", "keys", "layanan", "hours", "rules"):
        page.goto(f"{base}jumapolo/admin/{part}".rstrip("/"))
        album.take(f"admin-{part or 'today'}", page)


def tvs(album: Album, rooms: Witness, office: Program) -> list[Tv]:
    """The TV between calls and with one, at every size; gives the TVs."""
    all_of_them = [rooms.tv("jumapolo", *size) for size in TV_SIZES]
    for tv, (width, _) in zip(all_of_them, TV_SIZES, strict=True):
        album.take(f"tv-{width}-rest", tv.page)
    number = office.post("/counters/2/calls")["ticket"]["number"]
    for tv, (width, _) in zip(all_of_them, TV_SIZES, strict=True):
        tv.shows(number)
        album.take(f"tv-{width}-calling", tv.page)
    return all_of_them


def slips(album: Album, var: Path, job: str) -> None:
    """The slip on both papers, from the bytes that their printers would get."""
    office = open_office(f"sqlite:///{var / 'antrean.db'}", var, demo=True)
    slip, _ = slip_picture_source(office, "jumapolo", job)
    office.database.close()
    for width, profile in {"80": "epson-80", "58": "generic-58"}.items():
        album.keep(f"slip-{width}", draw(slip, f"memory:?profile={profile}", None))


def shut(album: Album, folder: Path, browse: Callable[[str], Witness]) -> None:
    """A real hall on a day without service: pairing, then the closed kiosk and TV."""
    server = Server(folder, demo=False)
    server.run("init", "jumapolo")
    day = datetime.now(UTC)
    closure = folder / "libur.csv"
    days = [(day + timedelta(days=more)).date().isoformat() for more in (-1, 0, 1)]
    closure.write_text("tanggal,nama\n" + "".join(f"{one},Libur bersama\n" for one in days))
    server.run("calendar", "import", str(closure), "--hall", "jumapolo")
    server.start()
    rooms = browse(server.url)
    sizes = {"kiosk": PORTRAIT, "display": LANDSCAPE}
    for role, size in sizes.items():
        page = rooms.open(f"/jumapolo/{role}", width=size[0], height=size[1])
        album.take(f"pair-{role}", page)
        code = "".join(page.locator("#code").inner_text().split())
        server.run("pair", code, "--hall", "jumapolo", "--role", role)
        expect(page.locator("html")).to_have_attribute("data-screen", role)
        album.take(f"{role}-closed", page)
    rooms.close()
    server.stop()


def main() -> None:
    """Plays the morning and takes the pictures."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--all", type=Path, metavar="DIR", help="every view at every size into this folder")
    album = Album(reader.parse_args().all)
    with tempfile.TemporaryDirectory() as folder, SimulatedPrinter() as printer, launched() as browser:
        here = Path(folder)
        for name in ("demo", "real", "recording"):
            (here / name).mkdir()
        shut(album, here / "real", lambda url: Witness(browser, url))
        walks: dict[str, Callable[[Witness, Server], None]] = {
            "recording": lambda rooms, server: recording(album, rooms, server),
            "demo": lambda rooms, server: play(album, rooms, server, printer),
        }
        for name, walk in walks.items():
            server = Server(here / name, ANTREAN_DEMO_PRINTER=printer.url).start()
            rooms = Witness(browser, server.url)
            try:
                walk(rooms, server)
            finally:
                rooms.close()
                server.kill()
    sys.stdout.flush()


def play(album: Album, rooms: Witness, server: Server, printer: SimulatedPrinter) -> None:
    """The demo halls, from the first visitor to the power cut."""
    office: Any = server.program("jumapolo", "counter")
    morning(office)
    kiosk_walk(album, rooms, "portrait", PORTRAIT)
    job = str(office.get("/print-jobs")["items"][0]["id"])
    slips(album, server.folder / "var", job)
    kiosk_walk(album, rooms, "landscape", LANDSCAPE)
    kiosk_modes(album, rooms, "portrait", PORTRAIT)
    kiosk_modes(album, rooms, "landscape", LANDSCAPE)
    phones(album, rooms, office)
    counter_walk(album, rooms, office)
    file_room(album, rooms, office)
    counter_times(album, rooms, server.program("kalipare", "counter"))
    without_paper(album, rooms, printer)
    keeper(album, rooms)
    screens = tvs(album, rooms, office)
    server.kill()
    for tv, (width, _) in zip(screens, TV_SIZES, strict=True):
        expect(tv.page.locator("[data-place=stale]")).to_be_visible()
        album.take(f"tv-{width}-stale", tv.page)


if __name__ == "__main__":
    main()
