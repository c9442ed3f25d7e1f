"""A USB bus of our own inside pyusb's backend seam, with simulated printers on it.

It knows devices, configurations, interfaces and endpoints as libusb gives them, kernel drivers, permissions, and the
receive buffer of a printer, so that short writes and stalls happen as on a real bus. A reset is a fault of the driver.
"""

from __future__ import annotations

import errno
import itertools
import threading
import time
from array import array
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core

from tests.printer_drivers.mechanism import Mechanism, Session

BUFFER = 4096
OUT, IN = 0x02, 0x81
_addresses = itertools.count(1)


class BusPrinter(Mechanism):
    """A printer on USB. `protocol`: 2 two-way, 1 one-way; `port_bits`: what GET_PORT_STATUS answers, None: nothing."""

    def __init__(
        self,
        bus: Bus,
        *,
        ids: tuple[int, int] = (0x04B8, 0x0E15),
        serial: str | None = "X1Y2",
        protocol: int = 2,
        interface_class: int = 7,
        kernel_driver: bool = True,
        buffer: int = BUFFER,
        port_bits: int | None = 0x18,
        configured: bool = True,
        **moods: Any,
    ) -> None:
        super().__init__(**moods)
        self.ids, self.serial, self.protocol, self.interface_class = ids, serial, protocol, interface_class
        self.kernel_driver, self.buffer, self.port_bits, self.configured = kernel_driver, buffer, port_bits, configured
        self.held = self.mode == "busy"
        self.forbidden = False
        self.claimed_by: object | None = None
        self.address = 0
        self.received = bytearray()
        self.answers = bytearray()
        self.moved = threading.Condition()
        self._bus = bus
        self.plug()
        self._thread.start()

    @property
    def url(self) -> str:
        """Its printer address, with the profile of an Epson on 80 mm paper."""
        return f"usb://{self.ids[0]:04x}:{self.ids[1]:04x}?profile=epson-80"

    @property
    def two_way(self) -> bool:
        """Whether it has an IN endpoint."""
        return self.protocol != 1

    def port_byte(self) -> int | None:
        """What its USB port says: paper empty when the paper is out."""
        return None if self.port_bits is None else self.port_bits | (0x20 if self.mode == "paper_out" else 0)

    @property
    def plugged(self) -> bool:
        """Whether a computer can find it."""
        return self.address > 0

    def plug(self) -> None:
        """On the bus, with a new address."""
        self.address = next(_addresses)
        self._bus.printers.append(self)

    def unplug(self) -> None:
        """Off the bus: every open handle is dead."""
        self.break_link(reset=True)

    def break_link(self, *, reset: bool) -> None:
        """Its cable is pulled: what it had received and not printed is lost."""
        with self.moved:
            self.breaks += 1
            self.address = 0
            self.claimed_by = None
            self.received.clear()
            self.answers.clear()
            if self in self._bus.printers:
                self._bus.printers.remove(self)
            self.moved.notify_all()

    def _serve(self) -> None:
        while not self.stopping:
            if not self.address:
                time.sleep(0.01)
                continue
            self.sessions += 1
            Session(self, _BusLink(self)).run()


class _BusLink:
    endless = True

    def __init__(self, printer: BusPrinter) -> None:
        self._printer = printer
        self._address = printer.address

    def recv(self, most: int) -> bytes:
        """What the bus put into the receive buffer; empty once the cable is pulled."""
        printer = self._printer
        with printer.moved:
            printer.moved.wait_for(lambda: printer.received or printer.address != self._address, 0.02)
            if printer.address != self._address:
                return b""
            if not printer.received:
                raise TimeoutError
            got = bytes(printer.received[:most])
            del printer.received[: len(got)]
            printer.moved.notify_all()
            return got

    def sendall(self, data: bytes) -> None:
        """Into the IN endpoint."""
        with self._printer.moved:
            self._printer.answers += data
            self._printer.moved.notify_all()


@dataclass
class _Handle:
    printer: BusPrinter
    address: int

    def check(self) -> BusPrinter:
        if self.printer.address != self.address:
            raise usb.core.USBError("No such device", -4, errno.ENODEV)
        return self.printer


