"""Slips of every layanan, as the server itself would keep them for its printing process."""

from __future__ import annotations

import uuid
from pathlib import Path

from sqlalchemy import text

from bench.stage import settings_for
from hall.actions import tickets
from hall.actions.office import Office
from hall.clock import SystemClock
from hall.records.database import Database
from hall.records.halls import slugs
from hall.records.unit_of_work import Ask


def slips_of_all(url: str, var: Path) -> list[str]:
    """The slip (JSON) of a fresh ticket of each layanan that citizens may take, in every hall of the store."""
    office = Office(Database(url), SystemClock(), settings_for(var, url))
    with office.database.reading() as connection:
        halls, last = slugs(connection), connection.execute(text("SELECT max(id) FROM print_jobs")).scalar_one()
    for slug in halls:
        for code, offer in office.hall(slug).offers.items():
            if offer.active and offer.layanan.audience == "citizen":
                ask = Ask.of("bench", "tickets", uuid.uuid4().hex, {})
                tickets.issue(office, slug, ask, tickets.Wish(code))
    with office.database.reading() as connection:
        found = connection.execute(text("SELECT slip FROM print_jobs WHERE id > :last"), {"last": last}).scalars().all()
    office.database.close()
    return [str(slip) for slip in found]
