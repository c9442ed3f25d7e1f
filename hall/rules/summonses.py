"""Surat panggilan: a person is called to a window of a session; what became of it, and how it is reached.

A summons' code is what its holder shows or types: 8 characters without look-alikes, and nothing of the person in it. It is
secret: it stands on the letter and in the office's lists, never in a URL's path or a log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hall.errors import Refused

ALPHABET: Final = "0123456789ACDEFGHJKMNPQRTVWXY"
"""No B I L O S U Z: they are read as the 8 1 1 0 5 V 2 that they look like."""
CODE_LENGTH: Final = 8
CODES: Final = len(ALPHABET) ** CODE_LENGTH
_ADDRESS: Final = "PANGGILAN"
_LOOKALIKES: Final = str.maketrans("BILOSUZ", "81105V2")

MADE, SENT, DELIVERED, CONFIRMED, CHECKED_IN = "made", "sent", "delivered", "confirmed", "checked_in"
RECORDED, UNABLE, ABSENT, MOVED_DAY, REFUSED, MOVED, DIED, CANCELLED = (
    "recorded", "unable", "absent", "moved_day", "refused", "moved", "died", "cancelled",
)  # fmt: skip
BEFORE_THE_DAY: Final = (MADE, SENT, DELIVERED, CONFIRMED)
"""The person is expected; the letter may still be moved, sent, answered."""
IN_FORCE: Final = (*BEFORE_THE_DAY, CHECKED_IN)
"""A person has one of these at most (the database says so)."""
STATE_WORDS: Final[Mapping[str, str]] = {
    MADE: "dibuat", SENT: "dikirim", DELIVERED: "diterima", CONFIRMED: "akan datang", CHECKED_IN: "sudah datang",
    RECORDED: "sudah direkam", UNABLE: "tidak dapat direkam", ABSENT: "tidak datang", MOVED_DAY: "diganti hari",
    REFUSED: "menolak", MOVED: "pindah", DIED: "meninggal", CANCELLED: "dibatalkan",
}  # fmt: skip

CHANNELS: Final[Mapping[str, str]] = {
    "letter": "surat", "village": "kepala desa", "phone": "telepon", "whatsapp": "WhatsApp", "sms": "SMS",
}  # fmt: skip
OUTCOMES: Final[Mapping[str, str]] = {
    "delivered": "diterima", "confirmed": "akan datang", "other_day": "minta hari lain", "refused": "menolak",
    "moved": "pindah", "died": "meninggal", "no_answer": "tidak ada jawaban",
}  # fmt: skip
PAGE: Final = "page"
"""The channel of who answers for themselves, on the phone page."""
MOST_CALLS: Final = 3
CALL_WORDS: Final = ("", "pertama", "kedua", "ketiga")


@dataclass(frozen=True, slots=True)
class Summons:
    """One letter: who is called where and in which window (aware UTC), for the first, second or third time."""

    id: int
    code: str
    resident_id: int
    session_id: int
    slot_id: int
    call: int
    state: str
    ticket_id: int | None
    window: tuple[datetime, datetime]
    from_id: int | None = None

    @property
    def in_force(self) -> bool:
        """Whether the person is still expected, or is here."""
        return self.state in IN_FORCE


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to reach somebody."""

    channel: str
    outcome: str
    at: datetime
    by: str
    note: str | None = None


def code_from(number: int) -> str:
    """The code of a random number of 0 to CODES - 1."""
    signs = []
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs)


def read_code(text: str) -> str | None:
    """The code that somebody typed or a scanner read (case, spaces, hyphens and look-alikes forgiven), or None.

    A QR of the letter may carry the phone page's address; then the code is what follows its `#`. A scanner that is set to
    another keyboard types `#` and `-` as it likes: of an address the last eight signs are meant, marks between them are nothing.
    """
    plain = "".join(sign for sign in text.rpartition("#")[2] if sign.isascii() and sign.isalnum()).upper()
    code = (plain[-CODE_LENGTH:] if _ADDRESS in plain else plain).translate(_LOOKALIKES)
    return code if len(code) == CODE_LENGTH and all(sign in ALPHABET for sign in code) else None


def shown_code(code: str) -> str:
    """The code as paper and screens show it: "4K7P-9XRD"."""
    return f"{code[:4]}-{code[4:]}"


def after_attempt(state: str, outcome: str) -> str:
    """The summons' state after this outcome of an attempt; refuses `wrong_state` where the day has decided already."""
    if outcome not in OUTCOMES:
        raise Refused("bad_request", f"Hasil itu tidak dikenal. Pilih: {', '.join(OUTCOMES)}.", field="outcome")
    if state not in BEFORE_THE_DAY:
        raise Refused("wrong_state", f"Panggilan ini {STATE_WORDS[state]}: hasil panggilan tidak dapat diubah lagi.")
    if outcome == "no_answer":
        return SENT if state == MADE else state
    if outcome == "delivered":
        return CONFIRMED if state == CONFIRMED else DELIVERED
    return {"confirmed": CONFIRMED, "other_day": MOVED_DAY, "refused": REFUSED, "moved": MOVED, "died": DIED}[outcome]


def next_call(calls_before: int) -> int:
    """Which call this is, after so many that came to nothing; the third is repeated."""
    return min(calls_before + 1, MOST_CALLS)
