"""Pengaduan: classes with their working days, where a case stands for its reporter, and when it may end.

A complaint is a berkas of a layanan whose SOP is about complaints or enforcement; what its reporter said stands beside it,
sealed. `Complaint` is what the store keeps; nothing in it is readable without the office's key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, Literal

from hall.errors import Refused
from hall.rules.calendar import Calendar, add_working_days, working_days_between
from hall.rules.layanan import Layanan, Step
from hall.rules.workflow import Berkas, BerkasState, Outcome

Progress = Literal["received", "forwarded", "handled", "answered", "void"]


@dataclass(frozen=True, slots=True)
class Class:
    """What a complaint is about; `days`: working days within which it is answered unless the hall says otherwise."""

    name: str
    help: str
    days: int


# The terms as kecamatan and agencies publish them in their standar pelayanan (docs/decisions/0013).
CLASSES: Final[Mapping[str, Class]] = {
    "normatif": Class("Normatif", "bertanya atau minta penjelasan tentang aturan dan syarat", 5),
    "umum": Class("Umum", "keluhan tentang layanan, lingkungan atau ketertiban", 14),
    "pengawasan": Class("Pengawasan", "dugaan penyimpangan, pungli atau penyalahgunaan wewenang", 60),
}
MOST_DAYS: Final = 120
KEEP_YEARS: Final = (1, 10)
"""For how many years a hall may keep what was said in a case that is over."""
CHANNELS: Final[Mapping[str, str]] = {"counter": "Datang", "phone": "Telepon", "sms": "SMS", "letter": "Surat"}
PAGE: Final = "page"
"""The answer stands on the page of the reporter's code: the only way to reach somebody who stays anonymous."""
ANSWER_CHANNELS: Final[Mapping[str, str]] = {
    "counter": "Langsung", "phone": "Telepon", "sms": "SMS", "letter": "Surat", PAGE: "Halaman kode",
}  # fmt: skip
PROGRESS_WORDS: Final[Mapping[str, str]] = {
    "received": "Diterima", "forwarded": "Diteruskan", "handled": "Ditangani", "answered": "Selesai",
    "void": "Dibatalkan",
}  # fmt: skip
CODE_LIFE: Final = timedelta(days=90)
"""How long after its end a case can still be looked at by its code."""
CLOCK_SLACK: Final = timedelta(minutes=5)  # whoever types "now" may have a clock of their own
OLDEST: Final = timedelta(days=366)

_DISPOSES: Final = re.compile(r"beri\w* disposisi|mendisposisi|meng?arah?kan\b")


@dataclass(frozen=True, slots=True)
class Disposition:
    """One passing on: to which role, when, by whom, with which words."""

    role: str
    at: str
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A case as it was kept. `body`, `reporter` and `answer` are sealed; `code` is what its reporter follows it with.

    The body is empty once what people said was erased. `place`: kept in clear by an earlier version, until it is sealed, too.
    """

    berkas_id: int
    code: str
    kind: str
    channel: str
    received_at: datetime
    due_on: date | None
    body: str = field(repr=False)
    reporter: str | None = field(default=None, repr=False)
    place: str | None = field(default=None, repr=False)
    disposed_to: str | None = None
    answered_at: datetime | None = None
    answer_channel: str | None = None
    answer: str | None = field(default=None, repr=False)

    @property
    def erased(self) -> bool:
        """Whether what people said in it is no more."""
        return not self.body


def takes_complaints(layanan: Layanan) -> bool:
    """Whether this SOP handles complaints or enforcement: citizens come for it, and it promises them no time.

    That is the contract's own mark of the two (Kerjo 2, Barito Kuala 39).
    """
    return layanan.audience == "citizen" and not layanan.promise_shown


def days_of(kind: str, own: Mapping[str, int]) -> int:
    """Working days of a class; the hall's own where it set them."""
    if kind not in CLASSES:
        raise Refused("bad_request", f"Golongan itu tidak dikenal. Pilih: {', '.join(CLASSES)}.", field="class")
    return own.get(kind, CLASSES[kind].days)


def due(calendar: Calendar, received: date, days: int) -> date:
    """The last working day on which the answer is in time."""
    return add_working_days(calendar, received, days)


def is_overdue(due_on: date | None, answered: bool, today: date) -> bool:
    """The last day is past and nobody answered."""
    return due_on is not None and not answered and due_on < today


def days_left(calendar: Calendar, due_on: date, today: date) -> int:
    """Working days left, 0 on the last one; below 0 by how many it is late, at least 1 from the day after."""
    if due_on >= today:
        return working_days_between(calendar, today, due_on)
    return -max(1, working_days_between(calendar, due_on, today))


def check_received(at: datetime | None, now: datetime) -> datetime:
    """When it was received: now where nothing is said; never later, never more than a year ago."""
    if at is None:
        return now
    if at > now + CLOCK_SLACK:
        raise Refused("bad_request", "Waktu diterima belum terjadi. Periksa tanggal dan jamnya.", field="received_at")
    if at < now - OLDEST:
        raise Refused(
            "bad_request", "Waktu diterima lebih dari setahun yang lalu. Periksa tahunnya.", field="received_at"
        )
    return min(at, now)


def disposes_at(steps: Sequence[Step]) -> int:
    """The step in which the SOP passes a case on; where no words say so, the first one of the back room."""
    named = next((step.order for step in steps if _DISPOSES.search(step.text.lower())), None)
    return named or next((step.order for step in steps if step.by == "back_room"), steps[0].order)


def progress(
    state: BerkasState, answered: bool, disposed: bool, finished: Iterable[int], disposing: int
) -> Progress:  # fmt: skip
    """What the reporter is told. `finished`: orders of the steps of which something was said; `disposing`: see above."""
    if answered:
        return "answered"
    if state is BerkasState.VOID:
        return "void"
    furthest = max(finished, default=0)
    if furthest > disposing:
        return "handled"
    return "forwarded" if disposed or furthest == disposing else "received"


def said_of(berkas: Berkas) -> list[int]:
    """Orders of the steps of which a person said something."""
    return [run.order for run in berkas.runs if run.outcome not in (None, Outcome.NOT_NEEDED)]


def permit_end(before: Berkas, value: Berkas, unanswered: bool) -> None:
    """A case reaches its end only with its answer: `wrong_state` for the step that would end it without."""
    ends = before.handed_over_at is None and value.handed_over_at is not None
    if unanswered and (ends or value.state is BerkasState.DONE):
        raise Refused(
            "wrong_state", "Pengaduan ini belum dijawab. Catat jawabannya dulu: lewat apa, kapan, dan isinya."
        )


def urgency(due_on: date | None, received_at: datetime, berkas_id: int) -> tuple[date, datetime, int]:
    """Sorts cases: the soonest last day first, so that what is overdue stands on top."""
    return due_on or date.max, received_at, berkas_id
