"""A tiny hall of the tests' own: HTTP, Socket.IO and the poke, on the real worker."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import Any

from flask import Flask, request
from flask_socketio import SocketIO, emit

from hall import runtime
from hall.config import Settings
from hall.errors import ConfigError, Refused

order: list[str] = []
pokes: list[str] = []


def create_app(settings: Settings) -> Flask:
    """The application; it also listens to the poke."""
    app = Flask("trial")
    io = SocketIO(app, async_mode="eventlet")
    io.on("echo")(echo)
    end = socket.socket(fileno=int(os.environ["ANTREAN_POKE_WORKER_FD"]))
    runtime.spawn(hear, end)
    pages: dict[str, Callable[..., Any]] = {
        "/": lambda: {"pid": os.getpid(), "patched": runtime.is_patched()},
        "/slow/<int:milliseconds>": slow,
        "/visit/<who>": visit,
        "/order": lambda: order,
        "/hold": hold,
        "/let-go": let_go,
        "/poke": lambda: str(end.send(b"p")),
        "/pokes": lambda: pokes,
        "/scheme": lambda: request.scheme,
        "/home": lambda: str(settings.home),
        "/crash": lambda: os._exit(9),
    }
    for rule, page in pages.items():
        app.add_url_rule(rule, rule, page)
    app.slugs = ("uji",)  # type: ignore[attr-defined]
    return app


def echo(text: str) -> None:
    """Answers a message."""
    emit("echoed", text.upper())


def hear(end: socket.socket) -> None:
    """Collects what the printing process says."""
    end.setblocking(True)
    while True:
        pokes.append(end.recv(16).decode())


def slow(milliseconds: int) -> str:
    """An answer that takes its time while others go on."""
    order.append("slow")
    runtime.sleep(milliseconds / 1000)
    return "slept"


def hold() -> str:
    """An answer that does not come before `/let-go` is asked for."""
    order.append("held")
    while "let go" not in order:
        runtime.sleep(0.01)
    return "held"


def let_go() -> str:
    """Ends every `/hold`."""
    order.append("let go")
    return "let go"


def visit(who: str) -> str:
    """Notes who was served."""
    order.append(who)
    return "seen"


def refuses(settings: Settings) -> Flask:
    """An application that finds a setting wrong."""
    raise ConfigError("ANTREAN_PUBLIC_URL", "bukan alamat yang dapat dipakai.")


def busy(settings: Settings) -> None:
    """A database that cannot be made ready."""
    raise Refused("busy", "Penyimpanan server penuh.")


def broken(settings: Settings) -> Flask:
    """An application with a fault of ours."""
    raise RuntimeError("a fault of the trial, told to nobody but the log")
