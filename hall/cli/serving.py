"""`antrean serve`."""

from __future__ import annotations

from argparse import Namespace


def serve(arguments: Namespace) -> int:
    """Serves until it is told to end. Loads no database and no web framework: only the worker needs them."""
    from hall import config
    from hall.serving import serve as server

    return server.serve(config.load())
