"""The throwaway databases are what the tests think they are."""

from pathlib import Path

from sqlalchemy import create_engine, text

from hall.records import schema
from tests.postgres import Cluster


def test_each_test_gets_an_empty_database(database_url: str, database: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE visitors (number TEXT)"))
        connection.execute(text("INSERT INTO visitors VALUES ('A001')"))
        assert connection.execute(text("SELECT count(*) FROM visitors")).scalar() == 1
    engine.dispose()
    assert engine.dialect.name == database


def test_a_second_test_sees_nothing_of_the_first(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE visitors (number TEXT)"))
    engine.dispose()


def test_postgresql_is_gone_when_its_session_ends() -> None:
    with Cluster() as cluster:
        folder, port = cluster.folder, cluster.port
        assert cluster.sql("SHOW listen_addresses") == "127.0.0.1"
        assert Path(f"{folder}/.s.PGSQL.{port}").exists()
        assert (folder / "data").stat().st_uid != 0
    assert not folder.exists()


def test_a_ready_database_has_its_tables_and_no_hall(ready_url: str) -> None:
    engine = create_engine(ready_url)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM halls")).scalar() == 0
    engine.dispose()
    schema.prepare(ready_url)
