"""Calls are said once, in order, none cut short: the announcer by itself, with a clock that the test moves.

Then the announcer with the sound itself: an audio element of the test's own that keeps what was begun and what ended.
"""

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
  const settle = async () => { for (let turn = 0; turn < 12; turn += 1) await Promise.resolve(); };
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
    find: (id) => story.found.includes(id) ? call(id) : undefined,
    sound: (call) => {
      if (!leads) return Promise.resolve(null);
      log.push([clock, "sound", call.call_id]);
      if (story.broken.includes(call.call_id)) throw new Error("a sound that cannot be");
      return new Promise((done) => later(() => done(true), story.lasts));
    },
  });
  let leads = !story.silent;
  const call = (id) => ({ call_id: id, number: `A${id}` });
  for (const [what, value] of story.acts) {
    if (what === "call") voice.hear({ ...call(value), mute: !leads });
    if (what === "late") voice.hear({ ...call(value), mute: true });
    if (what === "pass") await pass(value);
    if (what === "withdraw") voice.withdraw();
    if (what === "owes") { leads = true; voice.owes(value.map(call)); }
    if (what === "follow") { leads = false; voice.follow(value); }
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


def _told(
    screen: Screen,
    acts: list[list[Any]],
    *,
    heard: int = 0,
    silent: bool = False,
    lasts: int = 1600,
    broken: Any = (),
    found: Any = (),
) -> list[list[Any]]:
    story = {
        "acts": acts,
        "heard": heard,
        "silent": silent,
        "lasts": lasts,
        "broken": list(broken),
        "found": list(found),
    }
    log: list[list[Any]] = screen.page.evaluate(STORY, story)
    return log


def _of(log: list[list[Any]], what: str) -> list[tuple[int, int]]:
    return [(entry[0], entry[2]) for entry in log if entry[1] == what]


def test_a_call_is_shown_at_once_and_stands_for_eight_seconds_after_it_was_said(screen: Screen) -> None:
    log = _told(screen, [["call", 1], ["pass", 30_000]])
    assert log == [[0, "show", 1], [0, "sound", 1], [1600, "told", 1], [9600, "rest"]]


def test_a_call_waits_until_the_one_before_was_said_and_could_be_read(screen: Screen) -> None:
    acts: list[list[Any]] = [["call", 1], ["pass", 1000], ["call", 2], ["call", 3], ["pass", 60_000]]
    assert _of(_told(screen, acts), "show") == [(0, 1), (5000, 2), (10_000, 3)]
    assert _of(_told(screen, acts, lasts=7000), "sound") == [(0, 1), (7000, 2), (14_000, 3)], "none cut short"


def test_what_is_not_said_here_is_shown_for_eight_seconds_and_not_reported(screen: Screen) -> None:
    log = _told(screen, [["call", 1], ["call", 2], ["pass", 30_000]], silent=True)
    assert log == [[0, "show", 1], [8000, "show", 2], [16_000, "rest"]]


def test_an_id_is_said_once_however_often_it_comes(screen: Screen) -> None:
    acts: list[list[Any]] = [["call", 4], ["call", 4], ["pass", 20_000], ["call", 4], ["late", 4], ["pass", 20_000]]
    assert _of(_told(screen, acts), "show") == [(0, 4)]


def test_what_was_called_before_the_screen_was_opened_is_never_said(screen: Screen) -> None:
    log = _told(screen, [["call", 6], ["late", 7], ["call", 8], ["pass", 20_000]], heard=7)
    assert _of(log, "show") == [(0, 8)]


def test_calls_that_arrive_out_of_order_are_said_in_order(screen: Screen) -> None:
    log = _told(screen, [["call", 1], ["call", 3], ["call", 2], ["pass", 60_000]])
    assert [call for _, call in _of(log, "sound")] == [1, 2, 3]


def test_a_silent_screen_shows_what_the_voice_is_saying_and_goes_on_with_it(screen: Screen) -> None:
    """The voice takes twenty seconds a call; alone this screen would go on every eight."""
    acts: list[list[Any]] = [
        ["call", 1], ["follow", 1], ["call", 2], ["call", 3], ["pass", 20_000], ["follow", 2], ["pass", 20_000],
        ["follow", 3], ["pass", 28_000], ["follow", None], ["pass", 60_000],
    ]  # fmt: skip
    log = _told(screen, acts, silent=True)
    assert log == [[0, "show", 1], [20_000, "show", 2], [40_000, "show", 3], [68_000, "rest"]]


def test_a_silent_screen_goes_its_own_pace_once_the_voice_is_gone_or_says_nothing_more(screen: Screen) -> None:
    gone: list[list[Any]] = [
        ["call", 1], ["follow", 1], ["call", 2], ["pass", 20_000], ["follow", None], ["pass", 60_000],
    ]  # fmt: skip
    assert _of(_told(screen, gone, silent=True), "show") == [(0, 1), (20_000, 2)]
    mute: list[list[Any]] = [["call", 1], ["follow", 1], ["call", 2], ["pass", 200_000]]
    assert _told(screen, mute, silent=True) == [[0, "show", 1], [60_000, "show", 2], [68_000, "rest"]]
    cut: list[list[Any]] = [["call", 1], ["follow", 1], ["withdraw", None], ["call", 2], ["pass", 60_000]]
    assert _of(_told(screen, cut, silent=True), "show") == [(0, 1), (0, 2)]


def test_a_silent_screen_shows_what_the_voice_brings_up_again_or_what_reaches_it_late(screen: Screen) -> None:
    """7 was passed by the voice and comes back; 5 stood there when this page was opened; 11 is named before it is told."""
    acts: list[list[Any]] = [
        ["call", 7], ["call", 8], ["call", 9], ["follow", 9], ["pass", 9000], ["follow", 7], ["call", 8], ["pass", 9000],
        ["follow", 5], ["pass", 9000], ["follow", 11], ["pass", 9000], ["call", 10], ["call", 11], ["pass", 9000],
        ["follow", None], ["pass", 60_000],
    ]  # fmt: skip
    log = _told(screen, acts, silent=True, heard=6, found=[5, 7])
    assert _of(log, "show") == [(0, 7), (0, 9), (9000, 7), (18_000, 5), (36_000, 11)]


def test_who_kept_step_and_takes_over_says_what_is_left_at_once(screen: Screen) -> None:
    acts: list[list[Any]] = [
        ["call", 1], ["follow", 1], ["call", 2], ["pass", 9000], ["owes", [1, 2]], ["pass", 60_000],
    ]  # fmt: skip
    log = _told(screen, acts, silent=True, lasts=6000)
    assert _of(log, "sound") == [(9000, 1), (15_000, 2)]


def test_in_a_crowd_silent_calls_follow_each_other_faster(screen: Screen) -> None:
    log = _told(screen, [*[["call", each] for each in range(1, 8)], ["pass", 90_000]], silent=True)
    shown = _of(log, "show")
    assert [call for _, call in shown] == [1, 2, 3, 4, 5, 6, 7]
    assert [after[0] - before[0] for before, after in pairwise(shown)] == [5000, 5000, 8000, 8000, 8000, 8000]


def test_one_broken_sound_never_silences_the_next(screen: Screen) -> None:
    log = _told(screen, [["call", 1], ["call", 2], ["call", 3], ["pass", 60_000]], broken=[2])
    assert [entry[2] for entry in log if entry[1] == "told"] == [1, 3]


def test_a_stale_screen_withdraws_and_may_say_later_what_it_had_not_begun(screen: Screen) -> None:
    acts: list[list[Any]] = [
        ["call", 1],
        ["call", 2],
        ["pass", 1000],
        ["withdraw", None],
        ["call", 1],
        ["call", 2],
        ["pass", 30_000],
    ]
    log = _told(screen, acts, lasts=5000)
    assert _of(log, "sound") == [(0, 1), (5000, 2)], "the sound goes on to its end, and the next begins after it"
    assert _of(log, "told") == [(5000, 1), (10_000, 2)]


def test_who_takes_over_says_at_once_and_in_order_what_the_other_left(screen: Screen) -> None:
    """Call 1 stands here in silence, its leader died in the middle; 2 waits; 3 came while the wire was cut."""
    acts: list[list[Any]] = [
        ["call", 1],
        ["call", 2],
        ["pass", 1000],
        ["late", 3],
        ["owes", [1, 2, 3]],
        ["pass", 60_000],
    ]
    log = _told(screen, acts, silent=True, lasts=6000)
    assert _of(log, "sound") == [(1000, 1), (7000, 2), (13_000, 3)]
    assert [call for _, call in _of(log, "show")] == [1, 2, 3]


def test_who_takes_over_does_not_wait_for_what_is_only_read(screen: Screen) -> None:
    log = _told(screen, [["call", 1], ["pass", 1000], ["owes", [2]], ["pass", 30_000]], silent=True)
    assert _of(log, "sound") == [(1000, 2)]


def test_who_takes_over_says_the_older_first_though_the_newer_already_stands_there(screen: Screen) -> None:
    """The leader died while it said call 1; this screen had shown that for its eight seconds, and 2 stands there."""
    acts: list[list[Any]] = [["call", 1], ["call", 2], ["pass", 9000], ["owes", [1, 2]], ["pass", 60_000]]
    log = _told(screen, acts, silent=True, lasts=6000)
    assert _of(log, "sound") == [(9000, 1), (15_000, 2)]
    assert _of(log, "show") == [(0, 1), (8000, 2), (9000, 1), (15_000, 2)]
    assert _of(log, "told") == [(15_000, 1), (21_000, 2)]


def test_what_the_other_said_is_not_said_again_by_who_takes_over(screen: Screen) -> None:
    """Calls 1 to 3 were said by the leader; this screen, which only shows them, is still at the first."""
    acts: list[list[Any]] = [["call", 1], ["call", 2], ["call", 3], ["pass", 1000], ["owes", [4]], ["pass", 30_000]]
    log = _told(screen, acts, silent=True)
    assert _of(log, "sound") == [(1000, 4)]
    assert _of(log, "show") == [(0, 1), (1000, 4)]


def test_who_is_told_once_more_what_it_says_or_said_reports_it_again_and_says_it_once(screen: Screen) -> None:
    acts: list[list[Any]] = [
        ["call", 1],
        ["pass", 500],
        ["owes", [1]],
        ["pass", 20_000],
        ["owes", [1]],
        ["pass", 20_000],
    ]
    log = _told(screen, acts)
    assert _of(log, "sound") == [(0, 1)]
    assert _of(log, "told") == [(1600, 1), (20_500, 1)]


def test_a_call_missed_while_the_wire_was_cut_is_shown_and_said_only_when_the_server_says_so(screen: Screen) -> None:
    assert _of(_told(screen, [["late", 5], ["pass", 20_000]]), "sound") == []
    assert _of(_told(screen, [["late", 5], ["pass", 2000], ["owes", [5]], ["pass", 9000]]), "sound") == [(2000, 5)]
    assert _of(_told(screen, [["call", 4], ["late", 5], ["call", 5], ["pass", 30_000]]), "sound") == [(0, 4), (5000, 5)]


# -- the sound of one call, and who may make it

SOUND = """async (story) => {
  const { speech } = await import("/static/test/js/display/speech.js");
  const log = [], ends = [...story.ends], mays = [...story.mays];
  class Sound {
    set src(url) { log.push(url); }
    pause() { log.push("pause"); }
    play() {
      const how = ends.shift();
      log.push(`play ${this.volume}`);
      if (how === "refused") return Promise.reject(new DOMException("", "NotAllowedError"));
      Promise.resolve().then(() => (how === "said" ? this.onended() : this.onerror()));
      return Promise.resolve();
    }
  }
  const mouth = speech({
    Sound, later: (fn, ms) => ms < 2000 && Promise.resolve().then(fn), stop: () => {},
    chime: (volume) => Promise.resolve(log.push(`chime ${volume}`) && story.rings), refused: (yes) => yes && log.push("refused"),
  });
  const said = [];
  const rule = { times: 2, volume: 50, may: () => Promise.resolve(mays.shift() ?? true) };
  for (const url of story.urls) said.push(await mouth.say(url, rule));
  return [said, log];
}"""


@pytest.mark.parametrize(
    ("ends", "how", "log"),
    [
        (["said", "said"], "said", ["a.mp3", "play 0.5", "play 0.5"]),
        (["failed", "failed"], "said", [*["a.mp3", "play 0.5", "pause"] * 2, "chime 50"]),
        (["failed", "said", "said"], "said", ["a.mp3", "play 0.5", "pause", "a.mp3", "play 0.5", "play 0.5"]),
        (["said", "failed"], "said", ["a.mp3", "play 0.5", "play 0.5", "pause"]),
        (["refused"], "refused", ["a.mp3", "play 0.5", "pause", "refused"]),
    ],
    ids=["twice", "its file is broken", "the server was away", "heard once", "refused"],
)  # fmt: skip
def test_a_call_is_played_as_often_as_the_rule_asks(screen: Screen, ends: list[str], how: str, log: list[str]) -> None:
    story = {"ends": ends, "mays": [], "rings": True, "urls": ["a.mp3"]}
    assert screen.page.evaluate(SOUND, story) == [[how], log]


def test_after_a_fault_the_next_call_sounds_and_nothing_begins_that_may_not(screen: Screen) -> None:
    story: dict[str, Any] = {"ends": ["failed", "failed", "said", "said"], "rings": False, "urls": ["a.mp3", "b.mp3"]}
    assert screen.page.evaluate(SOUND, story | {"mays": []})[0] == ["failed", "said"]
    story = {"ends": ["said"], "rings": True, "urls": ["a.mp3", "b.mp3"]}
    assert screen.page.evaluate(SOUND, story | {"mays": [True, False, False]}) == [
        ["left", "left"],
        ["a.mp3", "play 0.5"],
    ]
    cut = {"ends": ["failed"], "rings": True, "urls": ["a.mp3"], "mays": [True, False]}
    assert screen.page.evaluate(SOUND, cut)[0] == ["left"], "no chime either"


HANGS = """async () => {
  const { speech } = await import("/static/test/js/display/speech.js");
  const log = [];
  let refuse = null, limit = null;
  const settle = async () => { for (let turn = 0; turn < 20; turn += 1) await Promise.resolve(); };
  class Sound {
    set src(url) { log.push(url); }
    pause() {}
    play() {
      log.push("play");
      return refuse ? Promise.resolve() : new Promise((_, no) => { refuse = no; });
    }
  }
  let made = null;
  const mouth = speech({
    Sound: class extends Sound { constructor() { super(); made = this; } },
    later: (fn) => { limit ??= fn; }, stop: () => {}, chime: () => Promise.resolve(log.push("chime")), refused: () => {},
  });
  const said = mouth.say("a.mp3", { times: 1, volume: 50, may: () => Promise.resolve(true) });
  await settle();
  limit(); // nothing came for half a minute
  await settle();
  refuse(new DOMException("", "AbortError")); // the browser says so only now, while the second try sounds
  await settle();
  if (made.onended) made.onended();
  else log.push("deaf");
  return log.concat(await Promise.race([said, settle().then(() => "waits")]));
}"""


def test_a_file_that_never_came_does_not_make_the_next_try_deaf(screen: Screen) -> None:
    assert screen.page.evaluate(HANGS) == ["a.mp3", "play", "a.mp3", "play", "said"]


VOICE = """async (acts) => {
  const { voice } = await import("/static/test/js/display/voice.js");
  let clock = 0, heard = 0;
  const log = [];
  const it = voice({ age: () => clock - heard, now: () => clock, changed: () => log.push(it.sound()) });
  const settle = async () => { for (let turn = 0; turn < 5; turn += 1) await Promise.resolve(); };
  for (const [what, value] of acts) {
    if (what === "ask") it.may().then((yes) => log.push(`${value} ${yes}`));
    if (what === "named") { heard = clock; it.named({ leader: value }); }
    if (what === "lost") it.lost();
    if (what === "left") it.left();
    if (what === "beat") { heard = clock; it.beat(); }
    if (what === "pass") clock += value;
    if (what === "refuse") it.refuse(value);
    if (what === "became") it.became(value);
    await settle();
  }
  return log;
}"""


def test_only_who_was_named_may_begin_and_a_broken_wire_makes_it_wait_for_the_server(screen: Screen) -> None:
    acts: list[list[Any]] = [
        ["ask", "stranger"], ["named", True], ["ask", "leader"], ["pass", 4000], ["ask", "after silence"], ["beat", None],
        ["lost", None], ["ask", "cut"], ["beat", None], ["named", True], ["lost", None], ["ask", "deposed"],
        ["named", False], ["named", True], ["lost", None], ["ask", "stale"], ["left", None],
    ]  # fmt: skip
    assert screen.page.evaluate(VOICE, acts) == [
        "stranger false", "leader true", "after silence true", "cut true", "deposed false", "stale false",
    ]  # fmt: skip


def test_a_screen_says_how_its_sound_is_and_trusts_it_again_after_a_minute(screen: Screen) -> None:
    acts: list[list[Any]] = [
        ["refuse", False], ["became", "failed"], ["became", "said"], ["became", "failed"], ["refuse", True],
        ["pass", 60_000], ["refuse", False],
    ]  # fmt: skip
    assert screen.page.evaluate(VOICE, acts) == ["on", "failed", "on", "failed", "refused", "on"]
