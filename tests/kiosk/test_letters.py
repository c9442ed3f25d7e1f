"""Somebody with a letter: the code is typed or scanned, the answer is kind and names nobody, one press gives the number."""

from typing import Any

import pytest

from tests.kiosk.glass import SIZES, state, ticket
from tests.kiosk.test_every_view_fits import EACH_MODE, MODES, MakeGlass, _sound

CODE = "4K7P9XRD"
FOUND = {
    "place": "Kantor Kecamatan Contoh, ruang perekaman lantai dua", "from": "2026-11-19T09:30:00+07:00",
    "until": "2026-11-19T10:00:00+07:00", "people": 3,
}  # fmt: skip
OTHER_DAY = (
    "Jadwal Anda Kamis, 26 November 2026, pukul 13.00 sampai 13.30 WITA, di Kantor Kecamatan Contoh, ruang perekaman lantai "
    "dua. Datanglah pada hari itu dan bawa surat ini."
)
OTHER_DAY_EN = (
    "Your appointment is on Thursday, 26 November 2026, 13.00 to 13.30 WITA, at Kantor Kecamatan Contoh, ruang perekaman "
    "lantai dua. Please come on that day and bring this letter."
)
EARLY = "Jadwal Anda hari ini pukul 13.00 sampai 13.30 WIB. Pindai surat ini lagi mulai pukul 12.00."
EARLY_EN = "Your appointment is today 13.00 to 13.30 WIB. Scan this letter again from 12.00 on."
RECORDING = {"layanan": "perekaman-ektp", "letters": True}


