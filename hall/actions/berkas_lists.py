"""Files as they are read: one, a list, what waits for somebody, what lies ready."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from hall.actions.office import Office
from hall.actions.substitutes import roles_of
from hall.errors import Refused
from hall.keys import Unreadable
from hall.records import berkas as kept
from hall.records import complaints, days
from hall.records import tickets as ticket_records
from hall.rules import file_shapes, holding, roles, shapes
from hall.rules.access import Identity
from hall.rules.calendar import business_day
from hall.rules.hall import Hall
from hall.rules.holding import Held, in_order, waits_for, wants
from hall.rules.tickets import clean_token
from hall.rules.workflow import Berkas, BerkasState

PAGE: Final = 50
_log = logging.getLogger("antrean.berkas")
_SCANNED: Final = re.compile(r"/t/([^/?#]+)")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which files: `holder` a role, "applicant" or "outside"; `mine`: those that wait for whoever asks; `word`: what was
    typed or scanned (a number of the berkas, of a register, of today's ticket, or a ticket's code)."""

    state: str | None = None
    holder: str | None = None
    mine: bool = False
    ticket: str | None = None
    word: str | None = None
    cursor: int | None = None


def one(office: Office, slug: str, number: str) -> dict[str, Any]:
    """A berkas as it now is, with its applicant."""
    hall, now = office.hall(slug), office.clock.now()
    with office.database.reading() as connection:
        value = kept.by_number(connection, hall, number)
        if value is None:
            raise Refused("not_found", "Berkas ini tidak ada di kantor ini.")
        document = kept.document(connection, value.version_id)
    return file_shapes.berkas(value, hall, document, now, applicant(office, value))


def applicant(office: Office, value: Berkas) -> dict[str, str] | None:
    """Who the applicant is; None where nothing is known, or where the key that sealed it is gone (that is logged)."""
    if value.sealed is None:
        return None
    try:
        known: dict[str, str] = json.loads(office.sealed.open(value.sealed))
    except Unreadable:
        _log.error("the applicant of berkas %s was sealed with another key", value.number)
        return None
    return known


def listed(office: Office, slug: str, asked: Filter, who: Identity | None = None) -> dict[str, Any]:
    """{items, next}. Who holds what: late first, then by promise; everything else: newest first."""
    hall, now = office.hall(slug), office.clock.now()
    with office.database.reading() as connection:
        if asked.word is not None or asked.ticket is not None:
            found, following = _looked_up(connection, hall, asked, now), None
        elif asked.mine or asked.holder is not None:
            found, following = _held(connection, hall, asked, _holders(connection, asked, who, now), now)
        else:
            found, following = _newest(connection, hall, asked)
        shown = [file_shapes.berkas(each, hall, kept.document(connection, each.version_id), now) for each in found]
    return {"items": shown, "next": following}


def _newest(connection: kept.Reading, hall: Hall, asked: Filter) -> tuple[list[Berkas], int | None]:
    found = kept.page(connection, hall, asked.cursor, PAGE, _state(asked.state))
    return found, found[-1].id if len(found) == PAGE else None


def _held(
    connection: kept.Reading, hall: Hall, asked: Filter, holders: Collection[str], now: datetime
) -> tuple[list[Berkas], int | None]:
    state = _state(asked.state)
    mine = [file for file in kept.live(connection, hall) if _belongs(file, holders, state, now)]
    start = asked.cursor or 0
    unanswered = complaints.overdue(connection, hall, business_day(now, hall.timezone))
    page = in_order(mine, now, unanswered)[start : start + PAGE]
    more = start + PAGE if len(mine) > start + PAGE else None
    return kept.by_ids(connection, hall, [file.id for file in page]), more


def _belongs(file: Held, holders: Collection[str], state: BerkasState | None, now: datetime) -> bool:
    """Where a state is asked for, what still waits for its time is shown as well."""
    if state is None:
        return waits_for(file, holders, now)
    return file.state is state and not set(file.holder.split("+")).isdisjoint(holders)


def _holders(connection: kept.Reading, asked: Filter, who: Identity | None, now: datetime) -> Collection[str]:
    if asked.mine:
        return wants(roles_of(connection, who, now))
    if asked.holder not in roles.WORDS:
        raise Refused("bad_request", f"Pemegang itu tidak dikenal. Pilih: {', '.join(roles.WORDS)}.", field="holder")
    return (asked.holder,)


def _looked_up(connection: kept.Reading, hall: Hall, asked: Filter, now: datetime) -> list[Berkas]:
    number = asked.ticket or asked.word or ""
    day = days.shown(connection, hall, now)
    ticket = ticket_records.by_number(connection, hall, number.upper(), day)
    if ticket is not None or asked.word is None:
        return [] if ticket is None else kept.files(connection, hall, ticket.id)
    return kept.by_word(connection, hall, _meant(asked.word, day.year))


def _meant(word: str, year: int) -> str:
    """Figures alone are this year's running number; of a scanned address its code counts."""
    scanned = _SCANNED.search(word)
    if scanned is not None or len(word) == 13:
        return clean_token(scanned.group(1) if scanned else word) or word
    return f"{year}-{int(word):05d}" if word.isascii() and word.isdigit() and len(word) <= 6 else word


def _state(text: str | None) -> BerkasState | None:
    if text is None:
        return None
    if text not in [state.value for state in BerkasState]:
        raise Refused("bad_request", f"Keadaan itu tidak dikenal: {', '.join(BerkasState)}.", field="state")
    return BerkasState(text)


def counts(connection: kept.Reading, hall: Hall, roles: Collection[str], now: datetime) -> tuple[int, int]:
    """(how many files wait for these roles now, how many of the hall are late)."""
    return holding.counts(kept.counted(connection, hall, now), wants(roles))


def ready_board(office: Office, slug: str) -> dict[str, Any]:
    """What lies ready to be collected, longest first: numbers alone, so that any screen may show it."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        found = kept.ready(connection, hall)
    return {"items": [{"number": number, "since": shapes.local(since, hall.timezone)} for number, since in found]}
