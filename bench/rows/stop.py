"""A stop on request: from SIGTERM to the exit of `antrean serve`, with screens connected and requests in flight."""

from __future__ import annotations

import signal
import threading
import time
import urllib.error
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from bench.rows.news import Audience
from bench.stage import HALL, Server
from bench.table import Row
from bench.windows import Bench

STOP: Final = 3.0
SCREENS: Final = 50
PROGRAMS: Final = 4
FLOWING: Final = 1.0


def rows(bench: Bench) -> Iterator[Row]:
    """Here the slowest of three counts: a stop that is once too slow is cut off by whoever waits for it."""
    took, seen = bench.best(lambda: _stop(bench), lambda seconds: -seconds)
    yield Row(
        f"SIGTERM to exit, {SCREENS} screens and {PROGRAMS} programs asking", f"{STOP:.0f} s", f"{took:.2f} s",
        took <= STOP, seen, "the printing process included",
    )  # fmt: skip


def _stop(bench: Bench) -> float:
    with bench.stage.server() as server:
        audience = Audience(server, SCREENS)
        for _ in range(PROGRAMS):
            threading.Thread(target=_ask, args=(server,), daemon=True).start()
        time.sleep(FLOWING)
        begun = time.perf_counter()
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(60)
        took = time.perf_counter() - begun
        audience.close()
    return took


def _ask(server: Server) -> None:
    """Reads the hall's state again and again until nobody answers."""
    with suppress(OSError, urllib.error.URLError):
        while True:
            server.get(f"/api/v1/halls/{HALL}/state", server.token("display"))
