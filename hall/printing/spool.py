"""The spool: claims jobs, hands them to one worker a printer, keeps what became of them. All store work is done here.

One round (`step`) takes in what the workers reported, asks printers in trouble how they are, and makes one short
transaction: the reports of the last 50 ms together with the claims for printers that are free. What it hands to a worker
is committed as `sending` before. A job goes back to the queue only when no byte of it left us.
"""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Protocol, assert_never

from hall.clock import Clock
from hall.printing.begun import Begun
from hall.printing.shelf import Shelf
from hall.printing.station import LASTING_SECONDS, Station
from hall.printing.worker import Done, NotBegun, Result, Task, Unreadable
from hall.records.print_outbox import Claimed, JobReport, SpoolPrinter, StatusReport, StoreAway
from hall.rules.print_jobs import NOT_READABLE, JobState, Standing, fetch_at
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
    def logo(self, hall_id: int) -> bytes | None: ...
    def recover(self, now: datetime, in_hand: Container[int], begun: Callable[[int], bool]) -> int: ...
    def waiting(self, wanted: Sequence[SpoolPrinter]) -> set[int]: ...
    def exchange(
        self,
        reports: Sequence[JobReport],
        statuses: Sequence[StatusReport],
        rooms: Mapping[SpoolPrinter, int],
        now: datetime,
        lease: timedelta,
    ) -> list[Claimed]: ...
    def sweep(
        self, hall_id: int, printers: Mapping[int, Standing], now: datetime, after: int = 0
    ) -> tuple[int, int | None]: ...
    def close(self) -> None: ...


@dataclass
class Spool:
    """Runs in one thread.

    `wake` is called from workers' threads; `news` after something was kept that screens show. `lasting`: seconds of trouble
    after which a printer's slips go to its fallback.
    """

    store: JobStore
    begun: Begun
    clock: Clock
    wake: Callable[[], None]
    news: Callable[[], None]
    lasting: float = LASTING_SECONDS
    _shelf: Shelf = field(init=False)
    _stations: dict[int, Station] = field(default_factory=dict)
    _done: queue.SimpleQueue[Done] = field(default_factory=queue.SimpleQueue)
    _reports: list[JobReport] = field(default_factory=list)
    _statuses: dict[int, StatusReport] = field(default_factory=dict)
    _in_flight: dict[int, str | None] = field(default_factory=dict)  # job -> what its owner is told when it comes out
    _swept: dict[int, int] = field(default_factory=dict)  # hall -> the job after which the next sweep goes on
    _pending_since: float = 0.0
    _last_round: float = 0.0
    _next_look: float = 0.0
    _away: bool = False

    def __post_init__(self) -> None:
        self._shelf = Shelf(self.store.logo)

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
            state = JobState.UNCERTAIN if self.begun.may_have(job) else JobState.QUEUED
            self._reports.append(JobReport(job, state, Cause.STOPPED.sentence if state is JobState.UNCERTAIN else None))
        for station in self._stations.values():
            self._note(station)
        if self._reports or self._statuses:
            self._exchange({})
        self.store.close()

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
        """Once a second: printers added or taken away, jobs of the dead, late jobs, places, reasons."""
        now = time.monotonic()
        if now < self._next_look:
            return
        moment = self.clock.now()
        in_hand = {*self._in_flight, *(report.job for report in self._reports)}
        if self.store.recover(moment, in_hand, self.begun.may_have):
            self.news()
        self.begun.settle()
        self._refresh(self.store.printers())
        for station in self._stations.values():
            self._note(station)
        more = self._sweep(moment)
        self._next_look = time.monotonic() + (JOIN_SECONDS if more else LOOK_SECONDS)

    def _refresh(self, printers: Sequence[SpoolPrinter]) -> None:
        self._shelf.refresh(printers)
        wanted = {printer.id: printer for printer in printers}
        for key, station in list(self._stations.items()):
            if key not in wanted or wanted[key].url != station.printer.url:
                station.stop()
                del self._stations[key]
            else:
                station.printer = wanted[key]
        for key, printer in wanted.items():
            if key not in self._stations:
                self._stations[key] = Station(printer, self.begun, self._tell, self.lasting)

    def _sweep(self, moment: datetime) -> bool:
        """Every hall's queued jobs; True when one has more than a sweep looks at."""
        halls: dict[int, dict[int, Standing]] = {}
        for key, station in self._stations.items():
            halls.setdefault(station.printer.hall_id, {})[key] = station.standing()
        changed = 0
        for hall_id, printers in halls.items():
            count, last = self.store.sweep(hall_id, printers, moment, self._swept.get(hall_id, 0))
            self._swept[hall_id] = last or 0
            changed += count
        if changed:
            self.news()
        return any(self._swept.values())

    def _tell(self, done: Done) -> None:
        self._done.put(done)
        self.wake()

    def _take(self, done: Done) -> None:
        """Takes in what a worker reported."""
        if done.results and not self._reports:
            self._pending_since = time.monotonic()
        sentence = next((r.sentence for _, r in done.results if isinstance(r, NotSent)), None)
        for job, result in done.results:
            self._reports.append(report_of(job, result, sentence, self._in_flight.pop(job, None)))
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
            earlier = self._statuses.get(report.printer_id)
            if earlier is not None:  # not kept yet: its millimetres must not be lost
                report = replace(report, printed_mm=report.printed_mm + earlier.printed_mm)
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
            printer = self._stations[job.printer_id].printer
            by_printer.setdefault(job.printer_id, []).append(Task(job.id, job.slip, self._shelf.of(printer)))
            self._in_flight[job.id] = fetch_at(printer.name) if job.moved else None
        for key, tasks in by_printer.items():
            self._stations[key].send(tuple(tasks))


def report_of(job: int, result: Result, sentence: str | None, elsewhere: str | None = None) -> JobReport:
    """The report of one result.

    `sentence`: why the printer took no more, for jobs that were not begun. `elsewhere`: where its owner fetches a slip that
    was meant for another printer.
    """
    match result:
        case Printed():
            return JobReport(job, JobState.PRINTED, elsewhere)
        case Accepted():
            return JobReport(job, JobState.ACCEPTED, elsewhere)
        case Uncertain():
            return JobReport(job, JobState.UNCERTAIN, f"{result.sentence} {elsewhere or ''}".rstrip())
        case NotSent():
            return JobReport(job, JobState.QUEUED, result.sentence)
        case NotBegun():
            return JobReport(job, JobState.QUEUED, sentence, told=sentence is None)
        case Unreadable():
            return JobReport(job, JobState.NOT_SENT, NOT_READABLE)
        case _:
            assert_never(result)
