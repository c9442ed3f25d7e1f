"""On PostgreSQL what can travel together does: in order, all or nothing, and every fault is told once, without values."""

import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from hall.errors import Refused
from hall.records.database import Database
from hall.records.hot import Hot
from tests.patience import PATIENCE
from tests.postgres import Cluster

KEEP = Hot(text("INSERT INTO kept (id, words) VALUES (:id, :words)"))
READ = Hot(text("SELECT words FROM kept WHERE id = :id"))
SECRET = "siti-yang-rahasia"
_serial = itertools.count(1)


@pytest.fixture
def store(postgresql: Cluster) -> Iterator[Database]:
    """A store with one table."""
    name = f"wire_{os.getpid()}_{next(_serial)}"
    found = Database(postgresql.create(name))
    postgresql.sql("CREATE TABLE kept (id INTEGER PRIMARY KEY, words VARCHAR(40) NOT NULL)", name)
    yield found
    found.close()
    postgresql.drop(name)


def row(number: int, words: str = "kata") -> dict[str, Any]:
    return {"id": number, "words": words}


def write(store: Database, *steps: Callable[[Connection], object]) -> None:
    """One transaction of these steps."""
    with store.writing() as connection:
        for step in steps:
            step(connection)


def post(number: int, words: str = "kata") -> Callable[[Connection], object]:
    return lambda connection: KEEP.post(connection, row(number, words))


def run(number: int, words: str = "kata") -> Callable[[Connection], object]:
    return lambda connection: KEEP.run(connection, row(number, words))


def breaks(_connection: Connection) -> None:
    raise ZeroDivisionError


def never(_connection: Connection) -> None:
    pytest.fail("the fault was not told")


def driver(store: Database) -> Any:
    with store._writer.connect() as connection:
        return connection.connection.driver_connection


def kept(store: Database) -> list[int]:
    with store.reading() as connection:
        return list(connection.execute(text("SELECT id FROM kept ORDER BY id")).scalars())


@contextmanager
def messages(wire: Any, tmp_path: Path) -> Iterator[list[int]]:
    """How often the server was waited for on this connection: told at the end."""
    told = list[int]()
    with (tmp_path / "trace").open("w+") as file:
        wire.pgconn.trace(file.fileno())
        yield told
        wire.pgconn.untrace()
        file.seek(0)
        told.append(sum("\tF\t" in line and ("\tSync" in line or "\tQuery\t" in line) for line in file))


def test_begin_goes_with_the_first_statement_and_commit_with_the_last(store: Database, tmp_path: Path) -> None:
    with messages(driver(store), tmp_path) as told, store.writing() as connection:
        KEEP.post(connection, row(1))
        assert READ.run(connection, {"id": 1}).one().words == "kata"
        KEEP.post(connection, row(2))
        KEEP.post(connection, row(3))
    assert told == [2]
    assert kept(store) == [1, 2, 3]


def test_whoever_speaks_through_sqlalchemy_speaks_after_what_was_posted(store: Database) -> None:
    with store.writing() as connection:
        KEEP.post(connection, row(1))
        connection.execute(text("UPDATE kept SET id = id + 10"))
        KEEP.post(connection, row(1))
    assert kept(store) == [1, 11]


