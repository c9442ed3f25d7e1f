"""Recording at the stations: who sits down, what came of it, and where the number goes on ("ke ruang foto").

Every command is one transaction at a counter with the number in hand. What is kept of a person here is the station, its
minutes and its outcome; nothing of the body, ever.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hall.actions import recording_day, seats, turns
from hall.actions.calls import counter_of, in_hand
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import counters as counter_records
from hall.records import residents, summonses, visits
from hall.records import turns as kept
from hall.records.locks import lock_calls
from hall.records.turns import AtCounter
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import shapes
from hall.rules.calendar import business_day
from hall.rules.events import CounterChanged
from hall.rules.hall import Hall
from hall.rules.recording import Chain
from hall.rules.summonses import ABSENT, RECORDED, UNABLE
from hall.rules.tickets import Ticket, TicketState, shown_number
from hall.rules.tickets import after as moved
from hall.rules.visits import PASSED, STOPPED, Outcome, Visit, after, may_record, onward, serves


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a station. `reason`: wanted where somebody cannot be recorded. `on`: the number goes on by itself where
    nothing is left to do here."""

    visit: int
    station: str
    outcome: Outcome
    reason: str | None = None
    on: bool = True


def record(office: Office, slug: str, ask: Ask, code: str, said: Said) -> Answer:
    """The outcome of the station where somebody is. The answer is the ticket as it then is; it names nobody.

    Refuses `wrong_state` (not here, not the next station, no reason), `not_found`.
    """

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        at, ticket = _served(work, hall, code, ask.asker)
        visit = _mine(work, hall, ticket, said.visit)
        stations = recording_day.chain(hall)
        may_record(stations.stations, visit, said.station, _name(stations, said.station))
        if said.station not in serves(hall.settings.stations, stations.stations, code):
            raise Refused("wrong_state", f"Stasiun {_name(stations, said.station)} bukan di loket ini.")
        if said.outcome == "unable" and not said.reason:
            raise Refused("bad_request", "Tulis alasannya.", field="reason")
        now_is = after(stations.stations, visit, said.station, said.outcome, work.now, counter=code, reason=said.reason)
        visits.keep(work.connection, now_is, now_is.runs[-1], at.counter.id, ask.asker, work.now)
        _ends(work, hall, now_is)
        work.log(hall.id, f"station.{said.outcome}", actor=ask.asker, subject=f"{ticket.number} {said.station}")
        return shapes.ticket(_goes_on(work, hall, at, ticket, stations, ask.asker, on=said.on), hall)

    return office.once(slug, ask, do)


def send_on(office: Office, slug: str, ask: Ask, code: str) -> Answer:
    """The number goes to the counter of its next station. Refuses `wrong_state` where work is left here, `counter_closed`."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        at, ticket = _served(work, hall, code, ask.asker)
        goes = _goes_on(work, hall, at, ticket, recording_day.chain(hall), ask.asker, on=True)
        if goes.state is not TicketState.WAITING:
            targets = onward(
                recording_day.chain(hall).stations,
                visits.of_ticket(work.connection, hall, ticket.id),
                hall.settings.stations,
                code,
            )
            if targets:
                raise Refused(
                    "counter_closed", f"{_counters(hall, targets)} sedang tutup. Tahan nomornya, atau buka loket itu."
                )
            raise Refused("wrong_state", "Masih ada stasiun di loket ini, atau semuanya sudah selesai.")
        return shapes.ticket(goes, hall)

    return office.once(slug, ask, do)


def again(office: Office, slug: str, ask: Ask, code: str, visit: int) -> Answer:
    """The last outcome was a slip of the hand: the station is done again. Whoever was noted as recorded is not, any more."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        _, ticket = _served(work, hall, code, ask.asker)
        known = _mine(work, hall, ticket, visit)
        last = next((run for run in reversed(known.runs) if run.ended_at is not None), None)
        if last is None:
            raise Refused("wrong_state", "Orang ini belum melewati satu stasiun pun.")
        if not known.open:
            _taken_back(work, hall, known)
        visits.again(work.connection, known, work.now)
        work.log(hall.id, "station.again", actor=ask.asker, subject=f"{ticket.number} {last.station}")
        work.tell(CounterChanged(hall.slug, code))
        return shapes.ticket(ticket, hall)

    return office.once(slug, ask, do)


