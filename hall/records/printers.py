"""The printers of a hall: where they are reached, who takes over, which roll is in them, and which kiosk prints where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, select, update

from hall.records.halls import touch_setup
from hall.records.tables import devices, printers
from hall.records.times import micros, moment
from hall.rules.paper import KnownPrinter, Roll

NOT_READY: Final = "Printer belum siap."


def roll_of(row: Any) -> Roll:
    """The roll of a row of `printers`."""
    return Roll(row.roll_mm, row.printed_mm - row.roll_from_mm, moment(row.roll_changed_at))


def known(connection: Connection, hall_id: int) -> list[KnownPrinter]:
    """The printers in use, in the hall's order."""
    rows = connection.execute(
        select(printers)
        .where(printers.c.hall_id == hall_id, printers.c.active == 1)
        .order_by(printers.c.position, printers.c.id)
    )
    return [
        KnownPrinter(
            row.id,
            row.name,
            row.error or (NOT_READY if row.online == 0 or row.paper == "out" or row.cover == "open" else None),
            row.fallback_id,
        )
        for row in rows
    ]


def change(connection: Connection, hall_id: int, printer_id: int, values: Mapping[str, Any]) -> bool:
    """Sets columns of a printer; False when the hall has none with that id. A new address begins its reports anew."""
    fresh: dict[str, Any] = {}
    if "url" in values:
        fresh = {"paper": "unknown", "cover": "unknown", "online": None, "error": None, "stands_since": None}
    mine = and_(printers.c.hall_id == hall_id, printers.c.id == printer_id)
    found = connection.execute(update(printers).where(mine).values(**fresh, **values)).rowcount
    touch_setup(connection, hall_id)
    return bool(found)


def roll_changed(connection: Connection, hall_id: int, printer_id: int, at: datetime) -> bool:
    """A new roll lies in the printer: the count begins here."""
    values = {"roll_from_mm": printers.c.printed_mm, "roll_changed_at": micros(at)}
    return change(connection, hall_id, printer_id, values)


def give_kiosk(connection: Connection, hall_id: int, device_id: int, printer_id: int | None) -> bool:
    """A kiosk prints there from now on; None: at the hall's first printer. False when the hall has no such kiosk."""
    mine = and_(
        devices.c.hall_id == hall_id, devices.c.id == device_id, devices.c.role == "kiosk",
        devices.c.revoked_at.is_(None),
    )  # fmt: skip
    return bool(connection.execute(update(devices).where(mine).values(printer_id=printer_id)).rowcount)


def kiosks(connection: Connection, hall_id: int) -> dict[int, int | None]:
    """Every kiosk of the hall that still holds, with the printer that it was given."""
    rows = connection.execute(
        select(devices.c.id, devices.c.printer_id).where(
            devices.c.hall_id == hall_id, devices.c.role == "kiosk", devices.c.revoked_at.is_(None)
        )
    )
    return {row.id: row.printer_id for row in rows}
