"""The words of a call: what is shown and what is said. A comma is a pause."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from hall.rules.hall import HallSettings

Reading = Literal["digits", "cardinal"]

DIGITS: Final = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
DIGITS_EN: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS_EN: Final = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS_EN: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def quiet(settings: HallSettings, minutes: int) -> bool:
    """Whether no voice speaks at this time of the hall's day (minutes after its midnight): calls are only shown.

    A stretch begins at its first minute and ends before its last; one that ends before it begins goes over midnight.
    """
    return any(
        begins <= minutes < ends if begins <= ends else minutes >= begins or minutes < ends
        for begins, ends in settings.voice_quiet
    )


def shown(number: str, counter_name: str) -> str:
    """What the TV shows with a call."""
    return f"Nomor antrean {number}, silakan menuju {counter_name}"


def said(number: str, counter_name: str, reading: Reading = "digits", *, english: bool = False) -> str:
    """What the voice says: the letter, the number by the hall's reading, the counter; English after it where asked.

    English follows after " / ": it is spoken by another voice.
    """
    letter, figures = number[0], number[1:]
    name = " ".join(_word(word, reading) for word in counter_name.split())
    words = f"nomor antrean, {letter}, {figures_said(figures, reading)}, silakan menuju, {name}"
    return f"{words} / {_english(letter, figures, counter_name, reading)}" if english else words


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


def _word(word: str, reading: Reading) -> str:
    """A word of a counter's name; a letter that stands alone keeps its size, because it is spelled."""
    if word.isascii() and word.isdigit() and len(word) <= 6:
        return figures_said(word, reading)
    return word if len(word) == 1 else word.lower()


def _english(letter: str, figures: str, counter_name: str, reading: Reading) -> str:
    """A counter without an English name sends people to the screen."""
    plain, _, code = counter_name.partition(" ")
    known = plain.lower() == "loket" and code.isascii() and code.isdigit() and len(code) <= 6
    to = f"please go to, counter {_figures_en(code, reading)}" if known else "please look at the screen"
    return f"number, {letter}, {_figures_en(figures, reading)}, {to}"


def _figures_en(figures: str, reading: Reading) -> str:
    return cardinal_en(int(figures)) if reading == "cardinal" else " ".join(DIGITS_EN[int(each)] for each in figures)
