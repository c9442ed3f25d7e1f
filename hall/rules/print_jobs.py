"""Print jobs: their states, what may be printed still, and what stays with a person to decide (promises 4 and 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

SLIP_LIFE: Final = timedelta(minutes=15)
LATE: Final = "Terlambat dicetak lebih dari 15 menit. Nomor tetap sah."
TICKET_ENDED: Final = "Nomor sudah selesai, dibatalkan atau tidak hadir."
INTERRUPTED: Final = "Layanan cetak terhenti saat tiket dikirim. Periksa kertas di printer."
NOT_READABLE: Final = "Tiket ini tidak dapat disusun untuk dicetak."
NO_PRINTER: Final = "Belum ada printer."


class JobState(StrEnum):
    """The contract's eight states.

    queued (with a reason while the printer can't take it) -> sending (committed before the first byte) -> printed,
    accepted or uncertain; expired, cancelled and not_sent (it can never be sent) end a job that left no byte.
    """

    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"
    ACCEPTED = "accepted"
    NOT_SENT = "not_sent"
    UNCERTAIN = "uncertain"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A job as the API shows it. `ticket` and `printer` are number and name; `copy` 0 is the original; `at` the change."""

    id: int
    ticket: str | None
    kind: str
    copy: int
    state: JobState
    printer: str | None
    reason: str | None
    at: datetime
    asker: str | None = None


def why_expired(copy: int, expires_at: datetime | None, ticket_state: str | None, now: datetime) -> str | None:
    """Why a queued job must not be printed any more, or None.

    It is late, or it is the original of a ticket that ended. Being called does not expire a slip: its owner may be on
    the way to the counter without having heard it. A copy was asked for by a person, so only its age ends it.
    """
    if expires_at is not None and now >= expires_at:
        return LATE
    if copy == 0 and ticket_state in {"done", "cancelled", "absent"}:
        return TICKET_ENDED
    return None
