"""Our own files for browsers: addresses that carry their version, compressed once at set-up, never per request.

`/static/<version>/<path>` is kept by browsers for a year; the version is the content of all files together, so modules
and fonts that name each other by relative addresses change theirs with it.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from pathlib import Path
from typing import Final

from flask import Blueprint, Flask, Response, request, send_file

import hall
from hall.errors import Refused
from hall.web.access import public

YEAR: Final = "public, max-age=31536000, immutable"
PACKED: Final = (("br", ".br"), ("gzip", ".gz"))
TYPES: Final = {
    ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2",
    ".json": "application/json", ".mp3": "audio/mpeg", ".png": "image/png", ".txt": "text/plain",
}  # fmt: skip
PAGE_LEAST: Final = 2_000


def static_root() -> Path:
    """Inside the package when installed from a wheel, beside it in a checkout."""
    package = Path(hall.__file__).resolve().parent
    installed = package / "data" / "static"
    return installed if installed.is_dir() else package.parent / "static"


def version_of(root: Path) -> str:
    """Twelve characters that change with any file."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix not in (".br", ".gz"):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def install(app: Flask) -> None:
    """The static route, `asset()` for templates, and MIME types that no poisoned system table can change.

    The version stands in `app.extensions["antrean-assets"]` too.
    """
    for suffix, kind in TYPES.items():
        mimetypes.add_type(kind, suffix)
    root = static_root()
    version = version_of(root)
    app.extensions["antrean-assets"] = version
    app.jinja_env.globals["asset"] = lambda path: f"/static/{version}/{path}"
    room = Blueprint("static_files", __name__)

    @room.get("/static/<version>/<path:path>")
    @public
    def file(version: str, path: str) -> Response:
        return _send(root, path)

    app.register_blueprint(room)
    app.after_request(_compress_page)


def _send(root: Path, path: str) -> Response:
    try:
        wanted = (root / path).resolve()
        ours = root in wanted.parents and wanted.is_file() and wanted.suffix in TYPES
    except (ValueError, OSError):  # a NUL, or a name longer than any file's
        ours = False
    if not ours:
        raise Refused("not_found")
    kind = TYPES[wanted.suffix]
    accepted = request.headers.get("Accept-Encoding", "")
    for encoding, ending in PACKED:
        packed = wanted.with_name(wanted.name + ending)
        if encoding in accepted and packed.is_file() and packed.stat().st_mtime >= wanted.stat().st_mtime:
            response = send_file(packed, mimetype=kind, conditional=False, etag=False)
            response.headers["Content-Encoding"] = encoding
            break
    else:
        response = send_file(wanted, mimetype=kind, conditional=False, etag=False)
    response.headers["Cache-Control"] = YEAR
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _compress_page(response: Response) -> Response:
    """Pages differ each time; gzip's quick levels cost about a millisecond and a page is asked for once a day."""
    big = response.mimetype == "text/html" and not response.is_streamed and (response.content_length or 0) > PAGE_LEAST
    if big and "Content-Encoding" not in response.headers and "gzip" in request.headers.get("Accept-Encoding", ""):
        response.set_data(gzip.compress(response.get_data(), 6))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
    return response
