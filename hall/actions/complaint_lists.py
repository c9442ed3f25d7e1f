"""Complaints as they are read: the list with what is overdue on top, one case, and what the reporter sees by the code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from hall.actions import sealed_cases
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import berkas as berkas_records
from hall.records import complaints as kept
from hall.records.berkas import Reading
from hall.rules import complaint_shapes
from hall.rules.calendar import business_day
from hall.rules.complaints import CODE_LIFE, Complaint, urgency
from hall.rules.hall import Hall
from hall.rules.tickets import clean_token
from hall.rules.workflow import Berkas

PAGE: Final = 50


def listed(office: Office, slug: str, *, ended: bool = False, cursor: int | None = None) -> dict[str, Any]:
    """{items, next, overdue}. Under way: overdue ones first, then by their last day, answered ones last; or the ended ones."""
    hall, now = office.hall(slug), office.clock.now()
    today = business_day(now, hall.timezone)
    with office.database.reading() as connection:
        late = len(kept.overdue(connection, hall, today))
        if ended:
            page = kept.ended(connection, hall, cursor, PAGE)
            following = page[-1].berkas_id if len(page) == PAGE else None
        else:
            start = cursor or 0
            cases = sorted(kept.live(connection, hall), key=_place)
            page = cases[start : start + PAGE]
            following = start + PAGE if len(cases) > start + PAGE else None
        items = [
            complaint_shapes.listed(value, file, berkas_records.document(connection, file.version_id), hall, today)
            for value, file in _with_files(connection, hall, page)
        ]
    return {"items": items, "next": following, "overdue": late}


def _place(value: Complaint) -> tuple[Any, ...]:
    return (value.answered_at is not None, *urgency(value.due_on, value.received_at, value.berkas_id))


def _with_files(connection: Reading, hall: Hall, values: Sequence[Complaint]) -> list[tuple[Complaint, Berkas]]:
    ids = [value.berkas_id for value in values]
    found = {file.id: file for file in berkas_records.by_ids(connection, hall, ids)} if ids else {}
    return [(value, found[value.berkas_id]) for value in values]


def one(office: Office, slug: str, number: str) -> dict[str, Any]:
    """A whole case for those who handle it: words, reporter, dispositions, answer."""
    hall, now = office.hall(slug), office.clock.now()
    with office.database.reading() as connection:
        file = berkas_records.by_number(connection, hall, number)
        value = None if file is None else kept.of_berkas(connection, file.id)
        if file is None or value is None:
            raise Refused("not_found", "Pengaduan ini tidak ada di kantor ini.")
        document = berkas_records.document(connection, file.version_id)
    told = sealed_cases.opened(office, value)
    return complaint_shapes.case(value, file, document, hall, now, business_day(now, hall.timezone), told)


def followed(office: Office, typed: str) -> tuple[Hall, dict[str, Any]] | None:
    """The hall and what the reporter may see; None for an unknown code, and for one whose case ended long ago."""
    code = clean_token(typed)
    if code is None:
        return None
    with office.database.reading() as connection:
        found = kept.by_code(connection, code)
    if found is None:
        return None
    slug, number, value = found
    hall, now = office.hall(slug), office.clock.now()  # outside: the hall may need a connection of its own
    with office.database.reading() as connection:
        file = berkas_records.by_number(connection, hall, number)
        if file is None or _is_dead(value, file, now):
            return None
        document = berkas_records.document(connection, file.version_id)
    told, today = sealed_cases.opened(office, value), business_day(now, hall.timezone)
    return hall, complaint_shapes.followed(value, file, document, hall, told, today)


def _is_dead(value: Complaint, file: Berkas, now: datetime) -> bool:
    if not file.is_over:
        return False
    last = file.done_at or value.answered_at or max(run.finished_at or run.started_at for run in file.runs)
    return now - last > CODE_LIFE
