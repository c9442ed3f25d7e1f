"""The power fails while the hall is open: screens say so, come back by themselves, and say no call twice."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.rooms import watched
from tests.journeys.server import Server

pytestmark = pytest.mark.journey
HALL = "jumapolo"
GONE = (r"ERR_CONNECTION_REFUSED", r"WebSocket connection to", r"ERR_CONNECTION_RESET", r"ERR_EMPTY_RESPONSE")


def test_kill_9_and_back_the_committed_state_stands_and_no_call_is_said_twice(
    chromium: Browser, start_server: Callable[..., Server]
) -> None:
    server = start_server().start()
    office = server.program(HALL, "counter")
    with watched(chromium, server.url) as rooms:
        rooms.expects(*GONE)
        tv, kiosk, desk = rooms.tv(HALL), rooms.kiosk(HALL), rooms.desk(HALL).open()
        first = office.number("ktp-elektronik")
        second = kiosk.start().choose("kartu-keluarga").take()
        kiosk.leave()
        assert desk.call() == first
        tv.shows(first)
        tv.has_told(1)

        server.kill()
        expect(tv.page.locator("[data-place=stale]")).to_contain_text("Nomor di layar ini dari pukul")
        expect(tv.page.locator("[data-place=call]")).to_be_hidden()
        expect(tv.page.locator("li.new")).to_have_count(0)
        expect(kiosk.page.locator("main")).to_contain_text("Layar sedang menghubungi server")
        expect(desk.page.locator("[data-place=link]")).to_contain_text("Tersambung kembali")

        server.start()
        office.post("/counters/2/openings")
        assert office.post("/counters/2/calls")["ticket"]["number"] == second
        third = office.number("legalisir-surat")
        tv.shows(second)
        expect(tv.page.locator("[data-place=stale]")).to_be_hidden()
        expect(tv.page.locator("[data-place=head]")).to_be_visible()
        expect(tv.page.locator("[data-line='U'] .n")).to_have_text("1")
        expect(kiosk.page.locator("main.attract .now3 .num").first).to_have_text("1")
        state = office.get("/state")
        assert [call["number"] for call in state["calls"]] == [second, first]
        assert tv.lists() == {second: "Loket 2", first: "Loket 1"}

        # The desk kept its ticket and goes on where it stood.
        assert desk.ticket() == first
        expect(desk.page.locator("[data-place=link]")).not_to_contain_text("Tersambung kembali")
        desk.begin()
        desk.complete()
        assert desk.call() == third
        tv.shows(third)
        tv.has_told(3)
        assert tv.announced() == [(first, "Loket 1"), (second, "Loket 2"), (third, "Loket 1")]
