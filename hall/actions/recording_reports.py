"""The report on recording to Dispenduk Capil: counted when asked, never kept; who read it is."""

from __future__ import annotations

from datetime import date

from hall.actions import recording_day
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import recording_reports as kept
from hall.records.unit_of_work import Work
from hall.rules import recording_reports as rules
from hall.rules.access import Identity
from hall.rules.books import check_period
from hall.rules.hall import Hall
from hall.rules.recording_reports import Report
from hall.rules.resident_access import may_read


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
        days = kept.days(connection, hall, first, last)
        villages = kept.villages(connection, hall, first, last)
        minutes = kept.minutes(connection, hall, first, last)
    return Report(first, last, days, villages, rules.stations(recording_day.chain(hall), minutes))
