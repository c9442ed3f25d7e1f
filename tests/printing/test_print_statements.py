"""The statements that the printing process repeats all day never walk through the whole table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hall.records import print_jobs, print_outbox
from tests.printing.outbox import Outbox

HOT = {
    "due": print_outbox._DUE,
    "oldest": print_outbox._OLDEST,
    "claim": print_outbox._CLAIM,
    "report": print_outbox._REPORT,
    "expire": print_outbox._EXPIRE,
    "note": print_outbox._NOTE,
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
