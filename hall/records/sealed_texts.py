"""Some of what the office keeps sealed: by it a lost key is known, and another's."""

from __future__ import annotations

from sqlalchemy import Connection, select

from hall.records.tables import berkas, complaints, resident_imports, residents

_EACH = 3


def some(connection: Connection) -> list[str]:
    """A few sealed texts of each kind, the newest and the oldest; empty where nothing was ever sealed."""
    found: list[str] = []
    for text, order in (
        (residents.c.sealed, residents.c.id),
        (berkas.c.person, berkas.c.id),
        (complaints.c.body, complaints.c.berkas_id),
        (resident_imports.c.columns, resident_imports.c.id),
    ):
        for by in (order.desc(), order):
            asked = select(text).where(text.is_not(None), text != "", text != "[]").order_by(by).limit(_EACH)
            found += connection.execute(asked).scalars()
    return found
