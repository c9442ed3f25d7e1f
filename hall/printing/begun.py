"""Which jobs a device was touched for: known after `kill -9`, so that a slip which nobody began is simply printed later.

A fixed number of places in one small file, written without a sync: what the kernel holds outlives the process, and a
power cut is told by the machine's boot id. Then, as with any doubt, every job in hand counts as begun (uncertain).
"""

from __future__ import annotations

import itertools
import os
import struct
from pathlib import Path
from typing import Final

PLACES: Final = 1024
"""More than all printers of a data folder have in hand together."""
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
_HEAD: Final = 64
_PLACE: Final = struct.Struct("<q")


class Begun:
    """The marks of this process, and until `settle` those of the one that held the data folder before it."""

    def __init__(self, var: Path) -> None:
        folder = var / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        self._file = os.open(folder / "begun", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        self._past = self._read()
        self._marks = [0] * PLACES
        self._next = itertools.count()

    def mark(self, job: int) -> None:
        """Before the device hears anything of the job, and after `settle`. From the workers' threads."""
        place = next(self._next) % PLACES
        self._marks[place] = job
        os.pwrite(self._file, _PLACE.pack(job), _HEAD + place * _PLACE.size)

    def may_have(self, job: int) -> bool:
        """Whether a device may have been touched for the job, by this process or the one before it."""
        return self._past is None or job in self._past or job in self._marks

    def settle(self) -> None:
        """What the process before left is decided and kept: from now on only our own marks count."""
        if self._past is None:
            os.pwrite(self._file, bytes(PLACES * _PLACE.size), _HEAD)
            os.pwrite(self._file, _boot_id().ljust(_HEAD, b"\0"), 0)  # last: a torn file must not vouch
        self._past = frozenset()

    def close(self) -> None:
        """Lets go of the file; the marks stay in it."""
        os.close(self._file)

    def _read(self) -> frozenset[int] | None:
        """What stands in the file; None when it can't vouch for what happened since."""
        kept = os.pread(self._file, _HEAD + PLACES * _PLACE.size, 0)
        boot = _boot_id()
        if not boot or len(kept) != _HEAD + PLACES * _PLACE.size or kept[:_HEAD].rstrip(b"\0") != boot:
            return None
        return frozenset(job for (job,) in _PLACE.iter_unpack(kept[_HEAD:]))


def _boot_id() -> bytes:
    try:
        return _BOOT.read_bytes().strip()[:_HEAD]
    except OSError:
        return b""
