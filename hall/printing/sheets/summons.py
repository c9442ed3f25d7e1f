"""Surat panggilan: a code, a day and a place. No name: who got the letter knows who is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hall.printing.paper import Paper
from hall.printing.sheets.parts import checklist, head, more_words
from hall.rules.slips import SummonsSlip

if TYPE_CHECKING:
    from hall.printing.logo import Logo

BRING_LINES: Final = 12

WORDS: Final = {
    "id": {
        "title": "SURAT PANGGILAN {}",
        "bring": "BAWA:",
        "type": "Ketik kode ini di kiosk",
        "scan": "Pindai gambar ini di kiosk",
        "phone": "Ganti hari di ponsel: {}",
    },
    "en": {
        "title": "APPOINTMENT LETTER {}",
        "bring": "BRING:",
        "type": "Type this code at the kiosk",
        "scan": "Scan this picture at the kiosk",
        "phone": "Another day, by phone: {}",
    },
}
ORDINAL: Final = {"id": {0: "", 1: "PERTAMA", 2: "KEDUA", 3: "KETIGA"}, "en": {0: "", 1: "1", 2: "2", 3: "3"}}


def summons(slip: SummonsSlip, paper: Paper, logo: Logo | None) -> None:
    """What for, the code, when and where: in this order."""
    words = WORDS[slip.language]
    head(slip, paper, logo, slip.language)
    paper.text(words["title"].format(ORDINAL[slip.language].get(slip.call, slip.call)).strip(), height=2)
    paper.strong(slip.what)
    paper.code(slip.code)
    paper.text(words["type"], most=2)
    paper.rule()
    paper.strong(slip.day, slip.window)
    paper.text(slip.place, most=3)
    paper.rule()
    checklist(paper, words["bring"], slip.bring, most=BRING_LINES, each=4, more=more_words(slip.language, slip.url))
    if slip.url and paper.qr(slip.url):
        paper.feed()
        paper.text(words["scan"], most=2)
        if page := slip.url.partition("://")[2].partition("#")[0]:
            paper.text(words["phone"].format(page), most=4)
    if slip.rule:
        paper.feed()
        paper.text(slip.rule, most=4)
