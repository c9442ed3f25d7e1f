"""`antrean serve` as a process over a furnished database, and programs that speak HTTP to it."""

import http.client
import itertools
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from hall.actions.office import Office
from hall.records import premises
from hall.serving.settings import PRINTING_NAME
from tests.caller import ROOT, Caller
from tests.office import open_office, tokens_of
from tests.patience import PATIENCE, eventually, free_port
from tests.raw_socket import RawSocket

_serial = itertools.count(1)


@dataclass
class RealServer:
    """A server with its own data folder, in a process group of its own. `url`: a furnished database."""

    url: str
    var: Path
    port: int = field(default_factory=free_port)
    wrap: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Starts it (again) on the same port and waits until it is ready."""
        self.var.mkdir(parents=True, exist_ok=True)
        environ = {name: value for name, value in os.environ.items() if not name.startswith("ANTREAN_")}
        environ |= {"ANTREAN_VAR": str(self.var), "ANTREAN_DATABASE_URL": self.url, "PORT": str(self.port)}
        with (self.var / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*self.wrap, sys.executable, "-m", "hall.cli", "serve"], cwd=ROOT, env=environ,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        eventually(self._begun, "the server is ready", 60)

    def _begun(self) -> bool:
        assert self.process.poll() is None, self.log()
        return self.is_ready()

    def log(self) -> str:
        """What it wrote so far."""
        return (self.var / "log").read_text(errors="replace")

    def is_ready(self) -> bool:
        """Whether it answers `/readyz`."""
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            connection.request("GET", "/readyz")
            ready = connection.getresponse().status == 200
            connection.close()
            return ready
        return False

    def master(self) -> int:
        """The process id of the master itself, also under a wrapper."""
        return int((self.var / "antrean.lock").read_text())

    def worker(self) -> int:
        """The process id of the worker: the master's child that is not the printing process."""
        return int(eventually(lambda: found if len(found := self._web()) == 1 else None, "one worker")[0])

    def _web(self) -> list[str]:
        """A printing process that was forked a moment ago may not yet bear its name; a worker that was killed is soon no more."""
        children = Path(f"/proc/{self.master()}/task/{self.master()}/children").read_text().split()
        return [pid for pid in children if _name(pid) not in (None, PRINTING_NAME)]

    def kill(self) -> None:
        """kill -9 of the master."""
        os.kill(self.master(), signal.SIGKILL)
        self.process.wait(PATIENCE)

    def stop(self) -> None:
        """Ends whatever is left of its group."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)


def _name(pid: str) -> str | None:
    """In the kernel's list; None where it is no more."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return None


@dataclass
class Site:
    """A furnished database with programs of each role, and the servers on it."""

    url: str
    folder: Path
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    servers: list[RealServer] = field(default_factory=list)

    def __post_init__(self) -> None:
        office = self.office()
        for hall in ("jumapolo", "kalipare"):
            self.tokens |= {(hall, role): token for role, token in tokens_of(office, hall).items()}
        hall_id = office.hall("jumapolo").id
        office.transact(
            "jumapolo", lambda work, _: premises.keep_printer(work.connection, hall_id, "Kiosk 1", "memory:")
        )
        office.database.close()

    def office(self) -> Office:
        """An office of this process on the same database, with its own standing clock."""
        return open_office(self.url, self.folder)

    def serve(self, *wrap: str) -> RealServer:
        server = RealServer(self.url, self.folder / f"var-{next(_serial)}", wrap=wrap)
        self.servers.append(server)
        return server

    def caller(self, role: str, hall: str = "jumapolo", server: int = 0) -> Caller:
        return Caller(self.servers[server].port, self.tokens[hall, role], hall)

    def screen(self, kind: str, hall: str = "jumapolo", server: int = 0) -> RawSocket:
        """A screen of this kind, connected."""
        auth = {"hall": hall, "token": self.tokens[hall, kind]}
        return RawSocket(self.servers[server].port, f"/{kind}", auth)

    def close(self) -> None:
        for server in self.servers:
            server.stop()
