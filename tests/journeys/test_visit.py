"""The main job, whole: a tap becomes paper, a call becomes a number on the TV, the SOP is walked to its end."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.rooms import Witness
from tests.journeys.server import Program, Server, number_on
from tests.printer_drivers.simulated import SimulatedPrinter

pytestmark = pytest.mark.journey
Clerk = Callable[[str], Program]


def test_a_tap_becomes_paper_a_call_becomes_a_number_and_the_sop_is_walked_to_its_end(
    rooms: Witness, clerk: Clerk, server: Server, printer: SimulatedPrinter
) -> None:
    office = clerk("jumapolo")
    keeper = server.program("jumapolo", "admin")
    stands_in = keeper.post("/substitutes", role="kasi", username="petugas1", reason="Kasi dinas luar")
    tv, kiosk, desk = rooms.tv("jumapolo"), rooms.kiosk("jumapolo"), rooms.desk("jumapolo").open()
    before = len(printer.tickets)

    number = kiosk.start().choose("legalisir-surat").take()
    assert printer.wait_for(before + 1, 30)
    assert number_on(printer.tickets[before]) == number
    kiosk.says("Ambil tiket Anda")
    job = office.get("/print-jobs")["items"][0]
    assert (job["ticket"], job["state"]) == (number, "printed")

    assert desk.call() == number
    tv.shows(number)
    expect(tv.page.locator("[data-place=call]")).to_contain_text("Loket 1")
    desk.begin()
    steps = [step["order"] for step in office.get("/layanan/legalisir-surat")["steps"]]
    assert desk.walk() == steps
    done = office.get("/berkas")["items"][0]
    assert (done["state"], done["ticket"]) == ("done", number)
    assert [(step["role"], step["on_behalf"]) for step in done["steps"]][1:3] == [("clerk", False), ("kasi", True)]
    keeper.post(f"/substitutes/{stands_in['id']}/endings")
    desk.complete()
    expect(tv.page.locator("[data-counter='1']")).to_contain_text(re.compile("buka", re.IGNORECASE))
    assert tv.announced() == [(number, "Loket 1")]
    tv.has_told(1)
    assert office.waiting() == 0
