"""A berkas is opened and goes on, step by step, as its SOP says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from hall.actions import file_papers, files, followups, letters, registers
from hall.actions.office import Office
from hall.actions.substitutes import hands_in
from hall.errors import Refused
from hall.records import berkas as kept
from hall.records import complaints, days
from hall.records.locks import lock_calls
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import roles
from hall.rules.access import Identity, plain_text
from hall.rules.complaints import permit_end
from hall.rules.hall import Hall
from hall.rules.roles import Hands
from hall.rules.tickets import Ticket, shown_number
from hall.rules.workflow import Berkas, Outcome, Record, current_step, record, resumed, voided

Channel = Literal["counter", "phone", "sms", "letter"]
MOST_OF_A_TICKET: Final = 60


@dataclass(frozen=True, slots=True)
class Opening:
    """What a berkas is opened from: a ticket of today, a layanan (back office, a report by telephone), or both: a further
    berkas on the same number, for another layanan or another person. `applicant` is sealed before it is kept."""

    ticket: str | None = None
    layanan: str | None = None
    channel: Channel = "counter"
    label: str | None = None
    applicant: Mapping[str, str] = field(default_factory=dict)
    letter: letters.Said | None = None


def open_berkas(office: Office, slug: str, ask: Ask, wish: Opening) -> Answer:
    """Opens a berkas under the document that is in force now. Its number is the hall's year and running number."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        value = _open(office, work, hall, wish)
        value = letters.entered(work, hall, value, ask.asker)
        files.told(work, hall, value.number, ask.asker, "berkas.opened")
        files.beat(work, hall)
        return files.shaped(work, hall, value)

    return office.once(slug, ask, do)


def _open(office: Office, work: Work, hall: Hall, wish: Opening) -> Berkas:
    ticket = None
    if wish.ticket is not None:
        ticket = files.ticket_in_hand(work, hall, wish.ticket, days.in_force(work, hall))
    offer = hall.offers.get(wish.layanan or (ticket.layanan if ticket else ""))
    if offer is None:
        raise Refused("not_found", "Layanan ini tidak ada di kantor ini.")
    if ticket is not None:
        _room_for_one_more(work, hall, ticket, further=wish.layanan is not None or wish.label is not None)
    fields = {
        "channel": wish.channel, "label": wish.label, "sealed": files.sealed(office, wish.applicant),
        "letter": letters.letter_of(offer.layanan.code, wish.letter),
    }  # fmt: skip
    return files.create(work, hall, offer, fields, ticket)


def _room_for_one_more(work: Work, hall: Hall, ticket: Ticket, *, further: bool) -> None:
    """A second press must not open the same application twice; whoever asks for a further one says of what or for whom."""
    lock_calls(work.connection, hall)
    earlier = kept.files(work.connection, hall, ticket.id)
    same = next((each for each in earlier if each.layanan == ticket.layanan and not each.is_over), None)
    if same is not None and not further:
        raise Refused("wrong_state", f"Nomor {shown_number(ticket.number)} sudah punya berkas {same.number}.")
    if len(earlier) >= MOST_OF_A_TICKET:
        raise Refused("wrong_state", f"Satu nomor paling banyak membawa {MOST_OF_A_TICKET} berkas.")


def record_step(
    office: Office,
    slug: str,
    ask: Ask,
    number: str,
    said: Record,
    who: Identity | None = None,
    order: int | None = None,
) -> Answer:
    """Records the outcome of the berkas' current step and goes where the SOP leads.

    `order`: the step that the person saw; when somebody else recorded it meanwhile, that is said and nothing happens.
    """

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        value = step_in(office, work, hall, number, said, hands_in(work, who), ask.asker, order)
        files.beat(work, hall)
        return files.shaped(work, hall, value)

    return office.once(slug, ask, do)


def record_batch(
    office: Office, slug: str, ask: Ask, seen: Mapping[str, int | None], said: Record, who: Identity | None = None
) -> Answer:
    """One outcome for many files, each answered by itself: {items: [{number, ok, berkas, refusal}]}, in the asked order.

    `seen`: each file with the step that the person saw, None where that is not known; as in `record_step`.
    """

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        hands = hands_in(work, who)
        kept.hold(work.connection, hall, list(seen))
        found = {
            number: _one_of_many(office, work, hall, number, said, hands, ask.asker, seen[number])
            for number in sorted(seen)
        }
        files.beat(work, hall)
        return {"items": [found[number] for number in seen]}

    return office.once(slug, ask, do)


