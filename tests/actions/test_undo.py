"""The last command is taken back within ten seconds, as if it had never been, or it is said why not."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from hall.actions import counters
from hall.actions.office import Office
from hall.records import tables as t
from tests.actions.looks import look, refused
from tests.office import Desk, asks, counts
from tests.people.offices import clock_of


@pytest.fixture(autouse=True)
def counts_stay_right(office: Office) -> Iterator[None]:
    """After every test of this file each line's count is what waits there."""
    yield
    assert all(kept == real for kept, real in counts(office).values()), counts(office)


def test_an_undone_call_never_was(office: Office) -> None:
    desk = Desk(office).open("1", "2")
    for priority in (False, True, True, True):
        desk.issue(priority=priority)
    before = kept_lines(office)
    assert desk.called() == "A002"
    assert kept_lines(office) != before
    told = desk.undo()
    assert (told["number"], told["state"], told["counter"]) == ("A002", "waiting", None)
    assert kept_lines(office) == before
    assert counts(office)["A"] == (4, 4)
    assert desk.called("2") == "A002", "at its old place"


def kept_lines(office: Office) -> list[tuple[object, ...]]:
    with office.database.reading() as connection:
        return [tuple(row) for row in connection.execute(select(t.line_days).order_by(t.line_days.c.line_id))]


def test_an_undone_call_still_waits_for_the_counter_it_was_sent_to(office: Office) -> None:
    desk = Desk(office).open("1", "2")
    desk.issue()
    desk.call("1")
    desk.send(to="2")
    desk.call("2")
    assert desk.undo("2")["wanted"] == "2"
    desk.call("1", "A001")
    assert desk.undo("1")["wanted"] == "2"


@pytest.mark.parametrize(
    ("command", "state"),
    [("begin", "called"), ("absent", "called"), ("complete", "called"), ("hold", "called"), ("cancel", "called")],
)
def test_each_command_is_taken_back(office: Office, command: str, state: str) -> None:
    desk = Desk(office).open()
    desk.issue()
    first = desk.call()["ticket"]
    getattr(desk, command)()
    assert look(office)["undo"]["command"] == command
    assert desk.undo() == first
    assert look(office)["undo"] is None
    assert refused(desk.undo) == "wrong_state", "once, and no further back"


def test_sending_on_returning_and_taking_up_are_taken_back_too(office: Office) -> None:
    desk = Desk(office).open()
    desk.issue()
    desk.call()
    serving = desk.begin()
    desk.send(line="U")
    assert desk.undo() == serving
    assert (counts(office)["A"], counts(office)["U"]) == ((0, 0), (0, 0))
    held = desk.give_back()
    desk.resume("A001")
    assert desk.undo() == held


def test_ten_seconds_are_ten_seconds(office: Office) -> None:
    desk = Desk(office).open()
    desk.issue()
    desk.call()
    clock_of(office).go(seconds=10)
    assert look(office)["undo"] is not None
    clock_of(office).go(seconds=1)
    assert look(office)["undo"] is None
    assert refused(desk.undo) == "too_late"


def test_what_somebody_built_on_is_not_taken_back(office: Office) -> None:
    desk = Desk(office).open("1", "2")
    desk.issue()
    desk.call("1")
    desk.send(line="U")
    desk.call("2")
    assert refused(desk.undo, "1") == "wrong_state"
    assert refused(desk.undo, "3") == "wrong_state", "nothing was done there"


def test_a_closed_counter_takes_nothing_back_into_its_hands(office: Office) -> None:
    desk = Desk(office).open()
    desk.issue()
    desk.call()
    desk.complete()
    counters.close(office, "jumapolo", asks("closings"), "1")
    assert refused(desk.undo) == "counter_closed"


def test_a_call_is_taken_back_while_colleagues_go_on_calling(office: Office) -> None:
    desk = Desk(office).open("1", "2")
    for priority in (False, True, True, False):
        desk.issue(priority=priority)
    assert desk.called("1") == "A002"
    assert desk.called("2") == "A003"
    desk.undo("1")
    assert counts(office)["A"] == (3, 3)
    assert desk.called("1") == "A001", "the line still believes that two went ahead"


def test_a_missed_call_is_taken_back_after_a_colleague_called_another(office: Office) -> None:
    desk = Desk(office).open("1", "2")
    for _ in range(3):
        desk.issue()
    desk.call("1")
    desk.absent("1")
    desk.call("2")
    assert desk.undo("1")["state"] == "called"
    assert desk.undo("2")["number"] == "A002"


def test_yesterdays_command_is_not_taken_back(office: Office) -> None:
    desk, clock = Desk(office).open(), clock_of(office)
    clock.go(hours=15, minutes=29, seconds=55)
    desk.issue()
    desk.call()
    clock.go(seconds=8)
    assert refused(desk.undo) == "wrong_state"
    assert look(office)["ticket"] is None
