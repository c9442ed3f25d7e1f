"""`antrean`: the commands of the hall's keeper.

The frame: it knows every command by name, loads only the one that was asked for, and turns refusals into one line.
Each command is a function `(arguments) -> exit status` in a file of its topic.
"""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from importlib import import_module

from hall.cli.parser import build


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; 0 done, 1 refused or failed, 2 typed wrongly, 130 interrupted."""
    try:
        try:
            return _run(build().parse_args(argv))
        finally:
            sys.stdout.flush()  # here, where a reader that left is understood, and not at exit (--help ends in SystemExit)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader (head, less) left: nothing more to say, also not at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(arguments: Namespace) -> int:
    from hall.errors import ConfigError, Refused

    module, _, name = arguments.run.partition(":")
    try:
        status: int = getattr(import_module(module), name)(arguments)
    except ConfigError as fault:
        return refuse(str(fault))
    except Refused as fault:
        return refuse(fault.detail)
    return status


def refuse(sentence: str) -> int:
    """One line to standard error, after what was said before it; gives the exit status of a refusal."""
    sys.stdout.flush()
    sys.stderr.write(f"antrean: {' '.join(sentence.split())}\n")
    return 1


def say(text: str) -> None:
    """A line of the answer."""
    sys.stdout.write(f"{text}\n")
