"""The pictures of a day of recording for tools/pictures.py: list, session, printed letter, phone, kiosk, stations, board, cards.

All people in them are visibly invented.
"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Protocol

import pypdfium2
from playwright.sync_api import Page, expect

from hall.actions import keeping
from tests.journeys.rooms import Desk, Witness
from tests.journeys.server import Server
from tests.office import open_office
from tests.recording import RecordingDay

HALL: Final = "kalipare"
VILLAGES: Final = ("Arjosari", "Arjowilangun", "Kaliasri", "Kalirejo", "Putukrejo", "Sumberpetung")
FIRST, LAST = ("Ahmad", "Siti", "Noor", "Rusdi", "Aulia", "Gusti"), ("Contoh", "Contoh Satu", "binti H. Contoh")
TELEPHONE: Final[dict[str, Any]] = {"width": 390, "height": 844, "device_scale_factor": 2}
STATIONS: Final = {
    "1": ("verifikasi", "penyerahan"), "2": ("foto", "tanda-tangan", "sidik-jari", "iris"), "3": ("telunjuk", "kasi"),
}  # fmt: skip


class Takes(Protocol):
    """The album."""

    def take(self, view: str, page: Page) -> None:
        """What the page shows."""

    def keep(self, view: str, png: bytes) -> None:
        """A picture that is drawn already."""


def recording(album: Takes, rooms: Witness, server: Server) -> None:
    """Before the day beside the counter, and the day itself."""
    page = rooms.desk(HALL, "1", "operator").page
    at = page.url.rpartition("/counter/")[0]
    codes = before(album, page, at, server.program(HALL, "counter"))
    phone = rooms.open(f"/{HALL}/panggilan#{codes[-1]}", **TELEPHONE)
    expect(phone.get_by_role("button", name="Saya akan datang")).to_be_visible()
    album.take("letter-phone", phone)
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/sign-in*")
    the_day(album, rooms, server)


def before(album: Takes, page: Page, at: str, office: Any) -> list[str]:
    """A list, a session that is full, its letters; gives their codes."""
    for number in range(60):
        name = f"{FIRST[number % 6]} {LAST[number // 6 % 3]} {number + 1}"
        born = date(2008, 1, 1) + timedelta(days=number * 5)
        office.post("/people", name=name, born_on=born.isoformat(), village=VILLAGES[number % 6], contact="0800000000")
    day = datetime.now(UTC).date() + timedelta(days=7)
    hours = {"hours": "08.00-12.00, 13.00-15.00"}
    made = [
        office.post(
            "/sessions", day=(day + timedelta(days=later)).isoformat(), kind="village", place=place, sets=2, **hours
        )
        for later, place in enumerate(("Balai Desa Kalirejo", "Balai Desa Arjosari", "SMA Contoh"))
    ]
    codes = [
        one["code"] for one in office.post("/summonses", sessions=[made[0]["code"]], criteria={"age": 17})["items"]
    ]
    for number, code in enumerate(codes[:-8]):
        outcome = ("confirmed", "delivered", "no_answer")[number % 3]
        office.post(f"/summonses/{code}/outcomes", channel="phone", outcome=outcome)
    for view, place in {
        "residents": "wajib-ktp", "sessions": "perekaman", "session": f"perekaman/sesi/{made[0]['code']}",
        "call-list": f"perekaman/sesi/{made[0]['code']}/orang",
    }.items():  # fmt: skip
        page.goto(f"{at}/counter/{place}")
        album.take(f"recording-{view}", page)
    for view, query in {"letter": "kertas=A4", "list": f"desa={VILLAGES[0]}"}.items():
        paper = page.request.get(f"{at}/counter/perekaman/sesi/{made[0]['code']}/surat.pdf?{query}")
        kept = io.BytesIO()
        pypdfium2.PdfDocument(paper.body())[0].render(scale=1.4).to_pil().save(kept, "PNG")
        album.keep(f"paper-{view}", kept.getvalue())
    return codes


def the_day(album: Takes, rooms: Witness, server: Server) -> None:
    """Letters are scanned, numbers walk from counter to counter, the board shows them."""
    var = server.folder / "var"
    office = open_office(f"sqlite:///{var / 'antrean.db'}", var, demo=True)
    keeping.set_stations(office, HALL, STATIONS, "person:1")
    day = RecordingDay(office, HALL, first=datetime.now(UTC) - timedelta(minutes=5), windows=4)
    codes = [day.letter(name=f"{FIRST[number]} Contoh") for number in range(6)]
    office.database.close()
    kiosk = rooms.kiosk(HALL, 1366, 768)
    kiosk.page.keyboard.type(f"http://192.168.1.5/{HALL}/panggilan#{codes[0]}\n")
    expect(kiosk.page.locator("main.letter")).to_be_visible()
    album.take("kiosk-letter", kiosk.page)
    kiosk.press("check_in")
    kiosk.number()
    program = server.program(HALL, "kiosk")
    for code in codes[1:]:
        program.post("/check-ins", code=code)
    first, second, third = (rooms.desk(HALL, at, f"petugas{at}").open() for at in "123")
    for _ in range(3):
        first.call()
        walk(first, "Orangnya datang", "Lulus: Verifikasi biodata")
    for passed in (("Foto", "Tanda tangan", "Sidik jari", "Iris mata"), ("Foto", "Tanda tangan")):
        second.call()
        walk(second, "Orangnya datang", *(f"Lulus: {words}" for words in passed))
    third.call()
    walk(third, "Orangnya datang")
    first.call()
    walk(first, "Orangnya datang")
    album.take("counter-station", second.page)
    board = third.page
    board.goto(board.url.rpartition("/")[0] + "/papan")
    expect(board.locator(".line-up")).to_be_visible()
    album.take("board", board)


def walk(desk: Desk, *steps: str) -> None:
    """F8 for each, when it stands there."""
    for words in steps:
        expect(desk.page.locator("[data-place=step-words]")).to_contain_text(words)
        desk.page.keyboard.press("F8")
