"""Berkas with their step runs, letters and numbers, and the document under which each was opened."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, RowMapping, bindparam, case, func, insert, or_, select, text, update

from hall.errors import Refused
from hall.records import registers
from hall.records.database import inserted_id
from hall.records.tables import berkas, complaints, layanan_versions, letters, step_runs, tickets
from hall.records.times import micros, moment
from hall.rules.hall import Hall
from hall.rules.holding import Held, HeldTogether
from hall.rules.layanan import Layanan, Step, from_json
from hall.rules.registers import Letter
from hall.rules.tickets import Ticket
from hall.rules.workflow import Berkas, BerkasState, Outcome, StepRun

_NEXT = text(
    "INSERT INTO registers (hall_id, name, period, last) VALUES (:hall_id, :name, :period, 1) "
    "ON CONFLICT (hall_id, name, period) DO UPDATE SET last = registers.last + 1 RETURNING last"
)
Reading = Connection
"""A connection as actions may name it: they hand it on to records and never speak SQL."""
_parents = berkas.alias("parents")
_pickups = tickets.alias("pickups")
_COLUMNS: Final = (
    berkas, tickets.c.number.label("ticket_number"), _pickups.c.number.label("picked_up"),
    _parents.c.number.label("parent_number"), letters.c.direction, letters.c.office, letters.c.letter_number,
    letters.c.letter_day, letters.c.subject, letters.c.urgency, letters.c.instruction, letters.c.roles,
)  # fmt: skip
_FROM: Final = (
    berkas.outerjoin(tickets, tickets.c.id == berkas.c.ticket_id)
    .outerjoin(_pickups, _pickups.c.id == berkas.c.picked_up_ticket_id)
    .outerjoin(_parents, _parents.c.id == berkas.c.parent_id)
    .outerjoin(letters, letters.c.berkas_id == berkas.c.id)
)
# The running step of a waiting file says until when. Only what is under way has a holder, and that index is small; as a
# range it is chosen whatever a store believes of how many rows there are.
_WITH_UNTIL: Final = berkas.outerjoin(
    step_runs,
    (step_runs.c.berkas_id == berkas.c.id)
    & step_runs.c.finished_at.is_(None)
    & (berkas.c.state == BerkasState.WAITING.value),
)
_UNDER_WAY: Final = (berkas.c.hall_id == bindparam("hall_id"), berkas.c.holder > "")
_LIVE: Final = (
    select(
        berkas.c.id, berkas.c.state, berkas.c.holder, berkas.c.holder_since, berkas.c.promised_at, step_runs.c.until_at
    )
    .select_from(_WITH_UNTIL)
    .where(*_UNDER_WAY)
)
_COUNTED: Final = (
    select(
        berkas.c.holder, berkas.c.state, func.count().label("all"),
        func.sum(case((step_runs.c.until_at > bindparam("now"), 1), else_=0)).label("asleep"),
        func.sum(case((berkas.c.promised_at < bindparam("now"), 1), else_=0)).label("late"),
    )
    .select_from(_WITH_UNTIL)
    .where(*_UNDER_WAY)
    .group_by(berkas.c.holder, berkas.c.state)
)  # fmt: skip
_READY: Final = (
    select(berkas.c.number, berkas.c.holder_since)
    .select_from(
        berkas.outerjoin(tickets, tickets.c.id == berkas.c.ticket_id).outerjoin(
            complaints, complaints.c.berkas_id == berkas.c.id
        )
    )
    .where(
        *_UNDER_WAY,
        complaints.c.berkas_id.is_(None),  # an answer is brought to its reporter, not collected
        berkas.c.state == BerkasState.READY.value,
        or_(berkas.c.ticket_id.is_(None), tickets.c.state.in_(("done", "absent", "cancelled"))),
        berkas.c.picked_up_ticket_id.is_(None),
    )
    .order_by(berkas.c.holder_since, berkas.c.id)
    .limit(200)
)


def next_number(connection: Connection, hall: Hall, register: str, period: str) -> int:
    """The next running number of a register; never given twice, no gap among kept ones."""
    asked = {"hall_id": hall.id, "name": register, "period": period}
    return int(connection.execute(_NEXT, asked).scalar_one())


def document(connection: Connection, version_id: int) -> Layanan:
    """The document's version under which a berkas was opened; versions never change."""
    known = _DOCUMENTS.setdefault(connection.engine, {})
    found = known.get(version_id)
    if found is None:
        body = connection.execute(
            select(layanan_versions.c.body).where(layanan_versions.c.id == version_id)
        ).scalar_one()  # fmt: skip
        found = known[version_id] = _document_of(body)
    return found


_DOCUMENTS: WeakKeyDictionary[Engine, dict[int, Layanan]] = WeakKeyDictionary()  # ids count within one store


@lru_cache(maxsize=256)
def _document_of(body: str) -> Layanan:
    return from_json(json.loads(body))


def steps(connection: Connection, version_id: int) -> tuple[Step, ...]:
    """The printed steps of a document's version."""
    return document(connection, version_id).steps


