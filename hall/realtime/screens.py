"""What screens report of themselves: the newest word of each connection, and of each device over its connections.

Every instance knows its own connections; what it heard is kept once a minute a device, and soon after it became better or
worse, so that another process and the next start know it too.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from hall.actions import screens as kept
from hall.actions.office import Office
from hall.rules.access import Device, Identity
from hall.rules.screens import STATE_WITHIN, Heard, Report, Word, gravity, hear, read_report

KEEP_EVERY: Final = timedelta(seconds=60)
LOOK_SECONDS: Final = 2.0
"""How often somebody should call `keep`."""
FORGOTTEN_AFTER: Final = timedelta(hours=24)


@dataclass
class _Connection:
    namespace: str
    identity: Identity
    report: Report | None = None
    at: datetime | None = None
    told: bool = False  # that there are newer files

    @property
    def who(self) -> str:
        """By whom its words are known: a device has one screen, a browser of the demo or a person may have several."""
        alone = self.identity.kind in ("screen", "api")
        return self.identity.asker if alone else f"{self.identity.asker} {self.namespace}"


@dataclass
class Screens:
    """The register of a process. `assets`: the release of this server's own files, "" where nobody should reload."""

    office: Office
    assets: str = ""
    _connections: dict[str, _Connection] = field(default_factory=dict)
    _words: dict[str, Word] = field(default_factory=dict)
    _kept: dict[str, Word] = field(default_factory=dict)
    _sent: dict[str, deque[tuple[datetime, int]]] = field(default_factory=dict)

    # -- what connections do

    def enter(self, sid: str, namespace: str, identity: Identity) -> None:
        """A screen connected; it has said nothing yet."""
        self._connections[sid] = _Connection(namespace, identity)

    def hear(self, sid: str, body: object) -> str | None:
        """A `screen.report`; nonsense is passed over. Gives the server's release when the screen's files are of another,
        once a connection."""
        connection, report = self._connections.get(sid), read_report(body)
        if connection is None or report is None:
            return None
        before = self._before(connection.who)
        if self._connections.get(sid) is not connection:
            return None  # it left while the store was asked
        now = self.office.clock.now()
        behind = report.version < self._due(connection.identity.hall, now)
        self._words[connection.who] = hear(before, report, now, behind=behind)
        connection.report, connection.at = report, now
        if connection.told or not self.assets or report.assets in (None, self.assets):
            return None
        connection.told = True
        return self.assets

    def leave(self, sid: str) -> None:
        """The connection ended; when it was the device's last, the device is gone until it speaks again."""
        connection = self._connections.pop(sid, None)
        if connection is None or connection.report is None:
            return
        if all(other.who != connection.who or other.report is None for other in list(self._connections.values())):
            self._words[connection.who] = replace(self._words[connection.who], gone=True)

    def sent(self, hall: str, version: int) -> None:
        """This version of the hall's state just went out to every screen."""
        now = self.office.clock.now()
        went = self._sent.setdefault(hall, deque())
        if not went or went[-1][1] < version:
            went.append((now, version))
        while len(went) > 1 and now - went[1][0] >= STATE_WITHIN:
            went.popleft()

    def newest(self, hall: str) -> int:
        """The version of the hall's state that went out last; -1 before the first."""
        went = self._sent.get(hall)
        return went[-1][1] if went else -1

    def _due(self, hall: str, now: datetime) -> int:
        """The version that every screen of the hall must show by now; -1 when none was sent long enough ago."""
        return max((version for at, version in tuple(self._sent.get(hall, ())) if now - at >= STATE_WITHIN), default=-1)

    def _before(self, who: str) -> Word | None:
        """The word until now; after a start the kept one."""
        known = self._words.get(who)
        return known if known is not None else kept.word_of(self.office, who)

    # -- what others ask

    def reports(self, hall: str) -> list[Heard]:
        """The newest report of every connection of the hall that reported, in no order."""
        return [
            Heard(sid, one.identity.asker, one.namespace, one.report, one.at)
            for sid, one in list(self._connections.items())
            if one.identity.hall == hall and one.report is not None and one.at is not None
        ]

    def paired(self, hall: str) -> list[tuple[Device, Word | None]]:
        """The paired screens of the hall, newest first, each with its newest word: heard here, or kept by any other."""
        return [(device, self._newer(device, word)) for device, word in kept.devices_and_words(self.office, hall)]

    def _newer(self, device: Device, word: Word | None) -> Word | None:
        heard = self._words.get(device.asker)
        return word if heard is None or (word is not None and word.at > heard.at) else heard

    def demo(self, hall: str) -> list[tuple[str, Word]]:
        """Browsers that show a demo hall without being paired: (namespace, word)."""
        found = {
            one.who: one.namespace
            for one in list(self._connections.values())
            if one.identity.hall == hall and one.identity.kind == "demo" and one.report is not None
        }
        return [(namespace, self._words[who]) for who, namespace in found.items()]

    # -- what is kept

    def keep(self) -> None:
        """Keeps what changed for better or worse, and every word once a minute; forgets who went long ago."""
        now = self.office.clock.now()
        due = {asker: word for asker, word in list(self._words.items()) if self._is_due(asker, word)}
        kept.keep(self.office, due)
        self._kept |= due
        for asker, word in list(self._words.items()):
            if word.gone and now - word.at > FORGOTTEN_AFTER:
                del self._words[asker]
                self._kept.pop(asker, None)

    def _is_due(self, asker: str, word: Word) -> bool:
        before = self._kept.get(asker)
        return before is None or gravity(before) != gravity(word) or word.at - before.at >= KEEP_EVERY
