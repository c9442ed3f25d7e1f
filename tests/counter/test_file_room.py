"""The file room by keyboard alone: walk, tick, one press for many, and the failing ones named; and the page of an outage."""

from typing import Any

import pytest
from playwright.sync_api import expect

from hall.rules.layanan import public
from tests.counter.double import HALL, NOW, Office, fits, layanan_of, posted, type_keys
from tests.screens import Screen

LATE = "2026-00003"
NUMBER = {
    "register": "agenda", "register_text": "Buku agenda", "number": "331/004/XI/2026", "year": 2026, "running": 4,
    "voided": False,
}  # fmt: skip


def _file(number: str, *, asks: bool = False, **more: Any) -> dict[str, Any]:
    printed = public(layanan_of("skck"))["steps"]
    asked = {"text": "Apakah berkas lengkap?", "yes": 2, "no": "returned"}
    fresh: dict[str, Any] = {
        "finished": None,
        "outcome": None,
        "missing": [],
        "minutes": None,
        "role": None,
        "on_behalf": False,
    }
    steps = [
        step
        | fresh
        | {"started": NOW if not at else None, "standard": step["time"], "question": asked if asks and not at else None}
        for at, step in enumerate(printed)
    ]
    return {
        "number": number, "title": "Pengantar SKCK", "label": None, "layanan": "skck", "state": "open", "current": 1,
        "agenda_number": None, "numbers": [NUMBER], "ticket": None, "picked_up": None, "opened_at": NOW, "promised_at": NOW,
        "holder": "kasi", "holder_text": "Kasi", "holder_since": NOW, "overdue": number == LATE, "handed_over_at": None,
        "applicant": None, "letter": None, "void_reason": None, "steps": steps, "recorded_by_roles": ["kasi"],
    } | more  # fmt: skip


class House:
    """Four files that wait for the Kasi; one of them refuses."""

    def __init__(self) -> None:
        self.files = [_file(LATE), _file("2026-00001"), _file("2026-00002", asks=True), _file("2026-00004")]
        self.searched: list[str] = []
        self.substitutes: list[dict[str, Any]] = []

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        last = path.rsplit("/", 1)[1]
        if method == "GET" and last == "berkas":
            return 200, {"items": self.files, "next": None}
        if method == "GET" and last == "layanan":
            return 200, [public(layanan_of("skck")) | {"persyaratan_office": []}]
        if method == "GET" and last == "substitutes":
            return 200, self.substitutes
        if method == "GET":
            return 200, next((file for file in self.files if file["number"] == last), self.files[0])
        if last == "steps-batch":
            return 201, {"items": [self._one(number) for number in body["numbers"]]}
        return 201, {"agenda_number": "331/004/XI/2026"}

    def _one(self, number: str) -> dict[str, Any]:
        if number == "2026-00004":
            told = {"code": "forbidden", "title": "Tidak boleh", "detail": "Langkah ini dicatat oleh Camat."}
            return {"number": number, "ok": False, "berkas": None, "refusal": told}
        self.files = [file for file in self.files if file["number"] != number]
        return {"number": number, "ok": True, "berkas": {}, "refusal": None}


def _enter(screen: Screen, house: House, number: str | None = None, *, letters: tuple[str, ...] = ()) -> None:
    screen.answers = house.answer
    screen.greeting = Office(layanan_of("skck")).state
    person = {"name": "Kepala Seksi", "roles": ["kasi"]}
    first = {
        "hall": HALL,
        "csrf": "seal",
        "person": person,
        "counter": None,
        "number": number,
        "letters": letters,
        "today": True,
        "state": screen.greeting(),
    }
    screen.open("files.html", hall=HALL, first=first)
    expect(screen.page.locator(".file").first).to_be_visible()


def test_late_files_stand_first_and_say_who_holds_them_since_when(sized: Screen) -> None:
    _enter(sized, House())
    expect(sized.page.locator(".file").first).to_contain_text(LATE)
    expect(sized.page.locator(".file").first).to_contain_text("Lewat waktu")
    expect(sized.page.locator(".file").first).to_contain_text("Kasi sejak 09.42")
    expect(sized.page.locator("[data-place=file]")).to_contain_text(LATE)
    assert fits(sized) == []


