"""The clerk's commands beyond call and complete: aside and back, missed calls, sent on, ended."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hall.actions import counters, tickets
from hall.actions.office import Office
from hall.records import tables as t
from hall.records.times import micros
from tests.actions.looks import look, refused
from tests.office import Desk, answer, asks, counts
from tests.people.offices import clock_of


@pytest.fixture(autouse=True)
def counts_stay_right(office: Office) -> Iterator[None]:
    """After every test of this file each line's count is what waits there."""
    yield
    assert all(kept == real for kept, real in counts(office).values()), counts(office)


# -- aside and back


def test_a_held_number_waits_for_its_time_and_goes_on_where_it_stopped(office: Office) -> None:
    desk = Desk(office).open("1", "2")
    desk.issue()
    desk.issue()
    desk.call()
    desk.begin()
    told = desk.hold(until="09:00")
    assert (told["state"], told["hold_until"]) == ("held", "2026-11-19T09:00:00.000+07:00")
    assert desk.called() == "A002", "the counter is free"
    assert [(held["number"], held["due"]) for held in look(office)["held"]] == [("A001", False)]
    clock_of(office).go(minutes=31)
    assert [(held["number"], held["due"]) for held in look(office)["held"]] == [("A001", True)]
    told = desk.resume("A001", "2")
    assert (told["state"], told["counter"], told["hold_until"]) == ("serving", "2", None)


def test_held_ones_are_shown_by_their_time_and_those_without_one_last(office: Office) -> None:
    desk = Desk(office).open()
    for until in ("10:00", None, "09:15"):
        desk.issue()
        desk.call()
        desk.hold(until=until)
    assert [held["number"] for held in look(office)["held"]] == ["A003", "A001", "A002"]


@pytest.mark.parametrize("until", ["08:29", "25:00", "besok", "2026-11-20T09:00:00+07:00", "2026-11-19T09:00:00"])
def test_a_time_that_is_over_or_not_today_is_no_time_to_hold_until(office: Office, until: str) -> None:
    desk = Desk(office).open()
    desk.issue()
    desk.call()
    assert refused(desk.hold, until=until) == "bad_request"


def test_nothing_is_put_aside_from_empty_hands_or_taken_up_into_full_ones(office: Office) -> None:
    desk = Desk(office).open("1", "2")
    for _ in range(2):
        desk.issue()
    for command in (desk.hold, desk.give_back, desk.cancel):
        assert refused(command) == "wrong_state"
    assert refused(desk.send, line="U") == "wrong_state"
    desk.call()
    assert refused(desk.give_back) == "wrong_state", "who was only called was not served yet"
    desk.hold()
    desk.call()
    assert refused(desk.resume, "A001") == "counter_busy"
    assert refused(desk.resume, "A002", "2") == "wrong_state"
    assert refused(desk.resume, "A077", "2") == "not_found"
    assert refused(desk.resume, "A001", "3") == "counter_closed"
    assert desk.resume("A001", "2")["state"] == "serving"


def test_who_fetches_what_is_missing_does_not_queue_again(office: Office) -> None:
    desk = Desk(office).open()
    desk.issue()
    desk.call()
    desk.begin()
    told = desk.give_back("1", "Fotokopi KK")
    assert (told["state"], told["reason"]) == ("held", "returned")
    assert look(office)["held"][0]["reason"] == "returned"
    with office.database.reading() as connection:
        slips = connection.execute(select(t.print_jobs.c.kind, t.print_jobs.c.slip)).all()
    assert [kind for kind, _ in slips] == ["ticket", "kekurangan"]
    assert "Fotokopi KK" in slips[1].slip
    assert desk.resume("A001")["state"] == "serving"


def test_where_there_is_a_file_its_own_slip_says_what_is_missing(office: Office) -> None:
    desk = Desk(office).open()
    desk.issue()
    desk.call()
    desk.begin()
    desk.berkas("A001")
    desk.give_back("1", "Fotokopi KK")
    with office.database.reading() as connection:
        assert list(connection.execute(select(t.print_jobs.c.kind)).scalars()) == ["ticket"]


