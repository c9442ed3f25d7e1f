"""The office's registers: numbers by the office's own pattern, given once, never reused; and letters in and out.

A pattern is text with fields: `{code}` (the layanan's classification code), `{running}` or `{running:03}` (counted from 1
in each year), `{roman}` (the month), `{month}`, `{year}`: "{code}/{running:03}/{roman}/{year}" gives "474.1/012/XI/2026".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from hall.errors import Refused
from hall.rules.access import plain_text
from hall.rules.layanan import Step

AGENDA, OUTGOING, INCOMING = "agenda", "surat-keluar", "surat-masuk"
REGISTERS: Final = {AGENDA: "Agenda", OUTGOING: "Surat Keluar", INCOMING: "Surat Masuk"}
PATTERNS: Final = {
    AGENDA: "{code}/{running:03}/{roman}/{year}",
    OUTGOING: "{code}/{running:03}/{roman}/{year}",
    INCOMING: "{running:03}/SM/{roman}/{year}",
}
MOST: Final = 60
ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
URGENCIES: Final = ("biasa", "segera", "penting", "rahasia")
INSTRUCTIONS: Final = (
    "Tindak lanjuti", "Pelajari dan beri saran", "Hadiri", "Koordinasikan", "Siapkan jawaban", "Arsipkan",
)  # fmt: skip

_FIELD: Final = re.compile(r"\{(code|running|roman|month|year)(?::0([1-9]))?\}")
_NAMES_OUTGOING: Final = re.compile(r"sop surat keluar", re.IGNORECASE)
_ENTERS_OUTGOING: Final = re.compile(r"meng?agenda(kan)? surat keluar", re.IGNORECASE)

Direction = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A number of a register. A voided one stays in the book with its reason."""

    register: str
    year: int
    running: int
    number: str
    subject: str
    at: datetime
    by: str
    berkas: str | None = None
    voided_at: datetime | None = None
    void_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in (from `office`) or out (to `office`); `number` and `day` are those of its sender."""

    direction: Direction
    office: str
    subject: str
    number: str | None = None
    day: date | None = None
    urgency: str = "biasa"
    instruction: str = ""
    roles: tuple[str, ...] = ()


def check_register(name: str) -> str:
    """A register's name, or a refusal that names the known ones."""
    if name not in REGISTERS:
        raise Refused("not_found", f"Buku itu tidak ada. Pilih: {', '.join(REGISTERS)}.")
    return name


def check_pattern(text: str) -> str:
    """A pattern whose numbers can never come twice: it counts, and it names the year in which it counts."""
    text = plain_text(text, "pattern", "Pola nomor", most=MOST)
    names = [match.group(1) for match in _FIELD.finditer(text)]
    if "{" in _FIELD.sub("", text) or "}" in _FIELD.sub("", text):
        raise Refused(
            "bad_request",
            "Pola nomor hanya mengenal {code} {running} {running:03} {roman} {month} {year}.",
            field="pattern",
        )
    if "running" not in names or "year" not in names:
        raise Refused("bad_request", "Pola nomor harus memuat {running} dan {year}.", field="pattern")
    return text


def pattern_for(patterns: Mapping[str, str], register: str, layanan: str) -> str:
    """The layanan's own pattern, else the office's, else the house's."""
    return patterns.get(f"{register}:{layanan}") or patterns.get(register) or PATTERNS[register]


def number_text(pattern: str, running: int, day: date, code: str = "") -> str:
    """The number as it is written. Without a classification code its sign of division goes, too."""
    values = {
        "code": code, "running": running, "roman": ROMAN[day.month - 1], "month": day.month, "year": day.year,
    }  # fmt: skip

    def written(match: re.Match[str]) -> str:
        value, width = values[match.group(1)], match.group(2)
        return f"{value:0{width}d}" if width and isinstance(value, int) else str(value)

    if not code:
        pattern = re.sub(r"\{code\}[/.-]?", "", pattern)
    return _FIELD.sub(written, pattern)[:MOST]


def takes_outgoing_number(step: Step) -> bool:
    """Whether doing this step enters a letter in the Surat Keluar register: its note names that SOP, or it says so."""
    return names_outgoing(step) or bool(_ENTERS_OUTGOING.search(step.text))


def names_outgoing(step: Step) -> bool:
    """Whether the step's note sends the letter on through the SOP Surat Keluar."""
    return bool(_NAMES_OUTGOING.search(step.note or ""))
