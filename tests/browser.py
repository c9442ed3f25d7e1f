"""A real Chromium for the tests: Debian's, loopback only, a fresh visitor for each page."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.patience import PATIENCE_MS

expect.set_options(timeout=PATIENCE_MS)

CHROMIUM = Path("/usr/bin/chromium")
WHAT_TO_TYPE = "Chromium is missing; type: sudo apt-get install chromium   (or: make setup-test)"
FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--no-proxy-server",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--autoplay-policy=no-user-gesture-required",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
)

OpenPage = Callable[..., Page]


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser that reaches 127.0.0.1 and localhost only: an outside address fails at once."""
    if not CHROMIUM.exists():
        raise RuntimeError(WHAT_TO_TYPE)
    # Chromium's sandbox refuses to run as root, as CI often does.
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else list(FLAGS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield browser
        browser.close()


class Visitors:
    """Opens pages, each in a browser with no memory, and remembers the uncaught errors of their scripts."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.errors: list[str] = []

    def open(self, url: str, *, width: int = 1280, height: int = 720, touch: bool = False, **context: Any) -> Page:
        """A page at `url`; `context` is what Playwright's new_context takes besides."""
        self._contexts.append(
            self._browser.new_context(
                viewport={"width": width, "height": height}, has_touch=touch, locale="id-ID", **context
            )
        )
        page = self._contexts[-1].new_page()
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        page.goto(url)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()
