"""From a clerk's call to every screen that shows it: the time from the request's first byte to `hall.state`'s last."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

from bench.clients import Client, Refusal, command
from bench.loop import Loop
from bench.rows.issue import fill
from bench.screens import Screen
from bench.stage import COUNTERS, HALL, Server
from bench.table import Row, p
from bench.windows import Bench, ms

ASKED: Final = ((50, 0, 20), (50, 100, 30), (500, 0, 60), (500, 100, 100))
"""(screens, tickets issued a second meanwhile, most milliseconds of the 99th percentile)"""
OF_THE_TV: Final = {(500, 0): " (80 of the TV that speaks)"}
REPORT_EVERY: Final = 2.0
WAITING: Final = 150
"""People who wait when a window begins: more than are called in it."""
PAUSE: Final = 0.12
"""Seconds between two commands of the clerks: about four calls a second, as in a hall that is quite full."""


def rows(bench: Bench) -> Iterator[Row]:
    """Quiet and busy, with 50 and 500 screens; on SQLite, where it is asked."""
    with bench.stage.server("sqlite") as server:
        for screens, issues, most in ASKED:
            yield _row(bench, server, screens, issues, most)


def _row(bench: Bench, server: Server, screens: int, issues: int, most: int) -> Row:
    audience = Audience(server, screens)

    def measure() -> list[float]:
        fill(server, WAITING)
        return audience.window(bench.seconds * 2, issues)

    window, seen = bench.best(measure, lambda found: p(found, 99))
    audience.close()
    return Row(
        f"call request to hall.state, {screens} screens, {f'{issues} issues/s' if issues else 'quiet'}",
        f"p99 {most} ms{OF_THE_TV.get((screens, issues), '')}",
        f"p50 {ms(p(window, 50)):.1f}, p99 {ms(p(window, 99)):.1f} ms",
        ms(p(window, 99)) <= most,
        seen,
        f"{len(window)} deliveries, worst {ms(p(window, 100)):.0f} ms",
    )


@dataclass
class _Call:
    """A call under way: when it was asked, and when each screen showed it."""

    asked: float
    heard: list[float] = field(default_factory=list)


class Audience:
    """So many displays of the hall, one clerk's client, perhaps a crowd at the kiosks."""

    def __init__(self, server: Server, screens: int) -> None:
        self.server = server
        self.loop = Loop()
        self._calls: dict[int, _Call] = {}
        self._shown: dict[int, int] = {}
        token = server.token("display")
        self._screens = [Screen(server.port, HALL, token, self._heard) for _ in range(screens)]
        for screen in self._screens:
            self.loop.add(screen)
        self.loop.run(lambda: all(screen.states for screen in self._screens), 10)
        self._turns = itertools.cycle(self._screens)
        self._report()

    def _report(self) -> None:
        """Every screen says how it is every two seconds, one after the other, as in a real hall."""
        next(self._turns).report()
        self.loop.at(perf_counter() + REPORT_EVERY / len(self._screens), self._report)

    def window(self, seconds: float, issues: int) -> list[float]:
        """Seconds of each delivery of each call."""
        self._calls.clear()
        clerk = _Clerks(self)
        crowd = _Crowd(self, issues) if issues else None
        end = perf_counter() + seconds
        clerk.begin()
        while perf_counter() < end:
            self.loop.run(lambda: False, min(0.5, end - perf_counter()))
        clerk.last = True
        self.loop.run(lambda: clerk.idle, 10)
        self.loop.run(lambda: all(len(call.heard) == len(self._screens) for call in self._calls.values()), 5)
        clerk.close()
        if crowd is not None:
            crowd.close()
        missed = [call for call, made in self._calls.items() if len(made.heard) != len(self._screens)]
        if missed:
            raise Refusal(f"calls {missed} did not reach every screen")
        return [moment - call.asked for call in self._calls.values() for moment in call.heard]

    def _heard(self, screen: Screen, moment: float, call_id: int) -> None:
        """A state shows the newest call: it is the first that shows this call and those before it."""
        before = self._shown.get(id(screen), call_id if not self._calls else 0)
        for call in range(max(before + 1, call_id - 10), call_id + 1):
            made = self._calls.setdefault(call, _Call(float("nan")))
            made.heard.append(moment)
        self._shown[id(screen)] = max(before, call_id)

    def made(self, call_id: int, asked: float) -> None:
        """The clerk's call got this id; its news may have been quicker than its answer."""
        self._calls.setdefault(call_id, _Call(asked)).asked = asked

    def close(self) -> None:
        """Everybody goes home."""
        for screen in self._screens:
            screen.close()
        self.loop.close()


class _Clerks:
    """All counters in turn: a call, its completion, the next counter."""

    def __init__(self, hall: Audience) -> None:
        self.last = self.idle = False
        self._hall = hall
        self._calling = False
        self._codes = itertools.cycle(COUNTERS)
        self._code = ""
        self._client = Client(hall.server.port, self._done)
        hall.loop.add(self._client)

    def begin(self) -> None:
        """The next command."""
        self._calling = not self._calling
        if self._calling:
            self._code = next(self._codes)
        noun = "calls" if self._calling else "completions"
        at = f"{HALL}/counters/{self._code}/{noun}"
        self._client.send(command(at, self._hall.server.token(self._code)))

    def _done(self, client: Client, seconds: float, body: bytes) -> None:
        if self._calling:
            self._hall.made(json.loads(body)["call_id"], client.sent_at)
        elif self.last:
            self.idle = True
            return
        self._hall.loop.at(perf_counter() + PAUSE, self.begin)

    def close(self) -> None:
        self._hall.loop.drop(self._client)
        self._client.close()


class _Crowd:
    """Tickets are taken at a steady rate, whatever the server does, by as many connections as that needs."""

    def __init__(self, hall: Audience, a_second: int) -> None:
        self._hall = hall
        self._pause = 1 / a_second
        self._token = hall.server.token("kiosk")
        self._codes = itertools.cycle(hall.server.layanan())
        self._free: list[Client] = []
        self._all: list[Client] = []
        self._over = False
        self._next = perf_counter()
        self._take()

    def _take(self) -> None:
        if self._over:
            return
        client = self._free.pop() if self._free else self._another()
        client.send(command(f"{HALL}/tickets", self._token, layanan=next(self._codes)))
        self._next += self._pause
        self._hall.loop.at(self._next, self._take)

    def _another(self) -> Client:
        client = Client(self._hall.server.port, lambda client, *_: self._free.append(client))
        self._hall.loop.add(client)
        self._all.append(client)
        return client

    def close(self) -> None:
        """Waits for the answers that are still under way."""
        self._over = True
        self._hall.loop.run(lambda: len(self._free) == len(self._all), 10)
        for client in self._all:
            with suppress(KeyError):
                self._hall.loop.drop(client)
            client.close()
