"""Lists that are brought in, as the page and the API read them."""

from __future__ import annotations

import json
from typing import Any, Final

from hall.actions.office import Office
from hall.errors import Refused
from hall.keys import Unreadable
from hall.records import resident_imports as kept
from hall.records.resident_imports import Import
from hall.rules.access import Identity
from hall.rules.hall import Hall
from hall.rules.resident_access import may_write, permit
from hall.rules.shapes import local

NEWEST: Final = 20
ROWS: Final = 100
VERDICTS: Final = ("new", "changed", "same", "faulty")


def one(office: Office, slug: str, import_id: int, who: Identity) -> dict[str, Any]:
    """A list with its columns (samples are masked) and how far it is."""
    hall = office.hall(slug)
    permit(may_write(hall, who), "write")
    with office.database.reading() as connection:
        found = kept.one(connection, hall, import_id)
    if found is None:
        raise Refused("not_found", "Daftar itu tidak ada.")
    return shape(office, hall, found)


def newest(office: Office, slug: str, who: Identity) -> dict[str, Any]:
    """{items}: the lists of the hall, the newest first."""
    hall = office.hall(slug)
    permit(may_write(hall, who), "write")
    with office.database.reading() as connection:
        found = kept.newest(connection, hall, NEWEST)
    return {"items": [shape(office, hall, each) for each in found]}


def rows(office: Office, slug: str, import_id: int, verdict: str, after: int, who: Identity) -> dict[str, Any]:
    """{items, next}: rows of one verdict by number; nobody is named in them."""
    hall = office.hall(slug)
    permit(may_write(hall, who), "write")
    if verdict not in VERDICTS:
        raise Refused("bad_request", f"Pilih: {', '.join(VERDICTS)}.", field="verdict")
    with office.database.reading() as connection:
        if kept.one(connection, hall, import_id) is None:
            raise Refused("not_found", "Daftar itu tidak ada.")
        found = kept.page(connection, import_id, verdict, after, ROWS + 1)
    items = [{"row": each.row, "verdict": each.verdict, "says": each.fault} for each in found[:ROWS]]
    return {"items": items, "next": items[-1]["row"] if len(found) > ROWS else None}


def shape(office: Office, hall: Hall, found: Import) -> dict[str, Any]:
    """The list as the API shows it."""
    try:
        seen = json.loads(office.sealed.open(found.columns))
    except Unreadable:
        seen = {"name": "(tidak terbaca)", "columns": []}
    return {
        "id": found.id, "state": found.state, "name": seen["name"], "kind": found.kind, "columns": seen["columns"],
        "fields": dict(found.mapping.get("fields", {})), "header": found.mapping.get("header", 0),
        "village": found.village, "rows": found.rows, "done": found.done, "new": found.new, "changed": found.changed,
        "same": found.same, "faulty": found.faulty, "fault": found.fault,
        "created_at": local(found.created_at, hall.timezone),
    }  # fmt: skip
