"""The papers of a berkas: tanda terima, kekurangan, lembar disposisi. None of them names a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from hall.actions import files, paper
from hall.actions.office import Office
from hall.actions.tickets import ticket_url
from hall.errors import Refused
from hall.records import berkas as kept
from hall.records import days, print_jobs
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import roles, shapes, slips
from hall.rules.calendar import DAYS, slip_time_text
from hall.rules.hall import Hall
from hall.rules.layanan import promised
from hall.rules.registers import INSTRUCTIONS
from hall.rules.workflow import Berkas, BerkasState, Outcome

STILL_GOOD: Final = {
    "id": "Nomor Anda tetap berlaku hari ini. Setelah lengkap, kembali ke loket tanpa mengantre lagi.",
    "en": "Your number stays good today. Come back to the counter without queueing again.",
}
COME_AGAIN: Final = {
    "id": "Setelah lengkap, datang lagi dan tunjukkan kertas ini.",
    "en": "When complete, come again and show this paper.",
}
AT_PICK_UP: Final = {
    "id": "Tunjukkan kertas ini saat mengambil.", "en": "Please show this paper when you collect.",
}  # fmt: skip
DISPOSED_TO: Final = (roles.SEKCAM, roles.KASI)


def receipt(office: Office, slug: str, ask: Ask, number: str) -> Answer:
    """A tanda terima on paper; the answer is its print job."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        value = files.found(work, hall, number)
        if value.state is BerkasState.VOID:
            raise Refused("wrong_state", "Berkas ini sudah dibatalkan.")
        return _printed(office, work, hall, value, ask.asker, _receipt(office, work, hall, value))

    return office.once(slug, ask, do)


