"""At closing time who still waits is shown, and ended by one reasoned action that everybody is told."""

import pytest

from hall.actions import day_ends, tickets
from hall.actions.office import Office
from hall.errors import Refused
from hall.rules.events import HallChanged
from hall.web.answers import DayEndShape
from tests.actions.looks import refused
from tests.office import Desk, answer, asks, counts
from tests.people.offices import clock_of, ears_of


def ends(office: Office, hall: str = "jumapolo", reason: str = "Listrik padam.") -> list[str]:
    told = answer(day_ends.end(office, hall, asks("day-ends"), reason))
    return [each["number"] for each in told["items"]]


def test_who_waits_is_shown_and_ended_and_who_is_served_is_served(office: Office) -> None:
    desk = Desk(office).open("1", "2")
    tokens = [desk.issue()["token"] for _ in range(5)]
    desk.call("1")
    desk.absent("1")
    desk.call("1")
    desk.hold("1")
    desk.call("1")
    desk.begin("1")
    left = day_ends.left(office, "jumapolo")
    assert left["may_end"] is True
    assert [(each["number"], each["state"]) for each in left["items"]] == [
        ("A001", "absent"), ("A002", "held"), ("A004", "waiting"), ("A005", "waiting"),
    ]  # fmt: skip
    assert ends(office) == ["A001", "A002", "A004", "A005"]
    own = [tickets.own_now(office, token) for token in tokens]
    assert [each["state"] for each in own] == ["absent", "cancelled", "serving", "cancelled", "cancelled"]
    assert own[3]["reason"] == "Listrik padam."
    assert own[0]["comes_back_after"] is None
    assert counts(office)["A"] == (0, 0)
    assert desk.complete("1")["state"] == "done"


def test_the_tv_tells_it(office: Office) -> None:
    desk = Desk(office)
    desk.issue()
    ears_of(office).heard.clear()
    ends(office)
    assert desk.state()["notice"] == "Pelayanan hari ini sudah diakhiri: Listrik padam."
    assert HallChanged("jumapolo") in ears_of(office).heard
    clock_of(office).go(hours=16)
    assert desk.state()["notice"] is None, "tomorrow is another day"


def test_a_hall_that_is_open_is_not_ended(office: Office) -> None:
    desk, clock = Desk(office, "kalipare", "skck"), clock_of(office)
    desk.issue()
    with pytest.raises(Refused, match="masih buka sampai pukul") as caught:
        ends(office, "kalipare")
    assert caught.value.code == "too_early"
    assert day_ends.left(office, "kalipare")["may_end"] is False
    clock.go(hours=9)
    assert ends(office, "kalipare") == [desk.issued[0]]
    assert refused(desk.issue) == "hall_closed"


def test_where_nobody_waits_nothing_ends(office: Office) -> None:
    assert refused(ends, office) == "nobody_waiting"


def test_asked_twice_it_ends_once(office: Office) -> None:
    Desk(office).issue()
    ask = asks("day-ends")
    first, again = (day_ends.end(office, "jumapolo", ask, "Sudah sore.") for _ in range(2))
    assert (first.status, again.status, again.body) == (201, 200, first.body)
    DayEndShape.model_validate_json(first.body)
