"""Every message on the wire, with its namespaces. A house test holds this list against the documents."""

from __future__ import annotations

from typing import Final

KIOSK: Final = "/kiosk"
COUNTER: Final = "/counter"
DISPLAY: Final = "/display"
TICKET: Final = "/ticket"

NAMESPACES: Final = (KIOSK, COUNTER, DISPLAY, TICKET)
SCREENS: Final = (KIOSK, COUNTER, DISPLAY)
DOORS: Final = {KIOSK: ("kiosk",), COUNTER: ("counter",), DISPLAY: ("display",)}

HALL_STATE: Final = "hall.state"
TICKET_CALLED: Final = "ticket.called"
TICKET_STATE: Final = "ticket.state"
BEAT: Final = "beat"
CALL_PLAYED: Final = "call.played"
SCREEN_REPORT: Final = "screen.report"
ASSETS_CHANGED: Final = "assets.changed"

SLIP: Final = {
    "printed": "slip.printed",
    "accepted": "slip.accepted",
    "uncertain": "slip.uncertain",
    "not_sent": "slip.failed",
    "expired": "slip.failed",
    "cancelled": "slip.failed",
}
"""By the job's state; a job that is queued or being sent is no news."""


def hall_room(slug: str) -> str:
    """Every screen of a hall."""
    return f"hall:{slug}"


def asker_room(asker: str) -> str:
    """Every connection of one device, token or person."""
    return f"asker:{asker}"


def ticket_room(slug: str, token: str) -> str:
    """Whoever follows one ticket of a hall."""
    return f"ticket:{slug}:{token}"
