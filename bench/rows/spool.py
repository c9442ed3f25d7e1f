"""Slips on their way: commit to the last byte, a burst in its order, and ten thousand without growing."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from bench.clients import Refusal, closed_loop, command
from bench.rows.issue import CLIENTS, printed, tcp_printer
from bench.stage import HALL, Server
from bench.table import Row, p
from bench.windows import Bench, ms
from hall.clock import SystemClock
from hall.printing.reader import text_of
from hall.records import halls, print_jobs
from hall.records.database import Database
from hall.rules.slips import TicketSlip
from tests.printer_drivers.simulated import SimulatedPrinter

LAST_BYTE: Final = 100
BURST: Final = 200
BURST_A_SECOND: Final = 60
JOBS: Final = 10_000
FIRST_JOBS: Final = 2_000
MOST_GROWTH_KB: Final = 1024
PAUSE: Final = 0.1
SLIP: Final = TicketSlip(
    hall_name="Kecamatan Jumapolo", regency="Kabupaten Karanganyar", number="A001", layanan_title="Kartu Keluarga",
    line_name="Kependudukan", issued_local="Jumat, 20-11-2026 08.15 WIB", waiting=7, code="0123456789ABC",
    persyaratan=("KK lama", "Surat nikah", "Surat pengantar desa"), url="http://192.168.1.10:8000/t/0123456789ABC",
)  # fmt: skip


class Timed(SimulatedPrinter):
    """Notes when it had each slip whole; it confirms at once."""

    def __init__(self) -> None:
        self.whole_at: list[float] = []
        super().__init__()

    def came_out(self, ticket: bytes) -> None:
        """A slip is on paper."""
        self.whole_at.append(time.time())
        super().came_out(ticket)


def rows(bench: Bench) -> Iterator[Row]:
    """One by one, two hundred at once, ten thousand."""
    for kind in bench.kinds:
        with Timed() as printer, bench.stage.server(kind, printer=printer.url) as server:
            time.sleep(1.5)  # its first look at the printer
            yield _last_byte(bench, server, printer, kind)
            yield _burst(bench, server, printer, kind)
    yield _growth(bench)


def _last_byte(bench: Bench, server: Server, printer: Timed, kind: str) -> Row:
    many = 8 if bench.quick else 40
    took, seen = bench.best(lambda: _one_by_one(server, printer, many), lambda found: p(found, 99))
    return Row(
        f"commit to the last byte at a TCP printer ({kind})",
        f"p99 {LAST_BYTE} ms",
        f"p50 {ms(p(took, 50)):.1f}, p99 {ms(p(took, 99)):.1f} ms",
        ms(p(took, 99)) <= LAST_BYTE,
        seen,
        f"{len(took)} tickets one by one, from the transaction's start to the printer having the whole slip",
    )


def _one_by_one(server: Server, printer: Timed, many: int) -> list[float]:
    took = []
    for _ in range(many):
        before = len(printer.whole_at)
        _issue(server, 1, 1)
        if not printer.wait_for(before + 1):
            raise Refusal("a slip did not come out")
        begun = server.count("SELECT max(created_at) FROM print_jobs")
        took.append(printer.whole_at[before] - begun / 1e6)
        time.sleep(PAUSE)
    return took


def _burst(bench: Bench, server: Server, printer: Timed, kind: str) -> Row:
    rate, seen = bench.best(lambda: _two_hundred(server, printer), lambda found: -found)
    return Row(
        f"{BURST} tickets in a burst leave in order ({kind})",
        f"{BURST_A_SECOND}/s",
        f"{rate:.0f}/s",
        rate >= BURST_A_SECOND,
        seen,
        f"{CLIENTS} kiosks at once; from the first slip at the printer to the last, each confirmed by its process id",
    )


def _two_hundred(server: Server, printer: Timed) -> float:
    """Slips a second; raises when they come out of their order."""
    before = len(printer.whole_at)
    _issue(server, BURST, CLIENTS)
    if not printer.wait_for(before + BURST, 60):
        raise Refusal(f"only {len(printer.tickets) - before} of {BURST} slips came out")
    numbers = [_number(blob) for blob in printer.tickets[before : before + BURST]]
    if numbers != sorted(numbers):
        raise Refusal("the slips came out of their order")
    came = printer.whole_at[before : before + BURST]
    return (BURST - 1) / (came[-1] - came[0])


def _issue(server: Server, many: int, clients: int) -> None:
    """So many tickets of one line."""
    token, code = server.token("kiosk"), server.layanan()[0]
    wishes = [command(f"{HALL}/tickets", token, layanan=code) for _ in range(many)]
    closed_loop(server.port, [iter(wishes[start::clients]) for start in range(clients)], 60)


def _number(blob: bytes) -> int:
    """The running number on a slip."""
    found = (re.fullmatch(r"([A-Z])(\d{3,})", line.replace(" ", "")) for line in text_of(blob))
    return next(int(match[2]) for match in found if match)


def _growth(bench: Bench) -> Row:
    many = JOBS // 10 if bench.quick else JOBS
    with tcp_printer() as url, bench.stage.server("sqlite", printer=url) as server:
        _print(server, FIRST_JOBS)  # caches fill, buffers find their size
        pid = server.printing()
        grown, seen = bench.best(lambda: _grown(server, pid, many), lambda found: found)
    return Row(
        f"growth of the printing process over {many} slips", f"{MOST_GROWTH_KB} kB", f"{grown} kB",
        grown <= MOST_GROWTH_KB, seen, f"resident memory, after {FIRST_JOBS} slips; to a TCP printer, each confirmed",
    )  # fmt: skip


def _grown(server: Server, pid: int, many: int) -> int:
    """Kilobytes by which the process' memory grew."""
    before = _resident(pid)
    _print(server, many)
    return _resident(pid) - before


def _print(server: Server, many: int) -> None:
    """Queues so many slips and waits until all are out."""
    database, until = Database(server.url), printed(server) + many
    with database.reading() as connection:
        hall = halls.load(connection, HALL)
    if hall is None:
        raise Refusal("the hall is gone")
    for start in range(0, many, 200):
        with database.writing() as connection:
            for _ in range(min(200, many - start)):
                now = SystemClock().now()
                print_jobs.add_slip(connection, hall, SLIP, hall.printer, None, now, life=timedelta(hours=1))
    database.close()
    end = time.monotonic() + 30 + many / 20
    while printed(server) < until:
        if time.monotonic() > end:
            raise Refusal(f"{until - printed(server)} slips did not come out")
        time.sleep(0.2)


def _resident(pid: int) -> int:
    """Kilobytes."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    if found is None:
        raise Refusal("the printing process is gone")
    return int(found[1])
