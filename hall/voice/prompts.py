"""What the office is asked to say for a voice of its own: the words of its calls, in groups, the needed ones first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from hall.rules import voice
from hall.rules.hall import Hall
from hall.voice.pack import CHIME, file_of

LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PHRASES: Final = ("nomor antrean", "silakan menuju")
CARDINALS: Final = ("sepuluh", "sebelas", "belas", "puluh", "seratus", "ratus", "seribu", "ribu")
CARDINALS_EN: Final = (*voice.TEENS_EN, *voice.TENS_EN[2:], "hundred", "thousand")
PLACES: Final = frozenset(voice.PLACES_EN.values())


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing to be said. `text` is the clip's key, `asked` what the speaker reads, `file` the name of its file."""

    language: str
    text: str
    asked: str

    @property
    def file(self) -> str:
        """Names the prompt in addresses and for files that are sent together."""
        return file_of(self.text).removesuffix(".mp3")

    @property
    def key(self) -> str:
        """Its name among all prompts."""
        return f"{self.language}-{self.file}"


@dataclass(frozen=True, slots=True)
class Group:
    """Prompts that belong together; `needed`: calls of this hall are said with them as it is set up."""

    title: str
    needed: bool
    prompts: tuple[Prompt, ...]


def groups(hall: Hall) -> list[Group]:
    """All prompts of a hall; each once."""
    cardinal = hall.settings.voice_reading == "cardinal"
    own = [letter for letter in LETTERS if letter in hall.lines]
    words = [word for word in names(hall) if word not in voice.DIGITS and len(word) > 1]
    found = [
        _group("Kalimat", PHRASES),
        _group("Angka", voice.DIGITS),
        _group("Huruf antrean", own),
        _group("Tujuan", words),
    ]
    if cardinal:
        found.append(_group("Bilangan", CARDINALS))
    if hall.settings.voice_english:
        found.append(_group("Bahasa Inggris", _english(hall, own), "en"))
    more = [*(() if cardinal else CARDINALS), *(letter for letter in LETTERS if letter not in own)]
    return [*found, _group("Bel", (CHIME,), needed=False), _group("Kata lain", more, needed=False)]


def names(hall: Hall) -> list[str]:
    """The words of the counters' names, as the voice says them, each once."""
    spoken = (voice.name_said(counter.name, hall.settings.voice_reading) for counter in hall.counters.values())
    return list(dict.fromkeys(word for name in spoken for word in name.split()))


def find(hall: Hall, language: str, file: str) -> Prompt | None:
    """The prompt of this name."""
    return next((one for one in every(groups(hall)) if one.language == language and one.file == file), None)


def every(of: Iterable[Group]) -> Iterator[Prompt]:
    """The prompts of groups in their order."""
    for group in of:
        yield from group.prompts


def _english(hall: Hall, letters: list[str]) -> list[str]:
    calls = [voice.said("A001", counter.name, english=True) for counter in hall.counters.values()]
    places = [call.rsplit(", ", 1)[1] for call in calls]
    found = [word for place in places for word in _known(place)]
    return list(dict.fromkeys(["number", *voice.DIGITS_EN, *letters, *found]))


def _known(place: str) -> list[str]:
    """A place's phrase and the words of its number."""
    head = next((known for known in PLACES if place == known or place.startswith(f"{known} ")), place)
    return [head, *place.removeprefix(head).split()]


def _group(title: str, texts: Iterable[str], language: str = "id", *, needed: bool = True) -> Group:
    return Group(title, needed, tuple(Prompt(language, text, _asked(text, language)) for text in texts))


def _asked(text: str, language: str) -> str:
    if text == CHIME:
        return "Bel (bunyi pembuka)"
    if len(text) == 1:
        return f"{'Letter' if language == 'en' else 'Huruf'} {text}"
    return text
