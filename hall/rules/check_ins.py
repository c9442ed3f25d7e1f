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
from hall.rules.calendar import business_day, clock_text, date_text, date_text_en, day_starts
from hall.rules.recording import Session, Slot
from hall.rules.summonses import BEFORE_THE_DAY
from hall.rules.tickets import shown_number

OPENS_BEFORE: Final = timedelta(minutes=60)
"""So long before the window a number is given; earlier the hall would only be fuller."""

_COUNTER: Final = "Come to the counter, an officer gives you another day."
_ENDED: Final[Mapping[str, tuple[str, str]]] = {
    "recorded": (
        "Perekaman Anda sudah selesai. Untuk mengambil KTP, tunjukkan surat ini di loket.",
        "Your recording is done. To collect your card, show this letter at the counter.",
    ),
    "moved_day": (
        "Jadwal ini sudah diganti. Pakai surat yang terbaru, atau datanglah ke loket.",
        "This appointment was changed. Use your newest letter, or come to the counter.",
    ),
    "absent": (
        "Jadwal Anda sudah lewat. Datanglah ke loket, petugas memberi hari baru.",
        f"Your appointment is over. {_COUNTER}",
    ),
    "cancelled": (
        "Jadwal ini dibatalkan kantor. Datanglah ke loket, petugas memberi hari baru.",
        f"The office cancelled this appointment. {_COUNTER}",
    ),
}
_OTHERWISE: Final = (
    "Surat ini tidak berlaku lagi. Datanglah ke loket, petugas membantu.",
    "This letter is not valid any more. Come to the counter, an officer helps you.",
)


@dataclass(frozen=True, slots=True)
class Appointment:
    """What a code stands for. `closes`: when the session ends. `number`: the ticket, when it was given already; `over`: it
    waits no more (it was called and nobody came, or it was cancelled). `here_as`: with which number the holder is here that day
    without this letter: one person has one number a day, and the letter is good again once that number came to nothing."""

    state: str
    start: datetime
    end: datetime
    closes: datetime
    place: str
    here: bool
    number: str | None = None
    over: bool = False
    here_as: str | None = None


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
    if appointment.here_as is not None:
        number = shown_number(appointment.here_as)
        raise _told(
            "wrong_state",
            f"Anda sudah datang hari ini. Nomor Anda {number}. Silakan duduk dan tunggu.",
            f"You are here already today. Your number is {number}. Please sit down and wait.",
        )
    hours, hours_en = _clock(appointment, timezone, zone)
    if not appointment.here:
        raise _told(
            "wrong_state",
            f"Perekaman Anda di {appointment.place}. Datanglah ke sana, {hours}.",
            f"Your recording is at {appointment.place}. Please go there, {hours_en}.",
        )
    if now < appointment.start - OPENS_BEFORE:
        again = clock_text((appointment.start - OPENS_BEFORE).astimezone(ZoneInfo(timezone)))
        raise _told(
            "too_early",
            f"Jadwal Anda hari ini {hours}. Pindai surat ini lagi mulai pukul {again}.",
            f"Your appointment is today {hours_en}. Scan this letter again from {again} on.",
        )
    if now >= appointment.closes:
        raise _told(
            "too_late",
            "Perekaman hari ini sudah selesai. Datanglah ke loket, petugas memberi hari baru.",
            f"Recording is over for today. {_COUNTER}",
        )
    return appointment.start if now < appointment.end else None


def _told(code: str, indonesian: str, english: str) -> Refused:
    return Refused(code, indonesian, english=english)


def _valid(appointment: Appointment) -> None:
    if appointment.state in BEFORE_THE_DAY:
        return
    number = None if appointment.number is None else shown_number(appointment.number)
    if appointment.state in ("checked_in", "absent") and number is not None and appointment.over:
        raise _told(
            "wrong_state",
            f"Nomor Anda {number} sudah lewat. Datanglah ke loket, petugas membantu.",
            f"Your number {number} has passed. Come to the counter, an officer helps you.",
        )
    if appointment.state == "checked_in" and number is not None:
        raise _told(
            "wrong_state",
            f"Surat ini sudah dipakai. Nomor Anda {number}. Silakan duduk dan tunggu.",
            f"This letter was used already. Your number is {number}. Please sit down and wait.",
        )
    code = "too_late" if appointment.state == "absent" else "wrong_state"
    raise _told(code, *_ENDED.get(appointment.state, _OTHERWISE))


def _other_day(appointment: Appointment, day: date, today: date, timezone: str, zone: str) -> Refused:
    if day < today:
        return _told(
            "too_late",
            f"Jadwal Anda sudah lewat: {date_text(day)}. Datanglah ke loket, petugas memberi hari baru.",
            f"Your appointment is over, it was on {date_text_en(day)}. {_COUNTER}",
        )
    hours, hours_en = _clock(appointment, timezone, zone)
    return _told(
        "too_early",
        f"Jadwal Anda {date_text(day)}, {hours}, di {appointment.place}. Datanglah pada hari itu dan bawa surat ini.",
        f"Your appointment is on {date_text_en(day)}, {hours_en}, at {appointment.place}. "
        "Please come on that day and bring this letter.",
    )


def _clock(appointment: Appointment, timezone: str, zone: str) -> tuple[str, str]:
    """The window in Indonesian and in English."""
    start, end = (clock_text(moment.astimezone(ZoneInfo(timezone))) for moment in (appointment.start, appointment.end))
    return f"pukul {start} sampai {end} {zone}", f"{start} to {end} {zone}"
