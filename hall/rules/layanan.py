"""A layanan as its SOP document prints it, and beside it what the office's hall adds.

Every value is frozen. What is printed is kept word for word (typos too); what is ours (kiosk title, plain words,
questions, who does a step) never mixes with it. Source of the shape: the public contract of `GET /layanan`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, cast

from hall.rules.standard_time import Amount, StepTime, half_up, indonesian, read_total, summed

By = Literal["applicant", "counter", "back_room", "outside"]
Audience = Literal["citizen", "back_office"]
Returned = Literal["returned"]

RETURNED: Final[Returned] = "returned"
SIGNS: Final = frozenset("●■◆↓")
"""Drawn marks of a role column; every other mark in such a column is a word of a decision (Ya, Tidak, Lengkap)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is printed in a role column of a step's row: one of `SIGNS`, or the words at an arrow."""

    column: str
    sign: str


@dataclass(frozen=True, slots=True)
class Question:
    """Asked when its step is done: `yes` and `no` name the order of the step that follows, or the way back."""

    text: str
    yes: int
    no: int | Returned


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the SOP. `order` counts rows from 1; `no` is the printed number, which may repeat or be missing."""

    order: int
    no: str | None
    text: str
    requirement: str | None
    time: StepTime
    output: str | None
    note: str | None
    marks: tuple[Mark, ...]
    by: By
    after_handover: bool
    plain: str
    plain_en: str
    question: Question | None

    @property
    def roles(self) -> tuple[str, ...]:
        """The role columns in which this row carries a drawn mark, as printed (displaced columns stay displaced)."""
        return tuple(mark.column for mark in self.marks if mark.sign in SIGNS)

    @property
    def decision(self) -> str | None:
        """The words at this row's arrows as printed, left to right, or None."""
        return " ".join(mark.sign for mark in self.marks if mark.sign not in SIGNS) or None


@dataclass(frozen=True, slots=True)
class Document:
    """The header of the SOP. Empty or None where the document has none; persons stay out, their office may stand."""

    source: str
    office: str | None
    regency: str | None
    unit: str | None
    approved_by: str | None
    annex_to: str | None
    legal_number: str | None
    year: int | None
    made: str | None
    revised: str | None
    effective: str | None
    legal_basis: tuple[str, ...]
    qualifications: tuple[str, ...]
    related: tuple[str, ...]
    equipment: tuple[str, ...]
    warning: str | None
    recording: str | None
    table_heading: str | None
    role_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Persyaratan:
    """One thing the applicant brings: `text` as printed, the rest the kiosk's own words and picture."""

    text: str
    short: str
    short_en: str
    pictogram: str


@dataclass(frozen=True, slots=True)
class Fee:
    """`free` is None where neither law nor document says anything."""

    free: bool | None
    text: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Layanan:
    """One service of a hall: its document, its steps, and how the hall offers it."""

    code: str
    title_printed: str
    total_printed: str | None
    document: Document
    persyaratan: tuple[Persyaratan, ...]
    steps: tuple[Step, ...]
    place: int
    title: str
    title_en: str
    subtitle: str
    subtitle_en: str
    category: str
    line: str
    line_name: str
    line_name_en: str
    pictogram: str
    synonyms: tuple[str, ...]
    audience: Audience
    walk_in: bool
    delicate: bool
    promise_shown: bool
    fee: Fee
    note: str | None = None
    note_en: str | None = None
    active: bool = True
    persyaratan_office: tuple[str, ...] = ()

    def step(self, order: int) -> Step:
        """The step at `order`; KeyError when the document has no such row."""
        if not 1 <= order <= len(self.steps):
            raise KeyError(order)
        return self.steps[order - 1]


@dataclass(frozen=True, slots=True)
class Promised:
    """The citizen's time: what the document prints up to hand-over."""

    minutes: Amount
    working_days: Amount
    text: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """The whole document's time beside the total it prints; `differs` only when one is printed and another adds up."""

    printed: str | None
    minutes: Amount
    working_days: Amount
    differs: bool


def promised(layanan: Layanan) -> Promised:
    """What a citizen may expect: the timed steps up to hand-over. Archive, reports and monitoring do not count."""
    times = [step.time for step in layanan.steps if not step.after_handover]
    minutes, days = summed(times, "minutes"), summed(times, "working_days")
    return Promised(minutes, days, _promise_text(minutes, days), layanan.promise_shown)


