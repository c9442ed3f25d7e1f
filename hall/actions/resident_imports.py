"""Bringing in a list: taken in sealed, looked at, mapped, read without consequence, then taken batch by batch.

Until somebody says "take it" the register does not change at all. From then on every batch of a hundred rows is kept whole
or not at all, and a server that was killed goes on where it stood: a list that was begun is always finished.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from hall import runtime
from hall.actions import resident_reading
from hall.actions.office import Office
from hall.actions.resident_reading import start
from hall.errors import Refused
from hall.lists import vault
from hall.records import resident_imports as kept
from hall.records.resident_imports import APPLYING, CHECKED, CHECKING, DROPPED, FAILED, MAPPING, READING, Import
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules.access import Identity
from hall.rules.hall import Hall
from hall.rules.resident_access import may_write, permit
from hall.rules.resident_lists import check_mapping
from hall.rules.residents import check_village

NAME_MOST: Final = 120


def take_in(
    office: Office, slug: str, ask: Ask, name: str, village: str | None, chunks: Iterable[bytes], who: Identity
) -> Answer:
    """Takes a list in (CSV or XLSX, 100 MB at most), sealed. Its columns are looked at beside; the answer is its id."""
    permit(may_write(office.hall(slug), who), "write")
    home = check_village(village) if village and village.strip() else None
    aside, mark = vault.take(office.settings.var, office.sealed, chunks, runtime.yield_once)
    asked = Ask.of(ask.asker, ask.path, ask.request_id, {"list": mark, "village": home})
    label = office.sealed.seal(json.dumps({"name": _file_name(name), "columns": [], "header": 0}, ensure_ascii=False))

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        made = kept.add(work.connection, hall, home, label, ask.asker, work.now)
        work.log(hall.id, "residents.list", actor=ask.asker, subject=f"import {made}")
        vault.keep(aside, made)
        return {"id": made, "state": READING}

    try:
        answer = office.once(slug, asked, do)
    finally:
        aside.unlink(missing_ok=True)  # there still when this was asked before, or failed
    start(office, slug, int(json.loads(answer.body)["id"]))
    return answer


def map_columns(
    office: Office, slug: str, ask: Ask, import_id: int, fields: Mapping[str, int], header: int, village: str | None,
    who: Identity,
) -> Answer:  # fmt: skip
    """Says which column is what; then every row is read and judged, and nothing else happens yet."""
    permit(may_write(office.hall(slug), who), "write")

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        found = _in_state(work, hall, import_id, (MAPPING, CHECKED, FAILED))
        columns = json.loads(office.sealed.open(found.columns))["columns"]
        mapping = check_mapping(fields, header, village if village is not None else found.village, len(columns))
        values = {"fields": dict(mapping.fields), "header": mapping.header}
        counts = {"done": 0, "new": 0, "changed": 0, "same": 0, "faulty": 0, "fault": None}
        states = (MAPPING, CHECKED, FAILED)
        kept.move(
            work.connection,
            hall,
            import_id,
            states,
            CHECKING,
            work.now,
            mapping=values,
            village=mapping.village,
            **counts,
        )
        return {"id": import_id, "state": CHECKING}

    answer = office.once(slug, ask, do)
    start(office, slug, import_id)
    return answer


def apply(office: Office, slug: str, ask: Ask, import_id: int, who: Identity) -> Answer:
    """Takes the list: its new people come in, its changes are made. What is faulty stays out."""
    permit(may_write(office.hall(slug), who), "write")

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        found = _in_state(work, hall, import_id, (CHECKED,))
        if not found.new + found.changed:
            raise Refused("wrong_state", "Daftar ini tidak mengubah apa pun.")
        kept.move(work.connection, hall, import_id, (CHECKED,), APPLYING, work.now, done=0)
        work.log(hall.id, "residents.import", actor=ask.asker, subject=f"import {import_id}")
        return {"id": import_id, "state": APPLYING}

    answer = office.once(slug, ask, do)
    start(office, slug, import_id)
    return answer


def drop(office: Office, slug: str, ask: Ask, import_id: int, who: Identity) -> Answer:
    """Throws a list away that was not taken yet; nothing of it stays."""
    permit(may_write(office.hall(slug), who), "write")

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        _in_state(work, hall, import_id, (MAPPING, CHECKED, FAILED))
        resident_reading.end(work, hall, import_id, (MAPPING, CHECKED, FAILED), DROPPED)
        return {"id": import_id, "state": DROPPED}

    answer = office.once(slug, ask, do)
    runtime.spawn(resident_reading.sweep, office, import_id)
    return answer


def _in_state(work: Work, hall: Hall, import_id: int, states: tuple[str, ...]) -> Import:
    found = kept.one(work.connection, hall, import_id)
    if found is None:
        raise Refused("not_found", "Daftar itu tidak ada.")
    if found.state not in states:
        raise Refused("wrong_state", "Daftar ini sedang dibaca, atau sudah selesai.")
    return found


def _file_name(name: str) -> str:
    clean = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
    return clean.strip()[:NAME_MOST] or "daftar"
