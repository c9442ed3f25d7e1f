"""A hall as it is set up: lines, counters, layanan, calendar and settings. Read often, changed rarely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hall.rules.calendar import Calendar
from hall.rules.layanan import Layanan
from hall.rules.prayer import Place
from hall.rules.queue_policy import Rule
from hall.rules.reminders import DEFAULTS, Reminder
from hall.rules.tv import OwnFile
from hall.rules.voice import Reading
from hall.rules.zones import Zone


class CounterState(StrEnum):
    """The contract's five; calling and serving follow from the counter's ticket."""

    CLOSED = "closed"
    OPEN = "open"
    CALLING = "calling"
    SERVING = "serving"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Line:
    """One queue with its own letter and numbers."""

    id: int
    letter: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Counter:
    """A place with a clerk (on screens: loket); `lines` are letters in the order of the hall, `weights` theirs (0 to 9)."""

    id: int
    code: str
    name: str
    lines: tuple[str, ...]
    weights: Mapping[str, int] = field(default_factory=dict)

    @property
    def even(self) -> bool:
        """Whether it serves all its lines alike."""
        return len(set(self.weights.values())) <= 1


@dataclass(frozen=True, slots=True)
class Offer:
    """A layanan as this hall offers it: the document's version in force and the office's own additions.

    `classification` begins the numbers of its letters ("474.1").
    """

    id: int
    version_id: int
    active: bool
    layanan: Layanan
    office: tuple[str, ...] = ()
    classification: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A group of layanan on the kiosk."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class HallSettings:
    """What the keeper may set; every field has a working default.

    Who missed a call is called again after `second_chance_after` others of the line, `second_chances` times at most.
    `stations`: what of a recording each counter does, by its code (hall.rules.visits.serves).
    `patterns`: those of the registers, by "agenda" or "agenda:layanan" (hall.rules.registers). `complaint_days`: working
    days of a class of complaints where the hall has its own (hall.rules.complaints); `complaint_years`: for how many years what
    was said in a case stays after its end. `voice_times`: how often a call is said
    (1 to 3); `voice_volume`: per cent of what the TV can do; `voice_quiet`: stretches of the day in minutes after midnight in
    which calls are only shown (hall.rules.voice.quiet). `zones`: parts of the hall with TVs of their own (hall.rules.zones).
    `display_layout` (hall.rules.zones.LAYOUTS) and `display_margin` (per cent) are those of TVs without a zone; `display_sound`:
    per cent of their own loudness with which the office's films play, 0 is silent; `maklumat`: the office's own pledge, which the
    TV shows among its slides, empty where there is none.
    """

    rule: Rule = field(default_factory=Rule)
    running_text: tuple[str, ...] = (
        "Layanan kependudukan GRATIS. Jangan memberi uang kepada siapa pun.",
        "Nomor terlewat? Lapor ke petugas.",
    )
    voice: bool = False
    voice_reading: Reading = "digits"
    voice_english: bool = False
    voice_times: int = 2
    voice_volume: int = 100
    voice_quiet: tuple[tuple[int, int], ...] = ()
    diagonal_inches: float = 21.5
    idle_seconds: int = 60
    answer_seconds: int = 30
    recall_limit: int = 3
    second_chances: int = 2
    second_chance_after: int = 3
    display_layout: str = "slides"
    display_margin: float = 4.0
    display_sound: int = 0
    maklumat: str = ""
    notices: tuple[Reminder, ...] = DEFAULTS
    place: Place | None = None
    categories: tuple[Category, ...] = ()
    patterns: Mapping[str, str] = field(default_factory=dict)
    stations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    complaint_days: Mapping[str, int] = field(default_factory=dict)
    complaint_years: int = 2
    zones: tuple[Zone, ...] = ()


@dataclass(frozen=True, slots=True)
class Hall:
    """The service hall of one kecamatan.

    `printer` takes tickets where the asking kiosk has none of its own.
    `letters`, `desks` and `codes` name the rows of lines, counters and layanan, so that a ticket's row needs no join.
    `media`: the office's own images and videos in the TV's order, also those that are not shown today.
    """

    id: int
    slug: str
    name: str
    regency: str
    timezone: str
    zone: str
    demo: bool
    version: int
    settings: HallSettings
    calendar: Calendar
    lines: Mapping[str, Line]
    counters: Mapping[str, Counter]
    offers: Mapping[str, Offer]
    printer: int | None = None
    letters: Mapping[int, str] = field(default_factory=dict)
    desks: Mapping[int, str] = field(default_factory=dict)
    codes: Mapping[int, str] = field(default_factory=dict)
    media: tuple[OwnFile, ...] = ()

    def rule_sentences(self) -> dict[str, str]:
        """The calling rule for the public as this hall's counters really follow it, by language."""
        even = all(counter.even for counter in self.counters.values())
        return {"id": self.settings.rule.sentence(even=even), "en": self.settings.rule.sentence_en(even=even)}
