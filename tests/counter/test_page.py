"""The clerk's page in Chromium: keys, commands, refusals, and every one of the 39 SOPs without scrolling."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from hall.catalogue.places import bundled_halls
from hall.catalogue.reader import read_hall
from hall.rules.layanan import Layanan, public
from tests.screens import Screen

HALL = {
    "slug": "kalipare",
    "name": "Kecamatan Kalipare",
    "regency": "Kabupaten Malang",
    "timezone": "Asia/Jakarta",
    "zone": "WIB",
}
NOW = "2026-11-19T09:42:00+07:00"
AT = "/api/v1/halls/kalipare/counters/2/"
EVERY_LAYANAN = [layanan for folder in bundled_halls() for layanan in read_hall(folder).layanan]


def _layanan(code: str) -> Layanan:
    return next(each for each in EVERY_LAYANAN if each.code == code)


class Office:
    """The far end of the desk's requests: a counter, a ticket and its berkas, moved by the commands that arrive."""

    def __init__(self, layanan: Layanan) -> None:
        self.layanan = layanan
        self.counter: dict[str, Any] = {
            "code": "2",
            "name": "Loket 2",
            "lines": ["A", "X"],
            "state": "open",
            "ticket": None,
            "reason": None,
        }
        self.ticket: dict[str, Any] | None = None
        self.current: int | None = None
        self.berkas_state = "open"
        self.outcomes: dict[int, dict[str, Any]] = {}
        self.refusal: tuple[int, dict[str, Any]] | None = None
        self.waiting = 4
        self.version = 1

    def state(self) -> dict[str, Any]:
        return {
            "version": self.version, "hall": "kalipare", "now": NOW, "counters": [self.counter], "lines": [], "calls": [],
            "notice": None, "service": {"open": True, "why": None, "until": None}, "printers": [],
        }  # fmt: skip

    def desk(self) -> dict[str, Any]:
        first = [
            {"number": f"A{at:03d}", "title": "Perekaman E-KTP", "priority": at == 30, "issued_at": NOW}
            for at in (30, 25, 26, 27)
        ]
        shown = first if self.waiting else []
        line = {"name": "Kependudukan", "waiting": self.waiting, "oldest_minutes": 21, "next": shown}
        return {
            "version": self.version, "counter": self.counter, "ticket": self.ticket,
            "layanan": public(self.layanan) | {"persyaratan_office": []} if self.ticket else None,
            "berkas": self.berkas(), "absent": 1, "done_today": 14, "order": shown, "recent": [],
            "lines": [line | {"letter": letter} for letter in "AX"],
        }  # fmt: skip

    def berkas(self) -> dict[str, Any] | None:
        if self.ticket is None or (self.current is None and not self.outcomes):
            return None
        return {"number": "KLP-1", "state": self.berkas_state, "current": self.current, "opened_at": NOW, "handed_over_at": None,
                "steps": [self._step(step) for step in public(self.layanan)["steps"]]}  # fmt: skip

    def _step(self, step: dict[str, Any]) -> dict[str, Any]:
        done = self.outcomes.get(step["order"])
        now = step["order"] == self.current
        told = {"outcome": done["outcome"] if done else None, "missing": done.get("missing", []) if done else []}
        times = {
            "started": NOW if done or now else None,
            "finished": NOW if done and not now else None,
            "minutes": 1.5 if done else None,
        }
        return step | {"standard": step["time"]} | told | times

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if method == "GET":
            return 200, self.desk()
        if self.refusal is not None:
            return self.refusal
        self.version += 1
        getattr(self, "_" + path.rsplit("/", 1)[1].replace("-", "_"))(body)
        return 201, {}

    def _openings(self, body: Any) -> None:
        self.counter["state"] = "open"

    def _breaks(self, body: Any) -> None:
        self.counter |= {"state": "break", "reason": body["reason"]}

    def _closings(self, body: Any) -> None:
        self.counter["state"] = "closed"

    def _calls(self, body: Any) -> None:
        self.ticket = {"number": "A030", "state": "called", "issued_at": NOW, "priority": True}
        self.current, self.outcomes, self.berkas_state = None, {}, "open"

    def _recalls(self, body: Any) -> None:
        pass

    def _services(self, body: Any) -> None:
        assert self.ticket is not None
        self.ticket["state"] = "serving"

    def _completions(self, body: Any) -> None:
        self.ticket = None

    def _absences(self, body: Any) -> None:
        self.ticket = None

    def _berkas(self, body: Any) -> None:
        self.current = 1

    def _steps(self, body: Any) -> None:
        assert self.current is not None
        self.outcomes[self.current] = body
        if body["outcome"] == "incomplete":
            self.berkas_state = "returned"
        else:
            last = len(self.layanan.steps)
            self.current = self.current + 1 if self.current < last else None
            self.berkas_state = "open" if self.current else "done"


