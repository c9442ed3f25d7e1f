"""What each slip looks like: `render(slip, profile) -> bytes`, pure. One function a kind, no I/O, no clock."""

from __future__ import annotations

from typing import Final

from hall.printing.paper import Paper
from hall.printing.plain import wrap
from hall.rules.slips import Slip, TicketSlip, kind_of
from printer_drivers import Profile

MOST_LINES: Final = 6
"""Lines of persyaratan on paper; the rest stands behind the QR."""

WORDS: Final = {
    "id": {
        "number": "NOMOR ANTREAN",
        "ahead": "Menunggu di depan: {} orang",
        "first": "Anda yang berikutnya",
        "about": "Kira-kira {} - {}",
        "taken": "Diambil {}",
        "bring": "BELUM ADA, BAWA KE LOKET:",
        "more_qr": "dan {} lagi, lihat lewat QR",
        "more": "dan {} lagi, tanya petugas",
        "follow": "Pantau: {}",
        "code": "Kode: {}",
        "free": "GRATIS, tanpa biaya",
        "copy": "Salinan ke-{}, dicetak {}",
        "copy_bare": "Salinan ke-{}",
    },
    "en": {
        "number": "QUEUE NUMBER",
        "ahead": "People before you: {}",
        "first": "You are next",
        "about": "About {} - {}",
        "taken": "Taken {}",
        "bring": "STILL TO BRING TO THE COUNTER:",
        "more_qr": "and {} more, see the QR code",
        "more": "and {} more, ask the officer",
        "follow": "Follow: {}",
        "code": "Code: {}",
        "free": "FREE, no charge",
        "copy": "Copy no. {}, printed {}",
        "copy_bare": "Copy no. {}",
    },
}


def render(slip: Slip, profile: Profile) -> bytes:
    """The bytes that print this slip on a printer of that profile."""
    if not isinstance(slip, TicketSlip):
        raise ValueError(f"a slip of kind {kind_of(slip)!r} has no sheet")
    return _ticket(slip, Paper(profile))


def _ticket(slip: TicketSlip, paper: Paper) -> bytes:
    words = WORDS[slip.language]
    paper.text(slip.hall_name.upper(), height=2, most=2)
    if slip.regency and slip.regency != slip.hall_name:
        paper.text(slip.regency, most=1)
    paper.rule()
    if slip.copy:
        _copy_banner(slip, paper)
    paper.text(words["number"], height=2)
    paper.number(slip.number)
    paper.text(slip.layanan_title, height=2, most=3)
    paper.rule()
    paper.text(words["ahead"].format(slip.waiting) if slip.waiting else words["first"], height=2)
    if slip.estimate:
        paper.text(words["about"].format(*slip.estimate), height=2)
    issued = words["taken"].format(slip.issued_local)
    paper.text(issued if len(issued) <= paper.columns() else slip.issued_local)
    paper.rule()
    _checklist(slip, paper)
    _follow(slip, paper)
    if slip.rule:
        paper.text(slip.rule, most=3)
    if slip.free:
        paper.bar(words["free"], width=1 if paper.profile.narrow else 2)
    return paper.done()


def _copy_banner(slip: TicketSlip, paper: Paper) -> None:
    words = WORDS[slip.language]
    paper.bar("*** SALINAN ***", width=2, height=2)
    at = slip.copied_at
    paper.text(words["copy"].format(slip.copy, at) if at else words["copy_bare"].format(slip.copy), most=2)


def _checklist(slip: TicketSlip, paper: Paper) -> None:
    """What is still to bring: whole items only, as many as fit, read standing (double height) where they are few."""
    if not slip.persyaratan:
        return
    words = WORDS[slip.language]
    shown: list[str] = []
    left = len(slip.persyaratan)
    for item in slip.persyaratan:
        lines = wrap(f"[ ] {item}", paper.columns(), hang=4)
        room = MOST_LINES - len(shown)
        if len(lines) > room and shown:
            break
        shown += lines[:room]
        left -= 1
    paper.lines([words["bring"]], align="left")
    tall = not paper.profile.narrow and len(shown) <= 3
    paper.lines(shown, align="left", height=2 if tall else 1)
    if left:
        paper.lines(["    " + words["more_qr" if slip.url else "more"].format(left)], align="left")


def _follow(slip: TicketSlip, paper: Paper) -> None:
    """The QR and the same address in letters; without a reachable address the code alone."""
    words = WORDS[slip.language]
    if slip.url:
        paper.feed()
        paper.qr(slip.url)
        paper.feed()
        paper.text(words["follow"].format(slip.url.partition("://")[2] or slip.url))
    elif slip.code:
        paper.feed()
        paper.text(words["code"].format(slip.code))
