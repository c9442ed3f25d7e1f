"""The demo: the bundled halls, open around the clock, with people to sign in as and a printer that is always there."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from hall.actions.office import Office
from hall.actions.people import add_staff, list_staff
from hall.actions.setup import create_hall, import_catalogue
from hall.catalogue.places import bundled_halls
from hall.catalogue.reader import read_hall
from hall.records import halls, premises
from hall.records.unit_of_work import Work
from hall.rules.hall import Hall

PRINTER: Final = "Kiosk 1"
PASSWORD: Final = "antrean"  # noqa: S105 - shown on the front page itself, on loopback only
STAFF: Final = (
    ("petugas1", "Petugas 1", "clerk", "Petugas loket"),
    ("petugas2", "Petugas 2", "clerk", "Petugas loket"),
    ("petugas3", "Petugas 3", "clerk", "Petugas loket"),
    ("operator", "Operator", "operator", "Operator"),
    ("kasi", "Kepala Seksi", "kasi", "Kasi"),
    ("sekcam", "Sekretaris Camat", "sekcam", "Sekcam"),
    ("camat", "Camat", "camat", "Camat"),
    ("penjaga", "Penjaga", "keeper", "Penjaga"),
)
ACCOUNTS: Final = tuple(
    {"username": username, "password": PASSWORD, "name": name, "role": word} for username, name, _, word in STAFF
)


def prepare(office: Office) -> list[str]:
    """Brings every bundled hall to this version; what is there already is only brought up to date. Gives the slugs."""
    with office.database.reading() as connection:
        there = halls.slugs(connection)
    slugs = []
    for folder in bundled_halls():
        slug = folder.name
        if slug not in there:
            create_hall(office, folder, demo=True)
        elif not office.hall(slug).demo:
            continue  # a real office of that name keeps its own people, printers and documents
        elif _differs(office, slug, folder):
            import_catalogue(office, slug, folder)
        _printer(office, slug)
        _staff(office, slug)
        slugs.append(slug)
    return slugs


def _differs(office: Office, slug: str, folder: Path) -> bool:
    now = {code: offer.layanan for code, offer in office.hall(slug).offers.items()}
    return now != {value.code: value for value in read_hall(folder).layanan}


def _printer(office: Office, slug: str) -> None:
    url = office.settings.demo_printer

    def do(work: Work, hall: Hall) -> None:
        premises.keep_printer(work.connection, hall.id, PRINTER, url)

    hall_id = office.hall(slug).id
    with office.database.reading() as connection:
        known = {printer.name: printer.url for printer in premises.all_printers(connection, hall_id)}
    if known.get(PRINTER) != url:
        office.transact(slug, do)
        office.forget(slug)


def _staff(office: Office, slug: str) -> None:
    known = {person.username for person in list_staff(office, slug)}
    for username, name, role, _ in STAFF:
        if username not in known:
            add_staff(office, slug, username, name, (role,), PASSWORD)
