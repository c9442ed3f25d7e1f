"""Every condition of a printer times every connection that can meet it: what is told, and how many slips there are.

One cell: a printer in a condition, one job, the count; then the fault is cleared and what the printer still held comes
out; after `absence` seconds nothing more has; then another job shows that the connection is whole again. The cells run
at once, because most of them wait for an answer that never comes.
"""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from printer_drivers import Accepted, Cause, NotSent, Outcome, Printed, Uncertain
from tests.patience import eventually
from tests.printer_drivers.mechanism import START
from tests.printer_drivers.private_cups import PrivateCups
from tests.printer_drivers.rigs import PATIENT, WIRES, Rig, rig
from tests.printer_drivers.simulated_bus import BusPrinter
from tests.printer_drivers.simulated_line import LinePrinter

CUT = b"\x1dV\x42\x00"
ORIGINAL = START + b"A001\n" * 40 + CUT
LATER = START + b"A002\n" * 40 + CUT
SILENT = "connect=6&deadline=7"
"""For conditions in which an answer never comes: nothing is won by waiting longer. They run when the others are done."""
TOLD = ("ok", "near_end", "asb", "junk", "slow")
TROUBLES = {
    "paper_out": Cause.PAPER_OUT,
    "cover": Cause.COVER_OPEN,
    "cutter": Cause.CUTTER,
    "offline": Cause.OFFLINE,
}
BROKEN = ("reset", "fin")
HELD = Cause.IN_USE


@dataclass(frozen=True)
class Cell:
    """`outcomes`: what may be told (two where the kernel's own race decides between two words for one thing);
    `at_once` and `in_the_end`: whole slips of the job before and after the fault is cleared."""

    kind: str
    condition: str
    way: str
    outcomes: tuple[Outcome, ...]
    at_once: int
    in_the_end: int
    query: str = PATIENT

    @property
    def name(self) -> str:
        """For the test's id."""
        return f"{self.kind}-{self.way}-{self.condition}"


@dataclass(frozen=True)
class Seen:
    """What became of a cell. `later`: what was told about the next job; `slips`: all that came out, in the end."""

    outcome: Outcome
    at_once: int
    in_the_end: int
    later: Outcome
    slips: tuple[bytes, ...]


def _two_way(kind: str) -> list[Cell]:
    """A printer that answers: status before, confirmation after."""
    size, blank = len(ORIGINAL) + 11, Cell(kind, "", "two-way", (), 0, 0, f"profile=epson-80&{PATIENT}")
    silent = f"profile=epson-80&{SILENT}"
    late = replace(blank, in_the_end=1)
    gone = {"tcp": Cause.REFUSED}.get(kind, Cause.ABSENT)
    broken = {"tcp": (Cause.RESET, Cause.CLOSED), "usb": (Cause.RESET,)}.get(kind, (Cause.CLOSED,))
    return [
        *(replace(blank, condition=c, outcomes=(Printed(),), at_once=1, in_the_end=1) for c in TOLD),
        *(replace(blank, condition=c, outcomes=(NotSent(cause),)) for c, cause in TROUBLES.items()),
        *(replace(blank, condition=c, outcomes=(NotSent(Cause.MUTE),), query=silent) for c in ("mute", "late")),
        replace(blank, condition="busy", outcomes=(NotSent(Cause.MUTE if kind == "tcp" else HELD),), query=silent),
        replace(blank, condition="unplugged", outcomes=(NotSent(gone),)),
        *(replace(blank, condition=c, outcomes=tuple(Uncertain(b, size) for b in broken)) for c in BROKEN),
        replace(late, condition="stall", outcomes=(Uncertain(Cause.STALLED, size),), query=silent),
        replace(late, condition="out_mid", outcomes=(Uncertain(Cause.PAPER_OUT, size),), query=silent),
        replace(late, condition="never", outcomes=(Uncertain(Cause.NO_ECHO, size),), at_once=1, query=silent),
        replace(late, condition="echo_late", outcomes=(Uncertain(Cause.STALLED, size),), at_once=1, query=silent),
    ]


def _one_way(kind: str) -> list[Cell]:
    """A printer that is never asked: what it took is accepted, whatever becomes of it."""
    blank = Cell(kind, "", "one-way", (Accepted(),), 1, 1, f"profile=generic-80&{PATIENT}")
    held = replace(blank, at_once=0)
    never = replace(held, in_the_end=0)
    gone = {"tcp": Cause.REFUSED}.get(kind, Cause.ABSENT)
    lost = {"tcp": (Cause.RESET, Cause.CLOSED, Cause.STALLED), "usb": (Cause.RESET,)}.get(kind, (Cause.CLOSED,))
    out = replace(held, condition="paper_out")
    if kind == "usb":  # its port tells what it can't say itself
        out = replace(never, condition="paper_out", outcomes=(NotSent(Cause.PAPER_OUT),))
    busy = held if kind == "tcp" else replace(never, outcomes=(NotSent(HELD),), query=f"profile=generic-80&{SILENT}")
    return [
        *(replace(blank, condition=c) for c in (*TOLD, "mute", "late", "never", "echo_late")),
        *(replace(held, condition=c) for c in (*TROUBLES, "out_mid", "stall") if c != "paper_out"),
        out,
        replace(busy, condition="busy"),
        replace(never, condition="unplugged", outcomes=(NotSent(gone),)),
        *(
            replace(never, condition=c, outcomes=(Accepted(), *(Uncertain(b, len(ORIGINAL)) for b in lost)))
            for c in BROKEN
        ),
    ]


