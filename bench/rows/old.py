"""Years of tickets must not slow today's: the same load on an empty store and on one with a million old tickets."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import create_engine

from bench.probes import probe
from bench.rows.calls import pairs
from bench.rows.issue import fill, issue
from bench.stage import HALL, Server, running
from bench.table import Row
from bench.windows import Bench

MILLION: Final = 1_000_000
QUICK: Final = 50_000
A_DAY: Final = 900
"""Old tickets a day and line: below A999, over as many days as that takes."""
RATIO: Final = 1.1
WAITING: Final = 1000
ROUNDS: Final = 3

# As the program would have left them: served, called once, printed. Slips and tokens are as long as real ones.
FILL: Final = (
    "CREATE TEMP TABLE old AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {many}) "
    "SELECT i, i % {lines} AS place, i / ({lines} * {a_day}) + 1 AS ago, (i / {lines}) % {a_day} + 1 AS number FROM n",
    "CREATE TEMP TABLE place AS SELECT row_number() OVER (ORDER BY id) - 1 AS place, id, letter, "
    "(SELECT min(id) FROM layanan WHERE line_id = lines.id) AS layanan FROM lines WHERE hall_id = {hall} "
    "AND EXISTS (SELECT 1 FROM layanan WHERE line_id = lines.id)",
    "INSERT INTO tickets (hall_id, day, line_id, count, number, token, layanan_id, state, place, issued_at, "
    "waiting_before, counter_id, called_at, serving_at, ended_at, asker) "
    "SELECT {hall}, date('now', '-' || ago || ' days'), place.id, old.number, letter || printf('%03d', old.number), "
    "substr(hex(randomblob(7)), 1, 13), layanan, 'done', i, {now} - ago * 86400000000, 5, "
    "(SELECT min(id) FROM counters WHERE hall_id = {hall}) + i % 8, {now} - ago * 86400000000 + 60000000, "
    "{now} - ago * 86400000000 + 90000000, {now} - ago * 86400000000 + 300000000, 'device:1' "
    "FROM old JOIN place ON place.place = old.place",
    "INSERT INTO print_jobs (hall_id, ticket_id, kind, printer_id, state, slip, attempt, created_at, expires_at, "
    "changed_at, told) SELECT hall_id, id, 'ticket', (SELECT min(id) FROM printers WHERE hall_id = {hall}), 'printed', "
    "(SELECT slip FROM print_jobs WHERE slip <> '' LIMIT 1), 1, issued_at, issued_at, issued_at, 1 FROM tickets "
    "WHERE state = 'done' AND reason IS NULL AND asker = 'device:1'",
    "INSERT INTO calls (hall_id, call_id, ticket_id, number, counter_id, day, at) "
    "SELECT hall_id, row_number() OVER (ORDER BY id) + 1000, id, number, counter_id, day, called_at FROM tickets "
    "WHERE state = 'done' AND asker = 'device:1'",
    "INSERT INTO events (hall_id, at, kind, actor, subject) "
    "SELECT hall_id, issued_at, 'ticket.issued', asker, number FROM tickets WHERE asker = 'device:1'",
    "INSERT INTO line_days (line_id, day, last_number, waiting) "
    "SELECT line_id, day, max(count), 0 FROM tickets WHERE asker = 'device:1' GROUP BY line_id, day",
    "UPDATE pulses SET last_call = last_call + {many} + 2000, version = version + {many} WHERE hall_id = {hall}",
)


@dataclass(frozen=True, slots=True)
class Pace:
    """Milliseconds of the server a ticket and a pair."""

    issue: float
    pair: float


def rows(bench: Bench) -> Iterator[Row]:
    """Two servers, each loaded in turn; the median of three ratios of neighbouring windows."""
    many = QUICK if bench.quick else MILLION
    empty_var, empty_url = bench.stage.store("sqlite")
    old_var, old_url = bench.stage.store("sqlite")
    tokens = bench.stage.tokens
    with running(old_var, old_url, tokens) as server:
        issue(server, 0.2)  # a slip to copy
        hall = server.count(f"SELECT id FROM halls WHERE slug = '{HALL}'")  # noqa: S608 - our own word
    begun = time.monotonic()
    grow(old_url, hall, many)
    grown = time.monotonic() - begun
    seen = probe(bench.folder)
    with running(empty_var, empty_url, tokens) as empty, running(old_var, old_url, tokens) as old:
        held = old.count("SELECT count(*) FROM tickets WHERE asker = 'device:1'")
        rounds = [_round(bench, empty, old) for _ in range(1 if bench.quick else ROUNDS)]
    issues = statistics.median(second.issue / first.issue for first, second in rounds)
    calls = statistics.median(second.pair / first.pair for first, second in rounds)
    for what, ratio in (("issue", issues), ("call and complete", calls)):
        yield Row(
            f"{what} with {held} old tickets", f"{RATIO} x the empty database", f"{ratio:.2f} x", ratio <= RATIO, seen,
            f"median of {len(rounds)} alternating windows; {old_var.joinpath('antrean.db').stat().st_size >> 20} MB, "
            f"filled in {grown:.0f} s",
        )  # fmt: skip


def _round(bench: Bench, empty: Server, old: Server) -> tuple[Pace, Pace]:
    return _pace(bench, empty), _pace(bench, old)


def _pace(bench: Bench, server: Server) -> Pace:
    issued = issue(server, bench.seconds)
    fill(server, WAITING)
    called = pairs(server, bench.seconds)
    return Pace(1000 / issued.rate, 1000 / called.rate)


def grow(url: str, hall: int, many: int) -> None:
    """Writes the past straight into the store; the server is down meanwhile."""
    engine = create_engine(url)
    with engine.begin() as connection:
        lines = connection.exec_driver_sql(
            "SELECT count(*) FROM lines WHERE hall_id = ? AND EXISTS (SELECT 1 FROM layanan WHERE line_id = lines.id)",
            (hall,),
        ).scalar_one()
        words = {"many": many, "lines": lines, "a_day": A_DAY, "hall": hall, "now": int(time.time() * 1e6)}
        for statement in FILL:
            connection.exec_driver_sql(statement.format(**words))
    engine.dispose()
