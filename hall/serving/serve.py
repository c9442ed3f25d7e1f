"""`antrean serve`: locks the data folder, takes the port, and runs the master until it is told to end."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from gunicorn import sock

from hall.config import Settings, unusable
from hall.errors import ConfigError
from hall.runtime import SERVER_LOCK
from hall.serving import logs
from hall.serving.arbiter import Application, Master, named
from hall.serving.forks import fork_off, load_shared
from hall.serving.settings import PRINTING_NAME, raise_open_files
from hall.serving.watched import Watched

APPLICATION: Final = "hall.app:create_app"
PREPARE: Final = "hall.records.database:prepare"
PRINTING: Final = "hall.printing.process:main"
POKE_WORKER: Final = "ANTREAN_POKE_WORKER_FD"
POKE_PRINTING: Final = "ANTREAN_POKE_PRINT_FD"
SHARED: Final = ("hall.records.print_outbox", "hall.rules.slips", "printer_drivers")
"""What worker and printing process both need, with all that it imports: the master loads it for them (`load_shared`)."""

PRIVATE: Final = 0o027
"""What the server writes (numbers, accounts, keys) is none of the machine's other users' business."""

PORT_PATIENCE_SECONDS: Final = 1.0
"""The worker of a server killed a moment ago lets the port go within it."""


def serve(
    settings: Settings,
    *,
    application: str = APPLICATION,
    prepare: str | None = PREPARE,
    printing: str = PRINTING,
    shared: Sequence[str] = SHARED,
) -> int:
    """Serves until SIGTERM, SIGINT or SIGHUP; returns the exit status. ConfigError where it cannot start.

    `application`, `prepare` and `printing` name functions; the process that needs one loads it.
    """
    os.umask(PRIVATE)
    lock = hold_folder(settings)
    configure_log(settings)
    raise_open_files()
    worker_end, printing_end = poke_pair()

    def in_worker() -> None:
        os.close(lock)
        printing_end.close()
        os.environ[POKE_WORKER] = str(worker_end.fileno())
        if settings.redis_url is None:  # socketio would load its client at once: 6 MB and 40 ms for nothing
            sys.modules["redis"] = None  # type: ignore[assignment]

    loaded = Application(settings, application, prepare, in_worker)
    listener = listen(settings, loaded.cfg)
    loaded.settings = replace(settings, home=addresses(settings, listener.getsockname())[-1])

    def in_printing() -> int:
        os.close(lock)
        listener.close()
        worker_end.close()
        os.environ[POKE_PRINTING] = str(printing_end.fileno())
        status: int = named(printing)()
        return status

    watched = Watched(lambda: fork_off(PRINTING_NAME, in_printing))
    master = Master(loaded, listener, watched, lambda slugs: announce(settings, listener.getsockname(), slugs))
    load_shared(shared)
    try:
        master.run()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


def hold_folder(settings: Settings) -> int:
    """Takes the folder's lock for as long as the returned descriptor is open; the kernel frees it with the process.

    ConfigError with a sentence when another server holds it or the folder cannot be written.
    """
    path = settings.var / SERVER_LOCK
    try:
        settings.var.mkdir(parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as fault:
        raise unusable(settings.var, fault) from fault
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.truncate(lock, 0)
        os.write(lock, f"{os.getpid()}\n".encode())
    except BlockingIOError as fault:
        holder = os.read(lock, 20).decode(errors="replace").strip()
        os.close(lock)
        raise ConfigError(
            "ANTREAN_VAR",
            f"folder data {settings.var} sedang dipakai server lain (proses {holder or 'tak dikenal'}). "
            "Hentikan server itu, atau pilih folder lain.",
        ) from fault
    except OSError as fault:
        os.close(lock)
        raise unusable(settings.var, fault) from fault
    return lock


def configure_log(settings: Settings) -> None:
    """Opens the log; ConfigError when its file cannot be written."""
    try:
        logs.configure(settings.log)
    except OSError as fault:
        raise ConfigError("ANTREAN_LOG", f"berkas {settings.log} tidak dapat ditulis ({fault.strerror}).") from fault


def poke_pair() -> tuple[socket.socket, socket.socket]:
    """The worker's end and the printing process's end of the pair by which they wake each other; neither ever blocks.

    A byte lost because the other side is away is no loss: both also look by themselves.
    """
    pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    for end in pair:
        end.setblocking(False)
    return pair


def listen(settings: Settings, conf: Any) -> Any:
    """The listening socket; ConfigError with a sentence when the address cannot be had."""
    kind = sock.TCP6Socket if ":" in settings.host else sock.TCPSocket
    deadline = time.monotonic() + PORT_PATIENCE_SECONDS
    while True:
        try:
            return kind((settings.host, settings.port), conf, None)
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE and time.monotonic() < deadline:
                time.sleep(0.05)
                continue
            raise ConfigError(*_not_bound(settings, fault)) from fault


def _not_bound(settings: Settings, fault: OSError) -> tuple[str, str]:
    if fault.errno == errno.EADDRINUSE:
        return "PORT", f"port {settings.port} sudah dipakai program lain. Pilih port lain, misalnya PORT=8080."
    if fault.errno == errno.EACCES:
        return "PORT", f"port {settings.port} tidak boleh dipakai pengguna ini. Pilih port 1024 ke atas."
    return "ANTREAN_BIND", f"alamat {settings.bind} tidak dapat dipakai ({fault.strerror})."


def announce(settings: Settings, bound: tuple[Any, ...], slugs: Sequence[str]) -> None:
    """Prints the addresses to open."""
    lines = ["Antrean siap. Buka di peramban:"]
    for base in addresses(settings, bound):
        lines.append(f"  {base}/")
        for slug in slugs:
            screens = ("kiosk", "counter", "display", *(("admin/paper",) if settings.demo else ()))
            lines.append("    " + "  ".join(f"{base}/{slug}/{screen}" for screen in screens))
    with suppress(OSError):  # nobody may be reading
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()


def addresses(settings: Settings, bound: tuple[Any, ...]) -> list[str]:
    """Where a browser finds the server, without a closing slash: for a bind to every address, here and in the network."""
    host, port = str(bound[0]), int(bound[1])
    if host not in ("0.0.0.0", "::"):  # noqa: S104 compared, not bound
        return [f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"]
    found = [f"http://127.0.0.1:{port}"]
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # a documentation address: asks the routing table, sends nothing
        found.append(f"http://{probe.getsockname()[0]}:{port}")
    return found
