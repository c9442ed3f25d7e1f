"""What the keeper does with printers: address, stand-in, roll, the kiosks that use them, a trial sheet, the logo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from hall.actions import paper
from hall.actions.keeping import change_setup
from hall.actions.office import Office
from hall.errors import Refused
from hall.printing import logo as logos
from hall.records import devices, keeping, lost_slips
from hall.records import logos as kept_logos
from hall.records import print_jobs as jobs_kept
from hall.records import printers as kept
from hall.records.unit_of_work import Work
from hall.rules.access import Device, plain_text
from hall.rules.calendar import business_day, day_starts, slip_time_text
from hall.rules.hall import Hall
from hall.rules.keeping import KeptPrinter
from hall.rules.slips import TicketSlip
from printer_drivers import PrinterUrlError, read_url

UNKNOWN: Final = "Printer itu tidak ada di kantor ini."
TRIAL: Final = "UJI"
LOGO_MOST: Final = logos.MOST_BYTES


@dataclass(frozen=True, slots=True)
class Room:
    """Everything about paper on the keeper's page. `kiosks`: each with the printer that it was given, None for the first."""

    day: date
    printers: list[KeptPrinter]
    kiosks: list[tuple[Device, int | None]]
    jobs: list[dict[str, Any]]
    has_logo: bool


def room(office: Office, slug: str, most_jobs: int) -> Room:
    """The printers, the kiosks and the newest jobs; each job also says who `asked` for it, and when (`asked_at`)."""
    hall, now = office.hall(slug), office.clock.now()
    day = business_day(now, hall.timezone)
    with office.database.reading() as connection:
        printers = keeping.printers_of(connection, hall, day)
        given = kept.kiosks(connection, hall.id)
        screens = [one for one in devices.devices_of(connection, hall.id, "screen") if one.id in given]
        jobs = jobs_kept.jobs(connection, hall.id, None, most_jobs)
        asked = lost_slips.asked(connection, hall.id, [job.id for job in jobs])
        has_logo = kept_logos.png(connection, hall.id) is not None
    shown = [
        paper.shape(job, hall) | {"words": job.state.words, "asked": asked[job.id][0], "asked_at": asked[job.id][1]}
        for job in jobs
    ]
    return Room(day, printers, [(screen, given[screen.id]) for screen in screens], shown, has_logo)


def change(
    office: Office, slug: str, printer: int, name: str, url: str, metres: int, stand_in: int | None, by: str
) -> None:
    """A printer's name, address, length of a new roll and stand-in. Its reports begin anew where the address is another.

    Refuses `bad_request` with the sentence for the field: what is wrong with the address, a name that is taken.
    """
    name = plain_text(name, "name", "Nama printer", most=60)
    address = read_address(url)
    if stand_in == printer:
        raise Refused("bad_request", "Printer tidak dapat menggantikan dirinya sendiri.", field="fallback")

    def do(work: Work, hall: Hall) -> None:
        others = {
            one.id: one for one in keeping.printers_of(work.connection, hall, business_day(work.now, hall.timezone))
        }
        if printer not in others:
            raise Refused("not_found", UNKNOWN)
        if any(one.name == name for one in others.values() if one.id != printer):
            raise Refused("bad_request", "Nama itu sudah dipakai printer lain.", field="name")
        if stand_in is not None and stand_in not in others:
            raise Refused("bad_request", UNKNOWN, field="fallback")
        values = {"name": name, "fallback_id": stand_in, "roll_mm": metres * 1000}
        if others[printer].url != address:
            values["url"] = address
        kept.change(work.connection, hall.id, printer, values)

    change_setup(office, slug, by, "printer.changed", str(printer), do)


def read_address(url: str) -> str:
    """A printer's address as it is kept; `bad_request` with the sentence that says what to write instead."""
    try:
        return read_url(url.strip()).url
    except PrinterUrlError as fault:
        raise Refused("bad_request", str(fault), field="url") from fault


