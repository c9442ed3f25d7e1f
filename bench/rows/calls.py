"""Eight counters that call and complete as fast as they are answered, with 3000 people waiting."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from bench.clients import Client, Refusal, command
from bench.loop import Loop
from bench.rows.issue import fill
from bench.stage import COUNTERS, HALL, Server
from bench.table import Row, p
from bench.windows import Bench, ms

WAITING: Final = 3000
ASKED: Final = {"sqlite": (250, 30), "postgresql": (140, 80)}


@dataclass(frozen=True, slots=True)
class Window:
    """A window of calling."""

    rate: float
    call50: float
    call99: float
    complete99: float
    pairs: int


def rows(bench: Bench) -> Iterator[Row]:
    """Per database."""
    for kind in bench.kinds:
        with bench.stage.server(kind) as server:
            yield _row(bench, server, kind)


def _row(bench: Bench, server: Server, kind: str) -> Row:
    def measure() -> Window:
        fill(server, WAITING)
        return pairs(server, bench.seconds)

    window, seen = bench.best(measure, lambda found: -found.rate)
    rate, most = ASKED[kind]
    return Row(
        f"call and complete, 8 counters, {WAITING} waiting ({kind})",
        f"{rate} pairs/s, call p99 {most} ms",
        f"{window.rate:.0f} pairs/s, call p50 {window.call50:.1f}, p99 {window.call99:.1f} ms",
        window.rate >= rate and window.call99 <= most,
        seen,
        f"{window.pairs} pairs, nobody called twice; completion p99 {window.complete99:.1f} ms",
    )


class Clerk:
    """One counter: a call, its completion, the next call."""

    def __init__(self, server: Server, code: str) -> None:
        self.calls: list[float] = []
        self.completions: list[float] = []
        self.numbers: list[str] = []
        self.idle = False
        self.last = False
        self._at = f"{HALL}/counters/{code}"
        self._token = server.token(code)
        self._calling = True
        self.client = Client(server.port, self._done)

    def begin(self) -> None:
        """The first call."""
        self.client.send(command(f"{self._at}/calls", self._token))

    def _done(self, client: Client, seconds: float, body: bytes) -> None:
        if self._calling:
            self.calls.append(seconds)
            self.numbers.append(json.loads(body)["ticket"]["number"])
        else:
            self.completions.append(seconds)
        self._calling = not self._calling
        if self._calling and self.last:
            self.idle = True
        else:
            client.send(command(f"{self._at}/{'calls' if self._calling else 'completions'}", self._token))


def pairs(server: Server, seconds: float) -> Window:
    """One window; raises when a ticket is called twice."""
    loop, clerks = Loop(), [Clerk(server, code) for code in COUNTERS]

    def enough() -> None:
        for clerk in clerks:
            clerk.last = True

    for clerk in clerks:
        loop.add(clerk.client)
    begun = perf_counter()
    loop.at(begun + seconds, enough)
    for clerk in clerks:
        clerk.begin()
    if not loop.run(lambda: all(clerk.idle for clerk in clerks), seconds + 20):
        raise Refusal("the server does not answer")
    lasted = perf_counter() - begun
    for clerk in clerks:
        clerk.client.close()
    loop.close()
    numbers = [number for clerk in clerks for number in clerk.numbers]
    if len(set(numbers)) != len(numbers):
        raise Refusal("a ticket was called twice")
    calls = [took for clerk in clerks for took in clerk.calls]
    completions = [took for clerk in clerks for took in clerk.completions]
    return Window(
        len(completions) / lasted, ms(p(calls, 50)), ms(p(calls, 99)), ms(p(completions, 99)), len(numbers)
    )  # fmt: skip
