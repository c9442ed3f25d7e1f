"""Tasks after the hand-over. A berkas' step is a task once, and a week's report of a layanan is one task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, RowMapping, Select, bindparam, or_, select, text, update

from hall.records.tables import berkas, tasks
from hall.records.times import micros, moment
from hall.rules.hall import Hall
from hall.rules.tasks import Due, Task

_ADD = text(
    "INSERT INTO tasks (hall_id, berkas_id, layanan_id, step_order, kind, title, role, period, due_on) "
    "VALUES (:hall_id, :berkas_id, :layanan_id, :step_order, :kind, :title, :role, :period, :due_on) ON CONFLICT DO NOTHING"
).bindparams(bindparam("period", type_=Date), bindparam("due_on", type_=Date))


def add(connection: Connection, hall: Hall, layanan: str, found: Due, berkas_id: int, role: str) -> None:
    """Keeps a task; one that is there already stays as it is."""
    connection.execute(
        _ADD,
        {"hall_id": hall.id, "berkas_id": None if found.period else berkas_id, "layanan_id": hall.offers[layanan].id,
         "step_order": found.order, "kind": found.kind, "title": found.title[:300], "role": role[:60],
         "period": found.period, "due_on": found.due_on},
    )  # fmt: skip


def open_ones(connection: Connection, hall: Hall, how_many: int) -> list[Task]:
    """What is still to do, the earliest due first."""
    counts = or_(berkas.c.state.is_(None), berkas.c.state != "void")
    asked = _select().where(tasks.c.hall_id == hall.id, tasks.c.done_at.is_(None), counts)
    rows = connection.execute(asked.order_by(tasks.c.due_on, tasks.c.id).limit(how_many)).mappings()
    return [_task(hall, row) for row in rows]


def one(connection: Connection, hall: Hall, task_id: int) -> Task | None:
    """A task of the hall, held for this transaction (PostgreSQL)."""
    asked = _select().where(tasks.c.hall_id == hall.id, tasks.c.id == task_id).with_for_update(of=tasks)
    row = connection.execute(asked).mappings().one_or_none()
    return None if row is None else _task(hall, row)


def of_week(connection: Connection, hall: Hall, layanan: str, order: int, period: date) -> Task | None:
    """The report task of a layanan's week."""
    asked = _select().where(
        tasks.c.hall_id == hall.id, tasks.c.layanan_id == hall.offers[layanan].id, tasks.c.step_order == order,
        tasks.c.period == period, tasks.c.berkas_id.is_(None),
    )  # fmt: skip
    row = connection.execute(asked).mappings().one_or_none()
    return None if row is None else _task(hall, row)


def end(connection: Connection, task_id: int, at: datetime, by: str, note: str | None) -> None:
    """The task is done."""
    connection.execute(
        update(tasks).where(tasks.c.id == task_id, tasks.c.done_at.is_(None)).values(
            done_at=micros(at), done_by=by, note=note
        )
    )  # fmt: skip


def end_of_berkas(connection: Connection, berkas_id: int, orders: Sequence[int], at: datetime, by: str) -> None:
    """The steps were recorded (or left out) on the berkas itself: their tasks are done."""
    if orders:
        connection.execute(
            update(tasks)
            .where(tasks.c.berkas_id == berkas_id, tasks.c.step_order.in_(orders), tasks.c.done_at.is_(None))
            .values(done_at=micros(at), done_by=by)
        )


def at_step(connection: Connection, hall: Hall, layanan: str, order: int, start: datetime, end_: datetime) -> list[str]:
    """The berkas of a layanan, handed over in that time, that stand at this step now."""
    asked = (
        select(berkas.c.number)
        .where(
            berkas.c.hall_id == hall.id, berkas.c.layanan_id == hall.offers[layanan].id, berkas.c.current == order,
            berkas.c.handed_over_at >= micros(start), berkas.c.handed_over_at < micros(end_),
            or_(berkas.c.state == "open", berkas.c.state == "waiting", berkas.c.state == "ready"),
        )
        .order_by(berkas.c.id)
    )  # fmt: skip
    return list(connection.execute(asked).scalars())


def _select() -> Select[Any]:
    return select(tasks, berkas.c.number.label("berkas_number")).select_from(
        tasks.outerjoin(berkas, berkas.c.id == tasks.c.berkas_id)
    )


def _task(hall: Hall, row: RowMapping) -> Task:
    return Task(
        id=row["id"], layanan=hall.codes[row["layanan_id"]], order=row["step_order"], kind=row["kind"],
        title=row["title"], role=row["role"], due_on=row["due_on"], berkas=row["berkas_number"], period=row["period"],
        done_at=moment(row["done_at"]), done_by=row["done_by"], note=row["note"],
    )  # fmt: skip
