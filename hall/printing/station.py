"""A printer as the spool sees it: free or busy, well or in trouble, and when to ask it again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from hall.printing.begun import Begun
from hall.printing.worker import Done, Task, Worker
from hall.records.print_outbox import SpoolPrinter, StatusReport
from hall.rules.print_jobs import Standing
from printer_drivers import Cause, NotSent, PrinterStatus, PrinterUrlError, read_url

PROBE_SECONDS: Final = 1.0
"""A printer in trouble is asked so often: its jobs leave at once when it is back."""
IDLE_PROBE_SECONDS: Final = 5.0
BACK_OFF: Final = (1.0, 2.0, 5.0, 8.0)
"""When it says that it is well and still takes nothing. Never longer, because its slips leave within 10 s of its return."""
LASTING_SECONDS: Final = 5.0
"""After so long in trouble its slips go to its fallback: a lid that is opened and shut is no trouble, a visitor who stands
before a silent kiosk is."""
STUCK_SECONDS: Final = 20.0
"""Beyond its own limits of time: then the device holds its worker, and nothing new is sent there."""
REPORT_SECONDS: Final = 60.0
COUNT_SECONDS: Final = 1.0
BATCH_SECONDS: Final = 0.05
LARGEST_BATCH: Final = 25


class Station:
    """State of one printer; used by the spool's thread only."""

    def __init__(self, printer: SpoolPrinter, begun: Begun, tell: Callable[[Done], None], lasting: float) -> None:
        self.printer = printer
        self.worker: Worker | None = None
        self.busy = False
        self.next_probe = time.monotonic()
        self._fault: str | None = None
        self._lasting = lasting
        self._ready = True
        self._well_at = time.monotonic()
        self._failures = 0
        self._seconds = 1.0
        self._status: PrinterStatus | None = None
        self._mm = 0
        self._reported: StatusReport | None = None
        self._reported_at = 0.0
        try:
            self.worker = Worker(read_url(printer.url), begun, tell)
        except PrinterUrlError as fault:
            self._fault = str(fault)

    @property
    def trouble(self) -> str | None:
        """Why it can't take a job now, in Indonesian; None when it can."""
        return Cause.MUTE.sentence if self._stuck else self._fault

    @property
    def free(self) -> bool:
        """It may be given a job now."""
        return self.worker is not None and not self.busy and self._ready

    @property
    def can_be_asked(self) -> bool:
        """Whether a probe is due some time: always in trouble, else where the profile allows status."""
        if self.worker is None:
            return False
        profile = self.worker.address.profile
        return not self._ready or self._status is None or profile.status or profile.port_status

    @property
    def room(self) -> int:
        """Jobs to hand over at once: one, but more to a device so quick that a transaction each would be the brake."""
        return max(1, min(LARGEST_BATCH, int(BATCH_SECONDS / max(self._seconds, 1e-4))))

    @property
    def _stuck(self) -> bool:
        since = self.worker.since if self.worker else None
        if self.worker is None or since is None:
            return False
        address = self.worker.address
        return time.monotonic() - since > STUCK_SECONDS + 8 * address.connect + address.deadline

    def standing(self) -> Standing:
        """How it stands for the jobs that wait at it."""
        now = time.monotonic()
        if self.trouble is None:
            self._well_at = now
        lasting = now - self._well_at >= self._lasting
        return Standing(self.printer.name, self.trouble, lasting, self.printer.fallback)

    def send(self, tasks: tuple[Task, ...]) -> None:
        """Hands jobs to the worker."""
        if self.worker is None:
            raise RuntimeError("a printer without an address took a job")
        self.busy = True
        self.worker.send(tasks)

    def probe(self) -> None:
        """Asks the device how it is."""
        if self.worker is not None:
            self.busy = True
            self.worker.probe()

    def stop(self) -> None:
        """No further job."""
        if self.worker is not None:
            self.worker.stop()

    def take(self, done: Done) -> None:
        """What the worker reported: decides when the device is tried again."""
        self.busy = False
        self._mm += done.printed_mm
        now = time.monotonic()
        if self._ready and not done.results and done.status is not None and done.status.cause is Cause.IN_USE:
            self.next_probe = now + IDLE_PROBE_SECONDS  # somebody prints there just now, so it is well
            return
        if done.status is not None:
            self._status = done.status
        if done.results and not any(isinstance(result, NotSent) for _, result in done.results):
            self._failures = 0
            self._seconds = 0.5 * self._seconds + 0.5 * done.seconds
        well = done.status is None or done.status.ready
        self._fault = None if well or done.status is None else done.status.sentence
        if well:
            self._ready, self.next_probe = True, now + IDLE_PROBE_SECONDS
        elif done.results and self._ready:
            # It took no job although it was thought well: the first pause is short, then longer.
            self.next_probe = now + BACK_OFF[min(self._failures, len(BACK_OFF) - 1)]
            self._failures += 1
            self._ready = False
        else:
            self._ready, self.next_probe = False, now + PROBE_SECONDS

    def report(self) -> StatusReport | None:
        """The status for the store when it is news, when paper came out since, or when it is a minute old."""
        known, error = self._status, self.trouble
        if known is None and error is None:
            return None
        cover = {True: "open", False: "closed", None: "unknown"}[known.cover_open if known else None]
        paper = known.paper if known else "unknown"
        online = known.online if known else None
        plain = StatusReport(self.printer.id, paper, cover, online, error)
        now = time.monotonic()
        age = now - self._reported_at
        if plain == self._reported and age < (COUNT_SECONDS if self._mm else REPORT_SECONDS):
            return None
        self._reported, self._reported_at = plain, now
        mm, self._mm = self._mm, 0
        return StatusReport(self.printer.id, paper, cover, online, error, mm)
