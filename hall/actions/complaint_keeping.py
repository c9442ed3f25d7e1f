"""What people said in a complaint does not stay for ever: it is erased some years after the case was over.

The office's figures stay: class, days, steps, by which channel. And what an earlier version kept in clear is sealed.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from hall import runtime
from hall.actions import sealed_cases
from hall.actions.office import Office
from hall.actions.resident_erasing import scrub
from hall.actions.residents import today_of
from hall.keys import KeyGone, Unreadable
from hall.records import complaints as kept
from hall.records import days, halls
from hall.records.unit_of_work import Work
from hall.rules.calendar import day_starts
from hall.rules.complaints import Complaint
from hall.rules.hall import Hall
from hall.rules.residents import born_until

AT_ONCE: Final = 100
BREATH: Final = 0.05  # seconds between two hundreds, for everybody else's commands

_log = logging.getLogger("antrean.complaints")


def forget_old(office: Office) -> None:
    """Erases what was said in cases that were over for the years that the hall keeps them; a hundred at a time."""
    with office.database.reading() as connection:
        slugs = halls.slugs(connection)
    gone = False
    for slug in slugs:
        while _forgotten(office, slug):
            gone = True
            runtime.sleep(BREATH)
    if gone:
        scrub(office)


def _forgotten(office: Office, slug: str) -> bool:
    hall = office.hall(slug)
    today = today_of(office, hall)
    before = day_starts(born_until(hall.settings.complaint_years, today) + timedelta(days=1), hall.timezone)
    with office.database.reading() as connection:
        old = kept.over_before(connection, hall, before, AT_ONCE)
        lived = not old or days.lived_to(connection, hall, today)
    if not lived:
        _log.warning("what is old enough to be erased waits until the hall worked five days", extra={"hall": hall.slug})
    if not old or not lived:
        return False

    def do(work: Work, hall: Hall) -> None:
        kept.erase(work.connection, old)
        work.log(hall.id, "complaints.forgotten", subject=str(len(old)))

    office.transact(slug, do)
    return True


def seal_places(office: Office) -> None:
    """Puts every place that stands in clear under its case's seal. A stop in the middle leaves none half done: what is left
    is sealed by the next start."""
    last, sealed = 0, 0
    while office.database.open:
        with office.database.reading() as connection:
            found = kept.with_open_place(connection, last, AT_ONCE)
        if not found:
            break
        for value in found:
            sealed += _sealed(office, value)
            runtime.yield_once()  # each is a write of its own to the disk
        last = found[-1].berkas_id
        runtime.sleep(BREATH)
    if sealed:
        _log.info("places of complaints were sealed", extra={"how_many": sealed})
        scrub(office)


def _sealed(office: Office, value: Complaint) -> bool:
    try:
        body = sealed_cases.again(office, value)
    except KeyGone:
        raise
    except Unreadable:
        _log.error("the complaint of berkas %s was sealed with another key", value.berkas_id)
        return False
    with office.database.writing() as connection:
        kept.seal_place(connection, value, body)
    return True
