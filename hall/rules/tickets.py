"""A ticket: a place in today's queue, its number, its states and what may follow what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from hall.errors import Refused

TOKEN_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's 32: no I, L, O, U to misread  # noqa: S105
TOKEN_LENGTH: Final = 13  # 13 x 5 = 65 bits
TOKEN_LIFE: Final = timedelta(days=30)
MOST_PEOPLE: Final = 30  # of one family card, or berkas in a village official's bundle
RETURNED: Final = "returned"  # why a ticket is held: the person fetches what is missing
UNDO_WITHIN: Final = timedelta(seconds=10)
_NUMBER: Final = re.compile(r"([A-Z]+)(\d+)", re.ASCII)


class TicketState(StrEnum):
    """The contract's seven states."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    ABSENT = "absent"
    DONE = "done"
    CANCELLED = "cancelled"


WAITING, CALLED, SERVING, HELD, ABSENT, DONE, CANCELLED = TicketState
ACTIVE: Final = (CALLED, SERVING)
ENDED: Final = (DONE, CANCELLED, ABSENT)


@dataclass(frozen=True, slots=True)
class PrintNews:
    """What is known of a ticket's slip: the job's id and its state."""

    job: int
    state: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as it was kept. Times are aware UTC datetimes, `day` is the hall's business day.

    `line` is where it waits or was called from; its number keeps the letter of the line that gave it. `wanted`: the only
    counter that may call it. `chances`: how often it was absent; `after_calls`: after so many further calls of its line it
    waits again. `people`: one family card, or a bundle. `origin`: kiosk, counter, outage or check_in. `written`: what
    stands on a citizen's handwritten paper where another number had to be given.
    """

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
    hold_until: datetime | None = None
    wanted: str | None = None
    after_calls: int | None = None
    chances: int = 0
    people: int = 1
    origin: str = "kiosk"
    written: str | None = None


def number_of(letter: str, count: int) -> str:
    """The number as spoken and printed: letter and at least three digits (A001 ... A999, A1000). Never wraps."""
    return f"{letter}{count:03d}"


def shown_number(number: str) -> str:
    """The number as a sentence for people has it, like screens and slips: "X001" -> "X\u00a0001", never broken at a line's end.

    What is no number stays as it is. Fields of the API and the log keep the plain number.
    """
    found = _NUMBER.fullmatch(number)
    return number if found is None else f"{found[1]}\u00a0{found[2]}"


def token_from(bits: int) -> str:
    """13 characters out of the lowest 65 bits of `bits`."""
    return "".join(TOKEN_ALPHABET[(bits >> shift) & 31] for shift in range(0, 5 * TOKEN_LENGTH, 5))


def clean_token(text: str) -> str | None:
    """The token that a person typed (case, spaces and hyphens forgiven, look-alikes read), or None."""
    token = text.upper().replace("-", "").replace(" ", "").translate(str.maketrans("ILO", "110"))
    return token if len(token) == TOKEN_LENGTH and all(c in TOKEN_ALPHABET for c in token) else None


def missed_rule(chances: int, after: int, language: str = "id") -> str:
    """What to do after a missed call, as the slip prints it; it says what `absent` below really does."""
    if language == "en":
        if not chances:
            return "Missed your call? Please see the staff."
        return f"Missed your call? You are called again after {after} others, {_times_en(chances)}; or see the staff."
    if not chances:
        return "Nomor terlewat? Lapor ke petugas."
    return f"Nomor terlewat? Dipanggil lagi setelah {after} nomor lain, paling banyak {chances} kali; atau lapor ke petugas."


def _times_en(chances: int) -> str:
    return "once at most" if chances == 1 else f"{chances} times at most"


@dataclass(frozen=True, slots=True)
class _Move:
    """From which states a command leads to which; what it leaves behind on the ticket; the sentence where it may not."""

    allowed: tuple[TicketState, ...]
    to: TicketState
    sentence: str
    clears: tuple[str, ...] = ()


_TO_THE_LINE: Final = ("counter", "called_at", "serving_at", "hold_until", "reason", "wanted", "after_calls")
_MOVES: Final[Mapping[str, _Move]] = {
    "call": _Move((WAITING,), CALLED, "Nomor {number} tidak sedang menunggu.", ("wanted",)),
    "begin": _Move((CALLED,), SERVING, "Nomor {number} sudah mulai dilayani."),
    "absent": _Move((CALLED,), ABSENT, "Nomor {number} sudah mulai dilayani, jadi tidak dapat ditandai tidak hadir."),
    "complete": _Move(ACTIVE, DONE, "Nomor {number} tidak sedang dilayani."),
    "hold": _Move(ACTIVE, HELD, "Nomor {number} tidak sedang dilayani, jadi tidak dapat ditahan."),
    "return": _Move((SERVING,), HELD, "Mulai layani nomor {number} dulu, baru kembalikan berkasnya."),
    "resume": _Move((HELD, ABSENT), SERVING, "Nomor {number} tidak sedang ditahan.", ("hold_until", "reason", "ended_at")),
    "transfer": _Move(ACTIVE, WAITING, "Nomor {number} tidak sedang dilayani, jadi tidak dapat dipindahkan.", _TO_THE_LINE),
    "cancel": _Move((WAITING, CALLED, SERVING, HELD, ABSENT), CANCELLED, "Nomor {number} sudah berakhir.", ("wanted",)),
    "come_back": _Move((ABSENT,), WAITING, "Nomor {number} tidak ditandai tidak hadir.", (*_TO_THE_LINE, "ended_at")),
    "not_served": _Move((WAITING, HELD, ABSENT), CANCELLED, "Nomor {number} sudah berakhir.", ("wanted",)),
}  # fmt: skip
COMMANDS: Final = tuple(_MOVES)

# Where a number is that a clerk named: better than any command's own sentence.
_WHERE: Final[Mapping[str, Mapping[TicketState, str]]] = {
    "call": {
        CALLED: "Nomor {number} sedang dipanggil di loket {counter}.",
        SERVING: "Nomor {number} sedang dilayani di loket {counter}.",
        HELD: "Nomor {number} sedang ditahan. Lanjutkan dari daftar tahan.",
        ABSENT: "Nomor {number} tidak hadir tadi. Lanjutkan dari daftar tidak hadir.",
        DONE: "Nomor {number} sudah selesai dilayani.",
        CANCELLED: "Nomor {number} sudah dibatalkan.",
    },
    "resume": {
        WAITING: "Nomor {number} masih menunggu. Panggil nomornya.",
        CALLED: "Nomor {number} sedang dipanggil di loket {counter}.",
        SERVING: "Nomor {number} sedang dilayani di loket {counter}.",
        DONE: "Nomor {number} sudah selesai dilayani.",
        CANCELLED: "Nomor {number} sudah dibatalkan.",
    },
    "cancel": {
        DONE: "Nomor {number} sudah selesai dilayani.",
        CANCELLED: "Nomor {number} sudah dibatalkan.",
    },
}  # fmt: skip


def after(ticket: Ticket, command: str, now: datetime, **changes: Any) -> Ticket:
    """The ticket after a command (COMMANDS), or the refusal `wrong_state` with its sentence.

    `changes` are what the command brings along: call and resume the `counter`; hold its `hold_until`; transfer the new
    `line` or the `wanted` counter; cancel and not_served the `reason`.
    """
    move = _MOVES[command]
    if ticket.state not in move.allowed:
        sentence = _WHERE.get(command, {}).get(ticket.state, move.sentence)
        raise Refused("wrong_state", sentence.format(number=shown_number(ticket.number), counter=ticket.counter))
    gone: dict[str, Any] = dict.fromkeys(move.clears)
    return replace(ticket, **{**gone, "state": move.to, **_stamps(ticket, command, move.to, now), **changes})


def _stamps(ticket: Ticket, command: str, to: TicketState, now: datetime) -> dict[str, Any]:
    """What the command itself notes on the ticket."""
    if command == "resume":  # who was absent stands at the counter and is greeted first; who was held goes on
        if ticket.state is ABSENT:
            return {"state": CALLED, "called_at": now, "after_calls": None}
        return {"serving_at": ticket.serving_at or now}
    if to is CALLED:
        return {"called_at": now, "serving_at": None}
    if command == "begin":
        return {"serving_at": now}
    if command == "return":
        return {"reason": RETURNED}
    return {"ended_at": now, "after_calls": None} if to in ENDED else {}


def missed(ticket: Ticket, now: datetime, chances: int, after_calls: int) -> Ticket:
    """The called person did not come. It comes back by itself after `after_calls` others, `chances` times at most."""
    times = ticket.chances + 1
    again = after_calls if times <= chances else None
    return after(ticket, "absent", now, chances=times, after_calls=again)
