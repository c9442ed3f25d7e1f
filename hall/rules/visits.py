"""One person on a day of recording: from station to station, each with its outcome, until the letter is handed back.

A ticket may carry several visits (a family of one KK). A station is passed, done again, or it shows that the person cannot
be recorded (worn fingers, a missing hand, bedridden): then the visit stops with its reason and the home-visit list has them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from hall.errors import Refused

Outcome = Literal["pass", "repeat", "unable"]
WAITING, AT_STATION, PASSED, STOPPED, AWAY = "waiting", "at_station", "passed", "stopped", "away"
"""`away`: checked in, and sent home with a new date because recording was in trouble."""
PROMISED, CAME = "promised", "came"
"""A place of the reserve that is kept for somebody who was sent home without a letter; on its day it became the number in
`reason`."""
OPEN: Final = (WAITING, AT_STATION)
OUTCOME_WORDS: Final[Mapping[str, str]] = {"pass": "lulus", "repeat": "diulang", "unable": "tidak dapat direkam"}
NUMBER_OVER: Final = "Nomornya berakhir"
"""Why a visit stopped whose number ended before its stations did; with the number it goes on again."""
UNABLE: Final = ("Sidik jari aus", "Jari atau mata tidak ada", "Sakit, perlu didatangi", "Alat tidak membaca")
"""What a clerk may choose from; anything else is written."""


@dataclass(frozen=True, slots=True)
class Run:
    """One try at a station; `ended_at` None while it goes on."""

    station: str
    counter: str | None
    started_at: datetime
    ended_at: datetime | None = None
    outcome: Outcome | None = None
    reason: str | None = None

    def minutes(self, now: datetime) -> float:
        """How long it took, or has taken until `now`."""
        return ((self.ended_at or now) - self.started_at).total_seconds() / 60


@dataclass(frozen=True, slots=True)
class Visit:
    """A person of a session. `resident` and `summons` are None for who walked in and is not known yet."""

    id: int
    session: int
    resident: int | None
    summons: int | None
    ticket: int | None
    state: str
    runs: tuple[Run, ...] = ()
    reason: str | None = None

    @property
    def open(self) -> bool:
        """Whether it goes on."""
        return self.state in OPEN

    @property
    def running(self) -> Run | None:
        """The station where the person is just now."""
        return next((run for run in self.runs if run.ended_at is None), None)

    @property
    def passed(self) -> frozenset[str]:
        """The stations behind this person."""
        return frozenset(run.station for run in self.runs if run.outcome == "pass")


def next_station(chain: Sequence[str], visit: Visit) -> str | None:
    """Where this person goes next; None when every station is passed or the visit is over."""
    if not visit.open:
        return None
    return next((station for station in chain if station not in visit.passed), None)


def may_record(chain: Sequence[str], visit: Visit, station: str, words: str) -> None:
    """Refuses `wrong_state` where this station is not the next one; `words` is its name for the sentence."""
    if not visit.open:
        raise Refused("wrong_state", "Orang ini sudah selesai di semua stasiun.")
    wanted = next_station(chain, visit)
    if station in visit.passed:
        raise Refused("wrong_state", f"Stasiun {words} sudah lulus.")
    if station != wanted:
        raise Refused("wrong_state", f"Belum giliran stasiun {words}. Selesaikan stasiun sebelumnya.")


def after(
    chain: Sequence[str], visit: Visit, station: str, outcome: Outcome, now: datetime, **run: str | None
) -> Visit:
    """The visit once the station ended so: passed on, done again, or stopped for a reason. `run`: its counter and reason."""
    started = visit.running.started_at if visit.running is not None and visit.running.station == station else now
    ended = Run(station, run.get("counter"), started, now, outcome, run.get("reason"))
    kept = tuple(one for one in visit.runs if one.ended_at is not None)
    moved = replace(visit, runs=(*kept, ended))
    if outcome == "unable":
        return replace(moved, state=STOPPED, reason=run.get("reason"))
    return replace(moved, state=PASSED if next_station(chain, moved) is None else WAITING)


def serves(at: Mapping[str, Collection[str]], chain: Sequence[str], counter: str) -> tuple[str, ...]:
    """The stations that a counter does, in the order of the chain. `at`: what the keeper gave to each counter.

    A station that was given to nobody is done wherever the person stands, so that nobody is stuck.
    """
    given = {station for stations in at.values() for station in stations}
    return tuple(station for station in chain if station not in given or station in at.get(counter, ()))


def here(chain: Sequence[str], visit: Visit, mine: Collection[str]) -> str | None:
    """The station that is done with the person at this counter now, None where it is another counter's."""
    station = next_station(chain, visit)
    return station if station in mine else None


def onward(
    chain: Sequence[str], visits: Iterable[Visit], at: Mapping[str, Collection[str]], counter: str
) -> tuple[str, ...]:
    """The counters to which a ticket may go on from `counter`; none where it stays (work is left here, or all is done).

    A family moves together: as long as one of them has a station here, the ticket stays.
    """
    wanted = [station for visit in visits if (station := next_station(chain, visit)) is not None]
    if not wanted or any(station in serves(at, chain, counter) for station in wanted):
        return ()
    first = min(wanted, key=list(chain).index)
    return tuple(other for other, stations in at.items() if first in stations)
