"""The halls' logos as the printing process has them at hand: each is fetched from the store once, and again when it changes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from hall.printing.logo import Logo, LogoFault, restore
from hall.records.print_outbox import SpoolPrinter

_log = logging.getLogger("antrean.printing")


class Shelf:
    """Used by the spool's thread only."""

    def __init__(self, fetch: Callable[[int], bytes | None]) -> None:
        """`fetch`: the PNG that the store keeps for a hall (by id); may raise StoreAway."""
        self._fetch = fetch
        self._known: dict[int, tuple[str, Logo | None]] = {}

    def refresh(self, printers: Iterable[SpoolPrinter]) -> None:
        """Fetches what is new. Done before jobs are claimed: a store that is away then costs nobody a slip."""
        wanted = {printer.hall_id: printer.logo for printer in printers}
        for hall in [hall for hall in self._known if not wanted.get(hall)]:
            del self._known[hall]
        for hall, digest in wanted.items():
            if digest and self._known.get(hall, ("", None))[0] != digest:
                self._known[hall] = digest, self._read(hall)

    def of(self, printer: SpoolPrinter) -> Logo | None:
        """The logo of the printer's hall, None where it has none or a broken one: a slip without it is a slip."""
        return self._known.get(printer.hall_id, ("", None))[1]

    def _read(self, hall: int) -> Logo | None:
        png = self._fetch(hall)
        try:
            return None if png is None else restore(png)
        except LogoFault:
            _log.warning("the logo of hall %d can't be read; slips come without it", hall)
            return None
