"""A private CUPS for the tests of this room, and printers on every kind of connection."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.printer_drivers.private_cups import PrivateCups


@pytest.fixture(scope="package")
def cups() -> Iterator[PrivateCups]:
    """The room's CUPS; `lp` is led to it. Missing programs are a failure, never a skip."""
    before = {name: os.environ.get(name) for name in ("CUPS_SERVER", "HOME")}
    with PrivateCups() as server:
        os.environ.update(server.environment)
        yield server
    for name, value in before.items():
        os.environ.pop(name)
        if value is not None:
            os.environ[name] = value
