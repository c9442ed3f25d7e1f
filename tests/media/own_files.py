"""Files as an office would upload them, and as nobody should."""

import io
import struct
import zlib
from typing import Any

from PIL import Image


def image(kind: str = "PNG", size: tuple[int, int] = (64, 36), colour: str = "teal", **how: Any) -> bytes:
    """A plain picture."""
    out = io.BytesIO()
    Image.new(how.pop("mode", "RGB"), size, how.pop("fill", colour)).save(out, kind, **how)
    return out.getvalue()


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few hundred bytes that says that it has billions of dots."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 200)) + chunk(b"IEND", b"")
    )


def box(name: bytes, *inside: bytes) -> bytes:
    """A box of MP4."""
    data = b"".join(inside)
    return struct.pack(">I", 8 + len(data)) + name + data


def mp4(
    codec: bytes = b"avc1", profile: int = 100, size: tuple[int, int] = (1280, 720), sound: bytes | None = b"mp4a",
    seconds: int = 65, padding: int = 0,
) -> bytes:  # fmt: skip
    """The container of a film, without the film."""

    def track(handler: bytes, entry: bytes) -> bytes:
        described = box(b"stsd", struct.pack(">II", 0, 1), entry)
        told = box(b"hdlr", bytes(8), handler, bytes(12))
        return box(b"trak", box(b"mdia", told, box(b"minf", box(b"stbl", described))))

    seen = box(codec, bytes(24), struct.pack(">HH", *size), bytes(50), box(b"avcC", bytes([1, profile, 0, 31])))
    head = box(b"mvhd", bytes(12), struct.pack(">II", 1000, seconds * 1000), bytes(80))
    heard = [] if sound is None else [track(b"soun", box(sound, bytes(28)))]
    film = box(b"moov", head, track(b"vide", seen), *heard)
    return box(b"ftyp", b"isom", bytes(4), b"isomavc1") + box(b"mdat", b"film" + bytes(padding)) + film


def element(name: int, *inside: bytes) -> bytes:
    """An element of EBML."""
    data = b"".join(inside)
    return name.to_bytes((name.bit_length() + 7) // 8) + (1 << 56 | len(data)).to_bytes(8) + data


def webm(codec: bytes = b"V_VP9", doc: bytes = b"webm", seconds: float | None = 8.5, sound: bytes = b"A_OPUS") -> bytes:
    """The container of a WebM film, without the film."""
    info = element(0x1549A966, element(0x2AD7B1, (1_000_000).to_bytes(3)),
                   *([] if seconds is None else [element(0x4489, struct.pack(">d", seconds * 1000))]))  # fmt: skip
    frame = element(0xE0, element(0xB0, (1920).to_bytes(2)), element(0xBA, (1080).to_bytes(2)))
    seen = element(0xAE, element(0x83, b"\1"), element(0x86, codec), frame)
    heard = element(0xAE, element(0x83, b"\2"), element(0x86, sound))
    film = element(0x18538067, info, element(0x1654AE6B, heard, seen), element(0x1F43B675, bytes(40)))
    return element(0x1A45DFA3, element(0x4282, doc)) + film
