"""What stands on a slip, as plain frozen values that go through JSON. How it looks on paper is `hall.printing`.

A slip carries no identity: a number, a place in the queue and what to bring. It is lost on the floor by many.

Every text is ready for people: the caller writes it in the slip's language. `layanan_title` is the title of the layanan,
but for a *delicate* layanan the caller gives the line's name there and nothing else betrays the purpose (promise 7).
Times are texts of the hall's own clock ("Jumat, 20-11-2026 08.15 WIB"). `url`: what the QR points at, None where no
reachable address is known; `code`: the same for those without a camera. `copy`: 0 for the original, else the how-manieth
SALINAN; `copied_at`: when that copy was asked for, text.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

Language = Literal["id", "en"]
Item = tuple[str, bool]
"""One line of a kekurangan: what it is, and whether it is missing."""


@dataclass(frozen=True, slots=True)
class TicketSlip:
    """The slip of one ticket.

    `waiting`: people before. `estimate`: two clock times of the hall ("08.50", "09.05"). `persyaratan`: what is still to
    bring. `code`: the ticket's token. `rule`: what to do after a missed call. `free`: True only where the catalogue says
    free.
    """

    hall_name: str
    regency: str
    number: str
    layanan_title: str
    line_name: str
    issued_local: str
    waiting: int
    estimate: tuple[str, str] | None = None
    persyaratan: tuple[str, ...] = ()
    url: str | None = None
    code: str | None = None
    rule: str = ""
    free: bool = False
    language: Language = "id"
    copy: int = 0
    copied_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptSlip:
    """Tanda terima berkas: the office has the papers.

    `berkas`: the berkas' own number. `agenda_number`: of the register, once it is given. `promised`: when it is ready, as
    a sentence's end ("Senin, 23-11-2026" or "15 menit"), None where nothing is promised. `persyaratan`: what was received.
    """

    hall_name: str
    regency: str
    berkas: str
    layanan_title: str
    received_local: str
    agenda_number: str | None = None
    promised: str | None = None
    persyaratan: tuple[str, ...] = ()
    url: str | None = None
    code: str | None = None
    note: str = ""
    language: Language = "id"
    copy: int = 0
    copied_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingSlip:
    """Kekurangan berkas: what is there and what is missing, ticked by the clerk.

    `number`: the ticket's, None for a berkas without one. `items`: in the SOP's order. `note`: the clerk's own words, about
    papers and never about persons. `rule`: what the number is still good for ("Nomor Anda tetap berlaku hari ini.").
    """

    hall_name: str
    regency: str
    berkas: str
    layanan_title: str
    items: tuple[Item, ...]
    returned_local: str
    number: str | None = None
    note: str = ""
    rule: str = ""
    url: str | None = None
    code: str | None = None
    language: Language = "id"
    copy: int = 0
    copied_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummonsSlip:
    """Surat panggilan to a recording, without a name: whoever holds the code is meant.

    `code`: 8 characters, typed at the kiosk on the day. `what`: "Perekaman KTP-el". `day`: "Senin, 23-11-2026". `window`:
    "08.00 - 08.30 WIB". `call`: the first, second or third summons; 0 for a place that is kept without one. `rule`: what to
    do when the day does not suit.
    """

    hall_name: str
    regency: str
    code: str
    what: str
    place: str
    day: str
    window: str
    bring: tuple[str, ...] = ()
    call: int = 1
    rule: str = ""
    url: str | None = None
    language: Language = "id"
    copy: int = 0
    copied_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionSlip:
    """Lembar disposisi of an incoming letter; a sheet of the office, in Indonesian, filled in by hand.

    `letter_number`, `letter_date`: as the sender wrote them. `agenda_number`: of our register. `to`: roles ("Kasi
    Pemerintahan"), each with a box to tick. `instructions`: likewise. `chosen`: those of both that are ticked already.
    `note`: the camat's own words. `urgency`: "Segera", "Biasa".
    """

    hall_name: str
    regency: str
    letter_number: str
    agenda_number: str
    from_office: str
    subject: str
    received_local: str
    to: tuple[str, ...]
    instructions: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    note: str = ""
    urgency: str = ""
    letter_date: str = ""
    copy: int = 0
    copied_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarySlip:
    """A counter's day in figures, for the clerk's own book; in Indonesian.

    `opened`, `closed`: clock times ("07.58"). `minutes`: shortest, median and longest service, None when nobody was served.
    `rows`: (title of a layanan, how many), a delicate one by its line's name.
    """

    hall_name: str
    regency: str
    counter: str
    day: str
    opened: str
    closed: str
    served: int
    absent: int = 0
    returned: int = 0
    transferred: int = 0
    waiting: int = 0
    minutes: tuple[float, float, float] | None = None
    rows: tuple[tuple[str, int], ...] = ()
    copy: int = 0
    copied_at: str | None = None


Slip = TicketSlip | ReceiptSlip | MissingSlip | SummonsSlip | DispositionSlip | SummarySlip
KINDS: Final[dict[str, type[Slip]]] = {
    "ticket": TicketSlip,
    "tanda-terima": ReceiptSlip,
    "kekurangan": MissingSlip,
    "panggilan": SummonsSlip,
    "disposisi": DispositionSlip,
    "ringkasan": SummarySlip,
}
KIND_WORDS: Final[dict[str, str]] = {
    "ticket": "tiket",
    "tanda-terima": "tanda terima",
    "kekurangan": "daftar kekurangan",
    "panggilan": "surat panggilan",
    "disposisi": "lembar disposisi",
    "ringkasan": "ringkasan loket",
}
_NAMES: Final[dict[type[Slip], str]] = {shape: name for name, shape in KINDS.items()}


def kind_of(slip: Slip) -> str:
    """The kind's name, as print jobs keep it."""
    return _NAMES[type(slip)]


def to_json(slip: Slip) -> str:
    """The slip as JSON text with its kind."""
    values = {each.name: getattr(slip, each.name) for each in fields(slip)}  # asdict copies deeply, a tenth of an issue
    return json.dumps({"kind": kind_of(slip), **values}, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Slip:
    """The slip that was kept. ValueError for an unknown kind or wrong fields (a newer version wrote it)."""
    values: dict[str, Any] = json.loads(text)
    kind = values.pop("kind", None)
    if kind not in KINDS:
        raise ValueError(f"unknown kind of slip: {kind!r}")
    try:
        return KINDS[kind](**{name: _frozen(value) for name, value in values.items()})
    except TypeError as fault:
        raise ValueError(f"a slip of kind {kind!r} with unknown fields") from fault


def _frozen(value: Any) -> Any:
    """JSON knows lists only; slips hold tuples."""
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value
