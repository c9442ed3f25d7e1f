"""What a video is, read from its container alone: nothing of it is decoded here, and nothing is trusted.

MP4 after ISO/IEC 14496-12 and -15, WebM after RFC 8794 and 9559. Played is what the Chromium of Debian and Firefox play
without help of the machine: H.264 with 8 bits in 4:2:0, VP8 and VP9. HEVC and AV1 are not: the first is patented and left
out, the second is too much for a small computer behind a TV.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from hall.media.faults import MediaFault

WIDEST, HIGHEST = 3840, 2160
MOST_BOXES: Final = 20_000
MOST_HEAD: Final = 16 * 1024 * 1024
"""Bytes of `moov` or of the tracks: an hour of video needs two megabytes."""

CODECS: Final = {
    "hvc1": "H.265 (HEVC)", "hev1": "H.265 (HEVC)", "av01": "AV1", "vp09": "VP9 di dalam MP4", "mp4v": "MPEG-4 lama",
    "encv": "kunci pelindung (DRM)", "dvh1": "Dolby Vision", "jpeg": "Motion JPEG", "apcn": "ProRes", "apch": "ProRes",
    "V_AV1": "AV1", "V_MPEGH/ISO/HEVC": "H.265 (HEVC)", "V_MPEG4/ISO/AVC": "H.264 di dalam WebM",
}  # fmt: skip
SOUNDS: Final = frozenset({"mp4a", "Opus", ".mp3", "A_VORBIS", "A_OPUS"})
PROFILES: Final = frozenset({66, 77, 88, 100})  # Baseline, Main, Extended, High; the others have more bits or colours
ADVICE: Final = "Simpan ulang sebagai MP4 (H.264, suara AAC), lalu unggah lagi."
BROKEN: Final = f"Video ini rusak atau tidak utuh. {ADVICE}"


@dataclass(frozen=True, slots=True)
class Film:
    """`seconds`: its length, None where the file does not tell."""

    type: str
    width: int
    height: int
    seconds: float | None


def read_mp4(file: BinaryIO, size: int) -> Film:
    """An MP4 (or QuickTime) file of `size` bytes. MediaFault for what the TV cannot play."""
    moov = _moov(file, size)
    seconds = _mp4_seconds(moov)
    frame: tuple[int, int] | None = None
    for kind, start, end in _boxes(moov, 0, len(moov)):
        if kind == "trak":
            frame = _track(moov, start, end) or frame
    if frame is None:
        raise MediaFault(f"Berkas ini tidak berisi gambar bergerak. {ADVICE}")
    return _fitting(Film("video/mp4", *frame, seconds))


def _moov(file: BinaryIO, size: int) -> bytes:
    at = 0
    for _ in range(MOST_BOXES):
        if at + 8 > size:
            break
        file.seek(at)
        head = file.read(16)
        length, kind, skip = int.from_bytes(head[:4]), head[4:8], 8
        if length == 1:
            length, skip = int.from_bytes(head[8:16]), 16
        elif length == 0:
            length = size - at
        if length < skip or at + length > size:
            break
        if kind == b"moov":
            if length > MOST_HEAD:
                break
            file.seek(at + skip)
            return file.read(length - skip)
        at += length
    raise MediaFault(BROKEN)


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The boxes between two places: kind, and where its content begins and ends."""
    at = start
    while at + 8 <= end:
        length, skip = int.from_bytes(data[at : at + 4]), 8
        if length == 1:
            length, skip = int.from_bytes(data[at + 8 : at + 16]), 16
        elif length == 0:
            length = end - at
        if length < skip or at + length > end:
            raise MediaFault(BROKEN)
        yield data[at + 4 : at + 8].decode("latin-1"), at + skip, at + length
        at += length


def _inside(data: bytes, start: int, end: int, *path: str) -> tuple[int, int] | None:
    for name in path:
        found = next(((begins, ends) for kind, begins, ends in _boxes(data, start, end) if kind == name), None)
        if found is None:
            return None
        start, end = found
    return start, end


def _mp4_seconds(moov: bytes) -> float | None:
    found = _inside(moov, 0, len(moov), "mvhd")
    if found is None:
        raise MediaFault(BROKEN)
    head = moov[found[0] : found[1]]
    if len(head) < 32:
        raise MediaFault(BROKEN)
    scale, length = struct.unpack(">IQ", head[20:32]) if head[0] == 1 else struct.unpack(">II", head[12:20])
    return length / scale if scale and 0 < length < 0xFFFFFFFF else None


def _track(moov: bytes, start: int, end: int) -> tuple[int, int] | None:
    """Width and height of a video track; None for any other; MediaFault for a codec that is not played."""
    handler = _inside(moov, start, end, "mdia", "hdlr")
    samples = _inside(moov, start, end, "mdia", "minf", "stbl", "stsd")
    if handler is None or samples is None:
        raise MediaFault(BROKEN)
    kind = moov[handler[0] + 8 : handler[0] + 12]
    entry = next(_boxes(moov, samples[0] + 8, samples[1]), None)
    if entry is None or kind not in (b"vide", b"soun"):
        return None
    codec, begins, ends = entry
    if kind == b"soun":
        _heard(codec)
        return None
    if codec not in ("avc1", "avc3"):
        raise _not_played(codec)
    record = _inside(moov, begins + 78, ends, "avcC")
    if record is None or moov[record[0] + 1] not in PROFILES:
        raise MediaFault(f"Warna video ini (10 bit atau 4:4:4) tidak dapat diputar di TV. {ADVICE}")
    return int.from_bytes(moov[begins + 24 : begins + 26]), int.from_bytes(moov[begins + 26 : begins + 28])


