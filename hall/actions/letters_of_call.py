"""How a summons reaches its person: letters as PDF, a slip, a text to send, the list for the telephone, the phone page.

Names are opened for one person at a time, or in the process that draws the letters; lists show them masked. Every list and
every export is one row of the event log.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import ZoneInfo

from hall import runtime
from hall.actions import paper, summonses
from hall.actions.office import Office
from hall.actions.residents import counted
from hall.errors import Refused
from hall.printing import call_letters
from hall.records import logos, residents
from hall.records import sessions as rooms
from hall.records import summonses as kept
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import resident_access, slips
from hall.rules.access import Identity
from hall.rules.calendar import business_day, clock_text, date_text
from hall.rules.documents import Paper, long_day
from hall.rules.hall import Hall
from hall.rules.recording import LAYANAN, Session
from hall.rules.residents import masked
from hall.rules.summonses import (
    BEFORE_THE_DAY,
    CALL_WORDS,
    CHANNELS,
    IN_FORCE,
    MADE,
    OUTCOMES,
    SENT,
    STATE_WORDS,
    Summons,
    read_code,
    shown_code,
)

MODULE: Final = "hall.printing.call_letters"
WHAT: Final = "Perekaman KTP-el"
KECAMATAN: Final = "Kecamatan "
KK: Final = "Kartu Keluarga (KK)"
LETTER_CHANNELS: Final = ("letter", "village")


def page_url(office: Office, hall: Hall) -> str | None:
    """Where a phone answers for its letter; None where a real hall has no reachable address."""
    settings = office.settings
    base = settings.public_url or ((settings.home or f"http://{settings.bind}") if hall.demo else None)
    return None if base is None else f"{base}/{hall.slug}/panggilan"


def bring(hall: Hall) -> tuple[str, ...]:
    """What to bring besides the letter: the document's persyaratan, else the family card."""
    offer = hall.offers.get(LAYANAN)
    named = () if offer is None else tuple(each.short for each in offer.layanan.persyaratan)
    return named or (KK,)


def order(
    office: Office, slug: str, session: str, size: Paper, who: Identity, village: str | None = None
) -> call_letters.Order:
    """The letters of a session that are in force, or the list of one village. Refuses `forbidden`, `nobody_waiting`."""
    hall = office.hall(slug)
    resident_access.permit(resident_access.may_read(hall, who), "read")

    def do(work: Work, hall: Hall) -> call_letters.Order:
        room = rooms.one(work.connection, hall, session)
        if room is None:
            raise Refused("not_found", "Sesi itu tidak ada di kantor ini.")
        found = kept.of_session(work.connection, hall, room.id, IN_FORCE)
        people = kept.sealed_people(work.connection, [summons.resident_id for summons in found])
        mine = [one for one in found if village in (None, people[one.resident_id][1])]
        if not mine:
            raise Refused("nobody_waiting", "Belum ada panggilan yang berlaku untuk surat ini.")
        work.log(hall.id, "residents.export", actor=who.asker, subject=counted(room.code, len(mine)))
        picture = logos.png(work.connection, hall.id)
        today = business_day(work.now, hall.timezone)
        return call_letters.Order(
            hall.name, "" if hall.regency == hall.name else hall.regency, size, f"{_town(hall)}, {long_day(today)}",
            tuple(_letter(office, hall, room, one, *people[one.resident_id]) for one in mine), bring(hall),
            page_url(office, hall), village, None if picture is None else base64.b64encode(picture).decode(),
            f"Camat {_town(hall)}" if hall.name.startswith(KECAMATAN) else "Camat",
        )  # fmt: skip

    return office.transact(slug, do)


def drawn(office: Office, made: call_letters.Order) -> Iterator[tuple[int, bytes | None]]:
    """(letters done, None) while they are drawn in a process of their own, at last (letters, the PDF)."""
    total = len(made.letters)
    for line in runtime.lines_apart(MODULE, made.line(office.settings.var)):
        told = json.loads(line)
        if "pdf" in told:
            yield total, base64.b64decode(told["pdf"])
        else:
            yield told["done"], None