def missing_again(office: Office, slug: str, ask: Ask, number: str) -> Answer:
    """The kekurangan of a returned berkas once more; the answer is its print job."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        value = files.found(work, hall, number)
        if value.state is not BerkasState.RETURNED:
            raise Refused("wrong_state", "Berkas ini tidak sedang dikembalikan kepada pemohon.")
        return _printed(office, work, hall, value, ask.asker, _missing(office, work, hall, value))

    return office.once(slug, ask, do)


def print_missing(office: Office, work: Work, hall: Hall, value: Berkas, asker: str) -> None:
    """Queues the kekurangan of what was just found incomplete."""
    paper.queue(work, hall, _missing(office, work, hall, value), asker, berkas_id=value.id)


def print_disposition(work: Work, hall: Hall, value: Berkas, asker: str) -> int:
    """Queues the lembar disposisi of an incoming letter."""
    letter = value.letter
    if letter is None or letter.direction != "in":
        raise Refused("wrong_state", "Lembar disposisi hanya untuk surat masuk yang sudah dicatat.")
    to = [roles.WORDS[role] for role in DISPOSED_TO]
    chosen = [roles.WORDS[role] for role in letter.roles]
    slip = slips.DispositionSlip(
        hall_name=hall.name, regency=_regency(hall), letter_number=letter.number or "-",
        agenda_number=value.agenda_number or value.number, from_office=letter.office, subject=letter.subject,
        received_local=slip_time_text(value.opened_at, hall.timezone, hall.zone),
        to=(*to, *(word for word in chosen if word not in to)), instructions=INSTRUCTIONS,
        chosen=(*chosen, *(each for each in INSTRUCTIONS if each in letter.instruction)),
        note="" if letter.instruction in INSTRUCTIONS else letter.instruction,
        urgency=letter.urgency.capitalize(), letter_date="" if letter.day is None else f"{letter.day:%d-%m-%Y}",
    )  # fmt: skip
    return paper.queue(work, hall, slip, asker, berkas_id=value.id)


def job_shape(work: Work, hall: Hall, job_id: int) -> dict[str, Any]:
    """The print job of the contract."""
    job = print_jobs.job(work.connection, hall.id, job_id)
    assert job is not None, "a row that was kept a moment ago"
    return paper.shape(job, hall)


def _printed(office: Office, work: Work, hall: Hall, value: Berkas, asker: str, slip: slips.Slip) -> dict[str, Any]:
    job = paper.queue(work, hall, slip, asker, berkas_id=value.id)
    work.log(hall.id, f"slip.{slips.kind_of(slip)}"[:24], actor=asker, subject=value.number)
    files.beat(work, hall)
    return job_shape(work, hall, job)


def _receipt(office: Office, work: Work, hall: Hall, value: Berkas) -> slips.ReceiptSlip:
    offer = hall.offers[value.layanan]
    url, code, language = _follow(office, work, hall, value)
    got = () if offer.layanan.delicate else (*(item.short for item in offer.layanan.persyaratan), *offer.office)
    return slips.ReceiptSlip(
        hall_name=hall.name, regency=_regency(hall), berkas=value.number, agenda_number=value.agenda_number,
        layanan_title=shapes.public_title(hall, value.layanan),
        received_local=slip_time_text(value.opened_at, hall.timezone, hall.zone),
        promised=_promise_text(hall, value), persyaratan=got, url=url, code=code, note=AT_PICK_UP[language],
        language=language,
    )  # fmt: skip


def _missing(office: Office, work: Work, hall: Hall, value: Berkas) -> slips.MissingSlip:
    run = next(run for run in reversed(value.runs) if run.outcome is Outcome.INCOMPLETE)
    offer = hall.offers[value.layanan]
    asked = [] if offer.layanan.delicate else [item.short for item in offer.layanan.persyaratan]
    url, code, language = _follow(office, work, hall, value)
    ticket = kept.ticket_of(work.connection, value.id)
    today = ticket is not None and ticket["day"] == days.in_force(work, hall) and ticket["state"] in files.IN_HAND
    return slips.MissingSlip(
        hall_name=hall.name, regency=_regency(hall), berkas=value.number,
        layanan_title=shapes.public_title(hall, value.layanan), items=_items([*asked, *offer.office], offer, run.missing),
        returned_local=slip_time_text(run.finished_at or work.now, hall.timezone, hall.zone), number=value.ticket,
        note=run.note or "", rule=(STILL_GOOD if today else COME_AGAIN)[language], url=url, code=code, language=language,
    )  # fmt: skip


def _items(asked: Sequence[str], offer: Any, missing: Sequence[str]) -> tuple[slips.Item, ...]:
    """Everything that the SOP asks for with what is missing; the clerk ticks the printed words or writes others."""
    printed = {item.text: item.short for item in offer.layanan.persyaratan}
    lacks = [printed.get(each, each) for each in missing]
    return tuple([*((each, each in lacks) for each in asked), *((each, True) for each in lacks if each not in asked)])


def _follow(
    office: Office, work: Work, hall: Hall, value: Berkas
) -> tuple[str | None, str | None, Literal["id", "en"]]:
    """(QR, code, language): of its ticket; a berkas without one has nothing to follow by phone."""
    ticket = kept.ticket_of(work.connection, value.id)
    if ticket is None:
        return None, None, "id"
    language: Literal["id", "en"] = "en" if ticket["language"] == "en" else "id"
    return ticket_url(office, hall, ticket["token"]), ticket["token"], language


def _promise_text(hall: Hall, value: Berkas) -> str | None:
    if value.promised_at is None or not hall.offers[value.layanan].layanan.promise_shown:
        return None
    zone = ZoneInfo(hall.timezone)
    due = value.promised_at.astimezone(zone)
    if _same_day(due, value.opened_at.astimezone(zone)):
        return promised(hall.offers[value.layanan].layanan).text
    return f"{DAYS[due.weekday()]}, {due:%d-%m-%Y}"


def _same_day(one: datetime, other: datetime) -> bool:
    return one.date() == other.date()


def _regency(hall: Hall) -> str:
    return "" if hall.regency == hall.name else hall.regency
