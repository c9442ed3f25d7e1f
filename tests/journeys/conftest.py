"""A demo server with a printer on a TCP port for the whole room, and servers of their own for walks that break something."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.rooms import Witness, watched
from tests.journeys.server import Program, Server
from tests.patience import let_midnight_pass
from tests.printer_drivers.simulated import SimulatedPrinter

StartServer = Callable[..., Server]


@pytest.fixture(autouse=True)
def _one_day() -> None:
    let_midnight_pass()


@pytest.fixture(scope="session")
def printer() -> Iterator[SimulatedPrinter]:
    """The printer of the demo server's halls."""
    with SimulatedPrinter() as one:
        yield one


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, printer: SimulatedPrinter) -> Iterator[Server]:
    """The demo server that walks share; each begins with `hall_of` in a hall where nobody waits."""
    one = Server(tmp_path_factory.mktemp("demo"), ANTREAN_DEMO_PRINTER=f"{printer.url}&connect=20&deadline=30").start()
    yield one.said_once("jumapolo")
    one.stop()


@pytest.fixture(scope="session")
def _programs() -> dict[tuple[str, str], Program]:
    return {}


@pytest.fixture
def clerk(server: Server, _programs: dict[tuple[str, str], Program]) -> Callable[[str], Program]:
    """`clerk(hall)` -> a program with a counter's token in a hall where nobody waits."""

    def program(hall: str) -> Program:
        key = (hall, "counter")
        if key not in _programs:
            _programs[key] = server.program(*key)
        for code in ("3", "2", "1"):
            _programs[key].clear(code)
            _programs[key].post(f"/counters/{code}/closings")
        return _programs[key]

    return program


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[StartServer]:
    """`start_server(demo=True, **settings)` -> a server of this test alone."""
    started: list[Server] = []

    def begin(*, demo: bool = True, **settings: str) -> Server:
        folder = tmp_path / f"server{len(started)}"
        folder.mkdir()
        started.append(Server(folder, demo=demo, **settings))
        return started[-1]

    yield begin
    for one in started:
        one.kill()


@pytest.fixture
def rooms(chromium: Browser, server: Server) -> Iterator[Witness]:
    """Opens screens of the shared demo server; a fault on any of them fails the test at its end."""
    with watched(chromium, server.url) as witness:
        yield witness
