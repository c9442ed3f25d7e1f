"""Every page of wajib KTP and perekaman at a desk and on a cheap telephone: whole, readable, big enough for a thumb."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.rooms import Witness
from tests.journeys.server import Program, Server
from tests.screens import TROUBLE

pytestmark = pytest.mark.journey

HALL = "kalipare"
NAME = "Contoh Nama Yang Panjang Sekali Binti Haji Contoh Seberang Sungai"
VILLAGE = "Contoh Simpang Empat Sungai Batang Hulu"
PLACE = "Balai Pertemuan Desa Contoh Simpang Empat Sungai Batang Hulu"
TELEPHONE, DESK = (360, 740), (1366, 768)
# A table that is wider than the glass is pushed by itself; nobody can push it who cannot reach it by keyboard.
TABLES = """() => {
  const wide = [...document.querySelectorAll(".wide-table")];
  const lost = wide.filter((one) => one.tabIndex !== 0 || one.getAttribute("role") !== "region").length;
  for (const one of wide) one.hidden = true;
  return lost;
}"""
# What is pressed: at least 44 px either way, or as wide as its word.
THIN = """() => [...document.querySelectorAll("a, button, summary, select, input:not([type=hidden])")].filter((key) => {
  const box = (key.closest("label") || key).getBoundingClientRect();
  const seen = key.getClientRects().length && getComputedStyle(key).visibility !== "hidden";
  return seen && !key.closest("details:not([open]) > :not(summary)") && box.height < (innerWidth < 600 ? 44 : 40);
}).map((key) => key.outerHTML.slice(0, 80))"""
# Words whose colour stands less than 4.5 to 1 on the ground below them.
FAINT = """() => {
  const part = (value) => { const on = value / 255; return on <= 0.03928 ? on / 12.92 : ((on + 0.055) / 1.055) ** 2.4; };
  const light = ([red, green, blue]) => 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  const read = (text) => text.match(/[\\d.]+/g).map(Number);
  const ground = (node) => {
    for (let up = node; up; up = up.parentElement) {
      const found = read(getComputedStyle(up).backgroundColor);
      if (found.length < 4 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const faint = new Set(), walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    const box = text.parentElement;
    if (!text.textContent.trim() || !box.getClientRects().length || box.closest("svg, script, option")) continue;
    const [one, other] = [light(read(getComputedStyle(box).color)), light(ground(box))];
    const stands = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (stands < 4.5) faint.add(`${stands.toFixed(1)}: ${text.textContent.trim().slice(0, 30)}`);
  }
  return [...faint];
}"""
GREEN = (
    "() => [...document.querySelectorAll('main .btn.go, main .btn.yes')].filter((key) => key.checkVisibility()).length"
)
WIDE = "() => document.documentElement.scrollWidth > innerWidth + 1"
FOLD = "document.querySelectorAll('details:not([open]) > :not(summary)').forEach((part) => { part.hidden = true; })"


def _faults(page: Page, where: str) -> list[str]:
    """What a visitor of this page would stumble over, at both sizes."""
    found: list[str] = []
    for width, height in (DESK, TELEPHONE):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("document.fonts.ready")
        page.evaluate(FOLD)
        told: list[Any] = [f"thin: {key}" for key in page.evaluate(THIN)]
        told += [f"faint: {words}" for words in page.evaluate(FAINT)]
        told += ["it is pushed sideways"] if page.evaluate(WIDE) else []
        told += ["more than one green key"] if page.evaluate(GREEN) > 1 else []
        told += ["a wide table out of the keyboard's reach"] if page.evaluate(TABLES) else []
        told += page.evaluate(TROUBLE)
        found += [f"{where} at {width}: {one}" for one in told]
    return found


def test_every_page_is_whole_at_a_desk_and_on_a_telephone(
    rooms: Witness, clerk: Callable[[str], Program], server: Server
) -> None:
    office = clerk(HALL)
    family = "0000000000000099"
    first = office.post("/people", name=NAME, born_on="2008-01-02", village=VILLAGE, family=family)["number"]
    for child in range(8):
        office.post("/people", name=f"{NAME} {child}", born_on=f"2008-02-0{child + 1}", village=VILLAGE, family=family)
    for number, state in enumerate(("recorded", "printing", "ready"), 2):
        office.post(f"/people/{first + number}/states", state=state)
    wish = {"day": "2027-06-15", "kind": "village", "place": PLACE, "hours": "08.00-12.00", "villages": [VILLAGE]}
    full, empty = (office.post("/sessions", **wish, letters=letters)["code"] for letters in (12, 10))
    made = office.post("/summonses", sessions=[full], criteria={"villages": [VILLAGE]})["items"]
    office.post(
        f"/summonses/{made[0]['code']}/outcomes", channel="phone", outcome="no_answer", note="Telepon lagi sore"
    )
    called = f"perekaman/sesi/{full}"
    pages = (
        "wajib-ktp", f"wajib-ktp?village={VILLAGE}", "wajib-ktp?village=Tidak", f"wajib-ktp?family_of={first}",
        f"wajib-ktp/{first}", "wajib-ktp/baru", "wajib-ktp/impor", "perekaman", "perekaman/baru", "perekaman/baru?day=2020-01-01",
        f"perekaman/baru?day=2027-06-16&kind=office&place={PLACE}&sets=2&hours=08.00-12.00", called,
        f"perekaman/sesi/{empty}", f"perekaman/sesi/{empty}/panggil?umur=17", f"{called}/orang", f"perekaman/sesi/{empty}/orang",
        "perekaman/panggil", f"perekaman/orang/{made[0]['person']}", "laporan-perekaman?dari=2027-06-01&sampai=2027-06-30",
        "kartu", "kartu?tampil=ready",
    )  # fmt: skip
    rooms.expects("status of 4")
    page = rooms.desk(HALL, "1", "operator").page
    found: list[str] = []
    for at in pages:
        page.goto(f"{server.url}/{HALL}/counter/{at}")
        expect(page.locator("main")).to_be_visible()
        found += _faults(page, at)
    page.goto(f"{server.url}/{HALL}/panggilan")
    found += _faults(page, "panggilan")
    assert found == []


def test_a_holder_of_a_letter_sees_one_day_at_a_time(
    rooms: Witness, clerk: Callable[[str], Program], server: Server
) -> None:
    office = clerk(HALL)
    person = office.post("/people", name=NAME, born_on="2008-03-02", village=VILLAGE)["number"]
    days = [office.post("/sessions", day=f"2027-07-0{day}", kind="office", place=PLACE) for day in (5, 6, 7)]
    (made,) = office.post("/summonses", sessions=[days[0]["code"]], people=[person])["items"]
    page = rooms.open(f"/{HALL}/panggilan#{made['code']}", width=TELEPHONE[0], height=TELEPHONE[1])
    page.get_by_text("Ganti hari", exact=True).click()
    expect(page.locator("form details[open]")).to_have_count(1)
    page.locator("form details").nth(1).locator("summary").click()
    page.locator("form details").nth(1).locator(".pick").first.click()
    for one in (TROUBLE, THIN, FAINT):
        page.evaluate(FOLD)
        assert page.evaluate(one) == []
    page.get_by_role("button", name="Pakai waktu ini").click()
    expect(page.get_by_text("Hari Anda sudah diganti.")).to_be_visible()
    page.get_by_text("Lihat surat lain").click()
    expect(page.locator("#kode")).to_be_visible()