EBML, SEGMENT, INFO, TRACKS, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
DOC_TYPE, SCALE, DURATION, ENTRY, CODEC, VIDEO = 0x4282, 0x2AD7B1, 0x4489, 0xAE, 0x86, 0xE0
TRACK_TYPE, WIDTH, HEIGHT, ENCODINGS = 0x83, 0xB0, 0xBA, 0x6D80
Element = tuple[int, int, int]  # id, where its content begins, where it ends


def read_webm(file: BinaryIO, size: int) -> Film:
    """A WebM file of `size` bytes. MediaFault for what the TV cannot play."""
    file.seek(0)
    head = file.read(min(size, MOST_HEAD))
    whole = list(_elements(head, 0, len(head), size))
    kind = next((_within(head, one, DOC_TYPE) for one in whole if one[0] == EBML), b"") or b""
    if kind.rstrip(b"\0") != b"webm":
        raise MediaFault(f"Berkas Matroska (MKV) tidak dapat diputar di TV. {ADVICE}")
    segment = next((one for one in whole if one[0] == SEGMENT), None)
    if segment is None:
        raise MediaFault(BROKEN)
    seconds: float | None = None
    frame: tuple[int, int] | None = None
    for one in _elements(head, segment[1], min(segment[2], len(head)), size):
        if one[0] == CLUSTER:
            break
        if one[0] == INFO:
            seconds = _webm_seconds(head, one)
        elif one[0] == TRACKS:
            entries = _elements(head, one[1], one[2], size)
            frame = next((found for entry in entries if entry[0] == ENTRY and (found := _entry(head, entry))), None)
    if frame is None:
        raise MediaFault(f"Berkas ini tidak berisi gambar bergerak. {ADVICE}")
    return _fitting(Film("video/webm", *frame, seconds))


def _elements(data: bytes, start: int, end: int, size: int) -> Iterator[Element]:
    """The elements between two places; one without a length, or that goes beyond what was read, ends with the file."""
    at = start
    while at < end:
        name, at = _number(data, at, keep=True)
        length, at = _number(data, at, keep=False)
        if length is None:
            length = size - at
        if name is None or length < 0 or at + length > size:
            raise MediaFault(BROKEN)
        yield name, at, min(at + length, len(data))
        at += length


def _number(data: bytes, at: int, *, keep: bool) -> tuple[int | None, int]:
    """A number of variable length (RFC 8794, 4) and where it ends; `keep` its mark, as ids do. None: of unknown value."""
    first = data[at] if at < len(data) else 0
    length = 9 - first.bit_length()
    if length > 8 or at + length > len(data):
        raise MediaFault(BROKEN)
    value = int.from_bytes(data[at : at + length])
    plain = value & ((1 << 7 * length) - 1)
    unknown = plain == (1 << 7 * length) - 1
    return (value if keep else None if unknown else plain), at + length


def _within(data: bytes, parent: Element, name: int) -> bytes | None:
    return next(
        (data[start:end] for found, start, end in _elements(data, *parent[1:], len(data)) if found == name), None
    )


def _webm_seconds(data: bytes, info: Element) -> float | None:
    length = _within(data, info, DURATION)
    scale = int.from_bytes(_within(data, info, SCALE) or b"") or 1_000_000
    if length is None or len(length) not in (4, 8):
        return None
    seconds = float(struct.unpack(">f" if len(length) == 4 else ">d", length)[0]) * scale / 1e9
    return seconds if 0 < seconds < 86_400 else None


def _entry(data: bytes, entry: Element) -> tuple[int, int] | None:
    codec = (_within(data, entry, CODEC) or b"").rstrip(b"\0").decode("latin-1")
    if _within(data, entry, ENCODINGS) is not None:
        raise MediaFault(f"Video ini terkunci (DRM). {ADVICE}")
    if int.from_bytes(_within(data, entry, TRACK_TYPE) or b"") == 2:
        _heard(codec)
        return None
    video = _within(data, entry, VIDEO)
    if video is None:
        return None
    if codec not in ("V_VP8", "V_VP9"):
        raise _not_played(codec)
    frame = (VIDEO, 0, len(video))
    wide, high = (int.from_bytes(_within(video, frame, name) or b"") for name in (WIDTH, HEIGHT))
    return wide, high


def _heard(codec: str) -> None:
    if codec not in SOUNDS:
        raise MediaFault(f"Suara video ini tidak dapat diputar di TV. {ADVICE}")


def _not_played(codec: str) -> MediaFault:
    return MediaFault(f"Video ini memakai {CODECS.get(codec, 'bentuk lain')}, yang tidak dapat diputar di TV. {ADVICE}")


def _fitting(film: Film) -> Film:
    if not (0 < film.width <= max(WIDEST, HIGHEST) and 0 < film.height <= max(WIDEST, HIGHEST)):
        raise MediaFault(f"Gambar video terlalu besar. Paling besar {WIDEST} x {HIGHEST} titik. {ADVICE}")
    return film
