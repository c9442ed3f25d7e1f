"""Sessions of recording: planned by the hall's calendar, explained, changed, cancelled with what becomes of their letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from hall import runtime
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import away, visits
from hall.records import sessions as kept
from hall.records import summonses as letters
from hall.records.catalogue import keep_settings
from hall.records.locks import lock_calls
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import session_plans, shapes
from hall.rules.access import plain_text
from hall.rules.calendar import business_day
from hall.rules.hall import Hall
from hall.rules.recording import EXPECTING, LAYANAN, Chain, Session, Slot, chains, spread
from hall.rules.session_plans import Plan, Wish, plan
from hall.rules.summonses import BEFORE_THE_DAY, CANCELLED

MEASURED_DAYS: Final = 30
MEASURED_LEAST: Final = 20
"""Runs of a station before its median stands for the printed minutes."""
AHEAD_DAYS: Final = 366
ONE_HERE: Final = "Laptop ini membawa satu sesi saja. Catat 'minta hari lain' tanpa sesi; kantor memberi harinya."


@dataclass(frozen=True, slots=True)
class Change:
    """Other values of a session; None leaves what is there."""

    place: str | None = None
    letters: int | None = None
    reserve: int | None = None


def chain(office: Office, slug: str) -> Chain:
    """The hall's stations with the minutes of the last 30 days where they were measured often enough."""
    hall = office.hall(slug)
    since = office.clock.now() - timedelta(days=MEASURED_DAYS)
    with office.database.reading() as connection:
        measured = kept.measured(connection, hall, since, MEASURED_LEAST)
    offer = hall.offers.get(LAYANAN)
    return chains(None if offer is None else offer.layanan, measured)


def look(office: Office, slug: str, wish: Wish) -> Plan:
    """What would come of a wish; nothing is kept. The day is played through outside of the hub."""
    hall = office.hall(slug)
    _ahead(wish.day, office, hall)
    return runtime.run_blocking(plan, wish, hall.calendar, hall.zone, chain(office, slug))


def create(office: Office, slug: str, ask: Ask, wish: Wish) -> Answer:
    """A session with its windows. Refuses `hall_closed` on a holiday, `too_late` for a day that is over, `bad_request`."""
    stations = chain(office, slug)
    made = look(office, slug, wish)

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        if away.travels(work.connection, hall):
            raise Refused("wrong_state", ONE_HERE)
        lock_calls(work.connection, hall)  # the day's count of sessions is one clerk's at a time
        code = f"P-{wish.day:%Y%m%d}-{kept.next_code_count(work.connection, hall, wish.day)}"
        values = {
            "code": code, "day": wish.day, "kind": wish.kind, "place": wish.place, "plan": made.kept(stations),
            "capacity": made.letters, "reserve": made.reserve, "created_by": ask.asker,
        }  # fmt: skip
        session = kept.add(work.connection, hall, values, made.slots, work.now)
        if not hall.settings.rule.appointments:
            keep_settings(
                work.connection, hall.id, {"appointments": True}
            )  # the public's sentence tells of them from now on
        work.log(hall.id, "session.made", actor=ask.asker, subject=code)
        return _shaped(work, hall, session)

    return office.once(slug, ask, do)


def change(office: Office, slug: str, ask: Ask, code: str, wanted: Change) -> Answer:
    """Another place, number of letters or reserve. Never fewer letters than are out, never more than a division gives, never a
    smaller reserve than the places that are kept of it: what was promised on paper is not taken back by a figure."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        session = _expecting(work, hall, code)
        values: dict[str, Any] = {}
        if wanted.place is not None:
            values["place"] = plain_text(wanted.place, "place", "Tempat", most=120)
        if wanted.reserve is not None:
            _still_kept(work, session, wanted.reserve)
            values["reserve"] = wanted.reserve
        if wanted.letters is not None and wanted.letters != session.capacity:
            _resize(work, session, wanted.letters)
            values["capacity"] = wanted.letters
        kept.change(work.connection, session.id, work.now, **values)
        work.log(hall.id, "session.changed", actor=ask.asker, subject=code)
        return _shaped(work, hall, session.id)

    return office.once(slug, ask, do)


def cancel(office: Office, slug: str, ask: Ask, code: str, reason: str) -> Answer:
    """The session does not take place: its letters are void, and whoever they called may be called again."""
    why = plain_text(reason, "reason", "Alasan", most=200)

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        session = _expecting(work, hall, code)
        places = Counter(
            summons.slot_id
            for summons in letters.of_session(work.connection, hall, session.id, BEFORE_THE_DAY)
            if letters.set_state(work.connection, summons.id, CANCELLED, work.now, was=BEFORE_THE_DAY)
        )
        for slot, count in sorted(places.items()):  # letters first, then windows: as everybody who holds both
            kept.give_back(work.connection, slot, count)
        kept.change(work.connection, session.id, work.now, state="cancelled", reason=why)
        work.log(hall.id, "session.cancelled", actor=ask.asker, subject=code)
        return _shaped(work, hall, session.id)

    return office.once(slug, ask, do)


def listed(office: Office, slug: str, first: date | None = None, last: date | None = None) -> list[dict[str, Any]]:
    """The sessions of these days with their windows, cancelled ones too; from today on where nothing is said."""
    hall = office.hall(slug)
    begin = first or business_day(office.clock.now(), hall.timezone)
    with office.database.reading() as connection:
        found = kept.between(connection, hall, begin, last or begin + timedelta(days=AHEAD_DAYS))
        ids = [session.id for session in found]
        windows, expected = kept.slots(connection, ids), kept.expected(connection, ids)
    now = office.clock.now()
    return [shape(one, windows.get(one.id, []), expected.get(one.id, {}), hall, now) for one in found]


@dataclass(frozen=True, slots=True)
class Outside:
    """A session that expects people in windows which the calendar does not hold any more; `letters`: to those windows."""

    code: str
    day: date
    place: str
    windows: tuple[Slot, ...]

    @property
    def letters(self) -> int:
        """How many people were called to these windows."""
        return sum(slot.taken for slot in self.windows)


def outside(office: Office, slug: str, code: str | None = None) -> list[Outside]:
    """What a change of hours, holidays or closures left outside, the next session first; nothing is changed by itself.

    `code`: of that session alone.
    """
    hall = office.hall(slug)
    today = business_day(office.clock.now(), hall.timezone)
    with office.database.reading() as connection:
        found = kept.called_to(connection, hall, today, code)
    left = [(session, session_plans.outside(session, windows, hall.calendar)) for session, windows in found]
    return [Outside(one.code, one.day, one.place, slots) for one, slots in left if slots]


def one(office: Office, slug: str, code: str) -> dict[str, Any]:
    """One session of the hall."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        session = kept.one(connection, hall, code)
        if session is None:
            raise _unknown()
        windows, expected = kept.slots(connection, [session.id]), kept.expected(connection, [session.id])
    return shape(session, windows.get(session.id, []), expected.get(session.id, {}), hall, office.clock.now())


