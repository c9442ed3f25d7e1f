"""A person goes from station to station; what stops them, and where the ticket goes on."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.errors import Refused
from hall.rules.visits import PASSED, STOPPED, Visit, after, here, may_record, next_station, onward, serves

CHAIN = ("verifikasi", "foto", "sidik-jari", "kasi", "penyerahan")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ROOMS = {"1": ("verifikasi", "penyerahan"), "2": ("foto", "sidik-jari"), "3": ("kasi",)}


def person(*passed: str, number: int = 1) -> Visit:
    visit = Visit(number, 1, None, None, 7, "waiting")
    for station in passed:
        visit = after(CHAIN, visit, station, "pass", NOW)
    return visit


def test_stations_are_passed_in_their_order_and_the_last_one_ends_the_visit() -> None:
    visit = person()
    for station in CHAIN:
        assert next_station(CHAIN, visit) == station
        may_record(CHAIN, visit, station, station)
        visit = after(CHAIN, visit, station, "pass", NOW, counter="1")
    assert visit.state == PASSED
    assert next_station(CHAIN, visit) is None


def test_a_station_is_neither_skipped_nor_passed_twice() -> None:
    visit = person("verifikasi")
    with pytest.raises(Refused, match="Belum giliran stasiun sidik jari"):
        may_record(CHAIN, visit, "sidik-jari", "sidik jari")
    with pytest.raises(Refused, match="sudah lulus"):
        may_record(CHAIN, visit, "verifikasi", "verifikasi")
    with pytest.raises(Refused, match="sudah selesai"):
        may_record(CHAIN, person(*CHAIN), "penyerahan", "penyerahan")


def test_a_repeated_station_is_still_the_next_one_and_both_tries_are_kept() -> None:
    visit = after(CHAIN, person("verifikasi"), "foto", "repeat", NOW, reason="Mata tertutup")
    assert next_station(CHAIN, visit) == "foto"
    visit = after(CHAIN, visit, "foto", "pass", NOW + timedelta(minutes=1))
    assert [run.outcome for run in visit.runs if run.station == "foto"] == ["repeat", "pass"]


def test_who_cannot_be_recorded_stops_with_the_reason() -> None:
    visit = after(CHAIN, person("verifikasi", "foto"), "sidik-jari", "unable", NOW, reason="Sidik jari aus")
    assert (visit.state, visit.reason, next_station(CHAIN, visit)) == (STOPPED, "Sidik jari aus", None)


def test_one_counter_does_everything_where_the_keeper_gave_no_stations() -> None:
    assert serves({}, CHAIN, "1") == CHAIN
    assert onward(CHAIN, [person("verifikasi")], {}, "1") == ()


def test_a_ticket_goes_on_to_the_counter_of_the_next_station_and_comes_back_for_the_letter() -> None:
    assert onward(CHAIN, [person("verifikasi")], ROOMS, "1") == ("2",)
    assert onward(CHAIN, [person("verifikasi", "foto")], ROOMS, "2") == ()
    assert onward(CHAIN, [person("verifikasi", "foto", "sidik-jari")], ROOMS, "2") == ("3",)
    assert onward(CHAIN, [person(*CHAIN[:4])], ROOMS, "3") == ("1",)
    assert onward(CHAIN, [person(*CHAIN)], ROOMS, "1") == ()


def test_a_family_moves_together() -> None:
    first, second = person("verifikasi"), person(number=2)
    assert onward(CHAIN, [first, second], ROOMS, "1") == ()
    assert onward(CHAIN, [first, person("verifikasi", number=2)], ROOMS, "1") == ("2",)
    stopped = after(CHAIN, person(number=2), "verifikasi", "unable", NOW, reason="Sakit, perlu didatangi")
    assert onward(CHAIN, [first, stopped], ROOMS, "1") == ("2",)


def test_a_station_that_nobody_was_given_is_done_where_the_person_stands() -> None:
    rooms = {"1": ("verifikasi",), "2": ("foto", "sidik-jari")}
    waits = person("verifikasi", "foto", "sidik-jari")
    assert here(CHAIN, waits, serves(rooms, CHAIN, "2")) == "kasi"
    assert onward(CHAIN, [waits], rooms, "2") == ()


@given(st.lists(st.tuples(st.sampled_from(CHAIN), st.sampled_from(("pass", "repeat", "unable"))), max_size=20))
def test_whatever_is_tried_the_stations_behind_a_person_are_the_first_of_the_chain(
    tries: list[tuple[str, str]],
) -> None:
    visit = person()
    for station, outcome in tries:
        try:
            may_record(CHAIN, visit, station, station)
        except Refused:
            continue
        visit = after(CHAIN, visit, station, outcome, NOW, reason="Alat tidak membaca")  # type: ignore[arg-type]
        assert visit.passed == frozenset(CHAIN[: len(visit.passed)])
        assert visit.open == (visit.state not in (PASSED, STOPPED))