def file(office: Office, made: call_letters.Order) -> bytes:
    """The PDF alone."""
    return next(whole for _, whole in drawn(office, made) if whole is not None)


def slip(office: Office, slug: str, ask: Ask, code: str) -> Answer:
    """The letter on the thermal printer, without a name."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        summons, room, _ = summonses.found_by(work, hall, code)
        if not summons.in_force:
            raise Refused("wrong_state", f"Panggilan ini {STATE_WORDS[summons.state]}.")
        job = paper.queue(work, hall, slip_of(office, hall, room, summons), ask.asker)
        work.log(hall.id, "slip.panggilan", actor=ask.asker, subject=room.code)
        return {"job": job}

    return office.once(slug, ask, do)


def sent(office: Office, slug: str, ask: Ask, session: str, channel: str) -> Answer:
    """The letters of a session went out, by post and messenger or through the kepala desa."""
    if channel not in LETTER_CHANNELS:
        raise Refused("bad_request", "Surat dikirim langsung atau lewat kepala desa.", field="channel")

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        room = rooms.one(work.connection, hall, session, hold=True)
        if room is None:
            raise Refused("not_found", "Sesi itu tidak ada di kantor ini.")
        found = kept.of_session(work.connection, hall, room.id, (MADE,))
        for summons in found:
            kept.set_state(work.connection, summons.id, SENT, work.now, was=MADE)
        work.log(hall.id, f"summons.sent.{channel}", actor=ask.asker, subject=room.code)
        return {"sent": len(found)}

    return office.once(slug, ask, do)


def call_list(office: Office, slug: str, session: str, who: Identity) -> dict[str, Any]:
    """Everybody of a session by window, names masked, with the latest try; those still to be reached first."""
    hall = office.hall(slug)
    resident_access.permit(resident_access.may_read(hall, who), "read")

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        room = rooms.one(work.connection, hall, session)
        if room is None:
            raise Refused("not_found", "Sesi itu tidak ada di kantor ini.")
        found = kept.of_session(work.connection, hall, room.id)
        people = {
            one.id: one
            for one in residents.read(work.connection, office.sealed, hall, [each.resident_id for each in found])
        }
        tried = kept.attempts(work.connection, [each.id for each in found])
        work.log(hall.id, "residents.list", actor=who.asker, subject=counted(room.code, len(found)))
        rows = [
            {
                "number": people[each.resident_id].number, "name": masked(people[each.resident_id].name),
                "village": people[each.resident_id].village, "window": window_text(hall, each), "call": each.call,
                "state": each.state, "state_text": STATE_WORDS[each.state],
                "contact": people[each.resident_id].contact is not None, "tries": len(tried.get(each.id, ())),
                "last": _try_text(hall, tried[each.id][-1]) if each.id in tried else "",
            }
            for each in found
            if each.resident_id in people
        ]  # fmt: skip
        return {"session": room, "rows": sorted(rows, key=lambda row: row["state"] not in BEFORE_THE_DAY)}

    return office.transact(slug, do)


def person(office: Office, slug: str, number: int, who: Identity) -> dict[str, Any]:
    """One person opened: name, contact, the summons in force (or the last one), its tries and its text."""
    hall = office.hall(slug)
    resident_access.permit(resident_access.may_read(hall, who), "read")

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        found = residents.one(work.connection, office.sealed, hall, number)
        calls = [] if found is None else kept.of_resident(work.connection, hall, found.id)
        if found is None or not calls:
            raise Refused("not_found", "Orang itu belum pernah dipanggil.")
        last = next((each for each in reversed(calls) if each.in_force), calls[-1])
        (room,) = rooms.read(work.connection, hall, [last.session_id])
        tried = kept.attempts(work.connection, [each.id for each in calls])
        work.log(hall.id, "residents.opened", actor=who.asker, subject=str(number))
        return {
            "number": number, "name": found.name, "village": found.village, "contact": found.contact, "summons": last,
            "session": room, "day": date_text(room.day), "window": window_text(hall, last),
            "code": shown_code(last.code), "state_text": STATE_WORDS[last.state],
            "may": last.state in BEFORE_THE_DAY, "text": message(office, hall, room, last),
            "tries": [_try_text(hall, each) for one in calls for each in tried.get(one.id, ())],
        }  # fmt: skip

    return office.transact(slug, do)


def holder(office: Office, slug: str, typed: str, who: Identity) -> int:
    """The number in the register of whoever holds the letter of this code. Refuses `not_found`, `forbidden`."""
    hall, code = office.hall(slug), read_code(typed)
    resident_access.permit(resident_access.may_read(hall, who), "read")
    with office.database.reading() as connection:
        found = None if code is None else kept.by_code(connection, hall, code)
        if found is None:
            raise Refused("not_found", "Kode itu tidak ada di surat panggilan mana pun.")
        return kept.numbers_of(connection, [found[0].resident_id])[found[0].resident_id]


def message(office: Office, hall: Hall, room: Session, summons: Summons) -> str:
    """The text for WhatsApp or SMS: no name, no number of a person; sent by hand from the office's own phone."""
    page = page_url(office, hall)
    other = "" if page is None else f" Ganti hari: {page}"
    return (
        f"{hall.name}: Anda diundang perekaman KTP-el, {date_text(room.day)}, pukul {window_text(hall, summons)}, di "
        f"{room.place}. Kode Anda {shown_code(summons.code)}. Bawa {', '.join(bring(hall))}. Gratis.{other}"
    )


