"""Today for the camat, read in one consistent look."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from hall.actions.office import Office
from hall.records import berkas as berkas_records
from hall.records import complaints, counters, days
from hall.records import overview as kept
from hall.rules.calendar import day_starts
from hall.rules.documents import Document
from hall.rules.holding import is_overdue
from hall.rules.overview import Seen, as_document, overview


def today(office: Office, slug: str) -> dict[str, Any]:
    """How the day goes: numbers, waits, counters, layanan, and what is late."""
    hall, now = office.hall(slug), office.clock.now()
    with office.database.reading() as connection:
        day = days.shown(connection, hall, now)
        live = berkas_records.live(connection, hall)
        cases = {value.berkas_id for value in complaints.live(connection, hall)}
        files = [file for file in live if file.id not in cases]
        seen = Seen(
            day=day, version=kept.version(connection, hall), tickets=kept.of_day(connection, hall, day),
            counters=counters.all_now(connection, hall), sitting=kept.sitting(connection, hall),
            returned=kept.returned(connection, hall, day, day_starts(day, hall.timezone)),
            files=(len(files), sum(is_overdue(file.state, file.promised_at, now) for file in files)),
            complaints=(len(cases), len(complaints.overdue(connection, hall, day))),
        )  # fmt: skip
    return overview(seen, hall, now)


def as_tables(office: Office, slug: str) -> Document:
    """The same for a spreadsheet."""
    hall = office.hall(slug)
    return as_document(today(office, slug), hall, office.clock.now().astimezone(ZoneInfo(hall.timezone)))
