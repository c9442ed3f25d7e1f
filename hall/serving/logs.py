"""The log: one JSON object a line, to standard error or to a file, without personal data and without tokens.

Whatever is logged passes `veiled`: a citizen's token in a path, a bearer token, a number as long as a NIK or NIP and the
values of an SQL statement leave no trace, also inside tracebacks.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import os
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

_VEILS: Final = (
    (re.compile(r"(/t/|/tickets/)[A-Za-z0-9_-]{6,}"), r"\1…"),
    (re.compile(r"(?i)\b(bearer\s+)[^\s\"',]+"), r"\1…"),
    (
        re.compile(r"(?i)((?:token|secret|password|sandi|cookie|authorization)[\"']?\s*[=:]\s*[\"']?)[^\s\"',&}]+"),
        r"\1…",
    ),
    (re.compile(r"\[parameters: .*?\](?=\s|$)", re.DOTALL), "[parameters: …]"),
    (re.compile(r"(?<!\d)\d{16,18}(?!\d)"), "…"),
    (re.compile(r"(\w+://)[^/\s:@]*:[^/\s@]+@"), r"\1…@"),
)
SOCKETS: Final = ("engineio.server", "socketio.server")
_CLOSED_TWICE: Final = "socket shutdown error"
_web = logging.getLogger("antrean.web")
_OWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def veiled(text: str) -> str:
    """The text without what must not stand in a log."""
    for pattern, instead in _VEILS:
        text = pattern.sub(instead, text)
    return text


class Line(logging.Formatter):
    """A record as one line: `at` (UTC), `level`, `from`, `process`, `text`, what was given as `extra`, and `fault`."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object without line breaks."""
        fields: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "process": record.process,
            "text": veiled(record.getMessage()),
        }
        for name, value in vars(record).items():
            if name not in _OWN and name not in fields:
                fields[name] = value if isinstance(value, bool | int | float) or value is None else veiled(str(value))
        if record.exc_info:
            fields["fault"] = veiled(self.formatException(record.exc_info))
        return json.dumps(fields, ensure_ascii=False, default=str)


def configure(file: Path | None) -> None:
    """Sends every log of this process (and of those it forks) to `file`, or to standard error. May be called again.

    Ours speak from `info` up, libraries from `warning` up.

    A file that a log rotation moved away is opened anew. A full disk silences the log, never the server.
    """
    handler: logging.Handler
    if file is None:
        handler = logging.StreamHandler()
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640))
        handler = logging.handlers.WatchedFileHandler(file, encoding="utf-8")
    handler.setFormatter(Line())
    root = logging.getLogger()
    for old in list(root.handlers):
        if isinstance(old.formatter, Line):
            root.removeHandler(old)
            old.close()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("antrean").setLevel(logging.INFO)
    for library in SOCKETS:  # one without a level writes to standard error by itself, past our lines and their veil
        logging.getLogger(library).setLevel(logging.ERROR)
    logging.captureWarnings(True)
    logging.raiseExceptions = False


class ErrorStream:
    """`wsgi.errors`: what libraries write there becomes lines of our log.

    eventlet writes for each websocket that was closed by both sides at once, with the client's address: that is no news.
    """

    def write(self, text: str) -> None:
        """One note."""
        if text.strip():
            _web.log(logging.DEBUG if _CLOSED_TWICE in text else logging.WARNING, "%s", text.rstrip())

    def writelines(self, lines: Iterable[str]) -> None:
        """Several notes."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing is held back."""
