"""What every answer carries: nothing from outside, no frames, no addresses told to others."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, request

PARTS: Final = frozenset({"text/css", "text/javascript", "font/woff2"})
"""Never a document of its own: its page's policy rules it. A kiosk's first load saves ten kilobytes."""


def install(app: Flask) -> None:
    """Sets the headers on every answer."""
    app.after_request(_guard)


def _guard(response: Response) -> Response:
    if response.mimetype not in PARTS:
        host = request.host
        response.headers.setdefault(
            "Content-Security-Policy",
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
            f"connect-src 'self' ws://{host} wss://{host}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
            "form-action 'self'",
        )
        response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
