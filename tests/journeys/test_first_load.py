"""What a screen loads before it can be used, on an office's slow line: counted on the wire, headers and all."""

import pytest
from playwright.sync_api import Page

from tests.journeys.rooms import Witness
from tools.compress import STATIC, refresh

pytestmark = pytest.mark.journey
KIOSK, TV = 120_000, 150_000
LARGEST = "barito-kuala"


def loaded(page: Page, path: str, ready: str) -> dict[str, int]:
    """Bytes received by address, while this page was opened in a browser that had nothing, until `ready` is seen."""
    wire = page.context.new_cdp_session(page)
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    wire.on("Network.responseReceived", lambda told: names.update({told["requestId"]: told["response"]["url"]}))
    wire.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(path)
    page.wait_for_selector(ready)  # a slow machine may ask for nothing for half a second long before
    page.wait_for_load_state("networkidle")
    return {names[one]: round(size) for one, size in sizes.items() if one in names}


def test_a_kiosks_first_load_keeps_its_budget(rooms: Witness) -> None:
    refresh(STATIC)
    page = rooms.open("/", width=1080, height=1920)
    found = loaded(page, page.url + f"{LARGEST}/kiosk", "main.attract")
    assert len(found) > 20, "the page, its styles, modules and letters"
    assert sum(found.values()) <= KIOSK, sorted(found.items(), key=lambda one: -one[1])[:10]


def test_a_tvs_first_load_keeps_its_budget_and_asks_at_most_thirty_times(rooms: Witness) -> None:
    refresh(STATIC)
    page = rooms.open("/", width=1920, height=1080)
    found = loaded(page, page.url + f"{LARGEST}/display", "[data-place=slides] [data-page]:not([hidden])")
    assert 20 < len(found) <= 30, sorted(found)
    assert sum(found.values()) <= TV, sorted(found.items(), key=lambda one: -one[1])[:10]
