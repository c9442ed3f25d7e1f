"""The words of a call: what is shown and what is said."""

from __future__ import annotations

from typing import Final

DIGITS: Final = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")


def shown(number: str, counter_name: str) -> str:
    """What the TV shows with a call."""
    return f"Nomor antrean {number}, silakan menuju {counter_name}"


def said(number: str, counter_name: str) -> str:
    """What the voice says: the letter, the figures one by one, the counter; commas are pauses."""
    letter, figures = number[0], number[1:]
    return f"nomor antrean, {letter}, {_figures(figures)}, silakan menuju, {_counter(counter_name)}"


def _figures(text: str) -> str:
    return " ".join(DIGITS[int(figure)] for figure in text)


def _counter(name: str) -> str:
    return " ".join(_figures(word) if word.isascii() and word.isdigit() else word for word in name.split()).lower()
