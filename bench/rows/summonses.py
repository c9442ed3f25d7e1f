"""Sixty sessions filled with 3 000 people, batch by batch, and 500 letters drawn; what others noticed of it meanwhile."""

from __future__ import annotations

import json
import secrets
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bench.clients import Refusal
from bench.probes import probe
from bench.rows.residents import Watch, _ask
from bench.stage import HALL, Server, running
from bench.table import Row, p
from bench.windows import Bench, ms
from hall import runtime
from hall.actions.letters_of_call import MODULE
from hall.keys import Sealed
from hall.printing.call_letters import Letter, Order
from hall.records import halls, residents
from hall.records.database import Database

PEOPLE, SESSIONS, LETTERS = 3_000, 60, 500
QUICK: Final = 10
"""A tenth of everybody in a quick run."""
ASKED_FILL, ASKED_LETTERS, ASKED_LOOK = 5, 30, 60


def rows(bench: Bench) -> Iterator[Row]:
    """Per database: all summonses of a season; then the letters."""
    share = QUICK if bench.quick else 1
    for kind in bench.kinds:
        var, url = bench.stage.store(kind)
        register(var, url, PEOPLE // share)
        with running(var, url, bench.stage.tokens) as server:
            planned = plan(server, SESSIONS // share, PEOPLE // SESSIONS)
            seen = probe(bench.folder)
            with Watch(server) as looks:
                took, called, asks = fill(server)
            if called < planned * 0.9:
                raise Refusal(f"only {called} of {planned} were called")
            late = ms(p(looks, 99))
            yield Row(
                f"{called} people into {SESSIONS // share} sessions ({kind})", f"{ASKED_FILL} s", f"{took:.1f} s",
                took <= ASKED_FILL, seen, f"{asks} transactions; the hall's state meanwhile p99 {late:.0f} ms",
            )  # fmt: skip
    yield letters(bench, LETTERS // share)


def register(var: Path, url: str, many: int) -> None:
    """So many people of ten villages, four to a family; everybody is invented."""
    database, sealed, now = Database(url), Sealed(var), datetime.now(UTC)
    with database.writing() as connection:
        hall = halls.load(connection, HALL)
        assert hall is not None
        for number in range(many):
            born = date(1960 + number % 45, 1 + number % 12, 1 + number % 28)
            said = residents.Said(
                f"Contoh Orang {number}", born, f"Desa {number % 40 // 4}", family=f"{number // 4:016}"
            )
            residents.add(connection, sealed, hall, said, "hand", now)
    database.close()


def plan(server: Server, sessions: int, letters_each: int) -> int:
    """Sessions on working days ahead; gives how many letters they hold."""
    day = date.today() + timedelta(days=3)
    held = 0
    for place in range(sessions):
        told = {"day": (day + timedelta(days=place)).isoformat(), "place": "Aula", "sets": 2, "letters": letters_each}
        held += _post(server, "sessions", told)["capacity"]
    return held


def fill(server: Server) -> tuple[float, int, int]:
    """Seconds, people and transactions until nobody is left."""
    began, called, asks, more = time.perf_counter(), 0, 0, True
    while more:
        told = _post(server, "summonses", {"criteria": {"age": 17}})
        called, asks, more = called + len(told["items"]), asks + 1, told["more"]
    return time.perf_counter() - began, called, asks


def _post(server: Server, path: str, body: dict[str, Any]) -> Any:
    return _ask(server, "POST", path, json.dumps({"request_id": secrets.token_hex(16)} | body).encode())


def letters(bench: Bench, many: int) -> Row:
    """Letters drawn in a process of their own, names opened there."""
    with tempfile.TemporaryDirectory() as folder:
        sealed = Sealed(Path(folder))
        order = Order(
            "Kecamatan Contoh", "Kabupaten Contoh", "A4", "Contoh, 20 November 2026",
            tuple(
                Letter(
                    sealed.seal(json.dumps({"name": f"Contoh Orang {number}"})), "Desa Contoh", "4K7P-9XRD",
                    f"http://antrean.contoh.id/contoh/panggilan#4K7P9X{number % 10}D", "Senin, 23 November 2026",
                    "08.00 - 08.30 WIB", "Ruang perekaman", "Panggilan pertama",
                )
                for number in range(many)
            ), ("Kartu Keluarga (KK)",), "http://antrean.contoh.id/contoh/panggilan",
        )  # fmt: skip

        def measure() -> float:
            began = time.perf_counter()
            lines = list(runtime.lines_apart(MODULE, order.line(Path(folder))))
            if b'"pdf"' not in lines[-1]:
                raise Refusal("no letters were drawn")
            return time.perf_counter() - began

        took, seen = bench.best(measure, lambda found: found)
    return Row(
        f"{many} letters as PDF", f"{ASKED_LETTERS} s", f"{took:.1f} s", took <= ASKED_LETTERS, seen,
        "A4, QR each, in a process of its own; a line of progress every ten",
    )  # fmt: skip
