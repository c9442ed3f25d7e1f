"""Which drivers there are. Issue by issue one line is added in `printer_drivers/__init__.py`, nothing here."""

from __future__ import annotations

from collections.abc import Mapping

from printer_drivers.driver import Address, Driver, Scheme
from printer_drivers.url import parse


class Registry:
    """The schemes by name; a name is taken once."""

    def __init__(self, *schemes: Scheme) -> None:
        self._schemes: dict[str, Scheme] = {}
        for scheme in schemes:
            self.register(scheme)

    def register(self, scheme: Scheme) -> None:
        """Adds one family; ValueError where its name is taken."""
        if scheme.name in self._schemes:
            raise ValueError(f"the printer scheme {scheme.name!r} is registered already")
        self._schemes[scheme.name] = scheme

    @property
    def schemes(self) -> Mapping[str, Scheme]:
        """Every registered family by name."""
        return dict(self._schemes)

    def read(self, url: str) -> Address:
        """The checked address; PrinterUrlError where it is wrong."""
        return parse(url, self._schemes)

    def open(self, address: Address) -> Driver:
        """A driver for the address; opening does not touch the device yet."""
        return self._schemes[address.scheme].open(address)
