"""What a citizen asks about the letter in hand: when and where, that they will come, another window. Never a name.

The paper of a place that is kept for somebody without a letter says the same, and takes no answers (decision 0027).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from hall.actions import promises, summonses
from hall.actions.letters_of_call import bring, call_text, window_text
from hall.actions.office import Office
from hall.actions.promises import Promise
from hall.errors import Refused
from hall.records import halls
from hall.records import sessions as rooms
from hall.records import summonses as kept
from hall.records.unit_of_work import Work
from hall.rules.calendar import business_day, clock_text, date_text
from hall.rules.events import HallChanged
from hall.rules.hall import Counter, Hall
from hall.rules.recording import LAYANAN, Session, Slot
from hall.rules.shapes import local
from hall.rules.summonses import BEFORE_THE_DAY, PAGE, STATE_WORDS, Summons, read_code, shown_code

UNKNOWN: Final = "Kode ini tidak dikenal. Periksa lagi kode di surat Anda."
WORDS: Final = {
    "made": "menunggu jawaban Anda", "sent": "menunggu jawaban Anda", "delivered": "menunggu jawaban Anda",
    "confirmed": "Anda akan datang",
}  # fmt: skip
KEPT_WORDS: Final = {"absent": "hari itu sudah lewat", "cancelled": "hari itu dibatalkan kantor"}
NO_ANSWER: Final = "Kertas ini tidak perlu dijawab: tempat Anda sudah disimpan. Untuk hari lain hubungi kantor."
BY: Final = "page"
RINGS: Final = timedelta(minutes=2)
MOST_DAYS: Final = 6


def shown(office: Office, slug: str, typed: str) -> dict[str, Any]:
    """What a code stands for; `choices` are free windows on other days. `kept`: how many people a place is kept for, None
    for a letter. Refuses `not_found` for a code that is none."""
    hall, now = office.hall(slug), office.clock.now()
    with office.database.reading() as connection:
        promise = _promise(office, connection, hall, typed, now)
        if promise is not None:
            return _kept(hall, promise, typed, business_day(now, hall.timezone))
        summons, room, _ = _found(connection, hall, typed)
        may = summons.state in BEFORE_THE_DAY and business_day(now, hall.timezone) < room.day
        choices = _choices(connection, hall, summons, room, now) if may else []
    return {
        "code": shown_code(summons.code), "day": date_text(room.day), "window": window_text(hall, summons),
        "place": room.place, "call": call_text(summons.call), "state": summons.state,
        "state_text": WORDS.get(summons.state, STATE_WORDS[summons.state]), "may": may,
        "expected": summons.state in BEFORE_THE_DAY, "bring": bring(hall), "choices": choices, "kept": None,
    }  # fmt: skip


def confirm(office: Office, slug: str, typed: str) -> str:
    """The holder comes; gives the code. Refuses `not_found`, `wrong_state`."""

    def do(work: Work, hall: Hall) -> str:
        _takes_answers(office, work, hall, typed)
        summons, _, _ = _found(work.connection, hall, typed)
        summonses.tell(work, hall, summons.code, summonses.Told(PAGE, "confirmed"), BY)
        return summons.code

    return office.transact(slug, do)


def move(office: Office, slug: str, typed: str, slot: int) -> str:
    """Another window, one of those that were offered; gives the code of the new letter. Refuses `not_found`,
    `quota_reached` (somebody was quicker), `wrong_state`, `too_late` on the day itself."""

    def do(work: Work, hall: Hall) -> str:
        _takes_answers(office, work, hall, typed)
        summons, room, _ = _found(work.connection, hall, typed)
        if business_day(work.now, hall.timezone) >= room.day:
            raise Refused("too_late", "Pada harinya sendiri hari tidak dapat diganti di sini. Hubungi kantor.")
        offered = _choices(work.connection, hall, summons, room, work.now)
        session = next((one["session"] for one in offered if one["slot"] == slot), None)
        if session is None:
            raise Refused("quota_reached", "Waktu itu baru saja penuh. Pilih waktu lain.")
        told = summonses.Told(PAGE, "other_day", session=session)
        found: str = summonses.tell(work, hall, summons.code, told, BY, slot)["replaced_by"]
        summonses.tell(work, hall, found, summonses.Told(PAGE, "confirmed"), BY)  # whoever chose the day comes on it
        return found

    return office.transact(slug, do)


def locked(office: Office, slug: str, entry: str) -> None:
    """Five wrong codes closed an entry (`kiosk` or `page`): the counters that record ring at once, and the pages tell it."""

    def do(work: Work, hall: Hall) -> None:
        work.log(hall.id, kept.LOCKED, actor=BY, subject=entry)
        halls.raise_version(work.connection, hall.id)
        work.tell(HallChanged(hall.slug))

    office.transact(slug, do)


def records(hall: Hall, counter: Counter) -> bool:
    """Whether numbers of recording come to this counter."""
    offer = hall.offers.get(LAYANAN)
    return offer is not None and offer.layanan.line in counter.lines


def last_lock(connection: Any, hall: Hall, counter: Counter, now: datetime) -> dict[str, Any] | None:
    """What a counter that records rings for: {at, entry} of the last two minutes; None for every other counter."""
    if not records(hall, counter):
        return None
    found = kept.last_lock(connection, hall, now - RINGS)
    return None if found is None else {"at": local(found[0], hall.timezone), "entry": found[1] or PAGE}


def locks(office: Office, slug: str, minutes: int = 30) -> list[str]:
    """The clock times of the last half hour at which an entry was closed after five wrong codes."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        return kept.locks(connection, hall, office.clock.now() - timedelta(minutes=minutes))


