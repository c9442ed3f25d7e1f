"""A real Chromium for the journeys: Debian's, loopback only, a fresh visitor for each page."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

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


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The session's browser. It reaches 127.0.0.1 and localhost only: an outside address would fail at once."""
    if not CHROMIUM.exists():
        pytest.fail(WHAT_TO_TYPE)
    # Chromium's sandbox refuses to run as root, as CI often does.
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else list(FLAGS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """`open_page(url, width=1080, height=1920, touch=False, **context)` -> a page of a browser with no memory.

    A script's uncaught error on any of the pages fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_one(url: str, *, width: int = 1280, height: int = 720, touch: bool = False, **context: Any) -> Page:
        contexts.append(
            chromium.new_context(
                viewport={"width": width, "height": height}, has_touch=touch, locale="id-ID", **context
            )
        )
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.goto(url)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert errors == []
