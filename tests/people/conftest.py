"""An office of four small halls for every test of people and screens."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hall.actions.office import Office
from tests.people import offices


@pytest.fixture
def office(ready_url: str, tmp_path: Path) -> Iterator[Office]:
    with offices.opened(tmp_path, ready_url) as found:
        yield found
