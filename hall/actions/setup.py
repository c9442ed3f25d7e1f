"""A hall is set up: from a catalogue's folder, for real or as a demo. A broken catalogue changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from hall.actions.office import Office
from hall.catalogue.reader import read_hall
from hall.catalogue.values import HallCatalogue
from hall.errors import Refused
from hall.records import catalogue as kept
from hall.records import halls, premises
from hall.records.times import micros
from hall.records.unit_of_work import Work, transact
from hall.rules.events import HallChanged
from hall.rules.hall import Hall, Line

WEEK: Final = {day: ((8 * 60, 12 * 60), (13 * 60, 15 * 60 + 30)) for day in range(4)} | {
    4: ((8 * 60, 11 * 60 + 30), (13 * 60, 15 * 60 + 30))
}
"""Monday to Thursday and Friday with its longer break; the keeper sets the office's own hours."""


def import_catalogue(office: Office, slug: str, folder: Path) -> int:
    """Brings an existing hall to the catalogue in `folder`; gives how many documents are new or changed.

    Raises BrokenCatalogue with every fault before anything is written.
    """
    read = read_hall(folder)

    def do(work: Work, hall: Hall) -> int:
        changed = _keep(work, hall.id, read)
        work.log(hall.id, "catalogue.imported", subject=str(changed))
        work.tell(HallChanged(hall.slug))
        return changed

    changed = office.transact(slug, do)
    office.forget(slug)
    return changed


def create_hall(
    office: Office, folder: Path, *, demo: bool = False, counters: int = 3, overrides: Mapping[str, Any] | None = None
) -> str:
    """A new hall from a catalogue's folder with counters 1 to `counters`, each serving every line; gives its slug.

    `overrides`: slug, name, regency, timezone, zone of the real office. `wrong_state` when the slug is taken.
    """
    read = read_hall(folder)
    plan = asdict(read.hall) | {name: value for name, value in (overrides or {}).items() if value}
    with office.database.reading() as connection:
        if plan["slug"] in halls.slugs(connection):
            raise Refused("wrong_state", f"Kantor '{plan['slug']}' sudah ada di server ini.")

    def do(work: Work) -> None:
        columns = ("slug", "name", "regency", "timezone", "zone")
        row = {name: plan[name] for name in columns} | {"demo": int(demo), "created_at": micros(work.now)}
        hall_id = halls.add_hall(work.connection, row)
        _keep(work, hall_id, read)
        serves = kept.line_ids(work.connection, hall_id)
        for place in range(counters):
            code = str(place + 1)
            kept.keep_counter(work.connection, hall_id, code, f"Loket {code}", serves, place)
        if demo:
            kept.keep_settings(work.connection, hall_id, {"voice": True})
        else:
            premises.set_hours(work.connection, hall_id, WEEK)
        work.log(hall_id, "hall.created")

    transact(office.database, office.clock.now(), office.tell, do)
    return str(plan["slug"])


def _keep(work: Work, hall_id: int, read: HallCatalogue) -> int:
    plan = [Line(0, line.letter, line.name, line.name_en) for line in read.hall.lines]
    changed = kept.keep_catalogue(work.connection, hall_id, plan, read.layanan, work.now)
    kept.keep_settings(
        work.connection, hall_id, {"categories": [asdict(category) for category in read.hall.categories]}
    )
    return changed
