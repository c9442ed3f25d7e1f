"""An uploaded image becomes one of ours: decoded, turned upright, made smaller, written anew.

What is kept has nothing of the file that came but its dots: no EXIF (the place where a photograph was taken), no profile,
no bytes hidden behind the end. Transparent parts become white.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hall.media.faults import MediaFault

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS: Final = 50_000_000
WIDEST, HIGHEST = 3840, 2160
SMALL: Final = 480
QUALITY: Final = 90
MOST_PNG: Final = 3_000_000
"""A drawing stays a PNG, sharp and small; what is larger is a photograph and becomes a JPEG."""
TOO_MANY: Final = "Gambar terlalu besar: paling besar 50 juta titik. Kecilkan gambarnya, lalu unggah lagi."
BROKEN: Final = "Gambar ini rusak atau tidak utuh. Simpan ulang sebagai JPEG atau PNG, lalu unggah lagi."
UNREADABLE: Final = (SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, struct.error, zlib.error)


def remake(source: Path, out: Path, small: Path) -> tuple[str, int, int]:
    """Writes the image anew to `out` and a picture of it, 480 dots wide, to `small` (a JPEG).

    Gives its type, width and height. MediaFault with the sentence for what is no image, broken or too large; OSError when
    the disk is full.
    """
    image, came_as = _decoded(source)
    drawn = came_as == "PNG"
    if drawn:
        image.save(out, "PNG")
        drawn = out.stat().st_size <= MOST_PNG
    if not drawn:
        image.save(out, "JPEG", quality=QUALITY, subsampling=0)
    wide, high = image.size
    image.thumbnail((SMALL, SMALL))
    image.save(small, "JPEG", quality=80)
    return "image/png" if drawn else "image/jpeg", wide, high


def _decoded(source: Path) -> tuple[Image.Image, str]:
    """The image upright, on white, in three colours of eight bits, no larger than a TV; and the format in which it came."""
    from PIL import Image

    with source.open("rb") as file:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit stands before it
                image = Image.open(file, formats=("PNG", "JPEG", "WEBP"))
                if image.width * image.height > MOST_PIXELS:
                    raise MediaFault(TOO_MANY)
                image.draft("RGB", (WIDEST, WIDEST))
                image.load()
                return _plain(image), image.format or ""
        except Image.DecompressionBombError as fault:
            raise MediaFault(TOO_MANY) from fault
        except MediaFault:
            raise
        except (OSError, *UNREADABLE) as fault:
            raise MediaFault(BROKEN) from fault


def _plain(image: Image.Image) -> Image.Image:
    from PIL import Image, ImageOps

    if image.mode.startswith("I"):  # 16 bits a dot
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    exif = image.getexif()
    image = image.convert("RGBA" if clear else "RGB")
    image.thumbnail((WIDEST, WIDEST))  # before anything else costs memory by its dots
    image.getexif().update(exif)
    image = ImageOps.exif_transpose(image)
    image.thumbnail((WIDEST, HIGHEST) if image.width >= image.height else (HIGHEST, WIDEST))
    bare = Image.new("RGB", image.size, (255, 255, 255))  # nothing of the file's own remarks comes along
    bare.paste(image, mask=image.getchannel("A") if clear else None)
    return bare
