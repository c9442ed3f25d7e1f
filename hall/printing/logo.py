"""The office's logo on paper: read from a picture, one bit a dot, sent as an image or kept in the printer.

A thermal head knows black and white only, and grey made of scattered dots turns a crest into noise: so one threshold
for the whole picture, and no dithering. Pillow comes on first use.

In the printer (Epson's `GS ( L`, functions 67 and 69): defined once by a person's command, never inside a slip, because
that memory wears out; printed with eleven bytes.
"""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from hall.printing.raster import REAL_TIME, Bits, gs_v0
from printer_drivers import Profile

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES: Final = 4_000_000
MOST_PIXELS: Final = 16_000_000
MOST_STORED: Final = 65_536
WIDTH: Final = 377
"""Dots across at most: with up to seven more, by which an image may be moved, 384 stay enough."""
HEIGHT: Final = 96
WHITE: Final = 255
REDUCED: Final = 1600  # pixels a side before anything is looked at
TOO_MANY: Final = "Gambar terlalu besar. Paling besar 16 juta titik: kecilkan gambarnya, lalu unggah lagi."
BROKEN: Final = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, struct.error, zlib.error)
"""What Pillow raises for a file that is no picture, or only the beginning of one."""


class LogoFault(ValueError):
    """The file can't be the logo; the text is an Indonesian sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo ready for paper."""

    image: Bits

    @property
    def digest(self) -> str:
        """64 hexadecimal digits that change with every dot."""
        return hashlib.sha256(repr(self.image).encode()).hexdigest()

    def png(self) -> bytes:
        """As it is kept and shown: one bit a dot, well below 64 kB."""
        out = io.BytesIO()
        _picture(self.image).save(out, "PNG", optimize=True)
        return out.getvalue()

    def bytes_for(self, profile: Profile) -> bytes:
        """What prints it on such a printer; nothing where the profile wants none."""
        if profile.logo == "none":
            return b""
        return nv_print(profile.logo[3:]) if profile.logo.startswith("nv:") else _raster(self, profile.dots)


def read(data: bytes) -> Logo:
    """The logo in an uploaded PNG or JPEG. LogoFault for whatever else, and for what is too large."""
    if len(data) > MOST_BYTES:
        raise LogoFault("Berkas gambar terlalu besar. Paling besar 4 MB: kecilkan gambarnya, lalu unggah lagi.")
    grey = _grey(data)
    ink = _ink(grey, _threshold(grey))
    if _dark_ground(ink):
        from PIL import ImageChops

        grey, ink = ImageChops.invert(grey), ImageChops.invert(ink)
    box = ink.getbbox()
    if box is None:
        raise LogoFault("Gambar ini kosong bila dicetak hitam putih. Unggah logo yang lebih gelap dari latarnya.")
    small = _fit(grey.crop(box), WIDTH, HEIGHT)
    return Logo(_bits(_ink(small, _threshold(small))))


def restore(png: bytes) -> Logo:
    """The logo from what `Logo.png` gave. LogoFault when that was damaged."""
    image = _open(png)
    if image.width > WIDTH or image.height > HEIGHT:
        raise LogoFault("Logo yang tersimpan rusak. Unggah lagi.")
    return Logo(_bits(_ink(image.convert("L"), 128)))


def nv_define(logo: Logo, key: str) -> bytes:
    """Keeps the logo in the printer under two characters ("A1"), in place of what was there (`GS ( L`, 67)."""
    code = _key(key)
    for image in (logo.image, Bits(logo.image.width, (*logo.image.rows, 0))):
        wide, data = image.packed()
        dots, rows = (wide * 8).to_bytes(2, "little"), len(image.rows).to_bytes(2, "little")
        body = b"0C0" + code + b"\x01" + dots + rows + b"1" + data
        blob = b"\x1d(L" + len(body).to_bytes(2, "little") + body
        if not REAL_TIME.search(blob):  # the length itself may spell one: then one white row more
            return blob
    raise AssertionError("a real-time command in the head of two images of different length")


