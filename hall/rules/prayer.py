"""Prayer times of a place, computed without a network: the sun by `astral`, the rule by the Ministry of Religion (Kemenag).

Kemenag's criteria as its almanac states them: subuh at 20 degrees below the horizon, isya at 18, asar when a shadow has
grown by its object's length (Syafi'i), every time rounded up to the minute and two minutes of caution (ihtiyati) added.
The horizon is that of the sea. A printed table of the regency may differ by a minute or two (its reference point, height,
or another rounding): the office corrects each prayer by minutes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

NAMES: Final = ("subuh", "zuhur", "asar", "magrib", "isya")
SUBUH_DEGREES: Final = 20.0
ISYA_DEGREES: Final = 18.0
CAUTION: Final = timedelta(minutes=2)
LATITUDES, LONGITUDES = (-11.5, 6.5), (94.5, 141.5)
"""Indonesia, from Rote to Weh and from Weh to Merauke: elsewhere these criteria are not in force."""
MOST_CORRECTION: Final = 15


@dataclass(frozen=True, slots=True)
class Place:
    """Where the office stands, in degrees (south and west are negative), and its corrections: (prayer, minutes)."""

    latitude: float
    longitude: float
    minutes: tuple[tuple[str, int], ...] = ()


@lru_cache(maxsize=64)
def times(place: Place, day: date, timezone: str) -> dict[str, datetime]:
    """When each prayer's time begins on `day`: prayer -> whole minute on the hall's wall clock."""
    from astral import Observer, SunDirection, sun  # here, and not for every start of a hall that shows no prayer times

    zone, at = ZoneInfo(timezone), Observer(place.latitude, place.longitude)
    noon = sun.noon(at, day, tzinfo=zone)
    shadow = 1 + math.tan(math.radians(sun.zenith(at, noon, with_refraction=False)))
    height = math.degrees(math.atan(1 / shadow))
    found = {
        "subuh": sun.dawn(at, day, SUBUH_DEGREES, tzinfo=zone),
        "zuhur": noon,
        "asar": sun.time_at_elevation(at, height, day, SunDirection.SETTING, tzinfo=zone, with_refraction=False),
        "magrib": sun.sunset(at, day, tzinfo=zone),
        "isya": sun.dusk(at, day, ISYA_DEGREES, tzinfo=zone),
    }
    corrected = dict(place.minutes)
    return {
        name: _minute_after(moment) + CAUTION + timedelta(minutes=corrected.get(name, 0))
        for name, moment in found.items()
    }


def _minute_after(moment: datetime) -> datetime:
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + timedelta(minutes=1)
