"""Who holds a file, since when, whether it is late, and what comes first on the list "menunggu saya"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hall.rules.layanan import Step
from hall.rules.roles import APPLICANT, CLERK, OUTSIDE, of_step
from hall.rules.workflow import Berkas, BerkasState

_OURS = (BerkasState.OPEN, BerkasState.WAITING)  # the office has it; in the other states it is its applicant's turn


@dataclass(frozen=True, slots=True)
class Held:
    """A file under way in a few words: what lists are made from. `until`: when its waiting is over, if a time was said."""

    id: int
    state: BerkasState
    holder: str
    since: datetime
    promised_at: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class HeldTogether:
    """Files of one state in the same hands: how many, how many of them wait until a time to come, how many are past theirs."""

    holder: str
    state: BerkasState
    many: int
    asleep: int
    past: int


def counts(groups: Iterable[HeldTogether], holders: Collection[str]) -> tuple[int, int]:
    """(how many files wait for one of `holders`, how many of all are late)."""
    wanted, mine, late = set(holders), 0, 0
    for group in groups:
        mine += 0 if wanted.isdisjoint(group.holder.split("+")) else group.many - group.asleep
        late += group.past if group.state in _OURS else 0
    return mine, late


def holder(berkas: Berkas, steps: Sequence[Step], columns: Sequence[str]) -> str | None:
    """The roles that have the file now, joined by "+"; the applicant, an agency outside; None after the hand-over.

    What is left then (archive, report) is the office's own task and on nobody's desk.
    """
    if berkas.is_over or berkas.handed_over_at is not None:
        return None
    if berkas.state is BerkasState.RETURNED:
        return APPLICANT
    step = next(step for step in steps if step.order == berkas.current)
    return OUTSIDE if step.by == "outside" else "+".join(of_step(step, columns))


def held(berkas: Berkas, steps: Sequence[Step], columns: Sequence[str], now: datetime) -> Berkas:
    """The berkas with its holder; `holder_since` goes on where the same hands keep it."""
    who = holder(berkas, steps, columns)
    if who == berkas.holder:
        return berkas
    return replace(berkas, holder=who, holder_since=None if who is None else now)


def is_overdue(state: BerkasState, promised_at: datetime | None, now: datetime) -> bool:
    """The office is late. What lies with its applicant, or ready for them, is not the office's delay."""
    return state in _OURS and promised_at is not None and promised_at < now


def wants(roles: Collection[str]) -> frozenset[str]:
    """The holders whose files wait for somebody with these roles; agencies outside are followed up at the counter."""
    return frozenset(roles) | ({OUTSIDE} if CLERK in roles else frozenset())


def waits_for(file: Held, holders: Collection[str], now: datetime) -> bool:
    """Whether it is the turn of one of `holders`; a step that waits until a time comes back when that is past."""
    asleep = file.state is BerkasState.WAITING and file.until is not None and file.until > now
    return not asleep and not set(file.holder.split("+")).isdisjoint(holders)


def in_order(files: Iterable[Held], now: datetime, first: Collection[int] = ()) -> list[Held]:
    """Late ones first, then by what was promised soonest, then by who has waited longest here.

    `first`: ids of files that are late in any state (complaints whose answer is overdue).
    """

    def place(file: Held) -> tuple[bool, bool, float, float, int]:
        late = file.id in first or is_overdue(file.state, file.promised_at, now)
        promised = file.promised_at
        stamp = 0.0 if promised is None else promised.timestamp()
        return (not late, promised is None, stamp, file.since.timestamp(), file.id)

    return sorted(files, key=place)
