"""The far end of the desk's requests, held by the tests: an office of one counter that the page's own commands move."""

from typing import Any

from playwright.sync_api import expect

from hall.catalogue.places import bundled_halls
from hall.catalogue.reader import read_hall
from hall.rules.layanan import Layanan, public
from tests.patience import eventually
from tests.screens import Screen

HALL = {
    "slug": "kalipare",
    "name": "Kecamatan Kalipare",
    "regency": "Kabupaten Malang",
    "timezone": "Asia/Jakarta",
    "zone": "WIB",
}
NOW = "2026-11-19T09:42:00+07:00"
SOON = "2026-11-19T09:52:00+07:00"
AT = "/api/v1/halls/kalipare/counters/2/"
COUNTERS = [
    {"code": str(at), "name": f"Loket {at}", "lines": ["A", "X"], "state": "open", "ticket": None} for at in (1, 2, 3)
]
LINES = [
    {"letter": letter, "name": name, "waiting": 4} for letter, name in (("A", "Kependudukan"), ("X", "Rekomendasi"))
]
EVERY_LAYANAN = [layanan for folder in bundled_halls() for layanan in read_hall(folder).layanan]
SHOWN_LAYANAN = EVERY_LAYANAN[2:19]


def layanan_of(code: str) -> Layanan:
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
        self.answered: dict[str, Any] = {}
        self.done: list[str] = []
        self.waiting = 4
        self.version = 1
        self.held: list[dict[str, Any]] = []
        self.absent_list: list[dict[str, Any]] = []
        self.files: list[dict[str, Any]] = []
        self.applicant: dict[str, Any] | None = None
        self.undo: dict[str, Any] | None = None
        self.heard_at: str | None = None
        self.wrong_codes: dict[str, Any] | None = None
        self.person: str | None = "Petugas"

    def take_up(self, phase: str) -> None:
        """As this phase begins, whatever was done before: "free", "called" or "serving"."""
        self.ticket, self.current, self.outcomes, self.done = None, None, {}, []
        self.counter |= {"state": "open", "reason": None}
        if phase != "free":
            self._calls({})
        if phase == "serving":
            self._services({})
            self.current = 1
        self.version += 1

    def state(self) -> dict[str, Any]:
        return {
            "version": self.version, "hall": "kalipare", "now": NOW, "counters": COUNTERS, "lines": LINES, "calls": [],
            "notice": None, "service": {"open": True, "why": None, "until": None}, "printers": [], "paper": None,
        }  # fmt: skip

    def desk(self) -> dict[str, Any]:
        first = [
            {"number": f"A{at:03d}", "title": "Perekaman E-KTP", "priority": at == 30, "issued_at": NOW}
            for at in (30, 25, 26, 27)
        ]
        shown = first if self.waiting else []
        line = {"name": "Kependudukan", "waiting": self.waiting, "oldest_minutes": 21, "next": shown}
        who = {"person": self.person, "mine": self.person == "Petugas"}
        return {
            "version": self.version, "counter": self.counter | who, "ticket": self.ticket,
            "layanan": public(self.layanan) | {"persyaratan_office": []} if self.ticket else None,
            "berkas": self.berkas(), "absent": 1, "done_today": 14, "order": shown, "recent": [],
            "held": self.held, "absent_list": self.absent_list, "files": self.files, "undo": self.undo,
            "heard_at": self.heard_at, "wrong_codes": self.wrong_codes,
            "waiting_for_me": 3, "overdue": 1,
            "lines": [line | {"letter": letter} for letter in "AX"],
        }  # fmt: skip

    def berkas(self) -> dict[str, Any] | None:
        if self.ticket is None or (self.current is None and not self.outcomes):
            return None
        return {"number": "KLP-1", "applicant": self.applicant,
                "state": self.berkas_state, "current": self.current, "opened_at": NOW, "handed_over_at": None,
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
        if method == "GET" and path.endswith("/day-ends"):
            left = {"number": "A025", "line": "A", "title": "KTP", "state": "waiting", "issued_at": NOW}
            return 200, {"day": NOW[:10], "may_end": True, "why_not": None, "items": [left]}
        if method == "GET" and path.endswith("/tickets"):
            found = {"number": "A019", "title": "SKCK", "issued_at": NOW, "print": {"job": 19, "state": "printed"}}
            return 200, {"items": [found, found | {"number": "A018", "print": {"job": 18, "state": "printed"}}]}
        if method == "GET" and path.endswith("/layanan"):
            return 200, [public(layanan, steps=False) for layanan in SHOWN_LAYANAN]
        if method == "GET":
            return 200, self.desk()
        if self.refusal is not None:
            return self.refusal
        if body["request_id"] in self.answered:
            return 200, self.answered[body["request_id"]]
        self.version += 1
        moved = getattr(self, "_" + path.rsplit("/", 1)[1].replace("-", "_"))(body)
        self.done.append(path.rsplit("/", 1)[1])
        self.answered[body["request_id"]] = moved or {}
        return 201, moved or {}

    def _openings(self, body: Any) -> None:
        self.counter["state"] = "open"

    def _breaks(self, body: Any) -> None:
        self.counter |= {"state": "break", "reason": body["reason"]}

    def _closings(self, body: Any) -> None:
        self.counter["state"] = "closed"

    def _calls(self, body: Any) -> None:
        number = body.get("ticket", "A030")
        self.ticket = {
            "number": number,
            "line": number[0],
            "state": "called",
            "issued_at": NOW,
            "priority": True,
            "print": {"job": 7},
        }
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
        self.absent_list = [{"number": "A030", "title": "Perekaman E-KTP", "at": NOW, "comes_back": True}]
        self.undo = {"command": "absent", "number": "A030", "text": "Tidak hadir A030 diurungkan", "until": SOON}

    def _undos(self, body: Any) -> None:
        self.undo, self.absent_list = None, []
        self._calls(body)

    def _holds(self, body: Any) -> None:
        self.ticket, self.held = None, [{"number": "A030", "title": "Perekaman E-KTP", "reason": "", "until": SOON}]

    def _resumptions(self, body: Any) -> None:
        self.held, self.absent_list = [], []
        self._calls(body)

    def _transfers(self, body: Any) -> None:
        self.ticket = None

    def _cancellations(self, body: Any) -> None:
        self.ticket = None

    def _returns(self, body: Any) -> None:
        self.ticket, self.held = None, [{"number": "A030", "title": "KTP", "reason": "returned", "until": None}]

    def _tickets(self, body: Any) -> dict[str, Any]:
        self.waiting += 1
        return {"number": "A031"}

    def _copies(self, body: Any) -> None:
        pass

    _takeovers = _missing_slips = _receipts = _applicants = _day_ends = _summaries = _copies

    def _agenda_numbers(self, body: Any) -> dict[str, Any]:
        return {"agenda_number": "470/012/XI/2026"}

    def _berkas(self, body: Any) -> dict[str, Any]:
        self.current = 1
        return {"number": "KLP-1"}

    def _steps(self, body: Any) -> None:
        assert self.current is not None
        self.outcomes[self.current] = body
        if body["outcome"] == "incomplete":
            self.berkas_state = "returned"
        else:
            last = len(self.layanan.steps)
            self.current = self.current + 1 if self.current < last else None
            self.berkas_state = "open" if self.current else "done"


def sit(screen: Screen, office: Office, *, records: bool = False) -> None:
    counter = {"code": "2", "name": "Loket 2", "lines": ["A", "X"], "state": "open"}
    person = {"name": "Petugas", "roles": ["clerk"]}
    first = {"hall": HALL, "csrf": "seal", "counter": counter, "counters": [], "person": person, "records": records}
    screen.answers = office.answer
    screen.greeting = office.state
    screen.open("counter.html", first=first | {"desk": office.desk(), "state": office.state()})


def commands(screen: Screen) -> list[str]:
    return [path.rsplit("/", 1)[1] for method, path, _ in screen.asked if method == "POST"]


def press(screen: Screen, key: str, phase: str | None = None) -> None:
    """Presses a key and waits until the page has done what it means; `phase`: how the desk then stands."""
    screen.page.keyboard.press(key)
    screen.settled()
    if phase is not None:
        expect(screen.page.locator(f"[data-phase={phase}]").first).to_be_visible()


def type_keys(screen: Screen, *keys: str) -> None:
    """Keys by their names, text after an apostrophe, at a person's pace: what follows text faster is a scanner's."""
    for key in keys:
        if key.startswith("'"):
            screen.page.keyboard.type(key[1:])
            screen.page.wait_for_timeout(120)
        else:
            screen.page.keyboard.press(key)
        screen.settled()


def posted(screen: Screen, command: str) -> list[dict[str, Any]]:
    """The bodies that were sent to this command so far; waits for the first."""

    def bodies() -> list[dict[str, Any]]:
        screen.settled()
        return [body for method, path, body in screen.asked if method == "POST" and path.endswith(command)]

    found: list[dict[str, Any]] = eventually(bodies, f"{command} is asked for, not only {commands(screen)}")
    return found


def fits(screen: Screen) -> list[str]:
    grew = screen.page.evaluate(
        "document.documentElement.scrollHeight > innerHeight || document.body.scrollWidth > innerWidth"
    )
    return [*screen.trouble(), *(["the page scrolls"] if grew else [])]
