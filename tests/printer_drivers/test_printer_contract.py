"""The contract test that every driver passes, whatever the device."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from printer_drivers import REGISTRY, Accepted, Printed, PrinterStatus
from tests.printer_drivers.mechanism import START
from tests.printer_drivers.private_cups import PrivateCups
from tests.printer_drivers.rigs import PATIENT, Rig, rig

BLOB = START + b"A001\n" * 20 + b"\x1d\x56\x42\x00"


@pytest.fixture(params=sorted(REGISTRY.schemes))
def device(request: pytest.FixtureRequest, tmp_path: Path, cups: PrivateCups) -> Iterator[Rig]:
    """A driver of each scheme with a way to look at what its device printed."""
    with rig(request.param, tmp_path, f"profile=epson-80&{PATIENT}", cups) as one:
        yield one


def printed(device: Rig, count: int) -> bytes:
    """All that came out, once `count` slips did."""
    assert device.printer is None or device.printer.wait_for(count)
    return b"".join(device.slips())


def test_a_job_arrives_whole_and_is_never_called_failed(device: Rig) -> None:
    assert isinstance(device.driver.send(BLOB, b"AB01"), Printed | Accepted)
    assert printed(device, 1) == BLOB


def test_jobs_arrive_in_order_one_after_the_other(device: Rig) -> None:
    jobs = [START + b"A00%d\n" % number + b"\x1d\x56\x42\x00" for number in range(5)]
    for number, job in enumerate(jobs):
        device.driver.send(job, b"AB0%d" % number)
    assert printed(device, 5) == b"".join(jobs)


def test_a_probe_puts_nothing_on_paper(device: Rig) -> None:
    status = device.driver.probe()
    assert status.ready
    assert device.slips() == []
    assert device.printer is None or device.printer.printable == 0
    assert device.driver.last_status() == status


def test_status_is_known_after_a_job_and_unknown_before(device: Rig) -> None:
    assert device.driver.last_status() is None
    device.driver.send(BLOB, b"AB01")
    assert isinstance(device.driver.last_status(), PrinterStatus)


def test_closing_twice_is_no_fault(device: Rig) -> None:
    device.driver.close()
    device.driver.close()


def test_nothing_is_held_between_jobs(device: Rig) -> None:
    device.driver.send(BLOB, b"AB01")
    printed(device, 1)
    threads, files = threading.active_count(), len(os.listdir("/proc/self/fd"))
    for number in range(6):
        device.driver.send(BLOB, b"AB1%d" % number)
        device.driver.probe()
    printed(device, 7)
    assert threading.active_count() == threads
    assert len(os.listdir("/proc/self/fd")) <= files + 1  # the simulated printer may still close its last connection