def add(
    connection: Connection,
    hall: Hall,
    value: Berkas,
    layanan_id: int,
    ticket_id: int | None,
    parent_id: int | None = None,
) -> int:
    """Keeps a new berkas with its runs and its letter; gives its id."""
    row = _row(value) | {
        "hall_id": hall.id, "number": value.number, "layanan_id": layanan_id, "version_id": value.version_id,
        "ticket_id": ticket_id, "channel": value.channel, "opened_at": micros(value.opened_at),
        "label": value.label, "person": value.sealed, "parent_id": parent_id,
    }  # fmt: skip
    berkas_id = inserted_id(connection.execute(insert(berkas).values(**row)))
    _keep_runs(connection, berkas_id, (), value.runs)
    if value.letter is not None:
        keep_letter(connection, berkas_id, value.letter)
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


def keep_agenda(connection: Connection, berkas_id: int, number: str | None) -> None:
    """The agenda number that the berkas carries; None when it was voided."""
    connection.execute(update(berkas).where(berkas.c.id == berkas_id).values(agenda_number=number))


def keep_person(connection: Connection, berkas_id: int, sealed: str) -> None:
    """The applicant, sealed."""
    connection.execute(update(berkas).where(berkas.c.id == berkas_id).values(person=sealed))


def keep_pick_up(connection: Connection, berkas_id: int, ticket_id: int) -> None:
    """The later ticket at which the applicant came back."""
    connection.execute(update(berkas).where(berkas.c.id == berkas_id).values(picked_up_ticket_id=ticket_id))


def keep_letter(connection: Connection, berkas_id: int, letter: Letter) -> None:
    """The letter of a berkas, as it is now."""
    row = {
        "direction": letter.direction, "office": letter.office, "letter_number": letter.number,
        "letter_day": letter.day, "subject": letter.subject, "urgency": letter.urgency,
        "instruction": letter.instruction, "roles": json.dumps(letter.roles),
    }  # fmt: skip
    if not connection.execute(update(letters).where(letters.c.berkas_id == berkas_id).values(**row)).rowcount:
        connection.execute(insert(letters).values(berkas_id=berkas_id, **row))


def by_number(connection: Connection, hall: Hall, number: str, *, lock: bool = False) -> Berkas | None:
    """A berkas of the hall by its number, with all its runs; `lock` holds it for this transaction (PostgreSQL)."""
    asked = _select().where(berkas.c.hall_id == hall.id, berkas.c.number == number)
    return next(iter(_all(connection, hall, asked.with_for_update(of=berkas) if lock else asked)), None)


def hold(connection: Connection, hall: Hall, numbers: Collection[str]) -> None:
    """Holds these berkas for this transaction, in one order for everybody, so that nobody waits in a circle."""
    asked = select(berkas.c.id).where(berkas.c.hall_id == hall.id, berkas.c.number.in_(numbers)).order_by(berkas.c.id)
    connection.execute(asked.with_for_update())


def of_ticket(connection: Connection, hall: Hall, ticket: Ticket) -> Berkas | None:
    """The berkas that a ticket opened last."""
    asked = _select().where(berkas.c.ticket_id == ticket.id).order_by(berkas.c.id.desc()).limit(1)
    return next(iter(_all(connection, hall, asked)), None)


def files(connection: Connection, hall: Hall, ticket_id: int) -> list[Berkas]:
    """Every berkas of a ticket, oldest first: those that it opened and those that it came to take up again."""
    mine = or_(berkas.c.ticket_id == ticket_id, berkas.c.picked_up_ticket_id == ticket_id)
    return _all(connection, hall, _select().where(mine).order_by(berkas.c.id))


def by_ids(connection: Connection, hall: Hall, ids: Sequence[int]) -> list[Berkas]:
    """These berkas in this order."""
    found = {each.id: each for each in _all(connection, hall, _select().where(berkas.c.id.in_(ids)))}
    return [found[each] for each in ids if each in found]


def page(
    connection: Connection, hall: Hall, before_id: int | None, how_many: int, state: BerkasState | None = None
) -> list[Berkas]:
    """Berkas of the hall, newest first; `before_id` pages on."""
    asked = _select().where(berkas.c.hall_id == hall.id).limit(how_many)
    if before_id is not None:
        asked = asked.where(berkas.c.id < before_id)
    if state is None:
        return _all(connection, hall, asked.order_by(berkas.c.id.desc()))
    if state is BerkasState.DONE:  # nearly all of them: the newest are found by going back from the end, not by sorting
        asked = asked.where(berkas.c.state.concat("") == state.value).order_by(berkas.c.id.desc())
    else:  # few among many: found by their state and then sorted, not by going back through all that is done
        asked = asked.where(berkas.c.state == state.value).order_by((berkas.c.id + 0).desc())
    return _all(connection, hall, asked)


