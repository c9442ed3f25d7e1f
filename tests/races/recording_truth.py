"""What must be true of perekaman at every moment, whatever happened at once: read from the store itself."""

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import Table, select

from hall.actions.office import Office
from hall.records import tables as t
from hall.records.recording_ends import NOT_DONE
from hall.rules.recording import LAYANAN
from hall.rules.summonses import ABSENT, BEFORE_THE_DAY, CHECKED_IN, IN_FORCE, MOVED_DAY, RECORDED, UNABLE
from hall.rules.tickets import ENDED
from hall.rules.visits import AT_STATION, AWAY, NUMBER_OVER, OPEN, PASSED, STOPPED
from tests.office import counts

BECOMES = {PASSED: {RECORDED}, STOPPED: {UNABLE, ABSENT}, AWAY: {MOVED_DAY}}
"""A visit's end, and what its letter is then."""
KEPT_PLACES = ("promised", "came")
"""Places at a later session for who came without a letter and was sent home: they stand beside the visits of that day."""
HAS_BEEN_RECORDED = ("recorded", "printing", "ready", "collected")


class Kept:
    """Every row of the hall that recording touches, by its table's name and id."""

    def __init__(self, office: Office, hall_id: int) -> None:
        with office.database.reading() as connection:
            everything: dict[str, dict[int, Any]] = {
                table.name: {row.id: row for row in connection.execute(select(table))} for table in _TABLES
            }
        self.summonses = {n: row for n, row in everything["summonses"].items() if row.hall_id == hall_id}
        self.visits = {n: row for n, row in everything["visits"].items() if row.hall_id == hall_id}
        self.tickets = {n: row for n, row in everything["tickets"].items() if row.hall_id == hall_id}
        self.sessions, self.slots = everything["sessions"], everything["session_slots"]
        self.residents, self.runs = everything["residents"], everything["station_runs"]
        self.jobs = everything["print_jobs"].values()
        self.of_ticket: dict[int, list[Any]] = defaultdict(list)
        for visit in self.visits.values():
            self.of_ticket[visit.ticket_id].append(visit)


_TABLES: tuple[Table, ...] = (
    t.summonses, t.visits, t.tickets, t.sessions, t.session_slots, t.residents, t.station_runs, t.print_jobs,
)  # fmt: skip


def assert_true_state(office: Office, slug: str) -> None:
    """Nobody is doubled, nobody is lost, and every counter says what its rows say."""
    hall = office.hall(slug)
    kept = Kept(office, hall.id)
    _windows(kept)
    _letters(kept)
    _people(kept)
    for visit in kept.visits.values():
        _visit(kept, visit)
    _numbers(kept, hall.offers[LAYANAN].id)
    _stations(kept)
    _reserves(kept)
    assert all(said == real for said, real in counts(office, slug).values()), counts(office, slug)


def _windows(kept: Kept) -> None:
    """`taken` is what is in force, or was used, or missed its day: who was moved, died or left gave the place back."""
    holds: Counter[int] = Counter(one.slot_id for one in kept.summonses.values() if _holds(kept, one))
    for slot in kept.slots.values():
        assert slot.taken == holds[slot.id], f"window {slot.id} says {slot.taken}, letters say {holds[slot.id]}"
        assert slot.taken <= slot.capacity


def _holds(kept: Kept, letter: Any) -> bool:
    if letter.state == ABSENT and letter.ticket_id is not None:
        visit = next(one for one in kept.of_ticket[letter.ticket_id] if one.summons_id == letter.id)
        return bool(visit.reason == NOT_DONE)
    used = letter.state in (RECORDED, UNABLE) and letter.ticket_id is not None
    return used or letter.state in (*IN_FORCE, ABSENT)


