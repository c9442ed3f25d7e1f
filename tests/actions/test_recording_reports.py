"""The report on recording is counted from a day as it was, on both databases, and who reads it is kept."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from hall.actions import recording_ends, recording_reports, stations
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import residents, summonses
from hall.records.tables import events
from hall.records.unit_of_work import Work
from hall.rules.access import Identity
from hall.rules.recording_reports import Counted, Village
from tests.actions.test_recording_ends import next_day
from tests.actions.test_stations import HALL, chain, comes, here, pass_time, said
from tests.office import Desk, asks
from tests.recording import RecordingDay

KASI = Identity("person:7", "person", HALL, frozenset({"counter"}), staff_roles=frozenset({"kasi"}))


def done(office: Office, day: RecordingDay, desk: Desk, number: str, *, minutes: int = 0, end: str = "pass") -> None:
    """A number is called to counter 1 and its person passes every station, cannot be recorded, or goes home."""
    desk.called("1", number)
    desk.begin("1")
    (visit,) = here(office, number, day)
    if end == "home":
        stations.leave(office, HALL, asks("leavings"), "1", visit.id, "Pulang sebelum selesai")
    elif end == "unable":
        said(office, "1", visit, chain(office)[0], "unable", reason="Sidik jari aus")
    else:
        for station in chain(office):
            pass_time(office, minutes)
            said(office, "1", visit, station)
    desk.complete("1")


def test_letters_visits_and_villages_of_a_day_are_counted(office: Office) -> None:
    day, desk = RecordingDay(office, HALL), Desk(office, HALL).open("1")
    today = office.clock.now().date()
    recorded, unable, home, held_up, away, moved, cancelled = (day.letter() for _ in range(7))
    day.person(born_on=date(2026 - 16, 1, 1))  # not wajib KTP yet
    for code, end in ((recorded, "pass"), (unable, "unable"), (home, "home")):
        done(office, day, desk, comes(office, code)["number"], minutes=2, end=end)
    done(office, day, desk, desk.issue("perekaman-ektp")["number"], minutes=4)
    comes(office, held_up)  # and is given another day while recording is in trouble

    def set_states(work: Work) -> None:
        for code, state in ((held_up, "moved_day"), (moved, "moved_day"), (cancelled, "cancelled")):
            found = summonses.by_code(work.connection, day.hall, code)
            assert found is not None
            summonses.set_state(work.connection, found[0].id, state, work.now, found[0].state)

    office.transact(HALL, lambda work, hall: set_states(work))
    next_day(office)
    recording_ends.end_past(office)
    found = recording_reports.report(office, HALL, today - timedelta(days=3), today, KASI)
    assert found.days == {today: Counted(letters=5, came=4, walk_ins=1, recorded=2, absent=1, unable=1)}
    assert found.days[today].unfinished == 2
    assert found.villages == {"Desa Contoh": Village(eligible=7, recorded=1, absent=1, unable=1)}
    assert day.state_of(away)[0] == "absent"
    assert [(one.times, one.median, one.ninetieth) for one in found.stations] == [(2, 3, 4)] * 3
    elsewhere = recording_reports.report(
        office, "kalipare", today, today, Identity("token:1", "api", "kalipare", frozenset({"counter"}))
    )
    assert (elsewhere.days, elsewhere.villages) == ({}, {})
    assert recording_reports.report(office, HALL, today + timedelta(days=1), today + timedelta(days=9), KASI).days == {}


def test_coverage_knows_the_day_on_which_somebody_was_recorded_and_took_the_card(office: Office) -> None:
    day = RecordingDay(office, HALL)
    people = {state: day.person() for state in ("ready", "collected", "moved", "died")}
    last = date(2026, 11, 18)

    def keep(work: Work) -> None:
        for state, who in people.items():
            for each, when in (("recorded", last), (state, last + timedelta(days=1))):
                residents.set_state(work.connection, day.hall, who, each, None, when, work.now)

    office.transact(HALL, lambda work, hall: keep(work))

    def on(until: date) -> Village:
        return recording_reports.report(office, HALL, until, until, KASI).villages["Desa Contoh"]

    assert on(last - timedelta(days=1)) == Village(eligible=2, ready=1)
    assert on(last) == Village(eligible=2, recorded=2, ready=1)
    assert on(last + timedelta(days=1)) == Village(eligible=2, recorded=2, ready=1, collected=1)
    assert recording_reports.report(office, HALL, date(2020, 1, 1), date(2020, 1, 2), KASI).villages == {}


def test_the_report_is_read_by_those_of_the_recording_and_the_officers_and_that_is_kept(office: Office) -> None:
    day = date(2026, 11, 19)
    screen = Identity("screen:1", "screen", HALL, frozenset({"counter"}))
    with pytest.raises(Refused, match="Laporan perekaman dibuka oleh"):
        recording_reports.report(office, HALL, day, day, screen)
    with pytest.raises(Refused, match="lebih awal"):
        recording_reports.report(office, HALL, day, day - timedelta(days=1), KASI)
    recording_reports.report(office, HALL, day, day, KASI)
    with office.database.reading() as connection:
        asked = select(events.c.actor, events.c.subject).where(events.c.kind == "recording.report")
        assert [tuple(row) for row in connection.execute(asked)] == [("person:7", "2026-11-19..2026-11-19")]
