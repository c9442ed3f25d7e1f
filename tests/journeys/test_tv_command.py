"""`antrean screen display` with a real Chromium and a real hall: from the six digits to a TV that the keeper sees alive."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hall.actions import pairing
from hall.actions.office import Office
from hall.clock import SystemClock
from hall.config import load
from hall.records.catalogue import keep_settings
from hall.records.database import Database
from tests.journeys.server import ROOT, Server, ask
from tests.patience import PATIENCE, eventually

pytestmark = pytest.mark.journey

Open = Callable[[Server], "subprocess.Popen[bytes]"]


@contextmanager
def office_of(server: Server) -> Iterator[Office]:
    """The server's own store, beside it."""
    settings = load(server.environ)
    office = Office(Database(settings.database_url), SystemClock(), settings)
    yield office
    office.database.close()


@pytest.fixture
def hall(start_server: Callable[..., Server]) -> Server:
    """A real hall whose calls are said, without screens."""
    server = start_server(demo=False)
    server.run("init", "kerjo")
    with office_of(server) as office:
        office.transact("kerjo", lambda work, hall: keep_settings(work.connection, hall.id, {"voice": True}))
    return server.start()


@pytest.fixture
def open_tv(tmp_path: Path) -> Iterator[Open]:
    """`open_tv(server)` -> the command on a computer of its own."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(server: Server) -> "subprocess.Popen[bytes]":
        environ = os.environ | {"ANTREAN_VAR": str(tmp_path / "tv")}
        words = ["screen", "display", "--server", server.url, "--headless"]
        with (tmp_path / "said").open("ab") as said:
            running.append(
                subprocess.Popen(
                    [sys.executable, "-m", "hall.cli", *words], cwd=ROOT, env=environ, stdout=said, stderr=said
                )
            )
        return running[-1]

    yield begin
    for one in running:
        one.send_signal(signal.SIGTERM)
        one.wait(PATIENCE)


def waiting(server: Server) -> list[str]:
    """The codes that stand on screens, as whoever stands before them reads them."""
    with office_of(server) as office:
        return [one.code for one in pairing.list_waiting(office, "kerjo")]


def figure(server: Server, name: str) -> str | None:
    """The value of a screen's figure, None while it is not told."""
    _, text = ask(server.port, "GET", "/metrics")
    found = [line for line in text.splitlines() if line.startswith(f"antrean_screen_{name}{{")]
    return found[0].rpartition(" ")[2] if found else None


def test_a_tv_is_paired_reports_that_it_is_heard_and_ends_with_its_command(hall: Server, open_tv: Open) -> None:
    tv = open_tv(hall)
    (code,) = eventually(lambda: waiting(hall), "the TV shows six digits", 2 * PATIENCE)
    hall.run("pair", code, "--hall", "kerjo", "--role", "display", "--name", "TV 1")
    eventually(lambda: figure(hall, "up") == "1", "the TV reports", 2 * PATIENCE)
    eventually(lambda: figure(hall, "sound") == "1", "nothing holds its sound back")
    assert figure(hall, "stale") == "0"
    tv.send_signal(signal.SIGTERM)
    assert tv.wait(PATIENCE) == 0
    eventually(lambda: figure(hall, "up") == "0", "the keeper sees that it is silent", 2 * PATIENCE)
