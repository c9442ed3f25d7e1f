"""A tiny hall of the tests' own: HTTP, Socket.IO and the poke, on the real worker."""

from __future__ import annotations

import json
import os
import socket
from typing import Any

from flask import Flask, request
from flask_socketio import SocketIO, emit

from hall import runtime
from hall.config import Settings
from hall.errors import ConfigError


def create_app(settings: Settings) -> Flask:
    """Serves `/`, `/readyz`, `/slow`, `/order`, `/pokes` and a socket that answers `echo`."""
    app = Flask("trial")
    io = SocketIO(app, async_mode="eventlet", cors_allowed_origins=None)
    order: list[str] = []
    pokes: list[str] = []
    end = socket.socket(fileno=int(os.environ["ANTREAN_POKE_WORKER_FD"]))

    @app.get("/")
    def front() -> dict[str, Any]:
        return {"pid": os.getpid(), "patched": runtime.is_patched(), "slug": "uji"}

    @app.get("/readyz")
    def ready() -> str:
        return "ok"

    @app.get("/slow")
    def slow() -> str:
        runtime.sleep(float(request.args["seconds"]))
        return "slept"

    @app.get("/visit/<who>")
    def visit(who: str) -> str:
        order.append(who)
        return "seen"

    @app.get("/order")
    def told() -> str:
        return json.dumps(order)

    @app.get("/poke")
    def poke() -> str:
        end.send(b"p")
        return "sent"

    @app.get("/pokes")
    def heard() -> str:
        return json.dumps(pokes)

    @app.get("/crash")
    def crash() -> str:
        os._exit(9)

    @io.on("echo")
    def echo(text: str) -> None:
        emit("echoed", text.upper())

    def listen() -> None:
        end.setblocking(True)
        while True:
            pokes.append(end.recv(16).decode())

    runtime.spawn(listen)
    app.slugs = ("uji",)  # type: ignore[attr-defined]
    return app


def refuses(settings: Settings) -> Flask:
    """An application that finds a setting wrong."""
    raise ConfigError("ANTREAN_PUBLIC_URL", "bukan alamat yang dapat dipakai.")


def broken(settings: Settings) -> Flask:
    """An application with a fault."""
    raise RuntimeError("a fault of the trial")
