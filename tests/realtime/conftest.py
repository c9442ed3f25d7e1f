"""What the tests of this room share: the furnished office."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.office import furnished
from tests.real_server import Site

__all__ = ["furnished"]


@pytest.fixture(scope="module")
def site(furnished: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for the module's tests."""
    folder = tmp_path_factory.mktemp("site")
    found = Site(furnished(folder), folder)
    try:
        found.serve()
        yield found
    finally:
        found.close()
