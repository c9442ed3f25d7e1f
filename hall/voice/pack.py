"""A clip pack: a folder of MP3 frames by their words, with a manifest. The office's own clips stand before ours.

A clip is a row of whole frames of one kind (MPEG-2 Layer III, 24 kHz, mono, 48 kbit/s, no bit reservoir: 144 bytes,
24 ms), so that clips join byte by byte. What is not made of such frames is left aside as if it were not there.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FRAME_BYTES: Final = 144
FRAME_MS: Final = 24
HEADER: Final = bytes.fromhex("fff3640c")
"""Sync, MPEG-2 Layer III without checksum; 48 kbit/s, 24 kHz, no padding; mono. The last byte's marks are left open."""
BUNDLED: Final = Path(__file__).resolve().parent / "packs"
MOST_BYTES: Final = 24_480  # 4 s and the coder's own silence: no clip is longer

CHIME, SILENCE = "*chime*", "*silence*"
_PLAIN: Final = re.compile(r"[a-z0-9-]{1,60}")
_log = logging.getLogger("antrean.voice")


@dataclass(frozen=True, slots=True)
class Pack:
    """Clips by their words; `digest` changes with any byte of them."""

    clips: Mapping[str, bytes]
    digest: str

    def longest(self) -> int:
        """Words of the longest phrase that is one clip."""
        return max((text.count(" ") + 1 for text in self.clips), default=1)


def bundled(name: str) -> Pack:
    """One of ours: `id-espeak` or `en-espeak`. A missing or broken file is a fault of the installation and raises."""
    folder = BUNDLED / name
    described = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return _pack({text: (folder / clip["file"]).read_bytes() for text, clip in described["clips"].items()})


def with_own(base: Pack, folders: Sequence[Path], more: Iterable[str] = ()) -> Pack:
    """`base` with the office's clips before its own, the first folder's before the next: `<words-with-hyphens>.mp3`.

    `more`: texts besides those of `base` that the office may have said. A clip that cannot be used is logged and left aside.
    """
    own: dict[str, bytes] = {}
    for folder in reversed([folder for folder in folders if folder.is_dir()]):
        for text in dict.fromkeys((*base.clips, *more)):
            path = folder / file_of(text)
            frames = _checked(path) if path.is_file() else b""
            if frames:
                own[text] = frames
    return _pack({**base.clips, **own}) if own else base


def file_of(text: str) -> str:
    """The name of the file of a clip; words that no file should be called by go by their digest."""
    if len(text) == 1 and text.isascii() and text.isalpha():
        return f"letter-{text.lower()}.mp3"
    plain = text.strip("*").replace(" ", "-")
    safe = _PLAIN.fullmatch(plain) and not plain.startswith(("letter-", "word-"))
    return f"{plain if safe else 'word-' + hashlib.sha256(text.encode()).hexdigest()[:16]}.mp3"


def is_clip(frames: bytes) -> bool:
    """Whether these are whole frames that stand alone and join with ours."""
    if not frames or len(frames) % FRAME_BYTES or len(frames) > MOST_BYTES:
        return False
    return all(_is_frame(frames[at : at + FRAME_BYTES]) for at in range(0, len(frames), FRAME_BYTES))


def _is_frame(frame: bytes) -> bool:
    """Right kind, and `main_data_begin` (the first byte after the header in MPEG-2) points into no earlier frame."""
    return frame[:3] == HEADER[:3] and frame[3] & 0xC0 == 0xC0 and frame[4] == 0


def _checked(path: Path) -> bytes:
    try:
        frames = path.read_bytes()
    except OSError as fault:
        _log.warning("a clip of the office cannot be read", extra={"file": path.name, "why": fault.strerror})
        return b""
    if not is_clip(frames):
        _log.warning("a clip of the office does not join with the others", extra={"file": path.name})
        return b""
    return frames


def _pack(clips: Mapping[str, bytes]) -> Pack:
    digest = hashlib.sha256()
    for text in sorted(clips):
        digest.update(text.encode() + b"\0" + hashlib.sha256(clips[text]).digest())
    return Pack(clips, digest.hexdigest()[:12])
