"""gunicorn's settings: one worker an instance, many quiet connections, a quick end."""

from __future__ import annotations

import os
import resource
from typing import Final

from hall.config import Settings

WORKER_CONNECTIONS: Final = 5000
"""Every screen holds one for the whole day; clients beyond it would hang without a word."""

BACKLOG: Final = 4096
GRACE_SECONDS: Final = 2
"""After it the master kills what did not stop by itself: the whole machine is down within 3 s of the wish."""

KEEPALIVE_SECONDS: Final = 20
"""An idle connection costs one small greenlet; it ends with the worker, so waiting long does not delay a stop."""

STUCK_SECONDS: Final = 30
"""A worker that gave no sign of life for so long is taken for stuck and replaced."""

OPEN_FILES: Final = 65536
PRINTING_NAME: Final = "antrean-cetak"
"""Of the printing process in the kernel's list; its command line is that of the server."""

_MEMORY_FOLDER: Final = "/dev/shm"  # noqa: S108 the sign of life is an open file without a name; here it writes no disk


def gunicorn_settings(settings: Settings) -> dict[str, object]:
    """What differs from gunicorn's defaults."""
    chosen: dict[str, object] = {
        "bind": settings.bind,
        "workers": 1,
        "worker_class": "hall.serving.worker.HallWorker",
        "worker_connections": WORKER_CONNECTIONS,
        "backlog": BACKLOG,
        "graceful_timeout": GRACE_SECONDS,
        "keepalive": KEEPALIVE_SECONDS,
        "timeout": STUCK_SECONDS,
        "sendfile": False,
        "accesslog": None,
        "loglevel": "warning",
        "logger_class": "hall.serving.gunicorn_log.GunicornLog",
        "forwarded_allow_ips": ",".join(settings.trusted_proxies),
        "control_socket_disable": True,
        "proc_name": "antrean",
    }
    if os.path.isdir(_MEMORY_FOLDER) and os.access(_MEMORY_FOLDER, os.W_OK):
        chosen["worker_tmp_dir"] = _MEMORY_FOLDER
    return chosen


def raise_open_files() -> int:
    """Lets this process open as many files as the system allows it, up to OPEN_FILES; returns the limit now in force."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wish = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wish:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wish, hard))
        return wish
    return soft
