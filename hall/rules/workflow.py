"""A berkas follows its SOP: one step after the other, back where a decision says so, waiting where it must.

The steps are as printed (hall.rules.layanan.Step); what happened to them stands in runs: one run each time a step was
taken up. Nothing here knows the clock or the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from hall.errors import Refused
from hall.rules.layanan import Step, incomplete_leads_to
from hall.rules.registers import Entry, Letter


class BerkasState(StrEnum):
    """The contract's six states of an application."""

    OPEN = "open"
    WAITING = "waiting"
    RETURNED = "returned"
    READY = "ready"
    DONE = "done"
    VOID = "void"


class Outcome(StrEnum):
    """How a step ended. NOT_NEEDED is never recorded by a person: an answer left the step out."""

    DONE = "done"
    INCOMPLETE = "incomplete"
    REPEAT = "repeat"
    WAITING = "waiting"
    SKIPPED = "skipped"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class StepRun:
    """One time that a step was taken up; `finished_at` is None while it is the current one."""

    order: int
    run: int
    started_at: datetime
    finished_at: datetime | None = None
    outcome: Outcome | None = None
    answer: str | None = None
    missing: tuple[str, ...] = ()
    note: str | None = None
    until: datetime | None = None
    by: str | None = None
    recorded_by: str | None = None


@dataclass(frozen=True, slots=True)
class Berkas:
    """An application. `current` is the order of the step in hand, None when the last printed step is finished.

    `label`: which of a bundle it is. `holder`: the roles that have it now, joined by "+" (hall.rules.holding). `parent`:
    the berkas whose step started this one. `picked_up`: the later ticket at which its applicant came back. `sealed`: the
    applicant, sealed (hall.keys). `numbers`: those of the office's registers, voided ones too.
    """

    id: int
    number: str
    layanan: str
    version_id: int
    ticket: str | None
    channel: str
    state: BerkasState
    current: int | None
    opened_at: datetime
    agenda_number: str | None = None
    promised_at: datetime | None = None
    handed_over_at: datetime | None = None
    done_at: datetime | None = None
    runs: tuple[StepRun, ...] = ()
    label: str | None = None
    holder: str | None = None
    holder_since: datetime | None = None
    parent: str | None = None
    picked_up: str | None = None
    void_reason: str | None = None
    sealed: str | None = field(default=None, repr=False)
    letter: Letter | None = None
    numbers: tuple[Entry, ...] = ()

    @property
    def is_over(self) -> bool:
        """Nothing more is recorded."""
        return self.state in (BerkasState.DONE, BerkasState.VOID)


@dataclass(frozen=True, slots=True)
class Record:
    """What a person says of the current step; `by`: in whose name ("kasi", "a.n. kasi"), None for a program."""

    outcome: Outcome
    answer: str | None = None
    missing: tuple[str, ...] = ()
    note: str | None = None
    until: datetime | None = None
    recorded_by: str | None = None
    by: str | None = None


def opened(berkas: Berkas, steps: Sequence[Step], now: datetime) -> Berkas:
    """A new berkas with its first step in hand."""
    first = steps[0].order
    return replace(
        berkas, current=first, state=_state_at(first, steps), runs=(StepRun(first, 1, now),), handed_over_at=None
    )


def hand_over_order(steps: Sequence[Step]) -> int:
    """The step that ends the citizen's time: the last that is not after hand-over."""
    return next((step.order for step in reversed(steps) if not step.after_handover), steps[-1].order)


def record(berkas: Berkas, steps: Sequence[Step], said: Record, now: datetime) -> Berkas:
    """The berkas after the outcome of its current step, or `wrong_state` / `bad_request` with its sentence."""
    step = current_step(berkas, steps)
    _complete(step, said, now)
    berkas = _taken_up(berkas, now)
    if said.outcome is Outcome.WAITING:
        return _stays(berkas, BerkasState.WAITING, said, now, finish=False)
    if said.outcome is Outcome.REPEAT:
        return _goes(_stays(berkas, BerkasState.OPEN, said, now, finish=True), steps, step.order, now)
    target = _target(step, said)
    if isinstance(target, str):
        return _stays(berkas, BerkasState.RETURNED, said, now, finish=True)
    finished = _stays(berkas, BerkasState.OPEN, said, now, finish=True)
    if target is None or target > steps[-1].order:
        target = _next_order(step.order, steps)
    return _after(_goes(finished, steps, target, now), steps, step.order, now)


def _complete(step: Step, said: Record, now: datetime) -> None:
    """Refuses what a person cannot have meant, and names the field."""
    if said.outcome is Outcome.NOT_NEEDED:
        raise Refused("bad_request", "Hasil langkah ini tidak dikenal.", field="outcome")
    if said.outcome is Outcome.SKIPPED and not said.note:
        raise Refused("bad_request", "Tulis alasan mengapa langkah ini dilewati.", field="note")
    if said.answer is not None and step.question is None:
        raise Refused("bad_request", "Langkah ini tidak bertanya apa-apa.", field="answer")
    if said.outcome is Outcome.WAITING:
        _waits_for_something(said, now)


