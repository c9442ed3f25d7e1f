"""The opened database: one writer, quick readers, and what to do when a neighbour holds the lock.

SQLite (the default): WAL, `synchronous=FULL` (an acknowledged ticket survives a power cut), `BEGIN IMMEDIATE`, one writing
connection. SQLite's own busy wait sleeps in C and would freeze every screen, so it is short (20 ms) and the waiting beyond
it is cooperative: up to 2 s, then `busy`. PostgreSQL: a small pool, READ COMMITTED, locks taken in one fixed order.
Never yield (sleep, emit, network) inside a transaction. Faults carry no values: names and notes never reach the log.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import URL, Connection, CursorResult, Engine, create_engine, event, text
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from hall import runtime
from hall.config import Settings
from hall.errors import Refused

BUSY_TIMEOUT_MS: Final = 20
PATIENCE_SECONDS: Final = 2.0
PAUSE_SECONDS: Final = 0.004
PATIENT: Final = {"options": f"-c lock_timeout={int(PATIENCE_SECONDS * 1000)}"}
"""PostgreSQL waits for a neighbour's lock as long as SQLite does, then says that it is busy."""

_log = logging.getLogger("antrean.records")


class Database:
    """Engines for one database URL; `writing()` and `reading()` are the only doors."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.open = True
        if self.sqlite:
            self._writer = _sqlite_engine(str(self.url), size=1, writer=True)
            self._reader = _sqlite_engine(str(self.url), size=4, writer=False)
        else:
            url_object = self.url.set(drivername="postgresql+psycopg")
            self._writer = _postgres_engine(url_object, writer=True)
            self._reader = _postgres_engine(url_object, writer=False)
        self._gate = runtime.Lock()
        self._held: Connection | None = None

    def close(self) -> None:
        """Gives back every connection; whoever looks here by a timer stops (`open`)."""
        self.open = False
        mine = self._gate.acquire(timeout=PATIENCE_SECONDS)  # never under the feet of whoever writes
        if self._held is not None:
            self._held.close()
            self._held = None
        if mine:
            self._gate.release()
        self._writer.dispose()
        if self._reader is not self._writer:
            self._reader.dispose()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that keeps all or nothing; `busy` when the store cannot be had, `busy` with a reason when full."""
        if not self.sqlite:
            with _worded(), self._writer.begin() as connection:
                yield connection
            return
        deadline = time.monotonic() + PATIENCE_SECONDS
        if not self._gate.acquire(timeout=PATIENCE_SECONDS):
            raise Refused("busy", retry_after=1)
        try:
            with _worded():
                connection = self._hold()
                try:
                    _begin_immediate(connection, deadline)
                    yield connection
                    connection.commit()
                except BaseException as fault:
                    self._let_go(connection, fault)
                    raise
        finally:
            self._gate.release()

    def _hold(self) -> Connection:
        """The one writing connection of SQLite stays in hand: fetching it anew would be a twentieth of a ticket's time."""
        if self._held is None:
            self._held = self._writer.connect()
        return self._held

    def _let_go(self, connection: Connection, fault: BaseException) -> None:
        """Nothing of a broken transaction stays; after a fault of the store itself the pool looks after the connection."""
        connection.rollback()
        if isinstance(fault, DBAPIError | sqlite3.Error):
            self._held = None
            connection.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent snapshot; never waits for a writer on SQLite."""
        with _worded(), self._reader.connect() as connection:
            if self.sqlite:
                connection.exec_driver_sql("BEGIN")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection
            connection.rollback()

    def scrubbed(self) -> bool:
        """Takes everything out of SQLite's log into the file, where deleted bytes are overwritten, and empties the log; False
        while somebody reads in it. PostgreSQL clears by itself."""
        if not self.sqlite:
            return True
        if not self._gate.acquire(timeout=PATIENCE_SECONDS):
            return False
        try:
            if not self.open:
                return False
            driver: Any = self._hold().connection.driver_connection
            busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
        finally:
            self._gate.release()

    def lasting(self) -> Connection:
        """A connection of its own, each statement by itself, for locks that live as long as it; the caller closes it."""
        with _worded():
            connection = self._writer.connect().execution_options(isolation_level="AUTOCOMMIT")
            connection.detach()  # closed in earnest, not kept in the pool with its locks
            return connection


def _postgres_engine(url: URL, *, writer: bool) -> Engine:
    engine = create_engine(
        url,
        pool_size=8,
        max_overflow=0,
        pool_timeout=5,
        pool_pre_ping=False,
        hide_parameters=True,
        connect_args=PATIENT,
    )

    if writer:
        from hall.records.wire import Wire  # not at the top: an office on SQLite has no use for psycopg

        @event.listens_for(engine, "do_connect")
        def _wired(_dialect: Any, _record: Any, where: Any, how: Any) -> Any:
            return Wire.connect(*where, **how)

    @event.listens_for(engine, "handle_error")
    def _without_values(fault: ExceptionContext) -> None:
        """PostgreSQL's own words repeat what was written ("Key (username)=(…) exists") from the second line on."""
        original, wrapped = fault.original_exception, fault.sqlalchemy_exception
        whole = str(original)
        original.args = (whole.partition("\n")[0],)
        if wrapped is not None:
            wrapped.args = tuple(str(part).replace(whole, original.args[0]) for part in wrapped.args)

    return engine


