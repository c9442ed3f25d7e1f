"""Numbers of the office's registers: given once, by the office's own pattern, and voided only with a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from hall.actions import files
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import berkas as berkas_records
from hall.records import catalogue, days
from hall.records import registers as kept
from hall.records.halls import touch_setup
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import file_shapes
from hall.rules.access import plain_text
from hall.rules.events import HallChanged
from hall.rules.hall import Hall
from hall.rules.registers import (
    AGENDA,
    INCOMING,
    OUTGOING,
    Entry,
    check_pattern,
    check_register,
    number_text,
    pattern_for,
)
from hall.rules.workflow import Berkas, BerkasState

PAGE: Final = 100


def enter(work: Work, hall: Hall, value: Berkas, register: str, actor: str) -> Berkas:
    """The berkas with the register's next number. The number of its own book is the one that it is known by."""
    day = days.in_force(work, hall)
    running = berkas_records.next_number(work.connection, hall, register, str(day.year))
    offer = hall.offers[value.layanan]
    pattern = pattern_for(hall.settings.patterns, register, value.layanan)
    entry = Entry(
        register=register, year=day.year, running=running, at=work.now, by=actor, berkas=value.number,
        number=number_text(pattern, running, day, offer.classification),
        subject=value.letter.subject if value.letter else offer.layanan.title,
    )  # fmt: skip
    kept.add(work.connection, hall, entry, value.id)
    work.log(hall.id, f"number.{register}", actor=actor, subject=value.number)
    value = replace(value, numbers=(*value.numbers, entry))
    return with_agenda(work, value, entry.number) if register in (AGENDA, INCOMING) else value


def with_agenda(work: Work, value: Berkas, number: str | None) -> Berkas:
    """The berkas known by this number."""
    berkas_records.keep_agenda(work.connection, value.id, number)
    return replace(value, agenda_number=number)


def given(value: Berkas, register: str) -> Entry | None:
    """The berkas' number of this register that counts, if it has one."""
    return next((entry for entry in value.numbers if entry.register == register and entry.voided_at is None), None)


def give(office: Office, slug: str, ask: Ask, number: str, register: str = AGENDA) -> Answer:
    """The berkas' number of a register, once."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        value = files.found(work, hall, number)
        if value.state is BerkasState.VOID:
            raise Refused("wrong_state", "Berkas ini sudah dibatalkan.")
        known = given(value, check_register(register))
        if known is not None:
            raise Refused("wrong_state", f"Berkas ini sudah bernomor {known.number}.")
        value = enter(work, hall, value, register, ask.asker)
        files.told(work, hall, value.number, ask.asker, "berkas.numbered")
        files.beat(work, hall)
        return files.shaped(work, hall, value)

    return office.once(slug, ask, do)


def void(office: Office, slug: str, ask: Ask, register: str, year: int, running: int, reason: str) -> Answer:
    """A number that must not count. It stays in the book with the reason, and is never given again."""
    reason = plain_text(reason, "reason", "Alasan", most=200)

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        entry = kept.by_running(work.connection, hall, check_register(register), year, running)
        if entry is None:
            raise Refused("not_found", "Nomor itu tidak ada di buku.")
        value = None if entry.berkas is None else files.found(work, hall, entry.berkas)  # held before its entry, always
        gone = voided(work, hall, entry, ask.asker, reason)
        if value is not None and value.agenda_number == entry.number:
            with_agenda(work, value, None)
        files.beat(work, hall)
        return file_shapes.entry(gone, hall)

    return office.once(slug, ask, do)


def voided(work: Work, hall: Hall, entry: Entry, actor: str, reason: str) -> Entry:
    """The entry, marked in its book."""
    if not kept.void(work.connection, hall, entry, work.now, actor, reason):
        raise Refused("wrong_state", "Nomor itu sudah dibatalkan.")
    work.log(hall.id, "number.voided", actor=actor, subject=entry.berkas)
    return replace(entry, voided_at=work.now, void_reason=reason)


def voided_with(work: Work, hall: Hall, value: Berkas, actor: str, reason: str) -> Berkas:
    """The berkas whose numbers are void with it; the number of a letter that it sent out by the way is not."""

    def stays(entry: Entry) -> bool:
        return entry.voided_at is not None or (entry.register == OUTGOING and value.layanan != OUTGOING)

    numbers = (entry if stays(entry) else voided(work, hall, entry, actor, reason) for entry in value.numbers)
    return replace(value, numbers=tuple(numbers))


def listed(office: Office, slug: str, register: str, year: int | None, cursor: int | None) -> dict[str, Any]:
    """A year of a register, newest first: {items, next}."""
    hall = office.hall(slug)
    check_register(register)
    with office.database.reading() as connection:
        year = year or days.shown(connection, hall, office.clock.now()).year
        rows = kept.page(connection, hall, register, year, cursor, PAGE)
    items = [file_shapes.entry(entry, hall) for entry in rows]
    return {"items": items, "next": rows[-1].running if len(rows) == PAGE else None}


def set_pattern(office: Office, slug: str, ask: Ask, register: str, pattern: str, layanan: str | None) -> Answer:
    """The office's pattern of a register, or a layanan's own; it counts from the next number on."""
    pattern = check_pattern(pattern)
    name = check_register(register) if layanan is None else f"{check_register(register)}:{layanan}"

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        if layanan is not None:
            _offered(hall, layanan)
        patterns = {**hall.settings.patterns, name: pattern}
        catalogue.keep_settings(work.connection, hall.id, {"patterns": patterns})
        return _changed(work, hall, ask.asker, "register.pattern", {"register": register, "pattern": pattern})

    return _set_up(office, slug, ask, do)


def set_classification(office: Office, slug: str, ask: Ask, layanan: str, code: str) -> Answer:
    """The classification code with which the numbers of a layanan's letters begin ("474.1")."""
    code = plain_text(code, "classification", "Kode klasifikasi", most=20, least=0)

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        kept.set_classification(work.connection, _offered(hall, layanan), code)
        touch_setup(work.connection, hall.id)
        return _changed(
            work, hall, ask.asker, "layanan.classification", {"layanan": layanan, "classification": code}
        )  # fmt: skip

    return _set_up(office, slug, ask, do)


def _set_up(office: Office, slug: str, ask: Ask, do: Any) -> Answer:
    answer = office.once(slug, ask, do)
    office.forget(slug)
    return answer


def _changed(work: Work, hall: Hall, actor: str, kind: str, said: dict[str, Any]) -> dict[str, Any]:
    work.log(hall.id, kind, actor=actor)
    work.tell(HallChanged(hall.slug))
    return said


def _offered(hall: Hall, layanan: str) -> int:
    if layanan not in hall.offers:
        raise Refused("not_found", "Layanan ini tidak ada di kantor ini.")
    return hall.offers[layanan].id
