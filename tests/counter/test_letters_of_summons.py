"""Somebody comes to the counter with a letter: by scanner or by keys, to a number or to the reason why there is none."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.counter.double import HALL, Office, commands, fits, layanan_of, posted, press, sit, type_keys
from tests.screens import Screen

CODE, EARLY, UNKNOWN = "4K7P9XRD", "CCCC2222", "AAAA1111"
FOUND = {
    "place": "Kantor Kecamatan Contoh, ruang perekaman lantai dua", "from": "2026-11-19T09:30:00+07:00",
    "until": "2026-11-19T10:00:00+07:00", "people": 3, "late": True,
}  # fmt: skip
TODAY = "Jadwal Anda hari ini pukul 13.00 sampai 13.30 WIB. Pindai surat ini lagi mulai pukul 12.00."
# A scanner's keys arrive in one go, whatever the machine does meanwhile; its capitals come with the shift key.
SCAN = """text => {
  for (const key of [...text, "Enter"]) {
    const shiftKey = key !== "Enter" && key !== key.toLowerCase();
    if (shiftKey) document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Shift", shiftKey, bubbles: true }));
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }));
  }
}"""


class Recording(Office):
    """A counter that records; one letter is for now, one for the afternoon."""

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if path.endswith("/check-ins/looks"):
            if EARLY in body["code"]:
                return 409, {"code": "too_early", "detail": TODAY}
            if UNKNOWN in body["code"]:
                return 404, {"code": "not_found", "detail": "Kode ini tidak dikenal, datanglah ke loket."}
            return 200, FOUND
        if path.endswith("/perekaman/surat"):
            return 200, {}  # the form leaves the desk for the clerks' page
        return super().answer(method, path, body)

    def _check_ins(self, body: Any) -> dict[str, Any]:
        return {"number": "A031"}


def _sit(screen: Screen, *, records: bool = True) -> Recording:
    office = Recording(layanan_of("skck"))
    sit(screen, office, records=records)
    return office


def test_a_scanned_letter_of_a_family_becomes_a_number(screen: Screen) -> None:
    _sit(screen)
    screen.page.evaluate(SCAN, f"http://192.168.1.5:8000/kalipare/panggilan#{CODE}")
    asked = screen.page.locator("dialog[open]")
    expect(asked).to_contain_text("09.30\u201310.00 WIB")
    expect(asked).to_contain_text("3 orang sekeluarga")
    assert fits(screen) == []
    type_keys(screen, "F6", "F8")
    (sent,) = posted(screen, "/check-ins")
    assert (sent["code"].endswith(CODE), sent["family"], sent["priority"]) == (True, True, True)
    expect(screen.page.locator("[data-place=told]")).to_contain_text("A\u00a0031")


def test_by_keys_alone_and_why_there_is_no_number(screen: Screen) -> None:
    _sit(screen)
    press(screen, "F1")
    screen.page.get_by_role("button", name="Surat panggilan perekaman").focus()
    press(screen, "Enter")
    asked = screen.page.locator("dialog[open]")
    expect(asked.locator("input").first).to_be_focused()
    type_keys(screen, f"'{UNKNOWN}", "Enter")
    expect(asked).to_contain_text("tidak ada di surat panggilan mana pun")  # who reads it sits at the counter already
    expect(asked).not_to_contain_text("hari lain")
    type_keys(screen, f"'{EARLY}", "F8")
    expect(asked).to_contain_text(TODAY)
    assert fits(screen) == []
    with screen.page.expect_request(f"**/{HALL['slug']}/counter/perekaman/surat") as led:
        screen.page.keyboard.press("F7")
    assert led.value.method == "POST"
    assert EARLY in str(led.value.post_data)
    assert EARLY not in led.value.url
    assert "check-ins" not in commands(screen)


def test_the_desk_knows_that_recording_is_in_trouble(screen: Screen) -> None:
    office = _sit(screen)
    warning = screen.page.locator("[data-place=warning]")
    expect(warning).to_be_hidden()
    screen.say("hall.state", office.state() | {"version": 2, "recording": {"trouble": "jaringan SIAK putus"}})
    expect(warning).to_have_text("Perekaman terganggu")
    assert fits(screen) == []
    screen.say("hall.state", office.state() | {"version": 3, "recording": {"trouble": None}})
    expect(warning).to_be_hidden()


@pytest.mark.parametrize("typed", ["panggilan", CODE])
def test_a_counter_that_records_nobody_hears_no_letters(screen: Screen, typed: str) -> None:
    _sit(screen, records=False)
    screen.page.evaluate(SCAN, typed)
    press(screen, "F1")
    expect(screen.page.locator("dialog[open]")).to_contain_text("Semua perintah")
    expect(screen.page.locator("dialog[open]")).not_to_contain_text("Surat panggilan")
    assert commands(screen) == []
