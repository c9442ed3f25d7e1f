"""A throwaway PostgreSQL for the tests: Debian's programs, a folder under /tmp, loopback only, gone at the end.

PostgreSQL refuses to run as root; there it runs as Debian's `postgres` user, or as `nobody` where that is missing.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Self

from tests.patience import eventually, free_port

PROGRAMS = Path("/usr/lib/postgresql")
WHAT_TO_TYPE = "PostgreSQL's programs are missing; type: sudo apt-get install postgresql   (or: make setup-test)"
# The tests kill clients, never the machine: syncing a cluster that is thrown away would only cost time.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


class Cluster:
    """One cluster, up between `with` and its end, whatever happened in between."""

    def __init__(self) -> None:
        self.programs = newest_programs()
        self.folder = Path(tempfile.mkdtemp(prefix="antrean-pg-"))
        self.port = free_port()
        self._server: subprocess.Popen[bytes] | None = None
        self._user: int | None = None
        self._group: int | None = None
        self._groups: list[int] | None = None

    def __enter__(self) -> Self:
        if os.geteuid() == 0:
            owner = _unprivileged()
            self._user, self._group, self._groups = owner.pw_uid, owner.pw_gid, []
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.send_signal(2)  # SIGINT: PostgreSQL's fast shutdown
            try:
                self._server.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """The SQLAlchemy address of a database of this cluster."""
        return f"postgresql+psycopg://antrean@127.0.0.1:{self.port}/{database}"

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run one statement as the superuser and return what psql prints, bare."""
        return self._run("psql", "-XqAt", "-v", "ON_ERROR_STOP=1", *self._address(), "-d", database, "-c", statement)

    def create(self, database: str, template: str = "template0") -> str:
        """A fresh database, cloned from `template`; its address. Cloning is quicker than migrating anew."""
        self.sql(f'CREATE DATABASE "{database}" TEMPLATE "{template}" STRATEGY file_copy')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database even while forgotten connections hold it."""
        self.sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def _start(self) -> None:
        data = str(self.folder / "data")
        auth = ("-U", "antrean", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self._run("initdb", "-D", data, *auth)
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("wb") as log:
            self._server = subprocess.Popen(
                [str(self.programs / "postgres"), "-D", data, "-p", str(self.port), "-k", str(self.folder), *settings],
                stdout=log,
                stderr=log,
                cwd="/",
                user=self._user,
                group=self._group,
                extra_groups=self._groups,
            )
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        ready = [str(self.programs / "pg_isready"), "-q", "-t", "1", *self._address()]

        def up() -> bool:
            ended = self._server is None or self._server.poll() is not None
            assert not ended, f"PostgreSQL did not start:\n{(self.folder / 'log').read_text(errors='replace')}"
            return subprocess.run(ready, check=False).returncode == 0

        eventually(up, "PostgreSQL is ready", 120)

    def _address(self) -> tuple[str, ...]:
        return ("-h", "127.0.0.1", "-p", str(self.port), "-U", "antrean")

    def _run(self, program: str, *words: str) -> str:
        done = subprocess.run(
            [str(self.programs / program), *words],
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            user=self._user,
            group=self._group,
            extra_groups=self._groups,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.strip()}")
        return done.stdout.strip()


def newest_programs() -> Path:
    """The folder of the newest PostgreSQL's programs; says what to type where there is none."""
    found = sorted(PROGRAMS.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError(WHAT_TO_TYPE)
    return found[-1].parent


def _unprivileged() -> pwd.struct_passwd:
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]
