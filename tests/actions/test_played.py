"""What the waiting room heard: the first report of a call stands and is told, and quiet hours change what screens show."""

from typing import Any

from hall.actions import calls, counters, upkeep
from hall.actions.office import Office
from hall.records import catalogue
from hall.rules.events import CallPlayed
from tests.office import Desk
from tests.people.offices import Ears, clock_of


def told(office: Office) -> list[CallPlayed]:
    ears = office.tell
    assert isinstance(ears, Ears)
    return [event for event in ears.heard if isinstance(event, CallPlayed)]


def desk_of(office: Office) -> dict[str, Any]:
    return counters.desk(office, "jumapolo", "1")


def test_the_first_report_of_a_call_stands_and_every_screen_is_told_once(office: Office) -> None:
    desk, clock = Desk(office).open("1"), clock_of(office)
    desk.issue()
    desk.call("1")
    (call,) = calls.newest(office, office.hall("jumapolo"))
    before = desk_of(office)
    assert (call.played, before["heard_at"]) == (False, None)
    clock.go(seconds=9)
    calls.played(office, "jumapolo", call.call_id)
    after = desk_of(office)
    assert after["version"] > before["version"]
    assert after["heard_at"] == "2026-11-19T08:30:09.000+07:00"
    clock.go(seconds=9)
    calls.played(office, "jumapolo", call.call_id)
    calls.played(office, "jumapolo", 10**6)
    again = desk_of(office)
    assert (again["version"], again["heard_at"]) == (after["version"], after["heard_at"])
    assert [(event.hall, event.call_id) for event in told(office)] == [("jumapolo", call.call_id)]


def test_the_clerk_reads_whether_the_last_call_of_the_number_was_heard(office: Office) -> None:
    desk = Desk(office).open("1")
    assert desk_of(office)["heard_at"] is None
    desk.issue()
    desk.call("1")
    calls.played(office, "jumapolo", calls.newest(office, office.hall("jumapolo"))[0].call_id)
    desk.recall("1")
    assert desk_of(office)["heard_at"] is None
    recall, first = calls.newest(office, office.hall("jumapolo"))
    assert (recall.recall, recall.played, first.played) == (True, False, True)
    assert (recall.number, recall.counter) == (first.number, "1")


def test_screens_are_told_when_quiet_hours_begin_and_end(office: Office) -> None:
    hall_id, clock, watch = office.hall("jumapolo").id, clock_of(office), upkeep.Watch(office)
    quiet = {"voice_quiet": [[9 * 60, 10 * 60]]}
    office.transact("jumapolo", lambda work, _: catalogue.keep_settings(work.connection, hall_id, quiet))
    office.forget("jumapolo")
    watch.look()
    seen = []
    for minutes in (0, 31, 1, 60, 1):
        clock.go(minutes=minutes)
        watch.look()
        state = counters.state(office, "jumapolo")
        seen.append((state["version"], state["voice"]["quiet"]))
    assert [is_quiet for _, is_quiet in seen] == [False, True, True, False, False]
    versions = [version for version, _ in seen]
    assert versions == [versions[0], versions[0] + 1, versions[0] + 1, versions[0] + 2, versions[0] + 2]
