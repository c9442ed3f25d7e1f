"""Two clerks at once at the stations: one outcome, one clock, one counter; and what a day's end or a second call makes of it."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from hall.actions import check_ins, counters, days, keeping, recording_ends, stations
from hall.actions.check_ins import Coming
from hall.actions.stations import Said
from hall.clock import FixedClock
from hall.errors import Refused
from tests.caller import Caller
from tests.office import Desk, answer, asks
from tests.patience import PATIENCE
from tests.races.recording_clerks import signed_in
from tests.races.recording_house import (
    HALL,
    LAYANAN,
    Question,
    RecordingSite,
    Session,
    asked_by,
    came_to,
    check_in,
)

SIZES = [pytest.param(1, id="short"), pytest.param(12, id="full", marks=pytest.mark.long)]
CHAIN = {"1": ("verifikasi", "kasi"), "2": ("sidik-jari",), "3": ("verifikasi", "kasi")}


@pytest.fixture
def today(house: RecordingSite, the_truth: None) -> Iterator[Session]:
    """The day's only session, with three counters open and nothing in hand; counter 2 has the last station."""
    for code in house.codes_of_today():
        house.does(f"sessions/{code}/cancellations", reason="Selesai")
    office = house.live()
    keeping.set_stations(office, HALL, CHAIN, "person:1")
    house.opens(*CHAIN)
    yield house.session(places=60, reserve=60)
    for code in CHAIN:
        house.ask(Question(f"counters/{code}/completions"))
    keeping.set_stations(office, HALL, {}, "person:1")
    office.database.close()


def served(house: RecordingSite, today: Session, counter: str = "1") -> tuple[str, int, int]:
    """Somebody with a letter is served there; gives number, visit and the person's number."""
    house.ask(Question(f"counters/{counter}/completions"))
    (person,) = house.people(1)
    (code,) = house.letters(today, [person])
    number = house.ask(check_in(code)).body["number"]
    house.does(f"counters/{counter}/calls", ticket=number)
    house.does(f"counters/{counter}/services")
    return number, house.visit_of(number), person


def said(visit: int, station: str, outcome: str = "pass", **more: Any) -> Question:
    return Question("counters/1/stations", {"visit": visit, "station": station, "outcome": outcome} | more)


@pytest.mark.parametrize("times", SIZES)
def test_a_station_that_two_clerks_note_at_once_has_one_outcome(
    house: RecordingSite, today: Session, times: int
) -> None:
    for _ in range(times):
        _, visit, _ = served(house, today)
        for station in CHAIN["1"]:  # the last one here sends the number on
            told = house.at_once([said(visit, station) for _ in range(4)])
            assert came_to(told) == {"done": 1, "wrong_state": 3}
        _, visit, _ = served(house, today)
        told = house.at_once(
            [
                said(visit, "verifikasi"),
                said(visit, "verifikasi", "unable", reason="Sidik jari aus"),
                said(visit, "verifikasi", "repeat"),
                Question("counters/1/leavings", {"visit": visit, "reason": "Pulang"}),
                Question("counters/1/stations-again", {"visit": visit}),
                Question("counters/1/holds"),
            ]
        )
        assert set(came_to(told)) <= {"done", "wrong_state"}
        house.truth()


@pytest.mark.parametrize("times", SIZES)
def test_a_number_that_is_taken_back_while_the_next_counter_calls_it_is_at_one_of_them(
    house: RecordingSite, today: Session, times: int
) -> None:
    for _ in range(times):
        number, visit, _ = served(house, today)
        house.does("counters/1/stations", visit=visit, station="verifikasi", outcome="pass")
        assert house.ask(said(visit, "kasi")).body["state"] == "waiting"
        told = house.at_once([Question("counters/1/undos"), Question("counters/2/calls", {"ticket": number})])
        assert came_to(told)["done"] == 1, [one.body for one in told]
        house.ask(Question("counters/2/completions"))


@pytest.mark.parametrize("times", SIZES)
def test_a_seat_taken_over_in_the_middle_leaves_one_outcome(house: RecordingSite, today: Session, times: int) -> None:
    clerks = [signed_in(house, f"petugas{house.turn()}", server) for server in (0, 1)]
    for turn in range(times):
        sits, comes = clerks if turn % 2 == 0 else clerks[::-1]
        _, visit, _ = served(house, today)
        assert asked_by(sits, Question("counters/1/takeovers")).what == "done"
        first = said(visit, "verifikasi")
        told = pressed([(sits, first), (comes, Question("counters/1/takeovers")), (comes, said(visit, "verifikasi"))])
        assert told[1].what == "done"
        assert {one.what for one in told} <= {"done", "wrong_state"}
        assert [told[0].what, told[2].what].count("done") <= 1
        assert asked_by(sits, said(visit, "kasi")).what == "wrong_state", "who lost the seat records nothing"
        asked_by(comes, said(visit, "verifikasi"))
        assert asked_by(comes, said(visit, "kasi")).what == "done"