@pytest.fixture(params=[(1366, 768), (1920, 1080)], ids=lambda size: f"{size[0]}x{size[1]}")
def sized(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Screen]:
    screen = Screen(chromium, width=request.param[0], height=request.param[1])
    yield screen
    screen.close()


@pytest.fixture
def screen(chromium: Browser) -> Iterator[Screen]:
    small = Screen(chromium, width=1366, height=768)
    yield small
    small.close()


def _sit(screen: Screen, office: Office) -> None:
    counter = {"code": "2", "name": "Loket 2", "lines": ["A", "X"], "state": "open"}
    person = {"name": "Petugas", "roles": ["clerk"]}
    first = {"hall": HALL, "csrf": "seal", "counter": counter, "counters": [], "person": person}
    screen.answers = office.answer
    screen.greeting = office.state
    screen.open("counter.html", first=first | {"desk": office.desk(), "state": office.state()})


def _commands(screen: Screen) -> list[str]:
    return [path.rsplit("/", 1)[1] for method, path, _ in screen.asked if method == "POST"]


def _press(screen: Screen, key: str, phase: str | None = None) -> None:
    before = len(screen.asked)
    screen.page.keyboard.press(key)
    if phase is not None:
        expect(screen.page.locator(f"[data-phase={phase}]").first).to_be_visible()
    screen.page.wait_for_timeout(150 if len(screen.asked) == before else 50)


def _fits(screen: Screen) -> list[str]:
    grew = screen.page.evaluate(
        "document.documentElement.scrollHeight > innerHeight || document.body.scrollWidth > innerWidth"
    )
    return [*screen.trouble(), *(["the page scrolls"] if grew else [])]


def test_a_visit_by_keys_alone(screen: Screen) -> None:
    office = Office(_layanan("legalisir-surat"))
    _sit(screen, office)
    _press(screen, "F2", "called")
    _press(screen, "F8", "serving")
    for _ in office.layanan.steps:
        expect(screen.page.locator("[aria-current=step]")).to_be_visible()
        if screen.page.locator("[aria-current=step] .ask").count():
            _press(screen, "F8")
        _press(screen, "F8")
        screen.page.wait_for_timeout(150)
    expect(screen.page.locator("[data-key=F2]")).to_have_class("next key strong")
    _press(screen, "F2")
    expect(screen.page.locator("[data-phase=called]").first).to_be_visible()
    steps = ["steps"] * len(office.layanan.steps)
    assert _commands(screen) == ["calls", "services", "berkas", *steps, "completions", "calls"]
    assert all(body["request_id"] for method, _, body in screen.asked if method == "POST")


def test_a_second_press_while_the_first_runs_calls_nobody_twice(screen: Screen) -> None:
    _sit(screen, Office(_layanan("skck")))
    screen.page.evaluate(
        """() => { for (let turn = 0; turn < 5; turn += 1)
             document.dispatchEvent(new KeyboardEvent("keydown", { key: "F2", bubbles: true, cancelable: true })); }"""
    )
    expect(screen.page.locator("[data-phase=called]").first).to_be_visible()
    screen.page.wait_for_timeout(300)
    assert _commands(screen) == ["calls"]


def test_a_scanner_presses_nothing(screen: Screen) -> None:
    _sit(screen, Office(_layanan("skck")))
    screen.page.locator("[data-key=F2]").focus()
    screen.page.keyboard.type("ABC123 X9")
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_timeout(300)
    assert _commands(screen) == []
    screen.page.keyboard.press("Enter")  # a person's own Enter on the key that has the focus still works
    expect(screen.page.locator("[data-phase=called]").first).to_be_visible()


def test_a_refusal_stands_as_a_sentence_until_the_next_press(screen: Screen) -> None:
    office = Office(_layanan("skck"))
    _sit(screen, office)
    office.refusal = (409, {"code": "nobody_waiting", "detail": "Belum ada yang menunggu di loket ini."})
    _press(screen, "F2")
    expect(screen.page.locator("[data-place=refusal]")).to_have_text("Belum ada yang menunggu di loket ini.")
    assert _fits(screen) == []
    office.refusal = None
    _press(screen, "F2", "called")
    expect(screen.page.locator("[data-place=refusal]")).to_be_hidden()


def test_a_question_inside_a_step_is_answered_by_f8_and_f9(screen: Screen) -> None:
    office = Office(_layanan("surat-pindah"))
    _sit(screen, office)
    _press(screen, "F2", "called")
    _press(screen, "F8", "serving")
    _press(screen, "F8")
    _press(screen, "F8")
    expect(screen.page.locator("dialog")).to_contain_text("Apakah berkas lengkap?")
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator("dialog")).to_be_hidden()
    _press(screen, "F8")
    _press(screen, "F9")
    expect(screen.page.locator("dialog")).to_be_hidden()
    said = [body for method, path, body in screen.asked if path.endswith("/steps")][-1]
    assert (said["outcome"], said["answer"]) == ("done", "no")


