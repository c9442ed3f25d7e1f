"""A screen in real Chromium without a server: our template and files, and a wire whose other end the test holds.

`Screen.open(template, context)` renders the page; `say(event, body)` is what the server would send to its namespace, `heard`
is what the screen sent. Answers to API requests come from `answers`, a function the test gives. `settled(page)` waits until a
page has done what it was told, so that no test guesses how long that takes.
"""

import json
import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Browser, Error, Page, Route, WebSocketRoute

from hall.web.pictograms import globals_for
from tests.patience import PATIENCE_MS

ROOT = Path(__file__).resolve().parent.parent
ORIGIN = "http://antrean.test"
FOLDERS = ("hall/web/templates", "display/templates", "counter/templates")
Answers = Callable[[str, str, Any], tuple[int, Any]]

# Counts the requests that are under way, their bodies included, and keeps what came of each; `settled` ends when none is
# and five turns of the page brought no other. Runs before the page's own scripts and before a test's clock.
REQUESTS = """(() => {
  const real = window.fetch, open = { count: 0 };
  window.fetched = [];
  window.fetch = async (path, options = {}) => {
    open.count += 1;
    try {
      const got = await real(path, options);
      const body = await got.arrayBuffer().catch((fault) => new ReadableStream({ start: (cut) => cut.error(fault) }));
      const text = body instanceof ArrayBuffer ? new TextDecoder().decode(body) : null;
      window.fetched.push([options.method || "GET", String(path), text]);
      return new Response(got.status === 204 ? null : body, { status: got.status, headers: got.headers });
    } finally {
      open.count -= 1;
    }
  };
  const turn = () => new Promise((next) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = next;
    port2.postMessage(0);
  });
  window.settled = async () => {
    for (let still = 0; still < 5; still = open.count ? 0 : still + 1) await turn();
  };
})()"""

# Everything in the page whose text sticks out of its box, of the window, or lies over other text.
TROUBLE = """() => {
  const shut = (node) => node.checkVisibility && !node.checkVisibility();  // what a closed <details> holds has its boxes, too
  const out = [], seen = (node) => !shut(node) && node.getClientRects().length && getComputedStyle(node).visibility !== "hidden";
  const asked = document.querySelector("dialog[open]");
  const texts = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    const box = text.parentElement;
    if (!text.textContent.trim() || !seen(box) || box.closest("svg, script, .path, .large")) continue;
    if (asked && !box.closest("dialog")) continue;
    if (getComputedStyle(box).textOverflow === "ellipsis") continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const size = parseFloat(getComputedStyle(box).fontSize), name = text.textContent.trim().slice(0, 30);
    for (const rect of range.getClientRects()) {
      if (rect.right > innerWidth + 1 || rect.left < -1) out.push(`off the screen: ${name}`);
      for (let up = box; up !== document.body; up = up.parentElement) {
        const edge = up.getBoundingClientRect();
        if (getComputedStyle(up).overflow === "visible") continue;
        const spare = size * 0.25;
        const low = rect.bottom > edge.bottom + spare, high = rect.top < edge.top - spare;
        if (rect.right > edge.right + 1 || low || high) out.push(`cut off: ${name}`);
      }
      texts.push({ rect, text, size, name });
    }
  }
  texts.forEach((a, i) => texts.slice(i + 1).forEach((b) => {
    const wide = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left);
    const high = Math.min(a.rect.bottom, b.rect.bottom) - Math.max(a.rect.top, b.rect.top);
    const over = wide > 2 && high > Math.min(a.size, b.size) * 0.6;
    if (a.text !== b.text && over) out.push(`over each other: ${a.name} / ${b.name}`);
  }));
  return out;
}"""


