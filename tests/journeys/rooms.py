"""The screens of a hall as people use them: fingers on the kiosk, F-keys at the counter, eyes on the TV."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, WebSocket, expect

from tests.patience import PATIENCE_MS, eventually
from tests.screens import REQUESTS, settled

TREMBLE_MS = 350  # a second press near the first counts as the same finger for 300 ms
PERSON_MS = 120  # after text: what follows it faster is a scanner's

# Every time that the TV puts a call up large: the number and where it sends to.
LISTEN = """() => {
  window.announced = [];
  new MutationObserver((seen) => {
    for (const { target } of seen) {
      const place = target.dataset && target.dataset.place === "call" && target.dataset.call;
      if (place) window.announced.push([target.dataset.call, target.querySelector("[data-part=counter]").textContent]);
    }
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-call"] });
}"""


class Witness:
    """Watches every page that it opens: the console, the scripts, and where requests go."""

    def __init__(self, browser: Browser, base: str) -> None:
        self._browser, self._base = browser, base
        self._contexts: list[BrowserContext] = []
        self._faults: list[str] = []
        self._expected: list[re.Pattern[str]] = []
        self.requests: list[str] = []

    def open(self, path: str, *, width: int = 1366, height: int = 768, scripts: str = "", **context: Any) -> Page:
        """A page in a browser with no memory; `scripts` runs before the page's own."""
        made = self._browser.new_context(viewport={"width": width, "height": height}, locale="id-ID", **context)
        self._contexts.append(made)
        page = made.new_page()
        self._watch(page, path)
        page.add_init_script(REQUESTS)
        if scripts:
            page.add_init_script(f"({scripts})()")
        page.goto(self._base + path)
        page.evaluate("document.fonts.ready")
        return page

    def kiosk(self, hall: str, width: int = 1080, height: int = 1920, **context: Any) -> Kiosk:
        """A touchscreen."""
        return Kiosk(self.open(f"/{hall}/kiosk", width=width, height=height, has_touch=True, **context))

    def tv(self, hall: str, width: int = 1366, height: int = 768) -> Tv:
        """A TV whose announcements are counted."""
        return Tv(self, hall, width, height)

    def desk(self, hall: str, counter: str = "1", username: str = "petugas1", password: str = "antrean") -> Desk:
        """A clerk signed in at a counter, by keyboard."""
        page = self.open(f"/{hall}/counter/sign-in")
        page.locator(f"input[name=counter][value='{counter}']").check(force=True)
        page.locator("#username").fill(username)
        page.locator("#password").fill(password)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{hall}/counter/{counter}")
        return Desk(page)

    def expects(self, *patterns: str) -> None:
        """Console lines that this walk brings about on purpose."""
        self._expected += [re.compile(pattern) for pattern in patterns]

    def faults(self) -> list[str]:
        """What no page should have said, and requests that left the server."""
        said = [line for line in self._faults if not any(known.search(line) for known in self._expected)]
        host = self._base.partition("//")[2]
        inside = re.compile(rf"(http|ws)://{re.escape(host)}/|data:|blob:")
        return said + [f"a request left the server: {url}" for url in self.requests if not inside.match(url)]

    def close(self) -> None:
        """Forgets all browsers."""
        for context in self._contexts:
            context.close()

    def _watch(self, page: Page, path: str) -> None:
        def console(said: ConsoleMessage) -> None:
            if said.type in ("error", "warning"):
                self._faults.append(f"{path}: {said.text}")

        page.on("console", console)
        page.on("pageerror", lambda error: self._faults.append(f"{path}: script: {error}"))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda wire: self.requests.append(wire.url))


class Kiosk:
    """The touchscreen under a finger."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, act: str) -> None:
        """Touches the key that does this, as a calm finger."""
        self.page.wait_for_timeout(TREMBLE_MS)
        self.page.locator(f"button[data-do={act}]").first.tap()

    def start(self) -> Kiosk:
        """From the resting screen to the choice."""
        expect(self.page.locator("main.attract")).to_be_visible()
        self.press("start")
        expect(self.page.locator("main.choose")).to_be_visible()
        return self

    def choose(self, layanan: str) -> Kiosk:
        """Looks through the tabs and pages for the layanan's card and touches it."""
        self.page.wait_for_timeout(TREMBLE_MS)
        self.show(layanan).tap()
        expect(self.page.locator("main.layanan")).to_be_visible()
        return self

    def show(self, layanan: str) -> Locator:
        """The layanan's card, after the tabs and pages on the way to it were pressed."""
        card = self.page.locator(f"[data-layanan='{layanan}']")
        tabs = self.page.locator(".tab")
        for at in range(max(1, tabs.count())):
            if tabs.count():
                tabs.nth(at).dispatch_event("click")
            while not card.count() and self._turn():
                pass
            if card.count():
                return card
        raise AssertionError(f"no card of {layanan} on any page of the kiosk")

    def take(self) -> str:
        """Touches "Ambil nomor"; gives the number that then stands there."""
        self.press("take")
        return self.number()

    def number(self) -> str:
        """The number on the glass."""
        large = self.page.locator("main.given .slipcard .num")
        expect(large).to_be_visible()
        return "".join((large.get_attribute("aria-label") or "").split())

    def says(self, *slip: str) -> None:
        """Waits until the screen tells this of the slip: printed, uncertain, failed or slow by its own words."""
        expect(self.page.locator("main.given")).to_contain_text(re.compile("|".join(slip)))

    def leave(self) -> None:
        """ "Selesai": back to the resting screen."""
        self.press("leave")
        expect(self.page.locator("main.attract")).to_be_visible()

    def _turn(self) -> bool:
        more = self.page.locator(".turner .key:not([aria-disabled]):last-child")
        if not more.count():
            return False
        more.dispatch_event("click")
        return True


class Tv:
    """The TV; `announced()` are the calls it put up large, `played` those that it told the server of."""

    def __init__(self, witness: Witness, hall: str, width: int, height: int) -> None:
        self.played: list[str] = []
        self.page = witness.open("/", width=width, height=height, scripts=LISTEN)
        self.page.on("websocket", self._listen)
        self.page.goto(self.page.url + f"{hall}/display")
        expect(self.page.locator("[data-place=head]")).to_be_visible()

    def announced(self) -> list[tuple[str, str]]:
        """(number, counter) of every announcement since the page was opened."""
        return [(number, counter) for number, counter in self.page.evaluate("window.announced")]

    def shows(self, number: str) -> None:
        """Waits until this number was put up large; others before it take their time."""
        self.page.wait_for_function(
            "number => window.announced.some(([shown]) => shown === number)", arg=number, timeout=4 * PATIENCE_MS
        )

    def lists(self) -> dict[str, str]:
        """Number -> counter, as "Panggilan terakhir" lists them."""
        rows = self.page.locator("[data-place=calls] li[data-call]")
        return dict(
            rows.evaluate_all("all => all.map((row) => [row.dataset.call, row.querySelector('em').textContent])")
        )

    def waiting(self, letter: str) -> str:
        """The figure under this line's letter."""
        return self.page.locator(f"[data-line='{letter}'] .n").inner_text()

    def has_told(self, count: int) -> None:
        """Waits until the TV told the server of so many calls that it said; never more."""
        for _ in range(PATIENCE_MS // 100):
            if len(self.played) >= count:
                break
            self.page.wait_for_timeout(100)  # frames are only seen while Playwright runs
        assert len(self.played) == count

    def _listen(self, wire: WebSocket) -> None:
        wire.on("framesent", self._frame)

    def _frame(self, frame: str | bytes) -> None:
        if "call.played" in str(frame):
            self.played.append(str(frame))


class Desk:
    """The clerk's desk, by F-keys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        expect(page.locator("[data-phase]").first).to_be_visible()

    def press(self, key: str, command: str, phase: str | None = None) -> Any:
        """Presses the key until the page asks the server for that command; gives the answer's JSON."""
        answers: list[list[str]] = []

        def asks() -> list[list[str]]:
            settled(self.page)  # what came before is done: a key pressed meanwhile would do nothing
            before = self.page.evaluate("window.fetched.length")
            self.page.keyboard.press(key)
            settled(self.page)
            fetched = self.page.evaluate("(before) => window.fetched.slice(before)", before)
            answers.extend(one for one in fetched if one[0] == "POST" and one[1].endswith(f"/{command}"))
            return answers or self.page.wait_for_timeout(100)  # the desk has not heard yet what makes it possible

        eventually(asks, f"{key} asks for {command}")
        if phase:
            expect(self.page.locator(f"[data-phase={phase}]").first).to_be_visible()
        return json.loads(answers[0][2])

    def open(self) -> Desk:
        """Opens the counter."""
        self.press("F2", "openings", "free")
        return self

    def call(self) -> str:
        """Calls the next one; gives the number."""
        return str(self.press("F2", "calls", "called")["ticket"]["number"])

    def begin(self) -> None:
        """The person is here."""
        self.press("F8", "services", "serving")
        expect(self.page.locator("[aria-current=step]")).to_be_visible()

    def complete(self) -> None:
        """The person is served."""
        self.press("F10", "completions", "free")

    def ticket(self) -> str | None:
        """The number in hand, as it stands on the desk."""
        at = self.page.locator(".person[data-ticket]")
        return at.get_attribute("data-ticket") if at.count() else None

    def walk(self, most: int = 99) -> list[int]:
        """Records steps as done (a question with yes), to the end or `most`; gives their orders as they were in hand."""
        walked: list[int] = []
        hand = self.page.locator("[aria-current=step]")
        while hand.count() and len(walked) < most:
            order = int(hand.get_attribute("data-step") or 0)
            if hand.locator(".ask").count():
                settled(self.page)
                self.page.keyboard.press("F8")
                expect(self.page.locator("dialog[open]")).to_be_visible()
            self.press("F8", "steps")
            walked.append(order)
            expect(self.page.locator(f"[aria-current=step][data-step='{order}']")).to_have_count(0)
        return walked


def type_keys(page: Page, *keys: str) -> None:
    """Keys by their names, text after an apostrophe, each after the page has done what the one before meant."""
    for key in keys:
        if key.startswith("'"):
            page.keyboard.type(key[1:])
            page.wait_for_timeout(PERSON_MS)
        else:
            page.keyboard.press(key)
        settled(page)


@contextmanager
def watched(browser: Browser, base: str) -> Iterator[Witness]:
    """A witness whose pages must have been without fault when the walk is over."""
    witness = Witness(browser, base)
    try:
        yield witness
    finally:
        faults = witness.faults()
        witness.close()
    assert not faults, "\n".join(faults)