class Bus(usb.backend.IBackend):  # type: ignore[misc]
    """What libusb would be. `resets` counts what must never happen, `configurations` what is rarely needed."""

    def __init__(self) -> None:
        self.printers: list[BusPrinter] = []
        self.resets = 0
        self.open_handles = 0
        self.configurations = 0

    def enumerate_devices(self) -> list[_Handle]:
        return [_Handle(printer, printer.address) for printer in list(self.printers)]

    def get_parent(self, dev: _Handle) -> None:
        return None

    def get_device_descriptor(self, dev: _Handle) -> Any:
        printer = dev.printer
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=printer.ids[0], idProduct=printer.ids[1], bcdDevice=0x100, iManufacturer=0,
            iProduct=0, iSerialNumber=3 if printer.serial else 0, bNumConfigurations=1, address=dev.address, bus=1,
            port_number=1, port_numbers=(1,), speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: _Handle, config: int) -> Any:
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=2, bConfigurationValue=1, iConfiguration=0,
            bmAttributes=0x80, bMaxPower=50, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: _Handle, intf: int, alt: int, config: int) -> Any:
        """Interface 0: a keyboard-like one that is none of ours; interface 1: IPP over USB, then the printer."""
        shapes = {(0, 0): (3, 0, 1), (1, 0): (7, 4, 2), (1, 1): (dev.printer.interface_class, dev.printer.protocol, 0)}
        if (intf, alt) not in shapes:
            raise IndexError((intf, alt))
        kind, protocol, endpoints = shapes[intf, alt]
        if alt == 1:
            endpoints = 2 if dev.printer.two_way else 1
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=intf, bAlternateSetting=alt, bNumEndpoints=endpoints,
            bInterfaceClass=kind, bInterfaceSubClass=1, bInterfaceProtocol=protocol, iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: _Handle, ep: int, intf: int, alt: int, config: int) -> Any:
        bulk, interrupt = 2, 3
        table = {(0, 0): [(0x83, interrupt)], (1, 0): [(0x04, bulk), (0x85, bulk)], (1, 1): [(OUT, bulk), (IN, bulk)]}
        address, kind = table[intf, alt][ep]
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=address, bmAttributes=kind, wMaxPacketSize=64, bInterval=0,
            bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev: _Handle) -> _Handle:
        if dev.printer.forbidden:
            raise usb.core.USBError("Access denied (insufficient permissions)", -3, errno.EACCES)
        self.open_handles += 1
        return _Handle(dev.check(), dev.address)

    def close_device(self, dev_handle: _Handle) -> None:
        self.open_handles -= 1
        if dev_handle.printer.claimed_by is dev_handle:
            dev_handle.printer.claimed_by = None

    def get_configuration(self, dev_handle: _Handle) -> int:
        return int(dev_handle.check().configured)

    def set_configuration(self, dev_handle: _Handle, config_value: int) -> None:
        self.configurations += 1
        dev_handle.check().configured = True

    def set_interface_altsetting(self, dev_handle: _Handle, intf: int, altsetting: int) -> None:
        assert (intf, altsetting) == (1, 1)
        assert dev_handle.check().claimed_by is dev_handle

    def claim_interface(self, dev_handle: _Handle, intf: int) -> None:
        printer = dev_handle.check()
        if printer.held or printer.kernel_driver or printer.claimed_by not in (None, dev_handle):
            raise usb.core.USBError("Resource busy", -6, errno.EBUSY)
        printer.claimed_by = dev_handle

    def release_interface(self, dev_handle: _Handle, intf: int) -> None:
        dev_handle.check().claimed_by = None

    def is_kernel_driver_active(self, dev_handle: _Handle, intf: int) -> bool:
        return dev_handle.check().kernel_driver

    def detach_kernel_driver(self, dev_handle: _Handle, intf: int) -> None:
        dev_handle.check().kernel_driver = False

    def attach_kernel_driver(self, dev_handle: _Handle, intf: int) -> None:
        dev_handle.check().kernel_driver = True

    def reset_device(self, dev_handle: _Handle) -> None:
        self.resets += 1

    def clear_halt(self, dev_handle: _Handle, ep: int) -> None:
        dev_handle.check()

    def bulk_write(self, dev_handle: _Handle, ep: int, intf: int, data: array[int], timeout: int) -> int:
        printer = self._claimed(dev_handle, ep, OUT)
        end, taken = time.monotonic() + timeout / 1000, 0
        with printer.moved:
            while taken < len(data):
                dev_handle.check()
                room = printer.buffer - len(printer.received)
                if room > 0:
                    printer.received += data[taken : taken + room].tobytes()
                    taken += min(room, len(data) - taken)
                    printer.moved.notify_all()
                elif not printer.moved.wait(max(0.0, end - time.monotonic())) and time.monotonic() >= end:
                    break
        if not taken:
            raise usb.core.USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
        return taken

    def bulk_read(self, dev_handle: _Handle, ep: int, intf: int, buff: array[int], timeout: int) -> int:
        printer = self._claimed(dev_handle, ep, IN)
        with printer.moved:
            printer.moved.wait_for(lambda: printer.answers or printer.address != dev_handle.address, timeout / 1000)
            dev_handle.check()
            if not printer.answers:
                raise usb.core.USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
            got = printer.answers[: len(buff)]
            del printer.answers[: len(got)]
        buff[: len(got)] = array("B", got)
        return len(got)

    def ctrl_transfer(
        self, dev_handle: _Handle, bm: int, request: int, value: int, index: int, data: array[int], timeout: int
    ) -> int:
        """String descriptors and GET_PORT_STATUS."""
        printer = dev_handle.check()
        if (bm, request) == (0xA1, 1):
            byte = printer.port_byte()
            if byte is None:
                raise usb.core.USBError("Pipe error", -9, errno.EPIPE)
            return _fill(data, bytes((byte,)))
        if (bm, request, value >> 8) != (0x80, 6, 3):
            raise usb.core.USBError("Pipe error", -9, errno.EPIPE)
        text = b"\x09\x04" if value & 0xFF == 0 else (printer.serial or "").encode("utf-16-le")
        return _fill(data, bytes((len(text) + 2, 3)) + text)

    def _claimed(self, handle: _Handle, endpoint: int, expected: int) -> BusPrinter:
        printer = handle.check()
        assert endpoint == expected, "the driver must take the endpoints of the printer's own interface"
        assert printer.claimed_by is handle
        return printer


def _fill(buffer: array[int], data: bytes) -> int:
    size = min(len(buffer), len(data))
    buffer[:size] = array("B", data[:size])
    return size
