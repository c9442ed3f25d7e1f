"""A real driver without a device: `memory:`, `memory:kiosk-2?speed=0&keep=100`.

It takes paper's time (117 mm at `speed` mm a second, 150 by default; `speed=0` takes none), keeps the last `keep`
blobs and confirms each as printed. It runs the demo halls and the tests. `fail_next` puts a fault in the way of the
next jobs, in the same words as a device would have.
"""

from __future__ import annotations

import re
import time
from collections import deque
from typing import Final

from printer_drivers.driver import Address, Driver, Scheme
from printer_drivers.outcomes import Accepted, NotSent, Outcome, Printed, Uncertain
from printer_drivers.status import PrinterStatus, unreachable

SLIP_MM: Final = 117.0
"""Length of an ordinary ticket, measured on 80 mm paper."""


class MemoryPrinter:
    """Keeps what was sent. Public `slips`: the last blobs, oldest first; `count`: all ever sent."""

    def __init__(self, address: Address) -> None:
        speed = float(address.options.get("speed", "150"))
        self._seconds = SLIP_MM / speed if speed else 0.0
        self._confirms = address.profile.confirm == "pid"
        self.slips: deque[bytes] = deque(maxlen=int(address.options.get("keep", "50")))
        self.count = 0
        self._faults: deque[Outcome] = deque()
        self._status: PrinterStatus | None = None

    def fail_next(self, *outcomes: NotSent | Uncertain) -> None:
        """The next jobs end so, one each; an uncertain one has come out on paper, which is its danger."""
        self._faults.extend(outcomes)

    def probe(self) -> PrinterStatus:
        """Ready, unless the next job would not be taken."""
        fault = self._faults[0] if self._faults else None
        if isinstance(fault, NotSent):
            self._status = unreachable(fault.cause)
        else:
            self._status = PrinterStatus(online=True, paper="ok", cover_open=False, cutter_jam=False)
        return self._status

    def send(self, blob: bytes, job: bytes) -> Outcome:
        """Keeps the blob after paper's time."""
        fault = self._faults.popleft() if self._faults else None
        if isinstance(fault, NotSent):
            self._status = unreachable(fault.cause)
            return fault
        if self._seconds:
            time.sleep(self._seconds)
        self.slips.append(blob)
        self.count += 1
        self._status = PrinterStatus(online=True, paper="ok", cover_open=False, cutter_jam=False)
        return fault or (Printed() if self._confirms else Accepted())

    def last_status(self) -> PrinterStatus | None:
        """The status after the last job or probe."""
        return self._status

    def close(self) -> None:
        """Nothing is held."""


def _place(text: str) -> tuple[str, int]:
    if not re.fullmatch(r"[A-Za-z0-9._-]{0,40}", text):
        raise ValueError("Sesudah 'memory:' hanya boleh nama dari huruf, angka, titik dan garis, misalnya memory:kios.")
    return text, 0


def _options(options: dict[str, str]) -> None:
    for key, high in (("speed", 1000), ("keep", 10_000)):
        value = options.get(key)
        if value is not None and not (value.isdigit() and int(value) <= high):
            raise ValueError(f"Nilai {key} '{value}' harus bilangan bulat dari 0 sampai {high}.")


def _open(address: Address) -> Driver:
    return MemoryPrinter(address)


SCHEME = Scheme(
    "memory",
    "memory:",
    frozenset({"speed", "keep"}),
    read_place=_place,
    check_options=_options,
    open=_open,
    exclusive=False,
)
