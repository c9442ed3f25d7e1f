"""People whose data would be known anywhere, and all that a day leaves behind, to be searched for them.

Promise 7 of the contract: no name, NIK, telephone or KK on slip, TV, voice, socket message, URL or log. What a page may show
to one signed-in clerk stands in `MAY`, with its reason; nothing else may.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, quote_plus, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, WebSocket

from tests.journeys.rooms import Witness
from tests.journeys.server import Server, ask
from tests.printer_drivers.simulated import SimulatedPrinter

MAY: Final = (
    (r"/counter/wajib-ktp/\d+", "a clerk opened this one person; kept in the event log"),
    (r"/counter/perekaman/orang/\d+", "a clerk opened this one person's summons; kept in the event log"),
    (r"/counter/\d", "the number of this person (or family) is in hand at this counter"),
)
"""Pages that may name somebody, and why; each one person or one family. Lists show masked names; letters as PDF leave the
server and stay nowhere."""

PLACES: Final = ("addresses", "frames", "titles", "log", "paper", "store", "metrics")
"""Besides these: "console", where an ordinary day says nothing."""


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist. No NIK begins with 99, no telephone with 0800-555."""

    name: str
    born: str
    village: str
    nik: str
    family: str
    phone: str

    @property
    def data(self) -> tuple[str, ...]:
        """What must be found nowhere: every word of the name, and the numbers."""
        return (*self.name.split(), self.nik, self.family, self.phone)

    def row(self) -> list[str]:
        """As the village's list has it."""
        return [self.name, self.born, self.village, self.nik, self.family, self.phone]


def person(number: int, name: str, born: str, village: str, family: int | None = None) -> Person:
    """One of the invented; `family`: whose KK it shares."""
    kk = number if family is None else family
    return Person(name, born, village, f"99{number:014}", f"98{kk:014}", f"08005550{number:04}")


@dataclass
class Evidence:
    """What was requested, said, sent, written and printed, by place."""

    places: dict[str, list[bytes]] = field(default_factory=dict)
    shown: dict[str, list[str]] = field(default_factory=dict)
    sounds: set[str] = field(default_factory=set)

    def add(self, place: str, what: str | bytes) -> None:
        """Something was left at this place."""
        self.places.setdefault(place, []).append(what.encode() if isinstance(what, str) else what)

    def leave(self, server: Server, printer: SimulatedPrinter) -> None:
        """What stays when the day is over: the log, paper, the data folder with its database and voices, the metrics."""
        self.add("log", server.log())
        self.add("paper", bytes(printer.heard))
        for file in sorted(server.folder.rglob("*")):
            if file.is_file():
                self.add("store", str(file.relative_to(server.folder)).encode() + b"\n" + file.read_bytes())
        status, told = ask(server.port, "GET", "/metrics")
        assert status == 200
        self.add("metrics", str(told))

    def found(self, people: Sequence[Person]) -> list[str]:
        """Where something of these people stands that must not: place and whose."""
        hits = [
            f"{place}: of {who.name} {word!r}"
            for place, parts in self.places.items()
            for whole in [b"\n".join(parts).lower()]
            for who in people
            for word in who.data
            if any(form in whole for form in _forms(word))
        ]
        return hits + [f"page {path}: {name}" for path, name in self._on_pages(people)]

    def names_none_of(self, people: Sequence[Person]) -> None:
        """Every place was filled and searched, and nobody is in it; every sound that was asked for is the sound of a call."""
        assert [place for place in PLACES if not self.places.get(place)] == []
        calls = b"".join(self.places["frames"])
        assert self.sounds
        assert [path for path in self.sounds if path.encode() not in calls] == []
        assert self.found(people) == []

    def _on_pages(self, people: Sequence[Person]) -> Iterator[tuple[str, str]]:
        for path, pages in self.shown.items():
            allowed = any(re.fullmatch(rf"/[a-z-]+{may}", path) for may, _ in MAY)
            for page in pages:
                named = [who for who in people if any(word.lower() in page.lower() for word in who.data)]
                if named and (not allowed or len({who.family for who in named}) > 1):
                    yield path, " and ".join(who.name for who in named)


class Watcher(Witness):
    """A witness who also writes down: every address, every line of the console, every frame of every socket."""

    def __init__(self, browser: Browser, base: str, evidence: Evidence) -> None:
        super().__init__(browser, base)
        self.evidence = evidence

    def beside(self, page: Page, path: str) -> Page:
        """Another tab of the same browser."""
        tab = page.context.new_page()
        self._watch(tab, path)
        tab.goto(self._base + path)
        return tab

    def look(self, *pages: Page) -> None:
        """What these pages show now."""
        for page in pages:
            self.evidence.add("titles", page.title())
            self.evidence.shown.setdefault(urlsplit(page.url).path, []).append(page.content())

    def _watch(self, page: Page, path: str) -> None:
        super()._watch(page, path)
        page.on("console", self._said)
        page.on("request", self._asked)
        page.on("framenavigated", lambda frame: self.evidence.add("addresses", frame.url))
        page.on("websocket", self._wired)

    def _said(self, said: ConsoleMessage) -> None:
        self.evidence.add("console", said.text)

    def _asked(self, request: Request) -> None:
        self.evidence.add("addresses", request.url)
        path = urlsplit(request.url).path
        if path.startswith("/api/") and path.endswith(".mp3"):
            self.evidence.sounds.add(path)

    def _wired(self, wire: WebSocket) -> None:
        self.evidence.add("addresses", wire.url)
        wire.on("framesent", lambda frame: self.evidence.add("frames", frame))
        wire.on("framereceived", lambda frame: self.evidence.add("frames", frame))


def _forms(word: str) -> set[bytes]:
    """The word as it may stand somewhere: plain, in an address, wide, as hexadecimal or base64 at any place."""
    plain = word.lower().encode()
    forms = {plain, quote(word).lower().encode(), quote_plus(word).lower().encode(), plain.hex().encode()}
    forms |= {word.lower().encode("utf-16-le"), word.encode().hex().encode()}
    for ahead in range(3):
        turned = base64.b64encode(bytes(ahead) + word.encode() + b"\0\0")
        forms.add(turned[-(-ahead * 8 // 6) : (ahead + len(word)) * 8 // 6].lower())
    return forms
