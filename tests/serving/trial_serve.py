"""Serves the trial application as `antrean serve` does; run as a program: [--prepare NAME] APPLICATION PRINTING..."""

from __future__ import annotations

import sys

from hall import config
from hall.errors import ConfigError
from hall.serving.serve import serve


def main(arguments: list[str]) -> int:
    """The server until its end, or the sentence of what keeps it from starting."""
    prepare = None
    if arguments[0] == "--prepare":
        prepare, arguments = arguments[1], arguments[2:]
    try:
        return serve(config.load(), application=arguments[0], prepare=prepare, printing=arguments[1:])
    except ConfigError as fault:
        print(fault, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
