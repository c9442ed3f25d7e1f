"""How a screen finds its server again: the small client by itself, with a clock, a door and a wire that the test holds."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.screens import Screen

# `story.door` says what a knock meets from which moment on: "shut" (refused at once), "mute" (nobody answers), or a status.
STORY = """async (story) => {
  const { io } = await import("/static/test/js/line.js");
  let clock = 0, timers = [];
  const log = [], wires = [];
  const settle = async () => { for (let turn = 0; turn < 8; turn += 1) await Promise.resolve(); };
  const later = (fn, ms) => timers.push({ at: clock + ms, fn });
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
  class Socket {
    constructor() { log.push([clock, "dials"]); wires.push(this); this.open = true; }
    send() {}
    close() { if (this.open) { this.open = false; log.push([clock, "hangs up"]); this.onclose(); } }
  }
  const ask = (signal) => {
    const door = story.door.filter(([from]) => from <= clock).at(-1)[1];
    log.push([clock, "knocks"]);
    if (door === "shut") return Promise.reject(new Error("refused"));
    if (door !== "mute") return Promise.resolve({ status: door });
    return new Promise((_, fail) => signal.addEventListener("abort", () => fail(new Error("given up"))));
  };
  const line = io("/display", { Socket, ask, later, place: { protocol: "http:", host: "antrean.test" } });
  for (const [what, value] of story.acts) {
    if (what === "joins") wires.at(-1).onmessage({ data: "40/display," });
    if (what === "breaks") wires.at(-1).close();
    if (what === "again") line.again();
    if (what === "pass") await pass(value);
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


def told(screen: Screen, door: list[list[Any]], *acts: list[Any]) -> list[tuple[int, str]]:
    """What happened and when, in milliseconds, after a wire that stood was broken at 0."""
    story = {"door": door, "acts": [["joins", 0], *acts]}
    return [(at, what) for at, what in screen.page.evaluate(STORY, story)][1:]


def test_it_knocks_twice_a_second_for_ever_and_dials_once_somebody_answers(screen: Screen) -> None:
    log = told(screen, [[0, "shut"], [600_000, 200]], ["breaks", 0], ["pass", 600_000])
    knocks = [at for at, what in log if what == "knocks"]
    assert knocks == list(range(500, 600_001, 500))
    dials = [at for at, what in log if what == "dials"]
    assert dials == [600_000], "a browser holds back WebSockets whose forerunners failed: none failed"


def test_a_proxy_whose_server_is_away_is_not_the_server(screen: Screen) -> None:
    log = told(screen, [[0, 502], [2000, 404]], ["breaks", 0], ["pass", 2000])
    assert [at for at, what in log if what == "dials"] == [2000]


def test_knocks_that_nobody_hears_are_given_up_after_a_second_and_leave_room_for_others(screen: Screen) -> None:
    log = told(screen, [[0, "mute"]], ["breaks", 0], ["pass", 4600])
    assert [at for at, what in log if what == "knocks"] == [500, 1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500]
    assert (0, "dials") not in log


def test_after_ten_mute_knocks_a_wire_is_dialled_anew_and_knocking_goes_on(screen: Screen) -> None:
    log = told(screen, [[0, "mute"]], ["breaks", 0], ["pass", 20_000])
    dials = [at for at, what in log if what == "dials"]
    assert dials[0] == 6000, "ten knocks, the last given up"
    assert [at for at, what in log if what == "hangs up"][1] == 7000
    assert (7500, "knocks") in log


def test_a_wire_that_is_silent_is_hung_up_and_the_first_knock_comes_at_once(screen: Screen) -> None:
    log = told(screen, [[0, "shut"], [1000, 200]], ["again", 0], ["pass", 3000])
    assert [one for one in log if one[1] != "hangs up"] == [
        (0, "knocks"), (500, "knocks"), (1000, "knocks"), (1000, "dials"),
    ]  # fmt: skip
