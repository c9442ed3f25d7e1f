"""What the screen says of itself: in the rhythm of the beat, at once when something changed, and when it loads itself anew."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.display.tv import opened, state
from tests.patience import PATIENCE_MS
from tests.screens import Screen

STORY = """async (story) => {
  const { reporter } = await import("/static/test/js/report.js");
  let clock = 0, tick = null, quiet = false, sound = "on", seen = "visible", ready = true, version = 1;
  const log = [], page = new EventTarget();
  Object.defineProperty(page, "visibilityState", { get: () => seen });
  const settle = async () => { for (let turn = 0; turn < 8; turn += 1) await Promise.resolve(); };
  const word = reporter({
    tell: (name, body) => log.push([clock, name, body]), shown: () => version, sound: () => sound, zone: "utara", page,
    quiet: () => quiet, offer: (assets) => log.push([clock, "offers", assets]), ready: async () => ready,
    again: () => log.push([clock, "loads"]), every: (fn) => { tick = fn; }, clock: () => clock,
    kept: { getItem: (name) => story.kept[name], setItem: (name, value) => { story.kept[name] = value; } },
  });
  for (const [what, value] of story.acts) {
    if (what === "at") { clock = value; tick(); }
    if (what === "beat") { clock = value; word.beat(); }
    if (what === "sound") { sound = value; word.changed(); }
    if (what === "stale") word.stale(value);
    if (what === "hides") { seen = "hidden"; page.dispatchEvent(new Event("visibilitychange")); }
    if (what === "version") version = value;
    if (what === "assets") word.assets({ assets: value });
    if (what === "quiet") quiet = value;
    if (what === "ready") ready = value;
    await settle();
  }
  return { log, kept: story.kept };
}"""


@pytest.fixture(scope="module")
def screen(chromium: Browser) -> Iterator[Screen]:
    empty = Screen(chromium, width=800, height=600)
    empty.page.goto("http://antrean.test/")
    yield empty
    empty.close()


def told(screen: Screen, *acts: list[Any], kept: dict[str, str] | None = None) -> list[list[Any]]:
    log: list[list[Any]] = screen.page.evaluate(STORY, {"acts": acts, "kept": kept or {}})["log"]
    return log


def test_a_report_says_zone_version_freshness_sound_window_and_release(screen: Screen) -> None:
    ((at, name, body),) = told(screen, ["version", 7], ["at", 2000])
    assert (at, name) == (2000, "screen.report")
    assert body == {
        "zone": "utara",
        "version": 7,
        "stale": False,
        "sound": "on",
        "leads": False,
        "visible": True,
        "assets": "test",
    }


def test_timer_and_beat_are_one_rhythm(screen: Screen) -> None:
    log = told(screen, ["at", 2000], ["beat", 2300], ["at", 4000], ["beat", 4300], ["beat", 6300])
    assert [at for at, *_ in log] == [2000, 4000, 6300]


def test_what_got_better_or_worse_is_said_at_once_and_a_newer_state_is_not(screen: Screen) -> None:
    log = told(
        screen,
        ["at", 2000],
        ["sound", "refused"],
        ["sound", "refused"],
        ["version", 8],
        ["stale", True],
        ["hides", None],
    )
    bodies = [body for _, _, body in log]
    assert [(body["sound"], body["stale"], body["visible"]) for body in bodies] == [
        ("on", False, True), ("refused", False, True), ("refused", True, True), ("refused", True, False),
    ]  # fmt: skip


def loads(log: list[list[Any]]) -> list[int]:
    return [at for at, what, *_ in log if what == "loads"]


def test_a_newer_release_is_loaded_at_the_first_quiet_moment_and_only_from_a_server_that_answers(
    screen: Screen,
) -> None:
    log = told(
        screen, ["assets", "newer"], ["at", 2000], ["quiet", True], ["stale", True], ["at", 4000], ["stale", False],
        ["ready", False], ["at", 6000], ["ready", True], ["at", 8000], ["at", 10_000],
    )  # fmt: skip
    assert loads(log) == [8000]
    assert [one[1:] for one in log if one[1] == "offers"] == [["offers", "newer"]]


def test_the_same_release_is_not_loaded_again_and_again(screen: Screen) -> None:
    """Two servers of different age behind one address must not keep a screen loading for ever."""
    just_now = screen.page.evaluate("() => Date.now()")
    acts = (["assets", "newer"], ["quiet", True], ["at", 2000])
    assert loads(told(screen, *acts, kept={"antrean.loaded": f"newer {just_now}"})) == []
    assert loads(told(screen, *acts, kept={"antrean.loaded": f"newer {just_now - 600_001}"})) == [2000]
    assert loads(told(screen, *acts, kept={"antrean.loaded": f"older {just_now}"})) == [2000]


def test_its_own_release_is_no_news(screen: Screen) -> None:
    assert [what for _, what, *_ in told(screen, ["assets", "test"], ["quiet", True], ["at", 2000])] == [
        "screen.report"
    ]


def test_the_tv_reports_and_loads_itself_anew_between_calls(chromium: Browser) -> None:
    tv = Screen(chromium, width=1366, height=768)
    tv.answers = lambda method, path, body: (200, {})
    opened(tv, state(version=5))
    tv.page.wait_for_timeout(0)
    tv.say("beat", {})
    for _ in range(PATIENCE_MS // 20):
        if any(event == "screen.report" for event, _ in tv.heard):
            break
        tv.page.wait_for_timeout(20)
    report = next(body for event, body in tv.heard if event == "screen.report")
    assert (report["version"], report["stale"], report["visible"]) == (5, False, True)
    with tv.page.expect_navigation():
        tv.say("assets.changed", {"assets": "newer"})
        tv.say("beat", {})
    tv.connected()
    assert tv.faults == []
    tv.close()
