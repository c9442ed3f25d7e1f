"""A TCP proxy of our own between a browser and the server: the network that a test cuts, and its log of who knocked."""

import selectors
import socket
import struct
import time
from contextlib import suppress
from threading import Lock, Thread

from tests.patience import PATIENCE

RESET = struct.pack("ii", 1, 0)
CHUNK = 65536


class Proxy:
    """Passes bytes on to `target` on loopback. `attempts`: when each connection came, by time.monotonic().

    `cut()`: as a pulled cable, nobody hears anything and every connection looks alive. `refuse()`: as a server that is
    away, connections are reset and so are new ones. `mend()`: connections pass again; those that were cut are gone.
    """

    def __init__(self, target: int) -> None:
        self.attempts: list[float] = []
        self._target = target
        self._mode = "through"
        self._lock = Lock()
        self._pairs: dict[socket.socket, socket.socket | None] = {}
        self._selector = selectors.DefaultSelector()
        self._door = socket.create_server(("127.0.0.1", 0))
        self._wake, self._bell = socket.socketpair()
        self.port: int = self._door.getsockname()[1]
        self._selector.register(self._door, selectors.EVENT_READ)
        self._selector.register(self._wake, selectors.EVENT_READ)
        self._open = True
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self) -> "Proxy":
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        self._bell.send(b".")
        self._thread.join(PATIENCE)
        for one in (self._door, self._wake, self._bell):
            one.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        with self._lock:
            self._mode = "cut"

    def refuse(self) -> None:
        with self._lock:
            self._mode = "refuse"
            self._hang_up()

    def mend(self) -> None:
        with self._lock:
            if self._mode == "cut":
                self._hang_up()
            self._mode = "through"

    def _run(self) -> None:
        while self._open:
            for key, _ in self._selector.select(1.0):
                with self._lock:
                    self._serve(key.fileobj)
        with self._lock:
            self._hang_up()

    def _serve(self, ready: object) -> None:
        if ready is self._door:
            self._welcome(self._door.accept()[0])
        elif isinstance(ready, socket.socket) and ready in self._pairs:
            if self._mode == "cut":
                self._selector.unregister(ready)  # what is sent stays unheard in the kernel
            else:
                self._pass_on(ready)

    def _welcome(self, guest: socket.socket) -> None:
        self.attempts.append(time.monotonic())
        if self._mode == "refuse":
            self._reset(guest)
            return
        if self._mode == "cut":
            self._pairs[guest] = None
            return
        try:
            host = socket.create_connection(("127.0.0.1", self._target))
        except OSError:  # the server itself is away
            self._reset(guest)
            return
        for one, other in ((guest, host), (host, guest)):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._pairs[one] = other
            self._selector.register(one, selectors.EVENT_READ)

    def _pass_on(self, ready: socket.socket) -> None:
        other = self._pairs[ready]
        assert other is not None, "who was never answered is never read"
        try:
            got = ready.recv(CHUNK)
            if got:
                other.sendall(got)
                return
        except OSError:
            got = b""
        self._drop(ready)
        self._drop(other)

    def _hang_up(self) -> None:
        for one in list(self._pairs):
            self._drop(one)

    def _drop(self, one: socket.socket) -> None:
        self._pairs.pop(one, None)
        with suppress(KeyError):
            self._selector.unregister(one)
        self._reset(one)

    @staticmethod
    def _reset(one: socket.socket) -> None:
        with suppress(OSError):
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        one.close()