def roll_changed(office: Office, slug: str, printer: int, by: str) -> None:
    """A new roll lies in it: its end is foretold from here on."""

    def do(work: Work, hall: Hall) -> None:
        if not kept.roll_changed(work.connection, hall.id, printer, work.now):
            raise Refused("not_found", UNKNOWN)

    change_setup(office, slug, by, "printer.roll", str(printer), do)


def give_kiosk(office: Office, slug: str, kiosk: int, printer: int | None, by: str) -> None:
    """A kiosk's tickets come out there from now on; None: at the hall's first printer."""

    def do(work: Work, hall: Hall) -> None:
        known = {one.id for one in kept.known(work.connection, hall.id)}
        if printer is not None and printer not in known:
            raise Refused("bad_request", UNKNOWN, field="printer")
        if not kept.give_kiosk(work.connection, hall.id, kiosk, printer):
            raise Refused("not_found", "Kiosk itu tidak ada di kantor ini.")

    change_setup(office, slug, by, "kiosk.printer", str(kiosk), do)


def print_trial(office: Office, slug: str, printer: int, by: str) -> None:
    """A ticket as a visitor would get it, marked as a trial: it waits, prints and is reported like any other."""

    def do(work: Work, hall: Hall) -> None:
        found = next((one for one in kept.known(work.connection, hall.id) if one.id == printer), None)
        if found is None:
            raise Refused("not_found", UNKNOWN)
        slip = TicketSlip(
            hall_name=hall.name, regency="" if hall.regency == hall.name else hall.regency, number=TRIAL,
            layanan_title="Lembar uji, bukan nomor antrean", line_name=found.name,
            issued_local=slip_time_text(work.now, hall.timezone, hall.zone), waiting=0,
            persyaratan=("Semua baris terbaca sampai tepi", "Kode di bawah dapat dipindai", "Kertas terpotong di bawah"),
            url=office.settings.public_url, rule="Ada yang salah? Lihat alamat printer di ruang penjaga.",
        )  # fmt: skip
        paper.queue(work, hall, slip, by, printer)
        work.log(hall.id, "printer.trial", actor=by, subject=str(printer))

    office.transact(slug, do)


def keep_logo(office: Office, slug: str, data: bytes, by: str) -> None:
    """The office's logo on every slip from now on. Refuses `bad_request` for what is no picture or too large."""
    try:
        read = logos.read(data)
    except logos.LogoFault as fault:
        raise Refused("bad_request", str(fault), field="logo") from fault
    png, digest = read.png(), read.digest
    change_setup(
        office, slug, by, "logo.kept", digest[:12],
        lambda work, hall: kept_logos.keep(work.connection, hall.id, png, digest, work.now),
    )  # fmt: skip


def drop_logo(office: Office, slug: str, by: str) -> None:
    """Slips come without a logo from now on."""
    change_setup(office, slug, by, "logo.dropped", None, lambda work, hall: kept_logos.drop(work.connection, hall.id))


def logo(office: Office, slug: str) -> bytes | None:
    """The kept logo (PNG), None where there is none."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        return kept_logos.png(connection, hall.id)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a machine's keeper watches of a hall's paper. `oldest_queued`: seconds that the oldest job waits, 0 for none."""

    printers: list[KeptPrinter]
    jobs: dict[str, int]
    oldest_queued: float


def figures(office: Office, slug: str) -> Figures:
    """The printers in use, today's jobs by state, and how long the oldest waits."""
    hall, now = office.hall(slug), office.clock.now()
    day = business_day(now, hall.timezone)
    with office.database.reading() as connection:
        printers = [one for one in keeping.printers_of(connection, hall, day) if one.active]
        jobs = lost_slips.by_state(connection, hall.id, day_starts(day, hall.timezone))
        oldest = lost_slips.oldest_queued(connection, hall.id)
    waits = 0.0 if oldest is None else max(0.0, (now - oldest).total_seconds())
    return Figures(printers, jobs, waits)