def _letters(kept: Kept) -> None:
    in_force = Counter(one.resident_id for one in kept.summonses.values() if one.state in IN_FORCE)
    assert all(count == 1 for count in in_force.values()), "nobody has two letters in force"
    followers = Counter(one.from_id for one in kept.summonses.values() if one.from_id is not None)
    assert all(count == 1 for count in followers.values()), "a letter is replaced once"
    used = Counter(visit.summons_id for visit in kept.visits.values() if visit.summons_id is not None)
    for one in kept.summonses.values():
        assert kept.slots[one.slot_id].session_id == one.session_id
        assert (used[one.id] == 1) == (one.ticket_id is not None), f"letter {one.id} is {one.state}"
        if one.state == CHECKED_IN:
            assert used[one.id] == 1, "who checked in has a visit"
        if one.state in BEFORE_THE_DAY:
            assert used[one.id] == 0, "a letter that was used is not expected any more"
            assert kept.sessions[one.session_id].state != "cancelled", "a cancelled session expects nobody"
        if one.from_id is not None:
            assert kept.summonses[one.from_id].state == MOVED_DAY


def _people(kept: Kept) -> None:
    here = Counter(v.resident_id for v in kept.visits.values() if v.resident_id is not None and v.state in OPEN)
    assert all(count == 1 for count in here.values()), f"nobody has two visits: {here.most_common(1)}"
    for visit in kept.visits.values():
        if visit.state == PASSED and visit.resident_id is not None:
            assert kept.residents[visit.resident_id].state in HAS_BEEN_RECORDED
    for person in kept.residents.values():
        assert person.state != "collected" or person.collected_on is not None


def _visit(kept: Kept, visit: Any) -> None:
    assert visit.ticket_id in kept.tickets
    assert visit.state not in OPEN or visit.ended_at is None, visit
    if visit.summons_id is None:
        return
    letter = kept.summonses[visit.summons_id]
    same = (letter.session_id, letter.resident_id, letter.ticket_id)
    assert same == (visit.session_id, visit.resident_id, visit.ticket_id)
    assert letter.state in (BECOMES[visit.state] if visit.state not in OPEN else {CHECKED_IN}), (visit, letter)


def _numbers(kept: Kept, layanan: int) -> None:
    """No number without its visits, one original slip each, one slip for each who was given another day."""
    originals = Counter(job.ticket_id for job in kept.jobs if job.kind == "ticket" and job.copy == 0)
    for ticket in kept.tickets.values():
        assert originals[ticket.id] == 1
        theirs = [visit for visit in kept.of_ticket[ticket.id] if visit.state not in KEPT_PLACES]
        if ticket.layanan_id == layanan and (ticket.origin == "check_in" or theirs):
            assert len(theirs) == ticket.people >= 1, (
                f"{ticket.number}: {len(theirs)} visits for {ticket.people} people"
            )
        if ticket.state in ENDED and ticket.after_calls is None:
            assert not any(visit.state in OPEN for visit in theirs), f"{ticket.number} is over, its people are not"
    away = [one for one in kept.visits.values() if one.state == AWAY and one.resident_id is not None]
    kept_places = {(one.session_id, one.ticket_id) for one in kept.visits.values() if one.state in KEPT_PLACES}
    assert sum(job.kind == "panggilan" for job in kept.jobs) == len(away) + len(kept_places)


def _stations(kept: Kept) -> None:
    running = {run.visit_id: run for run in kept.runs.values() if run.ended_at is None}
    assert len(running) == sum(run.ended_at is None for run in kept.runs.values()), "one clock a person"
    passed = Counter((run.visit_id, run.station) for run in kept.runs.values() if run.outcome == "pass")
    assert all(count == 1 for count in passed.values()), "a station is passed once"
    sits = {visit.id for visit in kept.visits.values() if visit.state == AT_STATION}
    assert sits == set(running) & set(kept.visits), "who sits has a clock, and nobody else"
    for visit in sits:
        assert kept.tickets[kept.visits[visit].ticket_id].state == "serving"
    at = Counter(kept.visits[visit].ticket_id for visit in sits)
    assert all(count == 1 for count in at.values()), "one of a number sits at a time"


def _reserves(kept: Kept) -> None:
    walked = Counter(
        visit.session_id
        for visit in kept.visits.values()
        if visit.summons_id is None and visit.state != AWAY and (visit.state, visit.reason) != (STOPPED, NUMBER_OVER)
    )
    for session, count in walked.items():
        assert count <= kept.sessions[session].reserve, f"session {session} took {count} without a letter"
