"""The machine at rest: how soon it is ready again, and what it holds."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.rows.news import Audience
from bench.stage import Server, running
from bench.table import Row
from bench.windows import Bench

READY: Final = 1.0
ALL_IDLE: Final = 125
WITH_SCREENS: Final = 120
SCREENS: Final = 500
SETTLE: Final = 4.0


def rows(bench: Bench) -> Iterator[Row]:
    """Second start, all processes idle, the worker with 500 screens."""
    var, url = bench.stage.store("sqlite")
    with running(var, url, bench.stage.tokens):
        pass  # the first start: from here on everything is prepared

    def start() -> float:
        with running(var, url, bench.stage.tokens) as server:
            return server.seconds_to_ready

    took, seen = bench.best(start, lambda seconds: seconds)
    yield Row(
        "second start to ready", f"{READY} s", f"{took:.2f} s", took <= READY, seen, "from the command to /readyz"
    )

    with running(var, url, bench.stage.tokens) as server:
        idle, seen = bench.best(lambda: _idle(server), sum_of)
        each = ", ".join(f"{name} {held:.0f}" for name, held in idle.items())
        yield Row(
            "memory of all processes at rest (PSS)", f"{ALL_IDLE} MB", f"{sum_of(idle):.1f} MB",
            sum_of(idle) <= ALL_IDLE, seen, each,
        )  # fmt: skip
        audience = Audience(server, SCREENS)
        held, seen = bench.best(lambda: _settled(server.worker()), lambda found: found)
        audience.close()
        yield Row(
            f"memory of the worker with {SCREENS} screens (PSS)", f"{WITH_SCREENS} MB", f"{held:.1f} MB",
            held <= WITH_SCREENS, seen,
        )  # fmt: skip


def sum_of(held: dict[str, float]) -> float:
    """Megabytes of all."""
    return sum(held.values())


def _idle(server: Server) -> dict[str, float]:
    time.sleep(SETTLE)
    worker = server.worker()
    names = {server.process.pid: "master", worker: "worker"}
    return {names.get(pid, "printing"): pss(pid) for pid in server.pids()}


def _settled(pid: int) -> float:
    time.sleep(SETTLE)
    return pss(pid)


def pss(pid: int) -> float:
    """Proportional set size in megabytes (of 10**6 bytes), as the kernel sums it."""
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert found is not None, "the kernel tells it of every process"
    return int(found[1]) * 1024 / 1e6
