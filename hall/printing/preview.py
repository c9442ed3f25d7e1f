"""A picture of a slip, drawn from the very bytes that go to the printer: `png(data, profile) -> bytes`.

Screen, paper and tests cannot drift apart, because nothing but the bytes is known here. Pillow comes on first use.
The letters are DejaVu Sans Mono, which comes with python-barcode (a dependency of python-escpos), on the printer's own
grid of 12 x 24 dots.
"""

from __future__ import annotations

import io
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hall.printing.codes import qr_modules
from hall.printing.measure import CELL_HEIGHT, CELL_WIDTH, height
from hall.printing.reader import Align, Element, Kept, Line, Qr, Raster, Run, read
from printer_drivers import Profile

if TYPE_CHECKING:
    from PIL import Image

    from hall.printing.logo import Logo

MARGIN_MM: Final = {True: 5.0, False: 4.0}  # unprintable edge of 58 mm and 80 mm rolls
TOOTH: Final = 6
INK: Final = (38, 34, 38)
PAPER: Final = (253, 251, 246)
CLEAR: Final = 255  # palette index of what is not paper
WHITE: Final = 254


def dots(data: bytes, profile: Profile, logo: Logo | None = None) -> Image.Image:
    """The printable area alone, one pixel a dot, black (0) on white (255), mode L; `logo`: what the printer keeps."""
    from PIL import Image

    placed: list[tuple[int, Element]] = []
    top = 0
    for element in read(data):
        placed.append((top, element))
        top += height(element, profile, logo)
    image = Image.new("L", (profile.dots, max(top, 1)), 255)
    for y, element in placed:
        drawn = _draw(element, logo)
        if drawn is not None:
            align = element.align if isinstance(element, Line | Qr | Raster | Kept) else "left"
            image.paste(drawn, (_left(align, drawn.width, profile.dots), y))
    return image


def png(data: bytes, profile: Profile, logo: Logo | None = None) -> bytes:
    """The slip as it lies in the hand: paper with its margins, soft ink, and the edge of the cutter or the tear bar."""
    from PIL import Image, ImageFilter

    printed = dots(data, profile, logo)
    margin = round(MARGIN_MM[profile.narrow] / 25.4 * profile.dpi)
    top = margin // 2
    sheet = Image.new("L", (printed.width + 2 * margin, printed.height + top + TOOTH), WHITE)
    sheet.paste(printed.point([min(value, WHITE) for value in range(256)]), (margin, top))
    sheet = sheet.filter(ImageFilter.BoxBlur(0.5))
    if profile.cutter == "none":
        _tear(sheet)
    sheet.putpalette(_palette())
    out = io.BytesIO()
    sheet.save(out, "PNG", compress_level=4, transparency=CLEAR, dpi=(profile.dpi, profile.dpi))
    return out.getvalue()


def _left(align: Align, width: int, room: int) -> int:
    return {"left": 0, "center": (room - width) // 2, "right": room - width}[align]


def _draw(element: Element, logo: Logo | None) -> Image.Image | None:
    if isinstance(element, Line):
        return _draw_line(element) if element.runs else None
    if isinstance(element, Qr):
        modules = qr_modules(element.data, element.level)
        packed = [
            sum(cell << (7 - at % 8) for at, cell in enumerate(row[i : i + 8]))
            for row in modules
            for i in range(0, len(row), 8)
        ]
        return _bits(bytes(packed), len(modules[0]), len(modules), (element.module, element.module))
    if isinstance(element, Raster):
        return _bits(b"".join(element.rows), len(element.rows[0]) * 8, len(element.rows), element.scale)
    if isinstance(element, Kept) and logo:
        wide, packed_rows = logo.image.packed()
        return _bits(packed_rows, wide * 8, len(logo.image.rows), (1, 1))
    return None


def _bits(packed: bytes, width: int, rows: int, scale: tuple[int, int]) -> Image.Image:
    from PIL import Image

    image = Image.frombytes("1", (width, rows), packed, "raw", "1;I").convert("L")
    return image.resize((width * scale[0], rows * scale[1]), Image.Resampling.NEAREST)


def _draw_line(line: Line) -> Image.Image:
    from PIL import Image

    pieces = [_draw_run(run) for run in line.runs]
    tallest = max(piece.height for piece in pieces)
    image = Image.new("L", (sum(piece.width for piece in pieces), tallest), 255)
    x = 0
    for piece in pieces:
        image.paste(piece, (x, tallest - piece.height))
        x += piece.width
    return image


def _draw_run(run: Run) -> Image.Image:
    from PIL import Image, ImageChops

    image = Image.new("L", (CELL_WIDTH * len(run.text), CELL_HEIGHT), 255)
    for at, letter in enumerate(run.text):
        if letter != " ":
            image.paste(_glyph(letter), (at * CELL_WIDTH, 0))
    if run.bold:
        image = ImageChops.darker(image, ImageChops.offset(image, 1, 0))
    if run.inverse:
        image = ImageChops.invert(image)
    return image.resize((image.width * run.width, CELL_HEIGHT * run.height), Image.Resampling.NEAREST)


@cache
def _font() -> Any:
    from PIL import ImageFont

    spec = find_spec("barcode")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("python-barcode, which brings the letters of the preview, is not installed")
    return ImageFont.truetype(str(Path(spec.origin).parent / "fonts" / "DejaVuSansMono.ttf"), 20)


@cache
def _glyph(letter: str) -> Image.Image:
    from PIL import Image, ImageDraw

    image = Image.new("L", (CELL_WIDTH, CELL_HEIGHT), 255)
    ImageDraw.Draw(image).text((0, 19), letter, fill=0, font=_font(), anchor="ls")
    return image.point([0 if value < 150 else 255 for value in range(256)])


def _tear(sheet: Image.Image) -> None:
    """The saw edge of a tear bar at the foot of the sheet."""
    from PIL import ImageDraw

    low, draw = sheet.height, ImageDraw.Draw(sheet)
    for x in range(0, sheet.width, 2 * TOOTH):
        draw.polygon([(x, low), (x + TOOTH, low - TOOTH), (x + 2 * TOOTH, low)], fill=CLEAR)


@cache
def _palette() -> list[int]:
    """Grey 0 to 254 as ink to paper; 255 is transparent."""
    shades = [
        tuple(round(ink + (paper - ink) * grey / WHITE) for ink, paper in zip(INK, PAPER, strict=True))
        for grey in range(255)
    ]
    return [part for shade in [*shades, (255, 255, 255)] for part in shade]
