"""The browser of the journeys is real, and it cannot leave the machine."""

import pytest
from playwright.sync_api import Error

from tests.browser import OpenPage

pytestmark = pytest.mark.journey


def test_a_page_runs_its_script_in_indonesian(open_page: OpenPage) -> None:
    page = open_page("data:text/html,<script>document.title = (1234.5).toLocaleString()</script>", touch=True)
    assert page.title() == "1.234,5"
    assert page.evaluate("navigator.maxTouchPoints > 0")


def test_an_outside_address_cannot_be_reached(open_page: OpenPage) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        open_page("http://example.org/")
