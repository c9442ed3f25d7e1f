"""The office whose paper is tested."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.printing.outbox import Outbox


@pytest.fixture
def outbox(database_url: str, tmp_path: Path) -> Iterator[Outbox]:
    kept = Outbox(database_url, tmp_path / "var")
    yield kept
    kept.close()


@pytest.fixture
def file_outbox(tmp_path: Path) -> Iterator[Outbox]:
    """The same on SQLite alone, for what has nothing to do with the store."""
    kept = Outbox(f"sqlite:///{tmp_path / 'antrean.db'}", tmp_path / "var")
    yield kept
    kept.close()
