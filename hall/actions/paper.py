"""What people ask of paper: how the printers are, what became of the slips, one more copy. Paper itself is elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hall.actions.office import Office
from hall.errors import Refused
from hall.records import counters as counter_records
from hall.records import print_jobs as kept
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import shapes, slips
from hall.rules.access import Identity
from hall.rules.calendar import slip_time_text
from hall.rules.events import SlipQueued
from hall.rules.hall import Hall
from hall.rules.print_jobs import NO_PRINTER, SLIP_LIFE, JobState, PrintJob

KIOSK_COPY_SECONDS = 60  # contract: copies also by the kiosk of the ticket, within a minute


def printers(office: Office, slug: str) -> list[dict[str, Any]]:
    """The hall's printers as they last reported."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        found = counter_records.all_printers(connection, hall)
    return [shapes.printer(printer) for printer in found]


def jobs(office: Office, slug: str, cursor: str | None, most: int = 50) -> dict[str, Any]:
    """Print jobs, newest first: {items, next}."""
    hall = office.hall(slug)
    before = None if cursor is None else job_number(cursor)
    with office.database.reading() as connection:
        found = kept.jobs(connection, hall.id, before, most)
    return {
        "items": [shape(job, hall) for job in found],
        "next": found[-1].id if len(found) == most else None,
    }


def shape(job: PrintJob, hall: Hall) -> dict[str, Any]:
    """The print job of the contract."""
    return {
        "id": job.id, "ticket": job.ticket, "kind": job.kind, "copy": job.copy, "state": job.state.value,
        "printer": job.printer, "reason": job.reason, "at": shapes.local(job.at, hall.timezone),
    }  # fmt: skip


def job_number(text: str) -> int:
    """The id in an address; anything else is `not_found`."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Refused("not_found", "Cetakan itu tidak ada.")
    return int(text)


def copy(office: Office, slug: str, ask: Ask, job: str, who: Identity) -> Answer:
    """A salinan: the same number, marked as a copy. A kiosk only of its own ticket, within a minute of taking it.

    Refuses `printer_unavailable` with the printer's own trouble when no paper can come now.
    """
    return office.once(slug, ask, lambda work, hall: _copy(work, hall, job_number(job), ask.asker, who))


def _copy(work: Work, hall: Hall, job_id: int, asker: str, who: Identity) -> dict[str, Any]:
    original = kept.job(work.connection, hall.id, job_id)
    slip = kept.slip_of_job(work.connection, hall.id, job_id)
    if original is None or slip is None:
        raise Refused("not_found", "Cetakan itu tidak ada.")
    if who.roles.isdisjoint({"admin", "counter"}):
        _own_and_fresh(work, original, kept.issued_at(work.connection, job_id), asker)
    if original.state in (JobState.QUEUED, JobState.SENDING):
        raise Refused("wrong_state", "Tiket ini masih menunggu dicetak. Tunggu sebentar.")
    _able(counter_records.all_printers(work.connection, hall), original.printer)
    number = kept.next_copy(work.connection, job_id)
    marked = replace(
        slips.from_json(slip[0]), copy=number, copied_at=slip_time_text(work.now, hall.timezone, hall.zone)
    )
    new = kept.add_copy(work.connection, job_id, marked, number, asker, work.now, SLIP_LIFE)
    work.log(hall.id, "slip.copied", actor=asker, subject=original.ticket)
    work.tell(SlipQueued(hall.slug, new))
    made = kept.job(work.connection, hall.id, new)
    assert made is not None, "a row that was kept a moment ago"
    return shape(made, hall)


def _able(active: Sequence[shapes.PrinterNow], wanted: str | None) -> None:
    """A person asked for paper and waits for it: what is known to hinder is said at once (issuing never asks this)."""
    if not active:
        raise Refused("printer_unavailable", NO_PRINTER)
    printer = next((printer for printer in active if printer.name == wanted), active[0])
    if printer.online is False or printer.paper == "out":
        raise Refused("printer_unavailable", printer.error)


def _own_and_fresh(work: Work, original: PrintJob, issued_at: datetime | None, asker: str) -> None:
    if original.copy or original.asker != asker:
        raise Refused("forbidden", "Salinan hanya dari kiosk yang mencetak tiket ini. Minta kepada petugas.")
    if issued_at is None or work.now - issued_at > timedelta(seconds=KIOSK_COPY_SECONDS):
        raise Refused("too_late", "Salinan di kiosk hanya dalam satu menit. Minta kepada petugas.")


def queue(
    work: Work,
    hall: Hall,
    slip: slips.Slip,
    asker: str | None,
    printer_id: int | None = None,
    ticket_id: int | None = None,
    berkas_id: int | None = None,
) -> int:
    """Puts any slip into the caller's transaction, for this printer or the hall's first; gives the job's id.

    Never fails because of a printer: the job waits with its reason and expires after 15 minutes.
    """
    job = kept.add_slip(
        work.connection,
        hall,
        slip,
        printer_id or hall.printer,
        asker,
        work.now,
        ticket_id=ticket_id,
        berkas_id=berkas_id,
    )
    work.tell(SlipQueued(hall.slug, job))
    return job


def tell_news(office: Office) -> int:
    """Tells what the printing process reported since the last time; gives how much it was."""
    with office.database.reading() as connection:
        news = kept.untold(connection)
    if not news:
        return 0
    with office.database.writing() as connection:
        ours = kept.mark_told(connection, news)
    for event in ours:
        office.tell(event)
    return len(ours)


def slip_picture_source(office: Office, slug: str, job: str) -> tuple[str, str | None]:
    """The slip (JSON) of a job and the address of its printer, for its picture."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        found = kept.slip_of_job(connection, hall.id, job_number(job))
    if found is None:
        raise Refused("not_found", "Cetakan itu tidak ada.")
    return found
