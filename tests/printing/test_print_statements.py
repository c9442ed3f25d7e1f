"""The statements that the printing process repeats all day never walk through the whole table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hall.records import print_jobs, print_statements
from tests.printing.outbox import Outbox

HOT = {
    "due": print_statements.DUE,
    "due, with the lock": print_statements.DUE_LOCKED,
    "oldest": print_statements.OLDEST,
    "claim": print_statements.CLAIM,
    "report": print_statements.REPORT,
    "expire": print_statements.EXPIRE,
    "note": print_statements.NOTE,
    "in hand": print_statements.IN_HAND,
    "interrupt": print_statements.INTERRUPT,
    "give back": print_statements.GIVE_BACK,
    "news": print_jobs._NEWS.limit(200),
}


@pytest.mark.parametrize("name", sorted(HOT))
def test_a_hot_statement_finds_its_rows_by_an_index(tmp_path: Path, name: str) -> None:
    outbox = Outbox(f"sqlite:///{tmp_path / 'antrean.db'}", tmp_path)
    with outbox.database.reading() as connection:
        plan = explained(connection, HOT[name])
    outbox.close()
    steps = [step for step in plan if "print_jobs" in step]
    assert steps
    assert all("USING" in step for step in steps), plan


def explained(connection: Any, statement: Any) -> list[str]:
    """The plan as SQLite tells it; a partial index of few rows may be walked, the table may not."""
    sql = str(statement.compile(connection, compile_kwargs={"render_postcompile": True}))
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", tuple([1] * sql.count("?")))
    return [row[-1] for row in rows]
