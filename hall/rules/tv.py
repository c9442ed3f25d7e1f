"""What only the TV shows besides the queue: a perekaman session, notices of the day, the office's own images and videos."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

MOST_READY: Final = 60  # of the "siap diambil" board: more are turned through too slowly to be found
At = Callable[[datetime], str | None]  # a moment as the hall's screens write it


@dataclass(frozen=True, slots=True)
class RecordingNow:
    """The perekaman session of this moment; `trouble`: what holds it up, for whoever waits."""

    title: str
    place: str
    until: datetime
    waiting: int
    trouble: str | None = None

    def shown(self, at: At) -> dict[str, Any]:
        """As `hall.state` carries it."""
        return {
            "title": self.title, "place": self.place, "until": at(self.until), "waiting": self.waiting,
            "trouble": self.trouble,
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
