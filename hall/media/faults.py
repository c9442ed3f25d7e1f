"""Why a file cannot be shown on the TV."""

from __future__ import annotations


class MediaFault(ValueError):
    """The file cannot be shown; the text is an Indonesian sentence that says what to do."""
