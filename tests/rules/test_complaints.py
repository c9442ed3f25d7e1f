"""Pengaduan decided from values: classes and their working days, where a case stands, and that it ends with its answer."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from hall.catalogue.places import bundled_halls
from hall.catalogue.reader import read_hall
from hall.errors import Refused
from hall.rules.calendar import Calendar, Hours
from hall.rules.complaints import (
    CLASSES,
    check_received,
    days_left,
    days_of,
    disposes_at,
    due,
    is_overdue,
    permit_end,
    progress,
    takes_complaints,
)
from hall.rules.workflow import Berkas, BerkasState

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
OFFICE = Calendar(
    "Asia/Jakarta", {day: (Hours(time(7, 30), time(16)),) for day in range(5)},
    {date(2026, 11, 25): "Hari libur"},
)  # fmt: skip
ALL = {(folder.name, one.code): one for folder in bundled_halls() for one in read_hall(folder).layanan}
FILE = Berkas(1, "2026-00001", "pengaduan", 1, None, "counter", BerkasState.OPEN, 1, NOW)


def test_the_two_sops_of_complaints_are_known_and_no_other() -> None:
    found = {name for name, layanan in ALL.items() if takes_complaints(layanan)}
    assert found == {("kerjo", "pengamanan-perda"), ("barito-kuala", "pengaduan")}


@pytest.mark.parametrize(
    ("name", "order"), [(("barito-kuala", "pengaduan"), 2), (("kerjo", "pengamanan-perda"), 3)]
)  # fmt: skip
def test_the_step_in_which_a_case_is_passed_on_is_read_from_its_words(name: tuple[str, str], order: int) -> None:
    assert disposes_at(ALL[name].steps) == order


def test_an_offices_own_sop_without_such_words_passes_on_in_its_first_back_room_step() -> None:
    plain = [replace(step, text="Ditangani") for step in ALL["barito-kuala", "pengaduan"].steps]
    assert disposes_at(plain) == 2


def test_classes_have_five_fourteen_and_sixty_working_days() -> None:
    assert [one.days for one in CLASSES.values()] == [5, 14, 60]
    assert days_of("umum", {}) == 14


def test_the_halls_own_days_count_before_ours() -> None:
    assert days_of("umum", {"umum": 10}) == 10
    with pytest.raises(Refused) as refused:
        days_of("rahasia", {})
    assert refused.value.field == "class"


def test_days_are_working_days_without_weekend_and_holiday() -> None:
    assert due(OFFICE, FRIDAY, 1) == MONDAY
    assert due(OFFICE, FRIDAY, 3) == date(2026, 11, 26)  # Monday, Tuesday, Thursday: Wednesday is a holiday


def test_the_last_day_itself_is_in_time() -> None:
    assert not is_overdue(FRIDAY, False, FRIDAY)
    assert is_overdue(FRIDAY, False, FRIDAY + timedelta(days=1))
    assert not is_overdue(FRIDAY, True, MONDAY)


@pytest.mark.parametrize(
    ("last", "today", "left"),
    [(MONDAY, FRIDAY, 1), (FRIDAY, FRIDAY, 0), (FRIDAY, date(2026, 11, 21), -1), (FRIDAY, date(2026, 11, 24), -2)],
)
def test_days_left_are_working_days_and_late_is_at_least_one(last: date, today: date, left: int) -> None:
    assert days_left(OFFICE, last, today) == left


def test_a_case_is_received_then_forwarded_then_handled_then_answered() -> None:
    said = {"state": BerkasState.OPEN, "answered": False, "disposed": False, "disposing": 2}
    assert progress(finished=[1], **said) == "received"  # type: ignore[arg-type]
    assert progress(finished=[1], **said | {"disposed": True}) == "forwarded"  # type: ignore[arg-type]
    assert progress(finished=[1, 2], **said) == "forwarded"  # type: ignore[arg-type]
    assert progress(finished=[1, 2, 3], **said) == "handled"  # type: ignore[arg-type]
    assert progress(finished=[1], **said | {"answered": True}) == "answered"  # type: ignore[arg-type]
    assert progress(finished=[1], **said | {"state": BerkasState.VOID}) == "void"  # type: ignore[arg-type]


def test_only_an_answered_case_reaches_its_end() -> None:
    ended = replace(FILE, state=BerkasState.DONE, current=None, handed_over_at=NOW)
    permit_end(FILE, ended, unanswered=False)
    permit_end(FILE, replace(FILE, current=2), unanswered=True)
    with pytest.raises(Refused) as refused:
        permit_end(FILE, ended, unanswered=True)
    assert refused.value.code == "wrong_state"
    assert "belum dijawab" in refused.value.detail


def test_the_time_of_receipt_is_neither_to_come_nor_years_ago() -> None:
    assert check_received(None, NOW) == NOW
    assert check_received(NOW + timedelta(minutes=2), NOW) == NOW
    assert check_received(NOW - timedelta(days=3), NOW) == NOW - timedelta(days=3)
    for wrong in (NOW + timedelta(minutes=6), NOW - timedelta(days=367)):
        with pytest.raises(Refused) as refused:
            check_received(wrong, NOW)
        assert refused.value.field == "received_at"
