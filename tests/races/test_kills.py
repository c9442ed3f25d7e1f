"""Promise 4: what was acknowledged survives `kill -9`, numbers stay gap-free, and the sync comes before the answer."""

import os
import re
import signal
import sqlite3
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.caller import Caller
from tests.patience import PATIENCE, eventually
from tests.races.crowd import Crowd
from tests.races.test_races import SIZES, is_gap_free, kept_tickets
from tests.real_server import RealServer, Site


def crowd_of_kiosks(site: Site, folder: Path, times: int, *, patient: bool) -> Crowd:
    crowd = Crowd(folder)
    for _ in range(3):
        port, token = site.servers[0].port, site.tokens["jumapolo", "kiosk"]
        crowd.send(port=port, token=token, kind="issue", times=times, patient=patient)
    return crowd


def nothing_acknowledged_is_gone(site: Site, answers: list[dict[str, Any]]) -> None:
    rows = {row.token: row.number for row in kept_tickets(site)}
    for answer in answers:
        if answer["status"] in (200, 201):
            assert rows[answer["told"]["token"]] == answer["told"]["number"]
    is_gap_free(site)


def answered(crowd: Crowd, how_many: int) -> bool:
    return len(crowd.answers()) > how_many


def kill_master(server: RealServer) -> None:
    server.kill()
    server.start()


def kill_worker(server: RealServer) -> None:
    before = server.worker()
    os.kill(before, signal.SIGKILL)
    eventually(lambda: server.is_ready() and server.worker() != before, "another worker")


@pytest.mark.parametrize("times", SIZES)
@pytest.mark.parametrize("kill", [kill_master, kill_worker])
def test_nothing_acknowledged_is_gone_after_a_kill(site: Site, tmp_path: Path, kill: Any, times: int) -> None:
    server = site.serve()
    crowd = crowd_of_kiosks(site, tmp_path, times * 3, patient=True)
    for part in (1, 2):
        eventually(partial(answered, crowd, part * times // 2), "half are answered", 120)
        kill(server)
    answers = crowd.wait()
    assert [answer["status"] for answer in answers if answer["status"] not in (200, 201)] == []
    assert len({answer["id"] for answer in answers}) == len(kept_tickets(site)) == times * 9, "one ticket a question"
    nothing_acknowledged_is_gone(site, answers)


def test_a_killed_server_that_never_comes_back_has_kept_its_word(site: Site, tmp_path: Path) -> None:
    server = site.serve()
    crowd = crowd_of_kiosks(site, tmp_path, 300, patient=False)
    eventually(lambda: len(crowd.answers()) > 40, "some are answered", 60)
    server.kill()
    nothing_acknowledged_is_gone(site, [answer for answer in crowd.wait() if answer["status"]])


def outside_lock(site: Site) -> Callable[[], None]:
    """Another program takes the store's write lock (SQLite) or the table that every command touches (PostgreSQL)."""
    neighbour: Any
    if site.url.startswith("sqlite"):
        neighbour = sqlite3.connect(site.url.removeprefix("sqlite:///"), isolation_level=None)
        neighbour.execute("BEGIN IMMEDIATE")
    else:
        neighbour = psycopg.connect(site.url.replace("+psycopg", ""))
        neighbour.execute("LOCK TABLE pulses IN EXCLUSIVE MODE")
    return neighbour.close  # type: ignore[no-any-return]


def test_an_outside_lock_leaves_every_screen_moving_and_loses_no_question(site: Site) -> None:
    site.serve()
    tv, kiosk = site.screen("display"), site.caller("kiosk")
    tv.wait("hall.state")
    kiosk.does("tickets", layanan="kartu-keluarga")
    numbers: list[str] = []

    def takes_a_number(asks: Caller) -> None:
        numbers.append(asks.does("tickets", layanan="kartu-keluarga")["number"])

    end = outside_lock(site)
    asking = [threading.Thread(target=takes_a_number, args=(site.caller("kiosk"),)) for _ in range(4)]
    for one in asking:
        one.start()
    for _ in range(5):  # as long as the lock is held: whoever waited for it would wait for ever
        site.caller("display").get("state")
        site.screen("display").close()
    for _ in range(2):
        tv.wait("beat")
    assert numbers == []
    end()
    for one in asking:
        one.join()
    assert len(set(numbers)) == 4
    tv.wait("hall.state", lambda body: body["lines"][0]["waiting"] == 5)
    is_gap_free(site)


def test_a_lock_without_end_is_told_as_busy_and_nothing_is_lost(file_site: Site) -> None:
    site = file_site
    site.serve()
    kiosk = site.caller("kiosk")
    kiosk.does("tickets", layanan="kartu-keluarga")
    end = outside_lock(site)
    status, told = kiosk.post("tickets", request_id="while-it-is-locked-1", layanan="kartu-keluarga")
    end()
    assert (status, told["code"]) == (503, "busy")
    assert told["detail"].endswith(".")
    status, told = kiosk.post("tickets", request_id="while-it-is-locked-1", layanan="kartu-keluarga")
    assert (status, told["number"]) == (201, "A002")


def test_the_sync_of_the_log_comes_before_the_answer(file_site: Site, tmp_path: Path) -> None:
    """`strace` sees the WAL synced between the request's arrival and the answer's departure, for every ticket."""
    site = file_site
    server = site.serve()
    kiosk = site.caller("kiosk")
    kiosk.does("tickets", layanan="kartu-keluarga")
    trace = tmp_path / "trace"
    tracer = Tracer(server.worker(), trace)
    for _ in range(5):
        kiosk.does("tickets", layanan="kartu-keluarga")
    tracer.end()
    story = tracer.story()
    assert story.count("A") == 5, story
    for before in story.split("A")[:-1]:
        asked = before.rpartition("R")[2] if "R" in before else before
        assert "S" in asked, f"an answer left before the log was synced: {story}"


class Tracer:
    """`strace` on a process; its story in letters: R a request came, S the WAL was synced, A an answer left."""

    LINE = re.compile(r"(recvfrom|recvmsg|read|sendto|sendmsg|write|send|writev|fdatasync|fsync)\((\d+)<([^>]*)>(.*)")

    def __init__(self, pid: int, out: Path) -> None:
        import subprocess

        self.out = out
        calls = "trace=recvfrom,recvmsg,read,sendto,sendmsg,write,writev,fdatasync,fsync"
        self.process = subprocess.Popen(
            ["strace", "-f", "-y", "-s", "32", "-e", calls, "-o", str(out), "-p", str(pid)],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stderr is not None
        assert "attached" in self.process.stderr.readline()

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)

    def story(self) -> str:
        letters = []
        for line in self.out.read_text(errors="replace").splitlines():
            found = self.LINE.search(line)
            if found is None:
                continue
            call, _, what, rest = found.groups()
            if call in ("fdatasync", "fsync") and what.endswith("-wal"):
                letters.append("S")
            elif '"POST ' in rest:
                letters.append("R")
            elif '"HTTP/1.1 201' in rest:
                letters.append("A")
        return "".join(letters)