def begun(office: Office, slug: str, shaped: dict[str, Any] | None) -> bool:
    """Whether places stay empty because their windows have begun: of this session, or of today's."""
    today = business_day(office.clock.now(), office.hall(slug).timezone)
    found = listed(office, slug, today, today) if shaped is None else [shaped]
    return any(slot["begun"] and slot["taken"] < slot["capacity"] for each in found for slot in each["windows"])


def shape(
    session: Session, windows: Sequence[Slot], expected: dict[str, int], hall: Hall, now: datetime
) -> dict[str, Any]:
    """The session as programs and pages read it. `capacity`: letters; `reserve`: people without one; `taken`: letters out;
    `free`: how many people can still be called to it, to windows that have not begun."""
    plan_ = session.plan
    ahead = [slot for slot in windows if session.state in EXPECTING and not slot.begun(now)]
    return {
        "code": session.code, "day": session.day.isoformat(), "kind": session.kind, "place": session.place,
        "state": session.state, "reason": session.reason, "sets": plan_.get("sets", 1), "at_kasi": plan_.get("at_kasi", 1),
        "capacity": session.capacity, "reserve": session.reserve, "taken": sum(slot.taken for slot in windows),
        "free": sum(slot.free for slot in ahead),
        "explained": plan_.get("explained", ""), "villages": plan_.get("villages", []), "expected": expected,
        "windows": [
            {"from": _time(slot.start, hall), "until": _time(slot.end, hall), "capacity": slot.capacity,
             "taken": slot.taken, "begun": slot.begun(now)}
            for slot in windows
        ],
    }  # fmt: skip


def _time(at: datetime, hall: Hall) -> str:
    return shapes.local(at, hall.timezone) or ""


def _shaped(work: Work, hall: Hall, session_id: int) -> dict[str, Any]:
    (session,) = kept.read(work.connection, hall, [session_id])
    windows, expected = kept.slots(work.connection, [session.id]), kept.expected(work.connection, [session.id])
    return shape(session, windows.get(session.id, []), expected.get(session.id, {}), hall, work.now)


def _ahead(day: date, office: Office, hall: Hall) -> None:
    today = business_day(office.clock.now(), hall.timezone)
    if day < today:
        raise Refused("too_late", "Tanggal itu sudah lewat. Pilih hari ini atau sesudahnya.")
    if day > today + timedelta(days=AHEAD_DAYS):
        raise Refused("bad_request", "Tanggal itu lebih dari setahun lagi.", field="day")


def _expecting(work: Work, hall: Hall, code: str) -> Session:
    session = kept.one(work.connection, hall, code, hold=True)
    if session is None:
        raise _unknown()
    if session.state not in EXPECTING:
        raise Refused("wrong_state", "Sesi ini sudah selesai, dibatalkan atau sedang di luar kantor.")
    return session


def _resize(work: Work, session: Session, count: int) -> None:
    """Other letters over the same windows; refuses where a window has more out already."""
    most = max(session.capacity, int(session.plan.get("most", session.capacity)))
    if not 1 <= count <= most:
        raise Refused("bad_request", f"Jumlah surat: 1 sampai {most}.", field="letters")
    windows = kept.slots(work.connection, [session.id])[session.id]
    for slot, share in zip(windows, spread(count, len(windows)), strict=True):
        if not kept.set_capacity(work.connection, slot.id, share):
            raise Refused(
                "wrong_state", f"Satu jendela sudah memegang {slot.taken} surat. Pindahkan dulu sebagian orangnya."
            )


def _still_kept(work: Work, session: Session, reserve: int) -> None:
    kept_places = visits.promises(work.connection, session.id)
    if reserve < kept_places:
        raise Refused(
            "wrong_state",
            f"Tempat tanpa surat paling sedikit {kept_places}: {kept_places} orang memegang kertas untuk sesi ini. Pindahkan "
            "dulu sebagian ke sesi lain dengan kodenya.",
        )


def _unknown() -> Refused:
    return Refused("not_found", "Sesi itu tidak ada di kantor ini.")
