"""The kiosk's glass for its tests."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.kiosk.glass import Glass


@pytest.fixture
def glass(chromium: Browser) -> Iterator[Callable[..., Glass]]:
    """`glass(size="portrait", **context)` -> a Glass. A fault of a script on it fails the test at its end."""
    opened: list[Glass] = []

    def make(size: str = "portrait", **options: object) -> Glass:
        opened.append(Glass(chromium, size, **options))
        return opened[-1]

    yield make
    faults = [fault for one in opened for fault in one.faults]
    for one in opened:
        one.close()
    assert faults == []
