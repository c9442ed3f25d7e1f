"""What kiosk, counter and screens ask all day costs the same in the tenth year as on the first morning.

Every statement of a walk is caught and run again on a database full of old days: on SQLite its virtual machine's
instructions are counted, on PostgreSQL the rows that its plan really touched.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import IntegrityError

from hall.actions import calls, counters, day_ends, outages, tickets, upkeep
from hall.actions.office import Office
from hall.actions.people import create_token
from hall.records import tables as t
from hall.records.hot import Hot
from hall.records.times import micros
from hall.web.access import Access
from tests.office import Desk, asks
from tests.people.offices import MORNING, clock_of
from tests.records.test_wire import driver, messages

OLD = 12_000  # tickets, a year of an ordinary office
A_DAY = 200
MOST_INSTRUCTIONS = 20_000  # a walk over 12 000 rows takes three times as many and more
MOST_ROWS = 600


@pytest.fixture
def old(office: Office) -> Office:
    """A year of days behind it, all ended, in the same lines that serve today."""
    hall = office.hall("jumapolo")
    with office.database.writing() as connection:
        for start in range(0, OLD, 2000):
            rows = [_ticket(office, place) for place in range(start, start + 2000)]
            connection.execute(insert(t.tickets), rows)
            connection.execute(insert(t.calls), [_call(row) for row in rows])
            connection.execute(insert(t.print_jobs), [_job(row) for row in rows])
            connection.execute(insert(t.answers), [_answer(row) for row in rows])
            connection.execute(insert(t.events), [_event(row) for row in rows])
        connection.execute(
            text("UPDATE pulses SET last_call = :last WHERE hall_id = :id"), {"last": OLD, "id": hall.id}
        )
    with office.database.writing() as connection:
        connection.execute(text("ANALYZE"))
    return office


def _ticket(office: Office, place: int) -> dict[str, Any]:
    hall, now = office.hall("jumapolo"), clock_of(office).now()
    day, count = divmod(place, A_DAY)
    at = now - timedelta(days=OLD // A_DAY - day, minutes=-count)
    return {
        "id": 1_000_000 + place, "hall_id": hall.id, "day": at.date(), "line_id": hall.lines["A"].id, "count": count + 1,
        "number": f"A{count + 1:03d}", "token": f"{place:013d}", "layanan_id": hall.offers["kartu-keluarga"].id,
        "state": "done", "place": place, "issued_at": micros(at), "waiting_before": 0, "asker": "token:1",
        "counter_id": hall.counters["1"].id, "called_at": micros(at), "ended_at": micros(at),
    }  # fmt: skip


def _call(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "hall_id": row["hall_id"], "call_id": row["place"], "ticket_id": row["id"], "number": row["number"],
        "counter_id": row["counter_id"], "day": row["day"], "at": row["issued_at"],
    }  # fmt: skip


def _job(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "hall_id": row["hall_id"], "ticket_id": row["id"], "kind": "ticket", "state": "printed", "slip": "{}",
        "asker": "token:1", "created_at": row["issued_at"], "changed_at": row["issued_at"],
    }  # fmt: skip


def _answer(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "asker": "token:1", "path": "tickets", "request_id": row["token"], "digest": "", "status": 201, "body": "{}",
        "at": micros(MORNING),
    }  # fmt: skip


def _event(row: dict[str, Any]) -> dict[str, Any]:
    return {"hall_id": row["hall_id"], "at": row["issued_at"], "kind": "ticket.issued", "subject": row["number"]}


class Caught:
    """The statements of an office, each once, with the parameters of its first time."""

    def __init__(self, office: Office) -> None:
        self.statements: dict[str, Any] = {}
        for engine in {office.database._writer, office.database._reader}:
            event.listen(engine, "before_cursor_execute", self._catch)

    def _catch(self, _c: Any, _cur: Any, statement: str, parameters: Any, _ctx: Any, many: bool) -> None:
        if statement.split(None, 1)[0] in ("SELECT", "UPDATE", "INSERT", "DELETE") and not many:
            self.statements.setdefault(statement, parameters)


def walk(office: Office) -> None:
    """A morning's work, from the first look on."""
    desk = Desk(office)
    desk.state()
    counters.desk(office, "jumapolo", "1")
    access = Access(office)
    access.identify(
        {"HTTP_AUTHORIZATION": f"Bearer {create_token(office, 'jumapolo', 'kiosk')}"}, "jumapolo", ("kiosk",)
    )
    desk.open("1", "2")
    told = [desk.issue(priority=place % 3 == 0) for place in range(6)]
    tickets.own_now(office, told[3]["token"])
    tickets.unserved(office, "jumapolo", "token:1", 60)
    desk.call("1")
    desk.recall("1")
    hall = office.hall("jumapolo")
    calls.played(office, "jumapolo", calls.newest(office, hall)[0].call_id)
    desk.begin("1")
    opened = desk.berkas("A001")
    desk.step(opened["number"])
    desk.complete("1")
    desk.called("1", "A005")
    desk.absent("1")
    desk.called("1", "A002")
    desk.hold("1")
    desk.resume("A002", "1")
    desk.send("1", line="U")
    desk.undo("1")
    desk.send("1", to="2")
    tickets.own_now(office, told[1]["token"])
    desk.called("2")
    desk.undo("2")
    desk.cancel("2", "A002")
    typed = outages.Typed("A", "A007", "08:00")
    outages.enter(office, "jumapolo", asks("outages"), [typed])
    day_ends.left(office, "jumapolo")
    desk.state()
    counters.desk(office, "jumapolo", "1")
    upkeep.turn_days(office)
    upkeep.forget(office)
    upkeep.Watch(office).look()


