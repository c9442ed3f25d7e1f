"""The voice of every hall of this server: which file says a call, and the file itself, kept by words and pack."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from hall.rules import voice
from hall.rules.hall import Hall
from hall.voice import prompts
from hall.voice.join import joined
from hall.voice.pack import CHIME, Pack, bundled, with_own
from hall.voice.spoken import PROGRAM, Mouth
from hall.voice.store import Store

MOST_KEPT: Final = 256  # files of about 50 kB
NUMBER: Final = re.compile(r"[A-Z][0-9]{3,5}")


@dataclass(frozen=True, slots=True)
class Packs:
    """What a hall speaks with: the office's clips before ours."""

    indonesian: Pack
    english: Pack

    @property
    def digest(self) -> str:
        """Changes with any clip."""
        return f"{self.indonesian.digest} {self.english.digest}"


@dataclass
class Speaker:
    """One a process. `folder`: where offices keep clips of their own, a folder a hall, and what espeak-ng said."""

    folder: Path
    program: str = PROGRAM
    _packs: dict[str, tuple[str, Packs]] = field(default_factory=dict)
    _kept: OrderedDict[tuple[str, str], bytes] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self._mouth = Mouth(self.folder / ".spoken", program=self.program)

    def url(self, hall: Hall, number: str, counter: str) -> str | None:
        """The address of a call's file; it changes with the words and the clips. None where the voice is off."""
        if not hall.settings.voice:
            return None
        return f"/api/v1/halls/{hall.slug}/speech/{self.version(hall, number, counter)}/{counter}/{number}.mp3"

    def version(self, hall: Hall, number: str, counter: str) -> str:
        """Twelve characters that change with the words and with any clip."""
        key = f"{self._in_use(hall).digest} {self.words(hall, number, counter)}"
        return hashlib.sha256(key.encode()).hexdigest()[:12]

    def words(self, hall: Hall, number: str, counter: str) -> str:
        """What the voice of this hall says for a call."""
        settings = hall.settings
        return voice.said(number, hall.counters[counter].name, settings.voice_reading, english=settings.voice_english)

    def file(self, hall: Hall, number: str, counter: str) -> tuple[bytes, bool] | None:
        """The call said once, as MP3, and whether it is said whole (else it is the chime, until its words can be said).

        None for a number or counter that cannot be. Words without a clip are spoken by espeak-ng the first time.
        """
        if NUMBER.fullmatch(number) is None or number[0] not in hall.lines or counter not in hall.counters:
            return None
        packs, words = self._in_use(hall), self.words(hall, number, counter)
        sound = self._kept.get((words, packs.digest))
        if sound is None:
            sound = self.said(words, packs)
            if sound == packs.indonesian.clips[CHIME]:
                return sound, False
            self._kept[words, packs.digest] = sound
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return sound, True

    def said(self, words: str, packs: Packs) -> bytes:
        """Any words of `hall.rules.voice.said` with these clips."""
        return joined(words, packs.indonesian, packs.english, self._mouth.say)

    def speaks_freely(self) -> bool:
        """Whether words without a clip can be said on this machine."""
        return self._mouth.able()

    def clip(self, text: str, pack: Pack) -> bytes | None:
        """One clip as a call would say it: the pack's, else spoken; None where nothing can."""
        return pack.clips.get(text) or self._mouth.say(text)

    def packs(self, hall: Hall, *, draft: bool) -> Packs:
        """The packs of a hall as they lie on disk: those in use, or those that are being made."""
        store = Store(self.folder / hall.slug)
        more = prompts.names(hall)
        return Packs(
            with_own(_indonesian(), store.folders("id", draft=draft), more),
            with_own(_english(), store.folders("en", draft=draft)),
        )

    def _in_use(self, hall: Hall) -> Packs:
        """Read again when the office took other clips into use, in whatever process, or has other names."""
        now = f"{Store(self.folder / hall.slug).token()} {hall.version}"
        kept = self._packs.get(hall.slug)
        if kept is None or kept[0] != now:
            kept = self._packs[hall.slug] = (now, self.packs(hall, draft=False))
        return kept[1]


@lru_cache(maxsize=1)
def _indonesian() -> Pack:
    return bundled("id-espeak")


@lru_cache(maxsize=1)
def _english() -> Pack:
    return bundled("en-espeak")
