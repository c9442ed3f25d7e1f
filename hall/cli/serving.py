"""`antrean serve`."""

from __future__ import annotations

from argparse import Namespace


def serve(arguments: Namespace) -> int:
    """Serves until it is told to end. Loads no web framework: only the worker needs it."""
    from hall import config
    from hall.serving import serve as server

    return server.serve(config.load())
