"""Today in figures, for the camat: decided from values alone, said in words as well, never by colour."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any, Final, Literal

from hall.rules.calendar import clock_text, date_text, opening
from hall.rules.documents import Column, Document, Table
from hall.rules.estimates import counter_minutes
from hall.rules.hall import Hall
from hall.rules.shapes import CounterNow, local

Verdict = Literal["faster", "as_planned", "slower"]
FASTER: Final = 0.8
"""Under this share of the standard time it is worth saying: the SOP may be too generous."""
STATE_WORDS: Final[Mapping[str, str]] = {
    "closed": "Tutup", "open": "Buka", "calling": "Memanggil", "serving": "Melayani", "break": "Istirahat",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TicketToday:
    """A number of today in a few words. `counter`: where it was called last."""

    id: int
    state: str
    layanan: str
    issued_at: datetime
    called_at: datetime | None
    serving_at: datetime | None
    ended_at: datetime | None
    counter: str | None

    @property
    def waited(self) -> float | None:
        """Minutes from its issue to its call; None for one that waits or was never called."""
        if self.called_at is None or self.state == "waiting":
            return None
        return (self.called_at - self.issued_at).total_seconds() / 60

    @property
    def served(self) -> float | None:
        """Minutes at the counter; None until it is done."""
        start = self.serving_at or self.called_at
        if self.state != "done" or start is None or self.ended_at is None:
            return None
        return max(0.0, (self.ended_at - start).total_seconds() / 60)


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that was read in one look. `sitting`: who sits at which counter; `returned`: ids of tickets whose holder
    was sent back for something; `files`, `complaints`: (under way, overdue)."""

    day: date
    version: int
    tickets: Sequence[TicketToday]
    counters: Sequence[CounterNow]
    sitting: Mapping[str, str]
    returned: Collection[int]
    files: tuple[int, int]
    complaints: tuple[int, int]


def overview(seen: Seen, hall: Hall, now: datetime) -> dict[str, Any]:
    """The state of today, whole: what `GET /today` answers and the page draws."""
    service = opening(hall.calendar, now)
    return {
        "version": seen.version,
        "hall": hall.slug,
        "name": hall.name,
        "now": local(now, hall.timezone),
        "day": seen.day.isoformat(),
        "day_text": date_text(seen.day),
        "service": {"open": service.open, "why": service.why, "until": service.until},
        "numbers": _numbers(seen, hall, now),
        "files": {"under_way": seen.files[0], "overdue": seen.files[1]},
        "complaints": {"under_way": seen.complaints[0], "overdue": seen.complaints[1]},
        "counters": [_counter(each, seen, hall) for each in seen.counters],
        "layanan": _layanan(seen, hall),
    }


