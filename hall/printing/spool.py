"""The spool: claims jobs, hands them to one worker a printer, keeps what became of them. All store work is done here.

One round (`step`) takes in what the workers reported, asks printers in trouble how they are, and makes one short
transaction: the reports of the last 50 ms together with the claims for printers that are free. What it hands to a worker
is committed as `sending` before. A job goes back to the queue only when no byte of it left us.
"""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol, assert_never

from hall.clock import Clock
from hall.printing.station import PROBE_SECONDS, Station
from hall.printing.worker import Done, NotBegun, Result, Task, Unreadable
from hall.records.print_outbox import Claimed, JobReport, SpoolPrinter, StatusReport, StoreAway
from hall.rules.print_jobs import NOT_READABLE, JobState
from printer_drivers import Accepted, Cause, NotSent, Printed, Uncertain

LEASE: Final = timedelta(minutes=3)
"""Longer than any job can take; a job whose sender vanished on another machine is uncertain after it."""
JOIN_SECONDS: Final = 0.05
SPACE_SECONDS: Final = 0.02
LOOK_SECONDS: Final = 1.0

_log = logging.getLogger("antrean.printing")


class JobStore(Protocol):
    """What the spool needs of the store (`hall.records.print_outbox.PrintJobs`)."""

    def printers(self) -> list[SpoolPrinter]: ...
    def recover(self, now: datetime, *, starting: bool) -> int: ...
    def waiting(self, wanted: Sequence[SpoolPrinter]) -> set[int]: ...
    def exchange(
        self,
        reports: Sequence[JobReport],
        statuses: Sequence[StatusReport],
        rooms: Mapping[SpoolPrinter, int],
        now: datetime,
        lease: timedelta,
    ) -> list[Claimed]: ...
    def sweep(self, hall_id: int, usable: Mapping[int, str | None], now: datetime) -> int: ...


