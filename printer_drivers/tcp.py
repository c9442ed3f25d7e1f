"""Network printers on a raw port: `tcp://192.168.1.50:9100?profile=epson-80`, IPv4 and IPv6.

Send protocol, for each job on a fresh connection that is always closed (an idle one swallows the next ticket):
connect - drain - `DLE EOT 1` and `4` (causes by `2` and `3`) - one write of the blob and `GS ( H` fn 48 with a process
id - wait for its echo `37h 22h id 00h`. Commands: Epson ESC/POS Command Reference, `DLE EOT`, `GS ( H`, `GS r`.
No socket option makes "failed" mean "not printed": once a byte was handed over, a fault is uncertain.
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
from printer_drivers.outcomes import Accepted, Cause, NotSent, Outcome, Printed, Uncertain
from printer_drivers.status import QUERY, PrinterStatus, is_answer, read_status, unreachable

CAUSE_SECONDS: Final = 0.4
"""How long a printer in trouble is asked for its cause."""
PROCESS_ID: Final = b"\x1d\x28\x48\x06\x00\x30\x30"
GSR: Final = b"\x1d\x72\x01"


class _Mute(Exception):
    """The printer gave no answer in time, or closed instead of answering."""


class TcpPrinter:
    """One printer on the network; opens a connection a job."""

    def __init__(self, address: Address) -> None:
        self._host, self._port = address.place, address.port
        self._profile = address.profile
        self._connect_seconds, self._deadline = address.connect, address.deadline
        self._status: PrinterStatus | None = None

    def probe(self) -> PrinterStatus:
        """All four DLE EOT answers where the profile allows asking, else whether the port opens."""
        try:
            link = self._connect()
        except OSError as fault:
            return self._note(unreachable(_connect_cause(fault)))
        with link:
            return self._note(self._preflight(link))

    def send(self, blob: bytes, job: bytes) -> Outcome:
        """Sends one job; `job` (4 printable ASCII bytes) is the process id that the printer echoes."""
        try:
            link = self._connect()
        except OSError as fault:
            self._note(unreachable(_connect_cause(fault)))
            return NotSent(_connect_cause(fault))
        with link:
            status = self._note(self._preflight(link))
            if status.cause is not None:
                return NotSent(status.cause)
            return self._deliver(link, blob, job)

    def last_status(self) -> PrinterStatus | None:
        """What the last job or probe learnt."""
        return self._status

    def close(self) -> None:
        """Nothing is held between jobs."""

    def _note(self, status: PrinterStatus) -> PrinterStatus:
        self._status = status
        return status

    def _connect(self) -> socket.socket:
        """A connection to the first address that answers, IPv6 and IPv4 in the resolver's order; OSError."""
        end = time.monotonic() + self._connect_seconds
        fault: OSError = OSError(errno.EHOSTUNREACH, "no address")
        for family, kind, proto, _, where in socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM):
            link = socket.socket(family, kind, proto)
            try:
                link.settimeout(max(0.05, end - time.monotonic()))
                link.connect(where)
                link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                link.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(self._deadline * 1000))
            except OSError as tried:
                link.close()
                fault = tried
            else:
                return link
        raise fault

    def _preflight(self, link: socket.socket) -> PrinterStatus:
        """How the printer is before the first printable byte; a mute one is not ready."""
        if not self._profile.status:
            return PrinterStatus(online=True)
        try:
            return _ask(link, self._connect_seconds)
        except (_Mute, OSError):
            return unreachable(Cause.MUTE)

    def _deliver(self, link: socket.socket, blob: bytes, job: bytes) -> Outcome:
        end = time.monotonic() + self._deadline
        confirm = self._profile.confirm
        tail = {"pid": PROCESS_ID + job, "gsr": GSR, "none": b""}[confirm]
        _drain(link)
        fault, sent = _write(link, blob + tail, end)
        if fault is not None:
            return Uncertain(fault, sent) if sent else NotSent(Cause.UNREACHABLE)
        if confirm == "none":
            fault = _wait_acknowledged(link, end)
            return Accepted() if fault is None else Uncertain(fault, sent)
        expected = b"\x37\x22" + job + b"\x00" if confirm == "pid" else None
        fault = _wait_answer(link, expected, end)
        if fault is None:
            return Printed() if confirm == "pid" else Accepted()
        return Uncertain(self._later_cause(link, fault), sent)

    def _later_cause(self, link: socket.socket, fault: Cause) -> Cause:
        """Why the confirmation stays away, where the printer still answers."""
        if fault is not Cause.NO_ECHO or not self._profile.status:
            return fault
        try:
            status = self._note(_ask(link, CAUSE_SECONDS))
        except (_Mute, OSError):
            return Cause.STALLED
        return status.cause or fault


