"""What happens in the village comes home, each thing once: tries, letters, outcomes, cards, minutes."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hall.actions import away_choices, check_ins, recording_day, resident_erasing, sessions, stations, summonses
from hall.actions.check_ins import Coming
from hall.actions.office import Office
from hall.actions.stations import Said as Outcome
from hall.actions.summons_plans import Choice
from hall.actions.summonses import Told
from hall.errors import Refused
from hall.records import recording_reports, residents, visits
from hall.records import summonses as letters
from hall.records import tables as t
from hall.records.residents import Said
from hall.records.unit_of_work import Work
from hall.rules.access import Identity
from hall.rules.hall import Hall
from hall.rules.session_plans import Wish
from tests.actions.test_residents import KASI
from tests.away import HALL, Trip, typed
from tests.office import Desk, answer, asks


@pytest.fixture
def trip(office: Office, tmp_path: Path) -> Trip:
    folder = tmp_path / "trip"
    folder.mkdir()
    return Trip(office, folder)


def test_every_try_to_reach_somebody_comes_home_once_also_when_the_letter_is_in_dispute(trip: Trip) -> None:
    code, other = trip.day.letter(), trip.day.letter()
    summonses.outcome(trip.office, HALL, asks("outcomes"), code, Told("sms", "no_answer"))
    trip.leave()
    with trip.laptop() as laptop:
        for channel, said in (("phone", "no_answer"), ("village", "confirmed")):
            summonses.outcome(laptop, HALL, asks("outcomes"), code, Told(channel, said, "catatan"))
        summonses.outcome(laptop, HALL, asks("outcomes"), other, Told("whatsapp", "refused"))
    summonses.outcome(trip.office, HALL, asks("outcomes"), other, Told("phone", "moved"))
    trip.merge(trip.back())
    with trip.laptop() as laptop:
        typed(laptop, "Contoh Baru")  # so that there is more to merge
    assert trip.merge(trip.back("lagi.antrean"))["merged"]
    assert tries(trip.office, code) == [
        ("sms", "no_answer", None), ("phone", "no_answer", "catatan"), ("village", "confirmed", "catatan"),
    ]  # fmt: skip
    assert [one[:2] for one in tries(trip.office, other)] == [("phone", "moved"), ("whatsapp", "refused")]
    assert [item["village"]["letter"] for item in trip.conflicts()] == ["refused"]
    with trip.office.database.reading() as connection:
        by = connection.execute(select(t.summons_attempts.c.by)).scalars().all()
    assert [who.startswith("away:") for who in by] == [False, False, True, True, True]


def tries(office: Office, code: str) -> list[tuple[str, str, str | None]]:
    hall = office.hall(HALL)
    with office.database.reading() as connection:
        (letter,) = letters.of_codes(connection, hall, [code])
        found = letters.attempts(connection, [letter.id]).get(letter.id, [])
    return [(one.channel, one.outcome, one.note) for one in found]


def test_letters_written_in_the_village_come_home_with_who_came_by_them(trip: Trip) -> None:
    later = trip.day.letter()
    trip.leave()
    with trip.laptop() as laptop:
        with pytest.raises(Refused, match="satu sesi saja"):
            sessions.create(
                laptop, HALL, asks("sessions"), Wish(trip.day.slots[0].start.date(), "office", "Kantor Lain")
            )
        new = typed(laptop, "Contoh Baru")
        choice = Choice(people=(new,), sessions=(trip.day.code,))
        fresh = answer(summonses.summon(laptop, HALL, asks("summonses"), choice))["items"][0]["code"]
        told = Told("phone", "other_day", None, trip.day.code)
        moved = answer(summonses.outcome(laptop, HALL, asks("outcomes"), later, told))["replaced_by"]
    number = trip.record(moved)
    assert trip.merge(trip.back())["conflicts"] == 0
    with trip.laptop() as laptop:
        typed(laptop, "Contoh Lagi")
    assert trip.merge(trip.back("lagi.antrean"))["conflicts"] == 0
    assert trip.day.state_of(later) == ("moved_day", "recorded")
    assert trip.day.state_of(moved) == ("recorded", "recorded")
    assert trip.day.state_of(fresh) == ("absent", "unrecorded")
    with trip.office.database.reading() as connection:
        found = {letter.code: letter for letter in letters.of_session(connection, trip.day.hall, trip.day.session)}
        (seen,) = visits.board(connection, trip.day.hall, trip.day.session)
    assert set(found) == {later, moved, fresh}
    assert found[moved].from_id == found[later].id
    assert (seen.visit.summons, seen.visit.ticket, seen.number) == (found[moved].id, found[moved].ticket_id, number)


def test_outcomes_cards_home_visits_and_minutes_come_home_as_they_were(trip: Trip) -> None:
    worn, quick, card = trip.day.letter(name="Contoh Aus"), trip.day.letter(name="Contoh Cepat"), trip.day.letter()
    clock = trip.office.clock
    trip.leave()
    trip.record(quick)
    with trip.laptop() as laptop:
        desk = Desk(laptop, HALL)
        number = answer(check_ins.check_in(laptop, HALL, asks("check-ins"), Coming(worn)))["number"]
        desk.called("1", number)
        desk.begin("1")
        clock.go(minutes=4)  # type: ignore[attr-defined]
        first, second = recording_day.chain(laptop.hall(HALL)).stations[:2]
        with laptop.database.reading() as connection:
            (waits,) = [one for one in visits.board(connection, laptop.hall(HALL), 1) if one.number == number]
        stations.record(laptop, HALL, asks("stations"), "1", Outcome(waits.visit.id, first, "repeat"))
        clock.go(minutes=3)  # type: ignore[attr-defined]
        stations.record(laptop, HALL, asks("stations"), "1", Outcome(waits.visit.id, first, "pass"))
        clock.go(minutes=2)  # type: ignore[attr-defined]
        stations.record(
            laptop, HALL, asks("stations"), "1", Outcome(waits.visit.id, second, "unable", "Sidik jari aus")
        )
        desk.complete("1")
        for state in ("recorded", "printing", "ready"):
            trip.village_says(3, state, laptop)
    assert trip.merge(trip.back())["conflicts"] == 0
    assert trip.day.state_of(worn) == ("unable", "unable")
    with trip.office.database.reading() as connection:
        hall, day = trip.day.hall, trip.day.slots[0].start.date()
        people = {one.number: one for one in residents.read(connection, trip.office.sealed, hall, [1, 2, 3])}
        board = {one.number: one.visit for one in visits.board(connection, hall, trip.day.session)}
        minutes = recording_reports.minutes(connection, hall, day, day)
        (counted_,) = recording_reports.days(connection, hall, day, day).values()
        by = connection.execute(select(t.station_runs.c.by)).scalars().all()
    assert (people[1].state, people[1].reason) == ("unable", "Sidik jari aus")
    assert (people[3].state, people[3].recorded_on) == ("ready", date(2026, 11, 19))
    runs = board[number].runs
    assert [(run.outcome, run.reason) for run in runs] == [
        ("repeat", None),
        ("pass", None),
        ("unable", "Sidik jari aus"),
    ]
    assert [run.minutes(clock.now()) for run in runs] == [4, 3, 2]
    assert all(who.startswith("away:") for who in by)
    assert (counted_.came, counted_.recorded, counted_.unable) == (2, 1, 1)
    assert minutes == {first: [(3.0, 1)]}, "who passed without a clock is not measured"
    assert trip.day.state_of(card) == ("absent", "ready")


def test_of_one_person_only_what_both_sides_changed_waits_and_the_rest_is_taken_from_either(trip: Trip) -> None:
    code = trip.day.letter(name="Contoh Satu")
    trip.leave()
    says(trip.office, contact="0800-1", village="Desa Kantor")
    with trip.laptop() as laptop:
        says(laptop, contact="0800-2", nik="3500000000000001")
    trip.record(code)
    assert trip.merge(trip.back())["conflicts"] == 1
    assert trip.day.state_of(code) == ("recorded", "recorded")
    assert said_of(trip.office) == ("0800-1", "Desa Kantor", "3500000000000001", "recorded")
    clerk = Identity("token:1", "api", HALL, frozenset({"counter"}))
    both = away_choices.both(trip.office, HALL, trip.day.code, 1, clerk)
    assert [row for row in both["rows"] if row[1] != row[2]] == [("Telepon", "0800-1", "0800-2")]
    with trip.office.database.reading() as connection:
        kept = connection.execute(select(t.events.c.kind).where(t.events.c.subject == "1")).scalars().all()
    assert "residents.opened" in kept
    with pytest.raises(Refused, match="dibuka oleh petugas"):
        away_choices.both(trip.office, HALL, trip.day.code, 1, Identity("device:1", "screen", HALL, frozenset()))
    away_choices.decide(trip.office, HALL, trip.day.code, 1, "village", "token:1")
    assert said_of(trip.office) == ("0800-2", "Desa Kantor", "3500000000000001", "recorded")


def test_a_letter_that_the_village_decided_does_not_wait_for_a_choice_about_its_person(trip: Trip) -> None:
    code = trip.day.letter(name="Contoh Satu")
    trip.leave()
    says(trip.office, contact="0800-1")
    with trip.laptop() as laptop:
        says(laptop, contact="0800-2")
    trip.merge(trip.back())
    away_choices.decide(trip.office, HALL, trip.day.code, 1, "office", "token:1")
    assert trip.day.state_of(code) == ("absent", "unrecorded"), "they may be called again"


def says(office: Office, **other: Any) -> None:
    """Other data of the first person of the register, on the laptop or at the office."""

    def do(work: Work, hall: Hall) -> None:
        here = residents.one(work.connection, office.sealed, hall, 1)
        assert here is not None
        said = Said(here.name, here.born_on, here.village, here.married, here.contact, here.nik, here.family)
        residents.change(work.connection, office.sealed, here.id, replace(said, **other), here.revision, work.now)

    office.transact(HALL, do)


def said_of(office: Office) -> tuple[str | None, ...]:
    with office.database.reading() as connection:
        here = residents.one(connection, office.sealed, office.hall(HALL), 1)
    assert here is not None
    return here.contact, here.village, here.nik, here.state


def test_of_somebody_erased_meanwhile_nothing_comes_back_with_the_file(trip: Trip) -> None:
    code = trip.day.letter(name="Contoh Satu")
    trip.leave()
    trip.record(code)
    summonses.outcome(trip.office, HALL, asks("outcomes"), code, Told("phone", "moved"))
    resident_erasing.erase(trip.office, HALL, asks("erasures"), 1, KASI)
    assert trip.merge(trip.back())["conflicts"] == 1
    (item,) = trip.conflicts()
    assert item["names"] == {"office": "", "village": ""}
    with trip.office.database.reading() as connection:
        (body,) = connection.execute(select(t.away_packs.c.body)).scalars()
    assert [each["sealed"] for each in json.loads(body)["conflicts"]] == [None]
    with pytest.raises(Refused, match="dihapus"):
        away_choices.decide(trip.office, HALL, trip.day.code, 1, "village", "token:1")
    assert away_choices.decide(trip.office, HALL, trip.day.code, 1, "office", "token:1") == 0
