"""The words of a call: what is shown and what is said. A comma is a pause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, Literal

from hall.errors import Refused
from hall.rules.typed_times import read_clock

if TYPE_CHECKING:
    from hall.rules.hall import HallSettings

Reading = Literal["digits", "cardinal"]

DIGITS: Final = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
DIGITS_EN: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS_EN: Final = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS_EN: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


MOST_QUIET: Final = 6
_MARKS: Final = re.compile(r"[^\w'-]|_")

# What English-speaking visitors hear for a counter's name; a number may follow it.
PLACES_EN: Final = {
    "loket": "counter", "meja": "desk", "ruang": "room", "ruangan": "room", "bilik": "booth",
    "meja verifikasi": "verification desk", "ruang foto": "photo room", "bilik foto": "photo booth",
    "ruang perekaman": "recording room", "meja penyerahan": "hand-over desk", "meja pengambilan": "collection desk",
    "meja informasi": "information desk",
}  # fmt: skip
ELSEWHERE_EN: Final = "see the screen"


def quiet(settings: HallSettings, minutes: int) -> bool:
    """Whether no voice speaks at this time of the hall's day (minutes after its midnight): calls are only shown.

    A stretch begins at its first minute and ends before its last; one that ends before it begins goes over midnight.
    """
    return any(
        begins <= minutes < ends if begins <= ends else minutes >= begins or minutes < ends
        for begins, ends in settings.voice_quiet
    )


def read_quiet(typed: str) -> tuple[tuple[int, int], ...]:
    """Quiet hours as the keeper types them: `12.00-13.00, 22.00-05.00`; none for an empty text.

    Refuses `bad_request` with a sentence: unreadable, empty or too many stretches.
    """
    stretches = [part.split("-") for part in re.split(r"[,;]", typed.replace("–", "-")) if part.strip()]
    if len(stretches) > MOST_QUIET:
        raise Refused("bad_request", f"Jam tenang: paling banyak {MOST_QUIET} bagian.", field="quiet")
    read = tuple(tuple(read_clock(clock, "quiet", -1) for clock in stretch) for stretch in stretches)
    if not all(len(stretch) == 2 and -1 < stretch[0] != stretch[1] > -1 for stretch in read):
        raise Refused("bad_request", "Jam tenang tidak terbaca. Contoh: 12.00-13.00, 22.00-05.00.", field="quiet")
    return tuple((stretch[0], stretch[1]) for stretch in read)


def quiet_text(stretches: Iterable[tuple[int, int]]) -> str:
    """The stretches as they are typed."""
    clocks = [[f"{minute // 60:02d}.{minute % 60:02d}" for minute in stretch] for stretch in stretches]
    return ", ".join("-".join(stretch) for stretch in clocks)


def shown(number: str, counter_name: str) -> str:
    """What the TV shows with a call."""
    return f"Nomor antrean {number}, silakan menuju {counter_name}"


def said(number: str, counter_name: str, reading: Reading = "digits", *, english: bool = False) -> str:
    """What the voice says: the letter, the number by the hall's reading, the counter; English after it where asked.

    English follows after " / ": it is spoken by another voice.
    """
    letter, figures = number[0], number[1:]
    to = name_said(counter_name, reading)
    words = f"nomor antrean, {letter}, {figures_said(figures, reading)}, silakan menuju, {to}"
    return f"{words} / {_english(letter, figures, counter_name, reading)}" if english else words


def name_said(counter_name: str, reading: Reading = "digits") -> str:
    """The words of a counter's name; marks between them are not said."""
    return " ".join(_word(word, reading) for word in _MARKS.sub(" ", counter_name).split())


def figures_said(figures: str, reading: Reading) -> str:
    """Figures one by one, leading zeros too; or as the number that they mean."""
    return cardinal(int(figures)) if reading == "cardinal" else " ".join(DIGITS[int(each)] for each in figures)


def cardinal(value: int) -> str:
    """An Indonesian number word, 0 to 999 999."""
    for unit, one, many in ((1000, "seribu", "ribu"), (100, "seratus", "ratus")):
        if value >= unit:
            head = one if value < 2 * unit else f"{cardinal(value // unit)} {many}"
            return head if value % unit == 0 else f"{head} {cardinal(value % unit)}"
    if value >= 20:
        tens = f"{DIGITS[value // 10]} puluh"
        return tens if value % 10 == 0 else f"{tens} {DIGITS[value % 10]}"
    if value >= 12:
        return f"{DIGITS[value - 10]} belas"
    return (*DIGITS, "sepuluh", "sebelas")[value]


def cardinal_en(value: int) -> str:
    """An English number word, 0 to 999 999."""
    for unit, word in ((1000, "thousand"), (100, "hundred")):
        if value >= unit:
            head = f"{cardinal_en(value // unit)} {word}"
            return head if value % unit == 0 else f"{head} {cardinal_en(value % unit)}"
    if value >= 20:
        tens = TENS_EN[value // 10]
        return tens if value % 10 == 0 else f"{tens} {DIGITS_EN[value % 10]}"
    return (*DIGITS_EN, *TEENS_EN)[value]


def shorter(english: str) -> Iterator[str]:
    """The English words of `said` and then less and less of them, for whoever has to end in time: without "number", with
    the screen for the place, the number alone."""
    yield english
    *_, letter, figures, to = english.split(", ")
    yield f"{letter}, {figures}, {to}"
    yield f"{letter}, {figures}, {ELSEWHERE_EN}"
    yield f"{letter}, {figures}"


def _word(word: str, reading: Reading) -> str:
    """A word of a counter's name; a letter that stands alone keeps its size, because it is spelled."""
    if word.isascii() and word.isdigit() and len(word) <= 6:
        return figures_said(word, reading)
    return word if len(word) == 1 else word.lower()


def _english(letter: str, figures: str, counter_name: str, reading: Reading) -> str:
    """As short as it can be, for both languages share twelve seconds: the figures as they are printed, then the place.

    Only the digits' reading leaves time for "number". A counter without an English name sends people to the screen.
    """
    *place, last = counter_name.lower().split() or [""]
    numbered = bool(place) and last.isascii() and last.isdigit() and len(last) <= 6
    known = PLACES_EN.get(" ".join(place if numbered else [*place, last]))
    to = ELSEWHERE_EN if known is None else f"{known} {cardinal_en(int(last))}" if numbered else known
    said = " ".join(DIGITS_EN[int(each)] for each in figures)
    return f"{'number, ' if reading == 'digits' else ''}{letter}, {said}, {to}"
