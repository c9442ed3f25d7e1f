"""The whole application over a furnished database, once a room and database, and programs that speak to it."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from werkzeug.test import TestResponse

from hall.actions.office import Office
from hall.app import create_app
from hall.clock import FixedClock
from tests.office import furnished, office, office_url, tokens_of
from tests.people.offices import MORNING, settings_for

__all__ = ["furnished", "office", "office_url"]

_ids = itertools.count(1)
RAW_NUMBER = re.compile(r"\b[A-Z]\d{3,4}\b")


def _as_on_the_slip(response: Response) -> Response:
    """Whatever a test of this room asks: no sentence of a refusal writes a number otherwise than screens and slips do."""
    if response.mimetype == "application/problem+json":
        told = response.get_json()
        for sentence in (told["detail"], told.get("detail_en", "")):
            assert not RAW_NUMBER.search(sentence), sentence
    return response


@dataclass
class Program:
    """A program with the token of one role in one hall."""

    app: Flask
    hall: str
    token: str | None

    def headers(self) -> dict[str, str]:
        return {} if self.token is None else {"Authorization": f"Bearer {self.token}"}

    def get(self, path: str) -> TestResponse:
        return self.app.test_client().get(self._address(path), headers=self.headers())

    def post(self, path: str, **body: Any) -> TestResponse:
        """`POST` with a fresh request_id, unless the body brings its own."""
        told = {"request_id": f"proof-{next(_ids):016d}"} | body
        return self.app.test_client().post(self._address(path), json=told, headers=self.headers())

    def raw(self, path: str, data: bytes, method: str = "POST", **more: Any) -> TestResponse:
        """Bytes as they are."""
        asked: dict[str, Any] = {"content_type": "application/json", "headers": self.headers()} | more
        return self.app.test_client().open(self._address(path), method=method, data=data, **asked)

    def _address(self, path: str) -> str:
        return path if path.startswith("/") else f"/api/v1/halls/{self.hall}/{path}"


@dataclass
class House:
    """The application, its office and a program of each role."""

    app: Flask
    office: Office
    tokens: dict[tuple[str, str], str]

    def program(self, role: str | None, hall: str = "jumapolo", *, at: str | None = None) -> Program:
        """A program with `hall`'s token of `role` (None: without any) that asks about the hall `at`."""
        return Program(self.app, at or hall, None if role is None else self.tokens[hall, role])

    def fresh(self, layanan: str = "kartu-keluarga", hall: str = "jumapolo", **wish: Any) -> dict[str, Any]:
        """A new ticket."""
        found: dict[str, Any] = self.program("kiosk", hall).post("tickets", layanan=layanan, **wish).get_json()
        return found

    def serve(self, number: str, counter: str = "1", hall: str = "jumapolo") -> Program:
        """Opens the counter and calls this number there; ends first whatever the counter has in hand."""
        clerk = self.program("counter", hall)
        clerk.post(f"counters/{counter}/completions")
        assert clerk.post(f"counters/{counter}/openings").status_code == 201
        assert clerk.post(f"counters/{counter}/calls", ticket=number).status_code == 201
        return clerk


@pytest.fixture(scope="module")
def house(furnished: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    app = create_app(settings_for(folder, furnished(folder), demo=False), FixedClock(MORNING))
    app.after_request(_as_on_the_slip)
    found: Office = app.extensions["antrean-office"]
    tokens = {
        (hall, role): token
        for hall in ("jumapolo", "kalipare", "barito-kuala")
        for role, token in tokens_of(found, hall).items()
    }  # fmt: skip
    yield House(app, found, tokens)
    app.close()  # type: ignore[attr-defined]
