"""Who waits for a letter holds nothing for which the whole hall waits (hall/records/locks.py). Proved on PostgreSQL with a
second connection that looks in at the moment: SQLite has one writer."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from hall.actions import check_ins, postponing, promises, shares
from hall.actions.check_ins import Coming
from hall.actions.office import Office
from hall.clock import FixedClock
from hall.errors import Refused
from tests.office import Desk, answer, asks
from tests.recording import RecordingDay

HALL = "barito-kuala"
LETTER = re.compile(r"UPDATE summonses |SELECT summonses\.id\b.*FOR NO KEY UPDATE", re.DOTALL)
PLACE = re.compile(r"UPDATE visits |SELECT visits\.id\b.*FOR NO KEY UPDATE", re.DOTALL)


@contextmanager
def at_first(office: Office, statement: re.Pattern[str], do: Callable[[], object]) -> Iterator[None]:
    """Does this once, in the moment before the first such statement goes to the store."""
    waits = [do]

    def look(_connection: Any, _cursor: Any, said: str, *_rest: Any) -> None:
        if waits and statement.match(said):
            waits.pop()()

    event.listen(office.database._writer, "before_cursor_execute", look)
    yield
    event.remove(office.database._writer, "before_cursor_execute", look)
    assert not waits, "nobody asked for it"


def held(office: Office) -> list[str]:
    """The tables of everybody of which another connection cannot have every row now."""
    if office.database.sqlite:
        return []
    url = office.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as other:
        return [
            table
            for table in ("line_days", "pulses")
            if len(other.execute(f"SELECT 1 FROM {table}").fetchall())
            != len(other.execute(f"SELECT 1 FROM {table} FOR UPDATE SKIP LOCKED").fetchall())
        ]


def come(office: Office, code: str) -> dict[str, Any]:
    return answer(check_ins.check_in(office, HALL, asks("check-ins"), Coming(code, family=True)))


def shown(office: Office, desk: Desk) -> Callable[[], object]:
    code = RecordingDay(office, HALL).letter()
    return lambda: come(office, code)


def resumed(office: Office, desk: Desk) -> Callable[[], object]:
    number = come(office, RecordingDay(office, HALL).letter())["number"]
    desk.called("1", number)
    desk.absent("1")
    return lambda: desk.resume(number, "1")


def taken_back(office: Office, desk: Desk) -> Callable[[], object]:
    number = come(office, RecordingDay(office, HALL).letter())["number"]
    desk.cancel("1", number=number)
    return lambda: desk.undo("1")


@pytest.mark.parametrize("command", [shown, resumed, taken_back])
def test_who_asks_for_a_letter_holds_neither_line_nor_pulse(
    office: Office, command: Callable[[Office, Desk], Callable[[], object]]
) -> None:
    desk = Desk(office, HALL).open("1")
    shares.set_second_chances(office, HALL, 0, 1, "person:1")
    desk.issue("perekaman-ektp")  # the line has its row
    do = command(office, desk)
    found: list[list[str]] = []
    with at_first(office, LETTER, lambda: found.append(held(office))):
        do()
    assert found == [[]]


def kept_place(office: Office) -> tuple[str, RecordingDay]:
    """(its code, a session later than that of today in which it is kept)."""
    RecordingDay(office, HALL)
    today, later = (RecordingDay(office, HALL, first=office.clock.now() + timedelta(days=days)) for days in (1, 2))
    Desk(office, HALL).issue("perekaman-ektp")
    (code,) = answer(postponing.postpone(office, HALL, asks("postponements"), [today.code]))["kept_codes"]
    assert isinstance(office.clock, FixedClock)
    office.clock.go(minutes=24 * 60)
    Desk(office, HALL).issue("perekaman-ektp")
    return code, later


def test_who_asks_for_a_kept_place_holds_neither_line_nor_pulse(office: Office) -> None:
    code, _ = kept_place(office)
    found: list[list[str]] = []
    with at_first(office, PLACE, lambda: found.append(held(office))):
        come(office, code)
    assert found == [[]]


def test_a_place_that_a_clerk_moves_in_the_moment_it_is_used_is_not_counted_where_it_was(office: Office) -> None:
    code, later = kept_place(office)
    if office.database.sqlite:
        return  # one writer: nobody comes between
    with (
        at_first(office, PLACE, lambda: promises.move(office, HALL, asks("moves"), code, later.code, printed=False)),
        pytest.raises(Refused) as told,
    ):
        come(office, code)
    assert told.value.code == "too_early"
    opened = promises.opened(office, HALL, code)
    assert opened is not None
    assert (opened["session"], opened["people"]) == (later.code, 1)
