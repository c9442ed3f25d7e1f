"""The printer fails while numbers are taken: nobody loses a number, everybody is told the truth, the slip comes later."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.rooms import Witness
from tests.journeys.server import Program, number_on
from tests.patience import eventually
from tests.printer_drivers.simulated import SimulatedPrinter

pytestmark = pytest.mark.journey
HALL = "barito-kuala"


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
    job = _job(office, number)
    assert job["state"] == "queued"
    assert "ertas" in job["reason"]
    expect(desk.page.locator("[data-place=warning]")).to_contain_text("kertas habis, ganti gulungan")
    late = other.start().choose("kartu-keluarga").take()
    assert office.waiting() == 2
    assert desk.call() in (number, late)

    printer.mode = "ok"
    assert printer.wait_for(before + 2, 30)
    assert {number_on(slip) for slip in printer.tickets[before:]} == {number, late}
    kiosk.says("Ambil tiket Anda")
    other.says("Ambil tiket Anda")
    expect(desk.page.locator("[data-place=warning]")).to_be_hidden()
    assert {_job(office, each)["state"] for each in (number, late)} == {"printed"}


def test_an_unplugged_printer_stops_no_number_and_prints_it_once_when_plugged_in(
    rooms: Witness, clerk: Callable[[str], Program], printer: SimulatedPrinter
) -> None:
    office = clerk(HALL)
    before = len(printer.tickets)
    printer.unplug()
    kiosk = rooms.kiosk(HALL)
    number = kiosk.start().choose("sktm").take()
    reason = eventually(lambda: _job(office, number)["reason"], "the job says why it waits")
    assert _job(office, number)["state"] == "queued"
    assert "sambungan" in reason
    kiosk.says("Printer belum siap")

    printer.plug()
    kiosk.says("Ambil tiket Anda")
    assert [number_on(slip) for slip in printer.tickets[before:]] == [number]
    assert _job(office, number)["state"] == "printed"


def _job(office: Program, number: str) -> dict[str, str]:
    return next(job for job in office.get("/print-jobs")["items"] if job["ticket"] == number)
