"""A real server in a process group of its own, with the trial application and a stand-in for the printing process."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.patience import PATIENCE, eventually, free_port

ROOT = Path(__file__).resolve().parents[2]
TRIAL = "tests.serving.trial_app"


def gone(pid: int) -> bool:
    """Whether no such process runs (a zombie has ended)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@dataclass
class Trial:
    """One start of the server. `printing_log`: a line "pid pgrp" for each start of the stand-in."""

    folder: Path
    port: int
    command: list[str]
    environ: dict[str, str] = field(default_factory=dict)
    open_files: int | None = None
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("ANTREAN_")}
        environ |= {"ANTREAN_VAR": str(self.folder / "var"), "PORT": str(self.port), **self.environ}
        environ["TRIAL_PRINTING"] = str(self.folder / "printing")
        limit = [] if self.open_files is None else ["prlimit", f"--nofile={self.open_files}"]
        with (self.folder / "out").open("ab") as out, (self.folder / "err").open("ab") as err:
            self.process = subprocess.Popen(
                [*limit, sys.executable, "-m", "tests.serving.trial_serve", *self.command],
                cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True,
                preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # also where `nohup` started the tests
            )  # fmt: skip

    @property
    def out(self) -> str:
        """Standard output so far."""
        return (self.folder / "out").read_text()

    @property
    def err(self) -> str:
        """Standard error so far."""
        return (self.folder / "err").read_text()

    def ready(self) -> Trial:
        """Waits until it announced itself."""
        eventually(lambda: "Antrean siap" in self.out or self.process.poll() is not None, "it is ready", 60)
        assert self.process.poll() is None, self.err
        return self

    def get(self, path: str) -> Any:
        """The JSON or text that a fresh connection gets."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            text = connection.getresponse().read().decode()
        finally:
            connection.close()
        with suppress(ValueError):
            return json.loads(text)
        return text

    def answers(self) -> Any:
        """The front page, or None while nobody answers."""
        with suppress(OSError, http.client.HTTPException):
            return self.get("/")
        return None

    def worker(self) -> int:
        """The worker's process id."""
        return int(self.get("/")["pid"])

    def printing(self) -> list[tuple[int, int]]:
        """(process id, process group) of each start of the stand-in."""
        log = self.folder / "printing"
        lines = log.read_text().splitlines() if log.exists() else []
        return [(int(pid), int(group)) for pid, group in (line.split() for line in lines if " " in line)]

    def ends(self, seconds: float = PATIENCE) -> int:
        """Its exit status."""
        return self.process.wait(seconds)

    def clean(self) -> None:
        """Kills what is left of its own process group."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)


Start = Callable[..., Trial]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts servers in one folder; whatever is left of them is ended afterwards."""
    started: list[Trial] = []

    def begin(application: str = "create_app", *, prepare: str | None = None, **more: Any) -> Trial:
        chosen = [] if prepare is None else ["--prepare", f"{TRIAL}:{prepare}"]
        command = [*chosen, f"{TRIAL}:{application}"]
        trial = Trial(tmp_path, more.pop("port", None) or free_port(), command, **more)
        started.append(trial)
        return trial

    yield begin
    for trial in started:
        trial.clean()


@pytest.fixture
def server(start: Start) -> Trial:
    """A server that is ready, with its printing process."""
    trial = start().ready()
    eventually(trial.printing)
    return trial
