"""Every screen of the real server at every size: nothing cut off, nothing over anything, every key big enough to press.

The witness adds for each page that its console stayed silent and that no request left the server.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.rooms import Desk, Kiosk, Witness
from tests.journeys.server import Program, Server
from tests.kiosk.glass import SIZES, SMALL, STICKS_OUT
from tests.screens import TROUBLE

pytestmark = pytest.mark.journey
Clerk = Callable[[str], Program]
HALLS = {"kerjo": 2, "jumapolo": 6, "kalipare": 11, "barito-kuala": 18}
EVERY_HALL = [
    pytest.param(hall, size, marks=() if hall == "barito-kuala" else pytest.mark.long)
    for hall in HALLS
    for size in SIZES
]
ROOM = ["", "screens", "printers", "staff", "keys", "layanan", "hours", "rules"]
SCROLLS = "document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth"
# What is folded away has boxes in Chromium although nobody sees it.
FOLDED = "document.querySelectorAll('details:not([open]) > :not(summary)').forEach((part) => { part.hidden = true; })"
MEASURE = """(inches) => {
  document.documentElement.dataset.diagonal = inches;
  window.dispatchEvent(new Event("resize"));
}"""


def _unsound(page: Page, where: str) -> list[str]:
    found = list(page.evaluate(TROUBLE)) + (["it scrolls"] if page.evaluate(SCROLLS) else [])
    return [f"{where}: {one}" for one in found]


def _unsound_glass(kiosk: Kiosk, where: str) -> list[str]:
    page = kiosk.page
    found = [f"{where}: smaller than 20 mm: {key}" for key in page.evaluate(SMALL)]
    part = page.evaluate(STICKS_OUT)
    return found + _unsound(page, where) + ([f"{where}: sticks out: {part}"] if part else [])


@pytest.mark.parametrize(("hall", "size"), EVERY_HALL)
def test_every_citizens_layanan_fits_on_the_kiosk(rooms: Witness, hall: str, size: str) -> None:
    width, height, inches = SIZES[size]
    kiosk = rooms.kiosk(hall, width, height)
    kiosk.page.evaluate(MEASURE, inches)
    found = _unsound_glass(kiosk, "rest")
    kiosk.start()
    codes = kiosk.page.evaluate(
        "JSON.parse(document.getElementById('first').textContent).layanan.map((one) => one.code)"
    )
    assert len(codes) == HALLS[hall]
    for code in codes:
        card = kiosk.show(code)
        found += _unsound_glass(kiosk, "choose") if code in codes[::8] else []
        card.dispatch_event("click")
        expect(kiosk.page.locator("main.layanan")).to_be_visible()
        found += _unsound_glass(kiosk, code)
        kiosk.page.locator("button[data-do=back]").dispatch_event("click")
        expect(kiosk.page.locator("main.choose")).to_be_visible()
    assert found == []


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (3840, 2160), (1080, 1920)])
def test_the_tv_fits_with_calls_queues_and_running_text(rooms: Witness, clerk: Clerk, width: int, height: int) -> None:
    office = clerk("barito-kuala")
    tv = rooms.tv("barito-kuala", width, height)
    found = _unsound(tv.page, "before")
    for layanan in ("skck", "imb", "kartu-keluarga", "perekaman-ektp"):
        office.number(layanan)
    for code in "123":
        office.post(f"/counters/{code}/openings")
    number = office.post("/counters/3/calls")["ticket"]["number"]
    tv.shows(number)
    office.post("/counters/1/calls")
    expect(tv.page.locator("li.new")).to_have_count(2)
    assert found + _unsound(tv.page, "calling") == []
    office.post("/counters/3/completions")
    office.post("/counters/3/closings")


def test_the_longest_sop_fits_on_the_clerks_desk_at_each_of_its_steps(
    rooms: Witness, clerk: Clerk, server: Server
) -> None:
    office = clerk("kalipare")
    server.program("kalipare", "admin").post("/substitutes", role="kasi", username="petugas1", reason="Kasi rapat")
    longest = office.get("/layanan/perekaman-ektp")
    desk = rooms.desk("kalipare")
    found = _unsound(desk.page, "closed")
    number = office.number("perekaman-ektp")
    desk.open()
    found += _unsound(desk.page, "free")
    assert desk.call() == number
    found += _unsound(desk.page, "called")
    desk.begin()
    seen = 0
    while desk.page.locator("[aria-current=step]").count():
        found += _unsound(desk.page, f"step {seen + 1}")
        seen += len(desk.walk(most=1))
    assert seen == len(longest["steps"]) == 13
    assert found + _unsound(desk.page, "all done") == []
    desk.complete()


def test_the_front_page_the_sign_ins_and_the_keepers_room_are_whole(rooms: Witness) -> None:
    page = rooms.open("/")
    found = [f"/: {one}" for one in page.evaluate(TROUBLE)]
    base = page.url
    page.goto(f"{base}kerjo/counter/sign-in")
    found += _unsound(page, "sign-in")
    page.goto(f"{base}kerjo/admin")
    found += _unsound(page, "keeper's sign-in")
    page.locator("#username").fill("penjaga")
    page.locator("#password").fill("antrean")
    page.keyboard.press("Enter")
    expect(page.locator("html[data-screen=admin] nav")).to_be_visible()
    for part in ROOM:
        answer = page.goto(f"{base}kerjo/admin/{part}".rstrip("/"))
        assert answer is not None
        assert answer.status == 200, part
        page.evaluate(FOLDED)
        found += [f"admin/{part}: {one}" for one in page.evaluate(TROUBLE)]
    assert found == []


def test_the_desk_says_itself_what_its_keys_do(rooms: Witness, clerk: Clerk) -> None:
    clerk("kerjo")
    desk: Desk = rooms.desk("kerjo")
    for key in ("F2", "F3", "F4", "F8", "F9", "F10"):
        assert desk.page.locator("kbd", has_text=key).count(), f"{key} stands on no key"


def test_a_fee_is_never_drawn_as_free(rooms: Witness) -> None:
    kiosk = rooms.kiosk("barito-kuala").start().choose("imb")
    fee = kiosk.page.locator(".fact").first
    expect(fee).to_contain_text("Ada biaya administrasi")
    assert fee.locator("use").get_attribute("href") == "#p-biaya"


def test_a_hall_named_like_its_regency_says_its_name_once(rooms: Witness) -> None:
    for screen, head in {"kiosk": "#head", "display": "[data-place=head]"}.items():
        page = rooms.open(f"/barito-kuala/{screen}")
        expect(page.locator(head)).to_contain_text("Kabupaten Barito Kuala")
        assert page.inner_text(head).count("Barito Kuala") == 1
