"""What a day of recording asks of every number of its layanan: that it works, a place of the reserve, a clock at a station."""

from __future__ import annotations

from collections.abc import Sequence

from hall.errors import Refused
from hall.records import sessions, summonses, visits
from hall.records.berkas import Reading
from hall.records.turns import AtCounter
from hall.records.unit_of_work import Work
from hall.rules.calendar import business_day
from hall.rules.hall import Hall
from hall.rules.recording import EXPECTING, LAYANAN, Chain, Session, chain_of
from hall.rules.summonses import ABSENT, CHECKED_IN, RECORDED, UNABLE
from hall.rules.tickets import ENDED, Ticket, TicketState, shown_number
from hall.rules.visits import NUMBER_OVER, STOPPED, Visit, here, serves


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
            english="No places without a letter are left today. Come to the counter, an officer gives you another day.",
        )
    return session.id


def works(connection: Reading, hall: Hall) -> None:
    """Refuses `layanan_inactive` with the reason while recording is in trouble."""
    trouble = visits.trouble(connection, hall)
    if trouble is not None:
        raise Refused(
            "layanan_inactive",
            f"Perekaman sedang terganggu: {trouble.reason}. Nomor baru dihentikan. Tanyakan di loket.",
            english=f"Recording is interrupted: {trouble.reason}. No new numbers for now. Please ask at the counter.",
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


def follows(work: Work, hall: Hall, before: Ticket, now_is: Ticket) -> None:
    """What a number became is true of its people at once: its clock stands while nobody serves it (held, sent on), whoever is
    not done when it ends waits for the next call, and comes back with it. Other layanan have none.

    Refuses `wrong_state` where everybody of it was called to another day meanwhile, `quota_reached` where the window is full.
    """
    if before.layanan != LAYANAN:
        return
    if now_is.state is not TicketState.SERVING:
        visits.pause(work.connection, before.id, work.now)
    if _over(now_is) and not _over(before):
        end(work, [one for one in visits.of_ticket(work.connection, hall, before.id) if one.open])
    elif _over(before) and not _over(now_is):
        _back(work, hall, now_is)


def _over(ticket: Ticket) -> bool:
    """Whether it ended and does not come back by itself."""
    return ticket.state in ENDED and ticket.after_calls is None


def end(work: Work, not_done: Sequence[Visit]) -> None:
    """The number of these people is over: their letters came to nothing, and their places are free."""
    for visit in not_done:
        visits.stop(work.connection, visit.id, STOPPED, NUMBER_OVER, work.now)
        letter_ends(work, visit, ABSENT)


def letter_ends(work: Work, visit: Visit, state: str) -> None:
    """The letter of somebody who came and was not recorded: it is over, and its place in the window is free."""
    slot = None if visit.summons is None else visits.summons_is(work.connection, visit.summons, state, work.now)
    if slot is not None:
        sessions.give_back(work.connection, slot)


def letter_back(work: Work, visit: Visit) -> None:
    """The letter of somebody who is here after all. Refuses `quota_reached` where its window was given away meanwhile."""
    if visit.summons is None:
        return
    freed = visits.summons_is(work.connection, visit.summons, CHECKED_IN, work.now, was=(ABSENT,))
    if freed is None:
        visits.summons_is(work.connection, visit.summons, CHECKED_IN, work.now, was=(RECORDED, UNABLE))
    elif not sessions.take(work.connection, freed):
        raise Refused("quota_reached", "Tempatnya baru saja diberikan kepada orang lain. Ambilkan nomor baru.")


def _back(work: Work, hall: Hall, ticket: Ticket) -> None:
    everybody = visits.of_ticket(work.connection, hall, ticket.id)
    found = [one for one in everybody if one.state == STOPPED and one.reason == NUMBER_OVER]
    people = [one.resident for one in found if one.resident is not None]
    summonses.hold_expected(work.connection, people)
    busy = summonses.called(work.connection, hall, people)
    here = [one for one in found if one.resident not in busy or _came_without(work, hall, one)]
    if found and not here:
        raise Refused(
            "wrong_state", f"Nomor {shown_number(ticket.number)} sudah diberi hari lain. Pakai surat yang baru."
        )
    for visit in here:
        visits.go_on(work.connection, visit.id, work.now)
        letter_back(work, visit)


def _came_without(work: Work, hall: Hall, visit: Visit) -> bool:
    """Whether the letter in force is one that they had and did not show; it stays good until they are recorded."""
    day = business_day(work.now, hall.timezone)
    shown = visit.summons is not None or visit.resident is None
    return not shown and visits.open_of(work.connection, visit.resident or 0, day) is None


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
