"""USB printers through Linux's own driver: `usblp:///dev/usb/lp0?profile=generic-58`.

The shared send protocol on the character device. Opened for both directions and never blocking (write-only where the
printer has no way back); anything but a character device is refused, so a mistyped name never becomes a file that
swallows tickets. Paper empty comes from `LPGETSTATUS` (linux/lp.h), which works on one-way printers too.
"""

from __future__ import annotations

import array
import errno
import fcntl
import os
import stat
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote

from printer_drivers.driver import Address, Driver, Scheme, no_options
from printer_drivers.fd import FdWire, unopened
from printer_drivers.protocol import WirePrinter
from printer_drivers.status import PrinterStatus, read_port_status
from printer_drivers.wire import when_free

LPGETSTATUS: Final = 0x060B
NO_PRINTERS: Final = (1, 5)
"""Majors of /dev/null and its like, which take every ticket and print none, and of the console."""
_FLAGS: Final = os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


class UsblpWire(FdWire):
    """One open of the node."""

    def port_status(self) -> PrinterStatus | None:
        """What the printer's USB port tells; None where the device is none of usblp's."""
        word = array.array("i", [0])
        try:
            fcntl.ioctl(self.handle, LPGETSTATUS, word)
        except OSError:
            return None
        return read_port_status(word[0])


def _connect(path: str) -> UsblpWire:
    try:
        node = os.stat(path)
        if not stat.S_ISCHR(node.st_mode) or os.major(node.st_rdev) in NO_PRINTERS:
            raise OSError(errno.ENOTTY, "not a printer's character device")
        try:
            wire = UsblpWire(os.open(path, os.O_RDWR | _FLAGS))
        except PermissionError:
            wire = UsblpWire(os.open(path, os.O_WRONLY | _FLAGS), two_way=False)
        try:
            # The lock of another server with another data folder, which the lock under ours does not see.
            fcntl.flock(wire.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            wire.close()
            raise
    except OSError as fault:
        raise unopened(path, fault.errno, neighbours="/dev/usb/lp*") from fault
    return wire


def device_path(text: str, example: str) -> tuple[str, int]:
    """The place of an address that names a device node. ValueError with an Indonesian sentence."""
    path = unquote(text.removeprefix("//"))
    if not text.startswith("///") or ".." in PurePosixPath(path).parts or not path.isprintable():
        raise ValueError(f"Tulis jalur lengkap perangkatnya, misalnya {example}.")
    return path, 0


def _place(text: str) -> tuple[str, int]:
    return device_path(text, "usblp:///dev/usb/lp0")


def _open(address: Address) -> Driver:
    return WirePrinter(address, lambda: when_free(lambda: _connect(address.place), address.connect))


SCHEME = Scheme("usblp", "usblp:///dev/usb/lp0", frozenset(), read_place=_place, check_options=no_options, open=_open)
