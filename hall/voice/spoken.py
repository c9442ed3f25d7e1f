"""Free text by espeak-ng, where the machine has it: a counter's name without a clip. Optional; everything goes on without.

The program runs beside, never through a shell, gets cleaned words on its standard input, and two seconds. What it said is
kept on disk by its words, so that each name costs that once.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hall import runtime
from hall.errors import Refused
from hall.voice import sound
from hall.voice.pack import is_clip

PROGRAM: Final = "espeak-ng"
SECONDS: Final = 2.0
LONGEST_TEXT: Final = 60
AGAIN_AFTER: Final = 60.0  # seconds until words are tried again that could not be said
_NOT_SAID: Final = re.compile(r"[^\w '-]|_")
_log = logging.getLogger("antrean.voice")


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of espeak-ng, its words a minute, and phonemes where its own rules miss a word."""

    name: str
    speed: int
    mended: Mapping[str, str] = field(default_factory=dict)


# empat, enam and penyerahan have a schwa where espeak-ng says e; loket has none.
INDONESIAN: Final = Voice("id", 155, {
    "empat": "[[@mp'at]]", "enam": "[[@n'am]]", "belas": "[[b@l'as]]", "sebelas": "[[s@b@l'as]]", "loket": "[[l'okEt]]",
    "ktp": "ka te pe", "kk": "ka ka", "imb": "i em be", "nik": "en i ka",
})  # fmt: skip
ENGLISH: Final = Voice("en-us", 195)


def cleaned(text: str) -> str:
    """Letters, figures, hyphens and apostrophes of the text, at most 60 characters: what may be said aloud."""
    return " ".join(_NOT_SAID.sub(" ", text).split())[:LONGEST_TEXT].strip(" -'")


def clip(text: str, voice: Voice, program: str = PROGRAM, seconds: float = SECONDS) -> bytes:
    """The frames of `text`. Raises runtime.ProgramFailed, and Refused where it says nothing."""
    order = [program, "-v", voice.name, "-s", str(voice.speed), "--stdin", "--stdout"]
    recording = runtime.run_program(order, _text(text, voice).encode(), seconds)
    return sound.apart(_whole(recording))


def _whole(recording: bytes) -> bytes:
    """The same with its true sizes: a program that writes to a pipe cannot know them when it begins."""
    riff, data = (max(0, len(recording) - less).to_bytes(4, "little") for less in (8, 44))
    return recording[:4] + riff + recording[8:40] + data + recording[44:]


def _text(text: str, voice: Voice) -> str:
    said = cleaned(text)
    return voice.mended.get(said, " ".join(voice.mended.get(word, word) for word in said.split()))


@dataclass
class Mouth:
    """Says free text in one voice; `folder` keeps what was said; a program that takes longer than `seconds` is ended."""

    folder: Path
    voice: Voice = INDONESIAN
    program: str = PROGRAM
    seconds: float = SECONDS
    _vain: dict[str, float] = field(default_factory=dict)

    def able(self) -> bool:
        """Whether this machine has the program."""
        return shutil.which(self.program) is not None

    def say(self, words: str) -> bytes | None:
        """Frames of the words, from disk or newly spoken; None where nothing can say them now."""
        text = _text(words, self.voice)
        if not text:
            return None
        name = hashlib.sha256(f"{self.voice.name} {self.voice.speed} {text}".encode()).hexdigest()[:24]
        kept = self.folder / f"{name}.mp3"
        frames = kept.read_bytes() if kept.is_file() else b""
        return frames if is_clip(frames) else self._newly(words, kept)

    def _newly(self, words: str, kept: Path) -> bytes | None:
        if self._vain.get(words, 0.0) > time.monotonic() or not self.able():
            return None
        try:
            frames = clip(words, self.voice, self.program, self.seconds)
            keep(kept, frames)
        except (OSError, runtime.ProgramFailed, Refused) as fault:
            self._vain[words] = time.monotonic() + AGAIN_AFTER
            _log.warning("a name could not be spoken", extra={"why": str(fault)})
            return None
        return frames


def keep(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{secrets.token_hex(6)}")
    half.write_bytes(content)
    os.replace(half, path)
