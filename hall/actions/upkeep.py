"""What nobody asks for and must happen: the day turns, old answers go, and changes of other processes reach the screens."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final

from hall import runtime
from hall.actions import complaint_keeping, days, recording_ends, resident_erasing, resident_reading
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import halls
from hall.records.unit_of_work import KEEP_ANSWERS_HOURS, forget_answers
from hall.rules.announcements import is_quiet
from hall.rules.calendar import Opening, opening
from hall.rules.events import HallChanged

DAY_SECONDS: Final = 15.0
WATCH_SECONDS: Final = 1.0
FORGET_SECONDS: Final = 600.0
LISTS_SECONDS: Final = 5.0
OUTDATED_SECONDS: Final = 3600.0  # a server that is switched off every evening must reach it too
ENDS_SECONDS: Final = 900.0

_log = logging.getLogger("antrean.upkeep")


def start(office: Office, *more: tuple[float, Callable[[], object]]) -> None:
    """Starts the timers of this process; `more`: what others do every so many seconds."""
    runtime.spawn(resident_reading.resume, office)
    runtime.spawn(look_at_the_key, office)
    runtime.spawn(seal_what_stands_open, office)
    turn_days(office)  # after a night without power the first screen must not show yesterday
    recording_ends.end_past(office)  # nor keep those who did not come yesterday from being called again
    jobs = (
        (DAY_SECONDS, partial(turn_days, office)),
        (FORGET_SECONDS, partial(forget, office)),
        (WATCH_SECONDS, Watch(office).look),
        (LISTS_SECONDS, partial(resident_reading.resume, office)),
        (OUTDATED_SECONDS, partial(resident_erasing.forget_old, office)),
        (OUTDATED_SECONDS, partial(complaint_keeping.forget_old, office)),
        (ENDS_SECONDS, partial(recording_ends.end_past, office)),
        *more,
    )
    for seconds, do in jobs:
        runtime.spawn(_every, office, seconds, do)


def look_at_the_key(office: Office) -> None:
    """A key of personal data that is lost or broken is told at once, not when the first name is asked for."""
    sentence = office.sealed.fault()
    if sentence is not None:
        _log.error(sentence)


def seal_what_stands_open(office: Office) -> None:
    """Once a start: what an earlier version kept in clear. A lost key is told by the look at it; the next start tries again."""
    try:
        complaint_keeping.seal_places(office)
    except Refused as refused:
        _log.warning("places of complaints wait to be sealed", extra={"code": refused.code})


def _every(office: Office, seconds: float, do: Callable[[], object]) -> None:
    while office.database.open:
        runtime.sleep(seconds)
        try:
            if office.database.open:
                do()
        except Refused as refused:
            _log.warning("upkeep waits", extra={"code": refused.code})
        except Exception:  # noqa: BLE001 - a timer has nobody to raise to; it tries again at its next turn
            _log.exception("upkeep failed")


def turn_days(office: Office) -> None:
    """A new day begins in each hall at its own midnight."""
    with office.database.reading() as connection:
        slugs = halls.slugs(connection)
    for slug in slugs:
        days.turn(office, slug)


def forget(office: Office) -> None:
    """First answers older than 48 hours go, a hundred at a time, so that nobody waits for it."""
    before = office.clock.now() - timedelta(hours=KEEP_ANSWERS_HOURS)
    while forget_answers(office.database, before):
        runtime.sleep(0.05)


class Watch:
    """Commands and the printing process write to the same store: what they change is shown within a second."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._seen: dict[str, tuple[int, int]] = {}
        self._open: dict[str, tuple[Opening, bool]] = {}

    def look(self) -> None:
        """Tells of every hall whose pulse rose since the last look; a new set-up is read anew."""
        with self._office.database.reading() as connection:
            now = halls.pulses_now(connection)
        for slug, (version, setup) in now.items():
            before = self._seen.get(slug)
            if before is not None and before[1] != setup:
                self._office.forget(slug)
            if before is not None and before != (version, setup):
                self._office.tell(HallChanged(slug))
        self._seen = now
        for slug in now:
            self._doors(slug)

    def _doors(self, slug: str) -> None:
        """Opening, closing and quiet hours change what screens show although nobody wrote anything: the pulse rises for it."""
        hall, moment = self._office.hall(slug), self._office.clock.now()
        now = opening(hall.calendar, moment), is_quiet(hall.settings, moment, hall.timezone)
        if self._open.get(slug) == now:
            return
        self._office.transact(slug, lambda work, hall: halls.raise_version(work.connection, hall.id))
        self._open[slug] = now  # only now: a store that is busy must not lose the news
