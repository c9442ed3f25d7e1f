"""A keeper at the command line, with a data folder of their own."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from hall.cli import main


@dataclass(frozen=True)
class Typed:
    """What one command left: its exit status, its answer and its complaint."""

    status: int
    out: str
    err: str


Keeper = Callable[..., Typed]


@pytest.fixture
def keeper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Keeper:
    """Types a command; `stdin` is what is piped into it."""
    monkeypatch.setenv("ANTREAN_VAR", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)

    def types(*words: str, stdin: str = "") -> Typed:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        try:
            status = main(words)
        except SystemExit as end:
            status = int(end.code or 0)
        said = capsys.readouterr()
        return Typed(status, said.out, said.err)

    return types


@pytest.fixture
def office(keeper: Keeper, ready_url: str, monkeypatch: pytest.MonkeyPatch) -> Keeper:
    """A keeper whose hall `kec-uji` is set up, on each database."""
    monkeypatch.setenv("ANTREAN_DATABASE_URL", ready_url)
    done = keeper("init", "kerjo", "--slug", "kec-uji", "--name", "Kecamatan Uji", "--counters", "2")
    assert done.status == 0, done.err
    return keeper
