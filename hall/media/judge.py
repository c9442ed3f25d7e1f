"""Judges one uploaded file, in a process of its own: whatever strangers' bytes break in a decoder, the hall goes on.

`python -m hall.media.judge PARENT` reads one line `{"source", "out", "small"}` (paths) from its standard input and answers
one line: `{"kind", "type", "width", "height", "seconds", "bytes", "digest"}`, or `{"fault"}` with a sentence, or
`{"full": true}` when the disk takes no more. `out` is then safe on disk; of a video it is `source` itself.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any, Final

from hall.media.faults import MediaFault
from hall.media.films import read_mp4, read_webm
from hall.media.pictures import remake
from hall.runtime import kernel_pdeathsig

MEMORY: Final = 2_000_000_000
"""Bytes of address space: an image of fifty million dots needs half of it, a hostile one gets no more."""
CPU_SECONDS: Final = 60
MOST_IMAGE: Final = 10_000_000
MOST_VIDEO: Final = 200_000_000
FULL: Final = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})

SVG: Final = "Gambar SVG tidak diterima. Simpan sebagai PNG, lalu unggah lagi."
PAGE: Final = "Ini halaman web, bukan gambar atau video."
UNKNOWN: Final = "Berkas ini bukan gambar (JPEG, PNG, WebP) atau video (MP4, WebM)."
HEADS: Final = (
    (b"GIF8", "GIF tidak diterima. Simpan sebagai PNG, atau sebagai video MP4 bila bergerak."),
    (b"%PDF", "PDF tidak diterima. Simpan halamannya sebagai gambar, lalu unggah lagi."),
    (b"PK\x03\x04", "Dokumen Office atau ZIP tidak diterima. Simpan sebagai gambar, lalu unggah lagi."),
    (b"BM", "Gambar BMP tidak diterima. Simpan sebagai PNG, lalu unggah lagi."),
)
APPLE: Final = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif", b"avis"})


def judge(source: Path, out: Path, small: Path) -> dict[str, Any]:
    """What the file is, as the module tells. MediaFault with the sentence for what cannot be shown."""
    with source.open("rb") as file:
        head, size = file.read(512), source.stat().st_size
        if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or (head[:4], head[8:12]) == (b"RIFF", b"WEBP"):
            return _image(source, out, small, size)
        if size > MOST_VIDEO:
            raise MediaFault("Video terlalu besar. Paling besar 200 MB: perkecil videonya, lalu unggah lagi.")
        if head[4:8] == b"ftyp" and head[8:12] not in APPLE:
            film = read_mp4(file, size)
        elif head.startswith(b"\x1a\x45\xdf\xa3"):
            film = read_webm(file, size)
        else:
            raise MediaFault(_why_not(head))
    source.replace(out)
    return {
        "kind": "video", "type": film.type, "width": film.width, "height": film.height, "seconds": film.seconds,
        **_kept(out),
    }  # fmt: skip


def _image(source: Path, out: Path, small: Path, size: int) -> dict[str, Any]:
    if size > MOST_IMAGE:
        raise MediaFault("Gambar terlalu besar. Paling besar 10 MB: kecilkan gambarnya, lalu unggah lagi.")
    kind, width, height = remake(source, out, small)
    return {"kind": "image", "type": kind, "width": width, "height": height, "seconds": None, **_kept(out)}


def _why_not(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        return "Foto HEIC atau AVIF tidak diterima. Simpan sebagai JPEG, lalu unggah lagi."
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in text:
        return SVG
    if text.startswith((b"<!doctype", b"<html", b"<script", b"<head", b"<body")):
        return PAGE
    return next((sentence for start, sentence in HEADS if head.startswith(start)), UNKNOWN)


def _kept(out: Path) -> dict[str, Any]:
    with out.open("rb+") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return {"bytes": out.stat().st_size, "digest": digest}


def answer(asked: str) -> dict[str, Any]:
    """The answer to one line."""
    ask = json.loads(asked)
    try:
        return judge(Path(ask["source"]), Path(ask["out"]), Path(ask["small"]))
    except MediaFault as fault:
        return {"fault": str(fault)}
    except MemoryError:
        return {"fault": "Berkas ini terlalu rumit untuk dibuka. Simpan ulang lebih kecil, lalu unggah lagi."}
    except OSError as fault:
        if fault.errno not in FULL:
            raise
        return {"full": True}


if __name__ == "__main__":
    kernel_pdeathsig(int(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    print(json.dumps(answer(sys.stdin.readline())), flush=True)  # noqa: T201 its answer
