"""A berkas, its letter and its numbers as the contract shows them. Nothing here decides; names come only where asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hall.rules import roles
from hall.rules.hall import Hall
from hall.rules.holding import is_overdue
from hall.rules.layanan import Layanan, Step
from hall.rules.registers import REGISTERS, Entry, Letter
from hall.rules.roles import Substitute
from hall.rules.shapes import local
from hall.rules.workflow import Berkas, BerkasState, StepRun


def berkas(
    value: Berkas, hall: Hall, document: Layanan, now: datetime, applicant: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The berkas of the contract with every printed step, each by its latest run.

    `applicant` is given to the page of the file alone, never to an answer that is kept.
    """
    latest = {run.order: run for run in value.runs}
    spent: dict[int, float] = {}
    for run in value.runs:
        if run.finished_at is not None:
            spent[run.order] = spent.get(run.order, 0.0) + (run.finished_at - run.started_at).total_seconds() / 60
    return {
        "number": value.number,
        "agenda_number": value.agenda_number,
        "layanan": value.layanan,
        "title": document.title,
        "label": value.label,
        "ticket": value.ticket,
        "picked_up": value.picked_up,
        "parent": value.parent,
        "channel": value.channel,
        "state": value.state.value,
        "current": value.current,
        "opened_at": local(value.opened_at, hall.timezone),
        "promised_at": local(value.promised_at, hall.timezone),
        "handed_over_at": local(value.handed_over_at, hall.timezone),
        **_holder(value, hall, document, now),
        "void_reason": value.void_reason,
        "has_applicant": value.sealed is not None,
        "applicant": None if applicant is None else dict(applicant),
        "letter": None if value.letter is None else letter(value.letter),
        "numbers": [_number(each) for each in value.numbers],
        "steps": [_step(step, latest.get(step.order), spent.get(step.order), hall) for step in document.steps],
    }


def _holder(value: Berkas, hall: Hall, document: Layanan, now: datetime) -> dict[str, Any]:
    """Who has it, since when, who may record its current step, and whether it is late or back on the list."""
    step = next((step for step in document.steps if step.order == value.current), None)
    run = value.runs[-1] if value.runs else None
    asleep = value.state is BerkasState.WAITING and run is not None and run.until is not None
    return {
        "holder": value.holder,
        "holder_text": None if value.holder is None else roles.words(value.holder.split("+")),
        "holder_since": local(value.holder_since, hall.timezone),
        "recorded_by_roles": [] if step is None else list(roles.of_step(step, document.document.role_columns)),
        "overdue": value.handed_over_at is None and is_overdue(value.state, value.promised_at, now),
        "due": bool(asleep and run and run.until and run.until <= now),
    }


def letter(value: Letter) -> dict[str, Any]:
    """A letter in or out."""
    return {
        "direction": value.direction, "office": value.office, "number": value.number,
        "day": None if value.day is None else value.day.isoformat(), "subject": value.subject,
        "urgency": value.urgency, "instruction": value.instruction, "roles": list(value.roles),
    }  # fmt: skip


def entry(value: Entry, hall: Hall) -> dict[str, Any]:
    """A line of a register."""
    return {
        "register": value.register, "year": value.year, "running": value.running, "number": value.number,
        "berkas": value.berkas, "subject": value.subject, "at": local(value.at, hall.timezone),
        "voided_at": local(value.voided_at, hall.timezone), "void_reason": value.void_reason,
    }  # fmt: skip


def substitute(value: Substitute, hall: Hall, now: datetime) -> dict[str, Any]:
    """Somebody who stands in for a role."""
    return {
        "id": value.id, "role": value.role, "role_text": roles.WORDS[value.role], "name": value.staff,
        "username": value.username, "from": local(value.since, hall.timezone),
        "until": local(value.until, hall.timezone), "reason": value.reason, "named_by": value.named_by,
        "acts_now": value.acts_at(now), "ended_at": local(value.ended, hall.timezone),
    }  # fmt: skip


def _number(value: Entry) -> dict[str, Any]:
    return {
        "register": value.register, "register_text": REGISTERS.get(value.register, value.register),
        "number": value.number, "year": value.year, "running": value.running, "voided": value.voided_at is not None,
    }  # fmt: skip


def _step(step: Step, run: StepRun | None, minutes: float | None, hall: Hall) -> dict[str, Any]:
    question = step.question
    role = run.by if run else None
    return {
        "order": step.order,
        "no": step.no,
        "text": step.text,
        "roles": list(step.roles),
        "requirement": step.requirement,
        "output": step.output,
        "after_handover": step.after_handover,
        "started": local(run.started_at, hall.timezone) if run else None,
        "finished": local(run.finished_at, hall.timezone) if run else None,
        "by": step.by,
        "role": None if role is None else role.removeprefix("a.n. "),
        "on_behalf": role is not None and role.startswith("a.n. "),
        "recorded_by": run.recorded_by if run else None,
        "minutes": None if minutes is None else round(minutes, 2),
        "standard": {"kind": step.time.kind, "value": step.time.value, "text": step.time.text},
        "outcome": run.outcome.value if run and run.outcome else None,
        "answer": run.answer if run else None,
        "missing": list(run.missing) if run else [],
        "note": run.note if run else None,
        "until": local(run.until, hall.timezone) if run else None,
        "question": None if question is None else {"text": question.text, "yes": question.yes, "no": question.no},
    }
