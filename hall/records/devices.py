"""Paired screens, tokens of programs, and screens that still show their code. Secrets are kept only as SHA-256."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Select, bindparam, delete, insert, select, update

from hall.records.tables import counters, devices, halls, pairings
from hall.records.times import micros, moment
from hall.rules.access import Device, Identity, Pairing
from hall.rules.screens import Word, from_kept, to_kept

_BY_SECRET = (
    select(
        devices.c.id, devices.c.kind, devices.c.role, devices.c.name, halls.c.slug, devices.c.printer_id,
        counters.c.code.label("counter"),
    )
    .select_from(
        devices.join(halls, halls.c.id == devices.c.hall_id).outerjoin(counters, counters.c.id == devices.c.counter_id)
    )
    .where(
        devices.c.token_hash == bindparam("token_hash"),
        devices.c.kind == bindparam("kind"),
        devices.c.revoked_at.is_(None),
    )
)  # fmt: skip

_KEEP_WORD = update(devices).where(devices.c.id == bindparam("device")).values(report=bindparam("said"))


def add(connection: Connection, values: dict[str, Any]) -> int:
    """A new device; `values` are columns of `devices`. Gives its id."""
    return int(connection.execute(insert(devices).values(values).returning(devices.c.id)).scalar_one())


def by_secret(connection: Connection, token_hash: str, kind: str) -> Identity | None:
    """The screen (`screen`) or program (`api`) with this secret, unless it was revoked."""
    row = connection.execute(_BY_SECRET, {"token_hash": token_hash, "kind": kind}).one_or_none()
    if row is None:
        return None
    asker = f"{'token' if row.kind == 'api' else 'device'}:{row.id}"
    return Identity(
        asker, row.kind, row.slug, frozenset({row.role}), name=row.name, counter=row.counter, printer=row.printer_id
    )


def devices_of(connection: Connection, hall_id: int, kind: str) -> list[Device]:
    """Screens or tokens of the hall that still hold, newest first."""
    rows = connection.execute(
        _devices()
        .where(devices.c.hall_id == hall_id, devices.c.kind == kind, devices.c.revoked_at.is_(None))
        .order_by(devices.c.id.desc())
    )
    return [_device(row) for row in rows]


def find(connection: Connection, hall_id: int, device_id: int) -> Device | None:
    """One device of this hall, revoked or not."""
    row = connection.execute(_devices().where(devices.c.hall_id == hall_id, devices.c.id == device_id)).one_or_none()
    return None if row is None else _device(row)


def revoke(connection: Connection, device_id: int, at: datetime) -> None:
    """Ends a device's rights for good."""
    connection.execute(
        update(devices).where(devices.c.id == device_id, devices.c.revoked_at.is_(None)).values(revoked_at=micros(at))
    )


def seen(connection: Connection, device_ids: Collection[int], at: datetime) -> None:
    """These devices spoke just now."""
    connection.execute(update(devices).where(devices.c.id.in_(device_ids)).values(seen_at=micros(at)))


def words_of(connection: Connection, device_ids: Collection[int]) -> dict[int, Word]:
    """The kept words of these devices by id; a device that never reported has none."""
    rows = connection.execute(
        select(devices.c.id, devices.c.report).where(devices.c.id.in_(device_ids), devices.c.report.is_not(None))
    )
    read = {row.id: from_kept(json.loads(row.report)) for row in rows}
    return {device: word for device, word in read.items() if word is not None}


def keep_words(connection: Connection, words: Mapping[int, Word]) -> None:
    """Keeps the newest word of each device."""
    if words:
        changes = [{"device": one, "said": json.dumps(to_kept(word))} for one, word in words.items()]
        connection.execute(_KEEP_WORD, changes)


def revoked_since(connection: Connection, since: datetime) -> list[tuple[str, datetime]]:
    """Askers of devices and tokens revoked at or after `since`, by whatever process, and when."""
    rows = connection.execute(
        select(devices.c.id, devices.c.kind, devices.c.revoked_at).where(devices.c.revoked_at >= micros(since))
    )
    return [(f"{'token' if row.kind == 'api' else 'device'}:{row.id}", moment(row.revoked_at)) for row in rows]


def start_pairing(
    connection: Connection, hall_id: int, code: str, role: str, secret_hash: str, at: datetime, expires_at: datetime
) -> None:
    """A screen shows `code`; codes long over go at the same time."""
    connection.execute(
        delete(pairings).where(pairings.c.hall_id == hall_id, pairings.c.expires_at < micros(at) - 3_600_000_000)
    )
    connection.execute(
        insert(pairings).values(
            hall_id=hall_id, code=code, wanted_role=role, secret_hash=secret_hash, created_at=micros(at),
            expires_at=micros(expires_at),
        )
    )  # fmt: skip


def open_codes(connection: Connection, hall_id: int, now: datetime) -> list[Pairing]:
    """Screens of the hall that wait with a code still good, oldest first."""
    rows = connection.execute(
        select(pairings)
        .where(pairings.c.hall_id == hall_id, pairings.c.used_at.is_(None), pairings.c.expires_at > micros(now))
        .order_by(pairings.c.id)
    )
    return [
        Pairing(row.code, row.wanted_role, "waiting", moment(row.created_at), moment(row.expires_at)) for row in rows
    ]


def pairing_by_secret(connection: Connection, hall_id: int, secret_hash: str, now: datetime) -> Pairing | None:
    """The code of the browser that holds this secret, or None when it never had one in this hall."""
    row = connection.execute(
        select(pairings).where(pairings.c.hall_id == hall_id, pairings.c.secret_hash == secret_hash)
    ).one_or_none()
    if row is None:
        return None
    late = row.expires_at <= micros(now)
    state: Literal["waiting", "confirmed", "expired"] = (
        "confirmed" if row.used_at is not None else "expired" if late else "waiting"
    )
    return Pairing(row.code, row.wanted_role, state, moment(row.created_at), moment(row.expires_at))


def use_code(connection: Connection, hall_id: int, code: str, at: datetime) -> tuple[int, str, str] | None:
    """Takes a good code once: (id of the pairing, wanted role, hash of the browser's secret), None when there is none.

    The update is the lock: of two keepers with the same code one gets it.
    """
    row = connection.execute(
        select(pairings.c.id, pairings.c.wanted_role, pairings.c.secret_hash)
        .where(
            pairings.c.hall_id == hall_id, pairings.c.code == code, pairings.c.used_at.is_(None),
            pairings.c.expires_at > micros(at),
        )
        .order_by(pairings.c.id)
        .limit(1)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    taken = connection.execute(
        update(pairings).where(pairings.c.id == row.id, pairings.c.used_at.is_(None)).values(used_at=micros(at))
    ).rowcount
    return (row.id, row.wanted_role, row.secret_hash) if taken else None


def set_paired(connection: Connection, pairing_id: int, device_id: int) -> None:
    """Which device came of the pairing."""
    connection.execute(update(pairings).where(pairings.c.id == pairing_id).values(device_id=device_id))


def _devices() -> Select[Any]:
    return select(devices, counters.c.code.label("counter")).select_from(
        devices.outerjoin(counters, counters.c.id == devices.c.counter_id)
    )


def _device(row: Any) -> Device:
    return Device(
        row.id, row.kind, row.role, row.counter, row.name, moment(row.created_at), row.created_by, moment(row.seen_at),
        moment(row.revoked_at),
    )  # fmt: skip
