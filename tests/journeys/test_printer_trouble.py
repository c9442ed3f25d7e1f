"""The printer fails while numbers are taken: nobody loses a number, everybody is told the truth, the slip comes later.

The slips on the simulated paper are counted: never two originals of one number.
"""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.rooms import Witness, watched
from tests.journeys.server import Program, Server, number_on
from tests.patience import eventually
from tests.printer_drivers.simulated import SimulatedPrinter

pytestmark = pytest.mark.journey
HALL = "barito-kuala"
HALLS = ("kerjo", "jumapolo", "kalipare", HALL)  # one printer serves them all


@pytest.fixture(autouse=True)
def mended(printer: SimulatedPrinter, clerk: Callable[[str], Program]) -> Iterator[None]:
    """Whatever a walk did to the printer, the next one finds it well, and no slip of an earlier one is still to come."""
    for hall in HALLS:
        eventually(partial(_is_idle, clerk(hall)), f"nothing is to be printed for {hall}", 120)
    yield
    printer.mode = "ok"
    if not printer.plugged:
        printer.plug()


def test_a_number_without_paper_is_valid_and_its_slip_leaves_when_the_printer_is_back(
    rooms: Witness, clerk: Callable[[str], Program], printer: SimulatedPrinter
) -> None:
    office = clerk(HALL)
    desk, kiosk, other = rooms.desk(HALL).open(), rooms.kiosk(HALL), rooms.kiosk(HALL, 1366, 768)
    before = len(printer.tickets)

    printer.mode = "paper_out"
    number = kiosk.start().choose("skck").take()
    kiosk.says("Nomor Anda sudah sah. Catat atau foto nomor ini.")
    large = kiosk.page.locator("main.given .slipcard .num")
    assert large.evaluate("node => parseFloat(getComputedStyle(node).fontSize)") > 300
    reason = eventually(lambda: _job(office, number)["reason"], "the job says why it waits")
    assert _job(office, number)["state"] == "queued"
    assert "ertas" in reason
    expect(desk.page.locator("[data-place=warning]")).to_contain_text("Printer Kiosk 1: kertas habis")
    late = other.start().choose("kartu-keluarga").take()
    assert office.waiting() == 2
    assert desk.call() in (number, late)

    printer.mode = "ok"
    assert printer.wait_for(before + 2, 30)
    assert {number_on(slip) for slip in printer.tickets[before:]} == {number, late}
    kiosk.says("Ambil tiket Anda")
    other.says("Ambil tiket Anda")
    expect(desk.page.locator("[data-place=warning]")).to_be_hidden()
    eventually(lambda: {_job(office, each)["state"] for each in (number, late)} == {"printed"}, "both are printed")


def test_an_unplugged_printer_stops_no_number_and_prints_it_once_when_plugged_in(
    rooms: Witness, clerk: Callable[[str], Program], printer: SimulatedPrinter
) -> None:
    office = clerk(HALL)
    before = len(printer.tickets)
    printer.unplug()
    kiosk = rooms.kiosk(HALL)
    number = kiosk.start().choose("sktm").take()
    # The first word may be of a question that was under way when the plug was pulled.
    eventually(lambda: "menolak sambungan" in (_job(office, number)["reason"] or ""), "the job says why it waits")
    assert _job(office, number)["state"] == "queued"
    kiosk.says("Printer belum siap")

    printer.plug()
    kiosk.says("Ambil tiket Anda")
    assert [number_on(slip) for slip in printer.tickets[before:]] == [number]
    assert _job(office, number)["state"] == "printed"


def test_a_torn_slip_is_printed_again_only_by_a_finger_and_says_that_it_is_a_copy(
    rooms: Witness, clerk: Callable[[str], Program], printer: SimulatedPrinter
) -> None:
    office = clerk(HALL)
    before = len(printer.tickets)
    printer.mode = "reset"
    kiosk = rooms.kiosk(HALL)
    number = kiosk.start().choose("skck").take()
    kiosk.says("Tiket belum tentu keluar")
    assert _job(office, number)["state"] == "uncertain"

    printer.mode = "ok"
    kiosk.press("reprint")
    kiosk.says("Ambil tiket Anda")
    expect(kiosk.page.locator("[data-do=reprint]")).to_have_count(0)
    (slip,) = printer.tickets[before:]
    assert number_on(slip) == number
    assert b"SALINAN" in slip
    found = office.get("/tickets?layanan=skck")["items"][0]
    assert (found["number"], found["print"]["state"], found["print"]["copies"]) == (number, "uncertain", 1)


