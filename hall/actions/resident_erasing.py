"""Somebody leaves the register: asked for by a clerk, or by itself a year after the card was taken.

What goes with them: their seal, marks and words, notes about tries to reach them, reasons at stations, what a village said of
them, and every row of a list that waits and means them. Such a list is thrown away with its upload, and so is one that was
not read through yet: nobody can say that it does not name them. Its clerk reads why and uploads it again without them.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any, Final

from hall import runtime
from hall.actions.office import Office
from hall.actions.resident_judging import Known
from hall.actions.resident_reading import sweep
from hall.actions.residents import today_of
from hall.errors import Refused
from hall.lists import vault
from hall.records import days, halls, residents, summonses
from hall.records import residents_erased as kept
from hall.records.resident_imports import Again
from hall.records.residents_erased import Searched
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules.access import Identity
from hall.rules.hall import Hall
from hall.rules.resident_access import may_erase, permit
from hall.rules.residents import born_until
from hall.rules.summonses import CANCELLED

KEEP_YEARS: Final = 1
AT_ONCE: Final = 100
ROWS_AT_ONCE: Final = 300
TRIES: Final = 5
SCRUBS: Final = 50
SCRUB_PAUSE: Final = 0.2

_log = logging.getLogger("antrean.residents")


def erase(office: Office, slug: str, ask: Ask, number: int, who: Identity) -> Answer:
    """Takes somebody off the register for good; what counts in the statistics stays without them."""
    permit(may_erase(office.hall(slug), who), "erase")
    with office.database.reading() as connection:
        person = residents.numbered(connection, office.hall(slug), number)
    gone: list[list[int]] = []

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        if person is None or residents.numbered(work.connection, hall, number) != person:
            raise Refused("not_found", "Orang itu tidak ada pada daftar.")
        if kept.is_summoned(work.connection, person):
            raise Refused("wrong_state", "Surat panggilannya masih berlaku. Batalkan surat itu dulu.")
        gone[:] = _taken_off(work, hall, [person], searched)
        work.log(hall.id, "residents.erased", actor=ask.asker, subject=str(number))
        return {"number": number}

    for _ in range(TRIES):
        searched = search(office, office.hall(slug), [] if person is None else [person])
        try:
            answer = office.once(slug, ask, do)
        except Again:  # a list was read through meanwhile: look through it, too
            continue
        _clear(office, gone)
        return answer
    raise Refused("busy", retry_after=1)


def forget_old(office: Office) -> None:
    """A year after the card was taken nobody needs the person on the register: a hundred at a time, and a breath between.

    The year is over as a year of life is: for a card taken on 29 February on 1 March.
    """
    with office.database.reading() as connection:
        slugs = halls.slugs(connection)
    for slug in slugs:
        while _forgotten(office, slug):
            runtime.sleep(0.05)


def search(office: Office, hall: Hall, people: Sequence[int]) -> Searched:
    """Every row of a waiting list that means one of these people, by their marks; a few hundred rows at a time."""
    with office.database.reading() as connection:
        known = Known()
        for row in kept.rows(connection, people):
            known.note(row)
        lists = tuple(kept.staged(connection, hall)) if people else ()
    return Searched(lists, frozenset((each.id, row) for each in lists for row in _rows_of(office, each.id, known)))


def scrub(office: Office) -> None:
    """What was deleted leaves the store's log, too, as soon as nobody reads in it."""
    for _ in range(SCRUBS):
        if office.database.scrubbed() or not office.database.open:
            return
        runtime.sleep(SCRUB_PAUSE)
    _log.warning("the store's log is in use: what was erased leaves it with the next erasure")


def _forgotten(office: Office, slug: str) -> bool:
    """Takes off the next ones whose year is over; whether there may be more."""
    hall = office.hall(slug)
    today = today_of(office, hall)
    with office.database.reading() as connection:
        old = kept.old_ones(connection, hall, born_until(KEEP_YEARS, today), AT_ONCE)
        lived = not old or days.lived_to(connection, hall, today)
    if not lived:
        _log.warning(
            "who is old enough to be forgotten waits until the hall worked five days", extra={"hall": hall.slug}
        )
    if not old or not lived:
        return False
    searched = search(office, hall, old)

    def do(work: Work, hall: Hall) -> list[list[int]]:
        for person in old:
            summonses.void(work.connection, person, CANCELLED, work.now)
        gone = _taken_off(work, hall, old, searched)
        work.log(hall.id, "residents.outdated", subject=f"{len(old)}")
        return gone

    try:
        _clear(office, office.transact(slug, do))
    except Again:
        _log.info("a list came between: once more")
    return True


def _taken_off(work: Work, hall: Hall, people: Sequence[int], searched: Searched) -> list[list[int]]:
    thrown, files = kept.erase(work.connection, hall, people, searched, work.now)
    for each in thrown:
        work.log(hall.id, "residents.dropped", subject=f"import {each}")
    return [thrown, files]


def _rows_of(office: Office, import_id: int, known: Known) -> list[int]:
    found: list[int] = []
    after = 0
    while True:
        with office.database.reading() as connection:
            rows = kept.said(connection, import_id, after, ROWS_AT_ONCE)
        if not rows:
            return found
        found += [row for row, text in rows if known.match(json.loads(text)) is not None]
        after = rows[-1][0]
        runtime.yield_once()


def _clear(office: Office, gone: Sequence[Sequence[int]]) -> None:
    """After the commit; what a kill leaves here goes with the next look at the lists (hall.actions.resident_reading)."""
    thrown, files = gone if gone else ((), ())
    for each in files:
        vault.drop(office.settings.var, each)

    def rest() -> None:
        for each in thrown:
            if office.database.open:
                sweep(office, each)
        scrub(office)

    runtime.spawn(rest)