def test_no_statement_of_the_daily_work_walks_through_the_past(old: Office, database: str) -> None:
    caught = Caught(old)
    walk(old)
    assert len(caught.statements) > 40
    measure = on_sqlite if database == "sqlite" else on_postgresql
    blind = {"SELECT count(*) FROM tickets WHERE reason = 'never'": ()}
    assert all(cost > _most(database) for _, cost in measure(old, blind)), "the measure itself finds a walk"
    slow = {statement: cost for statement, cost in measure(old, caught.statements) if cost > _most(database)}
    assert slow == {}


def _most(database: str) -> int:
    return MOST_INSTRUCTIONS if database == "sqlite" else MOST_ROWS


def on_sqlite(office: Office, statements: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Instructions of SQLite's virtual machine."""
    connection = sqlite3.connect(str(office.database.url.database), isolation_level=None)
    count = 0

    def step() -> int:
        nonlocal count
        count += 100
        return 0

    connection.set_progress_handler(step, 100)
    for statement, parameters in statements.items():
        count = 0
        connection.execute("BEGIN")
        try:
            connection.execute(statement, parameters).fetchall()
        except sqlite3.IntegrityError:
            assert statement.startswith("INSERT"), statement  # a repeated row: inserting one costs what it costs
        connection.execute("ROLLBACK")
        yield statement, count
    connection.close()


def on_postgresql(office: Office, statements: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Rows that the plan's nodes read, kept or thrown away."""
    url = office.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        for statement, parameters in statements.items():
            try:
                row = connection.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters).fetchone()  # type: ignore[call-overload]
            except psycopg.IntegrityError:
                assert statement.startswith("INSERT"), statement
            else:
                assert row is not None
                yield statement, _touched(row[0][0]["Plan"])
            connection.rollback()


def _touched(node: dict[str, Any]) -> int:
    lost = sum(node.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Index Recheck", "Join Filter"))
    own = (node.get("Actual Rows", 0) + lost) * node.get("Actual Loops", 1) if "Scan" in node["Node Type"] else 0
    inner: Sequence[dict[str, Any]] = node.get("Plans", ())
    return int(own) + sum(_touched(child) for child in inner)


def test_a_ticket_asks_its_store_no_more_than_it_must(office: Office, database: str, tmp_path: Path) -> None:
    desk, asked = Desk(office), list[str]()
    desk.issue()
    if database == "sqlite":
        sqlite: Any = office.database._hold().connection.driver_connection
        sqlite.set_trace_callback(asked.append)
        desk.issue()
        sqlite.set_trace_callback(None)
        assert [said.split()[0] for said in asked] == ["BEGIN", "SELECT", "INSERT", "UPDATE", *["INSERT"] * 4, "COMMIT"]
        return
    with messages(driver(office.database), tmp_path) as waits:
        desk.issue()
    assert waits == [3], "the first answer, the number, and all that is kept"


def test_a_fault_of_a_hot_statement_is_asked_once_and_tells_no_value(office: Office, database: str) -> None:
    row = _answer({"token": "rahasia"})
    hot, asked = Hot(insert(t.answers).inline(), tuple(row)), list[str]()

    def twice() -> None:
        with office.database.writing() as connection:
            hot.run(connection, row)
            if database == "sqlite":
                driver: Any = connection.connection.driver_connection
                driver.set_trace_callback(asked.append)
            hot.run(connection, row)

    with pytest.raises(IntegrityError) as caught:
        twice()
    assert "rahasia" not in str(caught.value)
    assert sum(said.startswith("INSERT") for said in asked) == (database == "sqlite")
    with office.database.reading() as connection:
        assert connection.execute(select(t.answers).where(t.answers.c.request_id == "rahasia")).all() == []
