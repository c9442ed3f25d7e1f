"""The report on recording to Dispenduk Capil: counted when asked, never kept; who read it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from hall import runtime
from hall.actions import recording_day
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import recording_reports as kept
from hall.records.unit_of_work import Work
from hall.rules.access import Identity
from hall.rules.books import check_period
from hall.rules.hall import Hall
from hall.rules.recording_reports import Report, Village, stations
from hall.rules.resident_access import may_read

AT_ONCE: Final = timedelta(days=30)
"""Minutes of so many days and one more are read together; the calls go on between."""


def report(office: Office, slug: str, first: date, last: date, who: Identity) -> Report:
    """The figures of these days, both included. Nobody is named in them.

    Refuses `forbidden`, and `bad_request` for a period that is none or longer than a year.
    """
    hall = office.hall(slug)
    if not may_read(hall, who):
        raise Refused(
            "forbidden", "Laporan perekaman dibuka oleh petugas perekaman, Kasi, Sekcam dan Camat, masuk dengan nama sendiri."
        )  # fmt: skip
    check_period(first, last)

    def seen(work: Work, hall: Hall) -> None:
        work.log(hall.id, "recording.report", actor=who.asker, subject=f"{first}..{last}")

    office.transact(slug, seen)
    with office.database.reading() as connection:
        days, names = kept.days(connection, hall, first, last), kept.villages(connection, hall)
    chain = recording_day.chain(hall)
    return Report(
        first, last, days, _villages(office, hall, names, first, last), stations(chain, _minutes(office, hall, first, last))
    )  # fmt: skip


def _villages(office: Office, hall: Hall, names: list[str], first: date, last: date) -> dict[str, Village]:
    with office.database.reading() as connection:
        absent = kept.absent(connection, hall, first, last)
    found: dict[str, Village] = {}
    for name in names:
        runtime.sleep(0)  # others have their turn between
        with office.database.reading() as connection:
            village = kept.village(connection, hall, name, last) + Village(absent=absent.get(name, 0))
        if village != Village():
            found[name] = village
    return found


def _minutes(office: Office, hall: Hall, first: date, last: date) -> dict[str, list[tuple[float, int]]]:
    found: dict[str, list[tuple[float, int]]] = {}
    while first <= last:
        runtime.sleep(0)
        with office.database.reading() as connection:
            some = kept.minutes(connection, hall, first, min(last, first + AT_ONCE))
        for station, spent in some.items():
            found.setdefault(station, []).extend(spent)
        first += AT_ONCE + timedelta(days=1)
    return found
