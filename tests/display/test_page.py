"""The TV's page in Chromium: right before the wire is there, true to every state, honest when the wire is silent."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import CHROMIUM, FLAGS
from tests.patience import eventually
from tests.screens import Screen

SIZES = [(1920, 1080), (1366, 768), (3840, 2160)]
HALL = {
    "slug": "jumapolo",
    "name": "Kecamatan Jumapolo",
    "regency": "Kabupaten Karanganyar",
    "timezone": "Asia/Jakarta",
    "zone": "WIB",
}


def _counter(code: int, state: str = "open", ticket: str | None = None, reason: str | None = None) -> dict[str, Any]:
    return {
        "code": str(code),
        "name": f"Loket {code}",
        "lines": ["A"],
        "state": state,
        "ticket": ticket,
        "reason": reason,
    }


def _line(letter: str, waiting: int, low: int, high: int) -> dict[str, Any]:
    return {
        "letter": letter,
        "name": letter,
        "waiting": waiting,
        "last_called": None,
        "estimate": {"from": low, "to": high},
    }


def _call(call_id: int, number: str, counter: int = 1, *, recall: bool = False) -> dict[str, Any]:
    return {
        "call_id": call_id,
        "number": number,
        "counter": str(counter),
        "counter_name": f"Loket {counter}",
        "at": "2026-11-19T09:42:00+07:00",
        "recall": recall,
    }


def _said(call: dict[str, Any]) -> dict[str, Any]:
    text = f"Nomor antrean {call['number']}, silakan menuju {call['counter_name']}"
    return call | {"speech": {"text": text, "words": "", "url": None}}


def _state(**changes: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "setup": 1,
        "hall": "jumapolo",
        "now": "2026-11-19T09:42:30+07:00",
        "counters": [_counter(1), _counter(2), _counter(3, "break", reason="buka lagi 10.15")],
        "lines": [_line("A", 6, 25, 40), _line("M", 14, 10, 20), _line("U", 2, 5, 15)],
        "calls": [_call(7, "M011", 2), _call(6, "A023")],
        "notice": None,
        "service": {"open": True, "why": None, "until": "15.00"},
        "printers": [],
        "voice": {"on": True, "times": 1, "volume": 100, "quiet": False},
    } | changes


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def sized(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Screen]:
    screen = Screen(chromium, width=request.param[0], height=request.param[1])
    yield screen
    screen.close()


@pytest.fixture
def screen(chromium: Browser) -> Iterator[Screen]:
    wide = Screen(chromium, width=1366, height=768)
    yield wide
    wide.close()


def _open(screen: Screen, state: dict[str, Any]) -> None:
    first = {
        "hall": HALL,
        "state": state,
        "running_text": ["Layanan GRATIS."],
        "layout": "slides",
        "margin": 4,
        "settings": {"voice": False, "times": 2, "volume": 100, "english": False, "film_volume": 0},
        "zone": None,
        "part": None,
    }
    screen.greeting = screen.greeting or (lambda: state)
    screen.open("display.html", first=first)


def test_before_the_wire_is_there_the_page_is_right_and_nothing_old_is_announced(screen: Screen) -> None:
    screen.deaf = True
    _open(screen, _state())
    assert screen.page.locator("[data-place=calls] li").evaluate_all("all => all.map(each => each.dataset.call)") == [
        "M011",
        "A023",
    ]
    expect(screen.page.locator("[data-place=call]")).to_be_hidden()
    expect(screen.page.locator(".thead .clock")).to_have_text("09.42")
    expect(screen.page.locator("[data-place=date]")).to_have_text("19 November 2026")


def test_the_clock_is_the_halls_not_the_screens(chromium: Browser) -> None:
    screen = Screen(chromium, width=1366, height=768, timezone_id="America/New_York")
    _open(screen, _state(now="2026-11-20T00:05:00+08:00"))
    expect(screen.page.locator(".thead .clock")).to_have_text("00.05")
    expect(screen.page.locator("[data-place=day]")).to_have_text("Jumat")
    screen.close()


def test_a_call_fills_a_fifth_of_the_height_and_says_where_to_go(sized: Screen) -> None:
    _open(sized, _state())
    sized.say("ticket.called", _said(_call(8, "A024", 2)))
    hero = sized.page.locator("[data-place=call]")
    expect(hero).to_have_attribute("data-call", "A024")
    expect(hero).to_contain_text("silakan menuju")
    expect(hero).to_contain_text("Loket 2")
    expect(sized.page.locator("[data-place=calls] li.new")).to_have_attribute("data-call", "A024")
    font = float(hero.locator(".num").evaluate("node => parseFloat(getComputedStyle(node).fontSize)"))
    height = sized.page.viewport_size["height"] if sized.page.viewport_size else 0
    assert 0.18 <= font * 0.70 / height <= 0.25  # 0.70: height of a figure of this font
    assert sized.trouble() == []


def test_a_number_of_four_figures_and_a_long_counter_name_fit(sized: Screen) -> None:
    long = _call(8, "M1000") | {"counter_name": "Ruang Perekaman KTP"}
    _open(sized, _state())
    sized.say("ticket.called", _said(long))
    expect(sized.page.locator("[data-place=call]")).to_be_visible()
    assert sized.trouble() == []


def test_eight_lines_and_twelve_counters_fit_and_are_all_shown_in_turn(sized: Screen) -> None:
    lines = [_line(letter, 100 + at, 100, 130) for at, letter in enumerate("AMUKSRHX")]
    counters = [_counter(at, "closed" if at % 2 else "serving") for at in range(1, 13)]
    sized.page.clock.install()
    _open(sized, _state(lines=lines, counters=counters))
    seen: set[str] = set()
    for _ in range(3):
        assert sized.trouble() == []
        seen |= set(sized.page.locator("[data-line]").evaluate_all("all => all.map(each => each.dataset.line)"))
        seen |= set(sized.page.locator("[data-counter]").evaluate_all("all => all.map(each => each.dataset.counter)"))
        sized.page.clock.run_for(10_000)
        sized.say("beat", {})
    assert seen == set("AMUKSRHX") | {str(at) for at in range(1, 13)}


def test_only_a_newer_state_replaces_what_is_shown(screen: Screen) -> None:
    _open(screen, _state(version=5))
    screen.say("hall.state", _state(version=4, lines=[_line("A", 99, 5, 10)]))
    screen.say("hall.state", _state(version=6, lines=[_line("A", 77, 5, 10)]))
    expect(screen.page.locator("[data-line=A] .n")).to_have_text("77")


def test_a_call_made_while_the_screen_was_cut_off_is_shown_late_and_said_once_where_this_screen_leads(
    screen: Screen,
) -> None:
    late = _call(8, "A024")
    missed = _state(version=9, counters=[_counter(1, "calling", "A024")], calls=[late, _call(7, "M011", 2)])
    screen.greeting = lambda: missed
    _open(screen, _state())
    expect(screen.page.locator("[data-place=call]")).to_have_attribute("data-call", "A024")
    screen.say("hall.state", copy.deepcopy(missed) | {"version": 10})
    screen.say("ticket.called", _said(late))
    screen.settled()
    assert "call.played" not in [event for event, _ in screen.heard], "another screen speaks, or none"
    for _ in range(2):
        screen.say("voice.leader", {"zone": None, "leader": True, "unsaid": [_said(late)]})

    def told() -> list[Any]:
        screen.settled()
        return [body for event, body in screen.heard if event == "call.played"]

    assert eventually(told, "the server is told that it was heard") == [{"call_id": 8}]


def test_silence_for_five_seconds_withdraws_the_yellow_and_says_from_when_the_numbers_are(screen: Screen) -> None:
    screen.page.clock.install()
    _open(screen, _state())
    screen.say("ticket.called", _said(_call(8, "A024", 2)))
    expect(screen.page.locator("[data-place=call]")).to_be_visible()
    screen.deaf = True
    screen.page.clock.run_for(6000)
    expect(screen.page.locator("[data-place=stale]")).to_contain_text("Nomor di layar ini dari pukul 09.42.")
    expect(screen.page.locator("[data-place=head]")).to_be_hidden()
    expect(screen.page.locator("[data-place=call]")).to_be_hidden()
    assert screen.page.locator("li.new").count() == 0
    assert screen.trouble() == []
    screen.deaf = False
    screen.greeting = lambda: _state(version=3, lines=[_line("A", 3, 5, 10)])
    screen.page.clock.run_for(1500)
    expect(screen.page.locator("[data-place=stale]")).to_be_hidden()
    expect(screen.page.locator("[data-line=A] .n")).to_have_text("3")


def test_a_closed_hall_says_why_and_a_closing_one_still_shows_its_calls(sized: Screen) -> None:
    shut = {"open": False, "why": "Layanan hari ini sudah tutup pukul 15.00.", "until": None}
    _open(sized, _state(service=shut))
    expect(sized.page.locator("[data-page=closed]")).to_contain_text("sudah tutup pukul 15.00")
    expect(sized.page.locator("[data-place=calls]")).to_be_visible()
    assert sized.trouble() == []
    sized.say(
        "hall.state", _state(version=2, service=shut, lines=[_line("A", 0, 5, 10)], counters=[_counter(1, "closed")])
    )
    expect(sized.page.locator("[data-place=shut]")).to_contain_text("sudah tutup pukul 15.00")
    expect(sized.page.locator("[data-place=calls]")).to_be_hidden()
    assert sized.trouble() == []


def test_where_the_browser_refuses_sound_the_screen_asks_for_a_touch(chromium: Browser) -> None:
    flags = [*(flag for flag in FLAGS if "autoplay" not in flag), "--no-sandbox"]
    strict = chromium.browser_type.launch(executable_path=str(CHROMIUM), args=flags)
    screen = Screen(strict, width=1366, height=768)
    _open(screen, _state())
    mark = screen.page.locator("[data-place=sound]")
    expect(mark).to_be_visible()
    assert screen.trouble() == []
    mark.click()
    expect(mark).to_be_hidden()
    strict.close()


def test_without_movement_the_running_text_is_turned_by_pages(chromium: Browser) -> None:
    screen = Screen(chromium, width=1366, height=768, reduced_motion="reduce")
    screen.page.clock.install()
    _open(
        screen,
        _state(
            notice="Besok kantor tutup karena libur nasional, silakan datang kembali hari Senin pukul delapan pagi."
        ),
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
