"""A device node as a wire: an open descriptor that never blocks, watched with poll. Used by usblp and serial."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import grp
import os
import select
import struct
import termios
import time
from pathlib import Path
from typing import Final

from printer_drivers.outcomes import Cause
from printer_drivers.status import PrinterStatus
from printer_drivers.wire import Gone, Unopened

CHUNK: Final = 4096
PAUSE_SECONDS: Final = 0.01
_BROKEN: Final = select.POLLHUP | select.POLLERR | select.POLLNVAL


class FdWire:
    """Reads and writes one descriptor; closing it is the caller's choice (`close`)."""

    def __init__(self, handle: int, *, two_way: bool = True) -> None:
        self.handle = handle
        self.two_way = two_way

    def read(self, seconds: float) -> bytes:
        """What came. An empty read is no end: usblp gives one for every empty packet of the printer."""
        end = time.monotonic() + seconds
        while True:
            left = end - time.monotonic()
            events = self._events(select.POLLIN, left)
            data = self._read_now() if events & select.POLLIN else b""
            if data:
                return data
            if events & _BROKEN:
                raise Gone(Cause.CLOSED)
            if left <= 0:
                return b""
            time.sleep(min(PAUSE_SECONDS, left))

    def _read_now(self) -> bytes:
        try:
            return os.read(self.handle, CHUNK)
        except BlockingIOError:
            return b""
        except OSError as fault:
            raise Gone(Cause.CLOSED) from fault

    def write(self, data: memoryview, seconds: float) -> int:
        """How many bytes the device's queue took; it may take a part."""
        if not self._writable(seconds):
            return 0
        part = data[:CHUNK]
        try:
            return os.write(self.handle, part)
        except BlockingIOError:
            return 0
        except OSError as fault:
            raise Gone(Cause.CLOSED, len(part)) from fault

    def settle(self, end: float) -> Cause | None:
        """Waits until the device took all: usblp is writable again, a serial line's queue is empty."""
        try:
            if not self._writable(end - time.monotonic()):
                return Cause.STALLED
            while unsent(self.handle):
                if time.monotonic() > end:
                    return Cause.STALLED
                time.sleep(PAUSE_SECONDS)
        except Gone as fault:
            return fault.cause
        return None

    def port_status(self) -> PrinterStatus | None:
        """A descriptor alone tells nothing."""
        return None

    def close(self) -> None:
        """Closes the descriptor."""
        handle, self.handle = self.handle, -1
        if handle >= 0:
            os.close(handle)

    def _writable(self, seconds: float) -> bool:
        events = self._events(select.POLLOUT, seconds)
        if events & _BROKEN:
            raise Gone(Cause.CLOSED)
        return bool(events & select.POLLOUT)

    def _events(self, wanted: int, seconds: float) -> int:
        poll = select.poll()
        poll.register(self.handle, wanted)
        found = poll.poll(max(0, round(seconds * 1000)))
        return found[0][1] if found else 0


def unsent(handle: int) -> int:
    """Bytes that a serial line has not sent yet; 0 where the device does not tell."""
    try:
        return int(struct.unpack("i", fcntl.ioctl(handle, termios.TIOCOUTQ, b"\0\0\0\0"))[0])
    except OSError:
        return 0


def unopened(path: str, code: int | None, *, neighbours: str) -> Unopened:
    """Why a device node can't be opened, with what to do; `code`: errno; `neighbours`: a pattern of names like it."""
    match code:
        case errno.ENOENT | errno.ENXIO | errno.ENODEV | errno.ENOTDIR:
            return Unopened(Cause.ABSENT, _absent(path, neighbours))
        case errno.EACCES | errno.EPERM:
            return Unopened(Cause.NO_PERMISSION, _no_permission(path))
        case errno.EBUSY | errno.EAGAIN:
            return Unopened(Cause.IN_USE, f"{path} sedang dipakai program lain (CUPS, atau server Antrean kedua).")
        case errno.ENOTTY | errno.EINVAL | errno.EISDIR:
            return Unopened(Cause.NOT_A_PRINTER, f"{path} bukan perangkat printer. Periksa alamatnya.")
    return Unopened(
        Cause.UNREACHABLE, f"{path} tidak dapat dibuka ({os.strerror(code or errno.EIO)}). Periksa kabelnya."
    )


def _absent(path: str, neighbours: str) -> str:
    folder, pattern = os.path.split(neighbours)
    found = ", ".join(str(one) for one in sorted(Path(folder).glob(pattern))) if Path(folder).is_dir() else ""
    there = f"Yang ada: {found}." if found else "Tidak ada yang sejenis terhubung."
    return (
        f"{path} tidak ada. {there} Periksa kabel dan listriknya. Nama dapat berubah setelah dicabut: pakai nama yang "
        "tetap (panduan printer)."
    )


def _no_permission(path: str) -> str:
    group = "dialout" if "tty" in path or "rfcomm" in path else "lp"
    with contextlib.suppress(OSError, KeyError):  # gone meanwhile, or a group without a name: the usual one is told
        group = grp.getgrgid(os.stat(path).st_gid).gr_name
    if group == "root":
        return (
            f'{path} hanya boleh dibuka root. Tambahkan aturan udev dengan GROUP="lp", MODE="0660" (panduan printer).'
        )
    return f"Server tidak boleh membuka {path}. Ketik: sudo usermod -aG {group} PENGGUNA, lalu jalankan ulang Antrean."
