"""The day turns at the hall's midnight: also after idle days and power-off, and never backwards.

Who still waits ends as not served and is listed; berkas go on; the counters of a hall with hours close.
Every command enters the day that it finds (`Office` does it when the pulse says so); the timer only makes it prompt.
"""

from __future__ import annotations

from datetime import date

from hall.actions.office import Office
from hall.records import days as kept
from hall.records.unit_of_work import Work
from hall.rules.calendar import business_day
from hall.rules.events import HallChanged
from hall.rules.hall import Hall


def turn(office: Office, slug: str) -> None:
    """The timer's question each minute: is it a new day here? A clock that stands behind is left to the keeper."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        entered = kept.entered(connection, hall)
    if entered is None or entered < business_day(office.clock.now(), hall.timezone):
        office.enter_day(slug)


def confirm_clock(office: Office, slug: str, actor: str) -> None:
    """The keeper says that the server's clock is right: issuing goes on from this moment and this day."""

    def do(work: Work, hall: Hall) -> None:
        kept.reset_clock(work.connection, hall, business_day(work.now, hall.timezone), work.now)
        work.log(hall.id, "clock.confirmed", actor=actor)
        work.tell(HallChanged(hall.slug))

    office.transact(slug, do)


def not_served(office: Office, slug: str, day: date) -> list[str]:
    """The numbers of a day that were never called."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        return kept.not_served(connection, hall, day)
