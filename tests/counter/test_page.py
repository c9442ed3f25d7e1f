"""The clerk's page in Chromium: keys, commands, refusals, and every one of the 39 SOPs without scrolling."""

from collections.abc import Iterator

import brotli  # type: ignore[import-untyped]
import pytest
from playwright.sync_api import Browser, expect

from hall.rules.layanan import Layanan
from tests.counter.double import AT, EVERY_LAYANAN, NOW, Office, commands, fits, layanan_of, press, sit
from tests.screens import ROOT, Screen


def test_a_visit_by_keys_alone(screen: Screen) -> None:
    office = Office(layanan_of("legalisir-surat"))
    sit(screen, office)
    press(screen, "F2", "called")
    press(screen, "F8", "serving")
    for step in office.layanan.steps:
        expect(screen.page.locator(f"[aria-current=step][data-step='{step.order}']")).to_be_visible()
        if screen.page.locator("[aria-current=step] .ask").count():
            press(screen, "F8")
        press(screen, "F8")
    expect(screen.page.locator("[data-key=F2]")).to_have_class("next key strong")
    press(screen, "F2")
    expect(screen.page.locator("[data-phase=called]").first).to_be_visible()
    steps = ["steps"] * len(office.layanan.steps)
    assert commands(screen) == ["calls", "services", "berkas", *steps, "completions", "calls"]
    assert all(body["request_id"] for method, _, body in screen.asked if method == "POST")


def test_a_second_press_while_the_first_runs_calls_nobody_twice(screen: Screen) -> None:
    sit(screen, Office(layanan_of("skck")))
    screen.page.evaluate(
        """() => { for (let turn = 0; turn < 5; turn += 1)
             document.dispatchEvent(new KeyboardEvent("keydown", { key: "F2", bubbles: true, cancelable: true })); }"""
    )
    expect(screen.page.locator("[data-phase=called]").first).to_be_visible()
    screen.settled()
    assert commands(screen) == ["calls"]


def test_a_scanner_presses_nothing(screen: Screen) -> None:
    sit(screen, Office(layanan_of("skck")))
    screen.page.locator("[data-key=F2]").focus()
    screen.page.evaluate("window.at = performance.now(); performance.now = () => window.at")  # all within one moment
    screen.page.keyboard.type("ABC123 X9")
    press(screen, "Enter")
    assert commands(screen) == []
    screen.page.evaluate("window.at += 300")
    screen.page.keyboard.press("Enter")  # a person's own Enter on the key that has the focus still works
    expect(screen.page.locator("[data-phase=called]").first).to_be_visible()


def test_a_refusal_stands_as_a_sentence_until_the_nextpress(screen: Screen) -> None:
    office = Office(layanan_of("skck"))
    sit(screen, office)
    office.refusal = (409, {"code": "nobody_waiting", "detail": "Belum ada yang menunggu di loket ini."})
    press(screen, "F2")
    expect(screen.page.locator("[data-place=refusal]")).to_have_text("Belum ada yang menunggu di loket ini.")
    assert fits(screen) == []
    office.refusal = None
    press(screen, "F2", "called")
    expect(screen.page.locator("[data-place=refusal]")).to_be_hidden()


def test_a_question_inside_a_step_is_answered_by_f8_and_f9(screen: Screen) -> None:
    office = Office(layanan_of("surat-pindah"))
    sit(screen, office)
    press(screen, "F2", "called")
    press(screen, "F8", "serving")
    press(screen, "F8")
    press(screen, "F8")
    expect(screen.page.locator("dialog[open]")).to_contain_text("Apakah berkas lengkap?")
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator("dialog[open]")).to_be_hidden()
    press(screen, "F8")
    press(screen, "F9")
    expect(screen.page.locator("dialog[open]")).to_be_hidden()
    said = [body for method, path, body in screen.asked if path.endswith("/steps")][-1]
    assert (said["outcome"], said["answer"]) == ("done", "no")


