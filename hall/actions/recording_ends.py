"""After the day: sessions end by themselves, who did not come waits for the next call; cards are made, ready, collected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from hall.actions.office import Office
from hall.errors import Refused
from hall.records import halls, recording_ends, residents, summonses
from hall.records.locks import lock_calls
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules.calendar import business_day, date_text
from hall.rules.hall import Hall
from hall.rules.residents import STATES, Resident, eligible, eligible_from
from hall.rules.summonses import CODE_LENGTH, read_code

NEXT: Final = {"printing": ("recorded",), "ready": ("recorded", "printing"), "collected": ("ready",)}
"""A card's states, and those before each of them."""
MOST_CARDS: Final = 200


def end_past(office: Office) -> int:
    """Sessions of days before today are over: who was expected and did not come is absent, whoever left is called again.

    Gives how many letters came to nothing. Asked twice it does nothing the second time.
    """
    with office.database.reading() as connection:
        slugs = halls.slugs(connection)
    return sum(office.transact(slug, _end_past) for slug in slugs)


def _end_past(work: Work, hall: Hall) -> int:
    today = business_day(work.now, hall.timezone)
    lock_calls(work.connection, hall)  # a clerk who presses at midnight comes before it, or finds the visit over
    over = recording_ends.past(work.connection, hall, today)
    if not over:
        return 0
    missed = recording_ends.end(work.connection, hall, over, work.now)
    work.log(hall.id, "sessions.ended", actor="server", subject=str(len(over)))
    return missed


def cards(office: Office, slug: str, ask: Ask, people: Sequence[int], state: str) -> Answer:
    """The cards of these people (numbers of the register) are being printed, or lie ready. Each is answered by itself."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        lock_calls(work.connection, hall)  # a card's states follow each other, whoever notes them
        items = [_card(office, work, hall, number, state) for number in dict.fromkeys(people)]
        work.log(hall.id, f"cards.{state}", actor=ask.asker, subject=str(sum(item["ok"] for item in items)))
        return {"items": items}

    return office.once(slug, ask, do)


def collect(office: Office, slug: str, ask: Ask, typed: str) -> Answer:
    """The letter is shown once more and the card is handed over: never before the 17th birthday, unless they are married.

    Who has no letter (they walked in, or lost it) is named by their number of the register.

    Refuses `not_found`, `too_early` (not recorded, not ready, not 17), `wrong_state` (collected already).
    """

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        lock_calls(work.connection, hall)  # one card is handed over once, also for two letters
        person = _owner(office, work, hall, typed.strip())
        today = business_day(work.now, hall.timezone)
        _may_collect(person.state, person.born_on, today, married=person.married)
        residents.set_state(work.connection, hall, person.id, "collected", None, today, work.now)
        work.log(hall.id, "card.collected", actor=ask.asker, subject=str(person.number))
        return {"resident": person.number, "state": "collected"}

    return office.once(slug, ask, do)


def _owner(office: Office, work: Work, hall: Hall, typed: str) -> Resident:
    if typed.isascii() and typed.isdigit() and len(typed) < CODE_LENGTH:
        person = residents.one(work.connection, office.sealed, hall, int(typed))
        if person is None:
            raise Refused("not_found", f"Nomor {typed} tidak ada di daftar wajib KTP.")
        return person
    code = read_code(typed)
    found = None if code is None else summonses.by_code(work.connection, hall, code, hold=True)
    if found is None:
        raise Refused("not_found", "Kode ini tidak dikenal. Periksa lagi kode di surat.")
    return residents.read(work.connection, office.sealed, hall, [found[0].resident_id])[0]


def _may_collect(state: str, born_on: date, today: date, *, married: bool) -> None:
    if state == "collected":
        raise Refused("wrong_state", "KTP ini sudah diambil.")
    if state in ("recorded", "printing"):
        raise Refused("too_early", "KTP belum siap. Nomor yang siap tampil di TV dan daftar kartu.")
    if state != "ready":
        raise Refused("too_early", "Orang ini belum direkam, jadi belum ada kartunya.")
    if not eligible(born_on, married, today):
        raise Refused(
            "too_early", f"KTP diserahkan mulai ulang tahun ke-17: {date_text(eligible_from(born_on, married))}."
        )


def _card(office: Office, work: Work, hall: Hall, number: int, state: str) -> dict[str, Any]:
    person = residents.one(work.connection, office.sealed, hall, number)
    if person is None:
        return {"resident": number, "ok": False, "why": "Nomor ini tidak ada di daftar wajib KTP."}
    if person.state not in NEXT[state]:
        return {"resident": number, "ok": False, "why": f"Sekarang: {STATES[person.state].lower()}."}
    residents.set_state(work.connection, hall, person.id, state, None, business_day(work.now, hall.timezone), work.now)
    return {"resident": number, "ok": True, "why": None}
