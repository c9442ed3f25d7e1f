"""The tables as the migrations make them are the tables as the code knows them, and a newer database is left alone."""

import re
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

from hall.errors import ConfigError
from hall.records import days_off, halls, schema
from hall.records.database import Database
from hall.records.migrations import HEAD
from hall.records.tables import metadata
from hall.rules.calendar import Hours
from hall.rules.special_hours import RAMADAN_WEEK, Wanted, week_of


def test_a_fresh_database_has_exactly_the_tables_of_the_code(ready_url: str) -> None:
    engine = create_engine(ready_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": False})
        differences = compare_metadata(context, metadata)
        known = set(inspect(connection).get_table_names())
    engine.dispose()
    assert differences == []
    assert known == set(metadata.tables) | {"alembic_version"}


def test_the_partial_indexes_are_partial_in_the_database(ready_url: str) -> None:
    """Alembic does not compare an index's WHERE, and promise 3 stands on one."""
    engine = create_engine(ready_url)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'index'"))
        else:
            rows = connection.execute(text("SELECT indexname, indexdef FROM pg_indexes"))
        kept = {name: (words or "").upper() for name, words in rows}
    engine.dispose()
    partial = {
        index.name: index for table in metadata.tables.values() for index in table.indexes if "where" in index.info
    }
    assert {name for name, words in kept.items() if " WHERE " in words and not name.startswith("sqlite_")} == set(
        partial
    )
    for name, index in partial.items():
        words = re.findall(r"'?\b[A-Z_]+\b'?", index.info["where"].upper())
        found = kept[name].partition(" WHERE ")[2]
        assert [word for word in words if word not in ("IN", "IS", "NOT", "NULL") and word not in found] == [], name
        assert ("IS NOT NULL" in found) == ("IS NOT NULL" in index.info["where"]), name
        assert ("UNIQUE" in kept[name]) == index.unique, name


def test_head_is_the_newest_migration() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory.from_config(schema.alembic_config()).get_heads() == [HEAD]


def test_preparing_twice_changes_nothing(ready_url: str) -> None:
    schema.prepare(ready_url)


def test_a_database_of_a_newer_version_is_left_alone_with_a_sentence(ready_url: str) -> None:
    engine = create_engine(ready_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigError) as told:
        schema.prepare(ready_url)
    assert told.value.variable == "ANTREAN_DATABASE_URL"
    assert "Antrean yang lebih baru (versi 9999" in told.value.sentence
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
    engine.dispose()


def test_what_is_no_database_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "antrean.db").write_bytes(b"this is a letter, not a database. " * 100)
    with pytest.raises(ConfigError, match="bukan basis data Antrean"):
        schema.prepare(f"sqlite:///{tmp_path / 'antrean.db'}")


def test_an_unreachable_server_is_said_in_a_sentence() -> None:
    with pytest.raises(ConfigError, match="tidak dapat dihubungi"):
        schema.prepare("postgresql://antrean@127.0.0.1:1/antrean")


def test_what_the_first_version_kept_is_there_after_the_newest_migration(database_url: str) -> None:
    """An office updates on a morning with people waiting: their order and the slips stay, and the guards of promise 3 and 4.

    Files on their way lie at the counter until their next step says who holds them.
    """
    engine = create_engine(schema.sync_url(database_url))
    with engine.connect() as connection:
        config = schema.alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in OLD_OFFICE:
            connection.execute(text(statement))
        connection.commit()
    engine.dispose()

    schema.prepare(database_url)

    engine = create_engine(schema.sync_url(database_url))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT number FROM tickets ORDER BY place")).scalars().all() == ["A001", "A002"]
        kept = connection.execute(text("SELECT ticket_id, kind, copy, state FROM print_jobs")).all()
        assert kept == [(1, "ticket", 0, "printed")]
        held = connection.execute(text("SELECT number, holder, holder_since FROM berkas ORDER BY id")).all()
        assert held == [("B1", "clerk", 7), ("B2", None, None), ("B3", None, None)]
        with pytest.raises(IntegrityError):
            connection.execute(text(OLD_OFFICE[-1].replace("VALUES (1", "VALUES (2")))
    engine.dispose()


def test_an_office_without_special_hours_keeps_its_week(database_url: str) -> None:
    """From the version before them: its hours and holidays hold as they did, and special ones can be kept."""
    engine = create_engine(schema.sync_url(database_url))
    with engine.connect() as connection:
        config = schema.alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        for statement in (
            OLD_OFFICE[0],
            "INSERT INTO pulses (hall_id) VALUES (1)",
            "INSERT INTO hours (hall_id, weekday, opens, closes) VALUES (1, 0, 480, 1440)",
            "INSERT INTO holidays (hall_id, day, name) VALUES (1, '2026-12-25', 'Natal')",
        ):
            connection.execute(text(statement))
        connection.commit()
    engine.dispose()

    schema.prepare(database_url)

    database = Database(database_url)
    with database.writing() as connection:
        days_off.add_special(connection, 1, Wanted("Ramadan", date(2027, 2, 8), date(2027, 3, 9), RAMADAN_WEEK))
        hall = halls.load(connection, "x")
    database.close()
    assert hall is not None
    assert hall.calendar.hours == {0: (Hours.of(480, 1440),)}
    assert hall.calendar.holidays == {date(2026, 12, 25): "Natal"}
    assert [(one.name, one.hours) for one in hall.calendar.special] == [("Ramadan", week_of(RAMADAN_WEEK))]


OLD_OFFICE = (
    "INSERT INTO halls (id, slug, name, regency, timezone, zone, created_at) VALUES (1, 'x', 'X', 'Y', 'Asia/Jakarta', 'WIB', 0)",
    "INSERT INTO lines (id, hall_id, letter, name) VALUES (1, 1, 'A', 'Umum')",
    "INSERT INTO layanan (id, hall_id, code, line_id) VALUES (1, 1, 'kk', 1)",
    *(
        "INSERT INTO tickets "
        "(id, hall_id, day, line_id, count, number, token, layanan_id, state, place, issued_at, waiting_before) "
        f"VALUES ({n}, 1, '2026-11-20', 1, {n}, 'A00{n}', 'T{n}', 1, 'waiting', {n}, 0, 0)"
        for n in (1, 2)
    ),
    "INSERT INTO layanan_versions (id, layanan_id, digest, body, imported_at) VALUES (1, 1, 'd', '{}', 0)",
    *(
        "INSERT INTO berkas (id, hall_id, number, layanan_id, version_id, channel, state, opened_at, handed_over_at) "
        f"VALUES ({n}, 1, 'B{n}', 1, 1, 'counter', '{state}', 7, {over})"
        for n, state, over in ((1, "waiting", "NULL"), (2, "open", "9"), (3, "done", "9"))
    ),
    "INSERT INTO print_jobs (id, hall_id, ticket_id, kind, copy, state, slip, created_at, changed_at) "
    "VALUES (1, 1, 1, 'ticket', 0, 'printed', '{}', 0, 0)",
)