@dataclass
class Spool:
    """Runs in one thread. `wake` is called from workers' threads; `news` after something was kept that screens show."""

    store: JobStore
    var: Path
    clock: Clock
    wake: Callable[[], None]
    news: Callable[[], None]
    _stations: dict[int, Station] = field(default_factory=dict)
    _done: queue.SimpleQueue[Done] = field(default_factory=queue.SimpleQueue)
    _reports: list[JobReport] = field(default_factory=list)
    _statuses: dict[int, StatusReport] = field(default_factory=dict)
    _in_flight: set[int] = field(default_factory=set)
    _pending_since: float = 0.0
    _last_round: float = 0.0
    _next_look: float = 0.0
    _started: bool = False
    _away: bool = False

    def step(self) -> float:
        """One round; gives the seconds until the next one is needed if nobody wakes us before."""
        try:
            rest = self._round()
        except StoreAway as fault:
            if not self._away:
                _log.warning("store away, jobs wait", extra={"cause": str(fault)})
            self._away = True
            return 0.2
        if self._away:
            _log.info("store is back")
            self._away = False
        return rest

    def finish(self, seconds: float) -> None:
        """Begins nothing new, waits at most `seconds` for the slips in hand, keeps what is known. Then the end."""
        for station in self._stations.values():
            station.stop()
        end = time.monotonic() + seconds
        while self._in_flight and (left := end - time.monotonic()) > 0:
            try:
                self._take(self._done.get(timeout=left))
            except queue.Empty:
                break
        for job in sorted(self._in_flight):
            self._reports.append(JobReport(job, JobState.UNCERTAIN, Cause.STOPPED.sentence))
        if self._reports or self._statuses:
            self._exchange({})

    def poked(self) -> None:
        """A job was made: printers in trouble tell its owner why it waits."""
        if any(station.trouble for station in self._stations.values()) or not self._stations:
            self._next_look = min(self._next_look, time.monotonic() + JOIN_SECONDS)

    def _round(self) -> float:
        self._look()
        while not self._done.empty():
            self._take(self._done.get())
        self._probe()
        now = time.monotonic()
        if now - self._last_round < SPACE_SECONDS:  # under many pokes the store is asked 50 times a second, not 500
            return SPACE_SECONDS - (now - self._last_round)
        self._last_round = now
        rooms = self._rooms()
        held = self._reports or self._statuses
        if rooms or (held and now - self._pending_since >= JOIN_SECONDS):
            self._hand_over(self._exchange(rooms))
        elif held:
            return max(0.001, JOIN_SECONDS - (now - self._pending_since))
        return self._rest()

    def _rest(self) -> float:
        moments = [self._next_look, *(s.next_probe for s in self._stations.values() if not s.busy and s.can_be_asked)]
        return min(LOOK_SECONDS, max(0.001, min(moments) - time.monotonic()))

    def _look(self) -> None:
        """Once a second: printers added or taken away, jobs of the dead, late jobs, reasons."""
        now = time.monotonic()
        if now < self._next_look:
            return
        moment = self.clock.now()
        if self.store.recover(moment, starting=not self._started):
            self.news()
        self._started = True
        self._refresh(self.store.printers())
        self._sweep(moment)
        self._next_look = time.monotonic() + LOOK_SECONDS

    def _refresh(self, printers: Sequence[SpoolPrinter]) -> None:
        wanted = {printer.id: printer for printer in printers}
        for key, station in list(self._stations.items()):
            if wanted.get(key) != station.printer:
                station.stop()
                del self._stations[key]
        for key, printer in wanted.items():
            if key not in self._stations:
                self._stations[key] = station = Station(printer, self.var, self._tell)
                self._note(station)

    def _sweep(self, moment: datetime) -> None:
        halls: dict[int, dict[int, str | None]] = {}
        for station in self._stations.values():
            halls.setdefault(station.printer.hall_id, {})[station.printer.id] = station.trouble
        changed = [self.store.sweep(hall_id, usable, moment) for hall_id, usable in halls.items()]
        if any(changed):
            self.news()

    def _tell(self, done: Done) -> None:
        self._done.put(done)
        self.wake()

    def _take(self, done: Done) -> None:
        """Takes in what a worker reported."""
        if done.results and not self._reports:
            self._pending_since = time.monotonic()
        sentence = next((r.cause.sentence for _, r in done.results if isinstance(r, NotSent)), None)
        for job, result in done.results:
            self._in_flight.discard(job)
            self._reports.append(report_of(job, result, sentence))
        station = next((s for s in self._stations.values() if s.worker is done.worker), None)
        if station is not None:
            before = station.trouble
            station.take(done)
            self._note(station)
            if station.trouble != before:
                self._next_look = 0.0  # the others in the queue get their reason now

    def _note(self, station: Station) -> None:
        report = station.report()
        if report is not None:
            if not self._statuses and not self._reports:
                self._pending_since = time.monotonic()
            self._statuses[report.printer_id] = report

    def _probe(self) -> None:
        now = time.monotonic()
        for station in self._stations.values():
            if not station.busy and station.can_be_asked and now >= station.next_probe:
                station.probe()

    def _rooms(self) -> dict[SpoolPrinter, int]:
        free = [station.printer for station in self._stations.values() if station.free]
        waiting = self.store.waiting(free) if free else set()
        return {printer: self._stations[printer.id].room for printer in free if printer.id in waiting}

    def _exchange(self, rooms: Mapping[SpoolPrinter, int]) -> list[Claimed]:
        reports, statuses = list(self._reports), list(self._statuses.values())
        claimed = self.store.exchange(reports, statuses, rooms, self.clock.now(), LEASE)
        del self._reports[: len(reports)]
        self._statuses.clear()
        if reports or statuses:
            self.news()
        return claimed

    def _hand_over(self, claimed: Sequence[Claimed]) -> None:
        by_printer: dict[int, list[Task]] = {}
        for job in claimed:
            by_printer.setdefault(job.printer_id, []).append(Task(job.id, job.slip))
            self._in_flight.add(job.id)
        for key, tasks in by_printer.items():
            self._stations[key].send(tuple(tasks))


def report_of(job: int, result: Result, sentence: str | None) -> JobReport:
    """The report of one result; `sentence`: why the printer took no more, for jobs that were not begun."""
    match result:
        case Printed():
            return JobReport(job, JobState.PRINTED)
        case Accepted():
            return JobReport(job, JobState.ACCEPTED)
        case Uncertain(cause):
            return JobReport(job, JobState.UNCERTAIN, cause.sentence)
        case NotSent(cause):
            return JobReport(job, JobState.QUEUED, cause.sentence)
        case NotBegun():
            return JobReport(job, JobState.QUEUED, sentence, told=sentence is None)
        case Unreadable():
            return JobReport(job, JobState.NOT_SENT, NOT_READABLE)
        case _:
            assert_never(result)


__all__ = ["PROBE_SECONDS", "JobStore", "Spool", "report_of"]
