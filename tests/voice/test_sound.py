"""In Chromium: files decode whole and clean, calls are said in order, a broken sound never silences the next."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

from hall.rules import voice
from hall.voice import sound
from hall.voice.join import joined
from hall.voice.pack import CHIME, bundled
from tests.screens import Screen
from tests.voice.recordings import spoken, wav

DECODED = """async (address) => {
  const bytes = await (await fetch(address)).arrayBuffer();
  const sound = await new OfflineAudioContext(1, 1, 24000).decodeAudioData(bytes);
  const samples = sound.getChannelData(0), loud = 0.01;
  let peak = 0, energy = 0, first = -1, last = 0;
  samples.forEach((value, at) => {
    const size = Math.abs(value);
    peak = Math.max(peak, size);
    energy += value * value;
    if (size > loud) { if (first < 0) first = at; last = at; }
  });
  return { seconds: sound.duration, peak, rms: Math.sqrt(energy / samples.length), before: first / 24000,
           after: (samples.length - last) / 24000, channels: sound.numberOfChannels };
}"""
STORY = """async ({ ids, times }) => {
  const { announcer } = await import("/static/test/js/display/announcer.js");
  const { speech } = await import("/static/test/js/display/speech.js");
  const log = [];
  class Recorded extends Audio {
    constructor() {
      super();
      this.defaultPlaybackRate = 4;
      for (const name of ["playing", "ended", "error"])
        this.addEventListener(name, () => log.push(`${name} ${Number(/(\\d+)\\.mp3/.exec(this.src)[1])}`));
    }
  }
  const mouth = speech({
    Sound: Recorded, refused: () => {}, later: (fn, ms) => setTimeout(fn, ms === 1500 ? 1 : ms),
    chime: async () => { log.push("chime"); return true; },
  });
  let all;
  const ended = new Promise((done) => { all = done; });
  const told = [];
  const tv = announcer({
    heard: 0, show: () => {}, rest: () => all(),
    later: (fn, ms) => setTimeout(fn, ms / 1000), now: () => performance.now() * 1000,
    told: (id) => told.push(id),
    sound: async (call) =>
      (await mouth.say(`/sound/${call.call_id}.mp3`, { times, volume: 100, may: async () => true })) === "said",
  });
  for (const id of ids) tv.hear({ call_id: id, number: `A00${id}` });
  await ended;
  return { log, told };
}"""


def _sounds(route: Route) -> None:
    """The call with id 2 has no file; that of id 9 is noise that no browser decodes."""
    name = route.request.url.rsplit("/", 1)[1]
    if name == "2.mp3":
        route.fulfill(status=500, body="")
    elif name == "9.mp3":
        route.fulfill(body=b"not a sound at all" * 100, content_type="audio/mpeg")
    else:
        route.fulfill(body=bundled("id-espeak").clips[CHIME], content_type="audio/mpeg")


@pytest.fixture(scope="module")
def screen(chromium: Browser) -> Iterator[Screen]:
    empty = Screen(chromium, width=800, height=600)
    empty.page.goto("http://antrean.test/")
    empty.page.route("**/sound/*.mp3", _sounds)
    yield empty
    empty.close()


def _tell(screen: Screen, ids: list[int], times: int = 2) -> dict[str, Any]:
    """What happened, in order. A starved machine waits for samples and tells "playing" once more: that is no second time."""
    told: dict[str, Any] = screen.page.evaluate(STORY, {"ids": ids, "times": times})
    log = pairwise(["", *told["log"]])
    return told | {"log": [entry for before, entry in log if before != entry or "playing" not in entry]}


@pytest.mark.parametrize(
    ("number", "counter", "reading", "english"),
    [
        ("A003", "Loket 2", "digits", False),
        ("B117", "Loket 12", "cardinal", False),
        ("X999", "Ruang Perekaman", "cardinal", True),
        ("A1000", "Loket 3", "digits", True),
        ("A1099", "Meja Verifikasi", "digits", True),
        ("A10000", "Ruang Foto", "cardinal", False),
    ],
)
def test_a_call_decodes_whole_at_a_good_level_without_clipping_or_long_silence(
    screen: Screen, number: str, counter: str, reading: voice.Reading, english: bool
) -> None:
    words = voice.said(number, counter, reading, english=english)
    file = joined(words, bundled("id-espeak"), bundled("en-espeak"))
    screen.page.route("**/whole.mp3", lambda route: route.fulfill(body=file, content_type="audio/mpeg"))
    found = screen.page.evaluate(DECODED, "/whole.mp3")
    screen.page.unroute("**/whole.mp3")
    assert found["channels"] == 1
    assert abs(found["seconds"] - len(file) / 6000) < 0.1, "every frame became sound"
    assert 0.05 < found["rms"] < 0.15, "pauses and all, near -20 dB"
    assert 0.3 < found["peak"] < 0.9, "no clipping"
    assert found["before"] <= 0.4
    assert found["after"] <= 0.4


@pytest.mark.parametrize("loud", [0.03, 0.3, 0.9])
def test_an_offices_recording_decodes_at_the_level_of_our_clips(screen: Screen, loud: float) -> None:
    clip = sound.clip(wav(spoken(0.8, loud=loud)))
    screen.page.route("**/clip.mp3", lambda route: route.fulfill(body=clip, content_type="audio/mpeg"))
    found = screen.page.evaluate(DECODED, "/clip.mp3")
    screen.page.unroute("**/clip.mp3")
    assert 0.8 <= found["seconds"] <= 1.1
    assert 0.06 < found["rms"] < 0.13, "near -20 dB"
    assert 0.15 < found["peak"] < 0.9, "no clipping"
    assert found["before"] <= 0.1, "the coder's own silence"
    assert found["after"] <= 0.1


def test_calls_of_three_counters_are_said_in_order_twice_each_none_cut(screen: Screen) -> None:
    told = _tell(screen, [3, 5, 4, 4])
    assert told["log"] == [f"{what} {call}" for call in (3, 4, 5) for what in ("playing", "ended") * 2]
    assert told["told"] == [3, 4, 5]


def test_a_broken_sound_in_the_middle_is_a_chime_and_the_next_call_is_said(screen: Screen) -> None:
    told = _tell(screen, [1, 2, 9, 10], times=1)
    assert [entry for entry in told["log"] if "error" not in entry] == [
        "playing 1", "ended 1", "chime", "chime", "playing 10", "ended 10",
    ]  # fmt: skip
    assert told["told"] == [1, 2, 9, 10]