def _promise(office: Office, connection: Any, hall: Hall, typed: str, now: datetime) -> Promise | None:
    """The kept place of a code that is no letter's."""
    code = read_code(typed)
    if code is None or kept.by_code(connection, hall, code) is not None:
        return None
    return promises.find(office, connection, hall, code, now)


def _takes_answers(office: Office, work: Work, hall: Hall, typed: str) -> None:
    if _promise(office, work.connection, hall, typed, work.now) is not None:
        raise Refused("wrong_state", NO_ANSWER)


def _kept(hall: Hall, promise: Promise, typed: str, today: date) -> dict[str, Any]:
    """In the shape of a letter, so that its holder reads the same page."""
    state = "absent" if promise.state == "made" and promise.session.day < today else promise.state
    return {
        "code": shown_code(read_code(typed) or ""), "day": date_text(promise.session.day),
        "window": promises.window_text(hall, promise.start, promise.end), "place": promise.session.place,
        "call": "Tempat disimpan untuk", "state": state, "state_text": KEPT_WORDS.get(state, STATE_WORDS[state]), "may": False,
        "expected": state == "made", "bring": bring(hall), "choices": [], "kept": len(promise.expected),
    }  # fmt: skip


def _found(connection: Any, hall: Hall, typed: str) -> tuple[Summons, Session, Slot]:
    code = read_code(typed)
    found = None if code is None else kept.by_code(connection, hall, code)
    if found is None:
        raise Refused("not_found", UNKNOWN)
    return found


def _choices(connection: Any, hall: Hall, summons: Summons, room: Session, now: Any) -> list[dict[str, Any]]:
    """Free windows of other sessions from tomorrow on where this person's village is called too."""
    tomorrow = business_day(now, hall.timezone) + timedelta(days=1)
    village = kept.sealed_people(connection, [summons.resident_id])[summons.resident_id][1]
    found = [
        one
        for one in rooms.expecting(connection, hall, tomorrow)
        if one.id != room.id
        and (one.kind != "school" or one.place == room.place)  # a school is for its own pupils
        and (not one.plan.get("villages") or village in one.plan["villages"])
    ]
    windows = rooms.slots(connection, [one.id for one in found])
    roomy = [one for one in found if any(slot.free > 0 for slot in windows.get(one.id, ()))]
    return [
        {"slot": slot.id, "session": one.code, "day": date_text(one.day), "place": one.place, "at": _at(hall, slot)}
        for one in roomy[:MOST_DAYS]
        for slot in windows[one.id]
        if slot.free > 0
    ]


def _at(hall: Hall, slot: Slot) -> str:
    start, end = (clock_text(at.astimezone(ZoneInfo(hall.timezone))) for at in (slot.start, slot.end))
    return f"{start} - {end}"
