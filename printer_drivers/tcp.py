"""Network printers on a raw port: `tcp://192.168.1.50:9100?profile=epson-80`, IPv4 and IPv6.

The shared send protocol over a TCP connection a job. No socket option makes "failed" mean "not printed": bytes that the
kernel took may arrive minutes later, tried with pulled cables and full buffers.
"""

from __future__ import annotations

import errno
import fcntl
import select
import socket
import struct
import termios
import time
from typing import Final
from urllib.parse import urlsplit

from printer_drivers.driver import Address, Driver, Scheme, no_options
from printer_drivers.outcomes import Cause
from printer_drivers.protocol import WirePrinter
from printer_drivers.status import PrinterStatus
from printer_drivers.wire import Gone, Unopened, when_free

FAREWELL_SECONDS: Final = 0.3
"""So long a printer that never confirms may take to close its side after the job."""


class TcpWire:
    """One connection."""

    two_way = True

    def __init__(self, link: socket.socket, lock: socket.socket) -> None:
        """`lock`: held as long as the connection."""
        self._link = link
        self._lock = lock

    def read(self, seconds: float) -> bytes:
        """What came; an end of the stream is a broken connection."""
        if not select.select([self._link], [], [], max(0.0, seconds))[0]:
            return b""
        try:
            data = self._link.recv(4096)
        except OSError as fault:
            raise Gone(Cause.RESET) from fault
        if not data:
            raise Gone(Cause.CLOSED)
        return data

    def write(self, data: memoryview, seconds: float) -> int:
        """How many bytes the kernel took."""
        self._link.settimeout(max(0.01, seconds))
        try:
            return self._link.send(data)
        except TimeoutError:
            return 0
        except OSError as fault:
            raise Gone(Cause.RESET) from fault

    def settle(self, end: float) -> Cause | None:
        """Waits until the other side's TCP has all bytes; it can prove no more about a printer that never answers.

        Then the end of the job is told, and for a moment what the printer still says is listened to: bytes for a
        connection that is closed already would be answered with a reset, and a reset can cost the job.
        """
        while True:
            if fault := self._link.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                return Cause.RESET if fault in (errno.ECONNRESET, errno.EPIPE) else Cause.STALLED
            if not struct.unpack("i", fcntl.ioctl(self._link, termios.TIOCOUTQ, b"\0\0\0\0"))[0]:
                break
            if time.monotonic() > end:
                return Cause.STALLED
            time.sleep(0.002)
        return self._farewell(min(end, time.monotonic() + FAREWELL_SECONDS))

    def _farewell(self, end: float) -> Cause | None:
        try:
            self._link.shutdown(socket.SHUT_WR)
            while (left := end - time.monotonic()) > 0:
                self.read(left)
        except Gone as fault:
            return None if fault.cause is Cause.CLOSED else fault.cause
        except OSError:
            return Cause.RESET
        return None

    def port_status(self) -> PrinterStatus | None:
        """A network port tells nothing."""
        return None

    def close(self) -> None:
        """Unread bytes at close would make the kernel reset the connection and lose the job: they are read first."""
        try:
            self._link.setblocking(False)
            while self._link.recv(4096):
                continue
        except OSError:  # nothing left to read, or broken already: both are what is wanted here
            pass
        self._link.close()
        self._lock.close()


def _connect(address: Address) -> TcpWire:
    """A connection to the first address that answers, IPv6 and IPv4 in the resolver's order; Unopened."""
    end = time.monotonic() + address.connect
    fault: OSError = OSError(errno.EHOSTUNREACH, "no address")
    try:
        places = socket.getaddrinfo(address.place, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:  # a label of more than 63 letters
        raise Unopened(Cause.UNKNOWN_HOST) from unknown
    for family, kind, proto, _, where in places:
        lock = _alone_at(repr(where[:2]))
        link = socket.socket(family, kind, proto)
        try:
            link.settimeout(max(0.05, end - time.monotonic()))
            link.connect(where)
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(address.deadline * 1000))
        except OSError as tried:
            link.close()
            lock.close()
            fault = tried
        else:
            return TcpWire(link, lock)
    raise Unopened(Cause.REFUSED if fault.errno == errno.ECONNREFUSED else Cause.UNREACHABLE) from fault


def _alone_at(end: str) -> socket.socket:
    """The kernel's lock of the place itself, whatever name an address gave it; Unopened while another process has it.

    Two halls that know one printer by its name and by its number would otherwise mix their slips in it.
    """
    lock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        lock.bind(f"\0antrean-tcp-{end}")
    except OSError as fault:
        lock.close()
        if fault.errno != errno.EADDRINUSE:
            raise Unopened(Cause.UNREACHABLE) from fault
        raise Unopened(Cause.IN_USE) from fault
    return lock


def _place(text: str) -> tuple[str, int]:
    sentence = "Tulis alamat jaringan printer, misalnya tcp://192.168.1.50:9100."
    try:
        parts = urlsplit("tcp:" + text)
        host, port = parts.hostname, parts.port if parts.port is not None else 9100
    except ValueError as fault:
        raise ValueError(sentence) from fault
    if not text.startswith("//") or not host or not port or parts.path or parts.username or parts.fragment:
        raise ValueError(sentence)
    return host, port


def _open(address: Address) -> Driver:
    return WirePrinter(address, lambda: when_free(lambda: _connect(address), address.connect))


SCHEME = Scheme("tcp", "tcp://192.168.1.50:9100", frozenset(), read_place=_place, check_options=no_options, open=_open)
