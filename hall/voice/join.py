"""Words to one MP3: phrases are looked up longest first, a comma is a pause, the chime goes first.

Indonesian is said whole, always; of the English after it as much as both have time for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from hall.rules.voice import shorter
from hall.voice.pack import CHIME, FRAME_BYTES, FRAME_MS, SILENCE, Pack

PAUSE_MS: Final = 120
SHORT_PAUSE_MS: Final = 72
AFTER_CHIME_MS: Final = 96
BETWEEN_VOICES_MS: Final = 216
MOST_MS: Final = 12_000  # of a call in both languages

Speak = Callable[[str], bytes | None]
"""Frames of words without a clip, None where nothing can say them."""


def dumb(words: str) -> None:
    """No voice for free text."""


def joined(words: str, indonesian: Pack, english: Pack, speak: Speak = dumb) -> bytes:
    """The call as one file: chime, words, and after " / " the English ones, all tighter then; of them as many as fit.

    Words without a clip are spoken by `speak`, English ones never. What cannot be said is not said by halves: a call with
    an unknown word is the chime alone.
    """
    chime, silence = indonesian.clips[CHIME], indonesian.clips[SILENCE]
    first, _, after = words.partition(" / ")
    said = _Voice(indonesian, silence, speak, tight=bool(after)).say(first)
    if said is None:
        return chime
    call = chime + silence * (AFTER_CHIME_MS // FRAME_MS) + said
    between = silence * (BETWEEN_VOICES_MS // FRAME_MS)
    other = _Voice(english, silence, dumb, tight=True)
    spoken = (other.say(text) for text in (shorter(after) if after else ()))
    wholes = (call + between + part for part in spoken if part is not None)
    return next((whole for whole in wholes if len(whole) <= MOST_MS // FRAME_MS * FRAME_BYTES), call)


class _Voice:
    """One pack's way of saying words."""

    def __init__(self, pack: Pack, silence: bytes, speak: Speak, *, tight: bool) -> None:
        self._clips, self._most, self._speak, self._tight = pack.clips, pack.longest(), speak, tight
        self._pause = silence * ((SHORT_PAUSE_MS if tight else PAUSE_MS) // FRAME_MS)

    def say(self, text: str) -> bytes | None:
        phrases = [list(self._phrase(phrase.split())) for phrase in text.split(", ")]
        if any(clip is None for phrase in phrases for clip in phrase):
            return None
        return self._pause.join(b"".join(clip for clip in phrase if clip) for phrase in phrases)

    def _phrase(self, words: list[str]) -> Iterator[bytes | None]:
        """The clips of one phrase; what stands between known words is spoken in one breath."""
        unknown: list[str] = []
        while words:
            known = next((end for end in range(self._most, 0, -1) if " ".join(words[:end]) in self._clips), 0)
            if known and unknown:
                yield self._speak(" ".join(unknown))
                unknown = []
            if known:
                clip = self._clips[" ".join(words[:known])]
                yield _tight(clip) if self._tight else clip
            else:
                unknown.append(words[0])
            words = words[known or 1 :]
        if unknown:
            yield self._speak(" ".join(unknown))


def _tight(clip: bytes) -> bytes:
    """Without the coder's own silence at its edges: its first frame, and the last when nothing is in it.

    A frame's sound laps over into the next, so what is left out here is carried by the neighbour.
    """
    empty = int.from_bytes(clip[-FRAME_BYTES + 4 : -FRAME_BYTES + 13]) >> 51 & 0xFFF == 0
    return clip[FRAME_BYTES : -FRAME_BYTES if empty else None]
