"""States of a hall as a TV gets them, and a TV that opens on one."""

from typing import Any

from tests.screens import Screen

HALL = {
    "slug": "jumapolo",
    "name": "Kecamatan Jumapolo",
    "regency": "Kabupaten Karanganyar",
    "timezone": "Asia/Jakarta",
    "zone": "WIB",
}


def counter(code: int, state: str = "open", ticket: str | None = None, **other: Any) -> dict[str, Any]:
    """A counter that serves line A."""
    known = {"code": str(code), "name": f"Loket {code}", "lines": ["A"], "state": state, "ticket": ticket}
    return known | {"reason": None} | other


def line(letter: str, waiting: int, low: int, high: int, name: str | None = None) -> dict[str, Any]:
    """A line with its estimate."""
    return {
        "letter": letter, "name": name or letter, "waiting": waiting, "last_called": None,
        "estimate": {"from": low, "to": high},
    }  # fmt: skip


def call(call_id: int, number: str, code: int = 1, *, recall: bool = False, name: str | None = None) -> dict[str, Any]:
    """A call as the state lists it."""
    return {
        "call_id": call_id, "number": number, "counter": str(code), "counter_name": name or f"Loket {code}",
        "at": "2026-11-19T09:42:00+07:00", "recall": recall,
    }  # fmt: skip


def said(each: dict[str, Any]) -> dict[str, Any]:
    """The same call as the message that announces it, without a sound of its own."""
    text = f"Nomor antrean {each['number']}, silakan menuju {each['counter_name']}"
    return each | {"speech": {"text": text, "words": "", "url": None}}


def state(**changes: Any) -> dict[str, Any]:
    """A calm morning."""
    return {
        "version": 1,
        "setup": 1,
        "hall": "jumapolo",
        "now": "2026-11-19T09:42:30+07:00",
        "counters": [counter(1), counter(2), counter(3, "break", reason="buka lagi 10.15")],
        "lines": [line("A", 6, 25, 40), line("M", 14, 10, 20), line("U", 2, 5, 15)],
        "calls": [call(7, "M011", 2), call(6, "A023")],
        "notice": None,
        "voice": {"on": True, "times": 1, "volume": 100, "quiet": False},
        "service": {"open": True, "why": None, "until": "15.00"},
        "printers": [],
        "ready": [],
        "recording": None,
        "notices": [],
        "media": [],
    } | changes


def page(shown: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What the TV's page carries."""
    return {
        "hall": HALL,
        "state": shown,
        "running_text": ["Layanan GRATIS."],
        "layout": "slides",
        "margin": 4,
        "settings": {"voice": False, "times": 2, "volume": 100, "english": False, "film_volume": 0},
        "zone": None,
        "part": None,
    } | changes


def opened(screen: Screen, shown: dict[str, Any], *, slides: Any = (), pledge: Any = (), **changes: Any) -> None:
    """Opens the TV; the server greets it with the same state."""
    screen.greeting = screen.greeting or (lambda: shown)
    screen.open("display.html", first=page(shown, **changes), slides=slides, pledge=pledge)
