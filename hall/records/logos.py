"""The office's logo as it is kept for paper: the small PNG of `hall.printing.logo`, one a hall."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from hall.records.halls import touch_setup
from hall.records.tables import logos
from hall.records.times import micros


def png(connection: Connection, hall_id: int) -> bytes | None:
    """The kept picture, None where the hall has no logo."""
    found = connection.execute(select(logos.c.png).where(logos.c.hall_id == hall_id)).scalar_one_or_none()
    return None if found is None else bytes(found)


def digests(connection: Connection) -> dict[int, str]:
    """Hall -> what changes with every dot of its logo; halls without one are not there."""
    return {row.hall_id: row.digest for row in connection.execute(select(logos.c.hall_id, logos.c.digest))}


def keep(connection: Connection, hall_id: int, png: bytes, digest: str, at: datetime) -> None:
    """The hall's logo from now on, in place of the one before."""
    drop(connection, hall_id)
    connection.execute(insert(logos).values(hall_id=hall_id, png=png, digest=digest, uploaded_at=micros(at)))


def drop(connection: Connection, hall_id: int) -> None:
    """Slips come without a logo from now on."""
    connection.execute(delete(logos).where(logos.c.hall_id == hall_id))
    touch_setup(connection, hall_id)
