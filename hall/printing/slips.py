"""The bytes of a slip: `render(slip, profile, logo) -> bytes`, pure: no I/O, no clock. Each kind's sheet is in `sheets`."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from hall.printing.paper import Paper
from hall.printing.sheets.berkas import missing, receipt
from hall.printing.sheets.office import disposition, summary
from hall.printing.sheets.summons import summons
from hall.printing.sheets.ticket import ticket
from hall.rules.slips import (
    DispositionSlip,
    MissingSlip,
    ReceiptSlip,
    Slip,
    SummarySlip,
    SummonsSlip,
    TicketSlip,
)
from printer_drivers import Profile

if TYPE_CHECKING:
    from hall.printing.logo import Logo


def render(slip: Slip, profile: Profile, logo: Logo | None = None) -> bytes:
    """The bytes that print this slip on a printer of that profile; `logo`: the office's, where it has one."""
    paper = Paper(profile)
    match slip:
        case TicketSlip():
            ticket(slip, paper, logo)
        case ReceiptSlip():
            receipt(slip, paper, logo)
        case MissingSlip():
            missing(slip, paper, logo)
        case SummonsSlip():
            summons(slip, paper, logo)
        case DispositionSlip():
            disposition(slip, paper, logo)
        case SummarySlip():
            summary(slip, paper, logo)
        case _:
            assert_never(slip)
    return paper.done()
