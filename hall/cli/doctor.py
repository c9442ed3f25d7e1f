"""`antrean doctor`: looks at everything that a start or a working day needs, changes nothing, and says what to do."""

from __future__ import annotations

import http.client
import os
import resource
import shutil
import socket
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urlsplit

from hall import config, runtime
from hall.cli import say
from hall.config import Settings
from hall.errors import ConfigError, Refused
from printer_drivers.profiles import broken_profiles

if TYPE_CHECKING:
    from hall.records.database import Database

Kind = Literal["ok", "note", "bad"]
SIGNS: Final[dict[Kind, str]] = {"ok": "baik ", "note": "saran", "bad": "SALAH"}
LITTLE_DISK: Final = 500 * 1024 * 1024
NO_DISK: Final = 50 * 1024 * 1024
FEW_FILES: Final = 2048
PATIENCE_SECONDS: Final = 2.0
NOTHING_HEARD: Final = "belum ada kabar"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: `bad` keeps the office from working, `note` could be better."""

    kind: Kind
    sentence: str


def doctor(arguments: Namespace) -> int:
    """Prints what it found, a line each; 1 when something is bad."""
    try:
        settings = config.load()
    except ConfigError as fault:
        return _told([Finding("bad", str(fault))])
    return _told([finding for look in LOOKS for finding in look(settings)])


def _told(findings: list[Finding]) -> int:
    for finding in findings:
        say(f"{SIGNS[finding.kind]}  {finding.sentence}")
    bad = sum(finding.kind == "bad" for finding in findings)
    say(f"{bad} hal perlu diperbaiki." if bad else "Tidak ada yang perlu diperbaiki.")
    return 1 if bad else 0


def folder(settings: Settings) -> Iterator[Finding]:
    """The data folder: may it be written, is there room, is the key its owner's alone."""
    if not os.access(settings.var, os.W_OK | os.X_OK):
        yield Finding("bad", f"Folder data {settings.var} tidak dapat ditulis.")
        return
    free = shutil.disk_usage(settings.var).free
    size = f"{free / 1024**3:.1f} GB bebas"
    if free < NO_DISK:
        yield Finding("bad", f"Disk hampir penuh ({size}). Kosongkan ruang sekarang.")
    else:
        yield Finding("note" if free < LITTLE_DISK else "ok", f"Folder data {settings.var}, {size}.")
    secret = settings.var / "keys" / "secret"
    if secret.exists() and secret.stat().st_mode & 0o077:
        yield Finding("bad", f"Kunci {secret} dapat dibaca pengguna lain. Jalankan: chmod 600 {secret}")


def server(settings: Settings) -> Iterator[Finding]:
    """Is it running, and does it answer; if not, is its port free."""
    if not runtime.served(settings.var):
        if settings.port and _taken(settings):
            yield Finding("bad", f"Server tidak berjalan, dan port {settings.port} dipakai program lain.")
        else:
            yield Finding("note", "Server tidak berjalan. Jalankan: antrean serve.")
        return
    status = _ready(settings)
    if status == http.client.OK:
        yield Finding("ok", f"Server berjalan dan siap di {settings.bind}.")
    else:
        yield Finding("bad", f"Server berjalan, tetapi belum siap di {settings.bind} (jawaban {status}).")


def _taken(settings: Settings) -> bool:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            return True
    return False


