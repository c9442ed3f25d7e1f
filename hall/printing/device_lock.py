"""One process at a device: a kernel lock a device for the whole machine, free at once after `kill -9`.

It is an address in Linux's abstract socket namespace: it needs no folder, so that two servers with their own data folders
and users meet in it, and no file is left behind.
"""

from __future__ import annotations

import errno
import hashlib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from printer_drivers import Address

PATIENCE_SECONDS: Final = 3.0
PAUSE_SECONDS: Final = 0.02


class DeviceInUse(Exception):
    """Another process, or another hall's worker, drives this device and did not let go in time."""


@contextmanager
def device_lock(address: Address, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Holds the device for one job or probe; waits at most `patience` seconds, then DeviceInUse."""
    if not address.exclusive:
        yield
        return
    name = hashlib.sha256(address.device.encode()).hexdigest()[:32]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as lock:
        _take(lock, f"\0antrean-printer-{name}", time.monotonic() + patience, address.device)
        yield


def _take(lock: socket.socket, name: str, end: float, device: str) -> None:
    while True:
        try:
            lock.bind(name)
        except OSError as fault:
            if fault.errno != errno.EADDRINUSE:
                raise
            if time.monotonic() > end:
                raise DeviceInUse(device) from None
            time.sleep(PAUSE_SECONDS)
        else:
            return
