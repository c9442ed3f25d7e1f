"""Serial printers: `serial:///dev/ttyUSB0?baud=19200&flow=rtscts`; Bluetooth serial is the same on `/dev/rfcomm0`.

The shared send protocol on the line that pyserial opened and set up (8 data bits, no parity, 1 stop bit). `flow`:
`none`, `rtscts`, `xonxoff`, or `dsrdtr`, which Linux does not do itself: DSR is looked at before each small chunk.
After a fault the rest of the queue is thrown away, or closing would wait up to 30 s for a printer that is gone.
"""

from __future__ import annotations

import termios
import time
from typing import Any, Final

from printer_drivers.driver import Address, Driver, Scheme
from printer_drivers.fd import PAUSE_SECONDS, FdWire, unopened, unsent
from printer_drivers.outcomes import Cause
from printer_drivers.protocol import WirePrinter
from printer_drivers.usblp import device_path
from printer_drivers.wire import Unopened, when_free

BAUDS: Final = ("1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200", "230400")
FLOWS: Final = ("none", "rtscts", "xonxoff", "dsrdtr")
DSR_CHUNK: Final = 64
"""A printer that drops DSR still has room for so many bytes."""


class SerialWire(FdWire):
    """One opening of the line."""

    def __init__(self, line: Any, flow: str) -> None:
        super().__init__(line.fileno())
        self._line = line
        self._dsr = flow == "dsrdtr" and line.dsr in (True, False)  # OSError where the line has none

    def write(self, data: memoryview, seconds: float) -> int:
        """As a descriptor does, but only while DSR says that the printer is ready where that is its flow control."""
        if not self._dsr:
            return super().write(data, seconds)
        end = time.monotonic() + seconds
        while unsent(self.handle) or not self._line.dsr:
            if time.monotonic() >= end:
                return 0
            time.sleep(PAUSE_SECONDS)
        return super().write(data[:DSR_CHUNK], max(0.0, end - time.monotonic()))

    def close(self) -> None:
        """Closes the line; what it has not sent is thrown away."""
        if self.handle < 0:
            return
        try:
            if unsent(self.handle):
                termios.tcflush(self.handle, termios.TCOFLUSH)
        except termios.error:  # the adapter was pulled: there is no queue any more
            pass
        self.handle = -1
        self._line.close()


def _connect(address: Address) -> SerialWire:
    import serial

    flow = address.options.get("flow", "none")
    try:
        line = serial.Serial(
            address.place,
            int(address.options.get("baud", "9600")),
            timeout=0,
            write_timeout=address.deadline,
            rtscts=flow == "rtscts",
            xonxoff=flow == "xonxoff",
            exclusive=True,
        )
    except (OSError, ValueError, termios.error) as fault:
        raise _unopened(address.place, fault) from fault
    try:
        return SerialWire(line, flow)
    except OSError as fault:
        line.close()
        how = f"{address.place} tidak punya jalur DSR. Pakai flow=xonxoff atau flow=none pada alamat."
        raise Unopened(Cause.NOT_A_PRINTER, how) from fault


def _unopened(path: str, fault: Exception) -> Unopened:
    """pyserial keeps the errno of opening and locking; setting up a node that is no line has only a text."""
    code = getattr(fault, "errno", None)
    if code is None:
        inner = fault.args[0] if fault.args and isinstance(fault.args[0], int) else None
        code = inner if inner is not None else 25  # ENOTTY
    return unopened(path, code, neighbours="/dev/serial/by-id/*")


def _place(text: str) -> tuple[str, int]:
    return device_path(text, "serial:///dev/ttyUSB0")


def _options(options: dict[str, str]) -> None:
    for key, known in (("baud", BAUDS), ("flow", FLOWS)):
        if options.get(key, known[0]) not in known:
            raise ValueError(f"Nilai {key} '{options[key]}' tidak dikenal. Yang dikenal: {', '.join(known)}.")


def _open(address: Address) -> Driver:
    return WirePrinter(address, lambda: when_free(lambda: _connect(address), address.connect))


SCHEME = Scheme(
    "serial",
    "serial:///dev/ttyUSB0",
    frozenset({"baud", "flow"}),
    read_place=_place,
    check_options=_options,
    open=_open,
)
