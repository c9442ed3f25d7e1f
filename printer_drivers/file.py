"""Slips into an ordinary file: `file:///srv/slips.bin`. Each job is appended whole and synced; nothing is overwritten.

For offices that collect slips elsewhere, and for looking at bytes. A device node is refused: a mistyped device name
would otherwise become a regular file that swallows tickets, and a device needs its own driver with deadlines. So is a
file that holds something else than slips: the address is typed in a browser, and a slip at the end of a database or of a
settings file would break it.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote

from printer_drivers.driver import Address, Driver, Scheme, no_options
from printer_drivers.outcomes import Accepted, Cause, NotSent, Outcome, Uncertain
from printer_drivers.status import PrinterStatus, unreachable

BEGIN: Final = b"\x1b@"
"""Every slip begins so (ESC @, the printer forgets what was before)."""


class FilePrinter:
    """Appends each job to one regular file."""

    def __init__(self, address: Address) -> None:
        self._path = address.place
        self._status: PrinterStatus | None = None

    def _open(self) -> int:
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK | os.O_CLOEXEC, 0o640)
        node = os.fstat(handle)
        if not stat.S_ISREG(node.st_mode) or (node.st_size and os.pread(handle, len(BEGIN), 0) != BEGIN):
            os.close(handle)
            raise OSError(errno.EINVAL, "neither a new file nor one of slips")
        return handle

    def probe(self) -> PrinterStatus:
        """Ready where the file can be opened for writing."""
        try:
            os.close(self._open())
            self._status = PrinterStatus(online=True)
        except OSError:
            self._status = unreachable(Cause.STORAGE)
        return self._status

    def send(self, blob: bytes, job: bytes) -> Outcome:
        """Accepted once the bytes are synced. A write that stopped half-way is cut off again: then nothing was sent."""
        try:
            handle = self._open()
        except OSError:
            self._status = unreachable(Cause.STORAGE)
            return NotSent(Cause.STORAGE)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            return self._append(handle, blob)
        finally:
            os.close(handle)

    def _append(self, handle: int, blob: bytes) -> Outcome:
        before = os.fstat(handle).st_size
        try:
            if os.write(handle, blob) != len(blob):
                raise OSError(errno.ENOSPC, "short write")
            os.fsync(handle)
        except OSError:
            self._status = unreachable(Cause.STORAGE)
            try:
                os.ftruncate(handle, before)
            except OSError:
                return Uncertain(Cause.STORAGE, len(blob))
            return NotSent(Cause.STORAGE)
        self._status = PrinterStatus(online=True)
        return Accepted()

    def last_status(self) -> PrinterStatus | None:
        """The status after the last job or probe."""
        return self._status

    def close(self) -> None:
        """Nothing is held between jobs."""


def _place(text: str) -> tuple[str, int]:
    path = unquote(text.removeprefix("//"))
    if not text.startswith("///") or path.endswith("/") or ".." in PurePosixPath(path).parts or "\0" in path:
        raise ValueError("Tulis jalur lengkap sebuah berkas, misalnya file:///srv/antrean/slip.bin.")
    return path, 0


def _open(address: Address) -> Driver:
    return FilePrinter(address)


SCHEME = Scheme("file", "file:///srv/slip.bin", frozenset(), read_place=_place, check_options=no_options, open=_open)
