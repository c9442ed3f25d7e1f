"""What a screen loads: with an empty cache, and again. Counted by Chromium itself, headers included."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from bench.stage import Server
from bench.table import Row
from bench.windows import Bench
from tests.browser import launched

ASKED: Final = {"kiosk": 120, "display": 150, "counter": 150}
REQUESTS: Final = 30
HALL: Final = "barito-kuala"
"""The hall with the most layanan: its pages are the heaviest."""


@dataclass
class Traffic:
    """What Chromium's network did: requests that went over the wire and their bytes as they came."""

    begun: set[str] = field(default_factory=set)
    cached: set[str] = field(default_factory=set)
    sockets: int = 0
    bytes: float = 0

    def listen(self, cdp: Any) -> None:
        """Counts from now on."""
        cdp.send("Network.enable")
        cdp.on("Network.requestWillBeSent", lambda told: self.begun.add(told["requestId"]))
        cdp.on("Network.requestServedFromCache", lambda told: self.cached.add(told["requestId"]))
        cdp.on("Network.responseReceived", self._received)
        cdp.on("Network.loadingFinished", self._finished)
        cdp.on("Network.webSocketCreated", self._socket)

    def _received(self, told: Any) -> None:
        if told["response"].get("fromDiskCache"):
            self.cached.add(told["requestId"])

    def _finished(self, told: Any) -> None:
        if told["requestId"] not in self.cached:
            self.bytes += told["encodedDataLength"]

    def _socket(self, _: Any) -> None:
        self.sockets += 1

    @property
    def requests(self) -> int:
        """Those that went over the wire; the socket is counted apart."""
        return len(self.begun - self.cached)

    def reset(self) -> None:
        """From here on anew."""
        self.begun.clear()
        self.cached.clear()
        self.sockets, self.bytes = 0, 0


def rows(bench: Bench) -> Iterator[Row]:
    """Kiosk, display and counter."""
    with bench.stage.server("sqlite") as server, launched() as browser:
        for screen, most in ASKED.items():
            (first, requests, again, anew), seen = bench.best(
                lambda screen=screen: _load(server, browser, screen),  # type: ignore[misc]
                lambda found: found[0],
            )
            yield Row(
                f"first load with an empty cache: {screen}",
                f"{most} kB, {REQUESTS} requests; later one page and the socket",
                f"{first:.1f} kB, {requests} requests; later {anew} requests, {again:.1f} kB",
                first <= most and requests <= REQUESTS and anew <= 1,
                seen,
                "bytes over the wire with headers, the page's first state included; the socket apart",
            )


def _load(server: Server, browser: Any, screen: str) -> tuple[float, int, float, int]:
    """(kB, requests, kB later, requests later)."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    address = f"http://127.0.0.1:{server.port}/{HALL}/{screen}"
    if screen == "counter":
        context.add_cookies([_session(server)])
        address += "/1"
    page, traffic = context.new_page(), Traffic()
    traffic.listen(context.new_cdp_session(page))
    _go(page, address, screen)
    first = traffic.bytes / 1000, traffic.requests
    traffic.reset()
    _go(page, address, screen)
    later = traffic.bytes / 1000, traffic.requests
    context.close()
    return *first, *later


def _go(page: Any, address: str, screen: str) -> None:
    page.goto(address, wait_until="networkidle")
    page.wait_for_selector(f"[data-screen={screen}]", state="attached")
    page.wait_for_timeout(800)  # fonts and pictograms that a script asks for late


def _session(server: Server) -> Any:
    """A clerk signs in beside the browser, so that its cache stays empty."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any) -> None:
            return None

    base = f"http://127.0.0.1:{server.port}"
    form = urllib.parse.urlencode({"username": "petugas1", "password": "antrean", "counter": "1"}).encode()
    where = f"{base}/{HALL}/counter/sign-in"
    request = urllib.request.Request(where, form, {"Origin": base, "Referer": where})  # noqa: S310 - our own server
    try:
        urllib.request.build_opener(Stay).open(request, timeout=15)
    except urllib.error.HTTPError as answer:
        name, _, value = answer.headers["Set-Cookie"].split(";")[0].partition("=")
        return {"name": name, "value": value, "url": base}
    raise RuntimeError("the clerk could not sign in")
