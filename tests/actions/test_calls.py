"""The clerk's commands: one ticket in hand, each command where it may, and the policy as it stands in the rules."""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from hall.actions import calls, counters
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import tables as t
from hall.rules.events import TicketCalled
from tests.office import Desk, answer, asks
from tests.people.offices import clock_of, ears_of


def refused(do: object, *words: object) -> str:
    with pytest.raises(Refused) as caught:
        do(*words)  # type: ignore[operator]
    return caught.value.code


def test_a_walk_from_the_call_to_the_end(office: Office) -> None:
    desk = Desk(office).open()
    desk.issue()
    told = desk.call()
    assert (told["call_id"], told["ticket"]["state"], told["ticket"]["counter"]) == (1, "called", "1")
    assert desk.state()["counters"][0] | {"lines": [], "reason": None} == {
        "code": "1", "name": "Loket 1", "lines": [], "state": "calling", "ticket": "A001", "reason": None,
    }  # fmt: skip
    assert desk.begin()["state"] == "serving"
    assert desk.state()["counters"][0]["state"] == "serving"
    assert desk.complete()["state"] == "done"
    assert desk.state()["counters"][0]["state"] == "open"


def test_a_called_ticket_comes_with_its_own_slip(office: Office) -> None:
    desk = Desk(office).open()
    slips = {told["number"]: told["print"] for told in (desk.issue() for _ in range(3))}
    assert len({slip["job"] for slip in slips.values()}) == 3
    for _ in range(3):
        told = desk.call()["ticket"]
        assert told["print"] == slips[told["number"]]
        assert desk.complete()["print"] == slips[told["number"]]


def test_who_calls_must_be_open_free_and_have_somebody_waiting(office: Office) -> None:
    desk = Desk(office)
    desk.issue()
    assert refused(desk.call) == "counter_closed"
    desk.open()
    desk.call()
    assert refused(desk.call) == "counter_busy"
    desk.complete()
    assert refused(desk.call) == "nobody_waiting"
    assert refused(desk.call, "9") == "not_found"


def test_a_break_calls_nobody_and_ends_nothing_in_hand(office: Office) -> None:
    desk = Desk(office).open()
    desk.issue()
    desk.issue()
    desk.call()
    assert refused(counters.pause, office, "jumapolo", asks("breaks"), "1", "salat") == "counter_busy"
    assert refused(counters.close, office, "jumapolo", asks("closings"), "1") == "counter_busy"
    desk.complete()
    told = answer(counters.pause(office, "jumapolo", asks("breaks"), "1", "salat"))
    assert (told["state"], told["reason"]) == ("break", "salat")
    assert refused(desk.call) == "counter_closed"


def test_commands_want_a_ticket_in_the_right_state(office: Office) -> None:
    desk = Desk(office).open()
    for command in (desk.begin, desk.recall, desk.absent, desk.complete):
        assert refused(command) == "wrong_state"
    desk.issue()
    desk.call()
    desk.begin()
    for command in (desk.begin, desk.recall, desk.absent):
        assert refused(command) == "wrong_state"


def test_a_recall_is_a_call_of_its_own_up_to_the_limit(office: Office) -> None:
    desk = Desk(office).open()
    desk.issue()
    desk.call()
    for _ in range(3):
        desk.recall()
    assert refused(desk.recall) == "wrong_state"
    told = [(event.call_id, event.recall) for event in ears_of(office).heard if isinstance(event, TicketCalled)]
    assert told == [(1, False), (2, True), (3, True), (4, True)]
    assert [call["call_id"] for call in desk.state()["calls"]] == [4, 3, 2, 1]
    assert desk.absent()["state"] == "absent"


def test_the_last_ten_calls_stay_whatever_became_of_them(office: Office) -> None:
    desk = Desk(office).open()
    for place in range(12):
        desk.issue()
        desk.call()
        desk.absent() if place > 9 else desk.complete()
    assert [call["number"] for call in desk.state()["calls"]] == [f"A{n:03d}" for n in range(12, 2, -1)]


def test_a_chosen_number_of_any_line_is_called_and_once_only(office: Office) -> None:
    desk = Desk(office).open("1", "2")
    for code in ("kartu-keluarga", "legalisir-surat", "legalisir-surat"):
        desk.issue(code)
    assert desk.called(number="U002") == "U002"
    assert refused(desk.call, "2", "U002") == "wrong_state"
    assert refused(desk.call, "2", "U009") == "not_found"
    assert refused(desk.call, "2", "Ü٣") == "not_found"
    assert desk.called("2") == "A001"


def test_the_policy_of_the_rules_is_the_offices(office: Office) -> None:
    desk = Desk(office).open()
    for priority in (False, False, True, True, True):
        desk.issue(priority=priority)
    order = []
    for _ in range(5):
        order.append(desk.called())
        desk.complete()
    assert order == ["A003", "A004", "A001", "A005", "A002"]


def test_the_same_call_asked_twice_is_one_call(office: Office) -> None:
    desk = Desk(office).open()
    desk.issue()
    desk.issue()
    ask = asks("calls")
    first, again = (calls.call(office, "jumapolo", ask, "1") for _ in range(2))
    assert (first.status, again.status, again.body) == (201, 200, first.body)
    with office.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(t.calls)).scalar_one() == 1


def test_the_database_itself_gives_a_counter_one_active_ticket(office: Office) -> None:
    desk = Desk(office).open("1", "2")
    for _ in range(2):
        desk.issue()
    desk.call("1")
    desk.call("2")
    counter = office.hall("jumapolo").counters["1"].id
    with pytest.raises(IntegrityError), office.database.writing() as connection:
        connection.execute(update(t.tickets).where(t.tickets.c.number == "A002").values(counter_id=counter))


def test_the_waiting_count_is_what_waits(office: Office) -> None:
    desk = Desk(office).open()
    for code in ("kartu-keluarga", "kartu-keluarga", "legalisir-surat"):
        desk.issue(code)
    desk.call()
    assert {line["letter"]: (line["waiting"], line["last_called"]) for line in desk.state()["lines"]} == {
        "A": (1, "A001"), "U": (1, None),
    }  # fmt: skip


def test_the_version_rises_with_every_change(office: Office) -> None:
    desk, seen = Desk(office), []
    for do in (desk.open, desk.issue, desk.call, desk.recall, desk.begin, desk.complete):
        do()
        seen.append(desk.state()["version"])
    assert seen == sorted(set(seen))


def test_the_desk_shows_whom_the_policy_calls(office: Office) -> None:
    desk = Desk(office).open()
    for priority in (False, True, False):
        desk.issue(priority=priority)
        clock_of(office).go(minutes=5)
    told = counters.desk(office, "jumapolo", "1")
    coming = [ticket["number"] for ticket in told["order"]]
    assert coming == ["A002", "A001", "A003"]
    assert told["lines"][0]["oldest_minutes"] == 15
    assert desk.called() == coming[0]


def test_a_phone_is_told_how_many_are_before_it(office: Office) -> None:
    from hall.actions import tickets

    desk = Desk(office).open()
    tokens = [desk.issue(priority=rank)["token"] for rank in (False, True, False)]
    assert [tickets.own_now(office, token)["people_before"] for token in tokens] == [1, 0, 2]
    clock_of(office).go(days=31)
    assert refused(tickets.own_now, office, tokens[0]) == "not_found"


def test_only_what_is_committed_is_told(office: Office) -> None:
    desk = Desk(office).open()
    ears_of(office).heard.clear()
    refused(desk.call)
    assert ears_of(office).heard == []
