"""What is taken out of the register: the list for the office's own use, and everything of one person for that person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from hall import runtime
from hall.actions.office import Office
from hall.actions.residents import Wish, about, counted, one, query, seen, today_of
from hall.keys import Sealed
from hall.records import resident_lists, residents
from hall.rules import resident_shapes
from hall.rules.access import Identity
from hall.rules.documents import Document
from hall.rules.resident_access import may_export, permit
from hall.rules.residents import Resident

MOST_EXPORTED: Final = 100_000
READ_AT_ONCE: Final = 1_000


def export(office: Office, slug: str, wish: Wish, who: Identity) -> Document:
    """The list with everything that is kept, for the office's own use."""
    hall = office.hall(slug)
    permit(may_export(hall, who), "export")
    today = today_of(office, hall)
    with office.database.reading() as connection:
        many = resident_lists.how_many(connection, hall, query(connection, hall, wish, today))
    seen(office, slug, "residents.export", counted(about(wish), many), who)
    people: list[Resident] = []
    after = 0
    while len(people) < MOST_EXPORTED:
        with office.database.reading() as connection:
            asked = query(connection, hall, wish, today)
            rows = resident_lists.page(connection, hall, asked, after, READ_AT_ONCE)
        if not rows:
            break
        people += runtime.run_blocking(_opened, office.sealed, rows)
        after = rows[-1]["number"]
    return resident_shapes.export(hall, people, today, ", ".join(wish.villages) or "Semua desa")


def copy(office: Office, slug: str, number: int, who: Identity) -> tuple[dict[str, Any], Document]:
    """All that is kept of one person, to be handed to them."""
    told = one(office, slug, number, who, why="residents.copied")
    hall = office.hall(slug)
    return told, resident_shapes.copy(hall, told, today_of(office, hall))


def _opened(sealed: Sealed, rows: Sequence[Mapping[str, Any]]) -> list[Resident]:
    return [residents.opened(sealed, row) for row in rows]
