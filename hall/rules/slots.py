"""Windows of arrival, and who stands in which: a village travels together, a family stands in one window.

Promises of `fill` (properties in the tests): no window passes its capacity; nobody has two places; a family stands in one
window unless it is larger than every window of its session, then in windows that follow each other; a village stays in one
session where it fits into one. Who finds no place is told, in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from hall.rules.recording import Slot, spread
from hall.rules.residents import Candidate

LEAST_WINDOW, MOST_WINDOW = 30, 60
"""Minutes: letters name a window of half an hour to an hour, never an exact minute."""
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Room:
    """A session with its windows, as far as filling needs it. `villages`: who is called there; empty for everybody."""

    session: int
    day: date
    slots: tuple[Slot, ...]
    villages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Filled:
    """Who stands where (person -> slot), and who found no place."""

    places: Mapping[int, int]
    left: tuple[int, ...] = ()


Family = tuple[Candidate, ...]


@dataclass(slots=True)
class _Space:
    """A session while it is being filled: what every window still holds."""

    room: Room
    free: list[int]
    largest: int
    places: dict[int, int] = field(default_factory=dict)

    @property
    def left(self) -> int:
        return sum(self.free)


def windows(stretches: Sequence[Stretch], minutes: int, letters: int) -> tuple[Slot, ...]:
    """Windows of that length inside these stretches, with `letters` spread over them; the earlier ones get the odd ones.

    A rest of a stretch that is shorter than a window is given to nobody. Slots have no id yet.
    """
    starts = [at for start, end in stretches for at in _starts(start, end, timedelta(minutes=minutes))]
    shares = spread(letters, len(starts))
    long = timedelta(minutes=minutes)
    return tuple(Slot(0, 0, at, at + long, share) for at, share in zip(starts, shares, strict=True))


def _starts(start: datetime, end: datetime, long: timedelta) -> list[datetime]:
    return [start + long * place for place in range((end - start) // long)]


def fill(people: Iterable[Candidate], rooms: Sequence[Room]) -> Filled:
    """A place for as many as fit. Who was called less often before goes first, then the villages as they come, the older
    first; those chosen then stand village by village, the largest one first."""
    spaces = [_Space(room, [max(0, slot.free) for slot in room.slots], _largest(room)) for room in rooms]
    chosen, left = _chosen(families(people), spaces)
    for village in _villages(chosen):
        left += _place(village, spaces)
    places = {person: slot for space in spaces for person, slot in space.places.items()}
    return Filled(places, tuple(person.id for family in left for person in family))


def families(people: Iterable[Candidate]) -> list[Family]:
    """People of one family card and village together; who has none stands alone. In the order of fewest calls, then age."""
    found: dict[tuple[str, str], list[Candidate]] = {}
    for person in people:
        key = person.family_mark or f"#{person.id}"
        found.setdefault((person.village, key), []).append(person)
    return sorted((tuple(family) for family in found.values()), key=_rank)


def _rank(family: Family) -> tuple[int, date, int]:
    return (
        min(person.calls_before for person in family), min(person.born_on for person in family), family[0].id,
    )  # fmt: skip


def _largest(room: Room) -> int:
    return max((slot.capacity for slot in room.slots), default=0)


def _chosen(ranked: Sequence[Family], spaces: Sequence[_Space]) -> tuple[list[Family], list[Family]]:
    """Those for whom there is room at all, by rank; a village that is called nowhere waits."""
    open_to_all = any(not space.room.villages for space in spaces)
    named = frozenset[str]().union(*(space.room.villages for space in spaces))
    room = sum(space.left for space in spaces)
    chosen: list[Family] = []
    left: list[Family] = []
    for family in ranked:
        called = open_to_all or family[0].village in named
        if called and len(family) <= room:
            chosen.append(family)
            room -= len(family)
        else:
            left.append(family)
    return chosen, left


def _villages(chosen: Iterable[Family]) -> list[list[Family]]:
    found: dict[str, list[Family]] = {}
    for family in chosen:
        found.setdefault(family[0].village, []).append(family)
    return sorted(found.values(), key=lambda village: -sum(len(family) for family in village))


def _place(village: Sequence[Family], spaces: Sequence[_Space]) -> list[Family]:
    """The village into one session where it fits, the tightest first; else into the roomiest, and the rest likewise."""
    waiting = list(village)
    mine = [space for space in spaces if not space.room.villages or village[0][0].village in space.room.villages]
    while waiting:
        people = sum(len(family) for family in waiting)
        for space in sorted((one for one in mine if one.left >= people), key=lambda one: one.left):
            taken, rest = _packed(waiting, space)
            if not rest:
                _keep(space, taken)
                return []
        roomiest = max(mine, key=lambda one: one.left, default=None)
        taken, rest = ([], waiting) if roomiest is None else _packed(waiting, roomiest)
        if roomiest is None or not taken:
            return _left_over(waiting, mine)
        _keep(roomiest, taken)
        waiting = rest
    return []


def _left_over(waiting: Sequence[Family], spaces: Sequence[_Space]) -> list[Family]:
    """The roomiest session had no window for any of them: each family by itself, wherever it still fits."""
    rest: list[Family] = []
    for family in waiting:
        found = next((taken for space in spaces if (taken := _one(family, space)) is not None), None)
        if found is None:
            rest.append(family)
    return rest


def _one(family: Family, space: _Space) -> list[tuple[int, int]] | None:
    taken, rest = _packed([family], space)
    if rest:
        return None
    _keep(space, taken)
    return taken


def _keep(space: _Space, taken: Sequence[tuple[int, int]]) -> None:
    for person, place in taken:
        space.places[person] = space.room.slots[place].id
        space.free[place] -= 1


def _packed(waiting: Sequence[Family], space: _Space) -> tuple[list[tuple[int, int]], list[Family]]:
    """Families into the session's windows, one window after the other, the largest that still fits first.

    Gives (person, place of the window) of those that fit, and the families that do not.
    """
    free = list(space.free)
    taken: list[tuple[int, int]] = []
    rest: list[Family] = []
    by_size = sorted(waiting, key=len, reverse=True)
    for family in (one for one in by_size if len(one) > space.largest):
        run = _run(family, free)
        taken += run
        if not run:
            rest.append(family)
    ordinary = [one for one in by_size if len(one) <= space.largest]
    for place in range(len(free)):
        ordinary = _into(place, ordinary, free, taken)
    return taken, rest + ordinary


def _into(place: int, waiting: list[Family], free: list[int], taken: list[tuple[int, int]]) -> list[Family]:
    """Fills one window; gives the families that are still waiting."""
    rest: list[Family] = []
    for family in waiting:
        if len(family) <= free[place]:
            taken += [(person.id, place) for person in family]
            free[place] -= len(family)
        else:
            rest.append(family)
    return rest


def _run(family: Family, free: list[int]) -> list[tuple[int, int]]:
    """Windows that follow each other for a family that is larger than any of them; none where they do not hold it."""
    for first in range(len(free)):
        taken: list[tuple[int, int]] = []
        for place in range(first, len(free)):
            if not free[place]:
                break
            taken += [(person.id, place) for person in family[len(taken) : len(taken) + free[place]]]
            if len(taken) == len(family):
                for _, at in taken:
                    free[at] -= 1
                return taken
    return []
