"""What must take turns takes turns: calls and closings, readers and writers, two keepers; and a slow clock stops little."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from hall.actions import counters, days, paper, tickets
from hall.actions.office import Office
from hall.errors import Refused
from hall.records.database import Database
from hall.rules.events import SlipReported
from tests.office import Desk, answer, asks, counts
from tests.people.offices import clock_of


def together(*work: Callable[[], Any]) -> list[Any]:
    """Runs these at the same moment; a refusal is an answer too."""
    results: list[Any] = [None] * len(work)
    start = threading.Barrier(len(work))

    def run(place: int, do: Callable[[], Any]) -> None:
        start.wait()
        try:
            results[place] = do()
        except Refused as refused:
            results[place] = refused

    threads = [threading.Thread(target=run, args=each) for each in enumerate(work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_counter_never_closes_under_a_call(office: Office) -> None:
    desk = Desk(office).open("1")
    for _ in range(12):
        desk.issue()
        called, closed = together(
            lambda: desk.call("1"),
            lambda: counters.close(office, "jumapolo", asks("closings"), "1"),
        )
        assert isinstance(called, Refused) != isinstance(closed, Refused), "one of the two came too late"
        if isinstance(closed, Refused):
            desk.complete("1")
        desk.open("1")


def test_an_absent_number_is_not_called_again(office: Office) -> None:
    desk = Desk(office).open("1")
    for _ in range(12):
        number = desk.called("1", desk.issue()["number"])
        _, again = together(lambda: desk.absent("1"), lambda: desk.recall("1"))
        calls_of_it = [call for call in desk.state()["calls"] if call["number"] == number]
        assert len(calls_of_it) == (1 if isinstance(again, Refused) else 2)
        with pytest.raises(Refused):
            desk.recall("1")


def test_many_phones_after_a_change_of_set_up_all_get_their_ticket(office: Office) -> None:
    token = Desk(office).issue()["token"]
    office.forget("jumapolo")
    found = together(*[lambda: tickets.own_now(office, token) for _ in range(20)])
    assert {each["number"] for each in found} == {"A001"}


def test_a_clock_behind_stops_new_numbers_and_nothing_else(office: Office) -> None:
    desk = Desk(office).open("1")
    desk.issue()
    desk.issue()
    clock_of(office).go(days=-3)
    with pytest.raises(Refused) as refused:
        desk.issue()
    assert refused.value.code == "clock_behind"
    assert desk.called("1") == "A001"
    assert desk.recall("1")["number"] == "A001"
    desk.begin("1")
    number = desk.berkas("A001")["number"]
    assert desk.step(number)["current"] == 2
    assert desk.complete("1")["state"] == "done"
    assert desk.called("1") == "A002"
    assert desk.state()["lines"][0]["waiting"] == 0


def test_the_first_command_of_a_new_day_finds_a_free_counter(office: Office) -> None:
    desk = Desk(office).open("1")
    desk.issue()
    desk.called("1")
    clock_of(office).go(days=1)
    desk.issue()
    assert desk.called("1") == "A001"


def test_the_first_state_of_a_new_day_calls_nobody_of_yesterday(office: Office) -> None:
    desk = Desk(office).open("1")
    desk.issue()
    desk.called("1")
    clock_of(office).go(days=1)
    days.turn(office, "jumapolo")
    assert desk.state()["counters"][0]["ticket"] is None
    assert desk.state()["calls"] == []


def test_ten_figures_name_no_number(office: Office) -> None:
    desk = Desk(office).open("1")
    for _ in range(2):
        desk.issue()
    with pytest.raises(Refused) as refused:
        desk.call("1", "A0000000029")
    assert refused.value.code == "not_found"


def test_a_number_in_hand_has_one_berkas_of_its_layanan(office: Office) -> None:
    desk = Desk(office).open("1")
    desk.issue()
    number = desk.called("1")
    first = desk.berkas(number)["number"]
    with pytest.raises(Refused, match=first):
        desk.berkas(number)


def test_the_limit_is_not_asked_for_a_repeat(office: Office) -> None:
    ask = asks("tickets")
    wish = tickets.Wish("kartu-keluarga")
    first = answer(tickets.issue(office, "jumapolo", ask, wish))

    def never() -> None:
        raise Refused("too_many_requests")

    assert answer(tickets.issue(office, "jumapolo", ask, wish, never)) == first
    with pytest.raises(Refused):
        tickets.issue(office, "jumapolo", asks("tickets"), wish, never)


def test_news_of_a_slip_is_told_once(office: Office) -> None:
    Desk(office).issue()
    told: list[SlipReported] = []
    office.tell = lambda event: told.append(event) if isinstance(event, SlipReported) else None
    with office.database.writing() as connection:
        connection.exec_driver_sql("UPDATE print_jobs SET state = 'printed', told = 0")
    together(lambda: paper.tell_news(office), lambda: paper.tell_news(office), lambda: paper.tell_news(office))
    assert [event.state for event in told] == ["printed"]


def test_everybody_behind_a_foreign_lock_is_refused_in_words_and_the_writer_is_whole_afterwards(
    office_url: str,
) -> None:
    if not office_url.startswith("sqlite"):
        return  # PostgreSQL locks rows, not the file
    here, neighbour = Database(office_url), Database(office_url)

    def write() -> str:
        with here.writing():
            return "written"

    with neighbour.writing():
        refusals = together(*[write for _ in range(4)])
    assert [refused.code for refused in refusals] == ["busy"] * 4
    with here.writing() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 20
    here.close()
    neighbour.close()


def test_two_clerks_who_choose_one_number_at_the_same_moment(office: Office) -> None:
    desk = Desk(office).open("1", "2")
    for _ in range(8):
        number = desk.issue()["number"]
        found = together(partial(desk.call, "1", number), partial(desk.call, "2", number))
        assert sorted(isinstance(each, Refused) for each in found) == [False, True]
        refused = next(each for each in found if isinstance(each, Refused))
        assert refused.code == "wrong_state"
        winner = next(str(at) for at, each in enumerate(found, 1) if not isinstance(each, Refused))
        desk.complete(winner)
        assert all(kept == waits for kept, waits in counts(office).values())


def test_one_clerk_in_two_browsers_takes_one_number_in_hand(office: Office) -> None:
    desk = Desk(office).open("1")
    for _ in range(8):
        for _ in range(2):
            desk.issue()
        found = together(lambda: desk.call("1"), lambda: desk.call("1"))
        assert [each.code for each in found if isinstance(each, Refused)] == ["counter_busy"]
        ended = together(lambda: desk.complete("1"), lambda: desk.hold("1"))
        assert [each.code for each in ended if isinstance(each, Refused)] == ["wrong_state"]
        assert all(kept == waits for kept, waits in counts(office).values())


def test_a_call_is_taken_back_or_built_on_but_never_both(office: Office) -> None:
    desk = Desk(office).open("1")
    for _ in range(8):
        desk.issue()
        desk.call("1")
        back, begun = together(lambda: desk.undo("1"), lambda: desk.begin("1"))
        if isinstance(begun, Refused):
            assert back["state"] == "waiting"
            desk.call("1")
        else:
            assert isinstance(back, Refused) or back["state"] == "called", "what was taken back is the beginning"
        desk.complete("1")
        assert all(kept == waits for kept, waits in counts(office).values())


def test_a_number_is_sent_to_a_counter_that_closes_and_is_never_left_there(office: Office) -> None:
    desk = Desk(office).open("1")
    for _ in range(8):
        desk.open("2")
        number = desk.issue()["number"]
        desk.call("1", number)
        together(lambda: desk.send("1", to="2"), lambda: counters.close(office, "jumapolo", asks("closings"), "2"))
        ticket = counters.desk(office, "jumapolo", "1")["ticket"]
        if ticket is None:
            assert desk.called("1") == number
        desk.complete("1")