def test_without_any_printer_the_number_and_its_code_stay_on_the_glass_and_the_clerk_knows(
    rooms: Witness, clerk: Callable[[str], Program]
) -> None:
    office, keeper = clerk("kerjo"), _keeper(rooms, "kerjo")
    keeper.locator("summary", has_text="Kiosk 1").click()
    keeper.locator("summary", has_text="Berhenti memakai").click()
    keeper.get_by_role("button", name="Ya, berhenti memakai Kiosk 1").click()
    expect(keeper.locator("main")).to_contain_text("Nomor tetap diberikan dan tampil di layar kiosk")
    kiosk = rooms.kiosk("kerjo", 1366, 768)
    try:
        number = kiosk.start().choose("legalisir").take()
        kiosk.says("Tanpa tiket kertas")
        kiosk.says("Layar kembali ke awal dalam")
        code = kiosk.page.locator(".follow img")
        eventually(lambda: code.evaluate("image => image.complete && image.naturalWidth > 0"), "the code is drawn")
        paper = eventually(lambda: office.get("/state")["paper"], "the desk is told")
        assert "Tiket tidak dicetak." in paper["text"]
        assert eventually(lambda: _job(office, number)["reason"], "the job says why") == "Belum ada printer."
        kiosk.leave()
    finally:
        keeper.locator("summary", has_text="Kiosk 1").click()
        keeper.get_by_role("button", name="Pakai lagi").click()
        expect(keeper.locator(".done")).to_contain_text("Printer dipakai lagi")
    eventually(lambda: _job(office, number)["state"] == "printed", "its slip comes when there is a printer again")


def test_a_slip_comes_out_once_at_the_printer_that_takes_over(
    chromium: Browser, start_server: Callable[..., Server]
) -> None:
    with SimulatedPrinter() as first, SimulatedPrinter() as second:
        server = start_server(ANTREAN_DEMO_PRINTER=first.url).start()
        server.run("printer", "add", second.url, "--hall", HALL, "--name", "Loket 2")
        with watched(chromium, server.url) as rooms:
            keeper = _keeper(rooms, HALL)
            keeper.locator("summary", has_text="Kiosk 1").click()
            keeper.locator("[name=fallback]").first.select_option(label="Loket 2")
            keeper.get_by_text("Simpan", exact=True).first.click()
            expect(keeper.locator("main")).to_contain_text("Digantikan Loket 2 bila bermasalah")
            first.unplug()
            kiosk = rooms.kiosk(HALL)
            number = kiosk.start().choose("skck").take()
            kiosk.says("Ambil di Loket 2")
            first.plug()
            office = server.program(HALL, "counter")
            eventually(lambda: office.get("/state")["paper"] is None, "the first printer is well again")
            assert [number_on(slip) for slip in second.tickets] == [number]
            assert first.tickets == []
            keeper.reload()
            expect(keeper.locator(".jobs")).to_contain_text("Tiket, Loket 2")


def _keeper(rooms: Witness, hall: str) -> Page:
    """The page of paper, with its keeper signed in."""
    page = rooms.open(f"/{hall}/admin")
    page.fill("#username", "penjaga")
    page.fill("#password", "antrean")
    page.keyboard.press("Enter")
    page.wait_for_selector(".side")
    page.locator(".side").get_by_text("Printer").click()
    expect(page.locator("h1")).to_have_text("Printer")
    return page


def _is_idle(office: Program) -> bool:
    return all(job["state"] not in ("queued", "sending") for job in office.get("/print-jobs")["items"])


def _job(office: Program, number: str) -> dict[str, str]:
    return next(job for job in office.get("/print-jobs")["items"] if job["ticket"] == number)
