"""Who comes with a letter: too early, in time, late, on another day or at another place; each gets a kind answer.

The answers never name the person: who holds the letter knows whose it is (contract, promise 7).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from hall.errors import Refused
from hall.rules.calendar import business_day, clock_text, date_text, day_starts
from hall.rules.recording import Session, Slot
from hall.rules.summonses import BEFORE_THE_DAY

OPENS_BEFORE: Final = timedelta(minutes=60)
"""So long before the window a number is given; earlier the hall would only be fuller."""

_ENDED: Final[Mapping[str, str]] = {
    "recorded": "Perekaman Anda sudah selesai. Untuk mengambil KTP, tunjukkan surat ini di loket.",
    "moved_day": "Jadwal ini sudah diganti. Pakai surat yang terbaru, atau datanglah ke loket.",
    "absent": "Jadwal Anda sudah lewat. Datanglah ke loket, petugas memberi hari baru.",
    "cancelled": "Jadwal ini dibatalkan kantor. Datanglah ke loket, petugas memberi hari baru.",
}
_OTHERWISE: Final = "Surat ini tidak berlaku lagi. Datanglah ke loket, petugas membantu."


@dataclass(frozen=True, slots=True)
class Appointment:
    """What a code stands for. `closes`: when the session ends. `number`: the ticket, when it was given already; `over`: it
    waits no more (it was called and nobody came, or it was cancelled)."""

    state: str
    start: datetime
    end: datetime
    closes: datetime
    place: str
    here: bool
    number: str | None = None
    over: bool = False


def closes(session: Session, windows: Sequence[Slot], timezone: str) -> datetime:
    """When nobody is let in any more: the end of the session's hours, which are longer than its windows of arrival."""
    last = max(window.end for window in windows)
    hours = session.plan.get("hours")
    return max(last, day_starts(session.day, timezone) + timedelta(minutes=hours[-1][1])) if hours else last


def due_of(appointment: Appointment, now: datetime, timezone: str, zone: str) -> datetime | None:
    """When the number is due: the window's beginning. None for who comes after the window: served among the others.

    Refuses `too_early`, `too_late` and `wrong_state` with what to do.
    """
    _valid(appointment)
    day, today = business_day(appointment.start, timezone), business_day(now, timezone)
    if day != today:
        raise _other_day(appointment, day, today, timezone, zone)
    if not appointment.here:
        raise Refused(
            "wrong_state",
            f"Perekaman Anda di {appointment.place}. Datanglah ke sana, {_clock(appointment, timezone, zone)}.",
        )
    if now < appointment.start - OPENS_BEFORE:
        again = clock_text((appointment.start - OPENS_BEFORE).astimezone(ZoneInfo(timezone)))
        raise Refused(
            "too_early",
            f"Jadwal Anda hari ini {_clock(appointment, timezone, zone)}. Pindai surat ini lagi mulai pukul {again}.",
        )
    if now >= appointment.closes:
        raise Refused("too_late", "Perekaman hari ini sudah selesai. Datanglah ke loket, petugas memberi hari baru.")
    return appointment.start if now < appointment.end else None


def _valid(appointment: Appointment) -> None:
    if appointment.state in BEFORE_THE_DAY:
        return
    if appointment.state in ("checked_in", "absent") and appointment.number is not None and appointment.over:
        raise Refused(
            "wrong_state", f"Nomor Anda {appointment.number} sudah lewat. Datanglah ke loket, petugas membantu."
        )
    if appointment.state == "checked_in" and appointment.number is not None:
        raise Refused(
            "wrong_state", f"Surat ini sudah dipakai. Nomor Anda {appointment.number}. Silakan duduk dan tunggu."
        )
    code = "too_late" if appointment.state == "absent" else "wrong_state"
    raise Refused(code, _ENDED.get(appointment.state, _OTHERWISE))


def _other_day(appointment: Appointment, day: date, today: date, timezone: str, zone: str) -> Refused:
    if day < today:
        return Refused(
            "too_late", f"Jadwal Anda sudah lewat: {date_text(day)}. Datanglah ke loket, petugas memberi hari baru."
        )
    when = f"{date_text(day)}, {_clock(appointment, timezone, zone)}"
    return Refused(
        "too_early", f"Jadwal Anda {when}, di {appointment.place}. Datanglah pada hari itu dan bawa surat ini."
    )


def _clock(appointment: Appointment, timezone: str, zone: str) -> str:
    start, end = (clock_text(moment.astimezone(ZoneInfo(timezone))) for moment in (appointment.start, appointment.end))
    return f"pukul {start} sampai {end} {zone}"
