"""Standard times of an SOP: the printed words as a value, sums that are exact, and how an office says them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

TimeKind = Literal["minutes", "working_days", "open", "unknown"]
Amount = int | float

_AMOUNT = re.compile(r"([0-9]{1,5}(?:,[0-9]{1,3})?) *(menit|jam|hari)\b", re.IGNORECASE)
_MINUTES_IN = {"menit": 1, "jam": 60}


@dataclass(frozen=True, slots=True)
class StepTime:
    """Standard time of a step: `value` in minutes or working days, `text` as printed. Unknown has neither."""

    kind: TimeKind
    value: Amount | None
    text: str | None


UNKNOWN: Final = StepTime("unknown", None, None)


def read_time(text: str | None) -> StepTime:
    """A printed standard time as a value. None is unknown; "Sampai dengan ..." is open; ValueError for the rest."""
    if text is None:
        return UNKNOWN
    if text.lower().startswith("sampai "):
        return StepTime("open", None, text)
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise ValueError(f"not a standard time: {text!r}")
    unit = found[2].lower()
    amount = _number(found[1])
    if unit == "hari":
        return StepTime("working_days", _plain(amount), text)
    return StepTime("minutes", _plain(amount * _MINUTES_IN[unit]), text)


def read_total(text: str) -> tuple[Amount, Amount]:
    """(minutes, working days) of a printed total such as "2 hari 110 menit"; ValueError when it is not one."""
    parts = [read_time(match[0]) for match in _AMOUNT.finditer(text)]
    if not parts or _AMOUNT.sub("", text).strip():
        raise ValueError(f"not a total of times: {text!r}")
    return summed(parts, "minutes"), summed(parts, "working_days")


def _number(printed: str) -> Fraction:
    return Fraction(printed.replace(",", "."))


def _plain(amount: Fraction) -> Amount:
    return amount.numerator if amount.denominator == 1 else float(amount)


def summed(times: Iterable[StepTime], kind: TimeKind) -> Amount:
    """The exact sum of the times of this kind."""
    # Through the decimal text, so that ten times 0,1 is one.
    return _plain(
        sum((Fraction(str(time.value)) for time in times if time.kind == kind and time.value is not None), Fraction())
    )


def half_up(amount: Amount, unit: int) -> int:
    """To the nearest whole `unit`; halves go up, as people round."""
    return int((Fraction(str(amount)) / unit) + Fraction(1, 2)) * unit


def indonesian(amount: Amount) -> str:
    """With a decimal comma."""
    return str(amount).replace(".", ",")
