"""A small office with printers and queued slips, for the tests of the spool. Both databases."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text, update

from hall.clock import Clock, SystemClock
from hall.printing.begun import Begun
from hall.printing.spool import Spool
from hall.printing.station import LASTING_SECONDS
from hall.records import schema
from hall.records.database import Database
from hall.records.print_outbox import PrintJobs
from hall.records.tables import halls, layanan, lines, print_jobs, printers, tickets
from hall.records.times import micros
from hall.rules.slips import to_json
from tests.patience import PATIENCE
from tests.printer_drivers.rigs import PATIENT
from tests.printing.slip_samples import TICKET


class Outbox:
    """One hall with a line and a layanan; printers and jobs are added by the test."""

    def __init__(self, url: str, var: Path) -> None:
        schema.prepare(url)
        self.url, self.var = url, var
        self.database = Database(url)
        self.count = 0
        self.news = 0
        with self.database.writing() as connection:
            hall = {"slug": "kerjo", "name": "Kecamatan Kerjo", "regency": "Karanganyar", "created_at": 0}
            self.hall = connection.execute(
                insert(halls).values(**hall, timezone="Asia/Jakarta", zone="WIB")
            ).inserted_primary_key[0]
            self.line = connection.execute(
                insert(lines).values(hall_id=self.hall, letter="A", name="Umum")
            ).inserted_primary_key[0]
            self.layanan = connection.execute(
                insert(layanan).values(hall_id=self.hall, code="kk", line_id=self.line)
            ).inserted_primary_key[0]

    def printer(self, url: str, name: str = "Kios 1", fallback: int | None = None) -> int:
        """A printer's id; one on the network is given all the time that the slowest machine may need for its answers."""
        if url.startswith("tcp:"):
            url += "".join(f"&{limit}" for limit in PATIENT.split("&") if f"&{limit.split('=')[0]}=" not in url)
        with self.database.writing() as connection:
            values = {"hall_id": self.hall, "name": name, "url": url, "fallback_id": fallback}
            return int(connection.execute(insert(printers).values(**values)).inserted_primary_key[0])

    def job(
        self,
        printer: int | None,
        *,
        ticket_state: str = "waiting",
        copy: int = 0,
        created: datetime | None = None,
        slip: str | None = None,
    ) -> int:
        self.count += 1
        now = created or datetime.now(UTC)
        number = f"A{self.count:03d}"
        with self.database.writing() as connection:
            ticket = connection.execute(
                insert(tickets).values(
                    hall_id=self.hall, day=date(2026, 11, 20), line_id=self.line, count=self.count, number=number,
                    token=f"TOKEN{self.count:08d}", layanan_id=self.layanan, state=ticket_state, place=self.count,
                    issued_at=micros(now), waiting_before=0,
                )
            ).inserted_primary_key[0]  # fmt: skip
            return int(
                connection.execute(
                    insert(print_jobs).values(
                        hall_id=self.hall, ticket_id=ticket, kind="ticket", copy=copy, printer_id=printer,
                        state="queued", slip=slip or to_json(replace(TICKET, number=number)), created_at=micros(now),
                        expires_at=micros(now + timedelta(minutes=15)), changed_at=micros(now), told=1,
                    )
                ).inserted_primary_key[0]
            )  # fmt: skip

    def ticket_becomes(self, job: int, state: str) -> None:
        with self.database.writing() as connection:
            ticket = select(print_jobs.c.ticket_id).where(print_jobs.c.id == job).scalar_subquery()
            connection.execute(update(tickets).where(tickets.c.id == ticket).values(state=state))

    def row(self, job: int) -> Any:
        with self.database.reading() as connection:
            return connection.execute(select(print_jobs).where(print_jobs.c.id == job)).one()

    def state(self, job: int) -> str:
        return str(self.row(job).state)

    def states(self) -> list[str]:
        with self.database.reading() as connection:
            return list(connection.execute(select(print_jobs.c.state).order_by(print_jobs.c.id)).scalars())

    def printer_row(self, printer: int) -> Any:
        with self.database.reading() as connection:
            return connection.execute(select(printers).where(printers.c.id == printer)).one()

    def run(self, sql: str) -> None:
        with self.database.writing() as connection:
            connection.execute(text(sql))

    def spool(
        self,
        *,
        owner: str = "test",
        clock: Clock | None = None,
        database: Database | None = None,
        lasting: float = LASTING_SECONDS,
    ) -> Spool:
        store = PrintJobs(database or self.database, owner)
        return Spool(store, Begun(self.var), clock or SystemClock(), lambda: None, self._told, lasting)

    def _told(self) -> None:
        self.news += 1

    def close(self) -> None:
        self.database.close()


def work(spool: Spool, until: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Steps the spool as its process does, until something holds; False when it did not in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(min(0.01, spool.step()))
        if until():
            return True
    return until()
