"""How long a test waits for what must come. No test asserts on time: the machine of CI is slow, noisy and shared.

A maximum is only there so that a fault does not hang; whoever meets it has failed for another reason than slowness.
"""

import itertools
import os
import socket
import time
from collections.abc import Callable
from typing import Any

PATIENCE = 30.0
PATIENCE_MS = 30_000

MIDNIGHTS = (16, 17)  # o'clock in UTC: the halls of Makassar and of Jakarta begin a new business day
A_WALK = 120.0

_ports = itertools.count(os.getpid())


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
    """A port that nobody holds, below those that Linux gives to clients: none takes it while a server is away."""
    for at in _ports:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port := 12_000 + at % 20_000))
            except OSError:
                continue
            return port
    raise AssertionError("the count has no end")
