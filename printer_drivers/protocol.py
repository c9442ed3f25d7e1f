"""The send protocol, one for every two-way connection.

For each job on a fresh connection that is always closed (an idle one swallows the next ticket): open - drain -
`DLE EOT 1` and `4` (causes by `2` and `3`) - one write of the blob and `GS ( H` fn 48 with a process id - wait for its
echo `37h 22h id 00h`. Commands: Epson ESC/POS Command Reference, `DLE EOT`, `GS ( H`, `GS r`.
Nothing makes "failed" mean "not printed": once a byte was handed over, a fault is uncertain.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from printer_drivers.driver import Address
from printer_drivers.outcomes import Accepted, Cause, NotSent, Outcome, Printed, Uncertain
from printer_drivers.status import QUERY, PrinterStatus, answers_in, is_processed, read_status, unreachable
from printer_drivers.wire import Gone, Unopened, Wire

PROCESS_ID: Final = b"\x1d\x28\x48\x06\x00\x30\x30"
GSR: Final = b"\x1d\x72\x01"
DRAIN_SECONDS: Final = 0.5
"""A device that never stops talking is not listened to for longer."""
QUIET_SECONDS: Final = 0.15
"""How long a line must be silent before its answers are believed again after one that came too late."""
ROUNDS: Final = 3


class Mute(Exception):
    """The printer gave no answer in time, or closed instead of answering."""


class WirePrinter:
    """A printer behind a wire. `open_wire` makes a fresh connection (Unopened when it can't)."""

    def __init__(self, address: Address, open_wire: Callable[[], Wire]) -> None:
        self.address = address
        self.open_wire = open_wire
        self._profile = address.profile
        self._patience, self._deadline = address.connect, address.deadline
        self._owed = False
        self._status: PrinterStatus | None = None

    def probe(self) -> PrinterStatus:
        """The DLE EOT answers where the profile allows asking, else whether the device opens."""
        try:
            wire = self.open_wire()
        except Unopened as fault:
            return self._note(unreachable(fault.cause, fault.detail))
        try:
            return self._note(self._preflight(wire))
        finally:
            wire.close()

    def send(self, blob: bytes, job: bytes) -> Outcome:
        """Sends one job; `job` (4 printable ASCII bytes) is the process id that the printer echoes."""
        try:
            wire = self.open_wire()
        except Unopened as fault:
            self._note(unreachable(fault.cause, fault.detail))
            return NotSent(fault.cause, fault.detail)
        try:
            status = self._note(self._preflight(wire))
            if status.cause is not None:
                return NotSent(status.cause, status.detail)
            return self._deliver(wire, blob, job)
        finally:
            wire.close()

    def last_status(self) -> PrinterStatus | None:
        """What the last job or probe learnt."""
        return self._status

    def close(self) -> None:
        """Nothing is held between jobs."""

    def _note(self, status: PrinterStatus) -> PrinterStatus:
        self._status = status
        return status

    def _preflight(self, wire: Wire) -> PrinterStatus:
        """How the printer is before the first printable byte; a mute one is not ready."""
        port = wire.port_status() if self._profile.port_status else None
        if port is not None and port.cause is not None:
            return port
        if not (self._profile.status and wire.two_way):
            return port or PrinterStatus(online=True)
        try:
            return self._ask_afresh(wire)
        except (Mute, Gone):
            self._owed = True
            return unreachable(Cause.MUTE)

    def _ask_afresh(self, wire: Wire) -> PrinterStatus:
        """Asks; after an answer that stayed away, until no late one can have been taken for a fresh one. Mute, Gone."""
        for _ in range(ROUNDS):
            status = ask(wire, self._patience)
            if not self._owed:
                return status
            self._owed = bool(answers_in(wire.read(QUIET_SECONDS)))
            if not self._owed:
                return status
        raise Mute

    def _deliver(self, wire: Wire, blob: bytes, job: bytes) -> Outcome:
        end = time.monotonic() + self._deadline
        confirm = self._profile.confirm if wire.two_way else "none"
        tail = {"pid": PROCESS_ID + job, "gsr": GSR, "none": b""}[confirm]
        fault, sent = self._write(wire, blob + tail, end)
        if fault is not None:
            if not sent:
                return NotSent(fault if fault is Cause.STALLED else Cause.UNREACHABLE)
            return Uncertain(self._later_cause(wire, fault), sent)
        if confirm == "none":
            fault = wire.settle(end)
            return Accepted() if fault is None else Uncertain(self._later_cause(wire, fault), sent)
        expected = b"\x37\x22" + job + b"\x00" if confirm == "pid" else None
        fault = _wait_answer(wire, expected, end)
        if fault is None:
            return Printed() if confirm == "pid" else Accepted()
        return Uncertain(self._later_cause(wire, fault), sent)

    def _write(self, wire: Wire, data: bytes, end: float) -> tuple[Cause | None, int]:
        """Hands all bytes over; what went wrong, and how many left us at most."""
        view, sent = memoryview(data), 0
        try:
            drain(wire)
            while sent < len(data):
                left = end - time.monotonic()
                taken = wire.write(view[sent:], left) if left > 0 else 0
                if not taken:
                    return Cause.STALLED, sent
                sent += taken
        except Gone as fault:
            return fault.cause, sent + fault.sent
        return None, sent

    def _later_cause(self, wire: Wire, fault: Cause) -> Cause:
        """Why the confirmation stays away, where the printer or its port still answers."""
        if fault is Cause.STALLED and self._profile.port_status:
            port = wire.port_status()
            return (port and port.cause) or fault
        if fault is not Cause.NO_ECHO:
            return fault
        status = self._note(self._preflight(wire))
        return Cause.STALLED if status.cause is Cause.MUTE else status.cause or fault


def drain(wire: Wire) -> None:
    """Throws away what came unasked, so that it is not taken for an answer. Gone."""
    end = time.monotonic() + DRAIN_SECONDS
    while wire.two_way and wire.read(0) and time.monotonic() < end:
        continue


def ask(wire: Wire, seconds: float) -> PrinterStatus:
    """One query, then its answer, then the next: a printer that was sent more at once loses some. Mute, Gone."""
    drain(wire)
    answers = {n: query(wire, n, seconds) for n in (1, 4)}
    if not read_status(answers).ready:
        answers |= {n: query(wire, n, seconds) for n in (2, 3)}
    return read_status(answers)


def query(wire: Wire, number: int, seconds: float) -> int:
    """The answer to DLE EOT `number`. Mute, Gone."""
    put(wire, QUERY[number], seconds)
    end, got = time.monotonic() + seconds, b""
    while (left := end - time.monotonic()) > 0:
        got += wire.read(left)
        if found := answers_in(got):
            return found[0]
    raise Mute


def put(wire: Wire, command: bytes, seconds: float) -> None:
    """A short command, whole. Mute, Gone."""
    view = memoryview(command)
    while view:
        taken = wire.write(view, seconds)
        if not taken:
            raise Mute
        view = view[taken:]


def _wait_answer(wire: Wire, expected: bytes | None, end: float) -> Cause | None:
    """Waits for the echo (or, without `expected`, for one GS r byte); None when it came."""
    got = b""
    while (left := end - time.monotonic()) > 0:
        try:
            data = wire.read(left)
        except Gone as fault:
            return fault.cause
        got = (got + data)[-512:]
        if expected in got if expected is not None else is_processed(got):
            return None
    return Cause.NO_ECHO
