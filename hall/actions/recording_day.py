"""What a day of recording asks of every number of its layanan: that it works, a place of the reserve, a clock at a station."""

from __future__ import annotations

from hall.errors import Refused
from hall.records import sessions, visits
from hall.records.berkas import Reading
from hall.records.turns import AtCounter
from hall.records.unit_of_work import Work
from hall.rules.calendar import business_day
from hall.rules.hall import Hall
from hall.rules.recording import EXPECTING, LAYANAN, Chain, Session, chain_of
from hall.rules.tickets import Ticket, TicketState
from hall.rules.visits import here, serves


def walk_in(work: Work, hall: Hall, people: int) -> int | None:
    """The session of today whose reserve takes so many without a letter; None on a day without one: then nobody is counted.

    Refuses `layanan_inactive` while recording is in trouble and `quota_reached` when the reserve is used up.
    """
    works(work.connection, hall)
    session = next((one for one in _today(work, hall) if one.kind == "office"), None)
    if session is None:
        return None
    if visits.walk_ins(work.connection, session.id) + people > session.reserve:
        raise Refused(
            "quota_reached",
            "Tempat perekaman tanpa surat hari ini sudah habis. Datanglah ke loket, petugas memberi hari lain.",
        )
    return session.id


def works(connection: Reading, hall: Hall) -> None:
    """Refuses `layanan_inactive` with the reason while recording is in trouble."""
    trouble = visits.trouble(connection, hall)
    if trouble is not None:
        raise Refused(
            "layanan_inactive",
            f"Perekaman sedang terganggu: {trouble.reason}. Nomor baru dihentikan. Tanyakan di loket.",
        )


def _today(work: Work, hall: Hall) -> list[Session]:
    day = business_day(work.now, hall.timezone)
    return [one for one in sessions.of_day(work.connection, hall, day) if one.state in EXPECTING]


def came(work: Work, hall: Hall, ticket: Ticket, session: int) -> None:
    """Everybody of a number without a letter is somebody of the session; who they are is asked at the counter."""
    for _ in range(ticket.people):
        visits.add(work.connection, hall, session, None, None, ticket.id, work.now)


def chain(hall: Hall) -> Chain:
    """The stations of this hall, as its document prints them."""
    offer = hall.offers.get(LAYANAN)
    return chain_of(None if offer is None else offer.layanan)


def stops(work: Work, before: Ticket, now_is: Ticket) -> None:
    """The number is not being served any more (held, sent on, taken back): its clock stands. Other layanan have none."""
    if before.layanan == LAYANAN and now_is.state is not TicketState.SERVING:
        visits.pause(work.connection, before.id, work.now)


def starts(work: Work, hall: Hall, at: AtCounter, ticket: Ticket) -> None:
    """The clock of the number's next station at this counter runs, unless one runs already. Other layanan have none."""
    if ticket.layanan != LAYANAN:
        return
    everybody = visits.of_ticket(work.connection, hall, ticket.id)
    if any(visit.running is not None for visit in everybody):
        return
    stations = chain(hall).stations
    mine = serves(hall.settings.stations, stations, at.counter.code)
    for visit in everybody:
        station = here(stations, visit, mine)
        if station is not None:
            visits.begin(work.connection, visit.id, station, at.counter.id, work.now)
            return
