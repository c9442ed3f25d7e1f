"""Paper and nothing else: drivers that take a prebuilt blob to a device and say honestly what became of it.

Imports nothing of ours. `read_url("tcp://192.168.1.50?profile=epson-80")` checks an address, `open_driver(address)`
gives the driver. A new family is one file with a `SCHEME` and one line below.
"""

from printer_drivers import cups, file, memory, serial, tcp, usb, usblp
from printer_drivers.driver import Address, Driver, Scheme
from printer_drivers.outcomes import Accepted, Cause, NotSent, Outcome, Printed, Uncertain
from printer_drivers.profiles import Profile, profiles
from printer_drivers.registry import Registry
from printer_drivers.status import PrinterStatus
from printer_drivers.url import PrinterUrlError

REGISTRY = Registry(tcp.SCHEME, usb.SCHEME, usblp.SCHEME, serial.SCHEME, cups.SCHEME, file.SCHEME, memory.SCHEME)

read_url = REGISTRY.read
open_driver = REGISTRY.open

__all__ = [
    "REGISTRY",
    "Accepted",
    "Address",
    "Cause",
    "Driver",
    "NotSent",
    "Outcome",
    "Printed",
    "PrinterStatus",
    "PrinterUrlError",
    "Profile",
    "Registry",
    "Scheme",
    "Uncertain",
    "open_driver",
    "profiles",
    "read_url",
]