def live(connection: Connection, hall: Hall) -> list[Held]:
    """Everything under way, in no order."""
    return [
        Held(
            row.id, BerkasState(row.state), row.holder, moment(row.holder_since), moment(row.promised_at),
            moment(row.until_at),
        )
        for row in connection.execute(_LIVE, {"hall_id": hall.id})
    ]  # fmt: skip


def counted(connection: Connection, hall: Hall, now: datetime) -> list[HeldTogether]:
    """How many files under way lie in which hands, by state."""
    rows = connection.execute(_COUNTED, {"hall_id": hall.id, "now": micros(now)})
    return [HeldTogether(row.holder, BerkasState(row.state), row.all, row.asleep, row.late) for row in rows]


def ready(connection: Connection, hall: Hall) -> list[tuple[str, Any]]:
    """(number, since when) of what lies ready for applicants who are not at a counter now, longest first."""
    return [(row.number, moment(row.holder_since)) for row in connection.execute(_READY, {"hall_id": hall.id})]


def ticket_of(connection: Connection, berkas_id: int) -> RowMapping | None:
    """{token, day, language, number, state} of the ticket from which a berkas was opened."""
    asked = (
        select(tickets.c.token, tickets.c.day, tickets.c.language, tickets.c.number, tickets.c.state)
        .select_from(berkas.join(tickets, tickets.c.id == berkas.c.ticket_id))
        .where(berkas.c.id == berkas_id)
    )
    return connection.execute(asked).mappings().one_or_none()


def by_word(connection: Connection, hall: Hall, word: str) -> list[Berkas]:
    """What a clerk typed or scanned: a berkas' number, a number of a register, or the token of its ticket."""
    found = by_number(connection, hall, word)
    if found is not None:
        return [found]
    ids = registers.berkas_with(connection, hall, word)
    ids += connection.execute(
        select(berkas.c.id)
        .select_from(berkas.join(tickets, tickets.c.id == berkas.c.ticket_id))
        .where(tickets.c.token == word, tickets.c.hall_id == hall.id)
    ).scalars()
    return by_ids(connection, hall, ids)


def _select() -> Any:
    return select(*_COLUMNS).select_from(_FROM)


def _all(connection: Connection, hall: Hall, asked: Any) -> list[Berkas]:
    """The asked rows with their runs and numbers: three questions, however many berkas there are."""
    rows = connection.execute(asked).mappings().all()
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    runs: dict[int, list[StepRun]] = {each: [] for each in ids}
    found = select(step_runs).where(step_runs.c.berkas_id.in_(ids)).order_by(step_runs.c.id)
    for run in connection.execute(found).mappings():
        runs[run["berkas_id"]].append(_run(run))
    numbers = registers.of_berkas(connection, ids)
    return [_berkas(hall, row, runs[row["id"]], numbers) for row in rows]


def _berkas(hall: Hall, row: RowMapping, runs: Sequence[StepRun], numbers: Mapping[int, Collection[Any]]) -> Berkas:
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
        runs=tuple(runs),
        label=row["label"],
        holder=row["holder"],
        holder_since=moment(row["holder_since"]),
        parent=row["parent_number"],
        picked_up=row["picked_up"],
        void_reason=row["void_reason"],
        sealed=row["person"],
        letter=None if row["direction"] is None else _letter(row),
        numbers=tuple(numbers.get(row["id"], ())),
    )


def _letter(row: RowMapping) -> Letter:
    return Letter(
        direction=row["direction"], office=row["office"], subject=row["subject"], number=row["letter_number"],
        day=row["letter_day"], urgency=row["urgency"], instruction=row["instruction"],
        roles=tuple(json.loads(row["roles"])),
    )  # fmt: skip


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
        "promised_at": micros(value.promised_at), "handed_over_at": micros(value.handed_over_at),
        "done_at": micros(value.done_at), "holder": value.holder, "holder_since": micros(value.holder_since),
        "void_reason": value.void_reason,
    }  # fmt: skip


def _keep_runs(connection: Connection, berkas_id: int, before: Sequence[StepRun], runs: Sequence[StepRun]) -> None:
    known = {(run.order, run.run): run for run in before}
    new = [_run_row(berkas_id, run) for run in runs if (run.order, run.run) not in known]
    for run in runs:
        was = known.get((run.order, run.run))
        if was is not None and was != run:
            row = _run_row(berkas_id, run)
            here = [step_runs.c[name] == row[name] for name in ("berkas_id", "step_order", "run")]
            connection.execute(update(step_runs).where(*here).values(**row))
    if new:
        connection.execute(insert(step_runs), new)


def _run_row(berkas_id: int, run: StepRun) -> dict[str, Any]:
    return {
        "berkas_id": berkas_id, "step_order": run.order, "run": run.run, "started_at": micros(run.started_at),
        "finished_at": micros(run.finished_at), "outcome": run.outcome.value if run.outcome else None,
        "answer": run.answer, "missing": json.dumps(run.missing, ensure_ascii=False), "note": run.note,
        "until_at": micros(run.until), "by": run.by, "recorded_by": run.recorded_by,
    }  # fmt: skip
