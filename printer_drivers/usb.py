"""USB printers without Linux's driver: `usb://04b8:0e15?serial=ABC123`, vendor and product as in `lsusb`.

The shared send protocol over pyusb. The printer is found anew for each job (so it may have been unplugged meanwhile, or
moved to another port), by its printer-class interface (class 7, USB Device Class Definition for Printing Devices 1.1);
endpoints come from its descriptor. usblp is detached for the job and put back afterwards. Never a reset: it would lose
what the printer still holds.
"""

from __future__ import annotations

import re
from typing import Any, Final

from printer_drivers.driver import Address, Driver, Scheme
from printer_drivers.outcomes import Cause
from printer_drivers.protocol import WirePrinter
from printer_drivers.status import PrinterStatus, read_port_status
from printer_drivers.usb_faults import ambiguous, missing, no_interface, no_libusb, unopened
from printer_drivers.wire import Gone, when_free

PRINTER_CLASS: Final = 7
PROTOCOLS: Final = (2, 1, 3)
"""Two-way, one-way, IEEE 1284.4; 4 is IPP over USB, which takes no ESC/POS."""
CHUNK: Final = 4096
CHUNK_SECONDS: Final = 5.0
READ: Final = 512
GET_PORT_STATUS: Final = (0xA1, 1)
DRAIN_MS: Final = 5


class UsbWire:
    """The claimed interface of one printer."""

    def __init__(self, device: Any, interface: Any) -> None:
        import usb.util

        self._device = device
        self._number = interface.bInterfaceNumber
        self._had_usblp = False
        directions = {usb.util.endpoint_direction(e.bEndpointAddress): e.bEndpointAddress for e in _bulk(interface)}
        self._out = directions[usb.util.ENDPOINT_OUT]
        self._in = directions.get(usb.util.ENDPOINT_IN)
        self.two_way = self._in is not None

    def claim(self, interface: Any) -> None:
        """Takes the interface from usblp and for us; usb.core.USBError."""
        import usb.util

        _configure(self._device, self._device[interface.configuration].bConfigurationValue)
        if self._device.is_kernel_driver_active(self._number):
            self._device.detach_kernel_driver(self._number)
            self._had_usblp = True
        usb.util.claim_interface(self._device, self._number)
        if interface.bAlternateSetting:
            self._device.set_interface_altsetting(self._number, interface.bAlternateSetting)

    def read(self, seconds: float) -> bytes:
        """What came on the IN endpoint. 0 ms would mean "for ever" to libusb."""
        import usb.core

        try:
            return bytes(self._device.read(self._in, READ, max(DRAIN_MS, round(seconds * 1000))))
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError as fault:
            raise Gone(Cause.RESET) from fault

    def write(self, data: memoryview, seconds: float) -> int:
        """How many bytes the printer took: libusb counts them on a timeout too."""
        import usb.core

        part = bytes(data[:CHUNK])
        try:
            taken: int = self._device.write(self._out, part, max(1, round(min(seconds, CHUNK_SECONDS) * 1000)))
        except usb.core.USBTimeoutError:
            return 0
        except usb.core.USBError as fault:
            raise Gone(Cause.RESET, len(part)) from fault
        return taken

    def settle(self, end: float) -> Cause | None:
        """A bulk transfer is over only when the printer acknowledged it."""
        return None

    def port_status(self) -> PrinterStatus | None:
        """GET_PORT_STATUS of the printer class; None where the printer does not know it."""
        import usb.core

        try:
            answer = self._device.ctrl_transfer(*GET_PORT_STATUS, 0, self._number, 1, 1000)
        except usb.core.USBError:
            return None
        return read_port_status(answer[0]) if len(answer) else None

    def close(self) -> None:
        """Gives the interface back, to usblp where it was there before."""
        import usb.core
        import usb.util

        try:
            usb.util.release_interface(self._device, self._number)
            if self._had_usblp:
                self._device.attach_kernel_driver(self._number)
        except usb.core.USBError:  # unplugged meanwhile: there is nothing to give back
            pass
        usb.util.dispose_resources(self._device)


