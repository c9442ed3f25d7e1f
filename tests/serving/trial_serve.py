"""Starts the server with the trial application; run as a program by the tests: APPLICATION [PRINTING COMMAND...]."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from hall import config
from hall.errors import ConfigError
from hall.serving.serve import serve


def main() -> int:
    """As `antrean serve` does it."""
    try:
        return serve(config.load(), application=sys.argv[1], prepare=None, printing=sys.argv[2:])
    except ConfigError as fault:
        print(fault, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