def _waits_for_something(said: Record, now: datetime) -> None:
    if not said.note and said.until is None:
        raise Refused("bad_request", "Tulis apa yang ditunggu atau sampai kapan.", field="note")
    if said.until is not None and said.until <= now:
        raise Refused("bad_request", "Waktu tunggu itu sudah lewat.", field="until")


def resumed(berkas: Berkas, steps: Sequence[Step], now: datetime) -> Berkas:
    """What was returned to its applicant is here again: its step is in hand from now on. Anything else stays as it is."""
    if berkas.state is not BerkasState.RETURNED or berkas.current is None:
        return berkas
    return replace(_taken_up(berkas, now), state=_state_at(berkas.current, steps))


def voided(berkas: Berkas, reason: str, now: datetime) -> Berkas:
    """The berkas as one that counts no more; what was recorded stays."""
    if berkas.is_over:
        raise Refused("wrong_state", _over(berkas))
    last = berkas.runs[-1]
    ended = replace(last, finished_at=last.finished_at or now)
    return replace(
        berkas, state=BerkasState.VOID, current=None, void_reason=reason, runs=(*berkas.runs[:-1], ended),
    )  # fmt: skip


def _over(berkas: Berkas) -> str:
    return "Berkas ini sudah dibatalkan." if berkas.state is BerkasState.VOID else "Berkas ini sudah selesai."


def current_step(berkas: Berkas, steps: Sequence[Step]) -> Step:
    """The step in hand; `wrong_state` when there is none."""
    if berkas.is_over or berkas.current is None:
        raise Refused("wrong_state", _over(berkas))
    return next(step for step in steps if step.order == berkas.current)


def _taken_up(berkas: Berkas, now: datetime) -> Berkas:
    """What came back or was waited for begins a new run: the old one keeps what was missing and when it ended.

    Waiting ends now; a file that went back to its applicant left the office's time when it was returned.
    """
    last = berkas.runs[-1]
    if last.outcome is None:
        return berkas
    fresh = StepRun(last.order, last.run + 1, now)
    return replace(berkas, runs=(*berkas.runs[:-1], replace(last, finished_at=last.finished_at or now), fresh))


def _target(step: Step, said: Record) -> int | str | None:
    """An order, "returned", or None for the next printed step."""
    if said.outcome is Outcome.SKIPPED:
        return None
    if said.outcome is Outcome.INCOMPLETE:
        return incomplete_leads_to(step)
    if step.question is None:
        return None
    return step.question.no if said.answer == "no" else step.question.yes


def _next_order(order: int, steps: Sequence[Step]) -> int | None:
    return next((step.order for step in steps if step.order > order), None)


def _stays(berkas: Berkas, state: BerkasState, said: Record, now: datetime, *, finish: bool) -> Berkas:
    """The outcome is written on the current run; a step that only waits keeps running."""
    last = berkas.runs[-1]
    told = replace(
        last,
        finished_at=now if finish else None,
        outcome=said.outcome,
        answer=said.answer,
        missing=said.missing,
        note=said.note,
        until=said.until,
        by=said.by,
        recorded_by=said.recorded_by,
    )
    return replace(berkas, state=state, runs=(*berkas.runs[:-1], told))


def _goes(berkas: Berkas, steps: Sequence[Step], target: int | None, now: datetime) -> Berkas:
    """On to `target` (None: the end). Steps that are jumped over count as finished: not needed."""
    current = berkas.current or 0
    left_out = [step for step in steps if current < step.order and (target is None or step.order < target)]
    if target is None or target > current:
        runs = berkas.runs + tuple(
            StepRun(step.order, _run_number(berkas, step.order), now, now, Outcome.NOT_NEEDED) for step in left_out
        )
    else:
        runs = berkas.runs
    if target is None:
        return replace(berkas, state=BerkasState.DONE, current=None, done_at=now, runs=runs)
    fresh = StepRun(target, _run_number(berkas, target), now)
    return replace(berkas, state=_state_at(target, steps), current=target, runs=(*runs, fresh))


def _after(berkas: Berkas, steps: Sequence[Step], finished: int, now: datetime) -> Berkas:
    """Keeps when the citizen had the result in hand; from then on what is left is the office's own."""
    hand_over = hand_over_order(steps)
    past = berkas.current is None or berkas.current > hand_over
    if past and berkas.handed_over_at is None and finished <= hand_over:
        return replace(berkas, handed_over_at=now)
    return berkas


def _state_at(order: int, steps: Sequence[Step]) -> BerkasState:
    return BerkasState.READY if order == hand_over_order(steps) else BerkasState.OPEN


def _run_number(berkas: Berkas, order: int) -> int:
    return 1 + sum(run.order == order for run in berkas.runs)