def _bulk(interface: Any) -> list[Any]:
    import usb.util

    return [one for one in interface if usb.util.endpoint_type(one.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK]


class UsbPrinter(WirePrinter):
    """A printer by vendor, product and perhaps serial number; `backend`: a bus of pyusb's, None: the machine's."""

    def __init__(self, address: Address, backend: Any = None) -> None:
        super().__init__(address, lambda: when_free(self._connect, address.connect))
        vendor, product = (int(part, 16) for part in address.place.split(":"))
        self._vendor, self._product = vendor, product
        self._serial = address.options.get("serial")
        self._backend = backend

    def _connect(self) -> UsbWire:
        import usb.core

        device = None
        try:
            device = self._find()
            interface = _printer_interface(device)
            if interface is None:
                raise no_interface(self.address.place)
            wire = UsbWire(device, interface)
            try:
                wire.claim(interface)
            except usb.core.USBError:
                wire.close()
                raise
        except usb.core.USBError as fault:
            raise unopened(self.address.place, fault.errno) from fault
        return wire

    def _bus(self) -> Any:
        """The bus, opened once: libusb watches it with a thread of its own."""
        import usb.backend.libusb1

        self._backend = self._backend or usb.backend.libusb1.get_backend()
        if self._backend is None:
            raise no_libusb()
        return self._backend

    def _find(self) -> Any:
        import usb.core

        every = list(usb.core.find(find_all=True, backend=self._bus()))
        alike = [one for one in every if (one.idVendor, one.idProduct) == (self._vendor, self._product)]
        found = [one for one in alike if self._serial in (None, _serial_of(one))]
        if len(found) == 1:
            return found[0]
        if found:
            raise ambiguous(self.address.place, [_serial_of(one) for one in found])
        if alike:
            raise missing(f"{self.address.place} serial {self._serial}", [_serial_of(one) for one in alike])
        raise missing(self.address.place, [_id(one) for one in every if _printer_interface(one) is not None])


def _id(device: Any) -> str:
    return f"{device.idVendor:04x}:{device.idProduct:04x}"


def _serial_of(device: Any) -> str:
    """The serial number; empty where there is none. USBError where it may not be read."""
    import usb.core
    import usb.util

    if not device.iSerialNumber:
        return ""
    try:
        return str(usb.util.get_string(device, device.iSerialNumber) or "").strip("\0 ")
    except ValueError as fault:  # pyusb's words for "no languages", which is what a forbidden device looks like
        raise usb.core.USBError("access denied", errno=13) from fault
    finally:
        usb.util.dispose_resources(device)


def _printer_interface(device: Any) -> Any:
    """The best printer interface in the descriptors, which may be read without permission; None where there is none."""
    found = [
        interface
        for configuration in device
        for interface in configuration
        if interface.bInterfaceClass == PRINTER_CLASS and interface.bInterfaceProtocol in PROTOCOLS and _bulk(interface)
    ]
    return min(found, key=lambda one: PROTOCOLS.index(one.bInterfaceProtocol), default=None)


def _configure(device: Any, value: int) -> None:
    """Chooses the interface's configuration only where it is not active: choosing it anew is a small reset."""
    import usb.core

    try:
        if device.get_active_configuration().bConfigurationValue == value:
            return
    except usb.core.USBError as fault:
        if fault.errno is not None:  # without a number: "not configured yet"
            raise
    device.set_configuration(value)


def _place(text: str) -> tuple[str, int]:
    if not re.fullmatch(r"//[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}", text):
        raise ValueError("Tulis nomor USB printer seperti yang ditunjukkan lsusb, misalnya usb://04b8:0e15.")
    return text[2:].lower(), 0


def _options(options: dict[str, str]) -> None:
    serial = options.get("serial")
    if serial is not None and not re.fullmatch(r"[ -~]{1,64}", serial):
        raise ValueError("Nilai serial harus nomor seri printer, paling panjang 64 huruf.")


def _open(address: Address) -> Driver:
    return UsbPrinter(address)


SCHEME = Scheme("usb", "usb://04b8:0e15", frozenset({"serial"}), read_place=_place, check_options=_options, open=_open)
