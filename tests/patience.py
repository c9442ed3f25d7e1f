"""How long a test waits for what must come. No test asserts on time: the machine of CI is slow, noisy and shared.

A maximum is only there so that a fault does not hang; whoever meets it has failed for another reason than slowness.
"""

import fcntl
import itertools
import os
import socket
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

PATIENCE = 30.0
PATIENCE_MS = 30_000

MIDNIGHTS = (16, 17)  # o'clock in UTC: the halls of Makassar and of Jakarta begin a new business day
A_WALK = 120.0

_ports = itertools.count(os.getpid() * 97)
_ours: set[int] = set()


def eventually(look: Callable[[], Any], what: str = "", seconds: float = PATIENCE) -> Any:
    """The first true answer of `look`; fails with `what` when there is none after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"still not so after {seconds:.0f} s: {what}, last {found!r}"
        time.sleep(0.01)
    return found


def let_midnight_pass() -> None:
    """Before a walk on the machine's own clock: numbers begin anew at a hall's midnight, so no walk goes across it."""
    left = 3600 - time.time() % 3600
    if left < A_WALK and (time.gmtime().tm_hour + 1) % 24 in MIDNIGHTS:
        time.sleep(left + 1)


def free_port() -> int:
    """A port for this run of tests alone, below those that Linux gives to clients: none takes it while a server is away.

    Runs go side by side: each locks the byte of its ports in a file, also before a server listens and while it is down.
    The kernel forgets these locks with the process.
    """
    for at in _ports:
        port = 12_000 + at % 20_000
        with socket.socket() as probe, suppress(OSError):
            if port not in _ours:
                fcntl.lockf(_book(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
                _ours.add(port)
                probe.bind(("127.0.0.1", port))
                return port
    raise AssertionError("the count has no end")


@cache
def _book() -> int:
    # Opened once and never closed: closing any handle of it would give all locks back.
    return os.open(Path(tempfile.gettempdir()) / f"antrean-test-ports-{os.getuid()}", os.O_RDWR | os.O_CREAT, 0o600)
