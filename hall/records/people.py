"""Staff and their sessions. Passwords lie here as scrypt text, session secrets as SHA-256; neither ever leaves as itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from hall.records.tables import counters, halls, pulses, staff, staff_roles, staff_sessions
from hall.records.times import micros, moment
from hall.rules.access import STAFF_ROLES, Identity, Person, doors_of


@dataclass(frozen=True, slots=True)
class Account:
    """What sign-in needs of a member of staff."""

    id: int
    name: str
    password_hash: str
    active: bool


_BY_SESSION = (
    select(
        staff.c.id, staff.c.name, halls.c.slug, counters.c.code.label("counter"), staff_sessions.c.expires_at,
    )
    .select_from(
        staff_sessions.join(staff, staff.c.id == staff_sessions.c.staff_id)
        .join(halls, halls.c.id == staff.c.hall_id)
        .outerjoin(counters, counters.c.id == staff_sessions.c.counter_id)
    )
    .where(
        staff_sessions.c.token_hash == bindparam("token_hash"),
        staff_sessions.c.ended_at.is_(None),
        staff_sessions.c.expires_at > bindparam("now"),
        staff.c.active == 1,
    )
)  # fmt: skip
_ROLES = select(staff_roles.c.role).where(staff_roles.c.staff_id == bindparam("staff_id"))


def find(connection: Connection, hall_id: int, username: str) -> Account | None:
    """The account of this name in this hall, active or not."""
    row = connection.execute(
        select(staff.c.id, staff.c.name, staff.c.password_hash, staff.c.active).where(
            staff.c.hall_id == hall_id, staff.c.username == username
        )
    ).one_or_none()
    return None if row is None else Account(row.id, row.name, row.password_hash, bool(row.active))


def add(
    connection: Connection,
    hall_id: int,
    username: str,
    name: str,
    password_hash: str,
    roles: Collection[str],
    at: datetime,
) -> int | None:
    """A new account with its roles: its id, or None when the name is taken. Two keepers at once take turns here."""
    connection.execute(select(pulses.c.hall_id).where(pulses.c.hall_id == hall_id).with_for_update())
    if find(connection, hall_id, username) is not None:
        return None
    values = {
        "hall_id": hall_id, "username": username, "name": name, "password_hash": password_hash,
        "created_at": micros(at),
    }  # fmt: skip
    staff_id = int(connection.execute(insert(staff).values(values).returning(staff.c.id)).scalar_one())
    set_roles(connection, staff_id, roles)
    return staff_id


def set_roles(connection: Connection, staff_id: int, roles: Collection[str]) -> None:
    """These roles and no others."""
    connection.execute(delete(staff_roles).where(staff_roles.c.staff_id == staff_id))
    connection.execute(insert(staff_roles), [{"staff_id": staff_id, "role": role} for role in roles])


def set_password(connection: Connection, staff_id: int, password_hash: str) -> None:
    """A new password; the sessions are the caller's business."""
    connection.execute(update(staff).where(staff.c.id == staff_id).values(password_hash=password_hash))


def set_active(connection: Connection, staff_id: int, active: bool) -> None:
    """Who is not active cannot sign in and keeps no session."""
    connection.execute(update(staff).where(staff.c.id == staff_id).values(active=int(active)))


def staff_of(connection: Connection, hall_id: int) -> list[Person]:
    """Everybody of the hall, active ones first, by name; `seen_at` is the latest sign-in."""
    roles: dict[int, set[str]] = {}
    own = select(staff.c.id).where(staff.c.hall_id == hall_id)
    for row in connection.execute(select(staff_roles).where(staff_roles.c.staff_id.in_(own))):
        roles.setdefault(row.staff_id, set()).add(row.role)
    latest = (
        select(staff_sessions.c.staff_id, func.max(staff_sessions.c.seen_at).label("seen_at"))
        .group_by(staff_sessions.c.staff_id)
        .subquery()
    )
    rows = connection.execute(
        select(staff, latest.c.seen_at)
        .select_from(staff.outerjoin(latest, latest.c.staff_id == staff.c.id))
        .where(staff.c.hall_id == hall_id)
        .order_by(staff.c.active.desc(), staff.c.name, staff.c.id)
    )
    return [
        Person(
            row.id, row.username, row.name, bool(row.active),
            tuple(role for role in STAFF_ROLES if role in roles.get(row.id, ())), moment(row.seen_at),
        )
        for row in rows
    ]  # fmt: skip


