"""Serves the trial application as `antrean serve` does; run as a program: [--prepare NAME] APPLICATION."""

from __future__ import annotations

import sys

from hall import config
from hall.errors import ConfigError
from hall.serving.serve import serve

PRINTING = "tests.serving.trial_printing:main"


def main(arguments: list[str]) -> int:
    """The server until its end, or the sentence of what keeps it from starting."""
    prepare = arguments[1] if arguments[0] == "--prepare" else None
    try:
        return serve(config.load(), application=arguments[-1], prepare=prepare, printing=PRINTING, shared=())
    except ConfigError as fault:
        print(fault, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
