"""A TV that is left on: simulated hours of the real page, with a server, a clock and a loudspeaker that live inside it.

The page's clock is Playwright's, so hours pass as quickly as the page can draw them; the double of the server runs on the
same clock. What is measured is what Chromium itself tells after it collected its garbage, without its compiler: code that
was compiled lately is on the same heap and is not the page's.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser

from tests.browser import CHROMIUM, FLAGS
from tests.screens import Screen

HOUR = 3600

# A wire whose other end keeps the hall busy: a beat every two seconds, a call every twenty, a number taken every thirteen,
# a break of the wire every half hour. What is played is over after four seconds.
DAY = """(story) => {
  const two = (value) => String(value).padStart(2, "0");
  const now = () => { const at = new Date(Date.now() + 7 * 3600000); return `${at.toISOString().slice(0, 19)}+07:00`; };
  const name = (n) => `A${String(((n - 1) % 1200) + 1).padStart(3, "0")}`;
  const state = { ...story.state };
  window.soak = { calls: 0, shown: 0, played: 0, reports: 0 };
  new MutationObserver((seen) => {
    for (const one of seen) if (one.target.dataset.place === "call" && one.target.dataset.call) window.soak.shown += 1;
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-call"] });
  const wires = new Set();
  const tell = (name, body) => wires.forEach((wire) => wire.hear(`42/display,${JSON.stringify([name, body])}`));
  const changed = (more) => {
    Object.assign(state, more, { version: state.version + 1, now: now() });
    tell("hall.state", state);
  };
  window.WebSocket = class {
    constructor() {
      this.open = true;
      setTimeout(() => this.hear('0{"sid":"1","upgrades":[],"pingInterval":25000,"pingTimeout":20000}'), 5);
    }
    hear(data) { if (this.open && this.onmessage) this.onmessage({ data }); }
    send(text) {
      if (text.startsWith("40")) {
        wires.add(this);
        setTimeout(() => {
          this.hear('40/display,{"sid":"2"}');
          this.hear(`42/display,${JSON.stringify(["hall.state", { ...state, now: now() }])}`);
          this.hear(`42/display,${JSON.stringify(["voice.leader", { leader: true, unsaid: [] }])}`);
        }, 5);
      } else if (text.startsWith("42")) {
        const [what] = JSON.parse(text.slice(text.indexOf("[")));
        if (what === "call.played") window.soak.played += 1;
        if (what === "screen.report") window.soak.reports += 1;
      }
    }
    close() {
      if (!this.open) return;
      this.open = false;
      wires.delete(this);
      setTimeout(() => this.onclose && this.onclose(), 1);
    }
  };
  window.Audio = class extends EventTarget {
    play() {
      clearTimeout(this.ends);
      this.ends = setTimeout(() => this.onended && this.onended(), 4000);
      return Promise.resolve();
    }
    pause() { clearTimeout(this.ends); }
    load() {}
    removeAttribute() {}
  };
  window.fetch = () => Promise.resolve(new Response("ok", { status: 200 }));
  setInterval(() => tell("beat", { now: now() }), 2000);
  setInterval(() => {
    window.soak.calls += 1;
    const id = state.calls[0].call_id + 1, code = String(1 + (id % 3));
    const number = name(window.soak.calls), counter_name = `Loket ${code}`;
    const call = { call_id: id, number, counter: code, counter_name, at: now(), recall: id % 9 === 0 };
    const busy = { state: "calling", ticket: number };
    const counters = state.counters.map((one) => ({ ...one, ...(one.code === code ? busy : { state: "serving" }) }));
    const speech = { text: `Nomor antrean ${number}, silakan menuju ${counter_name}`, words: "", url: `/s/${id}.mp3` };
    tell("ticket.called", { ...call, speech });
    changed({ calls: [call, ...state.calls].slice(0, 10), counters });
  }, 20000);
  setInterval(() => {
    const lines = state.lines.map((one, at) => ({ ...one, waiting: (one.waiting + at + 1) % 40 }));
    changed({ lines, notice: state.version % 7 ? null : `Pengumuman ${two(state.version % 60)}.` });
  }, 13000);
  setInterval(() => wires.forEach((wire) => wire.close()), 1800000);
}"""

HALL = {
    "slug": "jumapolo", "name": "Kecamatan Jumapolo", "regency": "Kabupaten Karanganyar", "timezone": "Asia/Jakarta",
    "zone": "WIB",
}  # fmt: skip


@dataclass(frozen=True)
class Weight:
    """What the page holds after its garbage was collected."""

    nodes: int
    listeners: int
    heap: int


def state() -> dict[str, Any]:
    """The hall when the TV is switched on."""
    counters = [
        {"code": str(n), "name": f"Loket {n}", "lines": ["A"], "state": "open", "ticket": None} for n in (1, 2, 3)
    ]
    lines = [
        {"letter": one, "name": one, "waiting": 6, "last_called": None, "estimate": {"from": 10, "to": 20}}
        for one in "AMU"
    ]
    call = {
        "call_id": 7, "number": "M011", "counter": "2", "counter_name": "Loket 2", "at": "2026-11-19T08:00:00+07:00",
        "recall": False,
    }  # fmt: skip
    return {
        "version": 1, "setup": 1, "hall": "jumapolo", "now": "2026-11-19T08:00:00+07:00",
        "counters": [one | {"reason": None} for one in counters], "lines": lines, "calls": [call], "notice": None,
        "service": {"open": True, "why": None, "until": "15.00"}, "printers": [],
        "voice": {"on": True, "times": 2, "volume": 100, "quiet": False}, "ready": ["KK-001", "KK-002"],
        "recording": None, "notices": [], "media": [],
    }  # fmt: skip


class Soak:
    """A TV on its own clock, switched on at eight in the morning."""

    def __init__(self, screen: Screen) -> None:
        self.page = screen.page
        first = {
            "hall": HALL, "state": state(), "running_text": ["Layanan GRATIS.", "Awas calo."], "layout": "slides", "margin": 4,
            "settings": {"voice": True, "times": 2, "volume": 100, "english": False, "film_volume": 0}, "zone": None,
            "part": None,
        }  # fmt: skip
        self.page.clock.install(time="2026-11-19T01:00:00Z")
        self.page.add_init_script(f"({DAY})({{ state: {json.dumps(first['state'])} }})")
        slide = {"title": "Bawa", "heading": "Kartu keluarga", "pictogram": "lembar", "papers": []}
        screen.open("display.html", first=first, slides=[slide], pledge=["Kami siap melayani."])
        self._cdp = self.page.context.new_cdp_session(self.page)
        self._cdp.send("Performance.enable")

    def run(self, seconds: int) -> None:
        """So much time passes for the page; every timer rings."""
        for _ in range(0, seconds, 60):  # a minute each, so that no answer takes long
            self.page.clock.run_for(60_000)

    def seen(self) -> dict[str, int]:
        """How many calls were made, put up large, and said; how many reports came."""
        found: dict[str, int] = self.page.evaluate("window.soak")
        return found

    def weigh(self) -> Weight:
        """Collects the garbage and looks; the page rests between two calls."""
        for _ in range(3):
            self._cdp.send("HeapProfiler.collectGarbage")
        told = {one["name"]: int(one["value"]) for one in self._cdp.send("Performance.getMetrics")["metrics"]}
        return Weight(told["Nodes"], told["JSEventListeners"], told["JSHeapUsedSize"])


@contextmanager
def soaking(browser: Browser) -> Iterator[Soak]:
    """A TV in a Chromium of its own, of the kind of `browser`, that compiles nothing; it had no fault when it is given back."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    own = browser.browser_type.launch(executable_path=str(CHROMIUM), args=[*FLAGS, *sandbox, "--js-flags=--jitless"])
    screen = Screen(own, width=1366, height=768)
    yield Soak(screen)
    assert screen.faults == []
    own.close()
