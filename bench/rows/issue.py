"""Tickets issued by eight kiosks at once, each with its print job, kept before it is answered, while paper comes out."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from bench.clients import Refusal, closed_loop, command
from bench.stage import HALL, ROOT, Server
from bench.table import Row, p
from bench.windows import Bench, ms

CLIENTS: Final = 8
ASKED: Final = {"sqlite": (450, 30), "postgresql": (350, 80)}
MOST_A_SECOND: Final = 1500


@dataclass(frozen=True, slots=True)
class Window:
    """A window of issuing."""

    rate: float
    p50: float
    p99: float
    issued: int
    printed: int


def rows(bench: Bench) -> Iterator[Row]:
    """Per database with the memory printer, and once more with a printer on TCP."""
    for kind in bench.kinds:
        with bench.stage.server(kind) as server:
            yield _row(bench, server, kind, "memory printer", ASKED[kind])
    if "sqlite" in bench.kinds:
        with tcp_printer() as url, bench.stage.server("sqlite", printer=url) as server:
            yield _row(bench, server, "sqlite", "printer on TCP", ASKED["sqlite"])


def _row(bench: Bench, server: Server, kind: str, paper: str, asked: tuple[int, int]) -> Row:
    window, seen = bench.best(lambda: issue(server, bench.seconds), lambda found: -found.rate)
    rate, most = asked
    return Row(
        f"tickets issued, {CLIENTS} clients, durable, with print job ({kind})",
        f"{rate}/s, p99 {most} ms",
        f"{window.rate:.0f}/s, p50 {window.p50:.1f}, p99 {window.p99:.1f} ms",
        window.rate >= rate and window.p99 <= most,
        seen,
        f"{paper}: {window.printed} slips printed meanwhile; {window.issued} numbers, none twice, no gap",
    )


def issue(server: Server, seconds: float, clients: int = CLIENTS) -> Window:
    """One window; raises when a number is given twice or left out."""
    before = printed(server)
    codes = server.layanan()
    each = int(MOST_A_SECOND * seconds / clients)
    requests = [iter(_wishes(server, codes, each)) for _ in range(clients)]
    took, bodies, lasted = closed_loop(server.port, requests, seconds)
    _check([json.loads(body)["number"] for body in bodies])
    return Window(
        len(took) / lasted, ms(p(took, 50)), ms(p(took, 99)), len(took), printed(server) - before
    )  # fmt: skip


def _wishes(server: Server, codes: list[str], many: int) -> list[bytes]:
    token = server.token("kiosk")
    chosen = random.choices(codes, k=many)  # noqa: S311 - nobody guesses what a bench asks for
    return [command(f"{HALL}/tickets", token, layanan=code) for code in chosen]


def _check(numbers: list[str]) -> None:
    if len(set(numbers)) != len(numbers):
        raise Refusal("a number was given twice")
    lines: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        lines[number[0]].append(int(number[1:]))
    for letter, counts in lines.items():
        if max(counts) - min(counts) + 1 != len(counts):
            raise Refusal(f"line {letter} has a gap")


def printed(server: Server) -> int:
    """How many slips came out so far."""
    return server.count("SELECT count(*) FROM print_jobs WHERE state IN ('printed', 'accepted')")


def fill(server: Server, waiting: int) -> None:
    """Issues until so many wait."""
    state = server.get(f"/api/v1/halls/{HALL}/state", server.token("display"))
    missing = waiting - sum(line["waiting"] for line in state["lines"])
    if missing > 0:
        codes = server.layanan()
        wishes = _wishes(server, codes, missing)
        closed_loop(server.port, [iter(wishes[start::CLIENTS]) for start in range(min(CLIENTS, missing))], 120)


@contextmanager
def tcp_printer() -> Iterator[str]:
    """The address of the simulated ESC/POS printer, in a process of its own."""
    words = [sys.executable, "-m", "tests.printer_drivers.simulated"]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:  # noqa: S603 - our own
        assert process.stdin is not None, "asked for a pipe"
        assert process.stdout is not None, "asked for a pipe"
        yield str(json.loads(process.stdout.readline())["url"])
        process.stdin.write("quit\n")
        process.stdin.close()
