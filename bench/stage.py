"""The stage of a row: a furnished store of each kind and the real server on it, with all its processes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from hall.actions import counters, demo
from hall.actions.office import Office
from hall.actions.people import create_token
from hall.actions.setup import create_hall
from hall.catalogue.places import bundled
from hall.clock import SystemClock
from hall.config import Settings
from hall.records.database import Database, prepare
from hall.records.unit_of_work import Ask
from hall.serving.settings import PRINTING_NAME
from tests import postgres

ROOT: Final = Path(__file__).resolve().parents[1]
HALL: Final = "jumapolo"
COUNTERS: Final = tuple(str(number) for number in range(1, 9))
SECRET: Final = "the bench has no secrets, but a key of this length"  # noqa: S105 - of a store that is thrown away
QUICK_PRINTER: Final = "memory:?speed=0"


@dataclass
class Stage:
    """Furnishes once a database, then clones; owns the temporary folder and PostgreSQL's cluster."""

    folder: Path
    tokens: dict[str, str] = field(default_factory=dict)
    _cluster: postgres.Cluster | None = None
    _templates: dict[str, str] = field(default_factory=dict)
    _serial: int = 0

    def store(self, kind: str) -> tuple[Path, str]:
        """(data folder, address) of a furnished store of its own."""
        if kind not in self._templates:
            self._templates[kind] = self._furnish(kind)
        self._serial += 1
        var = self.folder / f"var-{self._serial}"
        var.mkdir()
        if kind == "sqlite":
            shutil.copy(self._templates[kind], var / "antrean.db")
            return var, f"sqlite:///{var / 'antrean.db'}"
        assert self._cluster is not None, "its template lies in it"
        return var, self._cluster.create(f"bench_{self._serial}", self._templates[kind])

    @contextmanager
    def server(self, kind: str = "sqlite", *, printer: str = QUICK_PRINTER) -> Iterator[Server]:
        """A running server on a fresh store."""
        var, url = self.store(kind)
        with running(var, url, self.tokens, printer=printer) as server:
            yield server
        shutil.rmtree(var, ignore_errors=True)

    def _furnish(self, kind: str) -> str:
        var = self.folder / f"template-{kind}"
        var.mkdir()
        if kind == "sqlite":
            url = f"sqlite:///{var / 'antrean.db'}"
        else:
            self._cluster = postgres.Cluster()
            self._cluster.__enter__()
            url = self._cluster.create("bench_template")
        furnish(settings_for(var, url), self.tokens)
        return str(var / "antrean.db") if kind == "sqlite" else "bench_template"

    def close(self) -> None:
        """Ends the cluster; the folder belongs to the caller."""
        if self._cluster is not None:
            self._cluster.__exit__(None, None, None)


@contextmanager
def staged() -> Iterator[Stage]:
    """A stage in a temporary folder; PostgreSQL keeps what it acknowledges, as an office's would."""
    tests_only = dict(postgres.SETTINGS)
    postgres.SETTINGS.update({"fsync": "on", "full_page_writes": "on", "shared_buffers": "128MB"})
    with tempfile.TemporaryDirectory(prefix="antrean-bench-") as folder:
        stage = Stage(Path(folder))
        try:
            yield stage
        finally:
            stage.close()
            postgres.SETTINGS.update(tests_only)


def settings_for(var: Path, url: str, printer: str = QUICK_PRINTER) -> Settings:
    """As `hall.config.load` would make them for the demo."""
    return Settings(
        var=var, database_url=url, redis_url=None, bind="127.0.0.1:8000", trusted_proxies=(), public_url=None,
        secret_key=SECRET, demo=True, demo_printer=printer,
    )  # fmt: skip


