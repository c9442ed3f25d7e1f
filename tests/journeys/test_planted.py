"""The search for planted people finds them wherever they are left, in whatever shape."""

import base64
from collections.abc import Callable
from urllib.parse import quote_plus

import pytest

from tests.journeys.planted import PLACES, Evidence, person

ONE = person(1, "Zulkontohan Rahasiawan", "02-01-2004", "Ngadirejo")
SIBLING = person(2, "Qisahkontohan Rahasiawan", "03-02-2002", "Ngadirejo", family=1)
OTHER = person(3, "Wirakontohan Umpamaji", "04-03-2006", "Ngadirejo")


def _base64(text: str) -> bytes:
    return base64.b64encode(b"1" + text.encode() + b"2")


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


@pytest.mark.parametrize("place", [*PLACES, "console"])
@pytest.mark.parametrize("write", [str, str.upper, quote_plus, _base64, _wide], ids=lambda write: write.__name__)
def test_a_name_that_is_left_anywhere_is_found(place: str, write: Callable[[str], str | bytes]) -> None:
    evidence = Evidence()
    evidence.add(place, b"before ")
    evidence.add(place, write(ONE.name))
    assert f"{place}: of {ONE.name} 'Zulkontohan'" in evidence.found([ONE])
    assert evidence.found([OTHER]) == []


@pytest.mark.parametrize("datum", [ONE.nik, ONE.family, ONE.phone])
def test_a_number_of_a_person_is_found(datum: str) -> None:
    evidence = Evidence()
    evidence.add("log", f"x{datum}y")
    assert len(evidence.found([ONE])) == 1


def test_a_page_may_name_one_family_where_it_must_and_nobody_else() -> None:
    evidence = Evidence()
    evidence.shown = {"/kalipare/counter/1": [f"{ONE.name} {SIBLING.name}"], "/kalipare/display": ["A001"]}
    assert evidence.found([ONE, SIBLING, OTHER]) == []
    evidence.shown["/kalipare/counter/2"] = [f"{ONE.name} {OTHER.name}"]
    evidence.shown["/kalipare/display"] = [OTHER.phone]
    assert evidence.found([ONE, OTHER]) == [
        f"page /kalipare/display: {OTHER.name}", f"page /kalipare/counter/2: {ONE.name} and {OTHER.name}",
    ]  # fmt: skip
