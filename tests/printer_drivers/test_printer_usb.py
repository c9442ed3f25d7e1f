"""USB printers on a bus of our own: finding, claiming, giving back, and the sentences when that fails."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from printer_drivers import Accepted, Cause, NotSent, Printed, open_driver, read_url
from printer_drivers.usb import UsbPrinter
from printer_drivers.usb_faults import no_libusb
from tests.printer_drivers.mechanism import START
from tests.printer_drivers.rigs import PATIENT
from tests.printer_drivers.simulated_bus import Bus, BusPrinter

BLOB = START + b"A001\n" * 20 + b"\x1dV\x42\x00"


@pytest.fixture
def bus() -> Iterator[Bus]:
    """A bus that is empty again at the end, and was never reset."""
    one = Bus()
    yield one
    assert (one.resets, one.open_handles) == (0, 0)


def driver(bus: Bus, url: str) -> UsbPrinter:
    return UsbPrinter(read_url(url if "connect=" in url else f"{url}{'&' if '?' in url else '?'}{PATIENT}"), bus)


def test_the_printer_is_taken_from_usblp_for_the_job_and_given_back(bus: Bus) -> None:
    with BusPrinter(bus) as printer:
        assert driver(bus, printer.url).send(BLOB, b"0001") == Printed()
        assert printer.tickets == [BLOB]
        assert (printer.kernel_driver, printer.claimed_by) == (True, None)


def test_where_usblp_was_not_it_is_not_put(bus: Bus) -> None:
    with BusPrinter(bus, kernel_driver=False) as printer:
        assert driver(bus, printer.url).send(BLOB, b"0001") == Printed()
        assert not printer.kernel_driver


def test_a_configured_printer_is_not_configured_again(bus: Bus) -> None:
    """Choosing a configuration that is active already is a small reset."""
    with BusPrinter(bus) as printer:
        driver(bus, printer.url).send(BLOB, b"0001")
        assert bus.configurations == 0
    with BusPrinter(bus, configured=False) as printer:
        assert driver(bus, printer.url).send(BLOB, b"0001") == Printed()
        assert bus.configurations == 1


def test_a_one_way_interface_is_written_and_never_asked(bus: Bus) -> None:
    with BusPrinter(bus, protocol=1) as printer:
        assert driver(bus, printer.url).send(BLOB, b"0001") == Accepted()
        assert printer.wait_for(1)
        assert (printer.queries, printer.tickets) == (0, [BLOB])


def test_a_blob_larger_than_the_printers_buffer_arrives_whole(bus: Bus) -> None:
    large = START + bytes(range(0x20, 0x7F)) * 200 + b"\x1dV\x42\x00"
    with BusPrinter(bus, buffer=300) as printer:
        assert driver(bus, printer.url + "&connect=20&deadline=30").send(large, b"0001") == Printed()
        assert printer.tickets == [large]


def test_it_is_found_again_after_it_was_unplugged_whatever_its_new_address(bus: Bus) -> None:
    with BusPrinter(bus) as printer:
        ours = driver(bus, printer.url)
        assert ours.send(BLOB, b"0001") == Printed()
        first = printer.address
        printer.unplug()
        assert ours.send(BLOB, b"0002") == NotSent(Cause.ABSENT)
        printer.plug()
        assert printer.address != first
        assert ours.send(BLOB, b"0003") == Printed()


def test_an_absent_printer_is_named_with_those_that_are_there(bus: Bus) -> None:
    with BusPrinter(bus, ids=(0x0416, 0x5011)):
        status = driver(bus, "usb://04b8:0e15").probe()
    assert status.cause is Cause.ABSENT
    assert "04b8:0e15 tidak ditemukan. Yang terhubung: 0416:5011." in status.sentence


def test_two_of_a_kind_are_told_apart_by_their_serial_numbers(bus: Bus) -> None:
    with BusPrinter(bus, serial="KIRI") as left, BusPrinter(bus, serial="KANAN") as right:
        status = driver(bus, left.url).probe()
        assert (status.cause, "KANAN, KIRI" in status.sentence) == (Cause.AMBIGUOUS, True)
        assert driver(bus, right.url + "&serial=KANAN").send(BLOB, b"0001") == Printed()
        assert (left.tickets, right.tickets) == ([], [BLOB])
        status = driver(bus, left.url + "&serial=TENGAH").probe()
        assert (status.cause, "Yang terhubung: KANAN, KIRI." in status.sentence) == (Cause.ABSENT, True)
    assert read_url("usb://04b8:0e15?serial=A").device != read_url("usb://04b8:0e15?serial=B").device


def test_without_permission_the_udev_rule_is_told(bus: Bus) -> None:
    with BusPrinter(bus) as printer:
        printer.forbidden = True
        outcome = driver(bus, printer.url).send(BLOB, b"0001")
    assert outcome == NotSent(Cause.NO_PERMISSION)
    assert isinstance(outcome, NotSent)
    assert 'SUBSYSTEM=="usb", ATTR{idVendor}=="04b8", MODE="0660", GROUP="lp"' in outcome.sentence
    assert "/etc/udev/rules.d/" in outcome.sentence
    assert len(outcome.sentence) <= 200, "so much of it is kept with the printer"


def test_without_permission_a_serial_number_cannot_be_read_either(bus: Bus) -> None:
    with BusPrinter(bus) as printer:
        printer.forbidden = True
        assert driver(bus, printer.url + "&serial=X1Y2").send(BLOB, b"0001") == NotSent(Cause.NO_PERMISSION)


def test_a_busy_printer_names_who_may_hold_it(bus: Bus) -> None:
    with BusPrinter(bus, mode="busy") as printer:
        outcome = driver(bus, printer.url + "&connect=0.1").send(BLOB, b"0001")
        assert isinstance(outcome, NotSent)
        assert outcome == NotSent(Cause.IN_USE)
        assert len(outcome.sentence) <= 200
        assert all(word in outcome.sentence for word in ("Resource busy", "usblp", "CUPS"))
        assert printer.kernel_driver, "usblp has it back"


def test_a_device_that_is_no_printer_is_refused(bus: Bus) -> None:
    with BusPrinter(bus, interface_class=8) as disk:
        status = driver(bus, disk.url).probe()
        assert (status.cause, "lsusb" in status.sentence) == (Cause.NOT_A_PRINTER, True)
        assert disk.kernel_driver


def test_a_port_without_status_is_no_fault(bus: Bus) -> None:
    with BusPrinter(bus, port_bits=None) as printer:
        assert driver(bus, printer.url).send(BLOB, b"0001") == Printed()


def test_pyusb_and_pyserial_are_loaded_by_those_who_use_them_only() -> None:
    code = "import sys, printer_drivers; sys.exit('usb' in sys.modules or 'serial' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_libusb_its_package_is_told() -> None:
    assert "apt-get install libusb-1.0-0" in no_libusb().detail


def test_the_address_gives_a_printer_of_the_machines_own_bus() -> None:
    assert isinstance(open_driver(read_url("usb://04b8:0e15")), UsbPrinter)
