"""The network between TV and server is cut: the TV says so, keeps knocking, comes back by itself, and says nothing twice."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.rooms import Tv, watched
from tests.journeys.server import Program, Server
from tests.patience import PATIENCE_MS
from tests.proxy import Proxy

pytestmark = pytest.mark.journey
HALL = "jumapolo"
CUT = (r"ERR_", r"WebSocket connection to", r"Failed to load resource")


def knocks(tv: Tv, proxy: Proxy, more: int) -> None:
    """Waits until the TV tried so many times more."""
    before = len(proxy.attempts)
    for _ in range(PATIENCE_MS // 50):
        if len(proxy.attempts) >= before + more:
            return
        tv.page.wait_for_timeout(50)
    raise AssertionError(f"the TV tried {len(proxy.attempts) - before} times")


def is_stale(tv: Tv) -> None:
    expect(tv.page.locator("[data-place=stale]")).to_be_visible()
    expect(tv.page.locator("[data-place=call]")).to_be_hidden()


def shows_the_committed_state(tv: Tv, office: Program) -> None:
    expect(tv.page.locator("[data-place=stale]")).to_be_hidden()
    expect(tv.page.locator("[data-line=A] .n")).to_have_text(str(office.get("/state")["lines"][0]["waiting"]))


def test_a_call_made_while_the_network_was_cut_stands_on_the_tv_once_it_is_mended(
    chromium: Browser, server: Server, clerk: Callable[[str], Program]
) -> None:
    office = clerk(HALL)
    with Proxy(server.port) as proxy, watched(chromium, proxy.url) as rooms:
        rooms.expects(*CUT)
        tv = rooms.tv(HALL)
        shows_the_committed_state(tv, office)
        proxy.cut()  # nothing comes and nothing is refused: every connection looks alive
        is_stale(tv)
        knocks(tv, proxy, 3)
        number = office.number("kartu-keluarga")
        office.number("kartu-keluarga")
        office.post("/counters/1/openings")
        office.post("/counters/1/calls")
        proxy.refuse()  # as a server that is being started again
        knocks(tv, proxy, 3)
        assert tv.announced() == []
        proxy.mend()
        shows_the_committed_state(tv, office)
        tv.shows(number)
        assert tv.announced() == [(number, "Loket 1")]


@pytest.mark.long
def test_a_cable_is_pulled_and_a_server_is_away_and_no_call_is_lost_or_said_twice(
    chromium: Browser, server: Server, clerk: Callable[[str], Program]
) -> None:
    office = clerk(HALL)
    with Proxy(server.port) as proxy, watched(chromium, proxy.url) as rooms:
        rooms.expects(*CUT)
        tv = rooms.tv(HALL)
        office.post("/counters/1/openings")
        numbers = [office.number("kartu-keluarga") for _ in range(4)]
        office.post("/counters/1/calls")
        tv.shows(numbers[0])
        tv.has_told(1)

        proxy.cut()
        is_stale(tv)
        knocks(tv, proxy, 4)
        office.post("/counters/1/completions")
        assert office.post("/counters/1/calls")["ticket"]["number"] == numbers[1]
        proxy.mend()
        shows_the_committed_state(tv, office)
        tv.shows(numbers[1])
        tv.has_told(2)

        proxy.refuse()
        is_stale(tv)
        knocks(tv, proxy, 4)
        office.post("/counters/1/completions")
        office.post("/counters/1/calls")
        proxy.mend()
        shows_the_committed_state(tv, office)
        tv.shows(numbers[2])
        tv.has_told(3)
        assert [number for number, _ in tv.announced()] == numbers[:3]


def test_a_tv_behind_another_window_whose_timers_stood_still_knows_at_once_that_it_is_old(
    chromium: Browser, server: Server, clerk: Callable[[str], Program]
) -> None:
    """A hidden tab's timers come once a minute, then not at all: fast_forward rings each of them once, late."""
    office = clerk(HALL)
    with Proxy(server.port) as proxy, watched(chromium, proxy.url) as rooms:
        rooms.expects(*CUT)
        tv = rooms.tv(HALL)
        shows_the_committed_state(tv, office)
        tv.page.clock.install()
        tv.page.reload()
        shows_the_committed_state(tv, office)
        proxy.cut()
        tv.page.clock.fast_forward(600_000)
        is_stale(tv)
        office.number("kartu-keluarga")
        proxy.mend()
        tv.page.clock.fast_forward(600_000)
        shows_the_committed_state(tv, office)
