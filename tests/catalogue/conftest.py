"""The four halls, read once."""

from collections.abc import Callable, Mapping

import pytest

from hall.catalogue import HallCatalogue, bundled, read_hall
from hall.rules.layanan import Layanan
from tests.catalogue.transcription import BUNDLED


@pytest.fixture(scope="session")
def halls() -> Mapping[str, HallCatalogue]:
    return {slug: read_hall(bundled(slug)) for slug in BUNDLED}


@pytest.fixture(scope="session")
def all_layanan(halls: Mapping[str, HallCatalogue]) -> list[Layanan]:
    return [layanan for catalogue in halls.values() for layanan in catalogue.layanan]


@pytest.fixture(scope="session")
def layanan(halls: Mapping[str, HallCatalogue]) -> Callable[[str, str], Layanan]:
    """`layanan(hall, code)`."""

    def find(slug: str, code: str) -> Layanan:
        return next(one for one in halls[slug].layanan if one.code == code)

    return find