def test_what_is_missing_is_ticked_and_the_file_goes_back(sized: Screen) -> None:
    office = Office(layanan_of("izin-usaha"))
    sit(sized, office)
    press(sized, "F2", "called")
    press(sized, "F8", "serving")
    press(sized, "F9")
    assert fits(sized) == []
    press(sized, "F9")  # nothing ticked yet: it asks, and sends nothing
    expect(sized.page.locator("dialog[open] [role=alert]")).to_be_visible()
    sized.page.locator(".tick-row", has_text="NPWP").click()
    sized.page.locator("#other").fill("Materai")
    press(sized, "F8")  # this visit goes on
    expect(sized.page.locator(".lacking")).to_contain_text("NPWP; Materai")
    said = [body for method, path, body in sized.asked if path.endswith("/steps")][-1]
    assert (said["outcome"], said["missing"]) == ("incomplete", ["NPWP", "Materai"])
    assert fits(sized) == []


def test_leaving_steps_open_is_asked_once(screen: Screen) -> None:
    office = Office(layanan_of("skck"))
    sit(screen, office)
    press(screen, "F2", "called")
    press(screen, "F8", "serving")
    press(screen, "F2")
    expect(screen.page.locator("dialog[open]")).to_contain_text("belum dicatat")
    assert fits(screen) == []
    press(screen, "F10")
    expect(screen.page.locator("[data-phase=called]").first).to_be_visible()
    assert commands(screen)[-2:] == ["completions", "calls"]


def test_a_break_says_when_the_counter_opens_again(sized: Screen) -> None:
    office = Office(layanan_of("skck"))
    sit(sized, office)
    sized.page.locator("[data-place=menu]").click()
    assert fits(sized) == []
    sized.page.get_by_role("button", name="15 menit").click()
    expect(sized.page.locator("[data-phase=break]").first).to_contain_text("buka lagi 09.57")
    assert fits(sized) == []
    press(sized, "F2", "free")
    assert commands(sized) == ["breaks", "openings"]


def test_a_second_browser_at_the_counter_follows(screen: Screen) -> None:
    office = Office(layanan_of("skck"))
    sit(screen, office)
    office.answer("POST", AT + "calls", {"request_id": "another-browser"})
    screen.say("hall.state", office.state())
    expect(screen.page.locator("[data-ticket=A030] .num").first).to_be_visible()


def test_the_clerk_sees_that_the_call_was_heard_when_the_server_says_so(sized: Screen) -> None:
    office = Office(layanan_of("skck"))
    office.take_up("called")
    sit(sized, office)
    expect(sized.page.locator(".person")).not_to_contain_text("sudah terdengar")
    office.version += 1
    office.heard_at = NOW
    sized.say("hall.state", office.state())
    expect(sized.page.locator(".person .heard")).to_have_text("sudah terdengar")
    assert fits(sized) == []
    office.take_up("serving")
    sized.say("hall.state", office.state())
    expect(sized.page.locator(".person .heard")).to_have_count(0)


def test_five_wrong_codes_at_the_kiosk_ring_and_say_who_should_help(sized: Screen) -> None:
    office = Office(layanan_of("skck"))
    sit(sized, office)
    expect(sized.page.locator("[data-place=warning]")).to_be_hidden()
    office.version += 1
    office.wrong_codes = {"at": NOW, "entry": "kiosk"}
    sized.say("hall.state", office.state())
    expect(sized.page.locator("[data-place=warning]")).to_contain_text("5 kode surat salah di kiosk")
    assert fits(sized) == []


def test_paper_that_needs_a_hand_stands_in_the_bar(sized: Screen) -> None:
    office = Office(layanan_of("skck"))
    sit(sized, office)
    office.version += 1
    out = {"level": "late", "text": "Printer Kiosk 1: kertas habis, ganti gulungan."}
    sized.say("hall.state", office.state() | {"paper": out})
    expect(sized.page.locator("[data-place=warning]")).to_have_text("Printer Kiosk 1: kertas habis, ganti gulungan.")
    sized.say("slip.failed", {"job": 1, "ticket": "A025", "reason": "kertas"})
    expect(sized.page.locator("[data-place=warning]")).to_contain_text("025 tidak tercetak")
    assert fits(sized) == []


