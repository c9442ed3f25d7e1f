"""A new screen in a real hall: it shows six digits, is let in by a person, and can be thrown out again."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.rooms import Witness, watched
from tests.journeys.server import Server

pytestmark = pytest.mark.journey
PASSWORD = "pohon jati di alun-alun"


@pytest.fixture
def hall(chromium: Browser, start_server: Callable[..., Server]) -> Iterator[tuple[Server, Witness]]:
    """A real hall's server and what is opened there."""
    server = start_server(demo=False)
    server.run("init", "kerjo")
    server.run(
        "staff", "add", "penjaga", "--hall", "kerjo", "--name", "Penjaga", "--role", "keeper", "--password-stdin",
        typed=f"{PASSWORD}\n",
    )  # fmt: skip
    server.start()
    with watched(chromium, server.url) as rooms:
        yield server, rooms


def _code(page: Page) -> str:
    shown = page.locator("#code")
    expect(shown).to_be_visible()
    code = "".join(shown.inner_text().split())
    assert re.fullmatch(r"\d{6}", code)
    assert page.locator("[data-layanan], [data-do]").count() == 0
    return code


def _keeper(rooms: Witness) -> Page:
    page = rooms.open("/kerjo/admin")
    page.locator("input[name=username]").fill("penjaga")
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("html[data-screen=admin]")).to_be_attached()
    page.goto(page.url.partition("/kerjo/")[0] + "/kerjo/admin/screens")
    return page


def test_the_servers_keyboard_lets_a_kiosk_in_and_the_keeper_throws_it_out(hall: tuple[Server, Witness]) -> None:
    server, rooms = hall
    rooms.expects(r"status of 40[13]")  # a screen that was thrown out is refused until it asks for a new code
    kiosk = rooms.open("/kerjo/kiosk", width=1080, height=1920, has_touch=True)
    code = _code(kiosk)
    said = server.run("pair", code, "--hall", "kerjo", "--role", "kiosk", "--name", "Kiosk pintu depan")
    assert "Kiosk pintu depan" in said
    expect(kiosk.locator("html")).to_have_attribute("data-screen", "kiosk")
    expect(kiosk.locator("#stage main")).to_be_visible()

    keeper = _keeper(rooms)
    row = keeper.locator("li", has_text="Kiosk pintu depan")
    row.locator("summary").click()
    row.get_by_role("button", name=re.compile("cabut izin", re.IGNORECASE)).click()
    expect(keeper.locator("li", has_text="Kiosk pintu depan")).to_have_count(0)
    expect(kiosk.locator("html")).to_have_attribute("data-screen", "pair")
    assert _code(kiosk) != code


def test_the_keeper_lets_a_tv_in_by_the_digits_that_stand_on_it(hall: tuple[Server, Witness]) -> None:
    _, rooms = hall
    tv = rooms.open("/kerjo/display", width=1920, height=1080)
    code = _code(tv)
    keeper = _keeper(rooms)
    keeper.locator("input[name=code]").fill(f"{code[:3]} {code[3:]}")
    keeper.locator("input[name=role][value=display]").check(force=True)
    keeper.get_by_role("button", name="Pasangkan").click()
    expect(tv.locator("html")).to_have_attribute("data-screen", "display")
    expect(keeper.locator("li", has_text="TV")).not_to_have_count(0)
