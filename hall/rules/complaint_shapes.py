"""A complaint as the API and the pages show it. What was said, by whom, and the answer come only where one case is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from hall.rules import roles
from hall.rules.complaints import (
    ANSWER_CHANNELS,
    CHANNELS,
    CLASSES,
    PROGRESS_WORDS,
    Complaint,
    Disposition,
    Progress,
    days_left,
    disposes_at,
    is_overdue,
    progress,
    said_of,
)
from hall.rules.hall import Hall
from hall.rules.layanan import Layanan
from hall.rules.shapes import local
from hall.rules.workflow import Berkas, BerkasState


@dataclass(frozen=True, slots=True)
class Told:
    """What is sealed in the store, opened for somebody who may read it. `shown`: the reporter may read the answer."""

    text: str | None = field(default=None, repr=False)
    reporter: Mapping[str, str] | None = field(default=None, repr=False)
    dispositions: Sequence[Disposition] = field(default=(), repr=False)
    answer: str | None = field(default=None, repr=False)
    shown: bool = False
    place: str | None = field(default=None, repr=False)


def stands(value: Complaint, file: Berkas, document: Layanan) -> Progress:
    """Where the case stands for its reporter."""
    disposing = disposes_at(document.steps)
    return progress(
        file.state, value.answered_at is not None, value.disposed_to is not None, said_of(file), disposing
    )  # fmt: skip


def listed(value: Complaint, file: Berkas, document: Layanan, hall: Hall, today: date) -> dict[str, Any]:
    """A case in a list: nobody's words and nobody's name."""
    now_is = stands(value, file, document)
    over = value.answered_at is not None or file.state is BerkasState.VOID
    step = next((step for step in document.steps if step.order == file.current), None)
    return {
        "number": file.number,
        "layanan": file.layanan,
        "title": document.title,
        "class": value.kind,
        "class_text": CLASSES[value.kind].name if value.kind in CLASSES else value.kind,
        "channel": value.channel,
        "channel_text": CHANNELS.get(value.channel, value.channel),
        "received_at": local(value.received_at, hall.timezone),
        "due_on": None if value.due_on is None else value.due_on.isoformat(),
        "days_left": None if value.due_on is None or over else days_left(hall.calendar, value.due_on, today),
        "overdue": is_overdue(value.due_on, over, today),
        "ticket": file.ticket,
        "anonymous": value.reporter is None and not value.erased,
        "erased": value.erased,
        "state": now_is,
        "state_text": PROGRESS_WORDS[now_is],
        "berkas_state": file.state.value,
        "current": None if step is None else {"order": step.order, "no": step.no, "text": step.text},
        "holder_text": None if file.holder is None else roles.words(file.holder.split("+")),
        "holder_since": local(file.holder_since, hall.timezone),
        "disposed_to": value.disposed_to,
        "disposed_to_text": None if value.disposed_to is None else roles.WORDS[value.disposed_to],
        "answered_at": local(value.answered_at, hall.timezone),
        "answer_channel": value.answer_channel,
    }


def case(
    value: Complaint, file: Berkas, document: Layanan, hall: Hall, now: datetime, today: date, told: Told | None = None
) -> dict[str, Any]:
    """One case. Without `told` (answers of commands are kept for two days) it names nobody and repeats no words."""
    said = told or Told()
    return {
        **listed(value, file, document, hall, today),
        "code": value.code,
        "place": said.place,
        "text": said.text,
        "reporter": None if said.reporter is None else dict(said.reporter),
        "dispositions": [
            {**asdict(each), "role_text": roles.WORDS.get(each.role, each.role)} for each in said.dispositions
        ],
        "answer": said.answer,
        "answer_shown": None if told is None else said.shown,
        "now": local(now, hall.timezone),
    }


def followed(value: Complaint, file: Berkas, document: Layanan, hall: Hall, told: Told, today: date) -> dict[str, Any]:
    """What the reporter sees by the code: where it stands, until when, and the answer if it may be read. Never a name,
    never what was said; `layanan` is for its line's name, because these are delicate."""
    now_is = stands(value, file, document)
    return {
        "number": file.number,
        "layanan": file.layanan,
        "state": now_is,
        "state_text": PROGRESS_WORDS[now_is],
        "received_at": local(value.received_at, hall.timezone),
        "due_on": None if value.due_on is None else value.due_on.isoformat(),
        "overdue": is_overdue(value.due_on, now_is in ("answered", "void"), today),
        "answered_at": local(value.answered_at, hall.timezone),
        "answer_channel_text": None if value.answer_channel is None else ANSWER_CHANNELS[value.answer_channel],
        "answer": told.answer if told.shown else None,
    }
