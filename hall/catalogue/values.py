"""What a hall's folder holds, as values."""

from __future__ import annotations

from dataclasses import dataclass

from hall.rules.hall import Category
from hall.rules.layanan import Layanan


@dataclass(frozen=True, slots=True)
class HallLine:
    """One queue of the hall; citizens of delicate layanan read its name on their slip, so it tells no purpose."""

    letter: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class HallPlan:
    """The hall itself. `timezone` is an IANA name, `zone` what people call it (WIB, WITA, WIT)."""

    slug: str
    name: str
    regency: str
    timezone: str
    zone: str
    lines: tuple[HallLine, ...]
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class HallCatalogue:
    """A hall with all its layanan in the order of the kiosk; back office and inactive ones too."""

    hall: HallPlan
    layanan: tuple[Layanan, ...]
