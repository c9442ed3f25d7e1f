"""What screens report of themselves: the newest word of each connection, and of each device over its connections.

Every instance knows its own connections; what it heard is kept once a minute a device, and soon after it became better or
worse, so that another process and the next start know it too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from hall.actions import screens as kept
from hall.actions.office import Office
from hall.rules.access import Identity
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
        now = self.office.clock.now()
        connection.report, connection.at = report, now
        identity = connection.identity
        behind = report.version < self._due(identity.hall, now)
        self._words[identity.asker] = hear(self._before(identity), report, now, behind=behind)
        if connection.told or not self.assets or report.assets in (None, self.assets):
            return None
        connection.told = True
        return self.assets

    def leave(self, sid: str) -> None:
        """The connection ended; when it was the device's last, the device is gone until it speaks again."""
        connection = self._connections.pop(sid, None)
        if connection is None or connection.report is None:
            return
        asker = connection.identity.asker
        if all(other.identity.asker != asker or other.report is None for other in self._connections.values()):
            self._words[asker] = replace(self._words[asker], gone=True)

    def sent(self, hall: str, version: int) -> None:
        """This version of the hall's state just went out to every screen."""
        now = self.office.clock.now()
        went = self._sent.setdefault(hall, deque())
        if not went or went[-1][1] < version:
            went.append((now, version))
        while len(went) > 1 and now - went[1][0] >= STATE_WITHIN:
            went.popleft()

    def _due(self, hall: str, now: datetime) -> int:
        """The version that every screen of the hall must show by now; -1 when none was sent long enough ago."""
        return max((version for at, version in self._sent.get(hall, ()) if now - at >= STATE_WITHIN), default=-1)

    def _before(self, identity: Identity) -> Word | None:
        """The device's word until now; after a start the kept one."""
        known = self._words.get(identity.asker)
        return known if known is not None else kept.word_of(self.office, identity.asker)

    # -- what others ask

    def reports(self, hall: str) -> list[Heard]:
        """The newest report of every connection of the hall that reported, in no order."""
        return [
            Heard(sid, one.identity.asker, one.namespace, one.report, one.at)
            for sid, one in list(self._connections.items())
            if one.identity.hall == hall and one.report is not None and one.at is not None
        ]

    def words(self, hall: str) -> Mapping[str, Word]:
        """The newest word by asker: of what this process heard in the hall and of what any other kept."""
        found = dict(kept.words(self.office, hall))
        here = {one.identity.asker for one in list(self._connections.values()) if one.identity.hall == hall}
        for asker, word in list(self._words.items()):
            if (asker in found or asker in here) and (asker not in found or word.at >= found[asker].at):
                found[asker] = word
        return found

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
