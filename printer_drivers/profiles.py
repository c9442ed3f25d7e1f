"""What a printer can do, read from `profiles.toml`: a closed, checked table, no code a model."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final, Literal

FONT_WIDTH: Final = 12
"""Dots of one column: font A is 12 x 24 on every printer of the table."""

Confirm = Literal["pid", "gsr", "none"]
Cutter = Literal["partial", "full", "none"]
Qr = Literal["native", "raster"]


@dataclass(frozen=True, slots=True)
class Profile:
    """One class of printers. `dots` is the printable width, `qr_module` and `max_scale` are multiples of one dot.

    `logo`: the office's logo as "raster" (sent with every slip), "nv:AB" (kept in the printer's memory under the key code
    AB) or "none".
    """

    name: str
    dots: int
    dpi: int
    cutter: Cutter
    qr: Qr
    qr_module: int
    max_scale: int
    status: bool
    confirm: Confirm
    codepage: int
    presenter: bool
    mm_per_second: int
    logo: str = "raster"

    @property
    def columns(self) -> int:
        """Characters of font A on one line."""
        return self.dots // FONT_WIDTH

    @property
    def narrow(self) -> bool:
        """A 58 mm roll: fewer than 40 columns."""
        return self.columns < 40

    def with_width(self, millimetres: int) -> Profile:
        """The same printer with a roll of 58 or 80 mm (72 mm or 48 mm of it printable)."""
        if millimetres == 58:
            return replace(self, dots=384 if self.dpi >= 200 else 336, qr_module=min(self.qr_module, 6))
        return replace(self, dots=576 if self.dpi >= 200 else 512)


@cache
def profiles() -> Mapping[str, Profile]:
    """Every known profile by its name."""
    table = tomllib.loads(files("printer_drivers").joinpath("profiles.toml").read_text("utf-8"))
    return {name: Profile(name=name, **row) for name, row in table.items()}
