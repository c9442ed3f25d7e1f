"""The camat's look at today and the list of complaints: with people waiting, open files, and years of old ones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from typing import Final

from bench.clients import closed_loop
from bench.rows.files import OLD, QUICK, WAITING, grow
from bench.rows.issue import fill
from bench.stage import HALL, Server, running
from bench.table import Row, p
from bench.windows import Bench, ms

LOOKS: Final = (("the camat's today", "today"), ("the list of complaints", "complaints"))
ASKED: Final = 60
"""Milliseconds, as a clerk's command has them: it is read again every second while the hall is busy."""


def rows(bench: Bench) -> Iterator[Row]:
    """Per database: each look with nothing behind it, and with years."""
    many = QUICK if bench.quick else OLD
    for kind in bench.kinds:
        with bench.stage.server(kind) as server:
            yield from _looks(bench, server, f"{WAITING} waiting ({kind})")
        var, url = bench.stage.store(kind)
        with running(var, url, bench.stage.tokens) as server:
            hall = server.count(f"SELECT id FROM halls WHERE slug = '{HALL}'")  # noqa: S608 - our own word
        grow(url, hall, many)
        with running(var, url, bench.stage.tokens) as server:
            yield from _looks(bench, server, f"the same with {many} old files ({kind})")


def _looks(bench: Bench, server: Server, what: str) -> Iterator[Row]:
    fill(server, WAITING)
    head = f"HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {server.token('1')}\r\n\r\n"
    for name, path in LOOKS:
        request = f"GET /api/v1/halls/{HALL}/{path} {head}".encode()

        def measure(request: bytes = request) -> list[float]:
            took, _, _ = closed_loop(server.port, [repeat(request)], bench.seconds)
            return took

        took, seen = bench.best(measure, lambda found: p(found, 99))
        p99 = ms(p(took, 99))
        yield Row(
            f"{name}, {what}", f"p99 {ASKED} ms", f"p50 {ms(p(took, 50)):.1f}, p99 {p99:.1f} ms", p99 <= ASKED, seen,
            f"{len(took)} readings, one after the other",
        )  # fmt: skip
