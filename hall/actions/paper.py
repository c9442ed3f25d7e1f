"""What people ask of paper: how the printers are, what became of the slips, one more copy. Paper itself is elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from hall.actions.office import Office
from hall.errors import Refused
from hall.records import counters as counter_records
from hall.records import print_jobs as kept
from hall.records import printers as printers_kept
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import shapes, slips
from hall.rules.access import Identity
from hall.rules.calendar import slip_time_text
from hall.rules.events import SlipQueued
from hall.rules.hall import Hall
from hall.rules.paper import KnownPrinter
from hall.rules.print_jobs import NO_PRINTER, SLIP_LIFE, JobState, PrintJob

KIOSK_COPY_SECONDS: Final = 60  # contract: copies also by the kiosk of the ticket, within a minute
STAFF_DOORS: Final = frozenset({"admin", "counter"})


def printers(office: Office, slug: str) -> list[dict[str, Any]]:
    """The hall's printers as they last reported."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        found = counter_records.all_printers(connection, hall)
    return [shapes.printer(printer) for printer in found]


def name_of_printer(office: Office, slug: str, own: int | None) -> str | None:
    """The printer of a kiosk that was given `own`, else the hall's first; None where no printer is in use."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        active = printers_kept.known(connection, hall.id)
    named = [printer.name for printer in active if printer.id == own] or [printer.name for printer in active]
    return named[0] if named else None


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


def one_job(office: Office, slug: str, job: str, who: Identity) -> dict[str, Any]:
    """One print job; a kiosk sees only what it asked for itself."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        found = kept.job(connection, hall.id, job_number(job))
    if found is None or (who.roles.isdisjoint(STAFF_DOORS) and found.asker != who.asker):
        raise Refused("not_found", "Cetakan itu tidak ada.")
    return shape(found, hall)


def job_number(text: str) -> int:
    """The id in an address; anything else is `not_found`."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Refused("not_found", "Cetakan itu tidak ada.")
    return int(text)


def copy(office: Office, slug: str, ask: Ask, job: str, who: Identity, printer: str | None = None) -> Answer:
    """A salinan: the same number, marked as a copy, by default where its slip came out.

    A kiosk may only of its own ticket, within a minute of taking it, and once unless that copy failed too. `printer`: the
    name of another one, for the counter. Refuses `printer_unavailable` with the printer's own trouble when no paper can
    come now.
    """
    return office.once(slug, ask, lambda work, hall: _copy(work, hall, job_number(job), ask.asker, who, printer))


def _copy(work: Work, hall: Hall, job_id: int, asker: str, who: Identity, wanted: str | None) -> dict[str, Any]:
    original = kept.job(work.connection, hall.id, job_id)
    slip = kept.slip_of_job(work.connection, hall.id, job_id)
    if original is None or slip is None:
        raise Refused("not_found", "Cetakan itu tidak ada.")
    if who.roles.isdisjoint(STAFF_DOORS):
        wanted = None
        _own_and_fresh(work, original, asker)
    if original.state in (JobState.QUEUED, JobState.SENDING):
        raise Refused("wrong_state", "Tiket ini masih menunggu dicetak. Tunggu sebentar.")
    printer = _able(printers_kept.known(work.connection, hall.id), wanted, original.printer)
    number = kept.next_copy(work.connection, job_id)
    marked = replace(
        slips.from_json(slip[0]), copy=number, copied_at=slip_time_text(work.now, hall.timezone, hall.zone)
    )
    new = kept.add_copy(work.connection, job_id, marked, number, asker, work.now, SLIP_LIFE, printer)
    work.log(hall.id, "slip.copied", actor=asker, subject=original.ticket)
    work.tell(SlipQueued(hall.slug, new))
    made = kept.job(work.connection, hall.id, new)
    assert made is not None, "a row that was kept a moment ago"
    return shape(made, hall)


def _able(active: Sequence[KnownPrinter], wanted: str | None, before: str | None) -> int:
    """The printer for a copy: the wanted one, else where the slip came out, else the one that takes over from it.

    A person asked for paper and waits for it: what is known to hinder is said at once (issuing never asks this).
    """
    if wanted is not None and all(printer.name != wanted for printer in active):
        raise Refused("bad_request", "Printer itu tidak ada di kantor ini.", field="printer")
    if not active:
        raise Refused("printer_unavailable", NO_PRINTER)
    first = next((printer for printer in active if printer.name == (wanted or before)), active[0])
    if first.hindered is None:
        return first.id
    other = next((printer for printer in active if printer.id == first.fallback), None)
    if wanted is None and other is not None and other.hindered is None:
        return other.id
    raise Refused("printer_unavailable", first.hindered)


def _own_and_fresh(work: Work, original: PrintJob, asker: str) -> None:
    if original.copy or original.asker != asker:
        raise Refused("forbidden", "Salinan hanya dari kiosk yang mencetak tiket ini. Minta kepada petugas.")
    issued_at = kept.issued_at(work.connection, original.id)
    if issued_at is None or work.now - issued_at > timedelta(seconds=KIOSK_COPY_SECONDS):
        raise Refused("too_late", "Salinan di kiosk hanya dalam satu menit. Minta kepada petugas.")
    if kept.has_copy(work.connection, original.id):
        raise Refused("wrong_state", "Salinan sudah dicetak. Bila tidak keluar juga, minta kepada petugas.")


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
