"""What a counter and the board see of a recording: who is where, the station in hand, and where the number goes next.

A name stands at the counter alone, and only while its number is in hand there; the board shows numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from hall.actions import recording_day
from hall.actions.office import Office
from hall.records import recording_ends, residents, sessions, visits
from hall.records.berkas import Reading
from hall.rules import shapes
from hall.rules.calendar import business_day
from hall.rules.hall import Counter, Hall
from hall.rules.recording import LAYANAN, Chain, Session, Stop
from hall.rules.residents import Resident
from hall.rules.summonses import CANCELLED
from hall.rules.tickets import ENDED, Ticket
from hall.rules.visits import UNABLE, Visit, here, next_station, onward, serves

OVER: Final = {"passed": "Selesai", "stopped": "Tidak direkam", "away": "Hari lain"}


def of_ticket(
    office: Office, connection: Reading, hall: Hall, counter: Counter, ticket: Ticket | None
) -> dict[str, Any] | None:
    """The people of the number in hand with their stations; None for other layanan and for a day without a session."""
    if ticket is None or ticket.layanan != LAYANAN:
        return None
    everybody = visits.of_ticket(connection, hall, ticket.id)
    if not everybody:
        return None
    chain = recording_day.chain(hall)
    mine = serves(hall.settings.stations, chain.stations, counter.code)
    known = {
        one.id: one
        for one in residents.read(
            connection, office.sealed, hall, [v.resident for v in everybody if v.resident is not None]
        )
    }
    targets = onward(chain.stations, everybody, hall.settings.stations, counter.code)
    return {
        "people": [_person(hall, chain, visit, known.get(visit.resident or 0), mine) for visit in everybody],
        "onward": [hall.counters[code].name for code in targets],
        "unable": list(UNABLE),
    }


def _person(hall: Hall, chain: Chain, visit: Visit, who: Resident | None, mine: tuple[str, ...]) -> dict[str, Any]:
    station = next_station(chain.stations, visit)
    order = chain.stations.index(station) + 1 if station is not None else None
    return {
        "visit": visit.id,
        "name": None if who is None else who.name,
        "born_on": None if who is None else who.born_on.isoformat(),
        "village": None if who is None else who.village,
        "resident": None if who is None else who.number,
        "state": "open" if visit.open else "done",
        "over": OVER.get(visit.state),
        "reason": visit.reason,
        "current": order,
        "station": station,
        "here": here(chain.stations, visit, mine) is not None,
        "tried": any(run.ended_at is not None for run in visit.runs),
        "steps": [_step(hall, place, stop, visit) for place, stop in enumerate(chain.stops, 1)],
    }


def _step(hall: Hall, place: int, stop: Stop, visit: Visit) -> dict[str, Any]:
    """A station as the counter's page draws a step of an SOP."""
    runs = [run for run in visit.runs if run.station == stop.station]
    last = runs[-1] if runs else None
    done = last is not None and last.outcome == "pass"
    text = f"{stop.minutes:g} menit".replace(".", ",")
    return {
        "order": place, "no": None, "code": stop.station, "text": stop.name, "roles": [stop.post], "requirement": None,
        "output": None, "question": None, "after_handover": False,
        "standard": {"kind": "minutes", "value": stop.minutes, "text": text},
        "started": None if last is None else shapes.local(last.started_at, hall.timezone),
        "minutes": None if last is None or last.ended_at is None else round(last.minutes(last.ended_at), 1),
        "outcome": "done" if done else None,
        "tries": sum(run.outcome == "repeat" for run in runs),
    }  # fmt: skip