# -- missed calls


def test_who_missed_the_call_comes_back_after_three_others_of_the_line(office: Office) -> None:
    desk = Desk(office).open()
    for _ in range(6):
        desk.issue()
    desk.issue("legalisir-surat")
    desk.call()
    assert desk.absent()["comes_back_after"] == 3
    assert look(office)["absent_list"] == [
        {"number": "A001", "title": "Kartu Keluarga", "at": "2026-11-19T08:30:00.000+07:00", "comes_back": True,
         "after_calls": 3},
    ]  # fmt: skip
    order = []
    for _ in range(5):
        order.append(desk.called())
        desk.complete()
        assert counts(office)["A"][0] == counts(office)["A"][1]
    assert order == ["A002", "A003", "A004", "A001", "A005"]


def test_the_second_chance_is_given_twice(office: Office) -> None:
    desk = Desk(office).open()
    for _ in range(9):
        desk.issue()
    called = []
    for _ in range(9):
        called.append(desk.called())
        desk.absent() if called[-1] == "A001" else desk.complete()
    assert called == ["A001", "A002", "A003", "A004", "A001", "A005", "A006", "A007", "A001"]
    assert look(office)["absent_list"][0]["comes_back"] is False
    assert desk.resume("A001")["state"] == "called", "and yet nobody is sent away who reports"


def test_others_are_those_of_the_line(office: Office) -> None:
    desk = Desk(office).open()
    desk.issue()
    for _ in range(4):
        desk.issue("legalisir-surat")
    desk.call()
    desk.absent()
    for _ in range(4):
        assert desk.called().startswith("U")
        desk.complete()
    assert refused(desk.call) == "nobody_waiting"


def test_the_recalls_of_a_second_call_are_its_own(office: Office) -> None:
    desk = Desk(office).open()
    for _ in range(4):
        desk.issue()
    desk.call()
    for _ in range(3):
        desk.recall()
    desk.absent()
    clock_of(office).go(minutes=1)
    for _ in range(3):
        desk.call()
        desk.complete()
    assert desk.called() == "A001"
    assert desk.recall()["number"] == "A001"


# -- sent on


def test_who_is_sent_to_another_line_stands_there_by_the_time_of_coming(office: Office) -> None:
    desk = Desk(office).open("1", "2")
    desk.issue()
    clock_of(office).go(minutes=1)
    for _ in range(2):
        desk.issue("legalisir-surat")
    desk.call()
    desk.begin()
    told = desk.send(line="U", reason="Salah antrean")
    assert (told["number"], told["line"], told["state"], told["counter"]) == ("A001", "U", "waiting", None)
    assert (counts(office)["A"], counts(office)["U"]) == ((0, 0), (3, 3))
    assert tickets.own_now(office, told["token"])["line_name"] == office.hall("jumapolo").lines["U"].name
    assert tickets.own_now(office, told["token"])["people_before"] == 0
    assert desk.called("2") == "A001"
    assert desk.called("1") == "U001"


def test_a_line_that_nobody_entered_today_takes_who_is_sent_there(office: Office) -> None:
    desk = Desk(office).open()
    desk.issue("legalisir-surat")
    desk.call()
    desk.send(line="A")
    assert counts(office)["A"] == (1, 1)
    assert desk.issue()["number"] == "A001"
    assert (desk.called(), counts(office)["A"]) == ("U001", (1, 1))


def test_who_is_sent_to_a_counter_is_called_there_first_and_nowhere_else(office: Office) -> None:
    desk = Desk(office).open("1", "2")
    desk.issue()
    desk.call("1")
    for _ in range(3):
        desk.issue(priority=True)
    told = desk.send(to="2")
    assert told["wanted"] == "2"
    assert look(office, "2")["order"][0] | {"issued_at": ""} == {
        "number": "A001", "title": "Kartu Keluarga", "priority": False, "due": False, "wanted": True, "issued_at": "",
    }  # fmt: skip
    assert desk.called("1") == "A002"
    assert desk.called("2") == "A001"
    assert counts(office)["A"] == (2, 2)


