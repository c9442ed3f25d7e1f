"""A ticket: a place in today's queue, its number, its states and what may follow what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from hall.errors import Refused

TOKEN_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's 32: no I, L, O, U to misread  # noqa: S105
TOKEN_LENGTH: Final = 13  # 13 x 5 = 65 bits
TOKEN_LIFE: Final = timedelta(days=30)


class TicketState(StrEnum):
    """The contract's seven states."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    ABSENT = "absent"
    DONE = "done"
    CANCELLED = "cancelled"


ACTIVE: Final = (TicketState.CALLED, TicketState.SERVING)
ENDED: Final = (TicketState.DONE, TicketState.CANCELLED, TicketState.ABSENT)


@dataclass(frozen=True, slots=True)
class PrintNews:
    """What is known of a ticket's slip: the job's id and its state."""

    job: int
    state: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as it was kept. Times are aware UTC datetimes, `day` is the hall's business day."""

    id: int
    hall_id: int
    day: date
    line: str
    number: str
    token: str
    layanan: str
    state: TicketState
    priority: bool
    place: int
    issued_at: datetime
    waiting_before: int
    language: str = "id"
    due_at: datetime | None = None
    estimate: tuple[int, int] | None = None
    counter: str | None = None
    called_at: datetime | None = None
    serving_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str | None = None
    slip: PrintNews | None = None


def number_of(letter: str, count: int) -> str:
    """The number as spoken and printed: letter and at least three digits (A001 ... A999, A1000). Never wraps."""
    return f"{letter}{count:03d}"


def token_from(bits: int) -> str:
    """13 characters out of the lowest 65 bits of `bits`."""
    return "".join(TOKEN_ALPHABET[(bits >> shift) & 31] for shift in range(0, 5 * TOKEN_LENGTH, 5))


def clean_token(text: str) -> str | None:
    """The token that a person typed (case, spaces and hyphens forgiven, look-alikes read), or None."""
    token = text.upper().replace("-", "").replace(" ", "").translate(str.maketrans("ILO", "110"))
    return token if len(token) == TOKEN_LENGTH and all(c in TOKEN_ALPHABET for c in token) else None


_MAY: Final[dict[str, tuple[tuple[TicketState, ...], TicketState, str]]] = {
    "call": ((TicketState.WAITING,), TicketState.CALLED, "Nomor ini tidak sedang menunggu."),
    "begin": ((TicketState.CALLED,), TicketState.SERVING, "Tidak ada nomor yang baru dipanggil di loket ini."),
    "absent": (
        (TicketState.CALLED,),
        TicketState.ABSENT,
        "Hanya nomor yang sudah dipanggil dapat ditandai tidak hadir.",
    ),
    "complete": ((TicketState.SERVING, TicketState.CALLED), TicketState.DONE, "Tidak ada nomor yang sedang dilayani."),
    "not_served": ((TicketState.WAITING, TicketState.HELD), TicketState.CANCELLED, "Nomor ini sudah berakhir."),
}


def after(ticket: Ticket, command: str, now: datetime, counter: str | None = None) -> Ticket:
    """The ticket after a command, or the refusal `wrong_state` with its sentence.

    Commands: call (needs `counter`), begin, absent, complete, not_served (the day ended before it was called).
    """
    allowed, state, sentence = _MAY[command]
    if ticket.state not in allowed:
        raise Refused("wrong_state", sentence)
    if command == "call":
        return replace(ticket, state=state, counter=counter, called_at=now)
    if command == "begin":
        return replace(ticket, state=state, serving_at=now)
    return replace(ticket, state=state, ended_at=now)