def test_many_are_ticked_and_approved_by_one_press_and_the_failing_one_is_named(screen: Screen) -> None:
    house = House()
    _enter(screen, house)
    for _ in house.files:
        type_keys(screen, "Space", "ArrowDown")
    expect(screen.page.locator("[data-place=approve-words]")).to_contain_text("4 berkas")
    screen.page.keyboard.press("F8")
    expect(screen.page.locator("dialog[open]")).to_contain_text("Apakah berkas lengkap?")  # asked once for its files
    screen.page.keyboard.press("F8")
    expect(screen.page.locator("dialog[open]")).to_contain_text("2026-00004")
    expect(screen.page.locator("dialog[open]")).to_contain_text("Langkah ini dicatat oleh Camat.")
    assert fits(screen) == []
    batches = posted(screen, "/steps-batch")
    assert [(batch["numbers"], batch.get("answer")) for batch in batches] == [
        ([LATE, "2026-00001", "2026-00004"], None), (["2026-00002"], "yes"),
    ]  # fmt: skip
    assert [batch["orders"] for batch in batches] == [[1, 1, 1], [1]], "the steps that the person saw"
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator(".file")).to_have_count(1)
    expect(screen.page.locator(".file.on")).to_have_count(1)  # what failed stays ticked


@pytest.mark.parametrize(
    ("keys", "command", "body"),
    [
        (["F7", "'Hasil survei", "F8"], "/steps", {"order": 1, "outcome": "waiting", "note": "Hasil survei"}),
        (["F9", "1", "F9"], "/steps", {"order": 1, "outcome": "incomplete"}),
        (["NumpadSubtract", "2", "1"], "/steps", {"order": 1, "outcome": "skipped"}),
        (["NumpadSubtract", "3"], "/agenda-numbers", {}),
        (["NumpadSubtract", "4"], "/receipts", {}),
        (["NumpadSubtract", "7", "2"], "/voids", {"reason": "Pemohon menarik permohonan"}),
        (["NumpadSubtract", "8", "1"], "/registers/agenda/voids", {"year": 2026, "running": 4}),
        (["NumpadAdd", "'a024", "Enter"], "/pick-ups", {"ticket": "A024"}),
        (["F10", "'petugas2", "Tab", "'Dinas luar", "F8"], "/substitutes", {"role": "kasi", "username": "petugas2"}),
    ],
)
def test_everything_else_by_keys_alone(screen: Screen, keys: list[str], command: str, body: dict[str, Any]) -> None:
    _enter(screen, House())
    type_keys(screen, *keys)
    sent = posted(screen, command)[-1]
    assert body.items() <= sent.items()
    assert fits(screen) == []


def test_a_number_is_searched_as_typed_or_scanned(screen: Screen) -> None:
    house = House()
    _enter(screen, house)
    wire: list[str] = []
    screen.page.on("request", lambda request: wire.append(request.url))
    screen.page.keyboard.press("F3")
    screen.page.keyboard.type("http://antrean.test/t/ABC")
    with screen.page.expect_request(lambda request: "q=" in request.url):
        screen.page.keyboard.press("Enter")
    assert any("q=http%3A%2F%2Fantrean.test%2Ft%2FABC" in url for url in wire)


def test_handwritten_numbers_are_typed_row_after_row(sized: Screen) -> None:
    given = {"line": "A", "written": "A014", "number": "A019", "state": "waiting", "issued_at": NOW}
    sized.answers = lambda method, path, body: (201, {"items": [given]})
    lines = [{"letter": "A", "name": "Kependudukan"}, {"letter": "X", "name": "Surat"}]
    first = {"hall": HALL, "csrf": "seal", "person": None, "counter": "2", "lines": lines, "now": NOW}
    sized.open("outage.html", hall=HALL, first=first)
    keys = ["Enter", "'14", "Enter", "'9.10", "Enter", "Enter", "Enter", "'0915", "Enter", "'X", "Enter", "'3", "F6"]
    type_keys(sized, *keys)
    assert fits(sized) == []
    sized.page.keyboard.press("F8")
    assert posted(sized, "/outages")[0]["rows"] == [
        {"line": "A", "number": "14", "time": "09:10"},
        {"line": "A", "number": "15", "time": "09:15"},
        {"line": "X", "number": "3", "time": "09:15", "unused": True},
    ]
    expect(sized.page.locator("[data-place=given]")).to_contain_text("di kertas A\u00a0014")
    assert fits(sized) == []


def test_a_row_that_cannot_be_read_is_shown_and_nothing_is_sent(screen: Screen) -> None:
    first = {
        "hall": HALL,
        "csrf": "seal",
        "person": None,
        "counter": None,
        "lines": [{"letter": "A", "name": "K"}],
        "now": NOW,
    }
    screen.open("outage.html", hall=HALL, first=first)
    screen.page.keyboard.press("Enter")
    screen.page.keyboard.type("12")
    screen.page.keyboard.press("Tab")
    screen.page.keyboard.type("pagi")
    screen.page.keyboard.press("F8")
    expect(screen.page.locator("[data-place=refusal]")).to_contain_text("Baris 1")
    assert screen.asked == []
