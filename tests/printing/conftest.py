"""The office whose paper is tested."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.postgres import Cluster
from tests.printing.outbox import Outbox


@pytest.fixture
def outbox(ready_url: str, tmp_path: Path) -> Iterator[Outbox]:
    kept = Outbox(ready_url, tmp_path / "var")
    yield kept
    kept.close()


@pytest.fixture
def file_outbox(tmp_path: Path) -> Iterator[Outbox]:
    """The same on SQLite alone, for what has nothing to do with the store."""
    kept = Outbox(f"sqlite:///{tmp_path / 'antrean.db'}", tmp_path / "var")
    yield kept
    kept.close()


@pytest.fixture
def shared_outbox(postgresql: Cluster, ready_template: Callable[[str], str], tmp_path: Path) -> Iterator[Outbox]:
    """The same on PostgreSQL alone, which several servers may share."""
    name = f"shared_{os.getpid()}"
    kept = Outbox(postgresql.create(name, ready_template("postgresql")), tmp_path / "var")
    yield kept
    kept.close()
    postgresql.drop(name)
