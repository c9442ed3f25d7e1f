"""The contract test that every driver passes, whatever the device."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from printer_drivers import REGISTRY, Accepted, Driver, Printed, PrinterStatus, open_driver, read_url
from tests.printer_drivers.simulated import START, SimulatedPrinter

BLOB = START + b"A001\n" * 20 + b"\x1d\x56\x42\x00"
Taken = Callable[[], bytes]


@pytest.fixture(params=sorted(REGISTRY.schemes))
def device(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Driver, Taken]]:
    """A driver of each scheme with a way to look at what its device took."""
    if request.param == "tcp":
        with SimulatedPrinter() as printer:
            driver = open_driver(read_url(printer.url))
            yield driver, lambda: b"".join(printer.tickets)
            driver.close()
    elif request.param == "file":
        path = tmp_path / "slips.bin"
        driver = open_driver(read_url(f"file://{path}"))
        yield driver, lambda: path.read_bytes() if path.exists() else b""
    else:
        driver = open_driver(read_url("memory:?speed=0"))
        yield driver, lambda: b"".join(driver.slips)  # type: ignore[attr-defined]


def test_a_job_arrives_whole_and_is_never_called_failed(device: tuple[Driver, Taken]) -> None:
    driver, taken = device
    assert isinstance(driver.send(BLOB, b"AB01"), Printed | Accepted)
    assert taken() == BLOB


def test_jobs_arrive_in_order_one_after_the_other(device: tuple[Driver, Taken]) -> None:
    driver, taken = device
    for number in range(5):
        driver.send(BLOB + str(number).encode(), f"AB0{number}".encode())
    assert taken() == b"".join(BLOB + str(number).encode() for number in range(5))


def test_a_probe_puts_nothing_on_paper(device: tuple[Driver, Taken]) -> None:
    driver, taken = device
    status = driver.probe()
    assert status.ready
    assert taken() == b""
    assert driver.last_status() == status


def test_status_is_known_after_a_job_and_unknown_before(device: tuple[Driver, Taken]) -> None:
    driver, _ = device
    assert driver.last_status() is None
    driver.send(BLOB, b"AB01")
    assert isinstance(driver.last_status(), PrinterStatus)


def test_closing_twice_is_no_fault(device: tuple[Driver, Taken]) -> None:
    driver, _ = device
    driver.close()
    driver.close()
