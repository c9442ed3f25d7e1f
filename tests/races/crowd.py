"""Client processes that take numbers and call them, and write down every answer that they got.

Run as a program: `python -m tests.races.crowd <job as JSON>`; one line of JSON an answer goes to the file `out`. A line is
written before the next request leaves, so that what a killed server acknowledged is known.
"""

import http.client
import json
import random
import subprocess
import sys
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.caller import ROOT, Caller
from tests.patience import PATIENCE

LAYANAN = ("kartu-keluarga", "legalisir-surat", "ktp-elektronik", "surat-rekomendasi")


@dataclass(frozen=True)
class Job:
    """What one client does. `repeat`: each request is sent so often; `patient`: tries again when the server is away."""

    port: int
    token: str
    out: str
    kind: str  # "issue", "call" or "twin-call"
    times: int
    counter: str = "1"
    repeat: int = 1
    patient: bool = False
    seed: int = 0
    until: str = ""  # call: goes on while nobody waits, until this file is there


def main(job: Job) -> None:
    """Does the job and keeps its diary."""
    caller, chance = Caller(job.port, job.token), random.Random(job.seed)
    with open(job.out, "a", buffering=1) as diary:
        for _ in range(job.times):
            request_id = uuid.UUID(int=chance.getrandbits(128)).hex
            if job.kind == "twin-call":
                _say(diary, caller, job, f"counters/{job.counter}/calls", request_id, {})
                _say(diary, caller, job, f"counters/{job.counter}/completions", request_id, {})
            elif job.kind == "issue":
                body = {"layanan": chance.choice(LAYANAN), "priority": chance.random() < 0.3}
                _say(diary, caller, job, "tickets", request_id, body)
            elif not _call(diary, caller, job, request_id):
                return


def _call(diary: Any, caller: Caller, job: Job, request_id: str) -> bool:
    at = f"counters/{job.counter}"
    status, told = _say(diary, caller, job, f"{at}/calls", request_id, {})
    over = False
    while status == 409 and told["code"] == "nobody_waiting" and not over:
        over = Path(job.until).exists()  # once more after it: who came last is not forgotten
        time.sleep(0.01)
        status, told = _say(diary, caller, job, f"{at}/calls", uuid.uuid4().hex, {})
    if status == 409 and told["code"] == "nobody_waiting":
        return False
    _say(diary, caller, job, f"{at}/completions", uuid.uuid4().hex, {})
    return True


def _say(diary: Any, caller: Caller, job: Job, path: str, request_id: str, body: dict[str, Any]) -> tuple[int, Any]:
    for _ in range(job.repeat):
        status, told = _patiently(caller, job, path, request_id, body)
        diary.write(json.dumps({"path": path, "id": request_id, "status": status, "told": told}) + "\n")
    return status, told


def _patiently(caller: Caller, job: Job, path: str, request_id: str, body: dict[str, Any]) -> tuple[int, Any]:
    """A store whose disk is slow is asked again by everybody, a server that is away only by who is patient."""
    deadline = time.monotonic() + 4 * PATIENCE
    while time.monotonic() < deadline:
        try:
            status, told = caller.post(path, request_id, **body)
        except (OSError, http.client.HTTPException):
            if not job.patient:
                break
        else:
            if status != 503:
                return status, told
        time.sleep(0.02)
    return 0, {"code": "away"}


class Crowd:
    """Several client processes at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: list[subprocess.Popen[bytes]] = []
        self._diaries: list[Path] = []

    def send(self, **words: Any) -> None:
        """Starts a client."""
        self._start(self.folder / f"diary-{len(self._diaries)}", seed=len(self._diaries), **words)

    def _start(self, out: Path, **words: Any) -> None:
        job = Job(out=str(out), **words)
        self._diaries.append(out)
        self._running.append(
            subprocess.Popen([sys.executable, "-m", "tests.races.crowd", json.dumps(asdict(job))], cwd=ROOT)
        )

    def wait(self, seconds: float = 240, first: int | None = None) -> list[dict[str, Any]]:
        """Every answer, after all are done, or the `first` that were sent."""
        deadline = time.monotonic() + seconds
        for client in self._running[:first]:
            assert client.wait(max(0.1, deadline - time.monotonic())) == 0
        return self.answers()

    def answers(self) -> list[dict[str, Any]]:
        """Every answer so far; a half-written line does not count."""
        lines = [line for diary in self._diaries if diary.exists() for line in diary.read_text().splitlines(True)]
        return [json.loads(line) for line in lines if line.endswith("\n")]


if __name__ == "__main__":
    main(Job(**json.loads(sys.argv[1])))
