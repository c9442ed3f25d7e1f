"""How people really touch a screen: twice, impatiently, in another language, and then they walk away."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.rooms import Kiosk, Witness
from tests.journeys.server import Program
from tests.patience import eventually

pytestmark = pytest.mark.journey
HALL, LAYANAN = "kerjo", "legalisir"

# A finger that drums: twelve presses within a tenth of a second, some of them at once.
DRUM = """() => {
  for (let turn = 0; turn < 4; turn += 1) {
    setTimeout(() => {
      const key = document.querySelector("button[data-do=take]");
      if (!key) return;
      for (let press = 0; press < 3; press += 1) key.click();
    }, turn * 30);
  }
}"""
# Takes a number and, in the moment that it stands there, another one, as long as numbers are given.
AGAIN_AT_ONCE = """(layanan) => {
  const press = (what) => document.querySelector(what).click();
  window.given = 0;
  new MutationObserver(() => {
    if (!document.querySelector("main.given")) return;
    window.given += 1;
    for (const what of ["[data-do=leave]", "button[data-do=start]", `[data-layanan=${layanan}]`, "[data-do=take]"]) press(what);
  }).observe(document.getElementById("stage"), { childList: true });
  press("[data-do=take]");
}"""


def test_a_double_tap_and_a_drumming_finger_give_one_ticket(rooms: Witness, clerk: Callable[[str], Program]) -> None:
    office = clerk(HALL)
    doubled = rooms.kiosk(HALL).start().choose(LAYANAN)
    doubled.page.wait_for_timeout(400)
    box = doubled.page.locator("button[data-do=take]").bounding_box()
    assert box
    doubled.page.evaluate("const now = performance.now(); performance.now = () => now")  # both within one moment
    for _ in range(2):
        doubled.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    first = doubled.number()
    drummed = rooms.kiosk(HALL).start().choose(LAYANAN)
    drummed.page.evaluate(DRUM)
    second = drummed.number()
    assert first != second
    assert office.waiting() == 2
    assert {job["ticket"] for job in office.get("/print-jobs")["items"]} >= {first, second}


def test_who_takes_numbers_for_fun_is_sent_to_an_officer(rooms: Witness, clerk: Callable[[str], Program]) -> None:
    office = clerk(HALL)
    rooms.expects("429")
    kiosk = rooms.kiosk(HALL).start().choose(LAYANAN)
    kiosk.page.evaluate(AGAIN_AT_ONCE, LAYANAN)
    expect(kiosk.page.locator("main.told")).to_contain_text("Datanglah ke loket")
    assert office.waiting() == kiosk.page.evaluate("window.given") > 0


def test_english_is_one_touch_away_and_leaves_with_the_visitor(rooms: Witness, clerk: Callable[[str], Program]) -> None:
    office = clerk(HALL)
    kiosk = rooms.kiosk(HALL)
    expect(kiosk.page.locator("main.attract")).to_be_visible()
    kiosk.page.locator("button[data-do=start][lang=en]").tap()
    expect(kiosk.page.locator("main.choose")).to_contain_text("What do you need?")
    kiosk.choose(LAYANAN)
    expect(kiosk.page.locator("button[data-do=take]")).to_have_text(re.compile("Take a number"))
    number = kiosk.take()
    kiosk.says("Take your ticket|Printing your ticket")
    assert office.waiting() == 1
    kiosk.leave()
    expect(kiosk.page.locator("html")).to_have_attribute("lang", "id")
    assert number


def test_who_walks_away_is_asked_and_then_forgotten(rooms: Witness, clerk: Callable[[str], Program]) -> None:
    clerk(HALL)
    rooms.expects("WebSocket")  # minutes that pass in a moment cut the wire, as a silent server would
    page = rooms.open("/", has_touch=True, width=1080, height=1920)
    page.clock.install()
    page.goto(page.url + f"{HALL}/kiosk")
    kiosk = Kiosk(page).start()
    page.locator("button[data-do=large]").tap()
    page.clock.run_for(400)
    page.locator("button[data-do=priority]").tap()
    expect(page.locator("button[data-do=priority]")).to_have_attribute("aria-pressed", "true")
    page.clock.run_for(125_000)  # a minute, twice as long in large text
    expect(page.locator("#veil")).to_contain_text("Anda masih di sini?")
    page.locator("button[data-do=stay]").tap()
    expect(page.locator("#veil")).to_be_hidden()
    expect(page.locator("button[data-do=priority]")).to_have_attribute("aria-pressed", "true")
    page.clock.run_for(185_000)
    expect(page.locator("#veil")).to_be_hidden()
    expect(page.locator("html")).to_have_attribute("data-text", "biasa")
    page.clock.run_for(1000)
    kiosk.start()
    expect(page.locator("button[data-do=priority]")).to_have_attribute("aria-pressed", "false")


def test_the_phone_is_live_and_can_be_read_without_scripts(rooms: Witness, clerk: Callable[[str], Program]) -> None:
    office = clerk(HALL)
    ticket = office.post("/tickets", layanan=LAYANAN)
    plain = rooms.open(f"/t/{ticket['token']}", width=360, height=740, java_script_enabled=False)
    live = rooms.open(f"/t/{ticket['token']}", width=360, height=740, has_touch=True)
    for page in (plain, live):
        expect(page.locator("main")).to_contain_text("Nomor Anda")
        expect(page.locator(".tk .num")).to_have_attribute("aria-label", re.compile(rf"{ticket['number'][1:]}$"))
        expect(page.locator("#ahead")).to_have_text("Berikutnya")
    expect(live.locator("h1.on-called")).to_be_hidden()
    office.post("/counters/2/openings")
    office.post("/counters/2/calls", ticket=ticket["number"])
    expect(live.locator("h1.on-called")).to_be_visible()
    expect(live.locator(".to .counter")).to_have_text("Loket 2")
    plain.reload()
    expect(plain.locator("h1.on-called")).to_be_visible()
    expect(plain.locator(".to .counter")).to_have_text("Loket 2")
    office.post("/counters/2/completions")
    expect(live.locator(".banner.on-done")).to_be_visible()
    assert eventually(lambda: live.title()) == f"{ticket['number']} – Antrean"
