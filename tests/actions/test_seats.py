"""Who sits where: one person a counter, one counter a person, and taking over in one tap."""

from typing import Any

import pytest

from hall.actions import counters, people, seats
from hall.actions.desk import Asked
from hall.actions.office import Office
from hall.errors import Refused
from hall.rules.events import AccessRevoked
from tests.actions.looks import look, refused
from tests.office import Desk, answer, asks
from tests.people.offices import ears_of


@pytest.fixture
def staff(office: Office) -> list[str]:
    """Two clerks as the log names them."""
    for name in ("siti", "budi"):
        people.add_staff(office, "jumapolo", name, name.title(), ["clerk"], "rahasia-sekali")
    found = {person.username: person.id for person in people.list_staff(office, "jumapolo")}
    return [f"person:{found[name]}" for name in ("siti", "budi")]


def opens(office: Office, who: str, code: str) -> dict[str, Any]:
    return answer(counters.open_counter(office, "jumapolo", asks("openings", asker=who), code))


def takes_over(office: Office, who: str, code: str) -> dict[str, Any]:
    return answer(seats.takeover(office, "jumapolo", asks("takeovers", asker=who), code))


def sits(office: Office, code: str) -> object:
    return look(office, code)["counter"]["person"]


def test_a_clerk_has_one_counter(office: Office, staff: list[str]) -> None:
    siti, _ = staff
    opens(office, siti, "1")
    assert (sits(office, "1"), sits(office, "2")) == ("Siti", None)
    opens(office, siti, "2")
    assert (sits(office, "1"), sits(office, "2")) == (None, "Siti")


def test_a_number_in_hand_must_be_finished_before_moving(office: Office, staff: list[str]) -> None:
    siti, _ = staff
    desk = Desk(office)
    desk.issue()
    opens(office, siti, "1")
    desk.call("1")
    with pytest.raises(Refused, match="Selesaikan dulu nomor A\u00a0001 di Loket 1"):
        opens(office, siti, "2")
    assert sits(office, "1") == "Siti"


def test_two_at_one_counter_do_not_fight(office: Office, staff: list[str]) -> None:
    siti, budi = staff
    opens(office, siti, "1")
    with pytest.raises(Refused, match="sedang dipakai Siti"):
        opens(office, budi, "1")
    assert opens(office, siti, "1")["state"] == "open", "the same clerk in another browser"


def test_a_colleague_takes_over_in_one_tap_with_the_number_in_hand(office: Office, staff: list[str]) -> None:
    siti, budi = staff
    desk = Desk(office)
    desk.issue()
    opens(office, siti, "1")
    desk.call("1")
    told = takes_over(office, budi, "1")
    assert (told["state"], told["ticket"]) == ("calling", "A001")
    assert sits(office, "1") == "Budi"
    assert AccessRevoked(siti) in ears_of(office).heard
    assert refused(opens, office, siti, "1") == "wrong_state"
    number = int(siti.partition(":")[2])
    assert look(office, "1", Asked(number))["counter"]["mine"] is False
    assert look(office, "1", Asked(int(budi.partition(":")[2])))["counter"]["mine"] is True


def test_who_signs_out_leaves_the_counter(office: Office, staff: list[str]) -> None:
    siti, _ = staff
    here, there = (people.sign_in(office, "jumapolo", "siti", "rahasia-sekali") for _ in range(2))
    opens(office, siti, "1")
    people.sign_out(office, "jumapolo", here.secret)
    assert sits(office, "1") == "Siti", "still signed in elsewhere"
    people.sign_out(office, "jumapolo", there.secret)
    assert sits(office, "1") is None


def test_a_program_sits_nowhere(office: Office, staff: list[str]) -> None:
    assert refused(takes_over, office, "token:1", "1") == "wrong_state"
    opens(office, staff[0], "1")
    Desk(office).open("1")
    assert sits(office, "1") == "Siti"


def test_opening_a_counters_page_is_sitting_down_where_nobody_sits(office: Office, staff: list[str]) -> None:
    siti, budi = staff
    seats.arrive(office, "jumapolo", siti, "1")
    seats.arrive(office, "jumapolo", budi, "1")
    assert sits(office, "1") == "Siti"
    seats.arrive(office, "jumapolo", budi, "9")
    seats.arrive(office, "jumapolo", "token:1", "2")
    assert sits(office, "2") is None


def test_nobody_sits_at_a_closed_counter(office: Office, staff: list[str]) -> None:
    siti, budi = staff
    opens(office, siti, "1")
    counters.close(office, "jumapolo", asks("closings", asker=siti), "1")
    assert sits(office, "1") is None
    opens(office, budi, "1")
    assert sits(office, "1") == "Budi"