def start_session(
    connection: Connection, staff_id: int, token_hash: str, at: datetime, expires_at: datetime, counter_id: int | None
) -> None:
    """A signed-in browser; sessions long over go at the same time."""
    connection.execute(
        delete(staff_sessions).where(
            staff_sessions.c.staff_id == staff_id, staff_sessions.c.expires_at < micros(at) - 30 * 86_400_000_000
        )
    )
    connection.execute(
        insert(staff_sessions).values(
            staff_id=staff_id, token_hash=token_hash, counter_id=counter_id, created_at=micros(at), seen_at=micros(at),
            expires_at=micros(expires_at),
        )
    )  # fmt: skip


def end_session(connection: Connection, token_hash: str, at: datetime) -> int | None:
    """Signs this browser out; gives whose session it was, None when it was none."""
    staff_id = connection.execute(
        select(staff_sessions.c.staff_id).where(staff_sessions.c.token_hash == token_hash)
    ).scalar_one_or_none()
    connection.execute(
        update(staff_sessions)
        .where(staff_sessions.c.token_hash == token_hash, staff_sessions.c.ended_at.is_(None))
        .values(ended_at=micros(at))
    )
    return staff_id


def is_in(connection: Connection, staff_id: int, now: datetime) -> bool:
    """Whether this person is signed in anywhere."""
    alive = select(staff_sessions.c.id).where(
        staff_sessions.c.staff_id == staff_id, staff_sessions.c.ended_at.is_(None),
        staff_sessions.c.expires_at > micros(now),
    )  # fmt: skip
    return connection.execute(alive.limit(1)).first() is not None


def end_sessions(connection: Connection, staff_id: int, at: datetime) -> None:
    """Signs a person out everywhere."""
    connection.execute(
        update(staff_sessions)
        .where(staff_sessions.c.staff_id == staff_id, staff_sessions.c.ended_at.is_(None))
        .values(ended_at=micros(at))
    )


def sit_at(connection: Connection, token_hash: str, counter_id: int | None) -> bool:
    """The counter at which the person of this session sits; False when they sat there already."""
    elsewhere = staff_sessions.c.counter_id.is_distinct_from(counter_id)
    moved = connection.execute(
        update(staff_sessions).where(staff_sessions.c.token_hash == token_hash, elsewhere).values(counter_id=counter_id)
    )
    return bool(moved.rowcount)


def by_session(connection: Connection, token_hash: str, now: datetime) -> tuple[Identity, datetime] | None:
    """Who is signed in with this secret, and until when."""
    row = connection.execute(_BY_SESSION, {"token_hash": token_hash, "now": micros(now)}).one_or_none()
    if row is None:
        return None
    roles = frozenset(connection.execute(_ROLES, {"staff_id": row.id}).scalars())
    identity = Identity(
        f"person:{row.id}", "person", row.slug, doors_of(roles), name=row.name, counter=row.counter, staff_roles=roles
    )
    return identity, moment(row.expires_at)


def ended_since(connection: Connection, since: datetime, now: datetime) -> list[tuple[str, datetime]]:
    """Askers whose session ended between `since` and `now`, by whatever process or by its own time, and when."""
    end = func.coalesce(staff_sessions.c.ended_at, staff_sessions.c.expires_at)
    rows = connection.execute(
        select(staff_sessions.c.staff_id, func.max(end).label("at"))
        .where(or_(staff_sessions.c.ended_at >= micros(since), end.between(micros(since), micros(now))))
        .group_by(staff_sessions.c.staff_id)
    )
    return [(f"person:{row.staff_id}", moment(row.at)) for row in rows]
