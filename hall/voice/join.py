"""Words to one MP3: phrases are looked up longest first, a comma is a pause, the chime goes first."""

from __future__ import annotations

from typing import Final

from hall.voice.pack import CHIME, FRAME_MS, SILENCE, Pack

PAUSE_MS: Final = 120
AFTER_CHIME_MS: Final = 96
BETWEEN_VOICES_MS: Final = 312


def joined(words: str, indonesian: Pack, english: Pack) -> bytes:
    """The call as one file: chime, words, and after " / " the English ones.

    What the packs cannot say is not said by halves: a call with an unknown word is the chime alone.
    """
    chime, silence = indonesian.clips[CHIME], indonesian.clips[SILENCE]
    parts = [_said(text, pack, silence) for text, pack in zip(words.split(" / "), (indonesian, english), strict=False)]
    if parts[0] is None:
        return chime
    spoken = [part for part in parts if part is not None]
    between = silence * (BETWEEN_VOICES_MS // FRAME_MS)
    return chime + silence * (AFTER_CHIME_MS // FRAME_MS) + between.join(spoken)


def _said(text: str, pack: Pack, silence: bytes) -> bytes | None:
    phrases = [_phrase(phrase.split(), pack) for phrase in text.split(", ")]
    known = [phrase for phrase in phrases if phrase is not None]
    return (silence * (PAUSE_MS // FRAME_MS)).join(known) if len(known) == len(phrases) else None


def _phrase(words: list[str], pack: Pack) -> bytes | None:
    """The clips of one phrase, or None when a word has no clip."""
    frames, at, most = [], 0, pack.longest()
    while at < len(words):
        for end in range(min(len(words), at + most), at, -1):
            clip = pack.clips.get(" ".join(words[at:end]))
            if clip is not None:
                frames.append(clip)
                at = end
                break
        else:
            return None
    return b"".join(frames)
