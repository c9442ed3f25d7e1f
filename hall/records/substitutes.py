"""Who acts for a role while its holder is away."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from hall.records.database import inserted_id
from hall.records.tables import staff, substitutes
from hall.records.times import micros, moment
from hall.rules.hall import Hall
from hall.rules.roles import Substitute

_SELECT = select(substitutes, staff.c.name, staff.c.username).select_from(
    substitutes.join(staff, staff.c.id == substitutes.c.staff_id)
)
_ACTING: Final = select(substitutes.c.role).where(
    substitutes.c.staff_id == bindparam("staff_id"),
    substitutes.c.ended_at.is_(None),
    substitutes.c.from_at <= bindparam("now"),
    or_(substitutes.c.until_at.is_(None), substitutes.c.until_at > bindparam("now")),
)


def add(connection: Connection, hall: Hall, staff_id: int, named: Substitute, at: datetime) -> int:
    """Keeps a substitute; gives the row's id."""
    values = {
        "hall_id": hall.id, "role": named.role, "staff_id": staff_id, "from_at": micros(named.since),
        "until_at": micros(named.until), "reason": named.reason, "named_by": named.named_by, "created_at": micros(at),
    }  # fmt: skip
    return inserted_id(connection.execute(insert(substitutes).values(**values)))


def of_hall(connection: Connection, hall: Hall, since: datetime) -> list[Substitute]:
    """Those who act now, will act, or acted after `since`; the newest first."""
    asked = _SELECT.where(
        substitutes.c.hall_id == hall.id,
        or_(substitutes.c.ended_at.is_(None), substitutes.c.ended_at > micros(since)),
        or_(substitutes.c.until_at.is_(None), substitutes.c.until_at > micros(since)),
    ).order_by(substitutes.c.id.desc())
    return [_substitute(row) for row in connection.execute(asked).mappings()]


def by_id(connection: Connection, hall: Hall, substitute_id: int) -> Substitute | None:
    """One of the hall."""
    asked = _SELECT.where(substitutes.c.hall_id == hall.id, substitutes.c.id == substitute_id)
    row = connection.execute(asked).mappings().one_or_none()
    return None if row is None else _substitute(row)


def end(connection: Connection, substitute_id: int, at: datetime) -> bool:
    """Ends it now; False when it had ended."""
    ended = connection.execute(
        update(substitutes)
        .where(substitutes.c.id == substitute_id, substitutes.c.ended_at.is_(None))
        .values(ended_at=micros(at))
    )
    return bool(ended.rowcount)


def acting(connection: Connection, staff_id: int, now: datetime) -> frozenset[str]:
    """The roles for which this person acts at `now`."""
    return frozenset(connection.execute(_ACTING, {"staff_id": staff_id, "now": micros(now)}).scalars())


def _substitute(row: Any) -> Substitute:
    return Substitute(
        id=row["id"], role=row["role"], staff=row["name"], username=row["username"], since=moment(row["from_at"]),
        until=moment(row["until_at"]), reason=row["reason"], named_by=row["named_by"], ended=moment(row["ended_at"]),
    )  # fmt: skip
