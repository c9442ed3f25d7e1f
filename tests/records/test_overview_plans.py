"""What the camat looks at costs the same with years of old files: every question goes by an index, none through a table."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Select
from sqlalchemy.dialects import sqlite

from hall.records import complaints, overview
from hall.records.database import Database

ASKED = {
    "numbers of the day": overview._TICKETS,
    "sent back for something": overview._INCOMPLETE,
    "commands of a counter": overview._COMMANDS,
    "complaints under way": complaints._LIVE,
    "complaints overdue": complaints._OVERDUE,
    "a reporter's code": complaints._BY_CODE,
}


@pytest.fixture
def connection(ready_template: Callable[[str], str], tmp_path: Path) -> Iterator[Connection]:
    """On SQLite, which plans without figures: PostgreSQL's plans follow what its tables hold."""
    database = Database(f"sqlite:///{shutil.copy(ready_template('sqlite'), tmp_path / 'antrean.db')}")
    with database.reading() as found:
        yield found
    database.close()


def plan(connection: Connection, statement: Select[tuple[object, ...]]) -> list[str]:
    sql = str(statement.compile(dialect=sqlite.dialect()))
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", tuple([1] * sql.count("?")))
    return [row[3] for row in rows]


@pytest.mark.parametrize("what", ASKED)
def test_nothing_is_looked_for_through_a_whole_table(connection: Connection, what: str) -> None:
    steps = plan(connection, ASKED[what])
    assert [step for step in steps if step.startswith("SCAN")] == []


def test_ended_cases_are_read_back_from_the_newest_without_sorting(connection: Connection) -> None:
    steps = plan(connection, complaints._ENDED)
    assert steps[0].startswith("SEARCH complaints USING INTEGER PRIMARY KEY")
    assert not any("ORDER BY" in step for step in steps)