def pressed(questions: list[tuple[Caller, Question]]) -> list[Any]:
    """Everybody presses at the same moment; who presses twice does so on two connections."""
    gate = threading.Barrier(len(questions))

    def one(asked: tuple[Caller, Question]) -> Any:
        who = Caller(asked[0].port, None, HALL, asked[0].extra)
        gate.wait(PATIENCE)
        return asked_by(who, asked[1])

    with ThreadPoolExecutor(len(questions)) as pool:
        return list(pool.map(one, questions))


@pytest.mark.parametrize("times", SIZES)
def test_a_missed_number_comes_back_at_one_counter_and_its_letter_gives_no_second_one(
    house: RecordingSite, today: Session, times: int
) -> None:
    for _ in range(times):
        (code,) = house.letters(today, house.people(1))
        number = house.ask(check_in(code)).body["number"]
        for counter in ("1", "3"):
            house.ask(Question(f"counters/{counter}/completions"))
        house.does("counters/1/calls", ticket=number)
        house.does("counters/1/absences")
        told = house.at_once(
            [
                check_in(code),
                Question("counters/1/resumptions", {"ticket": number}),
                Question("counters/3/resumptions", {"ticket": number}),
                check_in(code),
            ]
        )
        assert came_to(told) == {"done": 1, "wrong_state": 3}
        house.ask(Question("counters/3/completions"))


@pytest.mark.parametrize("times", SIZES)
def test_whose_number_ended_comes_back_or_is_called_again_and_never_both(
    house: RecordingSite, today: Session, times: int
) -> None:
    later = house.session(days=30, places=4 * times)
    for _ in range(times):
        number, _, person = served(house, today)
        house.does("counters/1/holds")
        house.does("counters/1/cancellations", ticket=number, reason="Pulang")
        told = house.at_once(
            [
                Question("counters/1/undos"),
                Question("summonses", {"people": [person], "sessions": [later.code]}),
                Question("summonses", {"people": [person], "sessions": [later.code]}),
            ]
        )
        assert came_to(told)["done"] == 1, [one.body for one in told]
        assert set(came_to(told)) <= {"done", "wrong_state", "nobody_waiting", "too_late"}


@pytest.mark.parametrize("times", SIZES)
def test_one_person_is_named_at_one_counter_and_their_letter_is_used_once(
    house: RecordingSite, today: Session, times: int
) -> None:
    other = house.session(places=times)  # a letter to another session of the day is used there no more than this one's
    for session in [today, other] * times:
        (person,) = house.people(1)
        (code,) = house.letters(session, [person])
        named = []
        for counter in ("1", "3"):
            house.ask(Question(f"counters/{counter}/completions"))
            number = house.does("tickets", "kiosk", layanan=LAYANAN)["number"]
            house.does(f"counters/{counter}/calls", ticket=number)
            house.does(f"counters/{counter}/services")
            words = {"visit": house.visit_of(number), "resident": person}
            named.append(Question(f"counters/{counter}/visitors", words))
        told = house.at_once([*named, check_in(code)])
        assert came_to(told) == {"done": 1, "wrong_state": 2}, [one.body for one in told]


@pytest.fixture
def midnight(office_url: str, tmp_path: Path) -> Iterator[RecordingSite]:
    """The same hall without servers, two minutes before its midnight."""
    before = datetime(2026, 11, 19, 15, 58, tzinfo=UTC)
    site = RecordingSite(office_url, tmp_path, clock=FixedClock(before))
    yield site
    site.close()


@pytest.mark.parametrize("times", [pytest.param(2, id="short"), pytest.param(30, id="full", marks=pytest.mark.long)])
def test_who_presses_at_midnight_comes_before_the_days_end_or_finds_the_visit_over(
    midnight: RecordingSite, times: int
) -> None:
    """One server's clock is before midnight when the other one ends the day."""
    for _ in range(times):
        before, after = midnight.live(), midnight.live()
        session = midnight.session(places=8)
        codes = midnight.letters(session, midnight.people(2))
        desk = Desk(before, HALL)
        counters.open_counter(before, HALL, asks("openings"), "1")
        numbers = [
            answer(check_ins.check_in(before, HALL, asks("check-ins"), Coming(code)))["number"] for code in codes
        ]
        desk.called("1", numbers[0])
        desk.begin("1")
        visit = midnight.visit_of(numbers[0], session)
        assert isinstance(midnight.clock, FixedClock)
        after.clock = FixedClock(midnight.clock.now() + timedelta(minutes=4))
        press = partial(stations.record, before, HALL, asks("s"), "1", Said(visit, "verifikasi", "pass"))
        press_came_to, ended = together(press, partial(recording_ends.end_past, after))
        assert press_came_to in ("done", "wrong_state", "busy", "clock_behind")
        assert ended == "done"
        days.turn(after, HALL)
        recording_ends.end_past(after)
        midnight.truth()
        midnight.clock.go(days=1)
        before.database.close()
        after.database.close()


def together(*what: Callable[[], object]) -> list[str]:
    """Both at the same moment: "done", or the code of the refusal."""
    gate = threading.Barrier(len(what))

    def one(do: Callable[[], object]) -> str:
        gate.wait(PATIENCE)
        try:
            do()
        except Refused as refused:
            return refused.code
        return "done"

    with ThreadPoolExecutor(len(what)) as pool:
        return list(pool.map(one, what))
