"""Jam khusus: the keeper sets a week of its own for a time of the year, changes it, or ends it before its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hall.actions.keeping import change_setup
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import days_off
from hall.records.unit_of_work import Work
from hall.rules.access import plain_text
from hall.rules.calendar import Special, business_day
from hall.rules.hall import Hall
from hall.rules.special_hours import LONGEST_NAME, Wanted, again, judge, remains, week_of


def put(office: Office, slug: str, wanted: Wanted, by: str, special: int | None = None) -> None:
    """Keeps special hours, new ones or in the place of those with this id. Refuses what `judge` refuses, `not_found`."""
    named = replace(wanted, name=plain_text(wanted.name, "name", "Nama", most=LONGEST_NAME))

    def do(work: Work, hall: Hall) -> None:
        instead = None if special is None else _one(hall, special)
        keep(work, hall, hall.calendar.special, named, instead)

    change_setup(office, slug, by, "special.set", named.first.isoformat(), do)


def end(office: Office, slug: str, special: int, by: str) -> None:
    """From today on the hours of the week hold again; the days gone by stay as they were."""

    def do(work: Work, hall: Hall) -> None:
        left = remains(_one(hall, special), business_day(work.now, hall.timezone))
        days_off.end_special(work.connection, hall.id, special, left)

    change_setup(office, slug, by, "special.ended", str(special), do)


def keep(
    work: Work, hall: Hall, kept: Sequence[Special], wanted: Wanted, instead: Special | None
) -> tuple[Special, ...]:
    """Keeps what was judged, in a transaction under way; gives what the hall has then."""
    change = judge(kept, wanted, business_day(work.now, hall.timezone), instead)
    others = [one for one in kept if one != instead]
    if instead is not None:
        days_off.end_special(work.connection, hall.id, instead.id, change.left)
        others += [] if change.left is None else [replace(instead, last=change.left)]
    made, new = days_off.add_special(work.connection, hall.id, change.put), change.put
    return (*others, Special(made, new.name, new.first, new.last, week_of(new.week)))


def bring(work: Work, hall: Hall, wanted: Sequence[Wanted]) -> None:
    """Special hours of a list, which may come again: known ones are changed, those that are over are passed over."""
    today, kept = business_day(work.now, hall.timezone), hall.calendar.special
    for one in wanted:
        found = again(kept, one, today)
        if found is not None:
            kept = keep(work, hall, kept, *found)


def _one(hall: Hall, special: int) -> Special:
    found = next((one for one in hall.calendar.special if one.id == special), None)
    if found is None:
        raise Refused("not_found", "Jam khusus itu tidak ada lagi.")
    return found
