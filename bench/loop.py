"""One epoll loop that drives every client of a window: HTTP commands, screens, and what is due at its time."""

from __future__ import annotations

import heapq
import itertools
import select
import socket
import time
from collections.abc import Callable
from typing import Protocol


class Actor(Protocol):
    """A connection with somebody behind it."""

    sock: socket.socket

    def readable(self, loop: Loop) -> None: ...


class Loop:
    """Single-threaded; `now` of `readable` is taken by the actor right after its bytes arrived."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._actors: dict[int, Actor] = {}
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._serial = itertools.count()

    def add(self, actor: Actor) -> None:
        """Listens to it from now on."""
        self._actors[actor.sock.fileno()] = actor
        self._epoll.register(actor.sock.fileno(), select.EPOLLIN)

    def drop(self, actor: Actor) -> None:
        """Listens no more; the socket stays open."""
        self._epoll.unregister(actor.sock.fileno())
        del self._actors[actor.sock.fileno()]

    def at(self, moment: float, work: Callable[[], None]) -> None:
        """Calls `work` when `time.perf_counter()` has reached `moment`."""
        heapq.heappush(self._due, (moment, next(self._serial), work))

    def run(self, until: Callable[[], bool], seconds: float) -> bool:
        """Runs until `until()` holds (True) or `seconds` are over (False)."""
        end = time.perf_counter() + seconds
        while not until():
            now = time.perf_counter()
            if now >= end:
                return False
            while self._due and self._due[0][0] <= now:
                heapq.heappop(self._due)[2]()
            moment = min(end, self._due[0][0]) if self._due else end
            for number, _ in self._epoll.poll(max(0.0, moment - time.perf_counter())):
                actor = self._actors.get(number)
                if actor is not None:
                    actor.readable(self)
        return True

    def close(self) -> None:
        """Frees the epoll; the sockets belong to their actors."""
        self._epoll.close()
