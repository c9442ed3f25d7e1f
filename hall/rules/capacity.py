"""How many letters a day of recording holds: the chain of stations played through.

A division (service minutes by the minutes of the busiest post) takes the SOP's average for exact and every post for never
idle. A chain of people is neither: somebody comes at the end of their window, a hand is read three times, the next post
waits. So a day is played through 200 times, by a generator of its own (the same question has the same answer), and the
default is the largest number of people with which at most one day in ten ends after closing time.

The model (docs/decisions/0024): everybody comes at an even chance somewhere in their window; how long a piece of work takes is
exponential with the SOP's minutes as its mean (one knows no more of it than its mean, and hands differ by as much); stations
that follow each other at one post are one piece of work; who is nearly out goes first; nobody begins anything in a break.
With half-hour windows from 08.00 to 14.00, closing at 16.00 and a reserve of 15 per cent it gives 30 letters for one Kalipare
set, 60 for two, more for a third only with a second person at the Kasi's, and 23 for Barito Kuala's three roles.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, log
from typing import Final

from hall.rules.recording import Chain, spread

DAYS: Final = 200
LATE_SHARE: Final = 0.1
SEED: Final = 9007
Minutes = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of service in minutes from its first opening: windows of arrival, breaks, and when everybody should be out."""

    windows: tuple[Minutes, ...]
    closing: float
    breaks: tuple[Minutes, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """The chain as the play needs it: (post, minutes) in order, and how many people stand at each post."""

    runs: tuple[tuple[int, float], ...]
    hands: tuple[int, ...]


def line_of(chain: Chain, sets: int, at_kasi: int = 1) -> Line:
    """Stations that follow each other at one post are one piece of work; every set brings its own people along."""
    posts = chain.posts
    runs: list[tuple[int, float]] = []
    for stop in chain.stops:
        post = posts.index(stop.post)
        if runs and runs[-1][0] == post:
            runs[-1] = (post, runs[-1][1] + stop.minutes)
        else:
            runs.append((post, stop.minutes))
    hands = tuple(sets if post in chain.per_set else at_kasi if post == chain.officer else 1 for post in posts)
    return Line(tuple(runs), hands)


class _Dice:
    """A small generator of its own (Knuth's 64-bit congruence): the same question is always answered alike."""

    def __init__(self, seed: int) -> None:
        self._state = seed
        for _ in range(8):
            self.one()

    def one(self) -> float:
        """Evenly in (0, 1)."""
        self._state = (self._state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        return ((self._state >> 11) + 0.5) / 9007199254740992

    def work(self, minutes: float) -> float:
        """How long it takes today what takes `minutes` on average: exponential."""
        return -minutes * log(self.one())


@dataclass(frozen=True, slots=True)
class Question:
    """What a capacity depends on."""

    line: Line
    day: Day


def division(question: Question) -> int:
    """What a division promises: service minutes by the minutes of the busiest post. More than any chain holds."""
    line, day = question.line, question.day
    busy = [sum(minutes for post, minutes in line.runs if post == each) for each in range(len(line.hands))]
    slowest = max(minutes / hands for minutes, hands in zip(busy, line.hands, strict=True))
    return floor(service_minutes(day) / slowest)


def service_minutes(day: Day) -> float:
    """From the first opening to closing time, without the breaks."""
    return day.closing - sum(end - start for start, end in day.breaks)


def letters_of(count: int, reserve: int) -> int:
    """How many of so many people are called by letter, when `reserve` per cent of them come without one."""
    return count * (100 - reserve) // 100


def without_letter(letters_out: int, reserve: int) -> int:
    """How many people without a letter so many letters leave room for; at least one where there is a reserve at all."""
    return ceil(letters_out * reserve / (100 - reserve))


def letters(question: Question, reserve: int) -> int:
    """The default: how many letters a day holds beside its reserve."""
    return letters_of(people(question), reserve)


@lru_cache(maxsize=256)
def people(question: Question) -> int:
    """The largest number of people with which at most one day in ten ends late."""
    least, most = 0, division(question)
    while least < most:
        tried = (least + most + 1) // 2
        if ends_in_time(question, tried):
            least = tried
        else:
            most = tried - 1
    return least


def ends_in_time(question: Question, count: int) -> bool:
    """Whether at most one in ten of the days played ends after closing time with so many people."""
    allowed = floor(DAYS * LATE_SHARE)
    late = 0
    for day in range(DAYS):
        late += _played(question, count, _Dice(SEED + day)) > question.day.closing
        if late > allowed:
            return False
    return True


def _played(question: Question, count: int, dice: _Dice) -> float:
    """When the last person of one day is out, minutes from the first opening."""
    line, day = question.line, question.day
    free = list(line.hands)
    queues: list[list[tuple[int, float, int]]] = [[] for _ in free]
    # (moment, person, how far, is it done): somebody comes to a piece of work, or is done with it
    events = [(at, person, 0, False) for person, at in enumerate(_arrivals(day.windows, count, dice))]
    events += [
        (end, count, 0, False) for _, end in day.breaks
    ]  # nobody comes: those who waited through the break go on
    heapq.heapify(events)
    out = 0.0
    while events:
        at, person, far, done = heapq.heappop(events)
        if done:
            free[line.runs[far][0]] += 1
            far += 1
        if far == len(line.runs):
            out = at
        elif person < count:
            heapq.heappush(queues[line.runs[far][0]], (-far, at, person))  # who is nearly out goes first
        if _pause(day.breaks, at):
            continue
        for post, queue in enumerate(queues):
            while queue and free[post]:
                back, _, following = heapq.heappop(queue)
                free[post] -= 1
                heapq.heappush(events, (at + dice.work(line.runs[-back][1]), following, -back, True))
    return out


def _pause(breaks: Sequence[Minutes], at: float) -> bool:
    """Nobody begins anything in a break; what was begun before it is ended."""
    return bool(breaks) and any(start <= at < end for start, end in breaks)


def _arrivals(windows: Sequence[Minutes], count: int, dice: _Dice) -> Iterator[float]:
    """Everybody somewhere in their window; the windows share them evenly."""
    for (start, end), many in zip(windows, spread(count, len(windows)), strict=True):
        yield from (start + (end - start) * dice.one() for _ in range(many))