class Screen:
    """One open page. Messages on its wire are Socket.IO packets in Engine.IO messages, as the real server sends them."""

    def __init__(self, browser: Browser, *, width: int, height: int, **options: Any) -> None:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.heard: list[tuple[str, Any]] = []
        self.asked: list[tuple[str, str, Any]] = []
        self.answers: Answers = lambda method, path, body: (404, {"code": "not_found", "detail": ""})
        self.greeting: Callable[[], Any] | None = None
        self.deaf = False
        self._html = ""
        self._wires: list[tuple[WebSocketRoute, str]] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("framenavigated", lambda frame: self._wires.clear())
        self.page.add_init_script(REQUESTS)
        self.page.route(f"{ORIGIN}/**", self._serve)
        self.page.route_web_socket("**/socket.io/**", self._connect)

    def serve(self, template: str, **context: Any) -> None:
        """From now on the page is this template of ours with this context: whoever asks for it anew gets it."""
        self._html = _jinja().get_template(template).render(**context)

    def open(self, template: str, **context: Any) -> None:
        """Renders the template of ours with this context and opens it."""
        self.serve(template, **context)
        self.page.goto(f"{ORIGIN}/")
        self.page.evaluate("document.fonts.ready")
        self.settled()

    def close(self) -> None:
        """Forgets the page and its browser memory."""
        self.page.context.close()

    def say(self, event: str, body: Any) -> None:
        """What the server sends to everybody in the namespace, once the screen is in it."""
        self.connected()
        for wire, namespace in self._wires:
            wire.send(f"42{namespace},{json.dumps([event, body])}")

    def connected(self) -> None:
        """Waits until the page's wire is there."""
        for _ in range(PATIENCE_MS // 20):
            if self._wires:
                return
            self.page.wait_for_timeout(20)
        raise AssertionError("the page has no wire")

    def settled(self) -> None:
        """Waits until the page has done what it was told."""
        settled(self.page)

    def trouble(self) -> list[str]:
        """Texts that are cut off, off the screen or over each other, and faults of the scripts."""
        found: list[str] = self.page.evaluate(TROUBLE)
        return self.faults + found

    def _serve(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path == "/":
            # No CSP is weakened here: the page must work under the one that the server sends.
            headers = {"Content-Security-Policy": "default-src 'self'; connect-src 'self' ws:"}
            route.fulfill(body=self._html, content_type="text/html; charset=utf-8", headers=headers)
        elif path.startswith("/static/"):
            file = ROOT / "static" / path.removeprefix("/static/test/")
            kind = "text/javascript" if file.suffix == ".js" else mimetypes.guess_type(file.name)[0]
            route.fulfill(path=file, content_type=kind or "application/octet-stream")
        else:
            body = route.request.post_data_json  # of a form, too: a page may be left by one
            self.asked.append((route.request.method, path, body))
            status, answer = self.answers(route.request.method, path, body)
            route.fulfill(status=status, json=answer)

    def _connect(self, wire: WebSocketRoute) -> None:
        if self.deaf:
            wire.close()
            return
        wire.on_message(lambda message: self._read(wire, str(message)))
        wire.send('0{"sid":"1","upgrades":[],"pingInterval":60000,"pingTimeout":60000,"maxPayload":1000000}')

    def _read(self, wire: WebSocketRoute, message: str) -> None:
        if message.startswith("40"):
            namespace = message[2:].split(",")[0]
            wire.send(f'40{namespace},{{"sid":"2"}}')
            self._wires.append((wire, namespace))
            if self.greeting is not None:
                wire.send(f"42{namespace},{json.dumps(['hall.state', self.greeting()])}")
        elif message.startswith("42"):
            event, body = json.loads(message[message.index(",") + 1 :])
            self.heard.append((event, body))


def settled(page: Page) -> None:
    """Waits until no request of the page is under way and what came of the last one is drawn; on the next page if it leaves."""
    while True:
        try:
            page.evaluate("window.settled()")
            return
        except Error as fault:
            if "context was destroyed" not in str(fault):
                raise
        page.wait_for_load_state()


def _jinja() -> Environment:
    environment = Environment(loader=FileSystemLoader([ROOT / folder for folder in FOLDERS]), autoescape=True)
    environment.globals.update(globals_for(ROOT / "static" / "pictograms"))
    environment.globals["asset"] = lambda path: f"/static/test/{path}"
    return environment
