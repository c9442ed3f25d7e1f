"""Calls are said once, in order, none cut short: the announcer by itself, with a clock that the test moves."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.screens import Screen

STORY = """async (story) => {
  const { announcer } = await import("/static/test/js/display/announcer.js");
  let clock = 0, timers = [];
  const log = [];
  const settle = async () => { for (let turn = 0; turn < 5; turn += 1) await Promise.resolve(); };
  const later = (fn, ms) => { const timer = { at: clock + ms, fn }; timers.push(timer); return timer; };
  const pass = async (ms) => {
    const until = clock + ms;
    for (;;) {
      const due = timers.filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      timers = timers.filter((timer) => timer !== due);
      clock = due.at;
      due.fn();
      await settle();
    }
    clock = until;
  };
  const voice = announcer({
    heard: story.heard, now: () => clock, later, stop: (timer) => { timers = timers.filter((each) => each !== timer); },
    show: (call) => log.push([clock, "show", call.call_id]),
    rest: () => log.push([clock, "rest"]),
    told: (id) => log.push([clock, "told", id]),
    sound: () => new Promise((done) => later(() => done(!story.silent), 1600)),
  });
  for (const [what, value] of story.acts) {
    if (what === "call") voice.hear({ call_id: value, number: `A${value}` });
    if (what === "pass") await pass(value);
    if (what === "withdraw") voice.withdraw();
    await settle();
  }
  return log;
}"""


@pytest.fixture(scope="module")
def screen(chromium: Browser) -> Iterator[Screen]:
    """An empty page of ours: modules are loaded into it."""
    empty = Screen(chromium, width=800, height=600)
    empty.page.goto("http://antrean.test/")
    yield empty
    empty.close()


def _told(screen: Screen, acts: list[list[Any]], *, heard: int = 0, silent: bool = False) -> list[list[Any]]:
    log: list[list[Any]] = screen.page.evaluate(STORY, {"acts": acts, "heard": heard, "silent": silent})
    return log


def _shown(log: list[list[Any]]) -> list[tuple[int, int]]:
    return [(entry[0], entry[2]) for entry in log if entry[1] == "show"]


def test_a_call_is_shown_at_once_and_stands_for_eight_seconds_after_its_chime(screen: Screen) -> None:
    log = _told(screen, [["call", 1], ["pass", 30_000]])
    assert log == [[0, "show", 1], [1600, "told", 1], [9600, "rest"]]


def test_a_call_while_another_stands_waits_until_that_stood_eight_seconds(screen: Screen) -> None:
    log = _told(screen, [["call", 1], ["pass", 1000], ["call", 2], ["call", 3], ["pass", 60_000]])
    assert _shown(log) == [(0, 1), (8000, 2), (16_000, 3)]


def test_an_id_is_said_once_however_often_it_comes(screen: Screen) -> None:
    log = _told(screen, [["call", 4], ["call", 4], ["pass", 20_000], ["call", 4], ["pass", 20_000]])
    assert _shown(log) == [(0, 4)]


def test_what_was_called_before_the_screen_was_opened_is_never_said(screen: Screen) -> None:
    log = _told(screen, [["call", 6], ["call", 7], ["call", 8], ["pass", 20_000]], heard=7)
    assert _shown(log) == [(0, 8)]


def test_calls_that_arrive_out_of_order_are_said_in_order(screen: Screen) -> None:
    log = _told(screen, [["call", 1], ["call", 3], ["call", 2], ["pass", 60_000]])
    assert [call for _, call in _shown(log)] == [1, 2, 3]


def test_in_a_crowd_calls_follow_each_other_faster_and_none_is_cut_short(screen: Screen) -> None:
    log = _told(screen, [*[["call", each] for each in range(1, 8)], ["pass", 90_000]])
    shown = _shown(log)
    assert [call for _, call in shown] == [1, 2, 3, 4, 5, 6, 7]
    gaps = [after[0] - before[0] for before, after in pairwise(shown)]
    assert gaps == [5000, 5000, 8000, 8000, 8000, 8000]


def test_a_silent_screen_shows_the_call_but_does_not_say_that_it_was_heard(screen: Screen) -> None:
    log = _told(screen, [["call", 1], ["pass", 30_000]], silent=True)
    assert log == [[0, "show", 1], [9600, "rest"]]


def test_a_stale_screen_withdraws_and_may_say_later_what_it_had_not_said(screen: Screen) -> None:
    log = _told(
        screen,
        [["call", 1], ["call", 2], ["pass", 2000], ["withdraw", None], ["call", 1], ["call", 2], ["pass", 30_000]],
    )
    assert _shown(log) == [(0, 1), (2000, 2)]
