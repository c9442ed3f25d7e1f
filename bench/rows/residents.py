"""A list of 20 000 people from its first byte to the register, while the hall goes on; and the register with many in it."""

from __future__ import annotations

import http.client
import json
import secrets
import threading
import time
from collections.abc import Iterator
from itertools import repeat
from typing import Any, Final

from bench.clients import Refusal, closed_loop
from bench.probes import probe
from bench.stage import HALL, Server
from bench.table import Row, p
from bench.windows import Bench, ms

PEOPLE: Final = 20_000
QUICK: Final = 1_000
ASKED_SECONDS: Final = 20
ASKED_LOOK: Final = 60
"""Milliseconds, as every command has them."""
BUSY: Final = ("reading", "checking", "applying")
LOOK_EVERY: Final = 0.02
LOOK_MOST: Final = 60.0


def rows(bench: Bench) -> Iterator[Row]:
    """Per database: the whole import, what others noticed of it, and a list and a search among as many."""
    many = QUICK if bench.quick else PEOPLE
    content = people(many)
    for kind in bench.kinds:
        with bench.stage.server(kind) as server:
            seen = probe(bench.folder)
            with Watch(server) as looks:
                took = brought_in(server, content)
            yield Row(
                f"import of {many} people, upload to register ({kind})", f"{ASKED_SECONDS} s", f"{sum(took):.1f} s",
                sum(took) <= ASKED_SECONDS, seen,
                f"looking {took[0]:.1f}, dry run {took[1]:.1f}, taking {took[2]:.1f} s; {len(content) // 1024} kB of CSV",
            )  # fmt: skip
            late = ms(p(looks, 99))
            yield Row(
                f"the hall's state meanwhile ({kind})", f"p99 {ASKED_LOOK} ms",
                f"p50 {ms(p(looks, 50)):.1f}, p99 {late:.1f} ms, worst {ms(max(looks)):.0f} ms", late <= ASKED_LOOK, seen,
                f"{len(looks)} readings, fifty a second",
            )  # fmt: skip
            yield from _looks(bench, server, many, kind)


def _looks(bench: Bench, server: Server, many: int, kind: str) -> Iterator[Row]:
    request = (
        f"GET /api/v1/halls/{HALL}/people?village=Desa%203 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {server.token('1')}\r\n\r\n"
    ).encode()

    def measure() -> list[float]:
        return closed_loop(server.port, [repeat(request)], bench.seconds)[0]

    took, seen = bench.best(measure, lambda found: p(found, 99))
    p99 = ms(p(took, 99))
    yield Row(
        f"fifty people of a village among {many} ({kind})", f"p99 {ASKED_LOOK} ms",
        f"p50 {ms(p(took, 50)):.1f}, p99 {p99:.1f} ms", p99 <= ASKED_LOOK, seen, "each kept in the log of events",
    )  # fmt: skip


def people(many: int) -> bytes:
    """A list as a village would send it; everybody is invented."""
    head = "NIK;Nama Lengkap;Tanggal Lahir;Desa;No KK;Telepon;Status Kawin\r\n"
    lines = (
        f"{number:016};Contoh Orang {number};{1 + number % 28:02}-{1 + number % 12:02}-{1950 + number % 59};"
        f"Desa {number % 10};{number // 4:016};0800{number};Belum Kawin\r\n"
        for number in range(many)
    )
    return (head + "".join(lines)).encode()


def brought_in(server: Server, content: bytes) -> tuple[float, float, float]:
    """Seconds of looking at the columns with the upload, of reading every row, and of taking them all."""
    began = time.perf_counter()
    made = _ask(server, "POST", f"people/imports?request_id={secrets.token_hex(16)}", content)
    found = _rested(server, made["id"])
    looked = time.perf_counter()
    told = {"fields": found["fields"], "header": found["header"]}
    _command(server, f"people/imports/{made['id']}/mapping", **told)
    checked = _rested(server, made["id"])
    read = time.perf_counter()
    if checked["state"] != "checked" or checked["faulty"] or not checked["new"]:
        raise Refusal(f"the dry run ends as {checked['state']}: {checked['fault']}, {checked['faulty']} faulty rows")
    _command(server, f"people/imports/{made['id']}/applications")
    if _rested(server, made["id"])["state"] != "applied":
        raise Refusal("the list was not taken")
    return looked - began, read - looked, time.perf_counter() - read


class Watch:
    """Somebody who reads the hall's state all the time; gives the list of how long each reading took, in seconds."""

    def __init__(self, server: Server) -> None:
        self._server, self._ends, self._took = server, threading.Event(), list[float]()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> list[float]:
        self._thread.start()
        return self._took

    def __exit__(self, *_fault: object) -> None:
        self._ends.set()
        self._thread.join(LOOK_MOST)

    def _run(self) -> None:
        while not self._ends.wait(LOOK_EVERY):
            began = time.perf_counter()
            _ask(self._server, "GET", "state")
            self._took.append(time.perf_counter() - began)


def _rested(server: Server, import_id: int) -> dict[str, Any]:
    while (found := _ask(server, "GET", f"people/imports/{import_id}"))["state"] in BUSY:
        time.sleep(0.1)
    return found


def _command(server: Server, path: str, **body: Any) -> None:
    _ask(server, "POST", path, json.dumps({"request_id": secrets.token_hex(16)} | body).encode())


def _ask(server: Server, method: str, path: str, body: bytes | None = None) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    head = {"Authorization": f"Bearer {server.token('1')}", "Content-Type": "application/json"}
    connection.request(method, f"/api/v1/halls/{HALL}/{path}", body, head)
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    if answer.status not in (200, 201):
        raise Refusal(f"{answer.status}: {said[:300]!r}")
    return json.loads(said)