def test_what_is_missing_is_ticked_and_the_file_goes_back(sized: Screen) -> None:
    office = Office(_layanan("izin-usaha"))
    _sit(sized, office)
    _press(sized, "F2", "called")
    _press(sized, "F8", "serving")
    _press(sized, "F9")
    assert _fits(sized) == []
    _press(sized, "F9")  # nothing ticked yet: it asks, and sends nothing
    expect(sized.page.locator("dialog [role=alert]")).to_be_visible()
    sized.page.locator(".tick-row", has_text="NPWP").click()
    sized.page.locator("#other").fill("Materai")
    _press(sized, "F9")
    expect(sized.page.locator(".lacking")).to_contain_text("NPWP; Materai")
    said = [body for method, path, body in sized.asked if path.endswith("/steps")][-1]
    assert (said["outcome"], said["missing"]) == ("incomplete", ["NPWP", "Materai"])
    assert _fits(sized) == []


def test_leaving_steps_open_is_asked_once(screen: Screen) -> None:
    office = Office(_layanan("skck"))
    _sit(screen, office)
    _press(screen, "F2", "called")
    _press(screen, "F8", "serving")
    _press(screen, "F2")
    expect(screen.page.locator("dialog")).to_contain_text("belum dicatat")
    assert _fits(screen) == []
    _press(screen, "F10")
    expect(screen.page.locator("[data-phase=called]").first).to_be_visible()
    assert _commands(screen)[-2:] == ["completions", "calls"]


def test_a_break_says_when_the_counter_opens_again(sized: Screen) -> None:
    office = Office(_layanan("skck"))
    _sit(sized, office)
    sized.page.locator("[data-place=menu]").click()
    assert _fits(sized) == []
    sized.page.get_by_role("button", name="15 menit").click()
    expect(sized.page.locator("[data-phase=break]").first).to_contain_text("buka lagi 09.57")
    assert _fits(sized) == []
    _press(sized, "F2", "free")
    assert _commands(sized) == ["breaks", "openings"]


def test_a_second_browser_at_the_counter_follows(screen: Screen) -> None:
    office = Office(_layanan("skck"))
    _sit(screen, office)
    office.answer("POST", AT + "calls", {})
    screen.say("hall.state", office.state())
    expect(screen.page.locator("[data-ticket=A030] .num").first).to_be_visible()


def test_paper_that_needs_a_hand_stands_in_the_bar(sized: Screen) -> None:
    office = Office(_layanan("skck"))
    _sit(sized, office)
    office.version += 1
    out = {"name": "Kiosk 1", "paper": "out", "cover": "closed", "online": True, "text": None}
    sized.say("hall.state", office.state() | {"printers": [out]})
    expect(sized.page.locator("[data-place=warning]")).to_have_text("Kiosk 1: kertas habis, ganti gulungan")
    sized.say("slip.failed", {"job": 1, "ticket": "A025", "reason": "kertas"})
    expect(sized.page.locator("[data-place=warning]")).to_contain_text("025 tidak tercetak")
    assert _fits(sized) == []


def test_silence_is_said_in_the_bar(screen: Screen) -> None:
    screen.page.clock.install()
    _sit(screen, Office(_layanan("skck")))
    screen.deaf = True
    screen.page.clock.run_for(6000)
    expect(screen.page.locator("[data-place=link]")).to_have_text("Tersambung kembali… Data dari pukul 09.42")
    assert _fits(screen) == []


@pytest.fixture(scope="module")
def desk_page(chromium: Browser) -> Iterator[Screen]:
    """One open desk into which every SOP is drawn by the page's own modules."""
    open_desk = Screen(chromium, width=1366, height=768)
    office = Office(_layanan("skck"))
    _sit(open_desk, office)
    _press(open_desk, "F2", "called")
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


@pytest.mark.parametrize("layanan", EVERY_LAYANAN, ids=lambda layanan: f"{layanan.document.source[:3]}-{layanan.code}")
def test_every_sop_fits_at_every_step_without_scrolling(desk_page: Screen, layanan: Layanan) -> None:
    office = Office(layanan)
    office.answer("POST", AT + "calls", {})
    for current in range(len(layanan.steps) + 1):
        if current == 1:
            office.answer("POST", AT + "services", {})
        office.current = current or None
        office.outcomes = {order: {"outcome": "done"} for order in range(1, current)}
        desk_page.page.evaluate(DRAW, office.desk())
        if current:
            text = desk_page.page.locator("[aria-current=step] .txt").inner_text()
            assert text.startswith(layanan.steps[current - 1].text), f"step {current} is not shown as printed"
        assert _fits(desk_page) == [], f"step {current}"
