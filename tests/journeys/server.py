"""The real `antrean serve` in a process group of its own: started, asked, killed, started again."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hall.actions import voices
from hall.clock import FixedClock
from tests.office import open_office
from tests.patience import PATIENCE, eventually, free_port

ROOT = Path(__file__).resolve().parents[2]


class Server:
    """One data folder and one port, and the server that runs there while it is started."""

    serves: tuple[str, ...] = ("-m", "hall.cli", "serve")

    def __init__(self, folder: Path, *, demo: bool = True, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ANTREAN_")}
        ours = {"ANTREAN_VAR": str(folder / "var"), "PORT": str(self.port), "ANTREAN_DEMO": "1" if demo else "0"}
        self.environ = clean | ours | settings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address, as browsers of this machine type it."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Server:
        """Starts and waits until it says that it is ready."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self.serves],
                cwd=ROOT, env=self.environ, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        eventually(self._is_ready, "the server is ready", 60)
        return self

    def kill(self) -> None:
        """The power fails: every process of it at once, with nothing said."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(PATIENCE)
            self._process = None

    def stop(self) -> None:
        """Ends it as Ctrl-C does; what is left after that is killed."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(PATIENCE)
            self.kill()

    def log(self) -> str:
        """Everything that it wrote."""
        return (self.folder / "log").read_text()

    def run(self, *words: str, typed: str = "") -> str:
        """What `antrean` answers to these words at the server's keyboard; fails when it refuses."""
        done = subprocess.run(
            [sys.executable, "-m", "hall.cli", *words],
            cwd=ROOT, env=self.environ, input=typed, capture_output=True, text=True, timeout=2 * PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, f"antrean {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout.strip()

    def said_once(self, hall: str) -> Server:
        """The hall's calls are said once from now on, to save time; its default is twice."""
        var = self.folder / "var"
        office = open_office(f"sqlite:///{var / 'antrean.db'}", var, clock=FixedClock(datetime.now(UTC)))
        voices.set_voice(office, hall, {"voice_times": 1}, "test")
        office.database.close()
        return self

    def program(self, hall: str, role: str) -> Program:
        """A program with a token of this role."""
        return Program(self, hall, self.run("token", "create", "--hall", hall, "--role", role))

    def _is_ready(self) -> bool:
        assert self._process is not None, "it was never started"
        assert self._process.poll() is None, f"the server ended: {self.log()}"
        with suppress(OSError, http.client.HTTPException):
            return ask(self.port, "GET", "/readyz")[0] == 200
        return False


class Program:
    """A program that speaks to one hall's API with a bearer token."""

    def __init__(self, server: Server, hall: str, token: str) -> None:
        self._server, self._hall, self._token = server, hall, token

    def get(self, path: str) -> Any:
        """The answer to GET `/api/v1/halls/<hall><path>`."""
        return self._ask("GET", path, None)

    def post(self, path: str, **body: Any) -> Any:
        """The answer to POST with a fresh request_id; fails on a refusal."""
        return self._ask("POST", path, {"request_id": uuid.uuid4().hex} | body)

    def number(self, layanan: str, **wish: Any) -> str:
        """Takes a number."""
        return str(self.post("/tickets", layanan=layanan, **wish)["number"])

    def waiting(self) -> int:
        """How many wait in all lines."""
        return sum(line["waiting"] for line in self.get("/state")["lines"])

    def clear(self, counter: str = "1") -> None:
        """Serves whoever still waits or sits at this counter, so that the next walk begins with an empty hall."""
        desk = self.get(f"/counters/{counter}/desk")
        if desk["ticket"]:
            self.post(f"/counters/{counter}/completions")
        if desk["counter"]["state"] in ("closed", "break"):
            self.post(f"/counters/{counter}/openings")
        while self.waiting():
            self.post(f"/counters/{counter}/calls")
            self.post(f"/counters/{counter}/completions")

    def _ask(self, method: str, path: str, body: Any) -> Any:
        def answered() -> tuple[int, Any] | None:
            told = ask(self._server.port, method, f"/api/v1/halls/{self._hall}{path}", body, self._token)
            return None if told[0] == 503 else told  # a store whose disk is slow is asked again, as screens do

        status, answer = eventually(answered, f"{path} is not busy")
        assert status in (200, 201), f"{method} {path}: {status} {answer}"
        return answer


def number_on(slip: bytes) -> str:
    """The number as an ESC/POS slip prints it large: what stands under its heading, without the sizes between."""
    large = slip.partition(b"NOMOR ANTREAN\n")[2].partition(b"\n")[0]
    return re.sub(rb"\x1d!.| ", b"", large, flags=re.DOTALL).decode()


def ask(port: int, method: str, path: str, body: Any = None, token: str = "") -> tuple[int, Any]:
    """Status and JSON (or text) of one request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        response = connection.getresponse()
        text = response.read().decode()
    finally:
        connection.close()
    with suppress(ValueError):
        return response.status, json.loads(text)
    return response.status, text