def totals(layanan: Layanan) -> Totals:
    """All steps of the document, beside the total that it prints."""
    times = [step.time for step in layanan.steps]
    sums = summed(times, "minutes"), summed(times, "working_days")
    printed = layanan.total_printed
    return Totals(printed, *sums, differs=printed is not None and read_total(printed) != sums)


def incomplete_leads_to(step: Step) -> int | Returned:
    """Where a file goes that is found incomplete at `step`: the printed Tidak, else back to its applicant."""
    says_no = step.decision is not None and "tidak" in step.decision.lower()
    return step.question.no if says_no and step.question else RETURNED


def public(layanan: Layanan, *, steps: bool = True) -> dict[str, Any]:
    """The layanan as the API shows it: JSON-able, the contract's keys and ours beside them."""
    document = _listed(asdict(layanan.document))
    shown: dict[str, Any] = {
        "code": layanan.code,
        "title": layanan.title,
        "title_en": layanan.title_en,
        "title_printed": layanan.title_printed,
        "subtitle": layanan.subtitle,
        "subtitle_en": layanan.subtitle_en,
        "category": layanan.category,
        "synonyms": list(layanan.synonyms),
        "pictogram": layanan.pictogram,
        "line": layanan.line,
        "line_name": layanan.line_name,
        "line_name_en": layanan.line_name_en,
        "audience": layanan.audience,
        "active": layanan.active,
        "walk_in": layanan.walk_in,
        "delicate": layanan.delicate,
        "note": layanan.note,
        "note_en": layanan.note_en,
        "document": document,
        "persyaratan": [item.text for item in layanan.persyaratan],
        "persyaratan_items": [asdict(item) for item in layanan.persyaratan],
        "persyaratan_office": list(layanan.persyaratan_office),
        "fee": asdict(layanan.fee),
        "promised": asdict(promised(layanan)),
        "totals": asdict(totals(layanan)),
    }
    if steps:
        shown["steps"] = [_public_step(step) for step in layanan.steps]
    return shown


def to_json(layanan: Layanan) -> dict[str, Any]:
    """Everything of a layanan as plain lists and dicts, for a JSON column. `from_json` gives an equal value back."""
    return cast("dict[str, Any]", _listed(asdict(layanan)))


def from_json(kept: Mapping[str, Any]) -> Layanan:
    """The value that `to_json` kept; KeyError or TypeError when the kept value has another shape."""
    fields = dict(kept)
    fields["document"] = Document(**_tupled(kept["document"]))
    fields["persyaratan"] = tuple(Persyaratan(**item) for item in kept["persyaratan"])
    fields["steps"] = tuple(_step_from(step) for step in kept["steps"])
    fields["fee"] = Fee(**kept["fee"])
    return Layanan(**_tupled(fields))


def _step_from(kept: Mapping[str, Any]) -> Step:
    fields = dict(kept)
    fields["time"] = StepTime(**kept["time"])
    fields["marks"] = tuple(Mark(**mark) for mark in kept["marks"])
    fields["question"] = Question(**kept["question"]) if kept["question"] else None
    return Step(**fields)


def _public_step(step: Step) -> dict[str, Any]:
    shown = asdict(step)
    shown["marks"] = [asdict(mark) for mark in step.marks]
    return shown | {"roles": list(step.roles), "decision": step.decision}


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _listed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(item) for item in value]
    return value


def _tupled(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}


def _promise_text(minutes: Amount, days: Amount) -> str:
    if days:
        parts = [f"{indonesian(days)} hari kerja"] + ([f"{indonesian(minutes)} menit"] if minutes else [])
        return " ".join(parts)
    if minutes < 60:
        return f"± {half_up(minutes, 1)} menit"
    hours, rest = divmod(half_up(minutes, 5), 60)
    return f"± {hours} jam" + (f" {rest} menit" if rest else "")


def in_place(all_layanan: Sequence[Layanan]) -> tuple[Layanan, ...]:
    """In the order the hall shows them."""
    return tuple(sorted(all_layanan, key=lambda one: (one.place, one.code)))
