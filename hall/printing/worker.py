"""One printer, one thread: takes what the spool hands over, drives the device, reports. Knows no database."""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable
from dataclasses import dataclass

from hall import runtime
from hall.printing.begun import Begun
from hall.printing.device_lock import DeviceInUse, device_lock
from hall.printing.logo import Logo
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
    """A job for the device. `logo`: of its hall, where it has one."""

    job: int
    slip: str
    logo: Logo | None = None


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

    def __init__(self, address: Address, begun: Begun, tell: Callable[[Done], None]) -> None:
        self.address = address
        self.since: float | None = None
        """Since when (monotonic) it has been at the device, None while it is not."""
        self._driver: Driver = open_driver(address)
        self._begun = begun
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
            done = self._send_all(tasks) if tasks else Done(self, (), self._ask())
            self.since = None
            self._tell(done)
        self._driver.close()

    def _ask(self) -> PrinterStatus:
        self.since = time.monotonic()
        try:
            with device_lock(self.address):
                return self._driver.probe()
        except DeviceInUse:
            return unreachable(Cause.IN_USE)
        except Exception:  # noqa: BLE001 - a driver's bug must not stop this printer for ever
            return self._bug()

    def _send_all(self, tasks: tuple[Task, ...]) -> Done:
        results: list[tuple[int, Result]] = []
        printed, began = 0.0, time.monotonic()
        trouble: PrinterStatus | None = None
        for task in tasks:
            result, length, trouble = (NotBegun(), 0.0, trouble) if trouble else self._send(task)
            printed += length
            results.append((task.job, result))
        seconds = (time.monotonic() - began) / len(tasks)
        return Done(self, tuple(results), trouble or self._driver.last_status(), seconds, round(printed))

    def _send(self, task: Task) -> tuple[Result, float, PrinterStatus | None]:
        """(result, millimetres of paper, why nothing more is to be sent now)."""
        profile = self.address.profile
        try:
            blob = render(from_json(task.slip), profile, task.logo)
            length = millimetres(blob, profile, task.logo)
        except Exception:  # noqa: BLE001 - whatever is wrong with it, the next slip must come out
            _log.exception("slip can't be rendered", extra={"job": task.job})
            return Unreadable(), 0.0, None
        self.since = time.monotonic()
        try:
            with device_lock(self.address):
                # First the mark, then the look: whoever ends us sees the mark, or we see that we are to end.
                self._begun.mark(task.job)
                return (NotBegun(), 0.0, None) if self._stopping else self._deliver(task, blob, length)
        except DeviceInUse:
            return NotSent(Cause.IN_USE), 0.0, unreachable(Cause.IN_USE)
        except OSError:  # the mark could not be kept; drivers raise nothing
            _log.exception("no mark could be kept", extra={"job": task.job})
            return NotSent(Cause.STORAGE), 0.0, unreachable(Cause.STORAGE)

    def _deliver(self, task: Task, blob: bytes, length: float) -> tuple[Result, float, PrinterStatus | None]:
        try:
            outcome = self._driver.send(blob, f"{task.job % 10000:04d}".encode())
        except Exception:  # noqa: BLE001 - bytes may have left: nobody knows
            return Uncertain(Cause.ERROR, 0), length, self._bug()
        if not isinstance(outcome, NotSent):
            return outcome, length, None
        known = self._driver.last_status()
        return outcome, 0.0, known if known and not known.ready else unreachable(outcome.cause, outcome.detail)

    def _bug(self) -> PrinterStatus:
        _log.exception("driver failed", extra={"device": self.address.device})
        return unreachable(Cause.ERROR)
