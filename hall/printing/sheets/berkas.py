"""The two slips of a berkas: tanda terima (the office has the papers) and kekurangan (some are missing)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hall.printing.paper import Paper
from hall.printing.sheets.parts import DONE, checklist, follow, head, more_words
from hall.rules.slips import MissingSlip, ReceiptSlip

if TYPE_CHECKING:
    from hall.printing.logo import Logo

RECEIVED_LINES: Final = 14
MISSING_LINES: Final = 48
"""What is missing is the very point of that slip: a whole list of twelve long persyaratan fits."""
ITEM_LINES: Final = 14

WORDS: Final = {
    "id": {
        "receipt": "TANDA TERIMA BERKAS",
        "agenda": "Nomor agenda: {}",
        "received": "Diterima {}",
        "promised": "Siap diambil: {}",
        "got": "SUDAH DITERIMA:",
        "incomplete": "BERKAS BELUM LENGKAP",
        "berkas": "Nomor berkas: {}",
        "returned": "Diperiksa {}",
        "missing": "BELUM ADA, BAWA KE LOKET:",
        "there": "SUDAH ADA:",
    },
    "en": {
        "receipt": "RECEIPT FOR YOUR PAPERS",
        "agenda": "Register number: {}",
        "received": "Received {}",
        "promised": "Ready: {}",
        "got": "RECEIVED:",
        "incomplete": "PAPERS ARE MISSING",
        "berkas": "File number: {}",
        "returned": "Checked {}",
        "missing": "STILL TO BRING TO THE COUNTER:",
        "there": "ALREADY HERE:",
    },
}


def receipt(slip: ReceiptSlip, paper: Paper, logo: Logo | None) -> None:
    """The number to ask with, then the day on which to come back."""
    words = WORDS[slip.language]
    head(slip, paper, logo, slip.language)
    paper.text(words["receipt"], height=2)
    paper.number(slip.berkas)
    paper.strong(slip.layanan_title)
    paper.rule()
    if slip.promised:
        paper.strong(words["promised"].format(slip.promised))
    if slip.agenda_number:
        paper.text(words["agenda"].format(slip.agenda_number))
    _when(paper, words["received"], slip.received_local)
    paper.rule()
    checklist(
        paper, words["got"], slip.persyaratan, mark=DONE, most=RECEIVED_LINES, each=2,
        more=more_words(slip.language, slip.url),
    )  # fmt: skip
    follow(paper, slip.url, slip.code, slip.language)
    _last(paper, slip.note)


def missing(slip: MissingSlip, paper: Paper, logo: Logo | None) -> None:
    """What to fetch, in large letters, and that the number keeps its place."""
    words = WORDS[slip.language]
    head(slip, paper, logo, slip.language)
    paper.text(words["incomplete"], height=2)
    paper.number(slip.number or slip.berkas)
    paper.strong(slip.layanan_title)
    paper.rule()
    wanted = [text for text, is_missing in slip.items if is_missing]
    checklist(
        paper, words["missing"], wanted, most=MISSING_LINES, each=ITEM_LINES, tall=True,
        more=more_words(slip.language, slip.url),
    )  # fmt: skip
    there = [text for text, is_missing in slip.items if not is_missing]
    if wanted and there:
        paper.feed()
    checklist(
        paper, words["there"], there, mark=DONE, most=RECEIVED_LINES, each=2, tall=False,
        more=more_words(slip.language, slip.url),
    )  # fmt: skip
    if slip.note:
        paper.feed()
        paper.text(slip.note, align="left", most=6)
    paper.rule()
    if slip.rule:
        paper.text(slip.rule, height=2, most=4)
    if slip.number and slip.berkas:
        paper.text(words["berkas"].format(slip.berkas))
    _when(paper, words["returned"], slip.returned_local)
    follow(paper, slip.url, slip.code, slip.language)


def _when(paper: Paper, words: str, at: str) -> None:
    """The word before a time, where the line has room for it."""
    said = words.format(at)
    paper.text(said if len(said) <= paper.columns() else at, most=2)


def _last(paper: Paper, note: str) -> None:
    if note:
        paper.feed()
        paper.text(note, height=2, most=4)
