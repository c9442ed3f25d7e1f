"""How often is too often."""

from collections.abc import Callable

import pytest

from hall.errors import Refused
from hall.rules.access import Identity, Kind
from hall.web.limits import Limits, Rate


class Elapsed:
    """A steady clock that tests move."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def elapsed() -> Elapsed:
    return Elapsed()


@pytest.fixture
def limits(elapsed: Elapsed) -> Limits:
    return Limits(elapsed)


def kiosk(kind: Kind = "screen", asker: str = "device:1", role: str = "kiosk") -> Identity:
    return Identity(asker, kind, "sari", frozenset({role}))


def wait_of(do: Callable[[], object]) -> int | None:
    with pytest.raises(Refused) as caught:
        do()
    assert caught.value.code == "too_many_requests"
    return caught.value.retry_after


def uncalled(count: int) -> Callable[[float], int]:
    return lambda seconds: count


def test_a_kiosk_gives_one_ticket_in_two_seconds(limits: Limits, elapsed: Elapsed) -> None:
    limits.kiosk_ticket(kiosk(), "a", uncalled(0))
    elapsed.at = 1.9
    assert wait_of(lambda: limits.kiosk_ticket(kiosk(), "b", uncalled(1))) == 1
    elapsed.at = 2.0
    limits.kiosk_ticket(kiosk(), "b", uncalled(1))


def test_the_same_request_again_is_never_too_often(limits: Limits) -> None:
    for _ in range(20):
        limits.kiosk_ticket(kiosk(), "a", uncalled(9))


def test_after_five_uncalled_in_a_minute_the_kiosk_asks_for_an_officer(limits: Limits, elapsed: Elapsed) -> None:
    for count in range(5):
        elapsed.at = count * 3
        limits.kiosk_ticket(kiosk(), f"request {count}", uncalled(count))
    elapsed.at = 15
    with pytest.raises(Refused, match="Panggil petugas") as caught:
        limits.kiosk_ticket(kiosk(), "sixth", uncalled(5))
    assert caught.value.retry_after == 45
    limits.kiosk_ticket(kiosk(), "sixth", uncalled(4))  # one of them was called


def test_a_minute_later_the_kiosk_goes_on_by_itself(limits: Limits, elapsed: Elapsed) -> None:
    for count in range(5):
        elapsed.at = count * 3
        limits.kiosk_ticket(kiosk(), f"request {count}", uncalled(5))
    elapsed.at = 60
    limits.kiosk_ticket(kiosk(), "sixth", uncalled(5))


def test_a_taking_that_came_to_nothing_does_not_count(limits: Limits) -> None:
    limits.kiosk_ticket(kiosk(), "a", uncalled(0))
    limits.forgive(kiosk(), "a")
    limits.kiosk_ticket(kiosk(), "b", uncalled(0))


def test_two_kiosks_do_not_hinder_each_other_and_the_demo_is_held_to_it_too(limits: Limits) -> None:
    limits.kiosk_ticket(kiosk(asker="device:1"), "a", uncalled(0))
    limits.kiosk_ticket(kiosk(asker="device:2"), "b", uncalled(0))
    limits.kiosk_ticket(kiosk("demo", "demo:1"), "c", uncalled(0))
    assert wait_of(lambda: limits.kiosk_ticket(kiosk("demo", "demo:1"), "d", uncalled(0))) == 2


def test_tokens_and_clerks_are_never_held_up(limits: Limits) -> None:
    for count in range(50):
        limits.kiosk_ticket(kiosk("api", "token:1"), str(count), uncalled(50))
        limits.kiosk_ticket(kiosk("person", "person:1", "counter"), str(count), uncalled(50))


def test_twenty_unknown_tickets_a_minute_from_an_address(limits: Limits, elapsed: Elapsed) -> None:
    for _ in range(20):
        limits.unknown_ticket("10.0.0.9")
    assert wait_of(lambda: limits.unknown_ticket("10.0.0.9")) == 3
    limits.unknown_ticket("10.0.0.10")
    elapsed.at = 60
    for _ in range(20):
        limits.unknown_ticket("10.0.0.9")


def test_a_good_try_is_given_back(limits: Limits) -> None:
    rate = Rate(2, 60)
    for _ in range(10):
        limits.take("x", "key", rate)
        limits.give_back("x", "key", rate)


def test_memory_stays_small_whoever_asks(elapsed: Elapsed) -> None:
    limits = Limits(elapsed)
    for count in range(60_000):
        elapsed.at = count / 10
        limits.unknown_ticket(f"address {count}")
    assert len(limits._buckets) <= 20_001


def test_memory_stays_small_in_a_flood_that_comes_all_at_once(limits: Limits) -> None:
    for count in range(60_000):
        limits.unknown_ticket(f"address {count}")
    assert len(limits._buckets) <= 20_001
