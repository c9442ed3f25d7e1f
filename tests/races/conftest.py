"""What the tests of this room share: the furnished office."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hall.records import schema
from tests.office import furnish, furnished, office_url
from tests.patience import let_midnight_pass
from tests.races.recording_house import RecordingSite, made
from tests.real_server import Site

__all__ = ["furnished", "office_url"]


@pytest.fixture
def site(furnished: Callable[[Path], str], tmp_path: Path) -> Iterator[Site]:
    """A furnished database on which a test starts as many servers as it likes."""
    let_midnight_pass()
    found = Site(furnished(tmp_path), tmp_path)
    yield found
    found.close()


@pytest.fixture
def servers(database: str) -> int:
    """How many servers share the store: SQLite has one, PostgreSQL as many hosts as wanted."""
    return 1 if database == "sqlite" else 2


@pytest.fixture
def file_site(tmp_path: Path) -> Iterator[Site]:
    """The same on SQLite alone, for what is about its file."""
    url = f"sqlite:///{tmp_path / 'antrean.db'}"
    schema.prepare(url)
    furnish(url, tmp_path)
    let_midnight_pass()
    found = Site(url, tmp_path)
    yield found
    found.close()


@pytest.fixture(scope="package")
def house(
    furnished: Callable[[Path], str], database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RecordingSite]:
    """A hall that records, on one server over SQLite and on two over PostgreSQL; races bring their own people and sessions."""
    let_midnight_pass()
    site = made(furnished, tmp_path_factory.mktemp("recording"), 1 if database == "sqlite" else 2)
    yield site
    site.close()


@pytest.fixture
def the_truth(house: RecordingSite) -> Iterator[None]:
    """After every race the whole store is held against the invariants, and the servers' logs are free of rings."""
    let_midnight_pass()
    yield
    house.truth()
    house.no_ring()
