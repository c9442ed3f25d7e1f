"""The chain of stations as the SOPs print it, and the code of a letter."""

from datetime import UTC, datetime

import pytest

from hall.catalogue.reader import read_hall
from hall.errors import Refused
from hall.rules import recording, summonses
from hall.rules.layanan import Layanan
from tests.office import catalogue

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def document(slug: str) -> Layanan:
    return next(one for one in read_hall(catalogue(slug)).layanan if one.code == recording.LAYANAN)


def test_the_kalipare_chain_has_the_printed_minutes_and_the_call_at_its_first_station() -> None:
    chain = recording.chain_of(document("kalipare"))

    assert [(stop.station, stop.minutes) for stop in chain.stops] == [
        ("verifikasi", 2), ("foto", 1), ("tanda-tangan", 0.5), ("sidik-jari", 4), ("iris", 2), ("telunjuk", 4),
        ("kasi", 1), ("penyerahan", 1),
    ]  # fmt: skip
    assert chain.stops == recording.KALIPARE.stops
    assert {stop.post for stop in chain.stops if stop.station in ("telunjuk", "kasi")} == {recording.KASI}
    assert chain.per_set == (recording.OPERATOR,)


def test_barito_kuala_has_three_roles_of_ten_minutes_each() -> None:
    chain = recording.chain_of(document("barito-kuala"))

    assert [(stop.post, stop.minutes) for stop in chain.stops] == [
        ("Petugas Penerima", 10), ("Kasi Pemerintahan", 10), ("Operator Komputer", 10),
    ]  # fmt: skip
    assert chain.stations == ("verifikasi", "kasi", "sidik-jari")
    assert chain.per_set == ("Operator Komputer",)


def test_a_hall_without_a_chain_of_its_own_takes_that_of_kalipare() -> None:
    assert recording.chain_of(None) == recording.KALIPARE


def test_measured_minutes_replace_the_printed_ones() -> None:
    chain = recording.chains(document("kalipare"), {"iris": 3.5, "unheard-of": 9})

    assert dict(zip(chain.stations, (stop.minutes for stop in chain.stops), strict=True))["iris"] == 3.5
    assert "terukur" in chain.source


@pytest.mark.parametrize(
    "typed",
    [
        "4k7p9xrd", "4K7P-9XRD", " 4k7p 9xrd ", "http://antrean.test/kalipare/panggilan#4K7P9XRD",
        "4K7P/9XRD", "4k7pß9xrd", "HTTPÖ&&ANTREAN.TEST&KALIPARE&PANGGILAN\'4K7P9XRD", "http;//x/kalipare/panggilan34k7p9xrd",
    ],
)  # fmt: skip
def test_a_code_is_read_however_it_is_typed_or_scanned(typed: str) -> None:
    assert summonses.read_code(typed) == "4K7P9XRD"


def test_lookalikes_are_read_as_what_they_look_like() -> None:
    assert summonses.read_code("IOLBSZU0") == "10185" + "2V0"
    assert not set("BILOSUZ") & set(summonses.ALPHABET)


@pytest.mark.parametrize("typed", ["", "4K7P9XR", "4K7P9XRDA", "4K7P9XR!", "A001"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert summonses.read_code(typed) is None


def test_every_number_gives_a_code_of_its_own() -> None:
    found = {summonses.code_from(number) for number in (0, 1, 28, 29, summonses.CODES - 1)}

    assert len(found) == 5
    assert all(summonses.read_code(code) == code for code in found)


def test_an_attempt_moves_a_summons_on_until_the_day_has_decided() -> None:
    assert summonses.after_attempt("made", "no_answer") == "sent"
    assert summonses.after_attempt("sent", "delivered") == "delivered"
    assert summonses.after_attempt("confirmed", "delivered") == "confirmed"
    assert summonses.after_attempt("delivered", "other_day") == "moved_day"
    assert summonses.after_attempt("made", "died") == "died"
    with pytest.raises(Refused) as refused:
        summonses.after_attempt("recorded", "confirmed")
    assert refused.value.code == "wrong_state"
