"""The entries of the office's registers. A row is never deleted and its running number never given again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from hall.records.tables import berkas, layanan, register_entries
from hall.records.times import micros, moment
from hall.rules.hall import Hall
from hall.rules.registers import Entry

_SELECT = select(register_entries, berkas.c.number.label("berkas_number")).select_from(
    register_entries.outerjoin(berkas, berkas.c.id == register_entries.c.berkas_id)
)


def add(connection: Connection, hall: Hall, entry: Entry, berkas_id: int | None) -> None:
    """A new entry; IntegrityError when its running number was given before."""
    connection.execute(
        insert(register_entries).values(
            hall_id=hall.id, register=entry.register, year=entry.year, running=entry.running, number=entry.number,
            berkas_id=berkas_id, subject=entry.subject, at=micros(entry.at), by=entry.by,
        )
    )  # fmt: skip


def of_berkas(connection: Connection, ids: Sequence[int]) -> dict[int, list[Entry]]:
    """The numbers of these berkas, oldest first."""
    found: dict[int, list[Entry]] = {}
    asked = _SELECT.where(register_entries.c.berkas_id.in_(ids)).order_by(register_entries.c.id)
    for row in connection.execute(asked).mappings():
        found.setdefault(row["berkas_id"], []).append(_entry(row))
    return found


def berkas_with(connection: Connection, hall: Hall, number: str) -> list[int]:
    """The berkas that carry this number of whatever register."""
    asked = select(register_entries.c.berkas_id).where(
        register_entries.c.hall_id == hall.id, register_entries.c.number == number,
        register_entries.c.berkas_id.is_not(None),
    )  # fmt: skip
    return list(connection.execute(asked).scalars())


def by_running(connection: Connection, hall: Hall, register: str, year: int, running: int) -> Entry | None:
    """An entry of the hall by its place in the book."""
    row = connection.execute(
        _SELECT.where(
            register_entries.c.hall_id == hall.id, register_entries.c.register == register,
            register_entries.c.year == year, register_entries.c.running == running,
        )
    ).mappings().one_or_none()  # fmt: skip
    return None if row is None else _entry(row)


def void(connection: Connection, hall: Hall, entry: Entry, at: datetime, by: str, reason: str) -> bool:
    """The entry stays in the book, marked; False when it was voided before."""
    changed = connection.execute(
        update(register_entries)
        .where(
            register_entries.c.hall_id == hall.id, register_entries.c.register == entry.register,
            register_entries.c.year == entry.year, register_entries.c.running == entry.running,
            register_entries.c.voided_at.is_(None),
        )
        .values(voided_at=micros(at), voided_by=by, void_reason=reason)
    )  # fmt: skip
    return bool(changed.rowcount)


def page(
    connection: Connection, hall: Hall, register: str, year: int, before: int | None, how_many: int
) -> list[Entry]:
    """A year of a register, newest number first; `before`: a running number."""
    asked = _SELECT.where(
        register_entries.c.hall_id == hall.id, register_entries.c.register == register, register_entries.c.year == year
    )
    if before is not None:
        asked = asked.where(register_entries.c.running < before)
    rows = connection.execute(asked.order_by(register_entries.c.running.desc()).limit(how_many)).mappings()
    return [_entry(row) for row in rows]


def set_classification(connection: Connection, layanan_id: int, code: str) -> None:
    """The classification code with which a layanan's numbers begin."""
    connection.execute(update(layanan).where(layanan.c.id == layanan_id).values(classification=code))


def _entry(row: RowMapping | Any) -> Entry:
    return Entry(
        register=row["register"], year=row["year"], running=row["running"], number=row["number"], subject=row["subject"],
        at=moment(row["at"]), by=row["by"], berkas=row["berkas_number"], voided_at=moment(row["voided_at"]),
        void_reason=row["void_reason"],
    )  # fmt: skip
