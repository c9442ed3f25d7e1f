"""The keeper gives the hall a voice: how calls are said, and clips of the office's own, in versions.

Clips and who spoke them lie in files under ANTREAN_VAR (hall.voice.store); the event log gets numbers only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from hall.actions.keeping import change_setup
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import catalogue
from hall.rules import voice
from hall.rules.access import plain_text
from hall.rules.hall import Hall
from hall.voice import prompts, sound
from hall.voice.prompts import Group, Prompt
from hall.voice.speaker import Speaker
from hall.voice.store import Store, Version

LONGEST_LABEL: Final = 60
MOST_TIMES: Final = 3

OWN, NEW, OURS, SPOKEN, MUTE = "own", "new", "ours", "spoken", "mute"
"""Whose voice says a prompt: the office's in use, the office's in the draft, the bundled one, espeak-ng's, nobody's."""


@dataclass(frozen=True, slots=True)
class Room:
    """What the keeper's page shows. `whose`: by prompt key; `said` of `needed` prompts are in the office's own voice."""

    groups: list[Group]
    whose: dict[str, str]
    droppable: frozenset[str]
    said: int
    needed: int
    drafted: bool
    in_use: int
    versions: list[Version]
    samples: list[tuple[str, str]]


def speaker(office: Office) -> Speaker:
    """The voices on disk as they are now."""
    return Speaker(office.settings.var / "voice")


def room(office: Office, slug: str) -> Room:
    """Everything about a hall's voice."""
    hall, kept = office.hall(slug), _store(office, slug)
    groups = prompts.groups(hall)
    whose = _whose(speaker(office), hall, kept, groups)
    needed = [one.key for group in groups if group.needed for one in group.prompts]
    droppable = frozenset(one.key for one in prompts.every(groups) if kept.droppable(one.language, one.text))
    return Room(
        groups, whose, droppable, sum(whose[key] in (OWN, NEW) for key in needed), len(needed), kept.drafted(),
        kept.in_use(), kept.versions(), samples(hall),
    )  # fmt: skip


def samples(hall: Hall) -> list[tuple[str, str]]:
    """The calls to be heard before a voice is used: number and counter's code."""
    desks = list(hall.counters)
    last = max(hall.lines, default="C")
    return [(number, desks[at % len(desks)]) for at, number in enumerate(("A003", "B117", f"{last}999"))]


def sample(office: Office, slug: str, number: str, reading: str) -> bytes:
    """A sample call as the draft (or the voice in use) would say it; refuses `not_found` for another."""
    hall = office.hall(slug)
    counter = dict(samples(hall)).get(number)
    if counter is None or reading not in ("digits", "cardinal"):
        raise Refused("not_found")
    chosen: voice.Reading = "cardinal" if reading == "cardinal" else "digits"
    words = voice.said(number, hall.counters[counter].name, chosen, english=hall.settings.voice_english)
    mouth = speaker(office)
    return mouth.said(words, mouth.packs(hall, draft=True))


def heard(office: Office, slug: str, key: str) -> bytes:
    """A prompt as the draft (or the voice in use) says it; refuses `not_found` where nothing can."""
    hall, mouth = office.hall(slug), speaker(office)
    prompt, packs = _prompt(hall, key), mouth.packs(hall, draft=True)
    pack = packs.english if prompt.language == "en" else packs.indonesian
    found = pack.clips.get(prompt.text) if prompt.language == "en" else mouth.clip(prompt.text, pack)
    if found is None:
        raise Refused("not_found", "Kata ini belum ada suaranya.")
    return found


def record(office: Office, slug: str, key: str, recording: bytes) -> None:
    """A WAV recording becomes the draft's clip of a prompt; `bad_request` with a sentence where it is of no use."""
    prompt = _prompt(office.hall(slug), key)
    frames = sound.apart(recording)
    _store(office, slug).put(prompt.language, prompt.text, frames)


def drop(office: Office, slug: str, key: str) -> None:
    """The bundled voice says the prompt again, once the draft is used."""
    prompt = _prompt(office.hall(slug), key)
    _store(office, slug).drop(prompt.language, prompt.text)


def publish(office: Office, slug: str, label: str, agreed: bool, by: str) -> None:
    """The draft speaks from the next call on. `label`: what the office calls the speaker, who agreed to it today."""
    label = plain_text(label, "speaker", "Nama atau sebutan pengisi suara", most=LONGEST_LABEL)
    if not agreed:
        raise Refused("bad_request", "Suara hanya boleh dipakai dengan persetujuan orangnya.", field="agreed")
    today = _today(office, slug)
    _change(office, slug, by, "voice.made", lambda kept: kept.publish(label, today))


def use(office: Office, slug: str, number: int, by: str) -> None:
    """An earlier version speaks again; 0: the bundled voice."""
    _change(office, slug, by, "voice.used", lambda kept: kept.use(number))


def delete(office: Office, slug: str, number: int, by: str) -> None:
    """A version and its files are no more."""
    _change(office, slug, by, "voice.deleted", lambda kept: kept.delete(number))


def discard(office: Office, slug: str) -> None:
    """The draft is no more."""
    _store(office, slug).discard()


def set_voice(office: Office, slug: str, settings: dict[str, Any], by: str) -> None:
    """How calls are said, and how loud films are: `voice…` and `display_sound` of HallSettings. Screens follow at once."""
    change_setup(
        office, slug, by, "voice.set", None,
        lambda work, hall: catalogue.keep_settings(work.connection, hall.id, settings),
    )  # fmt: skip


def _change(office: Office, slug: str, by: str, kind: str, do: Callable[[Store], object]) -> None:
    change_setup(office, slug, by, kind, None, lambda work, hall: do(_store(office, hall.slug)))


def _store(office: Office, slug: str) -> Store:
    return Store(office.settings.var / "voice" / office.hall(slug).slug)


def _prompt(hall: Hall, key: str) -> Prompt:
    language, _, file = key.partition("-")
    found = prompts.find(hall, language, file)
    if found is None:
        raise Refused("not_found", "Kata itu tidak ada di daftar.")
    return found


def _whose(mouth: Speaker, hall: Hall, kept: Store, groups: list[Group]) -> dict[str, str]:
    now, next_ = mouth.packs(hall, draft=False), mouth.packs(hall, draft=True)
    free = mouth.speaks_freely()
    found = {}
    for one in prompts.every(groups):
        before, after = (
            (packs.english if one.language == "en" else packs.indonesian).clips.get(one.text) for packs in (now, next_)
        )
        if kept.has(one.language, one.text):
            found[one.key] = OWN if before == after else NEW
        elif after is not None:
            found[one.key] = OURS
        else:
            found[one.key] = SPOKEN if free and one.language == "id" else MUTE
    return found


def _today(office: Office, slug: str) -> str:
    now: datetime = office.clock.now().astimezone(ZoneInfo(office.hall(slug).timezone))
    return now.date().isoformat()
