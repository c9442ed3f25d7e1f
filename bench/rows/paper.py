"""How soon a printer hears of a ticket, and how much it is told."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from typing import Final

from bench.clients import closed_loop, command
from bench.stage import HALL, Server
from bench.table import Row, p
from bench.windows import Bench, ms
from hall.printing.slips import render
from hall.rules.slips import from_json
from printer_drivers import read_url
from tests.printer_drivers.simulated import SimulatedPrinter

FIRST_BYTE: Final = 60
BYTES: Final = 600
TICKETS: Final = 20
PAUSE: Final = 0.15


def rows(bench: Bench) -> Iterator[Row]:
    """The first byte, then the size."""
    with SimulatedPrinter() as printer, bench.stage.server("sqlite", printer=printer.url) as server:
        time.sleep(1.5)  # its first look at the printer
        many = 8 if bench.quick else TICKETS
        took, seen = bench.best(lambda: _window(server, printer, many), lambda found: p(found, 99))
        yield Row(
            "commit to the first byte at a TCP printer",
            f"p99 {FIRST_BYTE} ms",
            f"p50 {ms(p(took, 50)):.1f}, p99 {ms(p(took, 99)):.1f} ms",
            ms(p(took, 99)) <= FIRST_BYTE,
            seen,
            f"{len(took)} tickets one by one, counted from the transaction's start, so the commit is in it",
        )
        sizes, wire = _sizes(server), len(printer.tickets[-1])
        middle = int(statistics.median(sizes))
        yield Row(
            "bytes of an 80 mm ticket with QR", f"{BYTES}", f"{middle} (smallest {sizes[0]}, largest {sizes[-1]})",
            middle <= BYTES, seen, f"median of the {len(sizes)} layanan of all halls; the last on the wire had {wire}",
        )  # fmt: skip


def _window(server: Server, printer: SimulatedPrinter, many: int) -> list[float]:
    """Seconds from the transaction's moment to the first byte of the slip, ticket by ticket."""
    token, codes, took = server.token("kiosk"), server.layanan(), []
    for turn in range(many):
        before = len(printer.first_byte_at)
        _, (body,), _ = closed_loop(
            server.port, [iter([command(f"{HALL}/tickets", token, layanan=codes[turn % len(codes)])])], 5
        )
        job = json.loads(body)["print"]["job"]
        if not printer.wait_for(len(printer.tickets) + (len(printer.first_byte_at) == before)):
            raise RuntimeError(f"job {job} did not come out")
        begun = server.count(f"SELECT created_at FROM print_jobs WHERE id = {int(job)}")  # noqa: S608 - a number
        took.append(printer.first_byte_at[before] - begun / 1e6)
        time.sleep(PAUSE)
    return took


def _sizes(server: Server) -> list[int]:
    """Bytes of a ticket of every layanan of every hall, drawn for an Epson on 80 mm paper, smallest first."""
    from bench.slips import slips_of_all

    profile = read_url("tcp://127.0.0.1?profile=epson-80").profile
    return sorted(len(render(from_json(slip), profile)) for slip in slips_of_all(server.url, server.var))
