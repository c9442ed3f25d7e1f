"""What every room's tests share: a database of each kind, fresh for each test."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Cluster

DATABASES = ("sqlite", "postgresql")
_serial = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=DATABASES, help="run the tests of both databases on this one only")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever asks for `database_url` (or names `database` itself) runs on SQLite and on PostgreSQL."""
    if "database" in metafunc.fixturenames:
        only = metafunc.config.getoption("--db")
        metafunc.parametrize("database", [only] if only else DATABASES, scope="session")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """The session's PostgreSQL. Missing programs are a failure, never a skip."""
    with Cluster() as cluster:
        yield cluster


@pytest.fixture
def database_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of this kind, for this test alone."""
    if database == "sqlite":
        yield f"sqlite:///{tmp_path / 'antrean.db'}"
        return
    cluster: Cluster = request.getfixturevalue("postgresql")
    name = f"test_{os.getpid()}_{next(_serial)}"
    yield cluster.create(name)
    cluster.drop(name)
