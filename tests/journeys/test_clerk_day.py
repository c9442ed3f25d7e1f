"""The clerk's whole day by keyboard alone; two browsers at one counter; a lost line; a colleague who takes over."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.rooms import Desk, Witness, type_keys, watched
from tests.journeys.server import Program, Server
from tests.patience import eventually

pytestmark = pytest.mark.journey
Clerk = Callable[[str], Program]
HALL = "jumapolo"
GONE = (r"ERR_CONNECTION_REFUSED", r"WebSocket connection to", r"ERR_CONNECTION_RESET", r"ERR_EMPTY_RESPONSE")


def _says(desk: Desk, words: str) -> None:
    expect(desk.page.locator("[data-place=told]")).to_contain_text(words)


def _phase(desk: Desk, phase: str) -> None:
    expect(desk.page.locator(f"body[data-phase={phase}]")).to_have_count(1)


def _open_dialog(desk: Desk, *keys: str) -> None:
    type_keys(desk.page, *keys)
    expect(desk.page.locator("dialog[open]")).to_be_visible()


def _sign_in(rooms: Witness, username: str, counter: str) -> Page:
    """At the sign-in page, by keyboard alone: arrows choose the counter."""
    page = rooms.open(f"/{HALL}/counter/sign-in")
    page.locator("input[name=counter]:checked").focus()
    while page.locator("input[name=counter]:checked").get_attribute("value") != counter:
        page.keyboard.press("ArrowRight")
    type_keys(page, "Tab", f"'{username}", "Tab", "'antrean", "Enter")
    return page


def _walk_to_its_end(desk: Desk, rooms: Witness, office: Program, berkas: str) -> set[str]:
    """The file's steps, each by whose turn it is: the clerk's here, others' in the file room. Gives who else was needed."""
    others: dict[str, Page] = {}
    while True:
        file = office.get(f"/berkas/{berkas}")
        if file["state"] == "done":
            return set(others)
        at, roles = file["current"], file["recorded_by_roles"]
        page = desk.page
        if "clerk" not in roles:
            page = others.setdefault(roles[0], others.get(roles[0]) or _sign_in(rooms, roles[0], "1"))
            expect(page.locator(f"[data-file='{berkas}']")).to_be_visible()
            page.locator(f"input[data-number='{berkas}']").focus()
        expect(page.locator(f"[aria-current=step][data-step='{at}']")).to_be_visible()
        expect(page.locator("[data-key=F8]")).to_be_enabled()
        page.keyboard.press("F8")
        if file["steps"][at - 1]["question"]:
            expect(page.locator("dialog[open]")).to_be_visible()
            page.keyboard.press("F8")
        _is_past(office, berkas, at)


def _is_past(office: Program, berkas: str, step: int) -> None:
    eventually(lambda: office.get(f"/berkas/{berkas}")["current"] != step, f"step {step} is recorded")


