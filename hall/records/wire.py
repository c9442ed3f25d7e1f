"""PostgreSQL's side of the hot path: what can travel together goes to the server in one message.

A turn-around costs more than most of what the server is asked. So BEGIN goes with the first statement, a statement whose
answer nobody needs with the next one, and the last of them with COMMIT; each is prepared once a connection. Such a message is
a pipeline of PostgreSQL's protocol: after a fault the server passes over all that follows in it, the COMMIT too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg.abc import PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.generators import fetch, send
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement with its values as the server takes them. `name`: under which it is prepared here for the first time."""

    sql: str
    values: Sequence[Any] = ()
    name: bytes | None = None


_BEGIN: Final = _Said("BEGIN")
_COMMIT: Final = _Said("COMMIT")
_ROLLBACK: Final = _Said("ROLLBACK")
_DONE: Final = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
_BEGUN: Final = (TransactionStatus.INTRANS, TransactionStatus.INERROR)


@dataclass(frozen=True, slots=True)
class Found:
    """An answer: the names of its columns, its rows, and how many it kept or changed."""

    names: list[str]
    rows: list[Any]
    count: int


class Wire(psycopg.Connection[Any]):
    """One connection of the writers. Its faults carry no values: the server tells those from the second line on."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._types = Transformer(self)
        self._known: dict[str, bytes] = {}
        self._names = 0
        self._posted: list[_Said] = []

    def post(self, sql: str, values: Sequence[Any]) -> None:
        """Goes with whatever is said next, at the latest with COMMIT; a fault of the store is told there."""
        self._posted.append(self._said(sql, values))

    def ask(self, sql: str, values: Sequence[Any]) -> Found:
        """Its answer, after everything that was posted."""
        answer = self._send(self._said(sql, values))
        self._types.set_pgresult(answer)
        names = [(answer.fname(place) or b"").decode() for place in range(answer.nfields)]
        return Found(names, self._types.load_rows(0, answer.ntuples, tuple), answer.command_tuples or 0)

    def cursor(self, *given: Any, **more: Any) -> Any:
        """Whoever speaks by himself speaks after everything that was posted."""
        if self._posted:
            self._send()
        return super().cursor(*given, **more)

    def commit(self) -> None:
        """Keeps the transaction."""
        if self._posted:
            self._send(_COMMIT)
        else:
            super().commit()

    def rollback(self) -> None:
        """Gives the transaction up. (psycopg's own way would forget every prepared statement.)"""
        self._posted.clear()
        if self.pgconn.transaction_status in _BEGUN:
            self._send(_ROLLBACK)
        else:
            super().rollback()

    def _said(self, sql: str, values: Sequence[Any]) -> _Said:
        return _Said(sql, self._types.dump_sequence(values, [PyFormat.TEXT] * len(values)))

    def _send(self, *last: _Said) -> PGresult:
        """One message and its answers; gives the last. A connection that was interrupted meanwhile serves nobody any more."""
        said = [*self._posted, *last]
        self._posted.clear()
        if self.pgconn.transaction_status == TransactionStatus.IDLE:
            said.insert(0, _BEGIN)
        try:
            self.pgconn.enter_pipeline_mode()
            expected = [self._put(one) for one in said]
            self.pgconn.pipeline_sync()
            answers = self.wait(self._answers())
            if self.pgconn.status == ConnStatus.OK:
                self.pgconn.exit_pipeline_mode()
        except BaseException:
            self.close()
            raise
        return self._judge([one for some in expected for one in some], answers)

    def _put(self, said: _Said) -> list[_Said]:
        """Queues it; gives what the server will answer to."""
        name = self._known.get(said.sql)
        if name is not None:
            self.pgconn.send_query_prepared(name, said.values)
            return [said]
        self._names += 1
        name = f"hot_{self._names}".encode()
        self.pgconn.send_prepare(name, said.sql.encode())
        self.pgconn.send_query_prepared(name, said.values)
        return [_Said(said.sql, name=name), said]

    def _answers(self) -> PQGen[list[PGresult]]:
        """Waits as psycopg does, so cooperatively in the worker; once for a message, mostly."""
        found = list[PGresult]()
        yield from send(self.pgconn)
        while True:
            answer = yield from fetch(self.pgconn)
            if answer is None:  # between two answers, or because there is nobody any more
                if self.pgconn.status == ConnStatus.BAD:
                    return found
            elif answer.status == ExecStatus.PIPELINE_SYNC:
                return found
            else:
                found.append(answer)

    def _judge(self, expected: Sequence[_Said], answers: Sequence[PGresult]) -> PGresult:
        for said, answer in zip(expected, answers, strict=False):
            if answer.status not in _DONE:
                fault = error_from_result(answer)
                fault.args = (str(fault).partition("\n")[0],)
                if isinstance(fault, InvalidSqlStatementName):  # somebody between us and the server let them go
                    self._known.clear()
                raise fault
            if said.name is not None:
                self._known[said.sql] = said.name
        if len(answers) < len(expected):
            raise psycopg.OperationalError("the connection is lost")
        return answers[-1]
