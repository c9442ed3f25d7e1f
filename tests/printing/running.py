"""The printing process itself, for the tests: started, poked, killed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hall.printing.reader import text_of
from tests.patience import PATIENCE
from tests.printing.outbox import Outbox

COMMAND = (sys.executable, "-m", "hall.printing.process")


def environ(outbox: Outbox, poke: int | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANTREAN_", "PORT"))}
    kept |= {"ANTREAN_VAR": str(outbox.var), "ANTREAN_DATABASE_URL": outbox.url}
    return kept if poke is None else kept | {"ANTREAN_POKE_PRINT_FD": str(poke)}


@contextmanager
def process(outbox: Outbox) -> Iterator[tuple[subprocess.Popen[bytes], socket.socket]]:
    """The running process and the worker's end of its poke."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    running = subprocess.Popen(
        COMMAND,
        env=environ(outbox, theirs.fileno()),
        pass_fds=(theirs.fileno(),),
        cwd=Path.cwd(),
        stderr=subprocess.PIPE,
    )
    theirs.close()
    ours.settimeout(PATIENCE)
    try:
        yield running, ours
    finally:
        if running.poll() is None:
            running.kill()
        running.communicate()
        ours.close()


def wait(until: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if until():
            return True
        time.sleep(0.01)
    return until()


def warmed(outbox: Outbox, printer: int) -> None:
    """The process is up once it printed something."""
    job = outbox.job(printer)
    assert wait(lambda: outbox.state(job) in {"printed", "accepted"})


def numbers(blobs: list[bytes]) -> list[str]:
    """The ticket numbers on these slips, in their order."""
    return [next(line.replace(" ", "") for line in text_of(blob) if line[:2] == "A ") for blob in blobs]
