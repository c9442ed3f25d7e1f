"""What the office knows of its paper: how far a roll reaches, and the slip that somebody lost, found without a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol

from hall.rules.print_jobs import JobState

SLIP_MM: Final = 120
"""A ticket's length on 80 mm paper with its list of papers; 58 mm paper is near it."""
LOW_MM: Final = 4_000
"""A roll with less than this is about to end: some thirty tickets, time to fetch a new one."""
ROLL_METRES: Final = (5, 300)
PAPER_WORDS: Final[Mapping[str, str]] = {
    "ok": "ada", "near_end": "hampir habis", "out": "habis", "unknown": "tidak dilaporkan",
    "closed": "tertutup", "open": "terbuka",
}  # fmt: skip
NEAR_END: Final = "Kertas hampir habis. Siapkan gulungan baru."
NOTHING_PRINTS: Final = "Tiket tidak dicetak. Nomor tampil di layar kiosk."


@dataclass(frozen=True, slots=True)
class Roll:
    """The roll in a printer. `full_mm`: its length when new. `printed_mm`: since it was put in, `changed_at`.

    Nothing is foretold of a roll whose change nobody noted.
    """

    full_mm: int
    printed_mm: int
    changed_at: datetime | None

    @property
    def left_mm(self) -> int | None:
        """What is left by count, never under 0; None where the change was not noted."""
        return None if self.changed_at is None else max(0, self.full_mm - self.printed_mm)

    @property
    def slips_left(self) -> int | None:
        """About how many tickets that makes."""
        return None if self.left_mm is None else self.left_mm // SLIP_MM

    @property
    def low(self) -> bool:
        """Whether it is about to end by count."""
        return self.left_mm is not None and self.left_mm < LOW_MM


UNKNOWN_ROLL: Final = Roll(80_000, 0, None)


def foretold(paper: str, roll: Roll) -> str:
    """The state of the paper: the sensor's, or "near_end" where the count says so and no sensor says otherwise.

    A printer without a near-end sensor says "ok" until the last millimetre; "out" is always the sensor's.
    """
    return "near_end" if roll.low and paper in ("ok", "unknown") else paper


class Reported(Protocol):
    """A printer by its last report."""

    @property
    def name(self) -> str: ...
    @property
    def paper(self) -> str: ...
    @property
    def cover(self) -> str: ...
    @property
    def online(self) -> bool | None: ...
    @property
    def error(self) -> str | None: ...


def state_words(printer: Reported) -> tuple[Literal["ok", "soon", "late"], str]:
    """(how grave, the words) of a printer in use."""
    if printer.paper == "out":  # first what hands can mend: such a printer says that it is offline as well
        return "late", "Kertas habis"
    if printer.cover == "open":
        return "late", "Tutup terbuka"
    if printer.online is False:
        return "late", "Tidak tersambung"
    if printer.error:
        return "late", "Perlu diperiksa"
    if printer.paper == "near_end":
        return "soon", "Kertas hampir habis"
    return "ok", "Siap"


def trouble(printers: Sequence[Reported]) -> tuple[Literal["soon", "late"], str] | None:
    """(how grave, the sentence) of the paper in a hall for whoever serves there, the worst printer first; None when well.

    `printers`: those in use. Where none of them can print, that is said too: no slip comes, numbers go on. What hands can
    mend comes before it, because a counter's screen has room for the beginning only.
    """
    told = [(printer.name, *state_words(printer)) for printer in printers]
    bad = [f"{_named(name)}: {words[0].lower()}{words[1:]}." for name, level, words in told if level == "late"]
    if len(bad) == len(printers):
        return "late", " ".join([*(bad or ["Belum ada printer."]), NOTHING_PRINTS])
    soon = [f"{_named(name)}: {words[0].lower()}{words[1:]}." for name, level, words in told if level == "soon"]
    if not bad and not soon:
        return None
    return ("late" if bad else "soon"), " ".join([*bad, *soon])


def _named(name: str) -> str:
    return name if name.lower().startswith("printer") else f"Printer {name}"


@dataclass(frozen=True, slots=True)
class KnownPrinter:
    """A printer in use. `hindered`: why it can't print now as far as is known; `fallback`: who takes over."""

    id: int
    name: str
    hindered: str | None
    fallback: int | None


@dataclass(frozen=True, slots=True)
class SlipSearch:
    """Which of today's tickets: issued from `start` on and before `end`, of this layanan, of this line."""

    start: datetime
    end: datetime
    layanan: str | None = None
    line: str | None = None


@dataclass(frozen=True, slots=True)
class FoundTicket:
    """A ticket with what became of its slip. `copies`: how many salinan were asked for."""

    id: int
    number: str
    layanan: str
    line: str
    issued_at: datetime
    state: str
    job: int | None
    job_state: JobState | None
    copies: int
