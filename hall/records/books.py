"""What the office's books and weekly reports are made from. Every reading is by an index on time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from hall.records.tables import berkas, layanan, letters, register_entries, staff, step_runs
from hall.records.times import micros, moment
from hall.rules.books import Line
from hall.rules.hall import Hall
from hall.rules.reports import Filed, Ran

Sealed = tuple[Line, str | None]
"""A line, and its applicant as it is sealed."""


def opened(connection: Connection, hall: Hall, start: datetime, end: datetime) -> list[Sealed]:
    """Berkas opened in `start <= moment < end`, oldest first: the Buku Register."""
    asked = _berkas(hall).where(berkas.c.opened_at >= micros(start), berkas.c.opened_at < micros(end))
    return _lines(connection, hall, asked.order_by(berkas.c.opened_at, berkas.c.id))


def handed_over(connection: Connection, hall: Hall, start: datetime, end: datetime) -> list[Sealed]:
    """Berkas handed over in that time, with who recorded it: the Buku Tanda Terima."""
    asked = _berkas(hall).where(berkas.c.handed_over_at >= micros(start), berkas.c.handed_over_at < micros(end))
    return _lines(connection, hall, asked.order_by(berkas.c.handed_over_at, berkas.c.id))


def entered(connection: Connection, hall: Hall, register: str, start: datetime, end: datetime) -> list[Sealed]:
    """The entries of a register in that time, by their numbers; voided ones stand in their place."""
    asked = (
        select(register_entries, berkas.c.number.label("berkas_number"), berkas.c.state, berkas.c.person,
               letters.c.office, letters.c.letter_number, letters.c.letter_day, letters.c.roles)
        .select_from(
            register_entries.outerjoin(berkas, berkas.c.id == register_entries.c.berkas_id)
            .outerjoin(letters, letters.c.berkas_id == register_entries.c.berkas_id)
        )
        .where(
            register_entries.c.hall_id == hall.id, register_entries.c.register == register,
            register_entries.c.at >= micros(start), register_entries.c.at < micros(end),
        )
        .order_by(register_entries.c.year, register_entries.c.running)
    )  # fmt: skip
    return [
        (
            Line(
                at=moment(row["at"]), number=row["number"], berkas=row["berkas_number"] or "", state=row["state"] or "",
                voided=row["voided_at"] is not None, why=row["void_reason"] or "", office=row["office"] or "",
                letter_number=row["letter_number"] or "", letter_day=row["letter_day"], subject=row["subject"],
                roles=tuple(json.loads(row["roles"] or "[]")),
            ),
            row["person"],
        )
        for row in connection.execute(asked).mappings()
    ]  # fmt: skip


def _berkas(hall: Hall) -> Select[Any]:
    return select(
        berkas.c.id, berkas.c.number, berkas.c.agenda_number, berkas.c.layanan_id, berkas.c.state, berkas.c.person,
        berkas.c.opened_at, berkas.c.handed_over_at, berkas.c.void_reason,
    ).where(berkas.c.hall_id == hall.id)  # fmt: skip


def _lines(connection: Connection, hall: Hall, asked: Select[Any]) -> list[Sealed]:
    rows = connection.execute(asked).mappings().all()
    givers = _givers(connection, hall, [row["id"] for row in rows if row["handed_over_at"] is not None])
    return [
        (
            Line(
                at=moment(row["opened_at"]), berkas=row["number"], agenda=row["agenda_number"] or "",
                title=hall.offers[hall.codes[row["layanan_id"]]].layanan.title, state=row["state"],
                voided=row["state"] == "void", why=row["void_reason"] or "",
                handed_over_at=moment(row["handed_over_at"]), by=givers.get(row["id"], ""),
            ),
            row["person"],
        )
        for row in rows
    ]  # fmt: skip


def _givers(connection: Connection, hall: Hall, ids: Sequence[int]) -> dict[int, str]:
    """Who recorded the hand-over: the member of staff by name, empty for a device."""
    found: dict[int, str] = {}
    for start in range(0, len(ids), 500):
        asked = select(step_runs.c.berkas_id, step_runs.c.recorded_by).select_from(
            step_runs.join(berkas, and_(berkas.c.id == step_runs.c.berkas_id, step_runs.c.finished_at == berkas.c.handed_over_at))
        ).where(step_runs.c.berkas_id.in_(ids[start : start + 500]))  # fmt: skip
        found |= {row.berkas_id: row.recorded_by or "" for row in connection.execute(asked)}
    names = {
        f"person:{row.id}": row.name
        for row in connection.execute(select(staff.c.id, staff.c.name).where(staff.c.hall_id == hall.id))
    }
    return {berkas_id: names.get(by, "") for berkas_id, by in found.items()}


def filed(connection: Connection, hall: Hall, code: str, start: datetime, end: datetime) -> list[Filed]:
    """The berkas of a layanan that a report of `start <= moment < end` speaks of: received, handed over or open in it."""
    asked = (
        select(berkas.c.number, berkas.c.state, berkas.c.opened_at, berkas.c.handed_over_at, berkas.c.done_at)
        .where(
            berkas.c.hall_id == hall.id, berkas.c.layanan_id == hall.offers[code].id, berkas.c.opened_at < micros(end),
            or_(
                berkas.c.opened_at >= micros(start),
                berkas.c.handed_over_at >= micros(start),
                and_(berkas.c.handed_over_at.is_(None), berkas.c.state != "void"),
            ),
        )
        .order_by(berkas.c.id)
    )  # fmt: skip
    return [
        Filed(row.number, row.state, moment(row.opened_at), moment(row.handed_over_at), moment(row.done_at))
        for row in connection.execute(asked)
    ]


def ran(connection: Connection, hall: Hall, code: str, start: datetime, end: datetime) -> list[Ran]:
    """The step runs of a layanan that finished in that time."""
    asked = (
        select(berkas.c.number, step_runs.c.step_order, step_runs.c.started_at, step_runs.c.finished_at, step_runs.c.outcome)
        .select_from(step_runs.join(berkas, berkas.c.id == step_runs.c.berkas_id))
        .where(
            berkas.c.hall_id == hall.id, berkas.c.layanan_id == hall.offers[code].id, berkas.c.opened_at < micros(end),
            step_runs.c.finished_at >= micros(start), step_runs.c.finished_at < micros(end),
        )
    )  # fmt: skip
    return [
        Ran(row.number, row.step_order, (row.finished_at - row.started_at) / 60_000_000, row.outcome or "")
        for row in connection.execute(asked)
    ]


def layanan_with_files(connection: Connection, hall: Hall, start: datetime, end: datetime) -> list[str]:
    """The layanan of which a berkas was opened or handed over in that time."""
    asked = (
        select(layanan.c.code)
        .join(berkas, berkas.c.layanan_id == layanan.c.id)
        .where(
            berkas.c.hall_id == hall.id,
            or_(
                and_(berkas.c.opened_at >= micros(start), berkas.c.opened_at < micros(end)),
                and_(berkas.c.handed_over_at >= micros(start), berkas.c.handed_over_at < micros(end)),
            ),
        )
        .distinct()
    )  # fmt: skip
    return sorted(connection.execute(asked).scalars())
