"""What the keeper sees of today, read in one consistent look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from hall.actions.office import Office
from hall.records import keeping
from hall.rules.access import Device
from hall.rules.calendar import Closure, business_day
from hall.rules.keeping import Care, Figures, KeptPrinter, Waiting, cares, figures
from hall.rules.screens import Word


@dataclass(frozen=True, slots=True)
class Today:
    """Everything on the keeper's first page; `now` is the hall's wall time."""

    now: datetime
    figures: Figures
    lines: Sequence[Waiting]
    printers: Sequence[KeptPrinter]
    screens: Sequence[tuple[Device, Word | None]]
    cares: Sequence[Care]


def today(office: Office, slug: str, screens: Sequence[tuple[Device, Word | None]]) -> Today:
    """Today's figures, lines and printers, and what needs a hand; `screens`: the paired ones, each with its newest word."""
    hall, now = office.hall(slug), office.clock.now()
    day = business_day(now, hall.timezone)
    with office.database.reading() as connection:
        taken = keeping.taken_today(connection, hall, day)
        lines = keeping.waiting_now(connection, hall, day)
        printers = keeping.printers_of(connection, hall, day)
        slips = keeping.slips_today(connection, hall, day)
        ahead = keeping.ahead_of(connection, hall, now, day)
    by_state: dict[str, int] = {}
    for (_, state), how_many in slips.items():
        by_state[state] = by_state.get(state, 0) + how_many
    return Today(
        now=now.astimezone(ZoneInfo(hall.timezone)), figures=figures(taken, hall.timezone), lines=lines,
        printers=printers, screens=screens, cares=cares(now, hall.timezone, printers, screens, by_state, ahead),
    )  # fmt: skip


def printers(office: Office, slug: str) -> list[KeptPrinter]:
    """Every printer of the hall with its address, also those out of use."""
    hall = office.hall(slug)
    with office.database.reading() as connection:
        return keeping.printers_of(connection, hall, business_day(office.clock.now(), hall.timezone))


def closures(office: Office, slug: str) -> Sequence[tuple[int, Closure]]:
    """The closures of the hall that have not ended, with their ids."""
    hall_id = office.hall(slug).id
    with office.database.reading() as connection:
        return keeping.closures_of(connection, hall_id, office.clock.now())


def clock_is_behind(office: Office, slug: str) -> bool:
    """Whether issuing stands still until the keeper confirms the clock."""
    hall, now = office.hall(slug), office.clock.now()
    with office.database.reading() as connection:
        return keeping.ahead_of(connection, hall, now, business_day(now, hall.timezone)) is not None
