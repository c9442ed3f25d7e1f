"""A driver and its simulated printer, wired together, for every kind of connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from printer_drivers import Driver, open_driver, read_url
from printer_drivers.memory import MemoryPrinter
from printer_drivers.usb import UsbPrinter
from tests.printer_drivers.mechanism import Mechanism
from tests.printer_drivers.private_cups import PrivateCups
from tests.printer_drivers.simulated import SimulatedPrinter
from tests.printer_drivers.simulated_bus import Bus, BusPrinter
from tests.printer_drivers.simulated_line import LinePrinter

WIRES = ("tcp", "serial", "usblp", "usb")
PATIENT = "connect=20&deadline=30"
"""So long nothing takes, on the slowest machine."""


@dataclass
class Rig:
    """A driver, its printer (None: the driver is its own), and how to see what came out."""

    driver: Driver
    printer: Mechanism | None
    slips: Callable[[], list[bytes]]


@contextmanager
def rig(kind: str, folder: Path, query: str = PATIENT, cups: PrivateCups | None = None, **moods: Any) -> Iterator[Rig]:
    """One rig; `kind`: a scheme; `moods`: how the printer is (mode, delay, buffer ...)."""
    if kind in ("memory", "file"):
        yield _leaf(kind, folder)
        return
    bus = Bus()
    with _printer(kind, folder, bus, moods) as printer:
        address = read_url(f"{_place(kind, printer, cups)}?{query}")
        driver: Driver = UsbPrinter(address, bus) if kind == "usb" else open_driver(address)
        yield Rig(driver, printer, lambda: list(printer.tickets))
        driver.close()
        assert (bus.resets, bus.open_handles) == (0, 0)


def _leaf(kind: str, folder: Path) -> Rig:
    if kind == "file":
        path = folder / "slips.bin"
        return Rig(
            open_driver(read_url(f"file://{path}")),
            None,
            lambda: [b for b in [path.read_bytes() if path.exists() else b""] if b],
        )
    driver = open_driver(read_url("memory:?speed=0"))
    assert isinstance(driver, MemoryPrinter)
    return Rig(driver, None, lambda: list(driver.slips))


def _printer(kind: str, folder: Path, bus: Bus, moods: dict[str, Any]) -> Mechanism:
    if kind == "usb":
        return BusPrinter(bus, **moods)
    if kind in ("serial", "usblp"):
        return LinePrinter(folder, **moods)
    return SimulatedPrinter(**moods)


def _place(kind: str, printer: Mechanism, cups: PrivateCups | None) -> str:
    if isinstance(printer, LinePrinter):
        return f"{kind}://{printer.path}"
    if isinstance(printer, BusPrinter):
        return printer.url.partition("?")[0]
    assert isinstance(printer, SimulatedPrinter)
    if kind == "tcp":
        return printer.url.partition("?")[0]
    assert cups is not None
    return f"cups://{cups.queue(f'P{printer.port}', printer.port, policy='abort-job')}"