@pytest.mark.long  # its parts are walked in the ordinary run by those below, and key by key in tests/counter
def test_the_whole_day_by_keyboard_alone(chromium: Browser, start_server: Callable[..., Server]) -> None:
    server = start_server().start()
    office = server.program(HALL, "counter")
    with watched(chromium, server.url) as rooms:
        rooms.expects(r"status of 404")  # a file that was chosen is asked for once more just after its number left
        desk = Desk(_sign_in(rooms, "petugas1", "1"))
        desk.open()

        # Somebody cannot use the kiosk: the clerk takes the number, and it is first in the queue.
        _open_dialog(desk, "NumpadAdd")
        type_keys(desk.page, "'pindah", "F6", "F8")
        _says(desk, "diambilkan")
        first = office.get("/counters/1/desk")["order"][0]["number"]
        others = [office.number(layanan) for layanan in ("kartu-keluarga", "legalisir-surat", "ktp-elektronik")]
        assert desk.call() == first
        desk.press("F3", "recalls")
        desk.begin()

        # A second application on the same number, and who it is for.
        _open_dialog(desk, "NumpadSubtract", "1")
        type_keys(desk.page, "'kartu kel", "Tab", "'anak kedua", "F8")
        expect(desk.page.locator("[role=tab]")).to_have_count(2)
        _open_dialog(desk, "NumpadSubtract", "8")
        type_keys(desk.page, "'Warga Percobaan", "F8")
        expect(desk.page.locator("[data-place=person]")).to_contain_text("Warga Percobaan")
        desk.page.keyboard.press("ArrowLeft")
        expect(desk.page.locator("[role=tab][aria-selected=true]")).to_contain_text("Pindah")
        expect(desk.page.locator("[data-place=person]")).not_to_contain_text("Warga Percobaan")

        # The file goes through the house, and the number is held meanwhile.
        _open_dialog(desk, "F6")
        desk.press("4", "holds", "free")
        assert desk.call() == others[0]
        desk.press("F4", "absences", "free")
        _open_dialog(desk, "NumpadDivide")
        desk.press("1", "resumptions", "serving")
        assert desk.ticket() == first
        desk.page.keyboard.press("ArrowLeft")
        moved = next(file for file in office.get("/counters/1/desk")["files"] if file["layanan"] == "pindah-penduduk")
        assert _walk_to_its_end(desk, rooms, office, moved["number"]) != set()
        expect(desk.page.locator("[role=tab]").first).to_contain_text("selesai")

        # The other file lacks something: it is ticked, printed, and the number stays good.
        desk.page.keyboard.press("ArrowRight")
        expect(desk.page.locator("[role=tab][aria-selected=true]")).to_contain_text("anak kedua")
        _open_dialog(desk, "F9")
        type_keys(desk.page, "1")
        desk.press("F9", "returns", "free")
        _says(desk, "tidak antre lagi")
        eventually(
            lambda: "kekurangan" in {job["kind"] for job in office.get("/print-jobs")["items"]}, "the kekurangan"
        )

        # Others: sent on, cancelled, served.
        assert desk.call() == others[1]
        _open_dialog(desk, "F7", "Escape", "F7")
        desk.press("Enter", "transfers", "free")
        _open_dialog(desk, "NumpadMultiply")
        type_keys(desk.page, f"'{others[2].lower()}")
        desk.press("Enter", "calls", "called")
        assert desk.ticket() == others[2]
        _open_dialog(desk, "F1", "5")
        desk.press("2", "cancellations", "free")

        # A break, and back.
        _open_dialog(desk, "Numpad0")
        desk.press("1", "breaks", "break")
        desk.open()

        # The power was out: two numbers on paper come in.
        type_keys(desk.page, "F1", "8")
        desk.page.wait_for_url(f"**/{HALL}/counter/listrik")
        last = office.number("kartu-keluarga")
        now = office.get("/state")["now"][11:16]  # earlier than any fixed time of day, whenever the tests run
        type_keys(desk.page, f"'{last[0]}", "Enter", f"'{int(last[1:]) + 1}", "Enter", f"'{now}", *["Enter"] * 3)
        type_keys(desk.page, "F8")
        expect(desk.page.locator("[data-place=given] li")).to_have_count(2)
        type_keys(desk.page, "Escape")
        desk.page.wait_for_url(f"**/{HALL}/counter/1")

        # Closing time: who still waits is named and ended, and the counter closes behind the clerk.
        _open_dialog(desk, "Numpad0", "7")
        expect(desk.page.locator("dialog[open]")).to_contain_text(f"{last[0]}\u00a0{last[1:]}")
        desk.press("1", "day-ends")
        eventually(lambda: office.waiting() == 0, "nobody waits")
        _open_dialog(desk, "Numpad0")
        type_keys(desk.page, "6")
        desk.page.wait_for_url("**/counter/sign-in")
        assert office.get("/counters")[0]["state"] == "closed"


def test_a_second_browser_at_the_same_counter_follows(rooms: Witness, clerk: Clerk) -> None:
    office = clerk(HALL)
    number = office.number("ktp-elektronik")
    one, other = rooms.desk(HALL).open(), rooms.desk(HALL)
    assert one.call() == number
    expect(other.page.locator(f".person[data-ticket='{number}']")).to_be_visible()
    other.begin()
    expect(one.page.locator("[aria-current=step]")).to_be_visible()
    one.complete()
    _phase(other, "free")
    assert office.get("/counters/1/desk")["done_today"] >= 1


def test_a_command_given_while_the_server_was_away_is_done_once_when_it_is_back(
    chromium: Browser, start_server: Callable[..., Server]
) -> None:
    server = start_server().start()
    office = server.program(HALL, "counter")
    numbers = [office.number("ktp-elektronik") for _ in range(3)]
    with watched(chromium, server.url) as rooms:
        rooms.expects(*GONE)
        desk = rooms.desk(HALL).open()
        server.kill()
        desk.page.keyboard.press("F2")
        _says(desk, "Menunggu sambungan. Perintah disimpan: Panggil berikutnya")
        type_keys(desk.page, "F2", "F10", "F4")  # nothing else is sent meanwhile
        server.start()
        _phase(desk, "called")
        assert desk.ticket() == numbers[0]
        expect(desk.page.locator("[data-place=told]")).to_be_hidden()
        state: Any = office.get("/state")
        assert [call["number"] for call in state["calls"]] == [numbers[0]]
        assert office.waiting() == 2


def test_a_colleague_takes_the_counter_over_in_one_press_and_the_first_reads_it(rooms: Witness, clerk: Clerk) -> None:
    office = clerk(HALL)
    number = office.number("kartu-keluarga")
    first = rooms.desk(HALL).open()
    assert first.call() == number
    page = _sign_in(rooms, "petugas2", "2")
    page.wait_for_url(f"**/{HALL}/counter/2")
    page.goto(page.url.rsplit("/", 1)[0])
    button = page.locator("button[data-counter='1']")
    expect(button).to_contain_text("Ambil alih")
    expect(button).to_contain_text("Petugas 1")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{HALL}/counter/1")
    second = Desk(page)
    assert second.ticket() == number  # with the number in hand
    expect(first.page.locator("dialog[open]")).to_contain_text("Loket 1 diambil alih oleh Petugas 2")
    type_keys(first.page, "F10", "F3")
    second.begin()
    second.complete()
    first.page.keyboard.press("Enter")
    first.page.wait_for_url(f"**/{HALL}/counter")
