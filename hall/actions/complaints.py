"""Pengaduan: a complaint is taken, passed on, and answered. It runs as the berkas of its SOP and ends with its answer."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from hall.actions import berkas, file_papers, files, paper, sealed_cases
from hall.actions.office import Office
from hall.actions.substitutes import hands_in
from hall.actions.tickets import ticket_url
from hall.errors import Refused
from hall.records import berkas as berkas_records
from hall.records import complaints as kept
from hall.records import days
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import complaint_shapes, roles, shapes, slips
from hall.rules.access import Identity
from hall.rules.calendar import business_day, date_text, day_starts, slip_time_text
from hall.rules.complaints import (
    ANSWER_CHANNELS,
    PAGE,
    Complaint,
    Disposition,
    check_received,
    days_of,
    disposes_at,
    due,
    takes_complaints,
)
from hall.rules.hall import Hall, Offer
from hall.rules.layanan import Layanan
from hall.rules.roles import Hands
from hall.rules.tickets import token_from
from hall.rules.workflow import Berkas, BerkasState, Outcome, Record, current_step

KEEP_PAPER: Final = "Dijawab paling lambat {}. Simpan kertas ini dan jaga kodenya."


@dataclass(frozen=True, slots=True)
class Said:
    """What is typed in. `reporter`: name and phone as far as they were told, sealed before they are kept, empty for
    somebody who stays anonymous. `layanan`: which SOP, where the office has several. `ticket`: a number in hand."""

    kind: str
    channel: str
    text: str = field(repr=False)
    received_at: datetime | None = None
    reporter: Mapping[str, str] = field(default_factory=dict, repr=False)
    place: str | None = field(default=None, repr=False)
    layanan: str | None = None
    ticket: str | None = None
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer: by which channel, in which words, when (None: now), and whether the reporter may read it by the code.

    `finish`: the SOP's last step, which is telling the reporter, is recorded along with it.
    """

    channel: str
    text: str = field(repr=False)
    at: datetime | None = None
    shown: bool = False
    finish: bool = False


def offers(hall: Hall) -> list[Offer]:
    """The hall's SOPs for complaints, in its order."""
    return [offer for offer in hall.offers.values() if offer.active and takes_complaints(offer.layanan)]


def take(office: Office, slug: str, ask: Ask, said: Said, who: Identity | None = None) -> Answer:
    """Takes a complaint: its berkas is opened, its receipt is queued. The answer has number and code, and nobody's words."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        offer = _offer(hall, said)
        received = check_received(said.received_at, work.now)
        value = _open(office, work, hall, offer, said, received)
        file = _received(office, work, hall, value[0], offer.layanan, ask.asker, hands_in(work, who))
        job = None
        if said.printed:
            job = paper.queue(work, hall, _receipt(office, hall, value[1], file), ask.asker, berkas_id=file.id)
        files.told(work, hall, file.number, ask.asker, "complaint.taken")
        files.beat(work, hall)
        shown = _shaped(work, hall, value[1], offer.layanan)
        return shown | {"receipt": None if job is None else file_papers.job_shape(work, hall, job)}

    return office.once(slug, ask, do)


def dispose(
    office: Office, slug: str, ask: Ask, number: str, role: str, note: str, who: Identity | None = None
) -> Answer:
    """Passes a case on to a role. By a Kasi, the Sekcam or the Camat; the SOP's own step of it is recorded along."""
    if role not in roles.ROLES:
        raise Refused("bad_request", f"Peran itu tidak dikenal. Pilih: {', '.join(roles.ROLES)}.", field="role")

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        hands = hands_in(work, who)
        if not hands.anybody and hands.roles.isdisjoint(roles.OFFICERS):
            raise Refused("forbidden", "Disposisi diberikan oleh Camat, Sekcam atau Kasi.")
        file, value, document = _case(work, hall, number)
        by = ask.asker if who is None else who.name or ask.asker
        at = shapes.local(work.now, hall.timezone) or ""
        body = sealed_cases.again(office, value, Disposition(role, at, by, note))
        kept.keep_disposition(work.connection, file.id, role, body)
        if file.current == disposes_at(document.steps):
            _finish(office, work, hall, file, document, hands, ask.asker)
        files.told(work, hall, number, ask.asker, "complaint.disposed")
        files.beat(work, hall)
        return _shaped(work, hall, replace(value, disposed_to=role), document)

    return office.once(slug, ask, do)


def answer(office: Office, slug: str, ask: Ask, number: str, reply: Reply, who: Identity | None = None) -> Answer:
    """The answer to the reporter, once. Without it the case never ends."""
    if reply.channel not in ANSWER_CHANNELS:
        raise Refused("bad_request", f"Cara itu tidak dikenal. Pilih: {', '.join(ANSWER_CHANNELS)}.", field="channel")

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        file, value, document = _case(work, hall, number)
        at = check_received(reply.at, work.now)
        if at < value.received_at:
            raise Refused("bad_request", "Jawaban tidak mungkin sebelum pengaduan diterima.", field="at")
        sealed = office.sealed.seal(
            json.dumps({"text": reply.text, "shown": reply.shown or reply.channel == PAGE}, ensure_ascii=False)
        )
        if not kept.keep_answer(work.connection, file.id, at, reply.channel, sealed):
            raise Refused("wrong_state", "Pengaduan ini baru saja dijawab di tempat lain.")
        if reply.finish and file.state is BerkasState.READY:
            _finish(office, work, hall, file, document, hands_in(work, who), ask.asker)
        files.told(work, hall, number, ask.asker, "complaint.answered")
        files.beat(work, hall)
        return _shaped(work, hall, replace(value, answered_at=at, answer_channel=reply.channel), document)

    return office.once(slug, ask, do)


