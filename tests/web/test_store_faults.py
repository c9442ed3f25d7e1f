"""A full disk, a read-only store, a store that is away: 503 with a sentence for the keeper, and nothing lost afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from hall.actions.office import Office
from hall.records.database import Database
from tests.office import Desk, open_office
from tests.web.conftest import House
from tests.web.test_bad_input import problem

FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON tickets FOR EACH ROW EXECUTE FUNCTION full_disk();
"""
BROKEN = {
    ("sqlite", "full"): ("PRAGMA max_page_count=1", "PRAGMA max_page_count=1073741823"),
    ("sqlite", "read-only"): ("PRAGMA query_only=ON", "PRAGMA query_only=OFF"),
    ("postgresql", "full"): (FULL, "DROP FUNCTION full_disk CASCADE"),
    ("postgresql", "read-only"): (
        "ALTER DATABASE {name} SET default_transaction_read_only = on",
        "SET TRANSACTION READ WRITE; ALTER DATABASE {name} RESET default_transaction_read_only",
    ),
}


@contextmanager
def broken(office: Office, database: str, fault: str) -> Iterator[None]:
    """The store cannot be written: told to SQLite's one writing connection, or to the server itself."""
    hurt, heal = (words.format(name=office.database.url.database) for words in BROKEN[database, fault])
    _say(office, hurt)
    yield
    _say(office, heal)


def _say(office: Office, words: str) -> None:
    if office.database.sqlite:
        connection = office.database._hold()
        connection.exec_driver_sql(words)
        connection.commit()
        return
    with office.database._writer.connect() as connection:
        connection.exec_driver_sql(words)
        connection.commit()
    office.database.close()  # the pool's sessions begin anew with the server's new rule
    office.database.open = True


@pytest.mark.parametrize(("fault", "word"), [("full", "penuh"), ("read-only", "hanya dapat dibaca")])
def test_a_store_that_cannot_be_written_is_told_and_nothing_is_lost(
    house: House, database: str, fault: str, word: str
) -> None:
    kiosk, before = house.program("kiosk"), house.fresh()["number"]
    ids = [f"while-{fault}-{n:08d}" for n in range(40)]
    with broken(house.office, database, fault):
        answers = [take(kiosk, request_id) for request_id in ids]
        refused = [answer for answer in answers if answer.status_code != 201]
        assert refused
        assert all(word in problem(answer, 503, "busy")["detail"] for answer in refused)
        assert {answer.headers["Retry-After"] for answer in refused} == {"1"}
        assert house.program("display").get("state").status_code == 200, "screens go on reading"
    taken = {answer.get_json()["number"] for answer in answers if answer.status_code == 201}
    later = [take(kiosk, request_id).get_json()["number"] for request_id in ids]
    assert taken <= set(later), "the same questions, asked again, find their answers"
    first = int(before[1:]) + 1
    assert sorted(int(number[1:]) for number in later) == list(range(first, first + 40)), "and no gap"


def take(kiosk: Any, request_id: str) -> Any:
    return kiosk.post("tickets", layanan="kartu-keluarga", request_id=request_id)


def test_readiness_says_when_the_store_is_away(house: House, tmp_path: Path) -> None:
    found, away = house.office.database, Database("postgresql://antrean@127.0.0.1:1/antrean")
    house.office.database = away
    try:
        client = house.app.test_client()
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
        told = client.get("/api/v1/halls/jumapolo/state", headers=house.program("display").headers())
        text = told.get_data(as_text=True)
        assert told.status_code == 503
        assert "127.0.0.1" not in text
        assert "psycopg" not in text
    finally:
        house.office.database = found
        away.close()
    assert house.app.test_client().get("/readyz").status_code == 200


def test_after_a_fault_of_its_own_a_command_has_kept_nothing(office: Office, office_url: str, tmp_path: Path) -> None:
    """A bug in the middle of a transaction: nothing of it stays, and the next one works."""
    from hall.errors import Refused
    from tests.office import asks

    def breaks(work: Any, hall: Any) -> dict[str, Any]:
        from hall.records import tickets

        tickets.next_number(work.connection, hall.lines["A"].id, office.clock.now().date())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        office.once("jumapolo", asks("x"), breaks)
    assert Desk(office).issue()["number"] == "A001"
    again = open_office(office_url, tmp_path)
    with pytest.raises(Refused):
        Desk(again).call()
    again.database.close()
