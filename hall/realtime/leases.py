"""Which server leads a zone when there are several: a lease in Redis, short enough that a dead server's is soon over."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any, Final, Protocol

LEASE_MS: Final = 3000
PATIENCE_SECONDS: Final = 0.5
AWAY_SECONDS: Final = 2.0
"""So long Redis is left alone after it did not answer."""

_log = logging.getLogger("antrean.realtime")

# Ours is renewed; a free one is taken, and so is another's who is not keen, by one who is.
_HOLD: Final = """
local holder = redis.call('GET', KEYS[1])
local mine = holder and string.sub(holder, 1, -2) == ARGV[1]
local weak = holder and string.sub(holder, -1) == '-' and ARGV[2] == '+'
if holder and not mine and not weak then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. ARGV[2], 'PX', ARGV[3])
return 1
"""
_FREE: Final = """
local holder = redis.call('GET', KEYS[1])
if holder and string.sub(holder, 1, -2) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
"""


class Lease(Protocol):
    """A place (any text) is led by one server at a time."""

    def hold(self, place: str, *, keen: bool) -> bool:
        """Whether this server leads the place for the next three seconds. Who is not `keen` gives way to one who is."""

    def free(self, place: str) -> None:
        """This server leads the place no more, if it did."""


class Alone:
    """The lease of a server without others beside it."""

    def hold(self, place: str, *, keen: bool) -> bool:
        """Always."""
        return True

    def free(self, place: str) -> None:
        """Nothing to give back."""


class Shared:
    """In Redis. While that is away each server leads for its own screens: two voices rather than none."""

    def __init__(
        self, redis: Any, faults: tuple[type[Exception], ...], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`redis` evaluates scripts; `faults`: what it raises when it is away."""
        self._redis = redis
        self._faults = faults
        self._clock = clock
        self._me = secrets.token_hex(8)
        self._away_until: float | None = None
        self._held: set[str] = set()

    @classmethod
    def at(cls, url: str) -> Shared:
        """In the Redis at `url`; the program is loaded only where it is used."""
        from redis import Redis, RedisError

        patience = PATIENCE_SECONDS
        redis = Redis.from_url(url, socket_timeout=patience, socket_connect_timeout=patience, retry=None)
        return cls(redis, (RedisError, OSError))

    def hold(self, place: str, *, keen: bool) -> bool:
        """Asks Redis; True while it is away."""
        answer = self._ask(_HOLD, place, "+" if keen else "-", LEASE_MS)
        self._held.add(place)
        return answer is None or bool(answer)

    def free(self, place: str) -> None:
        """Gives it back at once, so that another server need not wait for its end."""
        if place in self._held:
            self._held.discard(place)
            self._ask(_FREE, place)

    def _ask(self, script: str, place: str, *words: str | int) -> int | None:
        """Redis' answer; None while it is away, which the log says once."""
        if self._away_until is not None and self._clock() < self._away_until:
            return None
        try:
            answer = int(self._redis.eval(script, 1, f"antrean:voice:{place}", self._me, *words))
        except self._faults as fault:
            if self._away_until is None:
                _log.warning(
                    "redis is away: each server speaks for its own screens", extra={"fault": type(fault).__name__}
                )
            self._away_until = self._clock() + AWAY_SECONDS
            return None
        if self._away_until is not None:
            self._away_until = None
            _log.warning("redis is back: one server speaks for a zone")
        return answer
