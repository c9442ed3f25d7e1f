"""What every driver is: a leaf that takes one blob at a time to one device."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from printer_drivers.outcomes import Outcome
from printer_drivers.profiles import Profile
from printer_drivers.status import PrinterStatus


@dataclass(frozen=True, slots=True)
class Address:
    """A printer URL, read and checked. `place`: host, path or name; times in seconds; `options`: the driver's keys."""

    url: str
    scheme: str
    place: str
    port: int
    profile: Profile
    connect: float
    deadline: float
    options: dict[str, str] = field(default_factory=dict)
    exclusive: bool = True

    @property
    def device(self) -> str:
        """The device whatever the options: two addresses with the same device share one lock."""
        twin = self.options.get("serial", "")  # two USB printers of one model are told apart by it
        return f"{self.scheme}:{self.place.lower()}:{twin or self.port}"


class Driver(Protocol):
    """One device. Not for two threads at once: the caller holds the device's lock."""

    def probe(self) -> PrinterStatus:
        """Asks the device how it is, without a printable byte. Never raises for a fault of the device."""

    def send(self, blob: bytes, job: bytes) -> Outcome:
        """Sends one prebuilt job; `job` is 4 printable ASCII bytes. Never raises for a fault of the device."""

    def last_status(self) -> PrinterStatus | None:
        """What the last `send` or `probe` learnt about the device; None before the first."""

    def close(self) -> None:
        """Lets go of everything; may be called twice."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """One family of drivers as the registry knows it. `read_place` raises ValueError with an Indonesian sentence."""

    name: str
    example: str
    keys: frozenset[str]
    read_place: Callable[[str], tuple[str, int]]
    check_options: Callable[[dict[str, str]], None]
    open: Callable[[Address], Driver]
    exclusive: bool = True
    """Whether there is a device that two processes must not drive at once."""


def no_options(options: dict[str, str]) -> None:
    """For drivers without keys of their own."""
