"""A kiosk or a phone in real Chromium without a server, from the real catalogues; the test holds the other end of the wire."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Browser

from hall.catalogue.reader import read_hall
from hall.rules.layanan import public
from hall.web.pictograms import globals_for
from kiosk.shown import for_kiosk
from tests.screens import ROOT, Screen

HALLS = ("kerjo", "jumapolo", "kalipare", "barito-kuala")
SIZES = {"portrait": (1080, 1920, 21.5), "landscape": (1366, 768, 18.5), "short": (1366, 768, 15.6)}
NOW = "2026-11-19T09:42:00+07:00"
RULE = {
    "id": "Yang datang dulu dilayani dulu. Prioritas didahulukan: dua nomor prioritas, lalu satu nomor lain. "
    "Tidak ada yang dilewati lebih dari empat kali.",
    "en": "First come, first served. Priority goes first: two priority numbers, then one other. "
    "Nobody is passed more than four times.",
}


def plate(hall: str) -> dict[str, Any]:
    """The hall's name-plate as pages carry it."""
    plan = read_hall(ROOT / "catalogues" / hall).hall
    return {"slug": plan.slug, "name": plan.name, "regency": plan.regency, "timezone": plan.timezone, "zone": plan.zone}


def layanan(hall: str) -> list[dict[str, Any]]:
    """What the kiosk of this hall offers."""
    return [
        for_kiosk(public(one)) for one in read_hall(ROOT / "catalogues" / hall).layanan if one.audience == "citizen"
    ]


def printer(**changes: Any) -> dict[str, Any]:
    """A printer that works."""
    return {"name": "Kiosk 1", "paper": "ok", "cover": "closed", "online": True, "text": None} | changes


def state(hall: str = "jumapolo", *, version: int = 1, waiting: int = 6, **changes: Any) -> dict[str, Any]:
    """A `hall.state` with three open counters that serve every line."""
    lines = [line.letter for line in read_hall(ROOT / "catalogues" / hall).hall.lines]
    counters = [
        {"code": code, "name": f"Loket {code}", "state": "open", "ticket": None, "lines": lines, "reason": None}
        for code in "123"
    ]
    queue = {"waiting": waiting, "last_called": None, "estimate": {"from": 25, "to": 40}}
    service = {"open": True, "why": None, "until": "15.00"}
    known = {"version": version, "hall": hall, "now": NOW, "counters": counters, "calls": [], "notice": None}
    return (
        known
        | {
            "service": service,
            "printers": [printer()],
            "lines": [{"letter": one, "name": one} | queue for one in lines],
        }
        | changes
    )


def first(
    hall: str = "jumapolo", *, diagonal: float = 21.5, idle: float = 3600, answer: float = 25, **changes: Any
) -> dict[str, Any]:
    """The kiosk's first state; who only looks at it is not asked after a minute whether they are still there."""
    plan = read_hall(ROOT / "catalogues" / hall).hall
    settings = {"diagonal_inches": diagonal, "idle_seconds": idle, "answer_seconds": answer}
    categories = [{"code": one.code, "name": one.name, "name_en": one.name_en} for one in plan.categories]
    page = {"hall": plate(hall), "csrf": "c", "layanan": layanan(hall), "categories": categories, "state": state(hall)}
    return page | {"rule": RULE, "settings": settings, "now": NOW, "printer": "Kiosk 1"} | changes


def ticket(**changes: Any) -> dict[str, Any]:
    """The answer to a tap."""
    known = {"number": "A024", "token": "7K3M9QX2ABCD4", "line": "A", "layanan": "pindah-penduduk", "state": "waiting"}
    known |= {"priority": False, "due_at": None, "issued_at": NOW, "waiting_before": 6, "counter": None}
    return known | {"estimate": {"from": 25, "to": 40}, "print": {"job": "9", "state": "queued"}} | changes


CODE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 33 33"><path d="M4 4h25v25H4z"/></svg>'


class Glass(Screen):
    """A kiosk's glass: `tap` presses what a finger would, `words` is what stands there."""

    def __init__(self, browser: Browser, size: str = "portrait", **options: Any) -> None:
        width, height, self.diagonal = SIZES[size]
        super().__init__(browser, width=width, height=height, **options)
        self.page.route("**/qr.svg", lambda route: route.fulfill(body=CODE, content_type="image/svg+xml"))

    def open(self, template: str = "kiosk.html", **context: Any) -> None:
        folders = [ROOT / "kiosk/templates", ROOT / "hall/web/templates"]
        jinja = Environment(loader=FileSystemLoader(folders), autoescape=True)
        jinja.globals.update(globals_for(ROOT / "static/pictograms"), asset=lambda path: f"/static/test/{path}")
        self.show(jinja.get_template(template).render(**context))

    def show(self, html: str) -> None:
        """Opens a page that is rendered already."""
        self._html = html
        self.page.goto("http://antrean.test/", wait_until="load")
        self.page.evaluate("document.fonts.ready")

    def kiosk(self, hall: str = "jumapolo", **changes: Any) -> None:
        """Opens the kiosk of this hall."""
        page = first(hall, diagonal=self.diagonal, **changes)
        self.open(first=page, hall=page["hall"])
        self.page.wait_for_selector("#stage main")

    def tap(self, what: str, value: str | None = None) -> None:
        """One press by a key's own meaning; no two presses of a test count as one trembling finger."""
        match = f'button[data-do="{what}"]' + (f'[data-value="{value}"]' if value is not None else "")
        self.page.locator(match).first.dispatch_event("click")

    def goes_by(self, seconds: int) -> None:
        """So much time passes (after `page.clock.install()`), while the server goes on beating."""
        for _ in range(0, seconds, 4):
            self.page.clock.run_for(4000)
            self.say("beat", {})

    def words(self, where: str = "#stage") -> str:
        """What stands there, white space as single spaces."""
        return " ".join(self.page.inner_text(where).split())

    def sticks_out(self) -> str | None:
        """The first part of the view that leaves its place, told by the kiosk's own measure; None when all fits."""
        found: str | None = self.page.evaluate(STICKS_OUT)
        return found

    def small_targets(self) -> list[str]:
        """Keys that are smaller than 20 mm in one direction."""
        found: list[str] = self.page.evaluate(SMALL)
        return found


STICKS_OUT = """async () => {
  const { sticksOut } = await import("/static/test/js/kiosk/fit.js");
  const part = sticksOut(document.querySelector("#stage main"));
  return part && `${part.tagName}.${part.className}: ${part.textContent.slice(0, 60)}`;
}"""
SMALL = """() => {
  const mm = parseFloat(document.documentElement.style.getPropertyValue("--mm"));
  return [...document.querySelectorAll("button")].filter((key) => key.getClientRects().length).filter((key) => {
    const box = key.getBoundingClientRect();
    return Math.min(box.width, box.height) < 20 * mm - 1;
  }).map((key) => key.textContent);
}"""
PICTOGRAMS: Path = ROOT / "static/pictograms"