def _connect_cause(fault: OSError) -> Cause:
    if isinstance(fault, socket.gaierror):
        return Cause.UNKNOWN_HOST
    return Cause.REFUSED if fault.errno == errno.ECONNREFUSED else Cause.UNREACHABLE


def _drain(link: socket.socket) -> None:
    """Throws away what came unasked, so that it is not taken for an answer."""
    while select.select([link], [], [], 0)[0]:
        try:
            if not link.recv(4096):
                return
        except OSError:
            return


def _ask(link: socket.socket, seconds: float) -> PrinterStatus:
    """One query, then its answer, then the next: a printer that was sent more at once loses some. _Mute, OSError."""
    _drain(link)
    answers = {n: _query(link, n, seconds) for n in (1, 4)}
    if not read_status(answers).ready:
        answers |= {n: _query(link, n, seconds) for n in (2, 3)}
    return read_status(answers)


def _query(link: socket.socket, number: int, seconds: float) -> int:
    end = time.monotonic() + seconds
    link.settimeout(seconds)
    link.sendall(QUERY[number])
    while (left := end - time.monotonic()) > 0:
        link.settimeout(left)
        try:
            data = link.recv(64)
        except TimeoutError:
            break
        if not data:
            break
        for byte in data:
            if is_answer(byte):
                return byte
    raise _Mute


def _write(link: socket.socket, data: bytes, end: float) -> tuple[Cause | None, int]:
    """Hands all bytes to the kernel; what went wrong, and how many it took."""
    view, sent = memoryview(data), 0
    while sent < len(data):
        link.settimeout(max(0.01, end - time.monotonic()))
        try:
            sent += link.send(view[sent:])
        except TimeoutError:
            return Cause.STALLED, sent
        except OSError:
            return Cause.RESET, sent
    return None, sent


def _wait_answer(link: socket.socket, expected: bytes | None, end: float) -> Cause | None:
    """Waits for the echo (or, without `expected`, for one GS r byte); None when it came."""
    got = b""
    while (left := end - time.monotonic()) > 0:
        link.settimeout(left)
        try:
            data = link.recv(256)
        except TimeoutError:
            break
        except OSError:
            return Cause.RESET
        if not data:
            return Cause.CLOSED
        got = (got + data)[-512:]
        if expected in got if expected is not None else any(byte & 0x90 == 0 for byte in data):
            return None
    return Cause.NO_ECHO


def _wait_acknowledged(link: socket.socket, end: float) -> Cause | None:
    """Waits until the other side's TCP has all bytes; it can prove no more about a printer that never answers."""
    while True:
        if fault := link.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            return Cause.RESET if fault in (errno.ECONNRESET, errno.EPIPE) else Cause.STALLED
        held = struct.unpack("i", fcntl.ioctl(link, termios.TIOCOUTQ, b"\0\0\0\0"))[0]
        if not held:
            _drain(link)  # unread bytes at close would make the kernel reset the connection and lose the job
            return None
        if time.monotonic() > end:
            return Cause.STALLED
        time.sleep(0.002)


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
    return TcpPrinter(address)


SCHEME = Scheme("tcp", "tcp://192.168.1.50:9100", frozenset(), read_place=_place, check_options=no_options, open=_open)
