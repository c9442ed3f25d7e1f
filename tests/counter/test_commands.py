"""Every command of a clerk by keyboard alone: the dialog, its keys, and what is asked of the server."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.counter.double import (
    NOW,
    SHOWN_LAYANAN,
    SOON,
    Office,
    commands,
    fits,
    layanan_of,
    posted,
    press,
    sit,
    type_keys,
)
from tests.screens import Screen

CARD = {"number": "X003", "title": "SKCK", "reason": "returned", "until": None, "counter": "1"}
SURVEY = {"order": 1, "outcome": "waiting", "note": "Hasil survei", "until": "2026-11-21T00:00:00+07:00"}
PAPER = layanan_of("skck").persyaratan[0].text
SHOWN = [layanan.code for layanan in SHOWN_LAYANAN]
Walk = tuple[str, list[str], str, dict[str, Any]]


def _seated(screen: Screen, phase: str = "free", **office: Any) -> Office:
    one = Office(layanan_of("skck"))
    for name, value in office.items():
        setattr(one, name, value)
    sit(screen, one)
    if phase != "free":
        press(screen, "F2", "called")
    if phase == "serving":
        press(screen, "F8", "serving")
    return one


TABS_TO_WHY = ["Tab"] * 8
WALKS: list[Walk] = [
    ("free", ["NumpadMultiply", "'30", "Enter"], "calls", {"ticket": "A030"}),
    ("free", ["NumpadMultiply", "'7", "Enter", "2"], "calls", {"ticket": "X007"}),
    ("free", ["F1", "1", "'x12", "F8"], "calls", {"ticket": "X012"}),
    (
        "free",
        ["NumpadAdd", "'lega", "F6", "F8"],
        "tickets",
        {"layanan": "legalisasi-ktp-kk", "priority": True, "people": 1},
    ),
    (
        "free",
        ["NumpadAdd", "'2", "Tab", "'3", "Enter"],
        "tickets",
        {"layanan": SHOWN[1], "priority": False, "people": 3},
    ),
    ("free", ["NumpadDivide", "1"], "resumptions", {"ticket": "X003"}),
    ("free", ["Numpad0", "2"], "breaks", {"reason": "buka lagi 09.57"}),
    ("free", ["Numpad0", *TABS_TO_WHY, "'Salat", "Shift+Tab", "3"], "breaks", {"reason": "Salat, buka lagi 10.12"}),
    ("free", ["Numpad0", "5"], "closings", {}),
    ("free", ["Numpad0", "8"], "summaries", {}),
    ("free", ["Numpad0", "7", "1"], "day-ends", {"reason": "Jam pelayanan selesai"}),
    ("called", ["F3"], "recalls", {}),
    ("called", ["F4"], "absences", {}),
    ("called", ["F6", "2"], "holds", {"until": "10:12"}),
    ("called", ["F6", "4"], "holds", {}),
    ("called", ["F6", "Tab", "Tab", "Tab", "Tab", "'1430", "Enter"], "holds", {"until": "14:30"}),
    ("called", ["F7", "1"], "transfers", {"counter": "1"}),
    ("called", ["F7", "ArrowDown", "ArrowDown", "Enter"], "transfers", {"line": "X"}),
    ("called", ["F1", "5", "2"], "cancellations", {"reason": "Pemohon pulang"}),
    ("called", ["F1", "5", "Tab", "Tab", "Tab", "'Salah loket", "Enter"], "cancellations", {"reason": "Salah loket"}),
    ("called", ["F1", "6", "1"], "print-jobs/7/copies", {}),
    ("free", ["F1", "6", "F8", "2"], "print-jobs/18/copies", {}),
    ("serving", ["NumpadSubtract", "3"], "steps", {"order": 1, "outcome": "repeat"}),
    (
        "serving",
        ["NumpadSubtract", "4", "3"],
        "steps",
        {"order": 1, "outcome": "skipped", "note": "Dikerjakan di luar kantor"},
    ),
    ("serving", ["NumpadSubtract", "2", "'Hasil survei", "Tab", "2", "F8"], "steps", SURVEY),
    ("serving", ["NumpadSubtract", "1", "'2", "F8"], "berkas", {"ticket": "A030", "layanan": SHOWN[0]}),
    ("serving", ["NumpadSubtract", "5"], "receipts", {}),
    ("serving", ["NumpadSubtract", "6"], "agenda-numbers", {}),
    ("serving", ["NumpadSubtract", "8", "'Sari", "Enter"], "applicants", {"name": "Sari"}),
    ("serving", ["F9", "1", "F9"], "returns", {"missing": [PAPER]}),
    ("serving", ["F9", "1", "F10"], "completions", {}),
    ("serving", ["F10"], "completions", {}),
]


@pytest.fixture(scope="module")
def seat(chromium: Browser) -> Iterator[tuple[Screen, Office]]:
    """One desk for all walks: each takes it up anew."""
    small = Screen(chromium, width=1366, height=768)
    yield small, _seated(small)
    small.close()


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: f"{walk[0]} {' '.join(walk[1])}")
def test_every_command_by_keys_alone(seat: tuple[Screen, Office], walk: Walk) -> None:
    phase, keys, command, body = walk
    screen, office = seat
    office.take_up(phase)
    office.held = [CARD]
    screen.asked.clear()
    screen.say("hall.state", office.state())
    expect(screen.page.locator(f"body[data-phase={phase}][data-version='{office.version}']")).to_have_count(1)
    type_keys(screen, *keys)
    expect(screen.page.locator("dialog[open]")).to_have_count(0)
    sent = posted(screen, f"/{command}")[-1]
    assert {name: value for name, value in sent.items() if name != "request_id"} == body
    assert screen.faults == []


def test_the_last_command_is_taken_back_while_its_bar_stands(sized: Screen) -> None:
    office = _seated(sized, "called")
    press(sized, "F4", "free")
    undo = sized.page.locator("[data-place=undo]")
    expect(undo).to_contain_text("Urungkan tidak hadir A\u00a0030")
    expect(undo).to_contain_text("10 dtk")  # never more, whatever the screen's clock says
    assert fits(sized) == []
    press(sized, "Escape", "called")
    assert office.done[-1] == "undos"
    expect(undo).to_be_hidden()
    expect(sized.page.locator("[data-place=told]")).to_contain_text("diurungkan")


def test_escape_that_closed_a_dialog_takes_nothing_back(screen: Screen) -> None:
    _seated(screen, undo={"command": "call", "number": "A001", "text": "", "until": SOON})
    expect(screen.page.locator("[data-place=undo]")).to_be_visible()
    press(screen, "F1")
    screen.page.evaluate("const now = performance.now(); performance.now = () => now")  # both presses at one moment
    press(screen, "Escape")
    press(screen, "Escape")
    assert commands(screen) == []


def test_every_dialog_fits_and_goes_by_escape(sized: Screen) -> None:
    _seated(sized, held=[CARD], absent_list=[{"number": "A017", "title": "KTP", "at": NOW, "comes_back": True}])

    def look(*opens: str) -> None:
        for key in opens:
            press(sized, key)
        expect(sized.page.locator("dialog[open]")).to_be_visible()
        assert fits(sized) == [], opens
        sized.page.keyboard.press("Escape")
        expect(sized.page.locator("dialog[open]")).to_have_count(0)

    for key in ("F1", "NumpadMultiply", "NumpadAdd", "NumpadDivide", "Numpad0"):
        look(key)
    press(sized, "F2", "called")
    for key in ("F6", "F7"):
        look(key)
    press(sized, "F8", "serving")
    for figure in "1248":
        look("NumpadSubtract", figure)
    for key in ("NumpadSubtract", "F9", "F2"):
        look(key)
    assert commands(sized) == ["calls", "services", "berkas"]


def test_several_files_stand_as_tabs_and_the_arrows_take_the_next_in_hand(sized: Screen) -> None:
    office = _seated(sized, "serving")
    office.files = [
        {"number": f"KLP-{at}", "title": "SKCK", "state": "open", "label": f"berkas {at} dari 12"}
        for at in range(1, 13)
    ]
    sized.say("hall.state", office.state() | {"version": 99})
    expect(sized.page.locator("[role=tab][aria-selected=true]")).to_contain_text("berkas 1 dari 12")
    assert fits(sized) == []
    sized.settled()
    before = len(sized.asked)
    with sized.page.expect_request("**/desk?berkas=*"):
        press(sized, "ArrowRight")
    assert len(sized.asked) == before + 1


def test_a_name_stands_on_the_desk_only_while_its_person_is_served(screen: Screen) -> None:
    office = _seated(screen, "called", applicant={"name": "Sari"})
    office.current = 1
    screen.say("hall.state", office.state() | {"version": 99})
    expect(screen.page.locator("[data-place=file-words]")).to_have_text("Berkas")
    expect(screen.page.locator("[data-place=person]")).not_to_contain_text("Sari")
    press(screen, "F8", "serving")
    expect(screen.page.locator("[data-place=person]")).to_contain_text("Sari")


def test_the_title_and_a_sound_tell_that_somebody_came(screen: Screen) -> None:
    office = _seated(screen, waiting=0)
    assert screen.page.title() == "Loket 2"
    screen.page.keyboard.press("Shift")
    office.waiting = 3
    screen.say("hall.state", office.state() | {"version": 9})
    expect(screen.page).to_have_title("(6) Loket 2")


RINGS = """() => import("/static/test/js/counter/page.js").then(({ bell }) => {
  const kept = new Map();
  const store = { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value) };
  const gain = { setValueAtTime() {}, exponentialRampToValueAtTime() {} };
  const part = () => ({ frequency: {}, gain, connect: (next) => next, start() {}, stop() {} });
  function Sound() { return { currentTime: 0, createOscillator: part, createGain: part }; }
  const ring = bell({ kept: store, Sound });
  const heard = [];
  const hear = (waits, free) => { ring.hear(waits, free); heard.push(ring.rung); };
  hear(0, true); hear(1, true);
  ring.unlock();
  hear(0, true); hear(2, true); hear(3, true); hear(0, true); hear(1, false);
  ring.turn(); hear(0, true); hear(1, true); ring.turn(); hear(0, true); hear(1, true);
  const calls = [];
  const late = bell({ kept: store, Sound });
  late.unlock();
  for (const name of ["old", "old", "a", "a", null, "a", "b"]) { late.help(name); calls.push(late.rung); }
  return [heard, calls];
})"""


def test_it_rings_once_when_an_empty_queue_fills_at_a_free_counter_and_not_when_it_is_off(screen: Screen) -> None:
    screen.page.goto("http://antrean.test/")
    queue, calls_for_help = screen.page.evaluate(RINGS)
    assert queue == [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2]
    assert calls_for_help == [0, 0, 1, 1, 1, 1, 2], "what stood there when the page came is not rung for"


def test_the_desk_leads_to_books_reports_and_tasks(screen: Screen) -> None:
    _seated(screen)
    press(screen, "F1")
    with screen.page.expect_request(lambda request: request.url.endswith("/kalipare/counter/buku")):
        screen.page.locator("dialog .opt", has_text="Buku, laporan, tugas").press("Enter")