def receipt(office: Office, slug: str, ask: Ask, number: str) -> Answer:
    """The receipt on paper once more; the answer is its print job."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        file = files.found(work, hall, number)
        value = _of(work, file)
        job = paper.queue(work, hall, _receipt(office, hall, value, file), ask.asker, berkas_id=file.id)
        work.log(hall.id, "slip.tanda-terima", actor=ask.asker, subject=number)
        files.beat(work, hall)
        return file_papers.job_shape(work, hall, job)

    return office.once(slug, ask, do)


def _offer(hall: Hall, said: Said) -> Offer:
    found = offers(hall)
    chosen = next((offer for offer in found if said.layanan in (None, offer.layanan.code)), None)
    if chosen is None and said.layanan is not None and said.layanan not in hall.offers:
        raise Refused("not_found", "Layanan ini tidak ada di kantor ini.")
    if chosen is None:
        raise Refused("layanan_inactive", "Kantor ini belum punya SOP pengaduan yang aktif untuk itu.")
    return chosen


def _open(
    office: Office, work: Work, hall: Hall, offer: Offer, said: Said, received: datetime
) -> tuple[Berkas, Complaint]:
    ticket = None
    if said.ticket is not None:
        ticket = files.ticket_in_hand(work, hall, said.ticket, days.in_force(work, hall))
    last = due(hall.calendar, business_day(received, hall.timezone), days_of(said.kind, hall.settings.complaint_days))
    ends = day_starts(last + timedelta(days=1), hall.timezone)
    file = files.create(work, hall, offer, {"channel": said.channel, "promised_at": ends}, ticket)
    value = Complaint(
        berkas_id=file.id, code=token_from(secrets.randbits(65)), kind=said.kind, channel=said.channel,
        received_at=received, due_on=last, body=sealed_cases.body(office, said.text, place=said.place or None),
        reporter=files.sealed(office, said.reporter),
    )  # fmt: skip
    kept.add(work.connection, value)
    return file, value


def _received(
    office: Office, work: Work, hall: Hall, file: Berkas, document: Layanan, asker: str, hands: Hands
) -> Berkas:
    """Typing it in is the SOP's first step (the reporter comes, calls or writes; whoever is there takes it)."""
    first = document.steps[0]
    if first.by == "back_room":
        return file
    mine = not hands.roles.isdisjoint(roles.of_step(first, document.document.role_columns))
    return _done(office, work, hall, file, hands if mine else roles.ANYBODY, asker)


def _finish(office: Office, work: Work, hall: Hall, file: Berkas, document: Layanan, hands: Hands, asker: str) -> None:
    """Records the step in hand as done where whoever asks may; else it stays for those who may."""
    allowed = roles.of_step(current_step(file, document.steps), document.document.role_columns)
    if hands.anybody or not hands.roles.isdisjoint(allowed):
        _done(office, work, hall, file, hands, asker)


def _done(office: Office, work: Work, hall: Hall, file: Berkas, hands: Hands, asker: str) -> Berkas:
    return berkas.step_in(
        office, work, hall, file.number, Record(Outcome.DONE, recorded_by=asker), hands, asker, file.current
    )


def _case(work: Work, hall: Hall, number: str) -> tuple[Berkas, Complaint, Layanan]:
    """A case that goes on and is not answered."""
    file = files.found(work, hall, number)
    value = _of(work, file)
    if value.answered_at is not None:
        raise Refused("wrong_state", "Pengaduan ini sudah dijawab.")
    if file.is_over:
        raise Refused("wrong_state", "Pengaduan ini sudah dibatalkan.")
    return file, value, berkas_records.document(work.connection, file.version_id)


def _of(work: Work, file: Berkas) -> Complaint:
    value = kept.of_berkas(work.connection, file.id)
    if value is None:
        raise Refused("not_found", "Berkas ini bukan pengaduan.")
    return value


def _shaped(work: Work, hall: Hall, value: Complaint, document: Layanan) -> dict[str, Any]:
    (file,) = berkas_records.by_ids(work.connection, hall, [value.berkas_id])
    today = business_day(work.now, hall.timezone)
    return complaint_shapes.case(value, file, document, hall, work.now, today)


def _receipt(office: Office, hall: Hall, value: Complaint, file: Berkas) -> slips.ReceiptSlip:
    """Number and code, and until when; what the case is about stands nowhere on it (promise 7)."""
    last = "" if value.due_on is None else KEEP_PAPER.format(date_text(value.due_on))
    return slips.ReceiptSlip(
        hall_name=hall.name, regency="" if hall.regency == hall.name else hall.regency, berkas=file.number,
        layanan_title=shapes.public_title(hall, file.layanan),
        received_local=slip_time_text(value.received_at, hall.timezone, hall.zone),
        url=ticket_url(office, hall, value.code), code=value.code, note=last,
    )  # fmt: skip
