"""From the request to the number in the TV's page, and to its sound, in a real Chromium; and back after the server was away."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from typing import Any, Final

from bench.clients import command
from bench.rows.issue import fill
from bench.stage import COUNTERS, HALL, Server
from bench.table import Row, p
from bench.windows import Bench
from tests.browser import launched
from tests.proxy import Proxy

MEDIAN, WORST = 30, 120
SPEAKING: Final = "40, 150 of the TV that speaks"
HEARD: Final = 300
BACK: Final = 1000
AWAY: Final = 20.0
"""Seconds: longer than a browser lets WebSockets fail before it holds them back."""
CALLS: Final = 20
PAUSE: Final = 0.4

# Its clock is the machine's own: the page's start on the wall clock and the time since then.
WATCH: Final = """
window.seen = {};
const look = () => {
  const now = performance.timeOrigin + performance.now();
  for (const node of document.querySelectorAll('[data-call]'))
    if (!(node.dataset.call in window.seen)) window.seen[node.dataset.call] = now;
};
new MutationObserver(look).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
"""

# The first sample of a sound: the element says `playing` when it begins. `over` counts the sounds that were played to their end.
LISTEN: Final = """
window.playing = [];
window.over = 0;
const Sound = window.Audio;
window.Audio = class extends Sound {
  constructor(...of) {
    super(...of);
    this.addEventListener('playing', () => window.playing.push(performance.timeOrigin + performance.now()));
    this.addEventListener('ended', () => { window.over += 1; });
  }
};
"""


def rows(bench: Bench) -> Iterator[Row]:
    """One TV, eight counters."""
    with bench.stage.server("sqlite") as server, launched() as browser:
        fill(server, 150)
        yield _shown(bench, server, browser)
        yield _heard(bench, server, browser)
        yield _back(bench, server, browser)


def _tv(browser: Any, address: str, script: str) -> Any:
    """A TV that had time to find its server."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.add_init_script(script)
    page.goto(f"{address}/{HALL}/display")
    page.wait_for_selector("[data-screen=display]", state="attached")
    page.wait_for_timeout(1500)
    return page


def _shown(bench: Bench, server: Server, browser: Any) -> Row:
    """A call every half second."""
    page = _tv(browser, f"http://127.0.0.1:{server.port}", WATCH)
    many = 6 if bench.quick else CALLS
    took, seen = bench.best(lambda: _window(server, page, many), lambda found: p(found, 50) + p(found, 100))
    skew = _skew(page)
    page.close()
    return Row(
        "call request to the number in the TV's page (Chromium)",
        f"median {MEDIAN} ms, worst {WORST} ms ({SPEAKING})",
        f"median {p(took, 50):.1f}, worst {p(took, 100):.1f} ms",
        p(took, 50) <= MEDIAN and p(took, 100) <= WORST,
        seen,
        f"{len(took)} calls; the page's clock differs by {skew:.1f} ms at most",
    )


def _heard(bench: Bench, server: Server, browser: Any) -> Row:
    """A call whenever the one before was said to its end."""
    page = _tv(browser, f"http://127.0.0.1:{server.port}", LISTEN)
    many = 2 if bench.quick else 4
    _sounds(server, page, 1)  # who led before has gone, and nothing of the call before is being said any more
    took, seen = bench.best(lambda: _sounds(server, page, many), lambda found: p(found, 100))
    page.close()
    return Row(
        "call request to the first sample of its sound, nothing else being said (Chromium)", f"worst {HEARD} ms",
        f"median {p(took, 50):.0f}, worst {p(took, 100):.0f} ms", p(took, 100) <= HEARD, seen,
        f"{len(took)} calls; the sound's element says that it plays",
    )  # fmt: skip


def _sounds(server: Server, page: Any, many: int) -> list[float]:
    """Milliseconds of each call, every one after the one before was said as often as the hall asks."""
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=15)
    times = page.evaluate("() => JSON.parse(document.getElementById('first').textContent).state.voice.times")
    took = []
    for turn in range(many):
        code = COUNTERS[turn % len(COUNTERS)]
        over, before = page.evaluate("() => [window.over, window.playing.length]")
        begun = time.time() * 1000
        _post(link, f"{HALL}/counters/{code}/calls", server.token(code))
        page.wait_for_function("(all) => window.over >= all", arg=over + times, timeout=60_000)
        took.append(page.evaluate("(before) => window.playing[before]", before) - begun)
        _post(link, f"{HALL}/counters/{code}/completions", server.token(code))
        page.wait_for_timeout(PAUSE * 1000)
    link.close()
    return took


def _back(bench: Bench, server: Server, browser: Any) -> Row:
    """The server is away for long and answers again: until the TV shows what was committed meanwhile."""
    with Proxy(server.port) as proxy:
        page = _tv(browser, proxy.url, WATCH)
        took, seen = bench.best(lambda: _return(server, page, proxy, bench.quick), lambda found: found)
        page.close()
    return Row(
        "server answers again to the committed state on the TV (Chromium)", f"{BACK} ms", f"{took:.0f} ms", took <= BACK,
        seen, f"after {AWAY:.0f} s of refused connections, behind a proxy of our own",
    )  # fmt: skip


def _return(server: Server, page: Any, proxy: Proxy, quick: bool) -> float:
    """Milliseconds."""
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=15)
    proxy.refuse()
    page.wait_for_selector("body.is-stale")
    page.wait_for_timeout(AWAY * (100 if quick else 1000))
    number = _post(link, f"{HALL}/counters/1/calls", server.token("1"))["ticket"]["number"]
    begun = time.time() * 1000
    proxy.mend()
    page.wait_for_function("(number) => number in window.seen", arg=number, timeout=30_000)
    shown: float = page.evaluate("(number) => window.seen[number]", number)
    _post(link, f"{HALL}/counters/1/completions", server.token("1"))
    link.close()
    return shown - begun


def _window(server: Server, page: Any, many: int) -> list[float]:
    """Milliseconds of each call."""
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=15)
    link.connect()
    asked = {}
    for turn in range(many):
        code = COUNTERS[turn % len(COUNTERS)]
        begun = time.time() * 1000
        asked[_post(link, f"{HALL}/counters/{code}/calls", server.token(code))["ticket"]["number"]] = begun
        page.wait_for_timeout(PAUSE * 1000)
        _post(link, f"{HALL}/counters/{code}/completions", server.token(code))
        page.wait_for_timeout(PAUSE * 500)
    link.close()
    shown = page.evaluate("window.seen")
    return [shown[number] - begun for number, begun in asked.items()]


def _post(link: http.client.HTTPConnection, path: str, token: str) -> Any:
    head, _, body = command(path, token).partition(b"\r\n\r\n")
    link.request(
        "POST", head.split(b" ")[1].decode(), body,
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )  # fmt: skip
    answer = link.getresponse()
    found = json.loads(answer.read())
    if answer.status != 201:
        raise RuntimeError(found)
    return found


def _skew(page: Any) -> float:
    """How far the page's clock stands from ours: the tightest of twenty looks."""
    looks: list[tuple[float, float]] = []
    for _ in range(20):
        before = time.time() * 1000
        there = page.evaluate("performance.timeOrigin + performance.now()")
        after = time.time() * 1000
        looks.append((after - before, max(0.0, before - there, there - after)))
    return min(looks)[1]
