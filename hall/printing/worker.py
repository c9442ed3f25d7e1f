"""One printer, one thread: takes what the spool hands over, drives the device, reports. Knows no database."""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hall import runtime
from hall.printing.device_lock import DeviceInUse, device_lock
from hall.printing.measure import millimetres
from hall.printing.slips import render
from hall.rules.slips import from_json
from printer_drivers import Address, Cause, Driver, NotSent, Outcome, PrinterStatus, Uncertain, open_driver
from printer_drivers.status import unreachable

_log = logging.getLogger("antrean.printing")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The slip can't be turned into bytes: a fault of ours or a newer version's slip. It can never be sent."""


@dataclass(frozen=True, slots=True)
class NotBegun:
    """Handed back untouched, because a job before it failed or the process ends."""


Result = Outcome | Unreadable | NotBegun


@dataclass(frozen=True, slots=True)
class Task:
    """A job for the device."""

    job: int
    slip: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a worker reports. `results` by job; `seconds` of one job; `status`: None where nothing new is known."""

    worker: Worker
    results: tuple[tuple[int, Result], ...]
    status: PrinterStatus | None
    seconds: float = 0.0
    printed_mm: int = 0


class Worker:
    """Owns one driver. `send` and `probe` return at once; the answer comes through `tell`, from another thread."""

    def __init__(self, address: Address, var: Path, tell: Callable[[Done], None]) -> None:
        self.address = address
        self._driver: Driver = open_driver(address)
        self._var = var
        self._tell = tell
        self._stopping = False
        self._tasks: queue.SimpleQueue[tuple[Task, ...] | None] = queue.SimpleQueue()
        runtime.spawn(self._run)

    def send(self, tasks: tuple[Task, ...]) -> None:
        """Prints these in order. After the first that was not sent the rest comes back as not begun."""
        self._tasks.put(tasks)

    def probe(self) -> None:
        """Asks the device how it is."""
        self._tasks.put(())

    def stop(self) -> None:
        """Begins no further job and ends the thread; the one in hand is finished and reported."""
        self._stopping = True
        self._tasks.put(None)

    def _run(self) -> None:
        while (tasks := self._tasks.get()) is not None:
            self._tell(self._work(tasks))
        self._driver.close()

    def _work(self, tasks: tuple[Task, ...]) -> Done:
        try:
            return self._send_all(tasks) if tasks else Done(self, (), self._ask())
        except Exception:  # noqa: BLE001 a driver's bug must not stop this printer for ever, and bytes may have left
            _log.exception("driver failed", extra={"device": self.address.device})
            lost = tuple((task.job, Uncertain(Cause.ERROR, 0)) for task in tasks)
            return Done(self, lost, unreachable(Cause.ERROR))

    def _ask(self) -> PrinterStatus:
        try:
            with device_lock(self._var, self.address):
                return self._driver.probe()
        except DeviceInUse:
            return unreachable(Cause.IN_USE)

    def _send_all(self, tasks: tuple[Task, ...]) -> Done:
        results: list[tuple[int, Result]] = []
        printed, begun, halted = 0.0, time.monotonic(), False
        for task in tasks:
            result: Result = NotBegun()
            if not halted and not self._stopping:
                result, length = self._send(task)
                printed += length
                halted = isinstance(result, NotSent)
            results.append((task.job, result))
        seconds = (time.monotonic() - begun) / len(tasks)
        return Done(self, tuple(results), self._status_after(results), seconds, round(printed))

    def _status_after(self, results: list[tuple[int, Result]]) -> PrinterStatus | None:
        known = self._driver.last_status()
        failed = next((result for _, result in results if isinstance(result, NotSent)), None)
        if failed is None or (known is not None and not known.ready):
            return known
        return unreachable(failed.cause)

    def _send(self, task: Task) -> tuple[Result, float]:
        """(result, millimetres of paper)."""
        profile = self.address.profile
        try:
            blob = render(from_json(task.slip), profile)
            length = millimetres(blob, profile)
        except (ValueError, AssertionError, KeyError, TypeError):
            _log.exception("slip can't be rendered", extra={"job": task.job})
            return Unreadable(), 0.0
        try:
            with device_lock(self._var, self.address):
                outcome = self._driver.send(blob, f"{task.job % 10000:04d}".encode())
        except DeviceInUse:
            return NotSent(Cause.IN_USE), 0.0
        return outcome, 0.0 if isinstance(outcome, NotSent) else length
