"""The order of locks, everywhere, and the one lock of a hall that is not a row.

Whoever waits on PostgreSQL for what somebody has who waits for them ends as "busy", so all take in one order what they take:

1. the hall's calls (`lock_calls`): whoever calls, closes, ends or turns the day;
2. sessions of recording (`sessions.hold`), by row;
3. letters (`summonses.hold`, `hold_expected`) and kept places (`visits.hold_promised`), by row;
4. windows of sessions, then people of the register;
5. lines of the day, by row;
6. the pulse.

Tickets, counters and visits that are no kept places change under the lock of calls; a new number's are nobody else's yet. The
whole hall waits for the last two, so they come last, and nobody who has them waits for a letter. The end of a day empties the
lines before it ends letters: only of those who came, for which no kiosk asks. SQLite has one writer.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from hall.records.hot import Hot
from hall.rules.hall import Hall

_LOCK = Hot(text("SELECT pg_advisory_xact_lock(:hall_id)"))


def lock_calls(connection: Connection, hall: Hall) -> None:
    """One call at a time in a hall, until the transaction ends. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        _LOCK.post(connection, {"hall_id": hall.id})