def _numbers(seen: Seen, hall: Hall, now: datetime) -> dict[str, Any]:
    by_state = {state: [each for each in seen.tickets if each.state == state] for state in _STATES}
    oldest = min((each.issued_at for each in by_state["waiting"]), default=None)
    waits = [each.waited for each in seen.tickets if each.waited is not None]
    return {
        "taken": len(seen.tickets),
        "waiting": len(by_state["waiting"]),
        "longest_wait_minutes": None if oldest is None else max(0, int((now - oldest).total_seconds() // 60)),
        "longest_wait_since": local(oldest, hall.timezone),
        "in_service": len(by_state["called"]) + len(by_state["serving"]),
        "held": len(by_state["held"]),
        "served": len(by_state["done"]),
        "absent": len(by_state["absent"]),
        "returned": len(seen.returned),
        "cancelled": len(by_state["cancelled"]),
        "wait_median_minutes": middle(waits),
        "wait_p90_minutes": ninth_of_ten(waits),
    }


_STATES: Final = ("waiting", "called", "serving", "held", "absent", "done", "cancelled")


def _counter(at: CounterNow, seen: Seen, hall: Hall) -> dict[str, Any]:
    mine = [each for each in seen.tickets if each.counter == at.counter.code]
    in_hand = next((each for each in mine if each.state in ("called", "serving")), None)
    minutes = [each.served for each in mine if each.served is not None]
    since = None if in_hand is None else in_hand.serving_at or in_hand.called_at
    return {
        "code": at.counter.code,
        "name": at.counter.name,
        "state": at.state.value,
        "state_text": STATE_WORDS[at.state.value],
        "reason": at.reason,
        "person": seen.sitting.get(at.counter.code),
        "number": at.number,
        "since": local(since, hall.timezone),
        "served": sum(each.state == "done" for each in mine),
        "median_minutes": middle(minutes),
    }


def _layanan(seen: Seen, hall: Hall) -> list[dict[str, Any]]:
    """Those of which a number was taken, most first; then the other active ones of citizens."""
    by_code: dict[str, list[TicketToday]] = {}
    for each in seen.tickets:
        by_code.setdefault(each.layanan, []).append(each)
    order = list(hall.offers)
    shown = [
        code
        for code, offer in hall.offers.items()
        if code in by_code or (offer.active and offer.layanan.audience == "citizen")
    ]
    shown.sort(key=lambda code: (-len(by_code.get(code, ())), order.index(code)))
    return [_one_layanan(hall, code, by_code.get(code, ())) for code in shown]


def _one_layanan(hall: Hall, code: str, mine: Sequence[TicketToday]) -> dict[str, Any]:
    layanan = hall.offers[code].layanan
    measured = middle([each.served for each in mine if each.served is not None])
    standard = counter_minutes(layanan)
    found = verdict(measured, standard)
    return {
        "code": code,
        "title": layanan.title,
        "line": layanan.line,
        "taken": len(mine),
        "waiting": sum(each.state == "waiting" for each in mine),
        "served": sum(each.state == "done" for each in mine),
        "median_minutes": measured,
        "standard_minutes": round(standard, 1),
        "verdict": found,
        "verdict_text": verdict_text(found, measured, standard),
    }


def middle(minutes: Collection[float]) -> float | None:
    """The median to a tenth of a minute."""
    return round(median(minutes), 1) if minutes else None


def ninth_of_ten(minutes: Collection[float]) -> float | None:
    """The 90th percentile by nearest rank: nine of ten waited no longer. To a tenth of a minute."""
    return round(sorted(minutes)[math.ceil(0.9 * len(minutes)) - 1], 1) if minutes else None


def verdict(measured: float | None, standard: float) -> Verdict | None:
    """How the time at the counter stands to the SOP's; None where nothing was measured."""
    if measured is None:
        return None
    if measured > standard:
        return "slower"
    return "faster" if measured < FASTER * standard else "as_planned"


def verdict_text(found: Verdict | None, measured: float | None, standard: float) -> str:
    """The same in words."""
    if found is None or measured is None:
        return "Belum ada"
    if found == "as_planned":
        return "Sesuai"
    return f"Lebih {'lama' if found == 'slower' else 'cepat'} {decimal(abs(measured - standard))} menit"


def decimal(amount: float | None) -> str:
    """With a decimal comma and without ",0"; a dash for nothing."""
    return "–" if amount is None else f"{round(amount, 1):g}".replace(".", ",")


def as_document(found: Mapping[str, Any], hall: Hall, now_local: datetime) -> Document:
    """The same as tables for a spreadsheet."""
    return Document(
        office=hall.name, regency="" if hall.regency == hall.name else hall.regency, title="Layanan hari ini",
        period=f"{found['day_text']}, pukul {clock_text(now_local)} {hall.zone}",
        tables=(_figures_table(found), _counters_table(found), _layanan_table(found)),
    )  # fmt: skip


FIGURES: Final = (
    ("Nomor diambil", "numbers", "taken"), ("Sedang menunggu", "numbers", "waiting"),
    ("Menunggu terlama (menit)", "numbers", "longest_wait_minutes"), ("Sedang dilayani", "numbers", "in_service"),
    ("Selesai dilayani", "numbers", "served"), ("Terlewat", "numbers", "absent"),
    ("Dikembalikan untuk melengkapi", "numbers", "returned"), ("Dibatalkan", "numbers", "cancelled"),
    ("Lama menunggu, nilai tengah (menit)", "numbers", "wait_median_minutes"),
    ("Lama menunggu, 9 dari 10 orang (menit)", "numbers", "wait_p90_minutes"),
    ("Berkas berjalan", "files", "under_way"), ("Berkas lewat waktu", "files", "overdue"),
    ("Pengaduan berjalan", "complaints", "under_way"), ("Pengaduan lewat waktu", "complaints", "overdue"),
)  # fmt: skip


def _figures_table(found: Mapping[str, Any]) -> Table:
    rows = tuple((label, _cell(found[part][name])) for label, part, name in FIGURES)
    return Table((Column("Angka"), Column("Jumlah", figures=True)), rows, title="Ringkasan")


def _counters_table(found: Mapping[str, Any]) -> Table:
    titles = ("Loket", "Keadaan", "Petugas", "Nomor", "Sejak", "Selesai", "Nilai tengah (menit)")
    rows = tuple(
        (
            each["name"], each["state_text"], each["person"] or "", each["number"] or "", _clock(each["since"]),
            _cell(each["served"]), _cell(each["median_minutes"]),
        )
        for each in found["counters"]
    )  # fmt: skip
    return Table(tuple(map(Column, titles)), rows, title="Loket")


def _layanan_table(found: Mapping[str, Any]) -> Table:
    titles = (
        "Layanan",
        "Antrean",
        "Diambil",
        "Menunggu",
        "Selesai",
        "Nilai tengah (menit)",
        "SOP (menit)",
        "Keterangan",
    )
    rows = tuple(
        (
            each["title"], each["line"], _cell(each["taken"]), _cell(each["waiting"]), _cell(each["served"]),
            _cell(each["median_minutes"]), _cell(each["standard_minutes"]), each["verdict_text"],
        )
        for each in found["layanan"]
    )  # fmt: skip
    return Table(tuple(map(Column, titles)), rows, title="Layanan")


def _cell(amount: float | None) -> str:
    return "" if amount is None else decimal(amount)


def _clock(text: str | None) -> str:
    return "" if text is None else clock_text(datetime.fromisoformat(text))
