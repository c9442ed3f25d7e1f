"""The slip of a ticket: its number, what it is for, how long it takes, what is still to bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hall.printing.paper import Paper
from hall.printing.sheets.parts import checklist, follow, head, more_words
from hall.rules.slips import TicketSlip

if TYPE_CHECKING:
    from hall.printing.logo import Logo

MOST_LINES: Final = 6
"""Lines of persyaratan on paper; the rest stands behind the QR."""

WORDS: Final = {
    "id": {
        "number": "NOMOR ANTREAN",
        "ahead": "Menunggu di depan: {} orang",
        "first": "Anda yang berikutnya",
        "about": "Kira-kira {} - {}",
        "bring": "BELUM ADA, BAWA KE LOKET:",
        "free": "GRATIS, tanpa biaya",
    },
    "en": {
        "number": "QUEUE NUMBER",
        "ahead": "People before you: {}",
        "first": "You are next",
        "about": "About {} - {}",
        "bring": "STILL TO BRING TO THE COUNTER:",
        "free": "FREE, no charge",
    },
}


def ticket(slip: TicketSlip, paper: Paper, logo: Logo | None) -> None:
    """From the number downwards in the order in which it is asked for."""
    words = WORDS[slip.language]
    head(slip, paper, logo, slip.language)
    paper.text(words["number"], height=2)
    paper.number(slip.number)
    paper.strong(slip.layanan_title)
    paper.rule()
    paper.text(words["ahead"].format(slip.waiting) if slip.waiting else words["first"], height=2)
    if slip.estimate:
        paper.text(words["about"].format(*slip.estimate), height=2)
    paper.text(slip.issued_local, most=2)
    paper.rule()
    checklist(paper, words["bring"], slip.persyaratan, most=MOST_LINES, more=more_words(slip.language, slip.url))
    follow(paper, slip.url, slip.code, slip.language)
    if slip.rule:
        paper.feed()
        paper.text(slip.rule, most=4)
    if slip.free:
        paper.bar(words["free"], width=1 if paper.profile.narrow else 2)