def board(office: Office, slug: str) -> dict[str, Any]:
    """The pipeline of today's sessions: each station with the numbers that stand or wait there; of a cancelled one also why, and
    what its people wait for."""
    hall, now = office.hall(slug), office.clock.now()
    with office.database.reading() as connection:
        day = business_day(now, hall.timezone)
        today = sessions.of_day(connection, hall, day)
        found = [(session, visits.board(connection, hall, session.id)) for session in today]
        notes = {one.id: _note(connection, one, everybody) for one, everybody in found}
        trouble = visits.trouble(connection, hall)
    chain = recording_day.chain(hall)
    return {
        "now": shapes.local(now, hall.timezone),
        "trouble": None if trouble is None else trouble_shape(hall, trouble),
        "sessions": [_session(hall, chain, one, everybody, now) | {"note": notes[one.id]} for one, everybody in found],
    }


def _note(connection: Reading, session: Session, everybody: Sequence[visits.OnBoard]) -> str | None:
    if session.state != CANCELLED:
        return None
    letters, left = recording_ends.left_by(connection, session.id)
    kept = visits.promises(connection, session.id)
    return cancelled(letters, left, kept, sum(_goes_on(one) for one in everybody))


def cancelled(letters: int, left: int, kept: int, here: int) -> str:
    """What became of a cancelled session's people, and what the clerk does: letters that are void, of whose people so many are
    not called again; places kept for people without a letter; people who are here with a number."""
    parts = ["Belum ada orang yang dipanggil ke sesi ini." if not letters + kept + here else ""]
    if letters:
        rest = f"{left} orang belum dipanggil lagi: panggil ke sesi lain." if left else "orangnya sudah diurus semua."
        parts.append(f"{letters} surat menjadi batal; {rest}")
    parts.append(f"{kept} orang memegang kertas tanpa surat: pindahkan dengan kodenya di Perekaman." if kept else "")
    parts.append(f"{here} orang sudah datang dan tetap memegang nomornya: layani, atau beri hari lain." if here else "")
    return " ".join(part for part in parts if part)


def _goes_on(one: visits.OnBoard) -> bool:
    return one.visit.open and one.ticket_state not in ENDED


def trouble_shape(hall: Hall, value: visits.Trouble) -> dict[str, Any]:
    """What goes wrong, and since when."""
    return {"kind": value.kind, "reason": value.reason, "since": shapes.local(value.since, hall.timezone)}


def _session(
    hall: Hall, chain: Chain, session: Session, everybody: list[visits.OnBoard], now: datetime
) -> dict[str, Any]:
    families: dict[str | None, list[int]] = {}
    for one in everybody:
        families.setdefault(one.number, []).append(one.visit.id)
    open_ones = [one for one in everybody if _goes_on(one)]
    return {
        "code": session.code, "place": session.place, "capacity": session.capacity,
        "state": session.state, "reason": session.reason,
        "came": len(everybody), "waiting": sum(not one.visit.runs for one in open_ones),
        "done": sum(one.visit.state == "passed" for one in everybody),
        "unable": sum(one.visit.state == "stopped" for one in everybody),
        "stations": [
            {
                "code": stop.station, "name": stop.name, "minutes": stop.minutes,
                "people": [
                    _on_board(hall, one, families[one.number], now)
                    for one in open_ones if next_station(chain.stations, one.visit) == stop.station
                ],
            }
            for stop in chain.stops
        ],
    }  # fmt: skip


def _on_board(hall: Hall, one: visits.OnBoard, family: list[int], now: datetime) -> dict[str, Any]:
    """`member` of `members`: of those who share the number, in the order in which the counter shows them."""
    running = one.visit.running
    return {
        "visit": one.visit.id, "number": one.number, "state": one.ticket_state,
        "counter": None if one.counter is None else hall.counters[one.counter].name,
        "since": shapes.local(one.came_at if running is None else running.started_at, hall.timezone),
        "minutes": round(((now - (one.came_at if running is None else running.started_at)).total_seconds()) / 60),
        "sits": running is not None, "member": family.index(one.visit.id) + 1, "members": len(family),
        "due_at": shapes.local(one.window_at, hall.timezone),
    }  # fmt: skip
