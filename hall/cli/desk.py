"""What most commands need: the office over the settings' database, opened for one command."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from hall import config
from hall.actions.office import Office
from hall.clock import SystemClock
from hall.errors import Refused
from hall.records.database import Database, prepare


@contextmanager
def office() -> Iterator[Office]:
    """The office of ANTREAN_VAR, its database made ready; ConfigError where it cannot be opened."""
    os.umask(0o027)  # as the server does: what is written is none of the machine's other users' business
    settings = config.load()
    prepare(settings)
    database = Database(settings.database_url)
    try:
        yield Office(database, SystemClock(), settings)
    finally:
        database.close()


def read_password(from_stdin: bool) -> tuple[str, bool]:
    """The password and whether we made it up: typed twice at a terminal, read from standard input, or else made."""
    import getpass
    import secrets

    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    if not sys.stdin.isatty():
        return secrets.token_urlsafe(12), True
    password = getpass.getpass("Kata sandi baru: ")
    if getpass.getpass("Ketik sekali lagi: ") != password:
        raise Refused("bad_request", "Kedua kata sandi tidak sama.")
    return password, False
