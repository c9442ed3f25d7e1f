"""What a worker tells its master about its start: ready, or the sentence of what keeps it from starting."""

from __future__ import annotations

import os
import signal
from typing import Any, Final

LONGEST: Final = 4000
READY: Final = "ready"
REFUSED: Final = "refused"


class Reports:
    """A pipe from worker to master; SIGUSR2 tells the master to look. Made before the fork."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        self._master = os.getpid()

    def ready(self, application: Any) -> None:
        """By the worker: it accepts connections. The application's `slugs` (its halls) travel along."""
        self._tell(READY, ",".join(getattr(application, "slugs", ())))

    def refused(self, sentence: str) -> None:
        """By the worker: it cannot start; the sentence is for the person who started the server."""
        self._tell(REFUSED, sentence)

    def _tell(self, kind: str, text: str) -> None:
        line = f"{kind} {' '.join(text.split())}"
        os.write(self._write, line.encode()[:LONGEST] + b"\n")
        os.kill(self._master, signal.SIGUSR2)

    def read(self) -> list[tuple[str, str]]:
        """By the master: the reports that came since, as (READY or REFUSED, text)."""
        try:
            data = os.read(self._read, 65536)
        except BlockingIOError:
            return []
        pairs = (line.partition(" ") for line in data.decode(errors="replace").splitlines())
        return [(kind, text) for kind, _, text in pairs]
