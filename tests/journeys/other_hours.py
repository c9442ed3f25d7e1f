"""The real server at the hours that a walk chooses, whatever the machine's clock says: its own clock is so many seconds off.

`python -m tests.journeys.other_hours serve` is `antrean serve`, `… print` its printing process; both read WALK_SHIFT. As with
`antrean serve`, only the worker loads the web framework, after it became cooperative.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from flask import Flask

    from hall.config import Settings

SHIFT: Final = "WALK_SHIFT"
MODULE: Final = "tests.journeys.other_hours"


class Shifted:
    """The machine's clock, so many seconds off; it runs on."""

    def now(self) -> datetime:
        """The moment at which this server lives, aware, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=float(os.environ[SHIFT]))


def create_app(settings: Settings) -> Flask:
    """The whole machine with that clock."""
    from hall.app import create_app as assembled

    return assembled(settings, Shifted())


def main() -> int:
    """Serves, or prints."""
    from hall import config

    settings = config.load()
    if sys.argv[1] == "serve":
        from hall.serving import serve

        prints = (sys.executable, "-m", MODULE, "print")
        return serve.serve(settings, application=f"{MODULE}:create_app", printing=prints)
    from hall.printing import process
    from hall.serving import logs

    logs.configure(settings.log)
    return process.main(Shifted())


if __name__ == "__main__":
    sys.exit(main())
