"""The TV's page in Chromium: right before the wire is there, true to every state, honest when the wire is silent."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import CHROMIUM, FLAGS
from tests.display.tv import call, counter, line, opened, said, state
from tests.patience import eventually
from tests.screens import Screen


@pytest.fixture
def screen(chromium: Browser) -> Iterator[Screen]:
    wide = Screen(chromium, width=1366, height=768)
    yield wide
    wide.close()


def test_before_the_wire_is_there_the_page_is_right_and_nothing_old_is_announced(screen: Screen) -> None:
    screen.deaf = True
    opened(screen, state())
    assert screen.page.locator("[data-place=calls] li").evaluate_all("all => all.map(each => each.dataset.call)") == [
        "M011",
        "A023",
    ]
    expect(screen.page.locator("[data-place=call]")).to_be_hidden()
    expect(screen.page.locator(".thead .clock")).to_have_text("09.42")
    expect(screen.page.locator("[data-place=date]")).to_have_text("19 November 2026")


def test_the_clock_is_the_halls_not_the_screens(chromium: Browser) -> None:
    screen = Screen(chromium, width=1366, height=768, timezone_id="America/New_York")
    opened(screen, state(now="2026-11-20T00:05:00+08:00"))
    expect(screen.page.locator(".thead .clock")).to_have_text("00.05")
    expect(screen.page.locator("[data-place=day]")).to_have_text("Jumat")
    screen.close()


def test_only_a_newer_state_replaces_what_is_shown(screen: Screen) -> None:
    opened(screen, state(version=5))
    screen.say("hall.state", state(version=4, lines=[line("A", 99, 5, 10)]))
    screen.say("hall.state", state(version=6, lines=[line("A", 77, 5, 10)]))
    expect(screen.page.locator("[data-line=A] .n")).to_have_text("77")


def test_a_call_made_while_the_screen_was_cut_off_is_shown_late_and_said_once_where_this_screen_leads(
    screen: Screen,
) -> None:
    late = call(8, "A024")
    missed = state(version=9, counters=[counter(1, "calling", "A024")], calls=[late, call(7, "M011", 2)])
    screen.greeting = lambda: missed
    opened(screen, state())
    expect(screen.page.locator("[data-place=call]")).to_have_attribute("data-call", "A024")
    screen.say("hall.state", copy.deepcopy(missed) | {"version": 10})
    screen.say("ticket.called", said(late))
    screen.settled()
    assert "call.played" not in [event for event, _ in screen.heard], "another screen speaks, or none"
    for _ in range(2):
        screen.say("voice.leader", {"zone": None, "leader": True, "unsaid": [said(late)]})

    def told() -> list[Any]:
        screen.settled()
        return [body for event, body in screen.heard if event == "call.played"]

    assert eventually(told, "the server is told that it was heard") == [{"call_id": 8}]


def test_what_was_called_more_than_a_minute_ago_is_left_unsaid_by_who_begins_to_speak(screen: Screen) -> None:
    opened(screen, state())
    old = said(call(8, "A024")) | {"at": "2026-11-19T09:41:00+07:00"}
    young = said(call(9, "A025", 2)) | {"at": "2026-11-19T09:43:00+07:00"}
    screen.say("voice.leader", {"zone": None, "leader": True, "unsaid": [old, young]})

    def told() -> list[Any]:
        screen.settled()
        return [body["call_id"] for event, body in screen.heard if event == "call.played"]

    assert eventually(told, "the younger call is said") == [9]


def test_silence_for_five_seconds_withdraws_the_yellow_and_says_from_when_the_numbers_are(screen: Screen) -> None:
    screen.page.clock.install()
    opened(screen, state())
    screen.say("ticket.called", said(call(8, "A024", 2)))
    expect(screen.page.locator("[data-place=call]")).to_be_visible()
    screen.deaf = True
    screen.page.clock.run_for(6000)
    assert screen.page.locator("[data-place=stale]").is_visible(), "asked at once: time goes on beneath this test"
    assert screen.page.locator("[data-place=call]").is_hidden()
    expect(screen.page.locator("[data-place=stale]")).to_contain_text("Nomor di layar ini dari pukul 09.42.")
    expect(screen.page.locator("[data-place=head]")).to_be_hidden()
    assert screen.page.locator("li.new").count() == 0
    assert screen.trouble() == []
    screen.deaf = False
    screen.greeting = lambda: state(version=3, lines=[line("A", 3, 5, 10)])
    screen.page.clock.run_for(1500)
    expect(screen.page.locator("[data-place=stale]")).to_be_hidden()
    expect(screen.page.locator("[data-line=A] .n")).to_have_text("3")


def test_where_the_browser_refuses_sound_a_touch_anywhere_or_any_key_allows_it(chromium: Browser) -> None:
    flags = [*(flag for flag in FLAGS if "autoplay" not in flag), "--no-sandbox"]
    strict = chromium.browser_type.launch(executable_path=str(CHROMIUM), args=flags)
    for allow in (lambda page: page.mouse.click(300, 200), lambda page: page.keyboard.press("Space")):
        screen = Screen(strict, width=1366, height=768)
        opened(screen, state())
        mark = screen.page.locator("[data-place=sound]")
        expect(mark).to_be_visible()
        assert screen.trouble() == []
        allow(screen.page)
        expect(mark).to_be_hidden()
    strict.close()


def test_without_movement_the_running_text_is_turned_by_pages(chromium: Browser) -> None:
    screen = Screen(chromium, width=1366, height=768, reduced_motion="reduce")
    screen.page.clock.install()
    opened(
        screen,
        state(notice="Besok kantor tutup karena libur nasional, silakan datang kembali hari Senin pukul delapan pagi."),
    )
    shown = set()
    for _ in range(4):
        path = screen.page.locator("[data-place=ticker]")
        assert path.evaluate("node => node.scrollWidth <= node.clientWidth")
        shown.add(path.inner_text())
        screen.page.clock.run_for(8000)
        screen.say("beat", {})
    assert len(shown) > 1
    screen.close()
