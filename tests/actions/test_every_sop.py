"""Each of the 39 SOPs through every decision to its end: all on SQLite, one an office on PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hall.actions.office import Office
from hall.actions.setup import create_hall
from hall.rules.layanan import Layanan
from tests.actions.file_room import FileRoom
from tests.office import HALLS, catalogue, open_office
from tests.sop_walks import EVERY, NAMES, one_an_office, walk, ways

Furnished = Callable[[Path], str]
CHOSEN = one_an_office()


@pytest.fixture(scope="module")
def on_sqlite(ready_template: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """All four halls in one office: every walk opens files of its own."""
    folder = tmp_path_factory.mktemp("sops")
    found = open_office(f"sqlite:///{shutil.copy(ready_template('sqlite'), folder / 'antrean.db')}", folder)
    for slug in dict.fromkeys(hall for hall, _ in EVERY):
        create_hall(found, catalogue(slug), demo=True)
    yield found
    found.database.close()


@pytest.fixture(scope="module")
def on_each(furnished: Furnished, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The same on a database of each kind."""
    folder = tmp_path_factory.mktemp("sops")
    found = open_office(furnished(folder), folder)
    for slug in dict.fromkeys(hall for hall, _ in EVERY if hall not in HALLS):
        create_hall(found, catalogue(slug), demo=True)
    yield found
    found.database.close()


@pytest.mark.parametrize(("hall", "layanan"), EVERY, ids=NAMES)
def test_every_decision_of_every_sop_leads_to_its_end(on_sqlite: Office, hall: str, layanan: Layanan) -> None:
    walked(FileRoom(on_sqlite, hall), layanan)


@pytest.mark.parametrize(("hall", "layanan"), CHOSEN, ids=[f"{hall}-{layanan.code}" for hall, layanan in CHOSEN])
def test_the_sop_of_each_office_with_the_most_decisions_goes_alike_on_both_stores(
    on_each: Office, hall: str, layanan: Layanan
) -> None:
    walked(FileRoom(on_each, hall), layanan)


def walked(room: FileRoom, layanan: Layanan) -> None:
    for answers in ways(layanan):
        opened = room.open(layanan.code)
        number = opened["number"]

        def record(outcome: str, number: str = number, **said: Any) -> dict[str, Any]:
            return room.step(number, outcome, **{name: _frozen(value) for name, value in said.items()})

        assert walk(layanan, answers, opened, record) == room.one(number)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