def furnish(settings: Settings, tokens: dict[str, str]) -> None:
    """The demo, but its busiest hall has eight counters, all open; tokens are put under `kiosk`, `display` and `1` to `8`."""
    prepare(settings)
    office = Office(Database(settings.database_url), SystemClock(), settings)
    create_hall(office, bundled(HALL), demo=True, counters=len(COUNTERS))
    demo.prepare(office)
    for name in ("kiosk", "display"):
        _token(office, tokens, name, name, None)
    for code in COUNTERS:
        _token(office, tokens, code, "counter", code)
        counters.open_counter(office, HALL, Ask.of("bench", "openings", uuid.uuid4().hex, {}), code)
    office.database.close()


def _token(office: Office, tokens: dict[str, str], name: str, role: str, counter: str | None) -> None:
    """Each kind of database has tokens of its own."""
    kind = "sqlite" if office.database.sqlite else "postgresql"
    tokens[f"{kind} {name}"] = create_token(office, HALL, role, counter)


@dataclass
class Server:
    """A running `antrean serve`."""

    port: int
    process: subprocess.Popen[bytes]
    var: Path
    url: str
    tokens: Mapping[str, str]
    seconds_to_ready: float

    def token(self, name: str) -> str:
        """The token of `kiosk`, `display` or a counter's code."""
        return self.tokens[f"{'sqlite' if self.url.startswith('sqlite') else 'postgresql'} {name}"]

    def pids(self) -> list[int]:
        """All its processes: those of its group."""
        return [
            int(entry) for entry in os.listdir("/proc") if entry.isdigit() and _group(int(entry)) == self.process.pid
        ]

    def worker(self) -> int:
        """The process that serves: of the two children the one that does not print."""
        return next(pid for pid in self.pids() if pid != self.process.pid and not _prints(pid))

    def printing(self) -> int:
        """The process that prints."""
        return next(pid for pid in self.pids() if _prints(pid))

    def layanan(self) -> list[str]:
        """What citizens may take a number for in the hall."""
        return [str(offer["code"]) for offer in self.get(f"/api/v1/halls/{HALL}/layanan")]

    def get(self, path: str, token: str = "") -> Any:
        """JSON of a GET."""
        import json
        import urllib.request

        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        with urllib.request.urlopen(request, timeout=15) as answer:  # noqa: S310
            return json.load(answer)

    def count(self, question: str) -> int:
        """One number out of the store, asked beside the server."""
        from sqlalchemy import text

        database = Database(self.url)
        with database.reading() as connection:
            found = int(connection.execute(text(question)).scalar_one())
        database.close()
        return found


@contextmanager
def running(var: Path, url: str, tokens: Mapping[str, str], *, printer: str = QUICK_PRINTER) -> Iterator[Server]:
    """Starts the server and waits for `/readyz`; ends it as Ctrl-C does."""
    port = _free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ANTREAN_")}
    clean.pop("PYTHONDONTWRITEBYTECODE", None)  # no office has it: its second start compiles nothing
    ours = {
        "ANTREAN_VAR": str(var), "ANTREAN_DATABASE_URL": url, "ANTREAN_DEMO": "1", "ANTREAN_SECRET_KEY": SECRET,
        "ANTREAN_DEMO_PRINTER": printer, "PORT": str(port),
    }  # fmt: skip
    with (var / "log").open("ab") as log:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "hall.cli", "serve"], cwd=ROOT, env=clean | ours, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        _wait(process, port, var)
        yield Server(port, process, var, url, tokens, time.perf_counter() - begun)
    finally:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _wait(process: subprocess.Popen[bytes], port: int, var: Path, seconds: float = 60) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        if process.poll() is not None:
            break
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as link:
            link.sendall(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            if link.recv(64).split(b" ", 2)[1:2] == [b"200"]:
                return
        time.sleep(0.005)
    raise RuntimeError(f"the server did not start:\n{(var / 'log').read_text(errors='replace')[-2000:]}")


def _group(pid: int) -> int:
    with suppress(OSError):
        return os.getpgid(pid)
    return -1


def _prints(pid: int) -> bool:
    return Path(f"/proc/{pid}/comm").read_text().strip() == PRINTING_NAME


def _free_port() -> int:
    with socket.socket() as link:
        link.bind(("127.0.0.1", 0))
        return int(link.getsockname()[1])