def test_what_was_posted_goes_with_a_transaction_that_is_given_up(store: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        write(store, run(1), post(2), breaks)
    assert kept(store) == []


def test_a_fault_of_what_was_posted_is_told_by_the_commit_which_then_keeps_nothing(store: Database) -> None:
    with pytest.raises(IntegrityError) as caught:
        write(store, post(1, SECRET), post(1, SECRET), post(2))
    assert "kept_pkey" in str(caught.value)
    assert SECRET not in f"{caught.value} {caught.value!r} {caught.value.orig}"
    assert "(1)" not in str(caught.value), "nor the value that was there already"
    assert kept(store) == []
    write(store, post(2))
    assert kept(store) == [2]


ASKS = (
    lambda connection: connection.execute(text("SELECT 1")),
    lambda connection: READ.run(connection, {"id": 1}),
)


@pytest.mark.parametrize("asks", ASKS, ids=["sqlalchemy", "hot"])
def test_or_by_the_next_question(store: Database, asks: Callable[[Connection], object]) -> None:
    with pytest.raises(IntegrityError) as caught:
        write(store, run(1), post(1, SECRET), asks, never)
    assert SECRET not in str(caught.value)
    assert "(1)" not in str(caught.value), "nor the value that was there already"
    assert kept(store) == []


def test_a_sign_that_cannot_be_kept_is_refused_where_it_is_said_and_harms_no_connection(store: Database) -> None:
    before = driver(store)
    for says in (post, run):
        with pytest.raises(Refused, match="tanda"):
            write(store, run(1), says(2, "nol\0"), never)
    assert not before.closed
    assert driver(store) is before
    assert kept(store) == []


def test_statements_stay_prepared_when_a_transaction_is_given_up(store: Database) -> None:
    for number in range(3):
        with pytest.raises(ZeroDivisionError):
            write(store, *[ASKS[0]] * 6, run(number), breaks)  # psycopg has prepared its own by then
    with store.writing() as connection:
        said = connection.execute(text("SELECT statement FROM pg_prepared_statements")).scalars().all()
    assert sum(words.startswith("INSERT") for words in said) == 1


def test_statements_that_somebody_let_go_are_prepared_anew(store: Database) -> None:
    write(store, run(1))
    write(store, lambda connection: connection.execute(text("DEALLOCATE ALL")))
    with pytest.raises(ProgrammingError):
        write(store, run(2))
    write(store, run(3))
    assert kept(store) == [1, 3]


@pytest.mark.parametrize("says", [run, post])
def test_a_server_that_went_away_is_told_once_and_the_whole_pool_begins_anew(
    store: Database, says: Callable[[int], Callable[[Connection], object]]
) -> None:
    with store.writing() as one, store.writing() as other:
        KEEP.run(one, row(1))
        KEEP.run(other, row(2))
    with store._reader.connect() as away:
        ours = "datname = current_database() AND pid <> pg_backend_pid()"
        away.execute(text(f"SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE {ours}"))
    with pytest.raises(Refused, match="Basis data tidak dapat dihubungi"):
        write(store, says(3))
    write(store, says(4))
    write(store, says(5))
    assert kept(store) == [1, 2, 4, 5]


def test_who_waits_too_long_for_a_neighbour_is_refused_as_busy(store: Database) -> None:
    write(store, run(1))
    changes = Hot(text("UPDATE kept SET words = :words"))
    with store.writing() as neighbour:
        changes.run(neighbour, {"words": "lain"})
        with pytest.raises(Refused, match="sedang dipakai"):
            write(
                store,
                lambda connection: connection.execute(text("SET LOCAL lock_timeout = 20")),
                lambda connection: changes.post(connection, {"words": SECRET}),
            )
    assert kept(store) == [1]


def test_in_the_worker_everybody_else_goes_on_and_who_is_interrupted_harms_no_other(store: Database) -> None:
    program = """
import sys, eventlet
from sqlalchemy import Connection, text
from hall.records.database import Database
from hall.records.hot import Hot
store = Database(sys.argv[1])
wait = Hot(text("SELECT pg_advisory_xact_lock(:key)"))
def ask():
    with store.writing() as connection:
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        wait.run(connection, {"key": 1})
def tick():
    for _ in range(20):
        eventlet.sleep(0)
    neighbour.close()
neighbour = store.lasting()
neighbour.execute(text("SELECT pg_advisory_lock(1)"))
eventlet.spawn(tick)
ask()  # held up by the wait, the neighbour would never let go
neighbour = store.lasting()
neighbour.execute(text("SELECT pg_advisory_lock(1)"))
asking = eventlet.spawn(ask)
while not neighbour.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar():
    eventlet.sleep(0.01)
asking.kill()
neighbour.close()
ask()
ask()
print("all asked")
store.close()
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"from hall import runtime\nruntime.patch()\n{program}", str(store.url)],
        cwd=Path(__file__).resolve().parents[2], capture_output=True, text=True, timeout=4 * PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == "all asked\n"


def test_any_other_fault_keeps_its_class(store: Database) -> None:
    divides = Hot(text("SELECT 1 / :none"))
    with pytest.raises(DBAPIError) as caught:
        write(store, lambda connection: divides.run(connection, {"none": 0}))
    assert type(caught.value.orig).__name__ == "DivisionByZero"
