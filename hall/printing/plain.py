"""Text that is safe for any printer: ASCII only, no control bytes, wrapped by us and never by the printer.

Code pages differ from board to board, so nothing beyond ASCII is sent; Indonesian needs nothing else. Control bytes
would be commands: a typed name must not cut the paper.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_MARKS: Final = str.maketrans(
    {
        "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "•": "-", "·": "-", "‘": "'", "’": "'", "‚": ",",
        "“": '"', "”": '"', "„": '"', "…": "...", "×": "x", "±": "+/-", "½": " 1/2", "¼": " 1/4", "¾": " 3/4",
        "≤": "<=", "≥": ">=", "→": "->", "⁄": "/", "ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O",
        "đ": "d", "Đ": "D", "ł": "l", "Ł": "L",
    }
)  # fmt: skip


def plain(text: str) -> str:
    """One line of printable ASCII: marks spelt out, accents dropped, white space joined, the unknown as "?"."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    spread = unicodedata.normalize("NFKD", text.translate(_MARKS)).translate(_MARKS)
    kept: list[str] = []
    for letter in spread:
        if " " <= letter <= "~":
            kept.append(letter)
        elif letter.isspace():
            kept.append(" ")
        elif unicodedata.category(letter) not in {"Mn", "Me", "Cc", "Cf", "Cs", "Co", "Cn"}:
            kept.append("?")
    return " ".join("".join(kept).split())


def wrap(text: str, columns: int, hang: int = 0) -> list[str]:
    """Lines of at most `columns` characters, broken between words, inside a word only when it is longer than a line.

    `hang`: columns by which every line after the first is moved in.
    """
    lines: list[str] = []
    line, room = "", columns
    for word in plain(text).split(" "):
        if line and len(line) + 1 + len(word) <= room:
            line = f"{line} {word}"
            continue
        if line:
            lines.append(line)
            room = columns - hang
        while len(word) > room:
            cut = word.rfind("/", room // 2, room) + 1 or room  # an address breaks after a slash
            lines.append(word[:cut])
            word, room = word[cut:], columns - hang
        line = word
    if line:
        lines.append(line)
    return [lines[0], *(" " * hang + rest for rest in lines[1:])] if lines else []


def clip(lines: list[str], most: int, columns: int) -> list[str]:
    """At most `most` lines; where some are left out the last one says so with three dots."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], lines[most - 1][: columns - 3].rstrip(" .,") + "..."]
