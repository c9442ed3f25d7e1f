"""Screens without a screen: raw WebSocket, Engine.IO 4 and Socket.IO 5, just enough to hear `hall.state`."""

from __future__ import annotations

import base64
import json
import os
import socket
import struct
import time
from collections.abc import Callable
from typing import Final

from bench.clients import Refusal
from bench.loop import Loop

NEWEST: Final = b'"calls":[{"call_id":'
STATE: Final = b'["hall.state",'
PING: Final = b"2"


class Screen:
    """A connected display. `heard(screen, moment, call_id)` for each state that carries a call."""

    def __init__(self, port: int, hall: str, token: str, heard: Callable[[Screen, float, int], None]) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.states = 0
        self._heard = heard
        self._rest = b""
        self._shake_hands()
        self._expect(b"0{")
        self.sock.sendall(_frame(b"40/display," + json.dumps({"hall": hall, "token": token}).encode()))
        self._expect(b"40/display,")

    def readable(self, loop: Loop) -> None:
        """Takes what came; answers pings."""
        got = self.sock.recv(262144)
        now = time.perf_counter()
        if not got:
            raise Refusal("the server hung up on a screen")
        self._rest += got
        while (payload := self._next()) is not None:
            if payload == PING:
                self.sock.sendall(_PONG)
            elif STATE in payload[:32]:
                self._state(now, payload)

    def _state(self, now: float, payload: bytes) -> None:
        self.states += 1
        place = payload.find(NEWEST)
        if place >= 0:
            place += len(NEWEST)
            self._heard(self, now, int(payload[place : payload.index(b",", place)]))

    def _next(self) -> bytes | None:
        """The next whole frame's payload."""
        rest = self._rest
        if len(rest) < 2:
            return None
        length, start = rest[1] & 0x7F, 2
        if length == 126:
            length, start = int.from_bytes(rest[2:4], "big"), 4
        elif length == 127:
            length, start = int.from_bytes(rest[2:10], "big"), 10
        if len(rest) < start + length:
            return None
        self._rest = rest[start + length :]
        return rest[start : start + length]

    def _shake_hands(self) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        self.sock.sendall(
            (
                "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
            ).encode()
        )
        while b"\r\n\r\n" not in self._rest:
            got = self.sock.recv(4096)
            if not got:
                raise Refusal("the server refused a WebSocket")
            self._rest += got
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        if b" 101 " not in head.splitlines()[0]:
            raise Refusal(head.decode(errors="replace")[:200])

    def _expect(self, start: bytes) -> None:
        """Waits for the packet that begins so; others pass."""
        while True:
            while (payload := self._next()) is None:
                got = self.sock.recv(65536)
                if not got:
                    raise Refusal("the server hung up on a screen that connects")
                self._rest += got
            if payload.startswith(b"44"):
                raise Refusal(f"the server refused a screen: {payload[:200]!r}")
            if payload.startswith(start):
                return

    def report(self) -> None:
        """What every real screen says of itself every two seconds."""
        self.sock.sendall(_REPORT)

    def close(self) -> None:
        """Hangs up."""
        self.sock.close()


def _frame(payload: bytes) -> bytes:
    """A text frame as clients send it: masked, here with a mask of zeros."""
    head = struct.pack("!BB", 0x81, 0x80 | len(payload)) if len(payload) < 126 else (
        struct.pack("!BBH", 0x81, 0x80 | 126, len(payload))
    )  # fmt: skip
    return head + bytes(4) + payload


_PONG: Final = _frame(b"3")
_REPORT: Final = _frame(
    b'42/display,["screen.report",{"zone":null,"stale":false,"sound":"on","visible":true,"assets":null,"version":9}]'
)