def test_a_phone_knows_who_is_before_it_wherever_it_was_sent(office: Office) -> None:
    desk = Desk(office).open("1", "2")
    for _ in range(2):
        desk.issue("legalisir-surat")
    first = desk.issue()["token"]
    second = desk.issue()["token"]
    last = desk.issue()["token"]
    desk.call("1", "A001")
    desk.send("1", to="2")
    desk.call("1", "A002")
    desk.send("1", line="U")

    def before(token: str) -> tuple[int, dict[str, int] | None]:
        told = tickets.own_now(office, token)
        return told["people_before"], told["estimate"]

    assert before(first)[0] == 0, "the only one who waits for that counter"
    assert before(second)[0] == 2, "both of the other line came before"
    assert before(last)[0] == 0
    counters.pause(office, "jumapolo", asks("breaks"), "2", "Salat")
    assert before(first) == (0, None), "nobody serves there now"


def test_a_counter_that_closes_lets_go_of_who_waits_for_it(office: Office) -> None:
    desk = Desk(office).open("1", "2")
    desk.issue()
    desk.call("1")
    desk.send(to="2")
    assert refused(desk.call, "1") == "nobody_waiting"
    counters.close(office, "jumapolo", asks("closings"), "2")
    assert desk.called("1") == "A001"


def test_where_nobody_can_be_sent_to(office: Office) -> None:
    desk = Desk(office).open("1")
    desk.issue()
    desk.call()
    assert refused(desk.send, line="A") == "wrong_state"
    assert refused(desk.send, line="Z") == "not_found"
    assert refused(desk.send, to="1") == "wrong_state"
    assert refused(desk.send, to="2") == "counter_closed"
    assert refused(desk.send, to="9") == "not_found"
    assert refused(desk.send) == "bad_request"
    assert refused(desk.send, line="U", to="2") == "bad_request"


def test_an_appointment_is_called_like_priority_from_ten_minutes_before_its_time(office: Office) -> None:
    desk, clock = Desk(office).open(), clock_of(office)
    for _ in range(3):
        desk.issue()
    with office.database.writing() as connection:
        due = micros(clock.now() + timedelta(minutes=11))
        connection.execute(update(t.tickets).where(t.tickets.c.number == "A003").values(due_at=due))
    assert [ticket["number"] for ticket in look(office)["order"]] == ["A001", "A002", "A003"]
    clock.go(minutes=1)
    assert [ticket["number"] for ticket in look(office)["order"]] == ["A003", "A001", "A002"]
    assert desk.called() == "A003"


# -- ended


def test_a_number_ends_with_a_reason_wherever_it_stands(office: Office) -> None:
    desk = Desk(office).open("1", "2")
    for _ in range(4):
        desk.issue()
    desk.call("1")
    assert desk.cancel("1", reason="Salah ambil")["reason"] == "Salah ambil"
    assert desk.cancel("1", "A002")["state"] == "cancelled"
    assert counts(office)["A"] == (2, 2)
    desk.call("1")
    desk.hold("1")
    assert desk.cancel("2", "A003")["state"] == "cancelled"
    desk.call("1")
    assert refused(desk.cancel, "2", "A004") == "wrong_state", "it is in a colleague's hands"
    assert refused(desk.cancel, "1", "A002") == "wrong_state"


def test_a_number_taken_at_the_counter_is_for_as_many_as_came(office: Office) -> None:
    wish = tickets.Wish("kartu-keluarga", people=4, origin="counter")
    told = answer(tickets.issue(office, "jumapolo", asks("tickets"), wish))
    assert (told["number"], told["people"]) == ("A001", 4)
    with office.database.reading() as connection:
        assert connection.execute(select(t.tickets.c.origin)).scalar_one() == "counter"
