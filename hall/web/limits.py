"""How often browsers and addresses may ask. Tokens of `token create` are never counted (contract, section 3).

Everything is kept in this process's memory: a restart forgives, and no request waits for a database because of a limit.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from hall.errors import Refused
from hall.rules.access import Identity

MOST_KEYS: Final = 20_000
KIOSK_PAUSE: Final = 2.0
KIOSK_WINDOW: Final = 60.0
KIOSK_UNSERVED: Final = 5


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, then `burst` more spread over `seconds`."""

    burst: int
    seconds: float


UNKNOWN_TICKETS: Final = Rate(20, 60)
SIGN_IN_BY_NAME: Final = Rate(5, 60)
SIGN_IN_BY_ADDRESS: Final = Rate(30, 300)
PAIRING_STARTS: Final = Rate(20, 60)
PAIRING_POLLS: Final = Rate(60, 60)
PAIRING_POLLS_BY_ADDRESS: Final = Rate(600, 60)  # twenty new screens behind one address
PAIRING_CONFIRMS: Final = Rate(10, 60)
WRONG_CODES: Final = 5
CODE_CLOSED: Final = 60.0  # seconds that an entry of letters' codes stays closed after so many wrong ones


@dataclass
class Limits:
    """One a process, asked by the views; `elapsed` is a steady clock in seconds (tests pass their own)."""

    elapsed: Callable[[], float] = time.monotonic
    _buckets: dict[tuple[str, str], _Bucket] = field(default_factory=dict)
    _taken: dict[str, deque[tuple[float, str]]] = field(default_factory=dict)
    _wrong: dict[str, deque[float]] = field(default_factory=dict)

    def take(self, kind: str, key: str, rate: Rate, sentence: str | None = None) -> None:
        """Counts one try; refuses `too_many_requests` with the seconds to wait when the bucket is empty."""
        bucket = self._bucket(kind, key, rate)
        if bucket.left < 1:
            wait = (1 - bucket.left) * rate.seconds / rate.burst
            raise Refused("too_many_requests", sentence, retry_after=max(1, ceil(wait)))
        bucket.left -= 1

    def give_back(self, kind: str, key: str, rate: Rate) -> None:
        """The try was a good one (the right password): it does not count."""
        bucket = self._bucket(kind, key, rate)
        bucket.left = min(rate.burst, bucket.left + 1)

    def unknown_ticket(self, address: str) -> None:
        """An unknown ticket token was asked for from this address: 20 a minute, known ones are never counted."""
        self.take("ticket", address, UNKNOWN_TICKETS)

    def code_may_be_tried(self, entry: str) -> None:
        """Whether letters' codes are taken at this entry (a kiosk, a phone's address); refuses while it is closed."""
        wrong = self._wrong.get(entry)
        if wrong is None or len(wrong) < WRONG_CODES:
            return
        left = wrong[-1] + CODE_CLOSED - self.elapsed()
        if left > 0:
            raise Refused(
                "too_many_requests", "Lima kode salah. Tunggu satu menit, atau minta bantuan petugas.",
                retry_after=max(1, ceil(left)),
            )  # fmt: skip
        del self._wrong[entry]

    def code_was_wrong(self, entry: str) -> bool:
        """Counts an unknown code; True when this one closed the entry, so that somebody is told."""
        if len(self._wrong) > MOST_KEYS:
            self._wrong.clear()
        wrong = self._wrong.setdefault(entry, deque(maxlen=WRONG_CODES))
        now = self.elapsed()
        while wrong and now - wrong[0] >= CODE_CLOSED * WRONG_CODES:
            wrong.popleft()
        wrong.append(now)
        return len(wrong) == WRONG_CODES

    def code_was_right(self, entry: str) -> None:
        """A code that is known: the wrong ones before it are forgiven."""
        self._wrong.pop(entry, None)

    def kiosk_ticket(self, identity: Identity, request_id: str, unserved: Callable[[float], int]) -> None:
        """May this kiosk take one more ticket? One in 2 s, and five that nobody has called in a minute.

        Only browsers are asked (paired or of the demo). A repeated `request_id` passes: it gives the first ticket again.
        `unserved(seconds)` counts the asker's uncalled tickets of the last `seconds`; it is asked only after five takings.
        """
        if identity.kind not in ("screen", "demo") or "kiosk" not in identity.roles:
            return
        now = self.elapsed()
        taken = self._recent(identity.asker, now)
        if any(request_id == earlier for _, earlier in taken):
            return
        if taken and now - taken[-1][0] < KIOSK_PAUSE:
            wait = KIOSK_PAUSE - (now - taken[-1][0])
            raise Refused(
                "too_many_requests", "Tunggu dua detik, lalu sentuh sekali saja. Satu orang satu nomor.",
                retry_after=max(1, ceil(wait)),
            )  # fmt: skip
        if len(taken) >= KIOSK_UNSERVED and unserved(KIOSK_WINDOW) >= KIOSK_UNSERVED:
            wait = KIOSK_WINDOW - (now - taken[-KIOSK_UNSERVED][0])
            raise Refused(
                "too_many_requests", "Sudah lima nomor diambil dalam satu menit. Panggil petugas untuk nomor berikutnya.",
                retry_after=max(1, ceil(wait)),
            )  # fmt: skip
        taken.append((now, request_id))

    def forgive(self, identity: Identity, request_id: str) -> None:
        """The taking came to nothing (closed, refused): it does not count."""
        taken = self._taken.get(identity.asker)
        if taken is not None:
            self._taken[identity.asker] = deque(entry for entry in taken if entry[1] != request_id)

    def _recent(self, asker: str, now: float) -> deque[tuple[float, str]]:
        if len(self._taken) > MOST_KEYS:
            self._taken = {
                key: taken for key, taken in self._taken.items() if taken and now - taken[-1][0] < KIOSK_WINDOW
            }
        taken = self._taken.setdefault(asker, deque())
        while taken and now - taken[0][0] >= KIOSK_WINDOW:
            taken.popleft()
        return taken

    def _bucket(self, kind: str, key: str, rate: Rate) -> _Bucket:
        now = self.elapsed()
        if len(self._buckets) > MOST_KEYS:
            lately = [(name, kept) for name, kept in self._buckets.items() if now - kept.at < 600]
            lately.sort(key=lambda entry: entry[1].at)
            self._buckets = dict(lately[-MOST_KEYS // 2 :])  # a flood of addresses never costs more memory than this
        bucket = self._buckets.setdefault((kind, key), _Bucket(rate.burst, now))
        bucket.left = min(rate.burst, bucket.left + (now - bucket.at) * rate.burst / rate.seconds)
        bucket.at = now
        return bucket
