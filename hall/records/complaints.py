"""Complaints beside their berkas. What the reporter said, who they are and what was answered is kept sealed, and erased
some years after the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, Table, bindparam, func, insert, literal_column, select, update

from hall.records.tables import berkas, complaints, halls, step_runs, tasks
from hall.records.times import micros, moment
from hall.rules.complaints import Complaint
from hall.rules.hall import Hall

ANY_ID: Final = 2**62
_JOINED: Final = complaints.join(berkas, berkas.c.id == complaints.c.berkas_id)
_ALL: Final = select(complaints).select_from(_JOINED)
# Whatever is under way has a holder, and that index is small however many old files there are. Asked from berkas: it must
# never be found by looking through every complaint of the years.
_LIVE: Final = _ALL.where(berkas.c.hall_id == bindparam("hall_id"), berkas.c.holder.is_not(None))
# Nearly all of them are over: the newest are found by going back from the end, not by sorting every berkas of the hall.
_ENDED: Final = (
    _ALL.where(
        berkas.c.hall_id + literal_column("0") == bindparam("hall_id"),
        berkas.c.holder.is_(None),
        complaints.c.berkas_id < bindparam("before"),
    )
    .order_by(complaints.c.berkas_id.desc())
    .limit(bindparam("most"))
)
_OVERDUE: Final = (
    select(berkas.c.id)
    .select_from(_JOINED)
    .where(
        berkas.c.hall_id == bindparam("hall_id"), berkas.c.holder.is_not(None),
        complaints.c.answered_at.is_(None), complaints.c.due_on < bindparam("today"),
    )
)  # fmt: skip
_UNANSWERED: Final[Select[Any]] = select(literal_column("1")).where(
    complaints.c.berkas_id == bindparam("id_"), complaints.c.answered_at.is_(None)
)
_BY_CODE: Final = (
    select(complaints, halls.c.slug, berkas.c.number)
    .select_from(_JOINED.join(halls, halls.c.id == berkas.c.hall_id))
    .where(complaints.c.code == bindparam("code_"))
)

_LAST_RUN: Final = (
    select(func.max(func.coalesce(step_runs.c.finished_at, step_runs.c.started_at)))
    .where(step_runs.c.berkas_id == complaints.c.berkas_id)
    .correlate(complaints)
    .scalar_subquery()
)
_SAID: Final[dict[Table, dict[str, str | None]]] = {
    complaints: {"body": "", "reporter": None, "place": None, "answer": None},
    step_runs: {"note": None, "missing": "[]"},
    tasks: {"note": None},
}


def add(connection: Connection, value: Complaint) -> None:
    """Keeps a new complaint; its berkas is there already."""
    row = {
        "berkas_id": value.berkas_id, "code": value.code, "class": value.kind, "channel": value.channel,
        "received_at": micros(value.received_at), "due_on": value.due_on, "reporter": value.reporter,
        "body": value.body, "disposed_to": value.disposed_to,
    }  # fmt: skip
    connection.execute(insert(complaints).values(**row))


def of_berkas(connection: Connection, berkas_id: int) -> Complaint | None:
    """The complaint that this berkas is about; None for any other berkas."""
    row = connection.execute(select(complaints).where(complaints.c.berkas_id == berkas_id)).one_or_none()
    return None if row is None else _complaint(row)


def by_code(connection: Connection, code: str) -> tuple[str, str, Complaint] | None:
    """(hall, number of the berkas, complaint) of a reporter's code."""
    row = connection.execute(_BY_CODE, {"code_": code}).one_or_none()
    return None if row is None else (row.slug, row.number, _complaint(row))


def live(connection: Connection, hall: Hall) -> list[Complaint]:
    """Every complaint under way, in no order."""
    return [_complaint(row) for row in connection.execute(_LIVE, {"hall_id": hall.id})]


