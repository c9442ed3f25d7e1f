"""From a clerk's command to the changed desk: empty, with people waiting and files open, and with years of old files."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter
from typing import Any, Final

from sqlalchemy import create_engine

from bench.clients import Client, Refusal, closed_loop, command
from bench.loop import Loop
from bench.rows.issue import fill
from bench.stage import HALL, Server, running
from bench.table import Row, p
from bench.windows import Bench, ms

CLERKS: Final = ("1", "2", "3")
PAUSE: Final = 0.15
"""Seconds between a desk that was drawn and the next press; far quicker than any clerk."""
LAYANAN: Final = "surat-rekomendasi"
WAITING: Final = 300
OPEN: Final = 200
OLD: Final = 100_000
QUICK: Final = 5_000
ASKED: Final = {"calm": 60, "busy": 100}

# As the program would have left them: opened, five steps recorded, handed over.
FILL: Final = (
    "INSERT INTO berkas (hall_id, number, layanan_id, version_id, channel, state, opened_at, promised_at, "
    "handed_over_at, done_at) SELECT {hall}, 'L-' || i, layanan.id, layanan.version_id, 'counter', 'done', "
    "{now} - (i + 1) * 60000000, {now} - i * 60000000, {now} - i * 60000000, {now} - i * 60000000 "
    "FROM ({numbers}) AS n, layanan WHERE layanan.hall_id = {hall} AND layanan.code = '{layanan}'",
    "INSERT INTO step_runs (berkas_id, step_order, run, started_at, finished_at, outcome, missing, by, recorded_by) "
    "SELECT berkas.id, i, 1, opened_at, done_at, 'done', '[]', 'clerk', 'person:1' "
    "FROM berkas, ({steps}) AS n WHERE berkas.state = 'done' AND berkas.hall_id = {hall}",
)
NUMBERS: Final = (
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {many}) "
    "SELECT CAST(i + 1 AS BIGINT) AS i FROM n"
)


@dataclass(frozen=True, slots=True)
class Window:
    """Milliseconds from a press to the changed desk, and of the list "menunggu saya"."""

    p50: float
    p99: float
    list99: float
    presses: int


def rows(bench: Bench) -> Iterator[Row]:
    """Per database: calm, busy, and busy after years."""
    many = QUICK if bench.quick else OLD
    for kind in bench.kinds:
        with bench.stage.server(kind) as server:
            yield _row(bench, server, f"calm hall ({kind})", ASKED["calm"], waiting=0)
            _open(server, OPEN)
            yield _row(bench, server, f"{WAITING} waiting, {OPEN} open files ({kind})", ASKED["busy"])
        var, url = bench.stage.store(kind)
        with running(var, url, bench.stage.tokens) as server:
            hall = server.count(f"SELECT id FROM halls WHERE slug = '{HALL}'")  # noqa: S608 - our own word
        grow(url, hall, many)
        with running(var, url, bench.stage.tokens) as server:
            _open(server, OPEN)
            yield _row(bench, server, f"the same with {many} old files ({kind})", ASKED["busy"])


def _row(bench: Bench, server: Server, what: str, most: int, waiting: int = WAITING) -> Row:
    def measure() -> Window:
        fill(server, waiting)
        return presses(server, 2 * bench.seconds, waiting)

    window, seen = bench.best(measure, lambda found: found.p99)
    return Row(
        f"a clerk's command to the changed desk, {what}", f"p99 {most} ms",
        f"p50 {window.p50:.1f}, p99 {window.p99:.1f} ms", window.p99 <= most, seen,
        f"{len(CLERKS)} clerks through whole SOPs, {window.presses} presses, each with its desk; "
        f"list of what waits p99 {window.list99:.1f} ms",
    )  # fmt: skip


@dataclass
class Clerk:
    """One counter: takes a number, serves it through its SOP, completes it; the desk is read after every press."""

    server: Server
    code: str
    loop: Loop
    took: list[float] = field(default_factory=list)
    lists: list[float] = field(default_factory=list)
    idle: bool = False
    last: bool = False

    def __post_init__(self) -> None:
        self.client = Client(self.server.port, self._done)
        self._at = f"{HALL}/counters/{self.code}"
        self._token = self.server.token(self.code)
        self._phase = "press"
        self._pressed = 0.0
        self._desk: dict[str, Any] = {}
        self._serial = count(1)

    def begin(self) -> None:
        """Reads the desk first, as a page does."""
        self._ask("desk", f"{self._at}/desk")

    def _ask(self, phase: str, path: str) -> None:
        self._phase = phase
        self.client.send(
            f"GET /api/v1/halls/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self._token}\r\n\r\n".encode()
        )

    def _done(self, _: Client, seconds: float, body: bytes) -> None:
        if self._phase == "press":
            self._ask("desk", f"{self._at}/desk")
            return
        if self._phase == "list":
            self.lists.append(seconds)
        else:
            self._desk = json.loads(body)
            if self._pressed:
                self.took.append(perf_counter() - self._pressed)
            self.idle = self.last and self._desk["ticket"] is None
            if self.idle:
                return
            if next(self._serial) % 10 == 0:
                self._ask("list", f"{HALL}/berkas?role=me")
                return
        self.loop.at(perf_counter() + PAUSE, self._press)

    def _press(self) -> None:
        if self.last and self._desk["ticket"] is None:
            self._pressed = 0.0
            self._ask("desk", f"{self._at}/desk")  # the loop looks whether all is over after an answer only
            return
        self._phase, self._pressed = "press", perf_counter()
        self.client.send(self._next())

    def _next(self) -> bytes:
        """What a clerk presses now."""
        ticket, berkas = self._desk["ticket"], self._desk["berkas"]
        if ticket is None:
            return command(f"{self._at}/calls", self._token)
        if ticket["state"] == "called":
            return command(f"{self._at}/services", self._token)
        if berkas is None:
            return command(f"{HALL}/berkas", self._token, ticket=ticket["number"])
        if berkas["current"] is None or self.last:
            return command(f"{self._at}/completions", self._token)
        return command(f"{HALL}/berkas/{berkas['number']}/steps", self._token, outcome="done", order=berkas["current"])


def presses(server: Server, seconds: float, waiting: int) -> Window:
    """One window. In the calm hall each clerk's number is taken just before."""
    if not waiting:
        kiosk = server.token("kiosk")
        wishes = [command(f"{HALL}/tickets", kiosk, layanan=LAYANAN) for _ in range(len(CLERKS) * int(seconds + 4))]
        closed_loop(server.port, [iter(wishes)], 60)
    loop = Loop()
    clerks = [Clerk(server, code, loop) for code in CLERKS]

    def enough() -> None:
        for clerk in clerks:
            clerk.last = True

    for clerk in clerks:
        loop.add(clerk.client)
        clerk.begin()
    loop.at(perf_counter() + seconds, enough)
    if not loop.run(lambda: all(clerk.idle for clerk in clerks), seconds + 30):
        raise Refusal("the server does not answer")
    for clerk in clerks:
        clerk.client.close()
    loop.close()
    took = [each for clerk in clerks for each in clerk.took]
    lists = [each for clerk in clerks for each in clerk.lists]
    return Window(ms(p(took, 50)), ms(p(took, 99)), ms(p(lists, 99)), len(took))


def _open(server: Server, many: int) -> None:
    """Files that lie at their second step."""
    token = server.token(CLERKS[0])
    opening = [command(f"{HALL}/berkas", token, layanan=LAYANAN) for _ in range(many)]
    _, bodies, _ = closed_loop(server.port, [iter(opening)], 120)
    numbers = [json.loads(body)["number"] for body in bodies]
    steps = [command(f"{HALL}/berkas/{number}/steps", token, outcome="done") for number in numbers]
    closed_loop(server.port, [iter(steps)], 120)


def grow(url: str, hall: int, many: int) -> None:
    """Writes the past straight into the store; the server is down meanwhile."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    words = {
        "hall": hall, "now": int(time.time() * 1e6), "layanan": LAYANAN, "numbers": NUMBERS.format(many=many),
        "steps": NUMBERS.format(many=5),
    }  # fmt: skip
    with engine.begin() as connection:
        for statement in FILL:
            connection.exec_driver_sql(statement.format(**words))
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ANALYZE")  # as it does by itself while years go by
    engine.dispose()
