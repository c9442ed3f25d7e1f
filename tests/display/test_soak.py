"""A TV that is left on stays as it was: nothing of a call remains when the next one has come."""

import pytest
from playwright.sync_api import Browser

from tests.display.soak import HOUR, soaking

CALL_SECONDS = 20
MOST = 1.05


DAY = [pytest.mark.long, pytest.mark.timeout(3600)]


@pytest.mark.parametrize(
    ("warm", "whole"),
    [
        pytest.param(HOUR * 2 // 3, HOUR * 4 // 3, id="short"),
        pytest.param(HOUR, 24 * HOUR, id="day", marks=DAY),
    ],
)
def test_a_tv_that_calls_every_twenty_seconds_holds_no_more_at_the_end_than_at_first(
    chromium: Browser, warm: int, whole: int
) -> None:
    with soaking(chromium) as tv:
        tv.run(warm)
        first = tv.weigh()
        tv.run(whole - warm)
        last, seen = tv.weigh(), tv.seen()
    calls = whole // CALL_SECONDS
    assert seen["calls"] == seen["shown"] == calls
    assert seen["played"] in (calls - 1, calls), "the newest is still being said"
    assert seen["reports"] >= whole // 2 * 0.98
    assert last.nodes <= first.nodes * MOST, (first, last)
    assert last.listeners <= first.listeners * MOST, (first, last)
    assert last.heap <= first.heap * MOST, (first, last)