@pytest.mark.parametrize(
    "words", ["Printer Kiosk 1: kertas hampir habis.", "Printer Kiosk 1: kertas habis. Tiket tidak dicetak."]
)
def test_the_printer_and_its_trouble_are_read_whole(sized: Screen, words: str) -> None:
    office = Office(layanan_of("skck"))
    sit(sized, office)
    office.version += 1
    sized.say("hall.state", office.state() | {"paper": {"level": "late", "text": words}})
    told = sized.page.locator("[data-place=warning] span")
    expect(told).to_have_text(words)
    assert told.evaluate("node => node.scrollWidth <= node.clientWidth && node.scrollHeight <= node.clientHeight + 1")
    assert fits(sized) == []


def test_silence_is_said_in_the_bar(screen: Screen) -> None:
    screen.page.clock.install()
    sit(screen, Office(layanan_of("skck")))
    screen.deaf = True
    screen.page.clock.run_for(6000)
    expect(screen.page.locator("[data-place=link]")).to_have_text("Tersambung kembali… Data dari pukul 09.42")
    assert fits(screen) == []


@pytest.fixture(scope="module")
def desk_page(chromium: Browser) -> Iterator[Screen]:
    """One open desk into which every SOP is drawn by the page's own modules."""
    open_desk = Screen(chromium, width=1366, height=768)
    office = Office(layanan_of("skck"))
    sit(open_desk, office)
    press(open_desk, "F2", "called")
    open_desk.deaf = True
    yield open_desk
    open_desk.close()


DRAW = """async (desk) => {
  const { places, drawKeys } = await import("/static/test/js/counter/page.js");
  const { drawPerson } = await import("/static/test/js/counter/person.js");
  const { drawSteps } = await import("/static/test/js/counter/steps.js");
  const place = places(document);
  drawKeys(place, desk);
  drawPerson(place.person, desk);
  drawSteps(place.steps, desk);
}"""


def _words(layanan: Layanan) -> int:
    return sum(len(step.text) for step in layanan.steps)


# The ordinary run takes those with the most to read: what fits them fits the others.
FULLEST = sorted(EVERY_LAYANAN, key=_words)[-14:]
EVERY_SOP = [
    pytest.param(
        layanan, id=f"{layanan.document.source[:3]}-{layanan.code}",
        marks=() if layanan in FULLEST else pytest.mark.long,
    )
    for layanan in EVERY_LAYANAN
]  # fmt: skip


@pytest.mark.parametrize("layanan", EVERY_SOP)
def test_every_sop_fits_at_every_step_without_scrolling(desk_page: Screen, layanan: Layanan) -> None:
    office = Office(layanan)
    office.answer("POST", AT + "calls", {"request_id": "another-browser"})
    for current in range(len(layanan.steps) + 1):
        if current == 1:
            office.answer("POST", AT + "services", {"request_id": "another-browser-2"})
        office.current = current or None
        office.outcomes = {order: {"outcome": "done"} for order in range(1, current)}
        desk_page.page.evaluate(DRAW, office.desk())
        if current:
            text = desk_page.page.locator("[aria-current=step] .txt").inner_text()
            assert text.startswith(layanan.steps[current - 1].text), f"step {current} is not shown as printed"
        assert fits(desk_page) == [], f"step {current}"


def test_the_first_load_stays_small(screen: Screen) -> None:
    """Thirty requests and 150 kB compressed, fonts and the page's own first state included (bench/ measures the wire)."""
    fetched: list[str] = []
    screen.page.on("request", lambda request: fetched.append(request.url))
    office = Office(layanan_of("perekaman-ektp"))
    office.take_up("serving")
    sit(screen, office)
    files = [ROOT / "static" / url.partition("/static/test/")[2] for url in fetched if "/static/test/" in url]
    sizes = [len(one.read_bytes() if one.suffix == ".woff2" else brotli.compress(one.read_bytes())) for one in files]
    page = len(brotli.compress(screen.page.content().encode()))
    assert len([url for url in fetched if url.startswith("http")]) <= 30
    assert sum(sizes) + page <= 150_000
