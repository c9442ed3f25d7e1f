"""A zone: the part of a hall that one TV speaks for. Without zones every TV speaks for the whole hall."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from hall.rules.hall import HallSettings

LAYOUTS: Final = ("calls", "lines", "slides")
LAYOUT: Final = "slides"
MOST_MARGIN: Final = 8.0


@dataclass(frozen=True, slots=True)
class Zone:
    """Which counters (codes) and lines (letters) its screens show and say; both empty: everything.

    `layout`: calls only, calls with lines, or calls with slides. `margin`: per cent of the picture's height and width that
    stay empty on every side, for a TV that cuts its edges off (overscan), 0 to 8.
    """

    code: str
    name: str
    counters: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    layout: str = LAYOUT
    margin: float = 0.0


def zone_of(settings: HallSettings, code: str | None) -> Zone | None:
    """The hall's zone of this code; None is the whole hall, also for a code that the keeper took away."""
    return next((zone for zone in settings.zones if zone.code == code), None)


def belongs(zone: Zone | None, counter: str, letter: str) -> bool:
    """Whether a call at this counter, of a number of this line, is one of the zone's."""
    if zone is None or not (zone.counters or zone.lines):
        return True
    return counter in zone.counters or letter in zone.lines


def to_json(zones: Iterable[Zone]) -> list[dict[str, Any]]:
    """The zones as the hall's settings keep them."""
    return [
        {"code": zone.code, "name": zone.name, "counters": list(zone.counters), "lines": list(zone.lines),
         "layout": zone.layout, "margin": zone.margin}
        for zone in zones
    ]  # fmt: skip


def from_json(kept: Iterable[Mapping[str, Any]]) -> tuple[Zone, ...]:
    """The zones out of the hall's settings; what is missing or beyond its bounds has its default or its bound."""
    return tuple(
        Zone(
            code=str(zone["code"]),
            name=str(zone.get("name", zone["code"])),
            counters=tuple(zone.get("counters", ())),
            lines=tuple(zone.get("lines", ())),
            layout=layout(zone.get("layout")),
            margin=margin(zone.get("margin", 0.0)),
        )
        for zone in kept
    )


def layout(kept: Any) -> str:
    """A layout out of the settings; one that is not known is the default."""
    return kept if kept in LAYOUTS else LAYOUT


def margin(kept: Any) -> float:
    """A margin out of the settings, within its bounds."""
    value = float(kept)
    return min(MOST_MARGIN, max(0.0, value)) if math.isfinite(value) else 0.0
