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
