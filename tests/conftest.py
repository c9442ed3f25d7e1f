"""What every room's tests share: a database of each kind, fresh for each test.

`database_url` is an empty database, `ready_url` one that has its tables already (cloned, so that it costs milliseconds).
A test that asks for either runs twice: on SQLite and on PostgreSQL. `--db sqlite` narrows that by hand.
"""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import Cluster

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser import OpenPage

DATABASES = ("sqlite", "postgresql")
TEMPLATE = "antrean_template"
ON_BOTH = ("records", "races", "realtime")
# Of other rooms, what counts numbers, takes turns, prints once, books places, or merges.
ALSO_ON_BOTH = frozenset(
    f"tests.{name}"
    for name in (
        "actions.test_tickets", "actions.test_calls", "actions.test_commands", "actions.test_turns", "actions.test_undo",
        "actions.test_days", "actions.test_day_ends", "actions.test_seats", "actions.test_shares", "actions.test_paper",
        "actions.test_file_hands", "actions.test_check_ins", "actions.test_stations", "actions.test_summonses",
        "actions.test_postponing", "printing.test_print_kills", "printing.test_print_spool",
        "printing.test_print_statements",
    )
)  # fmt: skip
# Asked on PostgreSQL in the ordinary run: there several servers share a store, and its locks are the ones that went wrong.
ONLY_POSTGRESQL = frozenset(
    f"tests.{name}"
    for name in ("actions.test_lock_order", "races.test_recording_races", "races.test_recording_stations")
)
# Neither an example nor its making has a deadline: a slow machine is no fault. The ordinary run tries the same examples each
# time, so that it fails for what was changed and for nothing else; the long run looks for new ones.
settings.register_profile(
    "ordinary", deadline=None, derandomize=not os.environ.get("ANTREAN_LONG"),
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
settings.load_profile("ordinary")
_serial = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=DATABASES, help="run the tests of both databases on this one only")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever asks for a database, directly or through another fixture, runs on both.

    In the ordinary run the rooms that only ask what `hall` answers (pages, requests, commands of the keyboard) do so on
    SQLite; what must hold under two databases is proved on both. The long run takes everything on both.
    """
    if "database" not in metafunc.fixturenames:
        return
    only = metafunc.config.getoption("--db")
    name = metafunc.module.__name__
    both = name.split(".")[1] in ON_BOTH or name in ALSO_ON_BOTH or bool(os.environ.get("ANTREAN_LONG"))
    kinds = DATABASES if both else DATABASES[:1]
    if name in ONLY_POSTGRESQL and not os.environ.get("ANTREAN_LONG"):
        kinds = DATABASES[1:]
    metafunc.parametrize("database", [only] if only else kinds, scope="session")


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
    else:
        yield from _clone(request.getfixturevalue("postgresql"), "template0")


@pytest.fixture
def ready_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of this kind with this version's tables, for this test alone."""
    template: str = request.getfixturevalue("ready_template")(database)
    if database == "sqlite":
        shutil.copy(template, tmp_path / "antrean.db")
        yield f"sqlite:///{tmp_path / 'antrean.db'}"
    else:
        yield from _clone(request.getfixturevalue("postgresql"), template)


@pytest.fixture(scope="session")
def ready_template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """`ready_template(kind)` -> the file (SQLite) or database (PostgreSQL) to clone, migrated once a session."""
    made: dict[str, str] = {}

    def template(kind: str) -> str:
        from hall.records import schema  # drivers and rules are tested without loading what keeps records

        if kind in made:
            return made[kind]
        if kind == "sqlite":
            made[kind] = str(tmp_path_factory.mktemp("template") / "antrean.db")
            schema.prepare(f"sqlite:///{made[kind]}")
        else:
            made[kind] = TEMPLATE
            schema.prepare(request.getfixturevalue("postgresql").create(TEMPLATE))
        return made[kind]

    return template


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """The session's browser: one, because Playwright cannot be started twice in a process."""
    from tests.browser import launched

    with launched() as browser:
        yield browser


@pytest.fixture
def open_page(chromium: "Browser") -> "Iterator[OpenPage]":
    """`open_page(url, width=1080, height=1920, touch=False, **context)` -> a page of a browser with no memory.

    A script's uncaught error on any of the pages fails the test at its end.
    """
    from tests.browser import Visitors

    visitors = Visitors(chromium)
    yield visitors.open
    visitors.close()
    assert visitors.errors == []


def _clone(cluster: Cluster, template: str) -> Iterator[str]:
    name = f"test_{os.getpid()}_{next(_serial)}"
    yield cluster.create(name, template)
    cluster.drop(name)
