"""What the printing process says to the store, all day long. States stand as literals because a partial index serves them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    ColumnElement,
    SmallInteger,
    String,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    text,
    update,
)

from hall.records.tables import halls, logos, print_jobs, printers, pulses, tickets
from hall.rules.paper import LOW_MM

_OPEN: ColumnElement[bool] = literal_column("print_jobs.state IN ('queued', 'sending')")
_QUEUED: ColumnElement[bool] = and_(_OPEN, literal_column("print_jobs.state = 'queued'"))
_SENDING: ColumnElement[bool] = and_(_OPEN, literal_column("print_jobs.state = 'sending'"))

PRINTERS: Final = (
    select(
        printers.c.id, printers.c.hall_id, halls.c.slug, printers.c.name, printers.c.url, printers.c.fallback_id,
        logos.c.digest,
    )
    .select_from(
        printers.join(halls, halls.c.id == printers.c.hall_id).outerjoin(logos, logos.c.hall_id == printers.c.hall_id)
    )
    .where(literal_column("printers.active = 1"))
    .order_by(printers.c.hall_id, printers.c.position, printers.c.id)
)  # fmt: skip
_IS_DUE = (print_jobs.c.hall_id == bindparam("hall"), _QUEUED, print_jobs.c.printer_id == bindparam("printer"))
DUE: Final = select(print_jobs.c.id).where(*_IS_DUE).order_by(print_jobs.c.id).limit(bindparam("most"))
_LOOK = (
    select(
        print_jobs.c.id, print_jobs.c.kind, print_jobs.c.slip, print_jobs.c.copy, print_jobs.c.expires_at,
        print_jobs.c.printer_id, print_jobs.c.reason, print_jobs.c.moved_from, printers.c.fallback_id,
        tickets.c.state.label("ticket_state"),
    )
    .select_from(
        print_jobs.outerjoin(tickets, tickets.c.id == print_jobs.c.ticket_id)
        .outerjoin(printers, printers.c.id == print_jobs.c.printer_id)
    )
)  # fmt: skip
# What a claim needs to know comes with the lock: each statement under SQLite's one lock is time in which nobody else writes.
DUE_LOCKED: Final = (
    _LOOK.where(*_IS_DUE)
    .order_by(print_jobs.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=print_jobs)
)
OLDEST: Final = (
    _LOOK.where(print_jobs.c.hall_id == bindparam("hall"), _QUEUED, print_jobs.c.id > bindparam("after"))
    .order_by(print_jobs.c.id)
    .limit(bindparam("most"))
)
CLAIM: Final = (
    update(print_jobs)
    .where(print_jobs.c.id == bindparam("job"), _QUEUED)
    .values(
        state="sending", lease_owner=bindparam("owner"), lease_until=bindparam("until"), sent_at=bindparam("at"),
        changed_at=bindparam("at"), attempt=print_jobs.c.attempt + 1,
    )
)  # fmt: skip
REPORT: Final = (
    update(print_jobs)
    .where(
        print_jobs.c.id == bindparam("job"),
        print_jobs.c.lease_owner == bindparam("owner"),
        literal_column("print_jobs.state IN ('sending', 'uncertain')"),
        # Screens said "uncertain", and its owner may hold a copy by now: such a slip never waits for paper again.
        or_(_SENDING, bindparam("now_is", type_=String) != literal_column("'queued'")),
    )
    .values(state=bindparam("now_is"), reason=bindparam("why"), changed_at=bindparam("at"), told=bindparam("told_now"))
)
EXPIRE: Final = (
    update(print_jobs)
    .where(print_jobs.c.id == bindparam("job"), _QUEUED)
    .values(state="expired", reason=bindparam("why"), changed_at=bindparam("at"), told=0)
)
NOTE: Final = (
    update(print_jobs)
    .where(
        print_jobs.c.id == bindparam("job"), _QUEUED, print_jobs.c.printer_id.is_not_distinct_from(bindparam("was"))
    )
    .values(
        printer_id=bindparam("printer"), reason=bindparam("why"), moved_from=bindparam("home"),
        changed_at=bindparam("at"), told=0,
    )
)  # fmt: skip
IN_HAND: Final = select(print_jobs.c.id, print_jobs.c.lease_owner, print_jobs.c.lease_until).where(_SENDING)
"""Every job that somebody is sending, or was when he died: never many."""
_STILL_HIS = and_(
    print_jobs.c.id == bindparam("job"), _SENDING,
    print_jobs.c.lease_owner.is_not_distinct_from(bindparam("owner")),
    print_jobs.c.lease_until.is_not_distinct_from(bindparam("until")),
)  # fmt: skip
INTERRUPT: Final = (
    update(print_jobs)
    .where(_STILL_HIS)
    .values(state="uncertain", reason=bindparam("why"), changed_at=bindparam("at"), told=0)
)
GIVE_BACK: Final = (
    update(print_jobs)
    .where(_STILL_HIS)
    .values(state="queued", lease_owner=None, lease_until=None, changed_at=bindparam("at"))
)
_STANDS_OTHERWISE = or_(
    printers.c.paper != bindparam("paper_now"),
    printers.c.cover != bindparam("cover_now"),
    printers.c.online.is_distinct_from(bindparam("online_now", type_=SmallInteger)),
    printers.c.error.is_distinct_from(bindparam("error_now", type_=String)),
)
_LEFT_MM = printers.c.roll_mm + printers.c.roll_from_mm - printers.c.printed_mm
_RUNS_LOW = and_(printers.c.roll_changed_at.is_not(None), _LEFT_MM >= LOW_MM, _LEFT_MM - bindparam("more_mm") < LOW_MM)
CHANGED: Final = (
    update(pulses)
    .where(
        pulses.c.hall_id.in_(
            select(printers.c.hall_id).where(
                printers.c.id == bindparam("printer"), or_(_STANDS_OTHERWISE, _RUNS_LOW)
            )
        )
    )
    .values(version=pulses.c.version + 1)
)  # fmt: skip
"""What screens show of a printer changed: the hall's version rises, so that they are told within a second."""
STATUS: Final = (
    update(printers)
    .where(printers.c.id == bindparam("printer"))
    .values(
        paper=bindparam("paper_now"), cover=bindparam("cover_now"), online=bindparam("online_now"),
        error=bindparam("error_now"), reported_at=bindparam("at"),
        stands_since=case(
            (_STANDS_OTHERWISE, bindparam("at")), else_=func.coalesce(printers.c.stands_since, bindparam("at"))
        ),
        printed_mm=printers.c.printed_mm + bindparam("more_mm"),
    )
)  # fmt: skip
HOLD: Final = text("SELECT pg_try_advisory_lock(:space, :printer)")
LET_GO: Final = text("SELECT pg_advisory_unlock(:space, :printer)")
ALIVE: Final = text("SELECT 1")
