"""The small screen of an office, and a desk at both sizes."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.screens import Screen

expect.set_options(timeout=30_000)


# The smaller one is the harder one: the larger is looked at in the long run.
@pytest.fixture(
    params=[(1366, 768), pytest.param((1920, 1080), marks=pytest.mark.long)], ids=lambda size: f"{size[0]}x{size[1]}"
)
def sized(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Screen]:
    screen = Screen(chromium, width=request.param[0], height=request.param[1])
    yield screen
    screen.close()


@pytest.fixture
def screen(chromium: Browser) -> Iterator[Screen]:
    small = Screen(chromium, width=1366, height=768)
    yield small
    small.close()