def _processed(kind: str) -> list[Cell]:
    """A printer that is asked, and says that it processed the data, not that it printed."""
    blank = Cell(kind, "", "gs-r", (Accepted(),), 1, 1, f"profile=generic-80&status=1&confirm=gsr&{PATIENT}")
    silent = f"profile=generic-80&status=1&confirm=gsr&{SILENT}"
    never = (Uncertain(Cause.NO_ECHO, len(ORIGINAL) + 3),)
    return [
        *(replace(blank, condition=c) for c in TOLD),
        *(
            replace(blank, condition=c, outcomes=(NotSent(cause),), at_once=0, in_the_end=0)
            for c, cause in TROUBLES.items()
        ),
        replace(blank, condition="never", outcomes=never, query=silent),
    ]


def _special() -> list[Cell]:
    """What only one kind of connection can meet."""
    two_way, one_way = f"profile=epson-80&{SILENT}", f"profile=generic-80&{SILENT}"
    half, full = (Uncertain(Cause.STALLED, 100),), (NotSent(Cause.STALLED),)
    return [
        Cell("usb", "half", "two-way", half, 0, 0, two_way),
        Cell("usb", "half", "one-way", half, 0, 0, one_way),
        Cell("usb", "full", "one-way", full, 0, 0, one_way),
        Cell("usb", "torn", "two-way", (Uncertain(Cause.RESET, len(ORIGINAL) + 11),), 0, 0, two_way),
        Cell("usb", "torn", "one-way", (Uncertain(Cause.RESET, len(ORIGINAL)),), 0, 0, one_way),
        Cell("serial", "xoff", "two-way", (NotSent(Cause.STALLED),), 0, 0, two_way + "&flow=xonxoff"),
    ]


def _cups() -> list[Cell]:
    """CUPS takes the job; what its backend could not deliver by the deadline is cancelled."""
    blank = Cell("cups", "", "queue", (Accepted(),), 1, 1, f"profile=generic-80&{PATIENT}")
    stuck = replace(
        blank, outcomes=(Uncertain(Cause.STALLED, len(ORIGINAL)),), at_once=0, query="profile=generic-80&deadline=4"
    )
    return [
        *(replace(blank, condition=c) for c in (*TOLD, "mute", "late", "never", "echo_late")),
        *(replace(stuck, condition=c) for c in (*TROUBLES, "out_mid", "stall", "busy")),
        replace(stuck, condition="unplugged", in_the_end=0),
        *(replace(blank, condition=c, at_once=0, in_the_end=0) for c in BROKEN),
    ]


CELLS = tuple(
    [cell for kind in WIRES for cell in (*_two_way(kind), *_one_way(kind), *_processed(kind))] + _special() + _cups()
)


def run_all(folder: Path, cups: PrivateCups, absence: float = 0.0) -> dict[str, Future[Seen]]:
    """Every cell, those that wait at once; the results by name."""
    results = {}
    for patient in (True, False):
        with ThreadPoolExecutor(len(CELLS)) as pool:
            for cell in CELLS:
                if patient == cell.query.endswith(PATIENT):
                    place = folder / cell.name
                    place.mkdir()
                    results[cell.name] = pool.submit(_run, cell, place, cups, absence)
    return results


def _run(cell: Cell, folder: Path, cups: PrivateCups, absence: float) -> Seen:
    moods: dict[str, Any] = {
        "mode": cell.condition,
        "delay": 0.5,
        "stall_after": 2 if cell.way in ("two-way", "gs-r") else 0,
    }
    if cell.condition == "unplugged":
        moods["mode"] = "ok"
    elif cell.condition in ("half", "full"):
        moods |= {"mode": "stall", "buffer": 100 if cell.condition == "half" else 0}
    elif cell.condition == "torn":  # the cable is pulled while the one bulk transfer runs
        moods |= {"mode": "reset", "buffer": 30}
    with rig(cell.kind, folder, cell.query, cups, **moods) as at:
        assert at.printer is not None
        if cell.condition == "unplugged":
            at.printer.unplug()
        outcome = at.driver.send(ORIGINAL, b"2226")
        at.printer.wait_for(cell.at_once)
        if moods["mode"] in BROKEN:
            eventually(lambda: at.printer and at.printer.breaks, "the printer broke the connection")
        at_once = _originals(at)
        _clear(at)
        at.printer.wait_for(cell.in_the_end)
        time.sleep(absence)
        in_the_end = _originals(at)
        later = at.driver.send(LATER, b"2227")
        at.printer.wait_for(cell.in_the_end + 1)
        return Seen(outcome, at_once, in_the_end, later, tuple(at.slips()))


def _originals(at: Rig) -> int:
    return at.slips().count(ORIGINAL)


def _clear(at: Rig) -> None:
    """Everything is put right: paper, cover, cable, the other program gone."""
    printer = at.printer
    assert printer is not None
    if isinstance(printer, BusPrinter):
        with printer.moved:
            printer.held, printer.buffer = False, 4096
            printer.moved.notify_all()
    if isinstance(printer, LinePrinter):
        printer.release()
    printer.mode = "ok"
    if not printer.plugged:
        printer.plug()