def _one_of_many(
    office: Office, work: Work, hall: Hall, number: str, said: Record, hands: Hands, asker: str, order: int | None
) -> dict[str, Any]:
    """A refusal comes before anything of its file is written (`step_in` decides first), so the others stay whole."""
    try:
        value = step_in(office, work, hall, number, said, hands, asker, order)
    except Refused as refused:
        told = {"code": refused.code, "title": refused.title, "detail": refused.detail}
        return {"number": number, "ok": False, "berkas": None, "refusal": told}
    return {"number": number, "ok": True, "berkas": files.shaped(work, hall, value), "refusal": None}


def step_in(
    office: Office, work: Work, hall: Hall, number: str, said: Record, hands: Hands, asker: str, order: int | None
) -> Berkas:
    """Records the outcome in the caller's transaction; refuses before anything is written."""
    before = files.found(work, hall, number)
    document = kept.document(work.connection, before.version_id)
    step = current_step(before, document.steps)
    if order not in (None, step.order):
        raise Refused(
            "wrong_state", f"Langkah itu sudah dicatat di tempat lain. Berkas sekarang pada langkah {step.order}."
        )
    allowed = roles.of_step(step, document.document.role_columns)
    skips = said.outcome is Outcome.SKIPPED
    role = roles.permit_skip(hands, step, allowed) if skips else roles.permit(hands, allowed)
    value = record(before, document.steps, replace(said, by=role, recorded_by=said.recorded_by or asker), work.now)
    permit_end(before, value, complaints.unanswered(work.connection, before.id))
    value = files.keep(work, before, files.promised_anew(hall, before, value, document, work.now), document)
    if said.outcome is Outcome.DONE:
        value = letters.sent_out(work, hall, value, step, asker)
    if said.outcome is Outcome.INCOMPLETE and said.missing:
        file_papers.print_missing(office, work, hall, value, asker)
    value = followups.follow(work, hall, before, value, document, asker)
    files.told(work, hall, value.number, asker, f"step.{said.outcome.value}")
    return value


def pick_up(office: Office, slug: str, ask: Ask, number: str, ticket_number: str) -> Answer:
    """The applicant is here again under a new number: the berkas is among that number's files from now on.

    What was returned for something missing is in hand again.
    """

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        before = files.found(work, hall, number)
        ticket = files.ticket_in_hand(work, hall, ticket_number, days.in_force(work, hall))
        document = kept.document(work.connection, before.version_id)
        current_step(before, document.steps)
        value = resumed(before, document.steps, work.now)
        value = files.keep(work, before, files.promised_anew(hall, before, value, document, work.now), document)
        kept.keep_pick_up(work.connection, before.id, ticket.id)
        files.told(work, hall, number, ask.asker, "berkas.taken_up")
        files.beat(work, hall)
        return files.shaped(work, hall, replace(value, picked_up=ticket.number))

    return office.once(slug, ask, do)


def void(office: Office, slug: str, ask: Ask, number: str, reason: str) -> Answer:
    """The berkas counts no more; it stays with its reason, and so do its numbers in their books.

    The number of a letter that it sent out stays good: the letter may have left the office.
    """
    reason = plain_text(reason, "reason", "Alasan", most=200)

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        before = files.found(work, hall, number)
        document = kept.document(work.connection, before.version_id)
        value = files.keep(work, before, voided(before, reason, work.now), document)
        value = registers.voided_with(work, hall, value, ask.asker, reason)
        files.told(work, hall, number, ask.asker, "berkas.voided")
        files.beat(work, hall)
        return files.shaped(work, hall, value)

    return office.once(slug, ask, do)


def tell_applicant(office: Office, slug: str, ask: Ask, number: str, who: Mapping[str, str]) -> Answer:
    """Who the applicant is, sealed; what is said replaces what was known. The answer names nobody."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        value = files.found(work, hall, number)
        text = files.sealed(office, who)
        if text is None:
            raise Refused("bad_request", "Isi setidaknya satu data pemohon.", field="name")
        kept.keep_person(work.connection, value.id, text)
        files.told(work, hall, number, ask.asker, "berkas.applicant")
        files.beat(work, hall)
        return files.shaped(work, hall, replace(value, sealed=text))

    return office.once(slug, ask, do)
