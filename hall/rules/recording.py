"""Perekaman: the stations with their minutes as the SOPs print them, the chain of a hall, sessions and their windows.

Source of the minutes: SOP 18 (Kalipare, steps 4 to 4.7) and SOP 37 (Barito Kuala, three roles of 10 minutes); where the hall
has the document, its own steps are read.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from hall.rules.layanan import Layanan, Step

LAYANAN: Final = "perekaman-ektp"
KINDS: Final[Mapping[str, str]] = {"office": "di kantor", "village": "jemput bola di desa", "school": "di sekolah"}
SESSION_STATES: Final[Mapping[str, str]] = {
    "planned": "direncanakan", "open": "berlangsung", "ended": "selesai", "cancelled": "dibatalkan", "away": "di luar kantor",
}  # fmt: skip
EXPECTING: Final = ("planned", "open")
"""States of a session that people may be called to."""

STATIONS: Final[Mapping[str, str]] = {
    "verifikasi": "Verifikasi biodata", "foto": "Foto", "tanda-tangan": "Tanda tangan", "sidik-jari": "Sidik jari",
    "iris": "Iris mata", "telunjuk": "Verifikasi telunjuk", "kasi": "Persetujuan Kasi", "penyerahan": "Penyerahan surat",
}  # fmt: skip
"""Every station by its code, in the order of the SOPs."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A station of a hall's chain: its minutes, and the post (who stands there) that does it."""

    station: str
    minutes: float
    post: str
    name: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A hall's stations in their order. `per_set`: the posts of which every recording set brings one along.

    `officer`: the post of the Kasi. `source`: where the minutes come from, as a sentence's end.
    """

    stops: tuple[Stop, ...]
    per_set: tuple[str, ...]
    source: str
    officer: str = "Kasi Pemerintahan"

    @property
    def stations(self) -> tuple[str, ...]:
        """The codes of its stations."""
        return tuple(stop.station for stop in self.stops)

    @property
    def posts(self) -> tuple[str, ...]:
        """Who stands in the chain, each once."""
        return tuple(dict.fromkeys(stop.post for stop in self.stops))


@dataclass(frozen=True, slots=True)
class Session:
    """A day of recording at a place. `plan`: what the keeper of the session typed and how its capacity came about."""

    id: int
    code: str
    day: date
    kind: str
    place: str
    capacity: int
    reserve: int
    state: str
    plan: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Slot:
    """A window of arrival (aware UTC). `taken` never passes `capacity`."""

    id: int
    session_id: int
    start: datetime
    end: datetime
    capacity: int
    taken: int = 0

    @property
    def free(self) -> int:
        """Letters that still fit."""
        return self.capacity - self.taken

    def begun(self, now: datetime) -> bool:
        """Whether it is too late to call anybody to it."""
        return self.start <= now


OPERATOR, KASI = "Operator", "Kasi Pemerintahan"
CALL_MINUTES: Final = 1.0
"""Kalipare, step 4: calling a person to the first station."""

KALIPARE: Final = Chain(
    (
        Stop("verifikasi", 1 + CALL_MINUTES, OPERATOR, STATIONS["verifikasi"]),
        Stop("foto", 1, OPERATOR, STATIONS["foto"]),
        Stop("tanda-tangan", 0.5, OPERATOR, STATIONS["tanda-tangan"]),
        Stop("sidik-jari", 4, OPERATOR, STATIONS["sidik-jari"]),
        Stop("iris", 2, OPERATOR, STATIONS["iris"]),
        Stop("telunjuk", 4, KASI, STATIONS["telunjuk"]),
        Stop("kasi", 1, KASI, STATIONS["kasi"]),
        Stop("penyerahan", 1, OPERATOR, STATIONS["penyerahan"]),
    ),
    (OPERATOR,),
    "menit tercetak SOP Kalipare",
)
"""Also for halls whose document prints no chain of its own."""

_WORDS: Final[tuple[tuple[str, str], ...]] = (
    ("kasi", r"persetujuan"),
    ("telunjuk", r"telunjuk"),
    ("penyerahan", r"penyerahan kembali"),
    ("verifikasi", r"verifikasi biodata|mendaftarkan"),
    ("kasi", r"meneliti berkas"),
    ("sidik-jari", r"sidik jari"),
    ("iris", r"iris"),
    ("tanda-tangan", r"tanda tangan"),
    ("foto", r"photo|foto"),
)
"""What tells a step of a document to be a station: the first pattern that is found."""


def chain_of(document: Layanan | None) -> Chain:
    """The chain as the hall's own document prints it; Kalipare's where it prints none."""
    if document is None:
        return KALIPARE
    found = [(station, step) for step in document.steps if (station := _station(step)) is not None]
    timed = [(station, step) for step_at, (station, step) in enumerate(found) if _minutes(step) is not None]
    if len({station for station, _ in timed}) < 3 or len({station for station, _ in timed}) < len(timed):
        return KALIPARE
    call = _call_minutes(document.steps)
    columns = document.document.role_columns
    apart = len(timed) <= len(columns)  # Barito Kuala: every row is the work of a role of its own
    stops = tuple(
        Stop(
            station, (_minutes(step) or 0) + (call if place == 0 else 0),
            columns[place] if apart else KASI if station in ("telunjuk", "kasi") else OPERATOR,
            step.text if apart else STATIONS[station],
        )
        for place, (station, step) in enumerate(timed)
    )  # fmt: skip
    return Chain(stops, (stops[-1].post,) if apart else (OPERATOR,), "menit tercetak SOP")


def chains(document: Layanan | None, measured: Mapping[str, float] | None = None) -> Chain:
    """The hall's chain with measured minutes (station -> median minutes) in place of the printed ones."""
    printed = chain_of(document)
    taken = {station: minutes for station, minutes in (measured or {}).items() if station in printed.stations}
    if not taken:
        return printed
    stops = tuple(replace(stop, minutes=taken.get(stop.station, stop.minutes)) for stop in printed.stops)
    whole = len(taken) == len(stops)
    return replace(printed, stops=stops, source="menit terukur" if whole else f"{printed.source} dan menit terukur")


def _station(step: Step) -> str | None:
    if step.after_handover or step.by == "applicant":
        return None
    text = step.text.lower().replace("vertifikasi", "verifikasi").replace("memverifikasi", "verifikasi")
    return next((station for station, words in _WORDS if re.search(words, text)), None)


def _minutes(step: Step) -> float | None:
    return float(step.time.value) if step.time.kind == "minutes" and step.time.value is not None else None


def _call_minutes(steps: Sequence[Step]) -> float:
    calls = (step for step in steps if step.text.lower().startswith("memanggil") and "verifikasi" in _read(step.text))
    return next((minutes for step in calls if (minutes := _minutes(step)) is not None), 0.0)


def _read(text: str) -> str:
    return text.lower().replace("vertifikasi", "verifikasi")


def spread(count: int, over: int) -> list[int]:
    """People over windows, as even as whole people can be; odd ones do not stand together and come rather earlier."""
    reached = [-(-count * place // over) for place in range(over + 1)] if over else []
    return [after - before for before, after in itertools.pairwise(reached)]
