"""Sheets for the office itself: lembar disposisi, to be filled in by hand, and a counter's day in figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hall.printing.paper import Paper
from hall.printing.sheets.parts import DONE, OPEN, head
from hall.rules.slips import DispositionSlip, SummarySlip

if TYPE_CHECKING:
    from hall.printing.logo import Logo

NOTE_LINES: Final = 4
TICK_LINES: Final = 24
ROWS: Final = 40
MORE: Final = "dan {} lagi"


def disposition(slip: DispositionSlip, paper: Paper, logo: Logo | None) -> None:
    """The letter above, whom it goes to and what is to be done below, room for the hand at the end."""
    head(slip, paper, logo)
    paper.text("LEMBAR DISPOSISI", height=2)
    paper.number(slip.agenda_number)
    if slip.urgency:
        paper.bar(slip.urgency.upper(), width=2)
    for label, value, most in (
        ("Surat dari", slip.from_office, 3),
        ("Nomor", slip.letter_number, 2),
        ("Tanggal", slip.letter_date, 1),
        ("Diterima", slip.received_local, 2),
    ):
        if value:
            paper.item(f"{label:<10}:", value, most=most)
    paper.rule()
    paper.text(slip.subject, align="left", height=2, most=5)
    paper.rule()
    _ticks(paper, "DITERUSKAN KEPADA:", slip.to, slip.chosen)
    if slip.to and slip.instructions:
        paper.feed()
    _ticks(paper, "HARAP:", slip.instructions, slip.chosen)
    paper.rule()
    paper.text("CATATAN:", align="left")
    if slip.note:
        paper.text(slip.note, align="left", most=8)
    paper.writing_lines(NOTE_LINES)
    paper.feed()
    paper.text("Tanggal dan paraf:", align="left")
    paper.writing_lines(1)


def _ticks(paper: Paper, title: str, lines: tuple[str, ...], chosen: tuple[str, ...]) -> None:
    if not lines:
        return
    paper.text(title, align="left")
    for line in lines[:TICK_LINES]:
        paper.item(DONE if line in chosen else OPEN, line, height=2, most=2)


def summary(slip: SummarySlip, paper: Paper, logo: Logo | None) -> None:
    """How many were served, then what else happened, then how long it took."""
    head(slip, paper, logo)
    paper.text("RINGKASAN LAYANAN", height=2)
    paper.strong(slip.counter)
    paper.text(slip.day)
    paper.text(f"Buka {slip.opened} - {slip.closed}")
    paper.rule()
    paper.text("WARGA DILAYANI", height=2)
    paper.number(str(slip.served))
    for label, count in (
        ("Tidak hadir", slip.absent),
        ("Berkas dikembalikan", slip.returned),
        ("Dialihkan", slip.transferred),
        ("Masih menunggu", slip.waiting),
    ):
        paper.pair(label, str(count))
    if slip.minutes:
        paper.rule()
        paper.text("LAMA LAYANAN, MENIT", align="left")
        for label, minutes in zip(("Tercepat", "Tengah", "Terlama"), slip.minutes, strict=True):
            paper.pair(label, _minutes(minutes))
    if slip.rows:
        paper.rule()
        paper.text("MENURUT LAYANAN", align="left")
        for title, count in slip.rows[:ROWS]:
            paper.pair(title, str(count))
        if len(slip.rows) > ROWS:
            left = slip.rows[ROWS:]
            paper.pair(MORE.format(len(left)), str(sum(count for _, count in left)))
    paper.rule()
    paper.text("Paraf petugas:", align="left")
    paper.writing_lines(1)


def _minutes(value: float) -> str:
    """Half minutes as the office writes them: 2,5."""
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")
