"""Print jobs: their states, what may be printed still, where it is printed, and what a person decides (promises 4, 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

SLIP_LIFE: Final = timedelta(minutes=15)
LATE: Final = "Terlambat dicetak lebih dari 15 menit. Nomor tetap sah."
LATE_SHEET: Final = "Terlambat dicetak. Minta petugas mencetaknya lagi."
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

    @property
    def words(self) -> str:
        """What every screen says of it in Indonesian: never more than is known ("terkirim" is not "tercetak")."""
        return WORDS[self]


# Of an expired job the reason beside it says whether it was late or its ticket had ended.
WORDS: Final[Mapping[JobState, str]] = {
    JobState.QUEUED: "Menunggu dicetak",
    JobState.SENDING: "Sedang dikirim ke printer",
    JobState.PRINTED: "Tercetak",
    JobState.ACCEPTED: "Terkirim ke printer (belum tentu tercetak)",
    JobState.NOT_SENT: "Tidak dapat dicetak",
    JobState.UNCERTAIN: "Tidak pasti tercetak. Periksa kertas",
    JobState.EXPIRED: "Tidak dicetak lagi",
    JobState.CANCELLED: "Dibatalkan, tidak dicetak",
}


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


def why_expired(
    kind: str, copy: int, expires_at: datetime | None, ticket_state: str | None, now: datetime
) -> str | None:
    """Why a queued job must not be printed any more, or None.

    It is late, or it is the original slip of a ticket that ended. Being called does not expire a slip: its owner may be
    on the way to the counter without having heard it. A copy was asked for by a person, and a list of what is missing is
    needed just when its ticket is done: only age ends those.
    """
    if expires_at is not None and now >= expires_at:
        return LATE if kind == "ticket" else LATE_SHEET
    if kind == "ticket" and copy == 0 and ticket_state in {"done", "cancelled", "absent"}:
        return TICKET_ENDED
    return None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a printer stands for the jobs that wait at it.

    `trouble`: why it can't take one now, None when it can. `lasting`: it has been so for long enough that its slips go to
    its `fallback` (a printer's id).
    """

    name: str
    trouble: str | None = None
    lasting: bool = False
    fallback: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a queued job waits (a printer's id), why, and the printer that it was meant for when it waits elsewhere."""

    printer: int | None
    reason: str | None = None
    moved_from: int | None = None


def fetch_at(printer: str) -> str:
    """What the owner of a slip that comes out elsewhere is told."""
    return f"Ambil di {printer}."


def placed(now: Place, fallback: int | None, printers: Mapping[int, Standing]) -> Place:
    """Where a queued job waits from now on; `printers`: those in use, in order; `fallback`: of the job's own printer.

    It leaves a printer that was taken out of use, and one in lasting trouble where the fallback is well. Only a queued job
    is ever placed: of it no byte left us, so it can't come out twice.
    """
    home = now.moved_from or now.printer
    if now.printer is None or now.printer not in printers:
        target = fallback if fallback in printers else next(iter(printers), None)
        return Place(None, NO_PRINTER) if target is None else _moved(home, target, printers)
    here = printers[now.printer]
    there = printers.get(here.fallback or 0)
    if here.trouble and here.lasting and here.fallback and there and there.trouble is None:
        return _moved(home, here.fallback, printers)
    told = fetch_at(here.name) if now.moved_from else None
    return Place(now.printer, here.trouble or told or _kept(now.reason), now.moved_from)


def _moved(home: int | None, target: int, printers: Mapping[int, Standing]) -> Place:
    away = home is not None and home != target
    return Place(
        target, printers[target].trouble or (fetch_at(printers[target].name) if away else None), home if away else None
    )


def _kept(reason: str | None) -> str | None:
    """Why it last waited stands until it is sent; that there was no printer is over with the first one."""
    return None if reason == NO_PRINTER else reason
