"""Small offices for tests of people, screens and the keeper's room: two real halls, two demo halls."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from hall.actions import people
from hall.actions.office import Office
from hall.clock import FixedClock
from hall.config import Settings
from hall.records import halls, schema
from hall.records import people as records
from hall.records.database import Database
from hall.records.tables import counter_lines, counters, line_days, lines
from hall.rules.calendar import business_day
from hall.rules.events import Event

MORNING = datetime(2026, 11, 19, 1, 30, tzinfo=UTC)  # Thursday 08.30 WIB


@dataclass
class Ears:
    """Keeps what was told, and passes it on to whoever listens."""

    heard: list[Event] = field(default_factory=list)
    listeners: list[Callable[[Event], None]] = field(default_factory=list)

    def __call__(self, event: Event) -> None:
        self.heard.append(event)
        for listener in self.listeners:
            listener(event)


def settings_for(var: Path, database_url: str, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "var": var, "database_url": database_url, "redis_url": None, "bind": "127.0.0.1:8000", "trusted_proxies": (),
        "public_url": None, "secret_key": "a secret of the tests, long enough", "demo": True, "demo_printer": "memory:",
    }  # fmt: skip
    return Settings(**(values | changes))


def add_hall(office: Office, slug: str, *, demo: bool) -> int:
    with office.database.writing() as connection:
        hall_id = halls.add_hall(
            connection,
            {
                "slug": slug, "name": f"Kecamatan {slug.title()}", "regency": "Kabupaten Contoh",
                "timezone": "Asia/Jakarta", "zone": "WIB", "demo": int(demo), "settings": json.dumps({}),
                "created_at": 0,
            },
        )  # fmt: skip
        line = {"hall_id": hall_id, "letter": "A", "name": "Kependudukan", "name_en": "Papers", "position": 1}
        line_id = connection.execute(insert(lines).values(line).returning(lines.c.id)).scalar_one()
        for position, code in enumerate(("1", "2"), 1):
            desk = {"hall_id": hall_id, "code": code, "name": f"Loket {code}", "position": position}
            desk_id = connection.execute(insert(counters).values(desk).returning(counters.c.id)).scalar_one()
            connection.execute(insert(counter_lines).values(counter_id=desk_id, line_id=line_id))
    return hall_id


@contextmanager
def opened(var: Path, database_url: str, **changes: Any) -> Iterator[Office]:
    """An office with the real halls `sari` and `mulya` and the demo halls `kerjo` and `jumapolo`."""
    schema.prepare(database_url)
    database = Database(database_url)
    office = Office(database, FixedClock(MORNING), settings_for(var, database_url, **changes), tell=Ears())
    for slug in ("sari", "mulya"):
        add_hall(office, slug, demo=False)
    for slug in ("kerjo", "jumapolo"):
        add_hall(office, slug, demo=True)
    try:
        yield office
    finally:
        database.close()


def add_person(office: Office, hall: str, username: str, name: str, role: str, password: str) -> None:
    """An account whose password costs little to check, for tests that are not about that cost."""
    kept = people.hash_password(password, people.DEMO_COST)
    with office.database.writing() as connection:
        records.add(connection, office.hall(hall).id, username, name, kept, [role], office.clock.now())


def clock_of(office: Office) -> FixedClock:
    assert isinstance(office.clock, FixedClock)
    return office.clock


def worked(office: Office, slug: str) -> None:
    """The hall gave numbers on the five days before today."""
    hall, now = office.hall(slug), office.clock.now()
    line = next(iter(hall.lines.values())).id
    with office.database.writing() as connection:
        for back in range(1, 6):
            day = business_day(now, hall.timezone) - timedelta(days=back)
            connection.execute(insert(line_days).values(line_id=line, day=day, last_number=7))


def ears_of(office: Office) -> Ears:
    assert isinstance(office.tell, Ears)
    return office.tell