def _sqlite_engine(url: str, *, size: int, writer: bool) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-8000")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.execute("PRAGMA secure_delete=ON")  # who was erased is gone from the file, not only out of reach
        if not writer:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    return engine


def _begin_immediate(connection: Connection, deadline: float) -> None:
    """Gets the one writer's place: a neighbour's short write is waited for in C, a long one cooperatively."""
    tries = 0
    try:
        while not _begun(connection, deadline):
            tries += 1
            connection.rollback()
            if tries == 1:  # from here on SQLite itself must not sleep: every screen would sleep with it
                _busy_timeout(connection, 0)
            runtime.sleep(PAUSE_SECONDS)
    finally:
        if tries:
            _busy_timeout(connection, BUSY_TIMEOUT_MS)


def _busy_timeout(connection: Connection, milliseconds: int) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout={milliseconds:d}")


def _begun(connection: Connection, deadline: float) -> bool:
    """Begins on the driver itself: SQLAlchemy's way to one fixed word costs as much as a statement."""
    connection.begin()
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as fault:
        if "locked" not in str(fault) or time.monotonic() > deadline:
            raise
        return False
    return True


@contextmanager
def _worded() -> Iterator[None]:
    """Faults of the store that a person can mend become a refusal with a sentence; the log keeps the cause."""
    try:
        yield
    except PoolTimeout as fault:
        _log.error("no connection was free", extra={"cause": str(fault).splitlines()[0]})
        raise Refused("busy", retry_after=1) from fault
    except (DBAPIError, sqlite3.Error) as fault:
        cause = str(fault.orig if isinstance(fault, DBAPIError) else fault)
        if "NUL (0x00)" in cause:  # PostgreSQL keeps every character but this one
            raise Refused("bad_request", "Teks itu memuat tanda yang tidak dapat disimpan.") from fault
        sentence = _sentence(cause)
        if sentence is None:
            raise
        _log.error("store refused", extra={"cause": cause.splitlines()[0]})
        raise Refused("busy", sentence, retry_after=1) from fault


def _sentence(cause: str) -> str | None:
    for words, sentence in (
        ("deadlock detected", "Penyimpanan server sedang dipakai. Coba lagi sebentar."),
        ("lock timeout", "Penyimpanan server sedang dipakai. Coba lagi sebentar."),
        ("locked", "Penyimpanan server sedang dipakai. Coba lagi sebentar."),
        ("is full", "Penyimpanan server penuh. Minta penjaga mengosongkan ruang disk."),
        ("No space left", "Penyimpanan server penuh. Minta penjaga mengosongkan ruang disk."),
        ("readonly", "Penyimpanan server hanya dapat dibaca. Minta penjaga memeriksa hak tulis folder data."),
        ("read-only", "Penyimpanan server hanya dapat dibaca. Minta penjaga memeriksa hak tulis folder data."),
        ("disk I/O error", "Disk server bermasalah. Minta penjaga memeriksa disk."),
        ("unable to open", "Penyimpanan server tidak dapat dibuka. Minta penjaga memeriksa folder data."),
        ("connection", "Basis data tidak dapat dihubungi. Coba lagi sebentar."),
    ):
        if words in cause:
            return sentence
    return None


def inserted_id(result: CursorResult[Any]) -> int:
    """The id of the one row that an INSERT kept."""
    key = result.inserted_primary_key
    if key is None:
        raise TypeError("not an INSERT of one row")
    return int(key[0])


def alive(database: Database) -> bool:
    """Whether the store answers a question right now (`/readyz`)."""
    with database.reading() as connection:
        return connection.execute(text("SELECT 1")).scalar() == 1


def prepare(settings: Settings) -> None:
    """Brings the store that these settings name to this version's tables, or raises ConfigError with the sentence."""
    from hall.records import schema

    schema.prepare(settings.database_url)
