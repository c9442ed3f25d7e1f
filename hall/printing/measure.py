"""How much paper a slip takes, from its bytes. The preview draws by the same heights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hall.printing.codes import qr_side
from hall.printing.reader import Cut, Element, Feed, Kept, Line, Qr, Raster, read
from printer_drivers import Profile

if TYPE_CHECKING:
    from hall.printing.logo import Logo

CELL_WIDTH: Final = 12
CELL_HEIGHT: Final = 24
LINE_HEIGHT: Final = 30
HEAD_TO_BLADE_MM: Final = 12.0


def height(element: Element, profile: Profile, logo: Logo | None = None) -> int:
    """Dots that one element takes down the paper; `logo`: what the printer keeps, where it keeps one."""
    if isinstance(element, Line):
        return max([LINE_HEIGHT, *(CELL_HEIGHT * run.height for run in element.runs)])
    if isinstance(element, Qr):
        return qr_side(element.data, element.level) * element.module
    if isinstance(element, Raster):
        return len(element.rows) * element.scale[1]
    if isinstance(element, Kept):
        return len(logo.image.rows) if logo else 0
    if isinstance(element, Feed):
        return LINE_HEIGHT * element.lines
    return round(HEAD_TO_BLADE_MM / 25.4 * profile.dpi) if isinstance(element, Cut) else 0


def millimetres(data: bytes, profile: Profile, logo: Logo | None = None) -> float:
    """Length of the slip with the way to the blade."""
    return sum(height(element, profile, logo) for element in read(data)) / profile.dpi * 25.4
