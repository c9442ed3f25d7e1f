"""A printer as the spool sees it: free or busy, well or in trouble, and when to ask it again."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hall.printing.worker import Done, Task, Worker
from hall.records.print_outbox import SpoolPrinter, StatusReport
from printer_drivers import NotSent, PrinterStatus, PrinterUrlError, read_url

PROBE_SECONDS: Final = 2.0
"""A printer in trouble is asked so often: its jobs leave well within 10 s of its return."""
IDLE_PROBE_SECONDS: Final = 10.0
BACK_OFF: Final = (1.0, 2.0, 5.0, 8.0)
"""When it says that it is well and still takes nothing. Never longer, because of the same 10 s."""
REPORT_SECONDS: Final = 60.0
BATCH_SECONDS: Final = 0.05
LARGEST_BATCH: Final = 25


class Station:
    """State of one printer; used by the spool's thread only."""

    def __init__(self, printer: SpoolPrinter, var: Path, tell: Callable[[Done], None]) -> None:
        self.printer = printer
        self.worker: Worker | None = None
        self.trouble: str | None = None
        self.busy = False
        self.next_probe = time.monotonic()
        self._ready = True
        self._failures = 0
        self._seconds = 1.0
        self._status: PrinterStatus | None = None
        self._mm = 0
        self._reported: StatusReport | None = None
        self._reported_at = 0.0
        try:
            self.worker = Worker(read_url(printer.url), var, tell)
        except PrinterUrlError as fault:
            self.trouble = str(fault)

    @property
    def free(self) -> bool:
        """It may be given a job now."""
        return self.worker is not None and not self.busy and self._ready

    @property
    def can_be_asked(self) -> bool:
        """Whether a probe is due some time: always in trouble, else where the profile allows status."""
        if self.worker is None:
            return False
        return not self._ready or self._status is None or self.worker.address.profile.status

    @property
    def room(self) -> int:
        """Jobs to hand over at once: one, but more to a device so quick that a transaction each would be the brake."""
        return max(1, min(LARGEST_BATCH, int(BATCH_SECONDS / max(self._seconds, 1e-4))))

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
        if done.status is not None:
            self._status = done.status
        now = time.monotonic()
        if done.results and not any(isinstance(result, NotSent) for _, result in done.results):
            self._failures = 0
            self._seconds = 0.5 * self._seconds + 0.5 * done.seconds
        well = done.status is None or done.status.ready
        self.trouble = None if well or done.status is None else done.status.sentence
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
        """The status for the store, when it is news (or a minute old)."""
        known = self._status
        error = self.trouble
        if known is None and error is None:
            return None
        cover = {True: "open", False: "closed", None: "unknown"}[known.cover_open if known else None]
        paper = known.paper if known else "unknown"
        online = known.online if known else None
        plain = StatusReport(self.printer.id, paper, cover, online, error)
        now = time.monotonic()
        if plain == self._reported and now - self._reported_at < REPORT_SECONDS:
            return None
        self._reported, self._reported_at = plain, now
        mm, self._mm = self._mm, 0
        return StatusReport(self.printer.id, paper, cover, online, error, mm)
