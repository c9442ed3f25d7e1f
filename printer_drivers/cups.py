"""Printers behind a CUPS queue: `cups://KIOSK1?profile=generic-80`, for devices that only a vendor's CUPS driver reaches.

The blob goes in with `lp -d NAME -o raw`; then the job is watched until it leaves the queue. CUPS knows what a backend
took, not what came out, and `lpstat` shows an aborted job like a finished one: the outcome is at most accepted. A job
that is still queued at the deadline is cancelled, or CUPS would print it hours later. Programs and their output:
CUPS 2.4, lp(1), lpstat(1), cancel(1), run without a shell. Where the CUPS server is, is CUPS's own affair
(client.conf, `CUPS_SERVER`).
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from typing import Final

from printer_drivers.driver import Address, Driver, Scheme, no_options
from printer_drivers.outcomes import Accepted, Cause, NotSent, Outcome, Uncertain
from printer_drivers.status import Paper, PrinterStatus, unreachable
from printer_drivers.wire import Unopened

LOOK_SECONDS: Final = 0.1
ASK_SECONDS: Final = 10.0
"""A CUPS that does not answer `lpstat` for so long is taken for stopped."""
_QUEUED: Final = re.compile(r"request id is (\S+-\d+)")


class CupsPrinter:
    """One queue."""

    def __init__(self, address: Address) -> None:
        self._queue = address.place
        self._deadline = address.deadline
        self._status: PrinterStatus | None = None

    def probe(self) -> PrinterStatus:
        """The state of the queue; paper and cover where the backend told CUPS about them."""
        try:
            self._status = self._look()
        except Unopened as fault:
            self._status = unreachable(fault.cause, fault.detail)
        return self._status

    def send(self, blob: bytes, job: bytes) -> Outcome:
        """Queues the job and waits until the queue is done with it."""
        status = self.probe()
        if status.cause is not None:
            return NotSent(status.cause, status.detail)
        end = time.monotonic() + self._deadline
        try:
            before = self._jobs("all")
        except Unopened as fault:
            return NotSent(fault.cause, fault.detail)
        words = ["lp", "-d", self._queue, "-o", "raw", "-t", f"antrean {job.decode('ascii')}"]
        try:
            done = _run(words, self._deadline, blob)
        except Unopened as fault:
            return NotSent(fault.cause, fault.detail)
        except subprocess.TimeoutExpired:
            return Uncertain(Cause.STALLED, len(blob))
        queued = _QUEUED.search(done.stdout)
        if done.returncode or queued is None:
            return self._refused(before, done.stderr, len(blob))
        return self._watch(queued[1], end, len(blob))

    def _refused(self, before: set[str], words: str, size: int) -> Outcome:
        """`lp` failed; where a new job stands in the queue all the same, bytes of ours may be in it."""
        said = f"CUPS menolak: {_one_line(words) or 'tanpa alasan'}."
        try:
            made = self._jobs("all") - before
        except Unopened:
            made = {"unknown"}
        return Uncertain(Cause.ERROR, size, said) if made else NotSent(Cause.REFUSED, said)

    def _watch(self, request: str, end: float, size: int) -> Outcome:
        try:
            while request in self._jobs("not-completed"):
                if time.monotonic() > end:
                    _run(["cancel", request], ASK_SECONDS)
                    return Uncertain(Cause.STALLED, size)
                time.sleep(LOOK_SECONDS)
            ended = _lpstat("-W", "completed", "-l", "-o", self._queue)
        except (Unopened, subprocess.TimeoutExpired):
            return Uncertain(Cause.STALLED, size)
        if "canceled" in ended.partition(request + " ")[2].partition("queued for")[0]:
            return Uncertain(Cause.ERROR, size, f"Cetakan {request} dibatalkan di CUPS. Periksa kertas di printer.")
        return Accepted()

    def _look(self) -> PrinterStatus:
        """Unopened where CUPS does not answer or has no such queue."""
        shown = _lpstat("-l", "-p", self._queue)
        takes = _lpstat("-a", self._queue)
        if re.search(r"^printer \S+ disabled", shown, re.MULTILINE):
            how = f"Antrean CUPS {self._queue} berhenti. Periksa printernya, lalu ketik: sudo cupsenable {self._queue}."
            return unreachable(Cause.OFFLINE, how)
        if "not accepting requests" in takes:
            how = f"Antrean CUPS {self._queue} ditutup. Ketik: sudo cupsaccept {self._queue}."
            return unreachable(Cause.OFFLINE, how)
        # Reasons are as old as the queue's last job, so they are told but never stand in a job's way.
        reasons = " ".join(re.findall(r"^\s+Alerts: (.*)$", shown, re.MULTILINE))
        paper: Paper = "out" if "media-empty" in reasons else "near_end" if "media-low" in reasons else "unknown"
        cover = True if re.search(r"(cover|door)-open", reasons) else None
        return PrinterStatus(online=True, paper=paper, cover_open=cover, raw=_one_line(reasons))

    def _jobs(self, which: str) -> set[str]:
        return {line.split()[0] for line in _lpstat("-W", which, "-o", self._queue).splitlines() if line[:1].strip()}

    def last_status(self) -> PrinterStatus | None:
        """What the last job or probe learnt."""
        return self._status

    def close(self) -> None:
        """Nothing is held between jobs."""


def _run(words: list[str], seconds: float, data: bytes = b"") -> subprocess.CompletedProcess[str]:
    """The finished program with its output as text. Unopened where it is not installed; TimeoutExpired."""
    try:
        done = subprocess.run(  # noqa: S603 no shell, and every word is ours or checked
            words, input=data, capture_output=True, timeout=seconds, check=False, env={**os.environ, "LC_ALL": "C"}
        )
    except FileNotFoundError as fault:
        how = f"Perintah {words[0]} belum ada. Ketik: sudo apt-get install cups-client."
        raise Unopened(Cause.MISSING_PART, how) from fault
    out, err = (text.decode("utf-8", "replace") for text in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(words, done.returncode, out, err)


def _lpstat(*words: str) -> str:
    try:
        done = _run(["lpstat", *words], ASK_SECONDS)
        running = not done.returncode or "is running" in _run(["lpstat", "-r"], ASK_SECONDS).stdout
    except subprocess.TimeoutExpired as fault:
        raise Unopened(Cause.MUTE, "CUPS tidak menjawab. Ketik: sudo systemctl restart cups.") from fault
    if not done.returncode:
        return done.stdout
    if not running:
        raise Unopened(Cause.UNREACHABLE, "CUPS tidak berjalan di server ini. Ketik: sudo systemctl start cups.")
    if "nvalid destination" in done.stderr:
        raise Unopened(Cause.ABSENT, f"Antrean CUPS {words[-1]} tidak ada. Lihat nama yang ada: lpstat -e.")
    raise Unopened(Cause.UNREACHABLE, f"CUPS tidak menjawab: {_one_line(done.stderr)}.")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:160].rstrip(".")


def _place(text: str) -> tuple[str, int]:
    if not re.fullmatch(r"//[A-Za-z0-9_.+@][A-Za-z0-9_.+@-]{0,126}", text):
        raise ValueError("Tulis nama antrean CUPS seperti yang ditunjukkan lpstat -e, misalnya cups://KIOSK1.")
    return text[2:], 0


def _open(address: Address) -> Driver:
    return CupsPrinter(address)


SCHEME = Scheme("cups", "cups://KIOSK1", frozenset(), read_place=_place, check_options=no_options, open=_open)
