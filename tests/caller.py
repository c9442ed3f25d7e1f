"""A program that speaks HTTP to a server; light to load, because races start many of them."""

import http.client
import json
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.patience import PATIENCE, eventually

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Caller:
    """One program with one token on one connection that it keeps. `extra`: headers of a browser in place of the token."""

    port: int
    token: str | None
    hall: str = "jumapolo"
    extra: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """(status, body). Raises OSError or HTTPException when the server goes away; a kept connection may have aged."""
        kept = self._connection is not None
        try:
            return self._once(method, path, body)
        except ConnectionError:
            if not kept:
                raise
            return self._once(method, path, body)

    def _once(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        connection = self._connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        self._connection = connection
        headers = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        try:
            connection.request(
                method, path if path.startswith("/") else f"/api/v1/halls/{self.hall}/{path}",
                body if body is None or isinstance(body, bytes) else json.dumps(body),
                headers | {"Content-Type": "application/json"} | self.extra,
            )  # fmt: skip
            response = connection.getresponse()
            return response.status, json.loads(response.read() or b"null")
        except BaseException:
            connection.close()
            self._connection = None
            raise

    def get(self, path: str) -> Any:
        status, body = self.ask("GET", path)
        assert status == 200, body
        return body

    def post(self, path: str, request_id: str | None = None, **body: Any) -> tuple[int, Any]:
        return self.ask("POST", path, {"request_id": request_id or uuid.uuid4().hex} | body)

    def does(self, path: str, **body: Any) -> Any:
        """The body of a command that succeeds; a store whose disk is slow is asked again, as screens do."""
        asked = uuid.uuid4().hex

        def answered() -> tuple[int, Any] | None:
            status, told = self.post(path, asked, **body)
            return None if status == 503 else (status, told)

        status, told = eventually(answered, f"{path} is not busy")
        assert status == 201, told
        return told
