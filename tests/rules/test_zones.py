"""Which calls a TV shows and says: those of its zone, and a zone without counters and lines is the whole hall."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as some

from hall.records.halls import settings_from
from hall.rules.hall import HallSettings
from hall.rules.zones import LAYOUTS, MOST_MARGIN, Zone, belongs, from_json, to_json, zone_of

UP = Zone("atas", "Lantai atas", ("3", "4"), ("M",), "calls", 2.5)


def test_a_zone_is_its_counters_and_its_lines() -> None:
    assert belongs(UP, "3", "A")
    assert belongs(UP, "1", "M")
    assert not belongs(UP, "1", "A")


def test_without_a_zone_and_in_a_zone_that_names_nothing_every_call_belongs() -> None:
    for zone, counter, letter in product((None, Zone("semua", "Semua")), "123", "AM"):
        assert belongs(zone, counter, letter)


def test_a_zone_is_found_by_its_code_and_an_unknown_one_is_the_whole_hall() -> None:
    settings = HallSettings(zones=(UP,))
    assert zone_of(settings, "atas") is UP
    assert zone_of(settings, "bawah") is None
    assert zone_of(settings, None) is None


_ZONES = some.builds(
    Zone, some.text(min_size=1), some.text(), some.lists(some.text()).map(tuple), some.lists(some.text()).map(tuple),
    some.sampled_from(LAYOUTS), some.floats(0, MOST_MARGIN),
)  # fmt: skip


@given(some.lists(_ZONES).map(tuple))
def test_zones_are_kept_and_read_back(zones: tuple[Zone, ...]) -> None:
    assert from_json(to_json(zones)) == zones
    assert settings_from({"zones": to_json(zones)}).zones == zones


def test_what_is_missing_or_out_of_bounds_is_put_right() -> None:
    assert from_json([{"code": "x"}]) == (Zone("x", "x"),)
    assert from_json([{"code": "x", "layout": "cinema", "margin": 40}])[0] == Zone("x", "x", margin=MOST_MARGIN)
    assert from_json([{"code": "x", "margin": float("nan")}])[0].margin == 0
