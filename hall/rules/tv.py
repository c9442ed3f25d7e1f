"""What only the TV shows besides the queue: a perekaman session, notices of the day, the office's own images and videos."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any, Final

MOST_READY: Final = 60  # of the "siap diambil" board: more are turned through too slowly to be found
LONGEST_VIDEO: Final = 600  # seconds that a video may stand whose length nobody told
At = Callable[[datetime], str | None]  # a moment as the hall's screens write it


@dataclass(frozen=True, slots=True)
class RecordingNow:
    """The perekaman session of this moment; `line`: where its numbers wait; `trouble`: what holds it up, for whoever waits."""

    title: str
    line: str
    place: str
    until: datetime
    trouble: str | None = None

    def shown(self, at: At, waiting: Mapping[str, int]) -> dict[str, Any]:
        """As `hall.state` carries it; `waiting`: what the lines tell, the one truth of the screens."""
        return {
            "title": self.title, "line": self.line, "place": self.place, "until": at(self.until),
            "waiting": waiting.get(self.line, 0), "trouble": self.trouble,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Notice:
    """What the hall shows today between two moments; `kind`: prayer, closing or other."""

    kind: str
    title: str
    text: str
    begins: datetime
    until: datetime

    def shown(self, at: At) -> dict[str, Any]:
        """As `hall.state` carries it."""
        return {
            "kind": self.kind, "title": self.title, "text": self.text, "from": at(self.begins), "until": at(self.until),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Medium:
    """A file of the office's own; `kind`: image or video, `seconds`: how long it stands (a video: at most)."""

    kind: str
    url: str
    seconds: int
    title: str

    def shown(self) -> dict[str, Any]:
        """As `hall.state` carries it."""
        return {"kind": self.kind, "url": self.url, "seconds": self.seconds, "title": self.title}


EXTENSIONS: Final = {"image/jpeg": "jpg", "image/png": "png", "video/mp4": "mp4", "video/webm": "webm"}


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file that the keeper uploaded; `seconds`: how long an image stands, a video lasts (None: nobody knows).

    Shown in the order of `position` while `active`, between two days where they are set.
    """

    id: int
    kind: str
    title: str
    digest: str
    type: str
    bytes: int
    width: int
    height: int
    seconds: float | None
    position: int = 0
    active: bool = True
    from_day: date | None = None
    until_day: date | None = None

    @property
    def name(self) -> str:
        """The file's name in the data folder and in its address."""
        return f"{self.digest}.{EXTENSIONS[self.type]}"

    def on(self, day: date) -> bool:
        """Whether the TV shows it on a day."""
        return (
            self.active
            and (self.from_day is None or self.from_day <= day)
            and (self.until_day is None or day <= self.until_day)
        )

    def medium(self, slug: str) -> Medium:
        """As the TV of a hall gets it."""
        seconds = LONGEST_VIDEO if self.seconds is None else ceil(self.seconds)
        return Medium(self.kind, f"/{slug}/media/{self.name}", seconds, self.title)
