"""Filling windows: a village travels together, a family stands in one window, and no window passes its capacity."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from hall.rules.recording import Slot
from hall.rules.residents import Candidate
from hall.rules.slots import Filled, Room, fill, windows

EIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
DAY = date(2026, 11, 23)


def room(session: int, capacities: list[int], villages: tuple[str, ...] = (), taken: int = 0) -> Room:
    half = timedelta(minutes=30)
    slots = tuple(
        Slot(
            session * 100 + place,
            session,
            EIGHT + half * place,
            EIGHT + half * (place + 1),
            capacity,
            min(taken, capacity),
        )
        for place, capacity in enumerate(capacities)
    )
    return Room(session, DAY, slots, frozenset(villages))


def people(village: str, count: int, start: int = 1, family: str | None = None, calls: int = 0) -> list[Candidate]:
    return [Candidate(start + place, village, family, date(2009, 1, 1), calls) for place in range(count)]


def sessions_of(found: Filled, crowd: list[Candidate]) -> set[int]:
    return {found.places[person.id] // 100 for person in crowd if person.id in found.places}


def test_a_village_that_fits_into_a_session_travels_together_in_windows_that_follow_each_other() -> None:
    ngadirejo, kaliasri = people("Ngadirejo", 6), people("Kaliasri", 5, 100)
    found = fill(kaliasri + ngadirejo, [room(1, [2] * 6), room(2, [2] * 6)])

    assert not found.left
    assert len(sessions_of(found, ngadirejo)) == 1
    assert len(sessions_of(found, kaliasri)) == 1
    assert sorted({found.places[person.id] for person in ngadirejo}) == [100, 101, 102]


def test_a_family_waits_for_another_window_rather_than_being_split() -> None:
    single, family = people("Ngadirejo", 1, 1), people("Ngadirejo", 3, 10, "kk")
    found = fill(single + family, [room(1, [3, 3])])

    assert len({found.places[person.id] for person in family}) == 1


def test_a_family_that_is_larger_than_a_window_stands_in_windows_that_follow_each_other() -> None:
    family = people("Ngadirejo", 5, 1, "kk")
    found = fill(family, [room(1, [2, 2, 2, 2])])

    assert sorted(Counter(found.places.values()).items()) == [(100, 2), (101, 2), (102, 1)]


def test_who_was_called_less_often_goes_first_where_places_are_few() -> None:
    first, again = people("Ngadirejo", 2, 1, calls=0), people("Kaliasri", 2, 10, calls=1)
    found = fill(again + first, [room(1, [2])])

    assert set(found.places) == {1, 2}
    assert set(found.left) == {10, 11}


def test_a_session_of_a_village_takes_only_its_own_people() -> None:
    theirs, others = people("Ngadirejo", 2, 1), people("Kaliasri", 2, 10)
    found = fill(theirs + others, [room(1, [4, 4], ("Ngadirejo",))])

    assert set(found.places) == {1, 2}
    assert set(found.left) == {10, 11}


def test_letters_are_spread_over_the_windows_and_a_rest_is_nobodys() -> None:
    found = windows([(EIGHT, EIGHT + timedelta(minutes=100))], 30, 7)

    assert [slot.capacity for slot in found] == [3, 2, 2]
    assert found[-1].end == EIGHT + timedelta(minutes=90)


CROWDS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(["k1", "k2", "k3", "k4", None]), st.integers(0, 2)), max_size=60
).map(
    lambda rows: [Candidate(place, v, k, date(2008, 1, 1 + place % 28), c) for place, (v, k, c) in enumerate(rows, 1)]
)
ROOMS = st.lists(
    st.tuples(
        st.lists(st.integers(0, 6), max_size=8), st.integers(0, 3), st.sampled_from([(), (), ("A",), ("B", "C")])
    ),
    max_size=4,
).map(lambda rows: [room(place, caps, villages, taken) for place, (caps, taken, villages) in enumerate(rows, 1)])


@settings(max_examples=150)
@given(CROWDS, ROOMS)
def test_whoever_comes_and_whatever_is_free(crowd: list[Candidate], rooms: list[Room]) -> None:
    """No window passes its capacity; nobody is lost; a family is in one window unless larger than every window."""
    found = fill(crowd, rooms)
    slots = {slot.id: slot for one in rooms for slot in one.slots}
    by_session = {one.session: one for one in rooms}

    assert sorted([*found.places, *found.left]) == sorted(person.id for person in crowd)
    for slot, count in Counter(found.places.values()).items():
        assert count <= slots[slot].free
    together = defaultdict(list)
    for person in crowd:
        if person.id in found.places:
            home = by_session[slots[found.places[person.id]].session_id]
            assert not home.villages or person.village in home.villages
        if person.family_mark:
            together[person.village, person.family_mark].append(person.id)
    for family in together.values():
        used = {found.places.get(person) for person in family}
        if used == {None}:
            continue
        assert None not in used, "a family is called whole or not at all"
        sessions = {slots[slot].session_id for slot in used if slot is not None}
        assert len(sessions) == 1
        largest = max(slot.capacity for slot in by_session[sessions.pop()].slots)
        if len(family) <= largest:
            assert len(used) == 1
        else:
            places = sorted(slot for slot in used if slot is not None)
            assert places == list(range(places[0], places[0] + len(places)))
