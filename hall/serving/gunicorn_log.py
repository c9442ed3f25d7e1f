"""gunicorn's notes in our log. Apart from `logs`, because the printing process knows no gunicorn."""

from __future__ import annotations

from typing import Any

from gunicorn import glogging


class GunicornLog(glogging.Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's own notes, from `warning` up, in our lines; there is no access log at all."""

    def setup(self, cfg: Any) -> None:
        """Called by gunicorn at start: everything goes to the root's handler."""
        self.cfg = cfg
        self.loglevel = self.LOG_LEVELS[cfg.loglevel]
        self.error_log.setLevel(self.loglevel)
        self.error_log.propagate = True
        self._access_log_enabled = False
