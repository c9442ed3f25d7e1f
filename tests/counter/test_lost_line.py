"""The line to the server breaks: no command is lost, none is done twice, and the clerk reads what happens."""

from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.counter.double import Office, commands, fits, layanan_of, press, sit
from tests.patience import eventually
from tests.screens import Screen

MEMORY = "sessionStorage.getItem('antrean.kalipare.2')"


class Line:
    """Between the desk and its office: can be cut before a command arrives, or after, so that only its answer is lost."""

    def __init__(self, screen: Screen) -> None:
        self.cut = ""
        self.ids: list[str] = []
        self._screen = screen
        screen.page.route("**/api/v1/**", self._pass)

    def _pass(self, route: Route) -> None:
        if route.request.method == "POST":
            body: Any = route.request.post_data_json
            self.ids.append(body["request_id"])
            if self.cut == "after":
                self._screen.answers("POST", route.request.url, body)
        if self.cut:
            route.abort()
        else:
            route.fallback()


@pytest.fixture
def office(screen: Screen) -> Office:
    one = Office(layanan_of("skck"))
    sit(screen, one)
    return one


def _waits(screen: Screen) -> None:
    expect(screen.page.locator("[data-place=told]")).to_contain_text("Menunggu sambungan. Perintah disimpan")


def _tried(screen: Screen, line: Line, times: int) -> None:
    for _ in range(300):
        if len(line.ids) >= times:
            return
        screen.page.wait_for_timeout(100)
    raise AssertionError(f"only {len(line.ids)} tries")


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_command_is_kept_and_done_once_wherever_the_line_broke(screen: Screen, office: Office, where: str) -> None:
    line = Line(screen)
    line.cut = where
    press(screen, "F2")
    _waits(screen)
    assert fits(screen) == []
    press(screen, "F2")  # never two at once
    press(screen, "F1")
    expect(screen.page.locator("dialog[open]")).to_have_count(0)
    _tried(screen, line, 2)
    line.cut = ""
    expect(screen.page.locator("[data-phase=called]").first).to_be_visible()
    expect(screen.page.locator("[data-place=told]")).to_be_hidden()
    assert office.done == ["calls"]
    assert len(set(line.ids)) == 1
    assert screen.page.evaluate(MEMORY) is None


def test_a_command_that_is_not_wanted_any_more_is_taken_off_by_escape(screen: Screen, office: Office) -> None:
    line = Line(screen)
    line.cut = "before"
    press(screen, "F2")
    _waits(screen)
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator("[data-place=told]")).to_be_hidden()
    line.cut = ""
    press(screen, "F1")
    expect(screen.page.locator("dialog[open]")).to_be_visible()
    assert office.done == []


def test_a_page_that_is_loaded_anew_sends_on_what_had_no_answer(screen: Screen, office: Office) -> None:
    line = Line(screen)
    line.cut = "before"
    press(screen, "F2")
    _waits(screen)
    line.cut = ""
    screen.page.reload()
    expect(screen.page.locator("[data-phase=called]").first).to_be_visible()
    assert office.done == ["calls"]
    assert len(set(line.ids)) == 1


def test_a_command_of_long_ago_is_asked_about_first(screen: Screen, office: Office) -> None:
    old = '{"at":0,"commands":[{"path":"/x","body":{},"words":"Panggil berikutnya","id":"0123456789abcdef"}]}'
    screen.page.evaluate(f"sessionStorage.setItem('antrean.kalipare.2', '{old}')")
    screen.page.reload()
    expect(screen.page.locator("dialog[open]")).to_contain_text("Perintah ini belum terjawab")
    expect(screen.page.locator("dialog[open]")).to_contain_text("Panggil berikutnya")
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator("dialog[open]")).to_have_count(0)
    assert commands(screen) == []
    screen.page.wait_for_function(f"{MEMORY} === null")


def test_the_second_of_two_commands_waits_for_the_line_too(screen: Screen, office: Office) -> None:
    press(screen, "F2", "called")
    line = Line(screen)
    screen.page.route("**/berkas", lambda route: route.abort() if line.cut == "berkas" else route.fallback())
    line.cut = ""
    press(screen, "F8", "serving")
    expect(screen.page.locator("[aria-current=step]")).to_be_visible()
    assert office.done == ["calls", "services", "berkas"]


def test_who_was_taken_over_reads_by_whom_and_can_do_no_more(sized: Screen) -> None:
    office = Office(layanan_of("skck"))
    sit(sized, office)
    office.person, office.version = "Sari", 8
    sized.say("hall.state", office.state())
    expect(sized.page.locator("dialog[open]")).to_contain_text("Loket 2 diambil alih oleh Sari")
    assert fits(sized) == []
    for key in ("F2", "Escape", "NumpadMultiply"):
        press(sized, key)
    expect(sized.page.locator("dialog[open]")).to_have_count(1)
    assert commands(sized) == []
    with sized.page.expect_navigation():
        sized.page.keyboard.press("F8")
    assert commands(sized) == ["takeovers"]


def test_who_is_signed_out_reads_it(screen: Screen, office: Office) -> None:
    refused = {"code": "unauthorized", "detail": "Loket 2 diambil alih oleh Sari."}
    screen.answers = lambda method, path, body: (401, refused)
    office.version += 1
    screen.say("hall.state", office.state())
    expect(screen.page.locator("dialog[open]")).to_contain_text("Loket 2 diambil alih oleh Sari.")


def test_a_day_of_news_leaves_no_more_in_the_page_than_its_first_minute(screen: Screen, office: Office) -> None:
    """Eight hours at a change every five seconds are 5760 drawings; the page must not grow by them."""
    wire = screen.page.context.new_cdp_session(screen.page)

    def size() -> dict[str, int]:
        wire.send("HeapProfiler.collectGarbage")
        counted: dict[str, int] = wire.send("Memory.getDOMCounters")
        return counted

    def news(times: int) -> None:
        for _ in range(times):
            office.answer("POST", "/calls", {"request_id": f"n{office.version}"})
            office.version += 1
            screen.say("hall.state", office.state())
            press(screen, "F1")
            screen.page.keyboard.press("Escape")
            office.answer("POST", "/completions", {"request_id": f"n{office.version}"})
            screen.say("hall.state", office.state())
        screen.page.wait_for_timeout(700)

    news(5)
    before = size()
    news(40)

    def has_not_grown() -> bool:
        """A browser lets go of what nobody holds when it likes; what somebody holds stays, however often it is asked."""
        screen.page.wait_for_timeout(50)
        after = size()
        return all(after[kind] < before[kind] * 1.5 for kind in ("nodes", "jsEventListeners"))

    eventually(has_not_grown, "the page is as small as in its first minute")
