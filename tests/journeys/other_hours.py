"""The real server at the hours that a walk chooses, whatever the machine's clock says: its own clock is so many seconds off.

`python -m tests.journeys.other_hours` is `antrean serve` with a clock that reads WALK_SHIFT. As with `antrean serve`, only the
worker loads the web framework, after it became cooperative.
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


def prints() -> int:
    """Its printing process, with that clock."""
    from hall.printing import process

    return process.main(Shifted())


def main() -> int:
    """Serves."""
    from hall import config
    from hall.serving import serve

    return serve.serve(config.load(), application=f"{MODULE}:create_app", printing=f"{MODULE}:prints")


if __name__ == "__main__":
    sys.exit(main())
