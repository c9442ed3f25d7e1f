"""Brings the database to this version's tables, or says in one sentence why it can't."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from hall.errors import ConfigError
from hall.records.migrations import HEAD

if TYPE_CHECKING:
    from alembic.config import Config

VARIABLE: Final = "ANTREAN_DATABASE_URL"


def prepare(url: str) -> None:
    """Creates or migrates the tables; loads Alembic only when the version differs.

    Raises ConfigError with a sentence for the keeper: a newer database, one that can't be reached, written or held.
    """
    engine = create_engine(sync_url(url), poolclass=NullPool, hide_parameters=True)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _wal(connection: object, _record: object) -> None:
            connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[attr-defined]

    try:
        with engine.connect() as connection:
            found = version(connection)
            if found == HEAD:
                _writable(connection)
                return
            _migrate(connection, found)
    except DBAPIError as fault:
        raise ConfigError(VARIABLE, _sentence(str(fault.orig))) from fault
    finally:
        engine.dispose()


def version(connection: Connection) -> str | None:
    """The revision that the database stands at, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def sync_url(url: str) -> str:
    """The address with the driver that we install."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


def _writable(connection: Connection) -> None:
    """A folder that can't be written is told at start, not at the first citizen."""
    if connection.dialect.name == "sqlite":
        connection.rollback()
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
        connection.rollback()


def _migrate(connection: Connection, found: str | None) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    logging.getLogger("alembic").setLevel(logging.WARNING)  # its running commentary is no news for the keeper
    config = alembic_config()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise ConfigError(
            VARIABLE,
            f"basis data ini dibuat oleh Antrean yang lebih baru (versi {found}; program ini {HEAD}). "
            "Pasang program yang lebih baru, atau pulihkan cadangan lama.",
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.commit()


def alembic_config() -> Config:
    """Alembic's configuration without a file of its own."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _sentence(cause: str) -> str:
    for words, sentence in (
        ("readonly", "basis data hanya dapat dibaca. Periksa hak tulis folder data."),
        ("unable to open", "basis data tidak dapat dibuka. Periksa folder data dan hak tulisnya."),
        ("is full", "disk penuh. Kosongkan ruang disk, lalu jalankan lagi."),
        ("disk I/O error", "disk penuh atau bermasalah. Periksa ruang dan keadaan disk, lalu jalankan lagi."),
        ("not a database", "berkas itu bukan basis data Antrean. Pulihkan cadangan."),
        ("locked", "basis data sedang dipakai program lain. Tutup program itu, lalu jalankan lagi."),
    ):
        if words in cause:
            return sentence
    return f"basis data tidak dapat dihubungi: {cause.splitlines()[0]}"
