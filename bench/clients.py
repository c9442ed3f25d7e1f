"""Raw keep-alive HTTP: bytes made before the window, one send and mostly one recv a command."""

from __future__ import annotations

import json
import secrets
import socket
import time
from collections.abc import Callable, Collection, Iterator
from typing import Any, Final

from bench.loop import Loop

RIGHT: Final = (b"200", b"201")


class Refusal(Exception):
    """The server did not answer what was expected: the figure would be of something else."""


def command(path: str, token: str, **body: Any) -> bytes:
    """A POST with a fresh request_id, as it goes over the wire."""
    content = json.dumps({"request_id": secrets.token_hex(16), **body}, separators=(",", ":")).encode()
    head = (
        f"POST /api/v1/halls/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


class Client:
    """One connection. `done(client, seconds, body)` is called for each answer; it may `send` the next command.

    `right`: the statuses that are answers; any other would make the figure one of something else.
    """

    def __init__(
        self, port: int, done: Callable[[Client, float, bytes], None], right: Collection[bytes] = RIGHT
    ) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=15)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self._done = done
        self._right = right
        self._got = b""

    def send(self, request: bytes) -> None:
        """Sends; the time of its answer counts from here."""
        self.sent_at = time.perf_counter()
        self.sock.sendall(request)

    def readable(self, loop: Loop) -> None:
        """Takes what came; a whole answer goes to `done`."""
        got = self.sock.recv(65536)
        now = time.perf_counter()
        if not got:
            raise Refusal("the server closed the connection")
        self._got += got
        body = _body(self._got)
        if body is not None:
            status, self._got = self._got[9:12], b""
            if status not in self._right:
                raise Refusal(f"{status.decode()}: {body.decode(errors='replace')[:300]}")
            self._done(self, now - self.sent_at, body)

    def close(self) -> None:
        """Hangs up."""
        self.sock.close()


def _body(got: bytes) -> bytes | None:
    """The body when it is whole."""
    end = got.find(b"\r\n\r\n")
    if end < 0:
        return None
    start = got.lower().find(b"content-length:", 0, end)
    if start < 0:
        raise Refusal(f"an answer without a length: {got[:80]!r}")
    length = int(got[start + 15 : got.index(b"\r\n", start)])
    return None if len(got) < end + 4 + length else got[end + 4 :]


def closed_loop(
    port: int, clients: list[Iterator[bytes]], seconds: float, right: Collection[bytes] = RIGHT
) -> tuple[list[float], list[bytes], float]:
    """Each client asks anew as soon as it is answered: (seconds of each, bodies, seconds of the window)."""
    loop, took, bodies = Loop(), list[float](), list[bytes]()
    running = len(clients)
    end = float("inf")

    def run(requests: Iterator[bytes]) -> Client:
        def done(client: Client, seconds: float, body: bytes) -> None:
            nonlocal running
            took.append(seconds)
            bodies.append(body)
            following = None if time.perf_counter() >= end else next(requests, None)
            if following is None:
                running -= 1
            else:
                client.send(following)

        return Client(port, done, right)

    opened = [run(requests) for requests in clients]
    firsts = [next(requests) for requests in clients]
    for client in opened:
        loop.add(client)
    begun = time.perf_counter()
    end = begun + seconds
    for client, request in zip(opened, firsts, strict=True):
        client.send(request)
    if not loop.run(lambda: running == 0, seconds + 20):
        raise Refusal("the server does not answer")
    lasted = time.perf_counter() - begun
    for client in opened:
        client.close()
    loop.close()
    return took, bodies, lasted
