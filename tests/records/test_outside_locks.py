"""Another program writes for a while: who asks meanwhile waits for it and is not refused."""

import threading

import pytest
from sqlalchemy import Connection, text

from hall.records import database
from hall.records.database import Database
from tests.patience import PATIENCE


def test_a_neighbours_write_is_waited_for(ready_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        database, "PATIENCE_SECONDS", PATIENCE
    )  # so that a slow machine does not run out of two seconds
    monkeypatch.setitem(database.PATIENT, "options", f"-c lock_timeout={PATIENCE * 1000:.0f}")
    here, neighbour = Database(ready_url), Database(ready_url)
    kept: list[str] = []

    def lock(connection: Connection) -> None:
        if not here.sqlite:
            connection.execute(text("LOCK TABLE pulses IN EXCLUSIVE MODE"))

    def write() -> None:
        with here.writing() as connection:
            lock(connection)
            kept.append("written")

    with neighbour.writing() as connection:
        lock(connection)
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(0.2)
        assert kept == []
        assert writer.is_alive(), "it is not refused"
    writer.join()
    assert kept == ["written"]
    here.close()
    neighbour.close()
