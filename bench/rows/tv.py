"""From the request to the number in the TV's page, in a real Chromium: the first change of the page that shows it."""

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

MEDIAN, WORST = 30, 120
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


def rows(bench: Bench) -> Iterator[Row]:
    """One TV, eight counters, a call every half second."""
    with bench.stage.server("sqlite") as server, launched() as browser:
        fill(server, 100)
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.add_init_script(WATCH)
        page.goto(f"http://127.0.0.1:{server.port}/{HALL}/display")
        page.wait_for_selector("[data-screen=display]", state="attached")
        page.wait_for_timeout(1500)
        many = 6 if bench.quick else CALLS
        took, seen = bench.best(lambda: _window(server, page, many), lambda found: p(found, 50) + p(found, 100))
        skew = _skew(page)
    yield Row(
        "call request to the number in the TV's page (Chromium)",
        f"median {MEDIAN} ms, worst {WORST} ms",
        f"median {p(took, 50):.1f}, worst {p(took, 100):.1f} ms",
        p(took, 50) <= MEDIAN and p(took, 100) <= WORST,
        seen,
        f"{len(took)} calls; the page's clock differs by {skew:.1f} ms at most",
    )


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
