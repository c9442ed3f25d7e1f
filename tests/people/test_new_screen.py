"""A new screen in a real browser: it shows its code, renews it, survives the server's absence, and opens by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hall.actions import pairing
from hall.actions.office import Office
from tests.browser import OpenPage
from tests.people import offices
from tests.people.machine import Machine
from tests.people.offices import clock_of
from tests.people.web import app_for

pytestmark = pytest.mark.journey

SIZES = [(1080, 1920), (1366, 768), (1920, 1080), (1024, 600), (390, 844)]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with offices.opened(tmp_path, f"sqlite:///{tmp_path / 'antrean.db'}", demo=False) as found:
        yield found


@pytest.fixture
def machine(office: Office) -> Iterator[Machine]:
    found = Machine(app_for(office)[0])
    yield found
    found.stop()


def code_of(page: Page) -> str:
    return str(page.locator("#code").get_attribute("data-code"))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_code_fits_every_screen(machine: Machine, open_page: OpenPage, width: int, height: int) -> None:
    page = open_page(f"{machine.url}/sari/kiosk", width=width, height=height)
    page.evaluate("document.fonts.ready")
    box = page.locator("#code").bounding_box()
    assert box is not None
    assert box["x"] >= width * 0.02
    assert box["x"] + box["width"] <= width * 0.98
    assert box["height"] >= height * 0.08
    main = page.locator("main")
    assert main.evaluate("(it) => it.scrollHeight <= it.clientHeight && it.scrollWidth <= it.clientWidth")
    assert page.locator(".or").bounding_box()["y"] < height  # type: ignore[index]


def test_the_screen_opens_by_itself_when_its_code_is_confirmed(
    machine: Machine, office: Office, open_page: OpenPage
) -> None:
    page = open_page(f"{machine.url}/sari/display")
    shown = code_of(page)
    assert page.locator("#code").inner_text().replace("\n", "").replace(" ", "") == shown
    pairing.confirm(office, "sari", shown, "display")
    expect(page.locator("body")).to_contain_text("device:")


def test_an_old_code_is_replaced_by_itself(machine: Machine, office: Office, open_page: OpenPage) -> None:
    page = open_page(f"{machine.url}/sari/kiosk")
    first = code_of(page)
    clock_of(office).go(minutes=5)
    expect(page.locator("#code")).not_to_have_attribute("data-code", first)
    second = code_of(page)
    assert page.locator("#digits").inner_text() == second
    pairing.confirm(office, "sari", second, "kiosk")
    expect(page.locator("body")).to_contain_text("device:")


def test_a_screen_that_lost_its_server_says_so_and_comes_back(
    machine: Machine, office: Office, open_page: OpenPage
) -> None:
    page = open_page(f"{machine.url}/sari/kiosk")
    shown = code_of(page)
    machine.stop()
    expect(page.locator("#cut")).to_be_visible()
    machine.start()
    expect(page.locator("#cut")).to_be_hidden()
    pairing.confirm(office, "sari", shown, "kiosk")
    expect(page.locator("body")).to_contain_text("device:")
