"""What the keeper sees of today, and what needs a hand: decided from values alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Final, Literal
from zoneinfo import ZoneInfo

from hall.rules.access import Device
from hall.rules.calendar import clock_text, date_text
from hall.rules.paper import UNKNOWN_ROLL, Roll, state_words
from hall.rules.screens import Word, standing

ROLE_WORDS: Final[Mapping[str, str]] = {
    "kiosk": "Kiosk",
    "display": "TV ruang tunggu",
    "counter": "Layar loket",
    "admin": "Ruang penjaga",
}


@dataclass(frozen=True, slots=True)
class KeptPrinter:
    """A printer with its address and its last report, which stands so `since` then.

    `paper` is foretold by the roll where no sensor tells. `printed_today` counts slips of today's numbers. `fallback`: the
    id of the printer that takes over.
    """

    id: int
    name: str
    url: str
    active: bool
    paper: str
    cover: str
    online: bool | None
    error: str | None
    reported_at: datetime | None
    printed_today: int
    since: datetime | None = None
    fallback: int | None = None
    roll: Roll = UNKNOWN_ROLL


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line today: how many wait, and since when the oldest does."""

    letter: str
    name: str
    waiting: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Care:
    """Something that needs a hand: what it is, what to do, and the keeper's page for it."""

    level: Literal["late", "soon"]
    title: str
    advice: str
    page: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Today in numbers; `median_minutes` from taking a number to its call; `by_hour` wall hour -> numbers taken."""

    taken: int
    waiting: int
    done: int
    absent: int
    median_minutes: int | None
    by_hour: Mapping[int, int]


def figures(taken: Sequence[tuple[str, datetime, datetime | None]], timezone: str) -> Figures:
    """Today's numbers counted: `taken` holds (state, issued at, called at) of each."""
    zone = ZoneInfo(timezone)
    states = [state for state, _, _ in taken]
    waits = [(called - issued).total_seconds() / 60 for _, issued, called in taken if called is not None]
    by_hour: dict[int, int] = {}
    for _, issued, _ in taken:
        hour = issued.astimezone(zone).hour
        by_hour[hour] = by_hour.get(hour, 0) + 1
    return Figures(
        taken=len(taken), waiting=states.count("waiting"), done=states.count("done"), absent=states.count("absent"),
        median_minutes=round(median(waits)) if waits else None, by_hour=by_hour,
    )  # fmt: skip


def hours_shown(by_hour: Mapping[int, int], now_hour: int) -> list[int]:
    """The wall hours of the chart: eight at least, from the first number (or the hour of opening, eight) on."""
    first = min([8, now_hour, *by_hour])
    last = max([15, now_hour, *by_hour])
    return list(range(first, last + 1))


def printer_state(printer: KeptPrinter) -> tuple[Literal["ok", "soon", "late", "unknown"], str]:
    """(how grave, the words) of a printer's last report."""
    if not printer.active:
        return "unknown", "Tidak dipakai"
    level, words = state_words(printer)
    return ("unknown", "Belum melapor") if level == "ok" and printer.reported_at is None else (level, words)


def cares(
    now: datetime,
    timezone: str,
    printers: Sequence[KeptPrinter],
    screens: Sequence[tuple[Device, Word | None]],
    slips: Mapping[str, int],
    ahead: datetime | date | None,
) -> list[Care]:
    """What needs a hand, gravest first. `slips`: today's slips by state; `ahead`: what the clock stands behind."""
    found = [*_clock(ahead, timezone), *_printers(printers), *_screens(screens, now, timezone), *_slips(slips)]
    return sorted(found, key=lambda care: care.level != "late")


def _clock(ahead: datetime | date | None, timezone: str) -> list[Care]:
    if ahead is None:
        return []
    if isinstance(ahead, datetime):
        local = ahead.astimezone(ZoneInfo(timezone))
        newest = f"{date_text(local.date())} pukul {clock_text(local)}"
    else:
        newest = date_text(ahead)
    advice = f"Catatan terakhir: {newest}. Nomor baru dihentikan. Betulkan jam server, atau pastikan jam ini benar."
    return [Care("late", "Jam server mundur", advice, "hours")]


def _printers(printers: Sequence[KeptPrinter]) -> list[Care]:
    active = [printer for printer in printers if printer.active]
    if not active:
        advice = "Nomor tetap diberikan dan tampil di kiosk, tetapi tiket tidak tercetak. Tambah printer."
        return [Care("late", "Belum ada printer", advice, "printers")]
    advices = {
        "Tidak tersambung": "Periksa listrik dan kabel printer. Nomor tetap diberikan.",
        "Kertas habis": "Ganti gulungan. Tiket yang menunggu tercetak sendiri.",
        "Tutup terbuka": "Tutup penutup printer sampai berbunyi.",
        "Kertas hampir habis": "Siapkan gulungan baru.",
    }
    result = []
    for printer in active:
        level, words = printer_state(printer)
        if level in ("late", "soon"):
            advice = (printer.error if level == "late" else None) or advices.get(words, "Buka halaman Printer.")
            result.append(Care("late" if level == "late" else "soon", f"{printer.name}: {words}", advice, "printers"))
    return result


def _screens(screens: Sequence[tuple[Device, Word | None]], now: datetime, timezone: str) -> list[Care]:
    result = []
    for screen, word in screens:
        how = standing(screen, word, now, timezone)
        if how.level in ("late", "soon"):
            level: Literal["late", "soon"] = "late" if how.level == "late" else "soon"
            result.append(Care(level, how.of(screen.name), how.advice, "screens"))
    return result


def _slips(slips: Mapping[str, int]) -> list[Care]:
    result = []
    if slips.get("uncertain"):
        title = f"{slips['uncertain']} tiket tidak pasti tercetak"
        result.append(Care("soon", title, "Lihat di printer. Bila tidak ada, cetak salinan di loket.", "printers"))
    missing = slips.get("not_sent", 0) + slips.get("expired", 0)
    if missing:
        advice = "Nomornya tetap sah. Loket dapat mencetak salinan."
        result.append(Care("soon", f"{missing} tiket tidak tercetak", advice, "printers"))
    return result
