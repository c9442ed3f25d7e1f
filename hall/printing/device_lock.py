"""One process at a device: a kernel lock a device under the data folder, free at once after `kill -9`."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from printer_drivers import Address

PATIENCE_SECONDS: Final = 3.0
PAUSE_SECONDS: Final = 0.02


class DeviceInUse(Exception):
    """Another process, or another hall's worker, drives this device and did not let go in time."""


@contextmanager
def device_lock(var: Path, address: Address, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Holds the device for one job or probe; waits at most `patience` seconds, then DeviceInUse."""
    if not address.exclusive:
        yield
        return
    folder = var / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(address.device.encode()).hexdigest()[:16]
    handle = os.open(folder / f"printer-{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        _take(handle, time.monotonic() + patience, address.device)
        yield
    finally:
        os.close(handle)


def _take(handle: int, end: float, device: str) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise DeviceInUse(device) from None
            time.sleep(PAUSE_SECONDS)
        else:
            return
