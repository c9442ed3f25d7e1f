"""The office's own images and videos: what is known of each. The files themselves lie in the data folder (hall.media)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from hall.records.tables import media
from hall.records.times import micros
from hall.rules.tv import OwnFile


def of(connection: Connection, hall_id: int) -> tuple[OwnFile, ...]:
    """Every file of a hall in the order in which the TV shows them."""
    rows = connection.execute(select(media).where(media.c.hall_id == hall_id).order_by(media.c.position, media.c.id))
    return tuple(
        OwnFile(
            row.id, row.kind, row.title, row.digest, row.type, row.bytes, row.width, row.height, row.seconds,
            row.position, bool(row.active), row.from_day, row.until_day,
        )
        for row in rows
    )  # fmt: skip


def add(connection: Connection, hall_id: int, own: OwnFile, at: datetime) -> None:
    """A new file, behind all others; `own.id` and its position are given here."""
    last = connection.execute(select(func.max(media.c.position)).where(media.c.hall_id == hall_id)).scalar()
    kept = replace(own, position=0 if last is None else last + 1)
    connection.execute(
        insert(media).values(
            hall_id=hall_id, kind=kept.kind, title=kept.title, digest=kept.digest, type=kept.type, bytes=kept.bytes,
            width=kept.width, height=kept.height, seconds=kept.seconds, position=kept.position,
            active=int(kept.active), from_day=kept.from_day, until_day=kept.until_day, uploaded_at=micros(at),
        )
    )  # fmt: skip


def change(connection: Connection, hall_id: int, own: int, values: Mapping[str, Any]) -> None:
    """Columns of one file of the hall."""
    connection.execute(update(media).where(media.c.id == own, media.c.hall_id == hall_id).values(dict(values)))


def order(connection: Connection, hall_id: int, ids: Sequence[int]) -> None:
    """The TV shows them in this order from now on."""
    for position, own in enumerate(ids):
        change(connection, hall_id, own, {"position": position})


def drop(connection: Connection, hall_id: int, own: int) -> None:
    """The hall has it no more."""
    connection.execute(delete(media).where(media.c.id == own, media.c.hall_id == hall_id))
