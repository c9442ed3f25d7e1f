"""The voice of every hall of this server: which file says a call, and the file itself, kept by words and pack."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from hall.rules import voice
from hall.rules.hall import Hall
from hall.voice.join import joined
from hall.voice.pack import Pack, bundled, with_own

MOST_KEPT: Final = 256  # files of about 50 kB
NUMBER: Final = re.compile(r"[A-Z][0-9]{3,5}")


@dataclass
class Speaker:
    """One a process. `folder`: where offices keep clips of their own, a folder a hall."""

    folder: Path
    _packs: dict[str, Pack] = field(default_factory=dict)

    def url(self, hall: Hall, number: str, counter: str) -> str | None:
        """The address of a call's file; it changes with the words and the clips. None where the voice is off."""
        if not hall.settings.voice:
            return None
        return f"/api/v1/halls/{hall.slug}/speech/{self.version(hall, number, counter)}/{counter}/{number}.mp3"

    def version(self, hall: Hall, number: str, counter: str) -> str:
        """Twelve characters that change with the words and with any clip."""
        key = f"{self._pack(hall.slug).digest} {_english().digest} {self.words(hall, number, counter)}"
        return hashlib.sha256(key.encode()).hexdigest()[:12]

    def words(self, hall: Hall, number: str, counter: str) -> str:
        """What the voice of this hall says for a call."""
        settings = hall.settings
        return voice.said(number, hall.counters[counter].name, settings.voice_reading, english=settings.voice_english)

    def file(self, hall: Hall, number: str, counter: str) -> bytes | None:
        """The call said once, as MP3; None for a number or counter that cannot be."""
        if NUMBER.fullmatch(number) is None or number[0] not in hall.lines or counter not in hall.counters:
            return None
        return _kept(self.words(hall, number, counter), _ByDigest(self._pack(hall.slug)))

    def _pack(self, slug: str) -> Pack:
        """Read once a process: an office that changes its clips starts the server again."""
        if slug not in self._packs:
            self._packs[slug] = with_own(_indonesian(), self.folder / slug)
        return self._packs[slug]


class _ByDigest:
    """A pack as a key."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __hash__(self) -> int:
        return hash(self.pack.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByDigest) and self.pack.digest == other.pack.digest


@lru_cache(maxsize=MOST_KEPT)
def _kept(words: str, pack: _ByDigest) -> bytes:
    return joined(words, pack.pack, _english())


@lru_cache(maxsize=1)
def _indonesian() -> Pack:
    return bundled("id-espeak")


@lru_cache(maxsize=1)
def _english() -> Pack:
    return bundled("en-espeak")
