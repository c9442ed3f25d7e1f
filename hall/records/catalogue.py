"""A hall's lines, counters and layanan are kept; every version of a document stays, because a berkas keeps to its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Table, delete, insert, select, update

from hall.records.database import inserted_id
from hall.records.halls import touch_setup
from hall.records.tables import counter_lines, counters, halls, layanan, layanan_versions, lines, pulses, steps
from hall.records.times import micros
from hall.rules.hall import Line
from hall.rules.layanan import Layanan, to_json


def keep_catalogue(
    connection: Connection, hall_id: int, plan: Sequence[Line], offered: Sequence[Layanan], at: datetime
) -> int:
    """Brings the hall to this catalogue in the caller's transaction; gives how many documents are new or changed.

    A layanan that is no longer in the catalogue is switched off, never dropped: tickets and berkas speak of it.
    """
    letters = {line.letter: _keep_line(connection, hall_id, line, place) for place, line in enumerate(plan)}
    changed = 0
    for place, value in enumerate(offered):
        changed += _keep_layanan(connection, hall_id, value, letters[value.line], place, at)
    gone = layanan.c.code.not_in([value.code for value in offered])
    connection.execute(update(layanan).where(layanan.c.hall_id == hall_id, gone).values(active=0))
    touch_setup(connection, hall_id)
    return changed


def _keep_line(connection: Connection, hall_id: int, line: Line, place: int) -> int:
    values = {"name": line.name, "name_en": line.name_en, "position": place}
    return _keep(connection, lines, {"hall_id": hall_id, "letter": line.letter}, values)


def _keep(connection: Connection, table: Table, key: Mapping[str, object], values: Mapping[str, object]) -> int:
    where = [table.c[name] == value for name, value in key.items()]
    found = connection.execute(select(table.c.id).where(*where)).scalar_one_or_none()
    if found is None:
        return inserted_id(connection.execute(insert(table).values(**key, **values)))
    connection.execute(update(table).where(table.c.id == found).values(**values))
    return int(found)


def _keep_layanan(connection: Connection, hall_id: int, value: Layanan, line_id: int, place: int, at: datetime) -> bool:
    body = json.dumps(to_json(value), ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(body.encode()).hexdigest()
    key = {"hall_id": hall_id, "code": value.code}
    known = connection.execute(
        select(layanan.c.id).where(layanan.c.hall_id == hall_id, layanan.c.code == value.code)
    ).scalar_one_or_none()
    values: dict[str, object] = {"line_id": line_id, "position": place}
    if known is None:
        values["active"] = int(value.active)
    layanan_id = _keep(connection, layanan, key, values)
    version = connection.execute(
        select(layanan_versions.c.id).where(
            layanan_versions.c.layanan_id == layanan_id, layanan_versions.c.digest == digest
        )
    ).scalar_one_or_none()
    fresh = version is None
    if version is None:
        version = _add_version(connection, layanan_id, digest, body, value, at)
    connection.execute(update(layanan).where(layanan.c.id == layanan_id).values(version_id=version))
    return fresh


def _add_version(connection: Connection, layanan_id: int, digest: str, body: str, value: Layanan, at: datetime) -> int:
    row = {"layanan_id": layanan_id, "digest": digest, "body": body, "imported_at": micros(at)}
    version = inserted_id(connection.execute(insert(layanan_versions).values(**row)))
    connection.execute(
        insert(steps),
        [
            {"version_id": version, "step_order": step.order, "no": step.no, "text": step.text, "by": step.by,
             "after_handover": int(step.after_handover), "time_kind": step.time.kind, "time_value": step.time.value}
            for step in value.steps
        ],
    )  # fmt: skip
    return version


def keep_settings(connection: Connection, hall_id: int, settings: Mapping[str, object]) -> None:
    """Replaces the named settings of a hall and leaves the others."""
    connection.execute(select(pulses.c.setup).where(pulses.c.hall_id == hall_id).with_for_update())  # one at a time
    kept = json.loads(connection.execute(select(halls.c.settings).where(halls.c.id == hall_id)).scalar_one())
    text = json.dumps({**kept, **settings}, ensure_ascii=False)
    connection.execute(update(halls).where(halls.c.id == hall_id).values(settings=text))
    touch_setup(connection, hall_id)


def keep_counter(connection: Connection, hall_id: int, code: str, name: str, serves: Sequence[int], place: int) -> int:
    """A counter and the lines (ids) that it serves."""
    key = {"hall_id": hall_id, "code": code}
    counter_id = _keep(connection, counters, key, {"name": name, "position": place})
    connection.execute(delete(counter_lines).where(counter_lines.c.counter_id == counter_id))
    for line_id in serves:
        connection.execute(insert(counter_lines).values(counter_id=counter_id, line_id=line_id))
    touch_setup(connection, hall_id)
    return counter_id


def line_ids(connection: Connection, hall_id: int) -> list[int]:
    """The ids of a hall's lines in order."""
    return list(
        connection.execute(select(lines.c.id).where(lines.c.hall_id == hall_id).order_by(lines.c.position)).scalars()
    )
