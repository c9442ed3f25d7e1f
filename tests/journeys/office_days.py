"""An office over several days: switched on in the morning and off in the evening, at hours of a walk's choosing."""

from __future__ import annotations

from datetime import UTC, datetime

from playwright.sync_api import Browser

from tests.journeys import other_hours
from tests.journeys.planted import Evidence, Watcher
from tests.journeys.server import Server


class Hours(Server):
    """A demo server that is switched on at a moment of the walk's choosing, and off again."""

    serves = ("-m", other_hours.MODULE)

    def at(self, moment: datetime) -> None:
        """Switched on when it is `moment` in the office."""
        self.environ[other_hours.SHIFT] = str((moment - datetime.now(UTC)).total_seconds())
        self.start()


class Day:
    """One day: its screens, whose faults it does not forgive. What it leaves behind is added to the evidence."""

    def __init__(self, browser: Browser, hours: Hours, evidence: Evidence, moment: datetime) -> None:
        self._hours, self._evidence, self._moment, self._browser = hours, evidence, moment, browser

    def __enter__(self) -> Watcher:
        self._hours.at(self._moment)
        self._rooms = Watcher(self._browser, self._hours.url, self._evidence)
        return self._rooms

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        faults = self._rooms.faults()
        self._rooms.close()
        if kind is None:
            assert not faults, "\n".join(faults)
            self._hours.stop()
