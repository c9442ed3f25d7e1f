"""One transaction for one thing that a person asked, with its news and its first answer.

`once` is the door of every command: it looks whether the same asker already asked this, gives the first answer if so,
and otherwise does the work, keeps the answer in the same transaction and tells the news after the commit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError

from hall.errors import Refused
from hall.records.database import Database
from hall.records.hot import Hot
from hall.records.tables import answers, events
from hall.records.times import micros
from hall.rules.events import Event

T = TypeVar("T")

KEEP_ANSWERS_HOURS: Final = 48
TRIES: Final = 3

_FIND = Hot(
    select(answers.c.digest, answers.c.status, answers.c.body).where(
        answers.c.asker == bindparam("asker"),
        answers.c.path == bindparam("path"),
        answers.c.request_id == bindparam("request_id"),
    )
)
_ANSWER = ("asker", "path", "request_id", "digest", "status", "body", "at")
_KEEP = Hot(insert(answers).inline(), _ANSWER)
_EVENT = ("hall_id", "at", "kind", "actor", "subject")
_LOG = Hot(insert(events).inline(), _EVENT)


class Stale(Exception):
    """The hall's set-up changed since it was read: read it again and do the work anew."""


class NewDay(Exception):
    """The hall has not entered this business day yet: enter it and do the work anew."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Who asked what: a request_id counts within its asker and path; `digest` stands for the body."""

    asker: str
    path: str
    request_id: str
    digest: str

    @classmethod
    def of(cls, asker: str, path: str, request_id: str, body: Any) -> Ask:
        """`body` is any JSON-able value; its order of keys does not count."""
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return cls(asker, path[:160], request_id, hashlib.sha256(text.encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class Answer:
    """JSON text as it goes out; `repeated` when it is the first answer once more."""

    body: str
    status: int
    repeated: bool = False


@dataclass(slots=True)
class Work:
    """A transaction under way: its connection (for records only), its moment, and the news to tell after it."""

    connection: Connection
    now: datetime
    news: list[Event] = field(default_factory=list)

    def tell(self, event: Event) -> None:
        """News for the time after the commit."""
        self.news.append(event)

    def log(self, hall_id: int, kind: str, *, actor: str | None = None, subject: str | None = None) -> None:
        """One row of the event log; never personal data."""
        row = {"hall_id": hall_id, "at": micros(self.now), "kind": kind, "actor": actor, "subject": subject}
        _LOG.post(self.connection, row)


def transact(database: Database, now: datetime, tell: Callable[[Event], None], do: Callable[[Work], T]) -> T:
    """Runs `do` in one transaction and tells its news after the commit."""
    with database.writing() as connection:
        work = Work(connection, now)
        result = do(work)
    for event in work.news:
        tell(event)
    return result


def once(
    database: Database,
    now: datetime,
    tell: Callable[[Event], None],
    ask: Ask,
    do: Callable[[Work], dict[str, Any]],
    status: int = 201,
) -> Answer:
    """The first answer to `ask`: kept with the work, given again with status 200, `request_id_reused` for another body."""
    for attempt in range(TRIES):
        try:
            with database.writing() as connection:
                first = find_answer(connection, ask)
                if first is not None:
                    return first
                work = Work(connection, now)
                body = json.dumps(do(work), ensure_ascii=False, separators=(",", ":"))
                _KEEP.post(connection, _row(ask, status, body, now))
        except IntegrityError:
            # Two hosts at the same moment: whoever came second finds the first answer, or does its work anew.
            if attempt == TRIES - 1:
                raise
            continue
        except Refused:
            first = _answered_meanwhile(database, ask)
            if first is None:
                raise
            return first
        for event in work.news:
            tell(event)
        return Answer(body, status)
    raise AssertionError("unreachable")


def _answered_meanwhile(database: Database, ask: Ask) -> Answer | None:
    """The twin of this question, asked at the same moment through another host, may be the very cause of the refusal.

    SQLite has one writer from the first look on, so nothing can have come between.
    """
    if database.sqlite:
        return None
    with database.reading() as connection:
        return find_answer(connection, ask)


def find_answer(connection: Connection, ask: Ask) -> Answer | None:
    """The kept first answer, None when this was never asked, `request_id_reused` when it was for another body."""
    asked = {"asker": ask.asker, "path": ask.path, "request_id": ask.request_id}
    row = _FIND.run(connection, asked).one_or_none()
    if row is None:
        return None
    if row.digest != ask.digest:
        raise Refused("request_id_reused")
    return Answer(row.body, 200, repeated=True)


def _row(ask: Ask, status: int, body: str, now: datetime) -> dict[str, Any]:
    return {
        "asker": ask.asker, "path": ask.path, "request_id": ask.request_id, "digest": ask.digest,
        "status": status, "body": body, "at": micros(now),
    }  # fmt: skip


def forget_answers(database: Database, before: datetime, batch: int = 100) -> int:
    """Drops answers older than `before` in small batches; gives how many went in this batch."""
    with database.writing() as connection:
        old = connection.execute(
            select(answers.c.asker, answers.c.path, answers.c.request_id)
            .where(answers.c.at < micros(before))
            .limit(batch)
        ).all()
        for row in old:
            connection.execute(
                delete(answers).where(
                    answers.c.asker == row.asker, answers.c.path == row.path, answers.c.request_id == row.request_id
                )
            )
    return len(old)
