"""What several sheets share: the head, the mark of a copy, lists to tick, and the way to follow one's case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from hall.printing.paper import Paper
from hall.printing.plain import wrap
from hall.rules.slips import Language

if TYPE_CHECKING:
    from hall.printing.logo import Logo

OPEN: Final = "[ ]"
DONE: Final = "[x]"
TALL_LINES: Final = 3
"""A list of so few lines is printed tall on wide paper, to be read standing."""

WORDS: Final = {
    "id": {
        "copy": "Salinan ke-{}, {}",
        "copy_bare": "Salinan ke-{}",
        "more_qr": "dan {} lagi, lihat lewat QR",
        "more": "dan {} lagi, tanya petugas",
        "follow": "Pantau: {}",
        "code": "Kode: {}",
    },
    "en": {
        "copy": "Copy no. {}, {}",
        "copy_bare": "Copy no. {}",
        "more_qr": "and {} more, see the QR code",
        "more": "and {} more, ask the officer",
        "follow": "Follow: {}",
        "code": "Code: {}",
    },
}


class Headed(Protocol):
    """What every slip has."""

    @property
    def hall_name(self) -> str: ...
    @property
    def regency(self) -> str: ...
    @property
    def copy(self) -> int: ...
    @property
    def copied_at(self) -> str | None: ...


def head(slip: Headed, paper: Paper, logo: Logo | None, language: Language = "id") -> None:
    """Logo, office and regency; under the line a copy says at once that it is one."""
    paper.logo(logo)
    paper.text(slip.hall_name.upper(), height=2, most=2)
    if slip.regency != slip.hall_name:
        paper.text(slip.regency, most=1)
    paper.rule()
    if slip.copy:
        words, at = WORDS[language], slip.copied_at
        paper.bar("*** SALINAN ***", width=2, height=2)
        paper.text(words["copy"].format(slip.copy, at) if at else words["copy_bare"].format(slip.copy), most=2)


def checklist(
    paper: Paper,
    title: str,
    items: Sequence[str],
    *,
    mark: str = OPEN,
    most: int = 99,
    each: int = 99,
    more: str = "",
    tall: bool | None = None,
) -> None:
    """Items with a box in front, `each` lines of one at most, whole items only while they fit into `most` lines.

    `more`: the line that says how many are left out, with {} for the number. `tall`: None makes a short list tall where
    the paper is wide.
    """
    room = paper.columns() - len(mark) - 1
    shown, lines = 0, 0
    for item in items:
        needs = min(each, len(wrap(item, room)))
        if lines and lines + needs > most:
            break
        shown, lines = shown + 1, lines + needs
    if not lines:
        return
    if tall is None:
        tall = not paper.profile.narrow and lines <= TALL_LINES
    paper.text(title, align="left")
    for item in items[:shown]:
        paper.item(mark, item, height=2 if tall else 1, most=min(each, most))
    if more and shown < len(items):
        paper.item(" " * len(mark), more.format(len(items) - shown))


def more_words(language: Language, url: str | None) -> str:
    """How a list goes on that is too long for paper."""
    return WORDS[language]["more_qr" if url else "more"]


def follow(paper: Paper, url: str | None, code: str | None, language: Language) -> None:
    """The QR and the same address in letters; without a reachable address the code alone."""
    words = WORDS[language]
    if url and paper.qr(url):
        paper.feed()
        paper.text(words["follow"].format(url.partition("://")[2] or url), most=4)
    elif code:
        paper.feed()
        paper.text(words["code"].format(code), height=2, most=2)