def leave(office: Office, slug: str, ask: Ask, code: str, visit: int, reason: str) -> Answer:
    """One of the number did not come along or went home: they are called again another day."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        at, ticket = _served(work, hall, code, ask.asker)
        known = _mine(work, hall, ticket, visit)
        if not known.open:
            raise Refused("wrong_state", "Orang ini sudah selesai di semua stasiun.")
        visits.stop(work.connection, known.id, STOPPED, reason, work.now)
        recording_day.letter_ends(work, known, ABSENT)
        work.log(hall.id, "visit.left", actor=ask.asker, subject=ticket.number)
        return shapes.ticket(_goes_on(work, hall, at, ticket, recording_day.chain(hall), ask.asker, on=False), hall)

    return office.once(slug, ask, do)


def name(office: Office, slug: str, ask: Ask, code: str, visit: int, number: int) -> Answer:
    """Who came without a letter is this person of the register (`number`)."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        _, ticket = _served(work, hall, code, ask.asker)
        known = _mine(work, hall, ticket, visit)
        resident = residents.numbered(work.connection, hall, number)
        if resident is None:
            raise Refused("not_found", f"Nomor {number} tidak ada di daftar wajib KTP.")
        if known.resident is not None:
            raise Refused("wrong_state", "Orang ini sudah dikenal. Panggilannya sudah memuat siapa dia.")
        summonses.hold_expected(work.connection, [resident])  # shown at a kiosk in this very moment: that number counts
        here = visits.open_of(work.connection, resident, business_day(work.now, hall.timezone))
        if here is not None:
            raise Refused(
                "wrong_state", f"Orang ini sudah datang dengan nomor {shown_number(here)}. Selesaikan di nomor itu."
            )
        letter = _left_at_home(work, known, resident)
        visits.name(work.connection, known.id, resident, letter, work.now)
        if known.state == PASSED:
            _ends(work, hall, replace(known, resident=resident, summons=letter))
        work.log(hall.id, "visit.named", actor=ask.asker, subject=ticket.number)
        work.tell(CounterChanged(hall.slug, code))
        return shapes.ticket(ticket, hall)

    return office.once(slug, ask, do)


def _left_at_home(work: Work, known: Visit, resident: int) -> int | None:
    """The letter to this very session that was not shown: it is used now, else its holder could come a second time with it."""
    letter = summonses.expected_at(work.connection, known.session, resident)
    if letter is None or not (known.open or known.state == PASSED):
        return None
    if not visits.come(work.connection, letter, known.ticket or 0, work.now):
        raise Refused("busy", retry_after=1)  # shown at a kiosk in this very moment: the next try says its number
    return letter


def _served(work: Work, hall: Hall, code: str, asker: str) -> tuple[AtCounter, Ticket]:
    lock_calls(work.connection, hall)
    at = kept.at_counter(work, hall, counter_of(hall, code))
    seats.claim(work, hall, at, asker)
    ticket = in_hand(at)
    if ticket.state is not TicketState.SERVING:
        raise Refused("wrong_state", f"Mulai layani nomor {shown_number(ticket.number)} dulu.")
    return at, ticket


def _mine(work: Work, hall: Hall, ticket: Ticket, visit: int) -> Visit:
    found = visits.one(work.connection, hall, visit)
    if found is None or found.ticket != ticket.id:
        raise Refused("not_found", f"Orang itu bukan dari nomor {shown_number(ticket.number)}.")
    return found


def _ends(work: Work, hall: Hall, visit: Visit) -> None:
    """What the register and the letter know of a visit that is over."""
    if visit.open:
        return
    passed = visit.state == PASSED
    state = RECORDED if passed else UNABLE
    day = business_day(work.now, hall.timezone)
    if visit.summons is not None:
        visits.summons_is(work.connection, visit.summons, state, work.now)
    if visit.resident is not None:
        summonses.void(work.connection, visit.resident, state, work.now)
        residents.set_state(
            work.connection, hall, visit.resident, "recorded" if passed else "unable", visit.reason, day, work.now
        )


def _taken_back(work: Work, hall: Hall, visit: Visit) -> None:
    if visit.resident is not None and summonses.called(work.connection, hall, [visit.resident]):
        raise Refused("wrong_state", "Orang ini sudah dipanggil lagi ke hari lain. Hasil stasiunnya tidak diubah.")
    recording_day.letter_back(work, visit)
    if visit.resident is not None:
        residents.set_state(
            work.connection, hall, visit.resident, "unrecorded", None, business_day(work.now, hall.timezone), work.now
        )


def _goes_on(work: Work, hall: Hall, at: AtCounter, ticket: Ticket, stations: Chain, asker: str, *, on: bool) -> Ticket:
    """Sends the number on where nothing is left here and the next counter is open; else its next station here begins."""
    everybody = visits.of_ticket(work.connection, hall, ticket.id)
    for target in onward(stations.stations, everybody, hall.settings.stations, at.counter.code) if on else ():
        if counter_records.now_at(work.connection, hall, hall.counters[target]).kept != "closed":
            now_is = moved(ticket, "transfer", work.now, wanted=target, reason=None)
            turns.apply(work, hall, at, "transfer", ticket, now_is, asker)
            return now_is
    recording_day.starts(work, hall, at, ticket)
    work.tell(CounterChanged(hall.slug, at.counter.code))
    return ticket


def _name(stations: Chain, code: str) -> str:
    return next((stop.name for stop in stations.stops if stop.station == code), code)


def _counters(hall: Hall, codes: tuple[str, ...]) -> str:
    return " dan ".join(hall.counters[code].name for code in codes)