def nv_print(key: str) -> bytes:
    """Prints what is kept under that key (`GS ( L`, 69); nothing comes out where nothing is kept."""
    return b"\x1d(L\x06\x000E" + _key(key) + b"\x01\x01"


def _key(key: str) -> bytes:
    if len(key) != 2 or not all("!" <= letter <= "~" for letter in key):
        raise ValueError(f"a key of two printable characters, not {key!r}")
    return key.encode()


@lru_cache(maxsize=16)
def _raster(logo: Logo, dots: int) -> bytes:
    """Its image, made smaller for a narrower head; cached, because every slip carries it."""
    if logo.image.width <= dots // 8 * 8:
        return gs_v0(logo.image, dots)
    small = _fit(_picture(logo.image).convert("L"), dots // 8 * 8 - 7, HEIGHT)
    return gs_v0(_bits(_ink(small, 160)), dots)


def _open(data: bytes) -> Image.Image:
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is far lower
            image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
            if image.width * image.height <= MOST_PIXELS:
                image.draft("L" if image.mode == "L" else "RGB", (REDUCED, REDUCED))
                image.load()
                return ImageOps.exif_transpose(image)
    except Image.DecompressionBombError as fault:
        raise LogoFault(TOO_MANY) from fault
    except BROKEN as fault:
        raise LogoFault("Berkas ini bukan gambar PNG atau JPEG yang utuh. Pilih berkas logo yang lain.") from fault
    raise LogoFault(TOO_MANY)


def _grey(data: bytes) -> Image.Image:
    """The picture on white paper, in 256 greys, of a moderate size."""
    from PIL import Image

    image = _open(data)
    if image.mode.startswith("I"):  # 16 bits a dot
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    image.thumbnail((REDUCED, REDUCED))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, (WHITE, WHITE, WHITE, WHITE))
        image = Image.alpha_composite(paper, image)
    return image.convert("L")


def _threshold(grey: Image.Image) -> int:
    """Where black ends: the border that parts the two groups of grey best (Otsu 1979), so that gold on blue stays seen."""
    counts = grey.histogram()
    total, whole = sum(counts), sum(value * count for value, count in enumerate(counts))
    best, found, below, below_sum = -1.0, 128, 0, 0
    for value in range(255):
        below, below_sum = below + counts[value], below_sum + value * counts[value]
        above = total - below
        if below and above:
            parted = below * above * (below_sum / below - (whole - below_sum) / above) ** 2
            if parted > best:
                best, found = parted, value + 1
    return found if best > 0 else 128


def _dark_ground(ink: Image.Image) -> bool:
    """Whether the edge of the picture is mostly black: then the ground is, and paper is printed as paper."""
    wide, high = ink.size
    edges = [(0, 0, wide, 1), (0, high - 1, wide, high), (0, 0, 1, high), (wide - 1, 0, wide, high)]
    counts = [ink.crop(edge).histogram() for edge in edges]
    return sum(count[WHITE] for count in counts) > 0.6 * sum(sum(count) for count in counts)


def _fit(image: Image.Image, wide: int, high: int) -> Image.Image:
    from PIL import Image

    scale = min(1.0, wide / image.width, high / image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS)


def _ink(grey: Image.Image, threshold: int) -> Image.Image:
    """255 where ink comes, 0 where paper stays."""
    return grey.point([WHITE if value < threshold else 0 for value in range(256)])


def _bits(ink: Image.Image) -> Bits:
    """Dots of 255 are ink."""
    packed = ink.convert("1").tobytes()
    wide = -(-ink.width // 8)
    spare = wide * 8 - ink.width
    rows = (packed[at : at + wide] for at in range(0, len(packed), wide))
    return Bits(ink.width, tuple(int.from_bytes(row, "big") >> spare for row in rows))


def _picture(image: Bits) -> Image.Image:
    """Black on white, one bit a dot."""
    from PIL import Image

    wide = -(-image.width // 8)
    packed = b"".join((row << (wide * 8 - image.width)).to_bytes(wide, "big") for row in image.rows)
    return Image.frombytes("1", (image.width, len(image.rows)), packed, "raw", "1;I")
