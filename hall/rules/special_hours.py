"""Jam khusus: which weeks of their own a keeper may set for a time of the year, and what becomes of those that are there.

The past is not rewritten: special hours begin today at the earliest, and of those in force the days gone by stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from hall.errors import Refused
from hall.rules.calendar import Hours, Special, Week

Typed = Mapping[int, Sequence[tuple[int, int]]]
"""Weekday 0..6 to its stretches in minutes after midnight."""

RAMADAN: Final = "Ramadan"
RAMADAN_WEEK: Final[Typed] = {day: ((8 * 60, 12 * 60), (12 * 60 + 30, 15 * 60)) for day in range(4)} | {
    4: ((8 * 60, 11 * 60 + 30), (12 * 60 + 30, 15 * 60 + 30))
}
"""What is proposed for Ramadan: 32 hours and 30 minutes a week from 08.00, with a break of 30 minutes, on Fridays 60.

Source: Perpres 21/2023 (working days and hours of government offices). The regency sets the details, so the keeper may
change them; the days are the keeper's, because the sidang isbat decides them.
"""
LONGEST_NAME: Final = 40
MOST_DAYS: Final = 366


@dataclass(frozen=True, slots=True)
class Wanted:
    """Special hours as they are typed."""

    name: str
    first: date
    last: date
    week: Typed


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be kept: the new ones, and the last day of those whose place they take (None: not a day of them stays)."""

    put: Wanted
    left: date | None = None


def week_of(typed: Typed) -> Week:
    """The week as a calendar has it; days without service are left out."""
    return {day: tuple(Hours.of(*one) for one in stretches) for day, stretches in typed.items() if stretches}


def judge(kept: Sequence[Special], wanted: Wanted, today: date, instead: Special | None = None) -> Change:
    """What comes of a wish beside what is `kept`; `instead`: the one that it changes.

    Other hours for one that is in force hold from today. Refuses `bad_request` with the field: days that are over, an end
    before the start, no hours at all, and two on one day (named).
    """
    stays = None if instead is None else remains(instead, today)
    _sound(wanted, today)
    continued = instead is not None and wanted.first == instead.first
    if wanted.first < today and not continued:
        raise Refused(
            "bad_request",
            f"{wanted.name}: hari yang sudah lewat tidak diubah, mulai paling awal hari ini.",
            field="first",
        )
    if continued and instead is not None and instead.hours == week_of(wanted.week):
        change = Change(wanted)
    else:
        change = Change(replace(wanted, first=max(wanted.first, today)), stays)
    other = next((one for one in kept if one != instead and _meet(one, change.put)), None)
    if other is not None:
        days = f"{other.first:%d-%m-%Y} sampai {other.last:%d-%m-%Y}"
        raise Refused("bad_request", f"Tanggalnya bertumpuk dengan {other.name} ({days}).", field="first")
    return change


def remains(special: Special, today: date) -> date | None:
    """Its last day when it is taken away today; None when it has not begun. Refuses one that is over."""
    if special.last < today:
        raise Refused("wrong_state", f"{special.name} sudah lewat. Hari yang sudah lewat tidak diubah.")
    yesterday = today - timedelta(days=1)
    return yesterday if special.first <= yesterday else None


def again(kept: Sequence[Special], wanted: Wanted, today: date) -> tuple[Wanted, Special | None] | None:
    """A wish out of a list, which may come again: what it asks for now, and what it changes; None when it changes nothing.

    It changes what stands there under its name on some of its days. What is over is left alone, and what is in force goes on.
    """
    if wanted.last < today:
        return None
    named = [one for one in kept if one.name.casefold() == wanted.name.casefold() and one.last >= today]
    there = next((one for one in named if _meet(one, wanted)), None)
    if there is None:
        return wanted, None
    if max(there.first, wanted.first) <= today:
        wanted = replace(wanted, first=there.first)
    return None if _same(there, wanted) else (wanted, there)


def _same(special: Special, wanted: Wanted) -> bool:
    days = (special.first, special.last) == (wanted.first, wanted.last)
    return days and special.name == wanted.name and special.hours == week_of(wanted.week)


def _sound(wanted: Wanted, today: date) -> None:
    for fits, field, sentence in (
        (wanted.first <= wanted.last, "last", "Tanggal selesai tidak boleh sebelum tanggal mulai."),
        (wanted.last >= today, "last", "Tanggal selesai sudah lewat."),
        (
            (wanted.last - wanted.first).days < MOST_DAYS, "last",
            f"Jam khusus paling lama {MOST_DAYS} hari. Periksa tahunnya, atau ubah jam layanan.",
        ),
        (any(wanted.week.values()), "day0", "Paling sedikit satu hari harus punya jam. Kantor tutup: pakai hari libur."),
    ):  # fmt: skip
        if not fits:
            raise Refused("bad_request", sentence, field=field)


def _meet(special: Special, wanted: Wanted) -> bool:
    return special.first <= wanted.last and wanted.first <= special.last