class Far:
    """The far end: one letter is known, one is for the afternoon."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []

    def __call__(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        self.asked.append((path.rpartition("/halls/barito-kuala/")[2], body))
        if path.endswith("/tickets"):
            raise AssertionError("a letter is no walk-in")
        if path.endswith("/healthz"):
            return 200, {}
        code = body["code"]
        if code == "FFFF5555":
            return 429, {"code": "too_many_requests", "detail": "Lima kode salah."}
        if code == "AAAA1111":
            return 404, {"code": "not_found", "detail": "Kode ini tidak dikenal."}
        if code == "EEEE4444":
            return 409, {"code": "too_early", "detail": OTHER_DAY, "detail_en": OTHER_DAY_EN}
        if code == "CCCC2222":
            return 409, {"code": "too_early", "detail": EARLY, "detail_en": EARLY_EN}
        if path.endswith("/looks"):
            return 200, FOUND | {"late": code == "DDDD3333"}
        return 201, ticket(number="X003", layanan="perekaman-ektp", due_at=FOUND["from"])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mode", EACH_MODE)
def test_the_code_and_what_it_stands_for_fit(glass: MakeGlass, size: str, mode: str) -> None:
    screen = glass(size)
    screen.answers = Far()
    screen.kiosk("barito-kuala", recording=RECORDING)
    screen.tap("start")
    for press in MODES[mode]:
        screen.tap(press)
    screen.page.keyboard.type("AAAA1111\n")
    screen.page.wait_for_selector("main.code [role=alert]")
    found = _sound(screen, "wrong")
    for sign in CODE[:7]:
        screen.tap("sign", sign)
    found += _sound(screen, "code")
    screen.tap("sign", CODE[7])
    screen.page.wait_for_selector("main.letter")
    found += _sound(screen, "letter")
    screen.page.keyboard.type("EEEE4444\n")
    screen.page.wait_for_selector("main.told .says")
    assert found + _sound(screen, "another day") == []


def test_a_typed_code_gives_a_family_its_number(glass: MakeGlass) -> None:
    screen, far = glass("portrait"), Far()
    screen.answers = far
    screen.kiosk("barito-kuala", recording=RECORDING)
    screen.tap("start")
    screen.page.locator("[data-layanan=perekaman-ektp]").dispatch_event("click")
    screen.tap("code")
    for sign in CODE:
        screen.tap("sign", sign)
    screen.page.wait_for_selector("main.letter")
    assert "09.30–10.00" in screen.words()
    assert "Kami datang 3 orang" in screen.words()
    screen.tap("priority")  # an old grandmother has it with her letter, too
    screen.tap("check_in", "family")
    screen.page.wait_for_selector(".slipcard")
    assert [path for path, _ in far.asked] == ["check-ins/looks", "check-ins"]
    assert [far.asked[1][1][name] for name in ("code", "family", "priority")] == [CODE, True, True]


def test_a_scanner_is_understood_in_every_view_also_as_an_address(glass: MakeGlass) -> None:
    screen, far = glass("landscape"), Far()
    screen.answers = far
    screen.kiosk("barito-kuala", recording=RECORDING)
    screen.page.keyboard.type(f"http://192.168.1.5:8000/barito-kuala/panggilan#{CODE}\n")
    screen.page.wait_for_selector("main.letter")
    screen.tap("choose")
    screen.tap("search")
    screen.page.keyboard.type("4k7p-9xrd\n")
    screen.page.wait_for_selector("main.letter")
    assert [body["code"] for _, body in far.asked] == [CODE, CODE]


def test_a_scanner_with_another_keyboard_or_that_ends_with_tab_is_understood(glass: MakeGlass) -> None:
    screen, far = glass("landscape"), Far()
    screen.answers = far
    screen.kiosk("barito-kuala", recording=RECORDING)
    for scanned in ("4k7p/9xrd", f"HTTP;&&192.168.1.5&BARITO/KUALA&PANGGILAN3{CODE}"):
        screen.page.keyboard.type(scanned)
        screen.page.keyboard.press("Tab")
        screen.page.wait_for_selector("main.letter")
        screen.tap("choose")
    assert [body["code"] for _, body in far.asked] == [CODE, CODE]


def test_whoever_comes_after_the_window_reads_how_they_are_served(glass: MakeGlass) -> None:
    screen = glass("portrait")
    screen.answers = Far()
    screen.kiosk("barito-kuala", recording=RECORDING)
    screen.page.keyboard.type("DDDD3333\n")
    screen.page.wait_for_selector("main.letter")
    assert "dilayani bersama yang lain" in screen.words()


def test_whoever_is_early_reads_when_to_come(glass: MakeGlass) -> None:
    screen = glass("portrait")
    screen.answers = Far()
    screen.kiosk("barito-kuala", recording=RECORDING)
    screen.page.keyboard.type("CCCC2222\n")
    screen.page.wait_for_selector("main.told[role=alert]")
    assert EARLY in screen.words()
    assert "Surat Anda" in screen.words()
    assert "belum bisa" not in screen.words()  # whoever has a number already would read that there is none
    screen.tap("language")
    assert EARLY_EN in screen.words()


def test_whoever_typed_five_wrong_codes_reads_that_the_officers_know(glass: MakeGlass) -> None:
    screen = glass()
    screen.answers = Far()
    screen.kiosk("barito-kuala", recording=RECORDING)
    screen.page.keyboard.type("FFFF5555\n")
    screen.page.wait_for_selector("main.told[role=alert]")
    assert "Lima kode tidak dikenal" in screen.words()
    assert "nomor diambil" not in screen.words()


def test_the_next_visitors_scan_begins_their_own_visit_while_a_number_still_stands_there(glass: MakeGlass) -> None:
    screen, far = glass("landscape"), Far()
    screen.answers = far
    screen.kiosk("barito-kuala", recording=RECORDING)
    screen.tap("start")
    screen.tap("large")
    screen.page.keyboard.type(f"{CODE}\n")
    screen.tap("priority")
    screen.tap("check_in", "one")
    screen.page.wait_for_selector(".slipcard")
    screen.page.keyboard.type(f"{CODE}\n")  # the letter still lies under the scanner
    assert screen.page.locator(".slipcard").count() == 1
    screen.page.keyboard.type("DDDD3333\n")
    screen.page.wait_for_selector("main.letter")
    assert screen.page.locator("[data-do=priority]").get_attribute("aria-pressed") == "false"
    assert screen.page.locator("html").get_attribute("data-text") == "biasa"
    assert [body["code"] for path, body in far.asked if path == "check-ins/looks"] == [CODE, "DDDD3333"]


def test_while_recording_is_in_trouble_no_number_is_offered_and_the_reason_stands_there(glass: MakeGlass) -> None:
    screen = glass("portrait")
    now = {
        "title": "Perekaman E-KTP",
        "place": "x",
        "until": FOUND["until"],
        "waiting": 4,
        "trouble": "jaringan SIAK putus",
    }
    screen.kiosk("barito-kuala", recording=RECORDING, state=state("barito-kuala", recording=now))
    screen.tap("start")
    screen.page.locator("[data-layanan=perekaman-ektp]").dispatch_event("click")
    assert "jaringan SIAK putus" in screen.words()
    assert screen.page.locator("[data-do=take]").count() == 0
    screen.tap("back")
    screen.page.locator("[data-layanan]:not([data-layanan=perekaman-ektp])").first.dispatch_event("click")
    assert screen.page.locator("[data-do=take]").count() == 1