def _ready(settings: Settings) -> int | str:
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 compared, not bound
    connection = http.client.HTTPConnection(here, settings.port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status
    except OSError as fault:
        return fault.strerror or "tidak ada"
    finally:
        connection.close()


def store(settings: Settings) -> Iterator[Finding]:
    """The database answers, and what stands in the halls."""
    from hall.records.database import Database, alive

    if settings.database_url.startswith("sqlite:///") and not Path(settings.database_url[len("sqlite:///") :]).exists():
        yield Finding("note", "Basis data belum ada; dibuat saat server pertama kali dijalankan.")
        return
    database = Database(settings.database_url)
    try:
        alive(database)
        yield Finding("ok", "Basis data menjawab.")
        yield from _halls(settings, database)
    except Refused as fault:
        yield Finding("bad", fault.detail)
    finally:
        database.close()


def _halls(settings: Settings, database: Database) -> Iterator[Finding]:
    from hall.actions import counters
    from hall.actions.office import Office
    from hall.clock import SystemClock
    from hall.records import halls, schema
    from hall.records.migrations import HEAD
    from hall.rules.calendar import business_day

    with database.reading() as connection:
        found = schema.version(connection)
        slugs = halls.slugs(connection) if found == HEAD else []
    if found != HEAD:
        yield Finding("note", f"Basis data versi {found}, program ini {HEAD}; disesuaikan saat server dijalankan.")
        return
    office = Office(database, SystemClock(), settings)
    if (lost := office.sealed.fault()) is not None:
        yield Finding("bad", lost)
    if not slugs:
        yield Finding("note", "Belum ada kantor. Mulai dengan: antrean init.")
    for slug in slugs:
        hall = office.hall(slug)
        year = business_day(office.clock.now(), hall.timezone).year
        if not hall.demo and not any(day.year == year for day in hall.calendar.holidays):
            yield Finding("note", f"{slug}: belum ada hari libur tahun ini. Jalankan: antrean calendar import FILE.")
        if not hall.demo and settings.public_url is None:
            yield Finding("note", f"{slug}: tiket dicetak tanpa QR, karena ANTREAN_PUBLIC_URL belum diisi.")
        for printer in counters.state(office, slug)["printers"]:
            wrong = printer["online"] is False or printer["paper"] == "out"
            yield Finding("bad" if wrong else "ok", f"{slug}: {printer['name']}: {printer['text'] or NOTHING_HEARD}")


def own_profiles(settings: Settings) -> Iterator[Finding]:
    """The printer profiles that the office wrote itself: each wrong one with why."""
    for sentence in broken_profiles().values():
        yield Finding("bad", sentence)


def public_address(settings: Settings) -> Iterator[Finding]:
    """Can a phone open what the QR points at, and does it fit the small code."""
    if settings.public_url is None:
        return
    host = urlsplit(settings.public_url).hostname or ""
    if host == "localhost" or config.is_loopback(host):
        yield Finding("bad", f"ANTREAN_PUBLIC_URL {settings.public_url} tidak dapat dibuka dari HP warga.")
    elif len(settings.public_url) > config.SHORT_PUBLIC_URL:
        yield Finding(
            "note",
            f"ANTREAN_PUBLIC_URL {len(settings.public_url)} huruf; paling panjang {config.SHORT_PUBLIC_URL} agar QR kecil.",
        )
    else:
        yield Finding("ok", f"QR tiket menunjuk ke {settings.public_url}.")


def redis(settings: Settings) -> Iterator[Finding]:
    """Does Redis answer, where several instances share it."""
    if settings.redis_url is None:
        return
    from redis import Redis, RedisError

    try:
        with Redis.from_url(
            settings.redis_url, socket_timeout=PATIENCE_SECONDS, socket_connect_timeout=PATIENCE_SECONDS
        ) as client:
            client.ping()
    except (RedisError, OSError, ValueError) as fault:
        yield Finding("bad", f"Redis tidak menjawab ({type(fault).__name__}). Periksa ANTREAN_REDIS_URL.")
        return
    yield Finding("ok", "Redis menjawab.")


def machine(settings: Settings) -> Iterator[Finding]:
    """How many screens the system allows."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard != resource.RLIM_INFINITY and hard < FEW_FILES:
        yield Finding("note", f"Sistem hanya mengizinkan {hard} berkas terbuka; setiap layar memakai satu.")


LOOKS: Final[tuple[Callable[[Settings], Iterator[Finding]], ...]] = (
    folder, server, store, own_profiles, public_address, redis, machine,
)  # fmt: skip