def ended(connection: Connection, hall: Hall, before_id: int | None, how_many: int) -> list[Complaint]:
    """Complaints that are over, the latest received first; `before_id` pages on."""
    asked = {"hall_id": hall.id, "before": before_id or ANY_ID, "most": how_many}
    return [_complaint(row) for row in connection.execute(_ENDED, asked)]


def overdue(connection: Connection, hall: Hall, today: date) -> frozenset[int]:
    """The berkas (ids) of complaints whose last day is past without an answer: what comes first on every list."""
    return frozenset(connection.execute(_OVERDUE, {"hall_id": hall.id, "today": today}).scalars())


def unanswered(connection: Connection, berkas_id: int) -> bool:
    """Whether this berkas is a complaint that nobody answered yet."""
    return connection.execute(_UNANSWERED, {"id_": berkas_id}).one_or_none() is not None


def keep_disposition(connection: Connection, berkas_id: int, role: str, body: str) -> None:
    """To whom it was passed on; the words stand in the sealed body, and the place."""
    _keep(connection, berkas_id, {"disposed_to": role, "body": body, "place": None})


def keep_answer(connection: Connection, berkas_id: int, at: datetime, channel: str, sealed: str) -> bool:
    """The answer, once; False when there is one already."""
    changed = connection.execute(
        update(complaints)
        .where(complaints.c.berkas_id == berkas_id, complaints.c.answered_at.is_(None))
        .values(answered_at=micros(at), answer_channel=channel, answer=sealed)
    )
    return changed.rowcount == 1


def with_open_place(connection: Connection, after: int, how_many: int) -> list[Complaint]:
    """Complaints whose place an earlier version kept in clear, by their ids; those behind `after`."""
    asked = select(complaints).where(complaints.c.place.is_not(None), complaints.c.berkas_id > after)
    return [_complaint(row) for row in connection.execute(asked.order_by(complaints.c.berkas_id).limit(how_many))]


def seal_place(connection: Connection, before: Complaint, body: str) -> None:
    """The place is in the body now; nothing where the complaint was changed meanwhile: that sealed it, too."""
    unchanged = complaints.c.berkas_id == before.berkas_id, complaints.c.body == before.body
    connection.execute(update(complaints).where(*unchanged).values(body=body, place=None))


def over_before(connection: Connection, hall: Hall, before: datetime, how_many: int) -> list[int]:
    """The berkas (ids) of complaints that were over before that moment and still tell what people said, oldest first."""
    asked = (
        select(complaints.c.berkas_id)
        .select_from(_JOINED)
        .where(
            berkas.c.hall_id == hall.id, berkas.c.state.in_(("done", "void")), complaints.c.body != "",
            func.coalesce(berkas.c.handed_over_at, _LAST_RUN, complaints.c.received_at) < micros(before),
        )
        .order_by(complaints.c.berkas_id)
        .limit(how_many)
    )  # fmt: skip
    return list(connection.execute(asked).scalars())


def erase(connection: Connection, ids: Sequence[int]) -> None:
    """What people said, wherever it stands of these cases; class, days and steps stay, for the office's figures."""
    for table, gone in _SAID.items():
        connection.execute(update(table).where(table.c.berkas_id.in_(ids)).values(gone))
    connection.execute(update(berkas).where(berkas.c.id.in_(ids)).values(person=None, label=None, void_reason=None))


def _keep(connection: Connection, berkas_id: int, values: dict[str, Any]) -> None:
    connection.execute(update(complaints).where(complaints.c.berkas_id == berkas_id).values(**values))


def _complaint(row: Row[Any]) -> Complaint:
    kept = row._mapping
    return Complaint(
        berkas_id=kept["berkas_id"], code=kept["code"], kind=kept["class"], channel=kept["channel"],
        received_at=moment(kept["received_at"]), due_on=kept["due_on"], body=kept["body"], reporter=kept["reporter"],
        place=kept["place"], disposed_to=kept["disposed_to"], answered_at=moment(kept["answered_at"]),
        answer_channel=kept["answer_channel"], answer=kept["answer"],
    )  # fmt: skip
