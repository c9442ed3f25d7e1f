"""The office's own images and videos, piece by piece, for its TVs and for the keeper's page.

A film is asked for in parts (RFC 9110, 14): each is read beside the hub, so that a slow disk stops no screen. The address
carries the content's digest, so a browser that has a file never asks again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, request

from hall import runtime
from hall.actions import media
from hall.actions.office import Office
from hall.errors import Refused
from hall.web.access import door

KEPT: Final = "private, max-age=31536000, immutable"
PIECE: Final = 256 * 1024


def add(room: Blueprint, office: Office) -> None:
    """`/<hall>/media/<name>`."""

    @room.get("/<hall>/media/<name>")
    @door("display", "admin")
    def own_file(hall: str, name: str) -> Response:
        found = media.find(office, hall, name)
        try:
            size = -1 if found is None else found[1].stat().st_size
        except FileNotFoundError:  # a store that was restored without its data folder
            size = -1
        if found is None or size < 0:
            raise Refused("not_found", "Berkas itu tidak ada di kantor ini.")
        return _part(found[1], found[0], size, f'"{name}"')


def _part(path: Path, kind: str, size: int, tag: str) -> Response:
    """The whole file, or the one part that was asked for; several parts at once are answered with the whole."""
    start, end, status = 0, size, 200
    asked = request.range if request.headers.get("If-Range", tag) == tag else None
    if asked is not None and asked.units == "bytes" and len(asked.ranges) == 1:
        part = asked.range_for_length(size)
        if part is None:
            return _headed(Response(status=416), {"Content-Range": f"bytes */{size}"})
        (start, end), status = part, 206
    response = Response(_pieces(path, start, end), status, mimetype=kind, direct_passthrough=True)
    response.content_length = end - start
    if status == 206:
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return _headed(response, {"ETag": tag, "Cache-Control": KEPT})


def _headed(response: Response, headers: dict[str, str]) -> Response:
    response.headers.update({"Accept-Ranges": "bytes", **headers})
    return response


def _pieces(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        while start < end:
            piece = runtime.run_blocking(os.pread, file.fileno(), min(PIECE, end - start), start)
            if not piece:  # shorter than it was a moment ago: the browser sees that it did not get all
                return
            start += len(piece)
            yield piece
