"""A bare Socket.IO client (Engine.IO v4, Socket.IO v5, WebSocket only): what a screen hears, frame by frame."""

import json
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from websocket import WebSocket, WebSocketConnectionClosedException, WebSocketTimeoutException, create_connection

from tests.patience import PATIENCE


class RefusedConnection(Exception):
    """The server did not let us into the namespace; the argument is its word."""


class HungUp(Exception):
    """The server ended the connection."""


@dataclass
class Heard:
    """One message: its name and its body."""

    name: str
    body: Any


@dataclass
class RawSocket:
    """One connection to one namespace. `heard` keeps everything that came."""

    port: int
    namespace: str
    auth: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    wire: WebSocket = field(init=False)
    _early: deque[str] = field(default_factory=deque)

    def __post_init__(self) -> None:
        url = f"ws://127.0.0.1:{self.port}/socket.io/?EIO=4&transport=websocket"
        self.wire = create_connection(url, timeout=PATIENCE, header=self.headers)
        assert self._frame(PATIENCE)[:1] == "0"
        self.wire.send(f"40{self.namespace},{json.dumps(self.auth)}")
        early = []  # a room may be told something before its newest member is let in: clients keep it
        while (answer := self._frame(PATIENCE))[:2] not in ("40", "44"):
            early += [answer] if answer[:2] == "42" else []
            self._answer_ping(answer)
        self._early.extend(early)
        if answer[:2] == "44":
            self.wire.close()
            raise RefusedConnection(json.loads(answer.partition(",")[2])["message"])

    def emit(self, name: str, body: Any) -> None:
        """Says something to the server."""
        self.wire.send(f"42{self.namespace},{json.dumps([name, body])}")

    def listen(self, seconds: float) -> Iterator[Heard]:
        """Every message of the next `seconds`; raises HungUp when the server hangs up."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            try:
                frame = self._frame(left)
            except WebSocketTimeoutException:
                return
            if frame[:2] == "41":
                raise HungUp
            if frame[:2] == "42":
                name, body = json.loads(frame.partition(",")[2])
                message = Heard(name, body)
                self.heard.append(message)
                yield message
            else:
                self._answer_ping(frame)

    def wait(self, name: str, fits: Callable[[Any], bool] = lambda body: True, seconds: float = PATIENCE) -> Any:
        """The body of the next message of this name that fits; fails after `seconds`."""
        for message in self.listen(seconds):
            if message.name == name and fits(message.body):
                return message.body
        raise AssertionError(f"no {name} within {seconds} s; heard {[message.name for message in self.heard][-20:]}")

    def named(self, name: str) -> list[Any]:
        """The bodies of this name that came so far."""
        return [message.body for message in self.heard if message.name == name]

    def collect(self, seconds: float) -> list[Heard]:
        """Listens for the whole time and gives what came in it."""
        return list(self.listen(seconds))

    def hangs_up(self, seconds: float = PATIENCE) -> bool:
        """Whether the server hangs up within the time."""
        try:
            self.collect(seconds)
        except HungUp:
            return True
        return False

    def close(self) -> None:
        self.wire.close()

    def _frame(self, seconds: float) -> str:
        if self._early:
            return self._early.popleft()
        self.wire.settimeout(max(0.001, seconds))
        try:
            frame = self.wire.recv()
        except (WebSocketConnectionClosedException, ConnectionError) as ended:
            raise HungUp from ended
        if frame == "":
            raise HungUp
        return frame if isinstance(frame, str) else frame.decode()

    def _answer_ping(self, frame: str) -> None:
        if frame == "2":
            self.wire.send("3")
