"""The office's books and weekly reports as documents: read when asked, never kept; who read them is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from hall.actions.office import Office
from hall.errors import Refused
from hall.keys import Unreadable
from hall.records import books as kept
from hall.records.unit_of_work import Work
from hall.rules import books, reports
from hall.rules.calendar import business_day, day_starts
from hall.rules.documents import Document
from hall.rules.hall import Hall
from hall.rules.registers import INCOMING, OUTGOING

NOT_TO_BE_OPENED: Final = {"name": "(tidak terbaca)"}

_READ: Final[Mapping[str, Callable[..., list[kept.Sealed]]]] = {
    books.REGISTER: kept.opened,
    books.RECEIPTS: kept.handed_over,
    OUTGOING: lambda connection, hall, start, end: kept.entered(connection, hall, OUTGOING, start, end),
    INCOMING: lambda connection, hall, start, end: kept.entered(connection, hall, INCOMING, start, end),
}


def book(office: Office, slug: str, code: str, first: date, last: date, reader: str) -> Document:
    """A book of these days, both included. It names applicants, so who read it is kept.

    Refuses `not_found` for an unknown book, `bad_request` for a period that is none.
    """
    which = books.book(code)
    books.check_period(first, last)
    office.transact(slug, partial(_seen, what=f"book.{code}", about=f"{first}..{last}", reader=reader))
    hall = office.hall(slug)
    start, end = _between(hall, first, last)
    with office.database.reading() as connection:
        found = _READ[code](connection, hall, start, end)
    lines = [replace(line, applicant=_opened(office, sealed)) for line, sealed in found]
    return books.document(hall, which, lines, first, last, _today(office, hall))


def report(office: Office, slug: str, layanan: str, week: date) -> Document:
    """The weekly report of a layanan; `week` is any day of it. No applicant is named in it."""
    hall = office.hall(slug)
    offer = hall.offers.get(layanan)
    if offer is None:
        raise Refused("not_found", "Layanan ini tidak ada di kantor ini.")
    first = reports.monday(week)
    start, end = _between(hall, first, first + timedelta(days=6))
    with office.database.reading() as connection:
        files = kept.filed(connection, hall, layanan, start, end)
        runs = kept.ran(connection, hall, layanan, start, end)
    found = reports.figures(files, runs, start, end)
    return reports.document(hall, offer.layanan, found, files, first, _today(office, hall), books.STATES)


def reported(office: Office, slug: str, week: date) -> Sequence[str]:
    """The layanan that have something to report of the week of that day."""
    hall = office.hall(slug)
    first = reports.monday(week)
    with office.database.reading() as connection:
        return kept.layanan_with_files(connection, hall, *_between(hall, first, first + timedelta(days=6)))


def _seen(work: Work, hall: Hall, what: str, about: str, reader: str) -> None:
    work.log(hall.id, what, actor=reader, subject=about)


def _between(hall: Hall, first: date, last: date) -> tuple[datetime, datetime]:
    return day_starts(first, hall.timezone), day_starts(last + timedelta(days=1), hall.timezone)


def _today(office: Office, hall: Hall) -> date:
    return business_day(office.clock.now(), hall.timezone)


def _opened(office: Office, sealed: str | None) -> Mapping[str, str] | None:
    """A line whose seal no key opens any more says so; the rest of the book stays readable."""
    if sealed is None:
        return None
    try:
        who: dict[str, str] = json.loads(office.sealed.open(sealed))
    except Unreadable:
        return NOT_TO_BE_OPENED
    return who