def window_text(hall: Hall, summons: Summons) -> str:
    """ "08.00 - 08.30 WIB"."""
    start, end = (clock_text(at.astimezone(ZoneInfo(hall.timezone))) for at in summons.window)
    return f"{start} - {end} {hall.zone}".strip()


def call_text(call: int) -> str:
    """ "Panggilan kedua"."""
    return f"Panggilan {CALL_WORDS[min(call, len(CALL_WORDS) - 1)]}"


def _letter(
    office: Office, hall: Hall, room: Session, summons: Summons, sealed: str, village: str
) -> call_letters.Letter:
    page = page_url(office, hall)
    return call_letters.Letter(
        sealed, village, shown_code(summons.code), summons.code if page is None else f"{page}#{summons.code}",
        date_text(room.day), window_text(hall, summons), room.place, call_text(summons.call),
    )  # fmt: skip


def slip_of(office: Office, hall: Hall, room: Session, summons: Summons) -> slips.SummonsSlip:
    """The letter as a slip of paper, without a name."""
    page = page_url(office, hall)
    return slips.SummonsSlip(
        hall_name=hall.name, regency="" if hall.regency == hall.name else hall.regency, code=shown_code(summons.code),
        what=WHAT, place=room.place, day=date_text(room.day), window=window_text(hall, summons), bring=bring(hall),
        call=summons.call, rule="Tidak dapat datang? Beri tahu petugas untuk hari lain.",
        url=summons.code if page is None else f"{page}#{summons.code}",
    )  # fmt: skip


def _try_text(hall: Hall, attempt: Any) -> str:
    at = attempt.at.astimezone(ZoneInfo(hall.timezone))
    channel = CHANNELS.get(attempt.channel, "halaman ponsel")
    note = f" ({attempt.note})" if attempt.note else ""
    return f"{at:%d-%m-%Y} {clock_text(at)}, {channel}: {OUTCOMES[attempt.outcome]}{note}"


def _town(hall: Hall) -> str:
    """ "Kalipare" of "Kecamatan Kalipare"; a hall whose documents name only the regency has its name."""
    return hall.name.removeprefix(KECAMATAN).removeprefix("Kabupaten ").strip() or hall.name
