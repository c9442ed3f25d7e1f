"""Berkas and their step runs, and the steps of the document under which each was opened."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, text, update

from hall.errors import Refused
from hall.records.database import inserted_id
from hall.records.tables import berkas, layanan_versions, step_runs, tickets
from hall.records.times import micros, moment
from hall.rules.hall import Hall
from hall.rules.layanan import Step, from_json
from hall.rules.tickets import Ticket
from hall.rules.workflow import Berkas, BerkasState, Outcome, StepRun

_NEXT = text(
    "INSERT INTO registers (hall_id, name, period, last) VALUES (:hall_id, :name, :period, 1) "
    "ON CONFLICT (hall_id, name, period) DO UPDATE SET last = registers.last + 1 RETURNING last"
)
_COLUMNS = (berkas, tickets.c.number.label("ticket_number"), tickets.c.day.label("ticket_day"))


def next_number(connection: Connection, hall: Hall, register: str, period: str) -> int:
    """The next running number of a register; never given twice, no gap among kept ones."""
    asked = {"hall_id": hall.id, "name": register, "period": period}
    return int(connection.execute(_NEXT, asked).scalar_one())


def steps(connection: Connection, version_id: int) -> tuple[Step, ...]:
    """The printed steps of a document's version."""
    found = _STEPS.get(version_id)
    if found is None:
        body = connection.execute(
            select(layanan_versions.c.body).where(layanan_versions.c.id == version_id)
        ).scalar_one()  # fmt: skip
        found = _STEPS[version_id] = _steps_of(body)
    return found


_STEPS: dict[int, tuple[Step, ...]] = {}


@lru_cache(maxsize=256)
def _steps_of(body: str) -> tuple[Step, ...]:
    return from_json(json.loads(body)).steps


def add(connection: Connection, hall: Hall, value: Berkas, layanan_id: int, ticket_id: int | None) -> int:
    """Keeps a new berkas with its runs; gives its id."""
    row = _row(value) | {
        "hall_id": hall.id, "number": value.number, "layanan_id": layanan_id, "version_id": value.version_id,
        "ticket_id": ticket_id, "channel": value.channel, "opened_at": micros(value.opened_at),
        "promised_at": micros(value.promised_at),
    }  # fmt: skip
    berkas_id = inserted_id(connection.execute(insert(berkas).values(**row)))
    _keep_runs(connection, berkas_id, (), value.runs)
    return berkas_id


def keep(connection: Connection, before: Berkas, value: Berkas) -> None:
    """Keeps what changed; `wrong_state` when somebody recorded a step meanwhile."""
    changed = connection.execute(
        update(berkas)
        .where(berkas.c.id == value.id, berkas.c.state == before.state.value, berkas.c.current == before.current)
        .values(**_row(value))
    ).rowcount
    if changed != 1:
        raise Refused("wrong_state", "Berkas ini baru saja diubah di tempat lain. Lihat layar sekali lagi.")
    _keep_runs(connection, value.id, before.runs, value.runs)


def by_number(connection: Connection, hall: Hall, number: str, *, lock: bool = False) -> Berkas | None:
    """A berkas of the hall by its number, with all its runs; `lock` holds it for this transaction (PostgreSQL)."""
    asked = _select().where(berkas.c.hall_id == hall.id, berkas.c.number == number)
    if lock:
        asked = asked.with_for_update(of=berkas)
    row = connection.execute(asked).mappings().one_or_none()
    return None if row is None else _from(connection, hall, row)


def of_ticket(connection: Connection, hall: Hall, ticket: Ticket) -> Berkas | None:
    """The berkas that a ticket opened last."""
    row = connection.execute(
        _select().where(berkas.c.ticket_id == ticket.id).order_by(berkas.c.id.desc()).limit(1)
    ).mappings().one_or_none()  # fmt: skip
    return None if row is None else _from(connection, hall, row)


def page(connection: Connection, hall: Hall, before_id: int | None, how_many: int) -> list[tuple[int, Berkas]]:
    """Berkas of the hall, newest first, each with its row's id; `before_id` pages on."""
    asked = _select().where(berkas.c.hall_id == hall.id).order_by(berkas.c.id.desc()).limit(how_many)
    if before_id is not None:
        asked = asked.where(berkas.c.id < before_id)
    return [(row["id"], _from(connection, hall, row)) for row in connection.execute(asked).mappings().all()]


def _select() -> Any:
    return select(*_COLUMNS).select_from(berkas.outerjoin(tickets, tickets.c.id == berkas.c.ticket_id))


def _from(connection: Connection, hall: Hall, row: RowMapping) -> Berkas:
    runs = connection.execute(select(step_runs).where(step_runs.c.berkas_id == row["id"]).order_by(step_runs.c.id))
    return Berkas(
        id=row["id"],
        number=row["number"],
        layanan=hall.codes[row["layanan_id"]],
        version_id=row["version_id"],
        ticket=row["ticket_number"],
        channel=row["channel"],
        state=BerkasState(row["state"]),
        current=row["current"],
        opened_at=moment(row["opened_at"]),
        agenda_number=row["agenda_number"],
        promised_at=moment(row["promised_at"]),
        handed_over_at=moment(row["handed_over_at"]),
        done_at=moment(row["done_at"]),
        runs=tuple(_run(found) for found in runs.mappings()),
    )


def _run(row: RowMapping) -> StepRun:
    return StepRun(
        order=row["step_order"],
        run=row["run"],
        started_at=moment(row["started_at"]),
        finished_at=moment(row["finished_at"]),
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        answer=row["answer"],
        missing=tuple(json.loads(row["missing"])),
        note=row["note"],
        until=moment(row["until_at"]),
        by=row["by"],
        recorded_by=row["recorded_by"],
    )


def _row(value: Berkas) -> dict[str, Any]:
    return {
        "state": value.state.value, "current": value.current, "agenda_number": value.agenda_number,
        "handed_over_at": micros(value.handed_over_at), "done_at": micros(value.done_at),
    }  # fmt: skip


def _keep_runs(connection: Connection, berkas_id: int, before: Sequence[StepRun], runs: Sequence[StepRun]) -> None:
    known = {(run.order, run.run): run for run in before}
    for run in runs:
        row = {
            "berkas_id": berkas_id, "step_order": run.order, "run": run.run, "started_at": micros(run.started_at),
            "finished_at": micros(run.finished_at), "outcome": run.outcome.value if run.outcome else None,
            "answer": run.answer, "missing": json.dumps(run.missing, ensure_ascii=False), "note": run.note,
            "until_at": micros(run.until), "by": run.by, "recorded_by": run.recorded_by,
        }  # fmt: skip
        was = known.get((run.order, run.run))
        if was is None:
            connection.execute(insert(step_runs).values(**row))
        elif was != run:
            connection.execute(
                update(step_runs)
                .where(
                    step_runs.c.berkas_id == berkas_id, step_runs.c.step_order == run.order, step_runs.c.run == run.run
                )
                .values(**row)
            )
